#include "sketch_kernels.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

/* Words of plain text */

/* Folds 64 bytes in place; bit i of the result says that byte i belongs to a word. */
#if defined(__x86_64__)
static inline uint64_t fold_block(uint8_t *bytes) {
    uint64_t mask = 0;
    const __m128i bit5 = _mm_set1_epi8(0x20);
    for (int part = 0; part < 4; part++) {
        __m128i raw = _mm_loadu_si128((const __m128i *)(bytes + part * 16));
        __m128i wide = _mm_cmplt_epi8(raw, _mm_setzero_si128());
        __m128i small = _mm_or_si128(raw, _mm_andnot_si128(wide, bit5));
        /* Unsigned x <= n is min(x, n) == x. */
        __m128i letter = _mm_sub_epi8(small, _mm_set1_epi8('a')), digit = _mm_sub_epi8(raw, _mm_set1_epi8('0'));
        __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
        __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
        _mm_storeu_si128((__m128i *)(bytes + part * 16), small);
        __m128i in_word = _mm_or_si128(wide, _mm_or_si128(is_letter, is_digit));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(in_word) << (part * 16);
    }
    return mask;
}
#else
static inline uint64_t fold_block(uint8_t *bytes) {
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) {
        uint8_t raw = bytes[i], small = raw < 0x80 ? raw | 0x20 : raw;
        bytes[i] = small;
        int in_word = raw >= 0x80 || (uint8_t)(small - 'a') < 26 || (uint8_t)(raw - '0') < 10;
        mask |= (uint64_t)in_word << i;
    }
    return mask;
}
#endif

static const uint64_t low_mask[17] = {
    0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0),
    ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0),
};
static const uint64_t high_mask[17] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ~UINT64_C(0),
};

size_t sketch_plain_words(uint8_t *bytes, size_t count, const sketch_keys *keys, uint64_t *out) {
    enum { window = 4096 };
    /* Places at which words begin and end by turns; the first may be carried over from the window before. */
    uint32_t edges[window + 2];
    size_t edge_count = 0, produced = 0;
    uint64_t carry = 0;
    uint64_t word_low = keys->word_low, word_high = keys->word_high;
    memset(bytes + count, ' ', 64);
    /* One block more than the text closes its last word. */
    size_t blocks = count / 64 + 1;
    for (size_t block = 0; block < blocks; block++) {
        uint64_t words = fold_block(bytes + block * 64);
        uint64_t turns = words ^ (words << 1 | carry);
        carry = words >> 63;
        uint32_t base = (uint32_t)(block * 64);
        size_t here = (size_t)__builtin_popcountll(turns);
        for (size_t k = 0; k < here; k++) {
            edges[edge_count + k] = base + (uint32_t)__builtin_ctzll(turns);
            turns &= turns - 1;
        }
        edge_count += here;
        if (edge_count + 64 <= window && block + 1 < blocks) continue;
        size_t complete = edge_count / 2;
        for (size_t k = 0; k < complete; k++) {
            size_t start = edges[2 * k], length = edges[2 * k + 1] - start;
            if (__builtin_expect(length <= 16, 1)) {
                uint64_t low = load_u64(bytes + start) & low_mask[length], high = load_u64(bytes + start + 8) & high_mask[length];
                out[produced + k] = multiply_fold(low ^ word_low, high ^ word_high ^ (uint64_t)length << 56);
            } else {
                out[produced + k] = hash_word(bytes + start, length, keys);
            }
        }
        produced += complete;
        edges[0] = edges[edge_count - (edge_count > 0)];
        edge_count &= 1;
    }
    return produced;
}

