#include "sketch_kernels.h"

#include <stdlib.h>
#include <string.h>

/* One body for every machine: the compiler makes an AVX-512, an AVX2 and a portable version, and the loader picks one (ifunc).
   Elsewhere, NEON included, the body is vectorised for the base architecture. All are integer arithmetic, so results are equal. */
#if defined(__x86_64__) && defined(__linux__)
#define SKETCH_DISPATCHED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SKETCH_DISPATCHED
#endif

/* Words */

static inline uint64_t load_u64(const uint8_t *bytes) {
    uint64_t value;
    memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static inline uint64_t multiply_fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The low `count` bytes, 0 to 8. */
static inline uint64_t low_bytes(uint64_t value, size_t count) { return count >= 8 ? value : value & ((UINT64_C(1) << (8 * count)) - 1); }

static inline uint64_t hash_short(const uint8_t *word, size_t length, uint64_t state, const sketch_keys *keys) {
    uint64_t low = low_bytes(load_u64(word), length);
    uint64_t high = length > 8 ? low_bytes(load_u64(word + 8), length - 8) : 0;
    return multiply_fold(low ^ keys->word_low ^ state, high ^ keys->word_high ^ ((uint64_t)length << 56));
}

static uint64_t hash_word(const uint8_t *word, size_t length, const sketch_keys *keys) {
    uint64_t state = 0;
    while (length > 16) {
        state = hash_short(word, 16, state, keys);
        word += 16;
        length -= 16;
    }
    uint8_t last[16] = {0};
    memcpy(last, word, length);
    return hash_short(last, length, state, keys);
}

void sketch_hash_words(const uint8_t *bytes, const uint32_t *ends, size_t count, const sketch_keys *keys, uint64_t *out) {
    if (count == 0) return;
    size_t total = ends[count - 1], start = 0;
    for (size_t k = 0; k < count; k++) {
        size_t length = ends[k] - start;
        /* Sixteen bytes may be read in one go where the text goes on that far. */
        out[k] = length <= 16 && start + 16 <= total ? hash_short(bytes + start, length, 0, keys) : hash_word(bytes + start, length, keys);
        start = ends[k];
    }
}

/* Shingles */

static inline uint64_t finish(uint64_t x) {
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

size_t sketch_hash_shingles(const uint64_t *words, size_t count, size_t width, const sketch_keys *keys, uint64_t *out) {
    if (count == 0) return 0;
    uint64_t p = keys->multiplier, sum = 0, drop = 1;
    if (count <= width) {
        for (size_t k = 0; k < count; k++) sum = sum * p + words[k];
        /* The count keeps a short text apart from a run of the same sum in a longer one. */
        out[0] = finish(sum + (width - count));
        return 1;
    }
    for (size_t k = 0; k < width; k++) {
        sum = sum * p + words[k];
        drop *= p;
    }
    out[0] = finish(sum);
    for (size_t k = width; k < count; k++) {
        sum = sum * p + words[k] - words[k - width] * drop;
        out[k - width + 1] = finish(sum);
    }
    return count - width + 1;
}

/* Sets */

static int compare_u64(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void insertion_sort(uint64_t *values, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint64_t value = values[i];
        size_t j = i;
        for (; j > 0 && values[j - 1] > value; j--) values[j] = values[j - 1];
        values[j] = value;
    }
}

/* One pass of counting sort on the leading bits leaves about one value a bucket; what is uneven falls back on qsort. */
size_t sketch_sort_unique(uint64_t *values, size_t count, uint64_t *scratch) {
    enum { small = 24, max_bits = 14, uneven = 48 };
    if (count <= small) {
        insertion_sort(values, count);
    } else {
        int bits = 63 - __builtin_clzll(count);
        if (bits > max_bits) bits = max_bits;
        uint32_t place[1 << max_bits];
        size_t buckets = (size_t)1 << bits;
        memset(place, 0, buckets * sizeof(uint32_t));
        for (size_t i = 0; i < count; i++) place[values[i] >> (64 - bits)]++;
        uint32_t sum = 0;
        for (size_t bucket = 0; bucket < buckets; bucket++) {
            uint32_t here = place[bucket];
            place[bucket] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++) scratch[place[values[i] >> (64 - bits)]++] = values[i];
        size_t start = 0;
        for (size_t bucket = 0; bucket < buckets; bucket++) {
            size_t length = place[bucket] - start;
            if (length > uneven) {
                qsort(scratch + start, length, sizeof(uint64_t), compare_u64);
            } else if (length > 1) {
                insertion_sort(scratch + start, length);
            }
            start = place[bucket];
        }
        memcpy(values, scratch, count * sizeof(uint64_t));
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || values[i] != values[i - 1]) values[kept++] = values[i];
    return kept;
}

size_t sketch_intersection(const uint64_t *left, size_t left_count, const uint64_t *right, size_t right_count) {
    size_t i = 0, j = 0, shared = 0;
    while (i < left_count && j < right_count) {
        uint64_t a = left[i], b = right[j];
        shared += a == b;
        i += a <= b;
        j += b <= a;
    }
    return shared;
}

/* Signatures */

typedef uint32_t lanes __attribute__((vector_size(64), aligned(4)));

/* mix_i(x) = (high half of x × factor_i) xor flip_i xor low half of x. One multiplication, because that is what bounds the loop
   (AVX-512 multiplies 32-bit lanes at half rate on Intel); the low half, independent of the high one, breaks its linearity. */
SKETCH_DISPATCHED
void sketch_minhash(
    const uint64_t *shingles, size_t count, const uint32_t *factor, const uint32_t *flip, size_t permutation_count, uint32_t *signature) {
    /* Thirty-two permutations at a time, whose keys and minima then stay in registers over all shingles. */
    for (size_t group = 0; group < permutation_count; group += 32) {
        lanes factor0, factor1, flip0, flip1;
        memcpy(&factor0, factor + group, 64);
        memcpy(&factor1, factor + group + 16, 64);
        memcpy(&flip0, flip + group, 64);
        memcpy(&flip1, flip + group + 16, 64);
        lanes low0 = (lanes){0} - 1, low1 = low0;
        for (size_t k = 0; k < count; k++) {
            uint32_t high = (uint32_t)(shingles[k] >> 32), low = (uint32_t)shingles[k];
            low0 = __builtin_elementwise_min(low0, high * factor0 ^ flip0 ^ low);
            low1 = __builtin_elementwise_min(low1, high * factor1 ^ flip1 ^ low);
        }
        memcpy(signature + group, &low0, 64);
        memcpy(signature + group + 16, &low1, 64);
    }
}

SKETCH_DISPATCHED
size_t sketch_agreement(const uint32_t *left, const uint32_t *right, size_t count) {
    uint32_t same = 0;
    for (size_t i = 0; i < count; i++) same += left[i] == right[i];
    return same;
}