/* Polynomials over every fourth word, so that no multiplication waits for the one before; folded together at the end. */
void sketch_digest(const uint64_t *words, size_t count, uint64_t *out) {
    const uint64_t step = UINT64_C(0x9fb21c651e98df25);
    uint64_t lanes[4] = {count, 1, 2, 3}, sums[4] = {0, 0, 0, 0};
    for (size_t k = 0; k < count; k++) {
        lanes[k & 3] = lanes[k & 3] * step + words[k];
        sums[k & 3] += lanes[k & 3] ^ lanes[k & 3] >> 32;
    }
    uint64_t first = count, second = ~(uint64_t)count;
    for (int lane = 0; lane < 4; lane++) {
        first = multiply_fold(first ^ lanes[lane], step ^ (uint64_t)lane) + sums[lane];
        second = (second ^ sums[lane] ^ sums[lane] >> 29) * UINT64_C(0xc6a4a7935bd1e995) + (lanes[lane] ^ lanes[lane] >> 31);
    }
    out[0] = first;
    out[1] = second;
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

/* A free slot holds zero, so the value zero, which one hash in 2^64 is, counts as all ones. */

static inline uint64_t nonzero(uint64_t value) { return value == 0 ? ~UINT64_C(0) : value; }

size_t sketch_distinct(uint64_t *values, size_t count, uint64_t *table, size_t slots) {
    memset(table, 0, slots * sizeof(uint64_t));
    size_t mask = slots - 1, kept = 0;
    for (size_t k = 0; k < count; k++) {
        uint64_t value = nonzero(values[k]);
        size_t slot = value & mask;
        while (table[slot] != 0 && table[slot] != value) slot = (slot + 1) & mask;
        values[kept] = value;
        kept += table[slot] == 0;
        table[slot] = value;
    }
    return kept;
}

void sketch_fill(const uint64_t *values, size_t count, uint64_t *table, size_t slots) {
    memset(table, 0, slots * sizeof(uint64_t));
    size_t mask = slots - 1;
    for (size_t k = 0; k < count; k++) {
        size_t slot = values[k] & mask;
        while (table[slot] != 0) slot = (slot + 1) & mask;
        table[slot] = values[k];
    }
}

size_t sketch_shared(const uint64_t *values, size_t count, const uint64_t *table, size_t slots) {
    size_t mask = slots - 1, shared = 0;
    for (size_t k = 0; k < count; k++) {
        uint64_t value = values[k];
        size_t slot = value & mask;
        while (table[slot] != 0 && table[slot] != value) slot = (slot + 1) & mask;
        shared += table[slot] != 0;
    }
    return shared;
}

void sketch_sort_high(uint64_t *items, size_t count, uint64_t *scratch) {
    enum { digit_bits = 11, digits = 3, buckets = 1 << digit_bits };
    static const int shifts[digits] = {32, 43, 54};
    uint32_t places[digits][buckets];
    memset(places, 0, sizeof places);
    for (size_t k = 0; k < count; k++)
        for (int digit = 0; digit < digits; digit++) places[digit][items[k] >> shifts[digit] & (buckets - 1)]++;
    uint64_t *from = items, *to = scratch;
    for (int digit = 0; digit < digits; digit++) {
        uint32_t sum = 0;
        for (size_t bucket = 0; bucket < buckets; bucket++) {
            uint32_t here = places[digit][bucket];
            places[digit][bucket] = sum;
            sum += here;
        }
        for (size_t k = 0; k < count; k++) to[places[digit][from[k] >> shifts[digit] & (buckets - 1)]++] = from[k];
        uint64_t *turn = from;
        from = to;
        to = turn;
    }
    memcpy(items, from, count * sizeof(uint64_t));
}

/* Signatures */

typedef uint32_t lanes __attribute__((vector_size(64), aligned(4)));

/* mix_i(x) = (high half of x × factor_i) xor flip_i xor low half of x. One multiplication, because that is what bounds the loop
   (AVX-512 multiplies 32-bit lanes at half rate on Intel); the low half, independent of the high one, breaks its linearity. */
SKETCH_DISPATCHED
static void minhash_narrow(
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

#if defined(__x86_64__)
/* With the 32 registers of AVX-512, 128 permutations share one pass over the shingles. Intrinsics, as the compiler would rather halve vectors. */
__attribute__((target("avx512f")))
static void minhash_128(const uint64_t *shingles, size_t count, const uint32_t *factor, const uint32_t *flip, uint32_t *signature) {
    __m512i factors[8], flips[8], lows[8];
    for (int i = 0; i < 8; i++) {
        factors[i] = _mm512_loadu_si512(factor + 16 * i);
        flips[i] = _mm512_loadu_si512(flip + 16 * i);
        lows[i] = _mm512_set1_epi32(-1);
    }
    for (size_t k = 0; k < count; k++) {
        __m512i high = _mm512_set1_epi32((int)(shingles[k] >> 32)), low = _mm512_set1_epi32((int)shingles[k]);
#pragma clang loop unroll(full)
        for (int i = 0; i < 8; i++) {
            enum { exclusive_or = 0x96 };
            __m512i mixed = _mm512_ternarylogic_epi32(_mm512_mullo_epi32(high, factors[i]), flips[i], low, exclusive_or);
            lows[i] = _mm512_min_epu32(lows[i], mixed);
        }
    }
    for (int i = 0; i < 8; i++) _mm512_storeu_si512(signature + 16 * i, lows[i]);
}
#endif

void sketch_minhash(
    const uint64_t *shingles, size_t count, const uint32_t *factor, const uint32_t *flip, size_t permutation_count, uint32_t *signature) {
    size_t group = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        for (; group + 128 <= permutation_count; group += 128) minhash_128(shingles, count, factor + group, flip + group, signature + group);
#endif
    if (group < permutation_count) minhash_narrow(shingles, count, factor + group, flip + group, permutation_count - group, signature + group);
}

SKETCH_DISPATCHED
size_t sketch_agreement(const uint32_t *left, const uint32_t *right, size_t count) {
    uint32_t same = 0;
    for (size_t i = 0; i < count; i++) same += left[i] == right[i];
    return same;
}
