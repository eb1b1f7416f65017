/* Our keyed word and shingle hashes beside XXH3 of libxxhash, on the words of a real text. See `run`. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

#include "sketch_kernels.h"

enum { rounds = 15, width = 5 };

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int rising(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static uint64_t sink;

/* Nanoseconds an item: median, smallest and largest of the rounds. */
#define MEASURE(what, items, ...)                                                                                            \
    do {                                                                                                                     \
        double times[rounds];                                                                                                \
        for (int round = 0; round < rounds; round++) {                                                                       \
            double start = seconds();                                                                                        \
            __VA_ARGS__;                                                                                                     \
            times[round] = (seconds() - start) * 1e9 / (double)(items);                                                      \
        }                                                                                                                    \
        qsort(times, rounds, sizeof times[0], rising);                                                                       \
        printf("%s,%.3f,%.3f,%.3f\n", what, times[rounds / 2], times[0], times[rounds - 1]);                                 \
    } while (0)

int main(void) {
    size_t capacity = 1 << 20, count = 0;
    uint8_t *text = malloc(capacity);
    for (size_t got; text && (got = fread(text + count, 1, capacity - count - 64, stdin)) > 0; count += got)
        if (count + 64 + 1 >= capacity || capacity - count - 64 <= got) text = realloc(text, capacity *= 2);
    uint8_t *folded = malloc(count + 64);
    uint32_t *ends = malloc((count + 1) * sizeof *ends);
    uint64_t *words = malloc((count + 1) * sizeof *words), *other = malloc((count + 1) * sizeof *other);
    if (!text || !folded || !ends || !words || !other || count == 0) return 1;
    /* Words one after the other, as folding leaves them. */
    size_t bytes = 0, word_count = 0;
    for (size_t k = 0; k <= count; k++) {
        uint8_t byte = k < count ? text[k] : ' ';
        uint8_t small = byte < 0x80 ? byte | 0x20 : byte;
        if (byte >= 0x80 || (uint8_t)(small - 'a') < 26 || (uint8_t)(byte - '0') < 10) folded[bytes++] = small;
        else if (bytes > (word_count ? ends[word_count - 1] : 0)) ends[word_count++] = (uint32_t)bytes;
    }
    sketch_keys keys = {0x0123456789abcdefu, 0xfedcba9876543210u, 0x9e3779b97f4a7c15u | 1};
    size_t shingles = word_count > width ? word_count - width + 1 : 0;
    fprintf(stderr, "%zu bytes, %zu words, %.2f bytes a word\n", count, word_count, (double)bytes / (double)word_count);
    printf("what,ns_median,ns_least,ns_most\n");
    MEASURE("a word: ours", word_count, sketch_hash_words(folded, ends, word_count, &keys, words); sink += words[word_count / 2]);
    MEASURE("a word: XXH3 seeded", word_count, {
        size_t start = 0;
        for (size_t k = 0; k < word_count; k++) {
            other[k] = XXH3_64bits_withSeed(folded + start, ends[k] - start, keys.word_low);
            start = ends[k];
        }
        sink += other[word_count / 2];
    });
    MEASURE("a word: XXH3 unseeded", word_count, {
        size_t start = 0;
        for (size_t k = 0; k < word_count; k++) {
            other[k] = XXH3_64bits(folded + start, ends[k] - start);
            start = ends[k];
        }
        sink += other[word_count / 2];
    });
    MEASURE("a shingle: ours (rolled)", shingles, sink += sketch_hash_shingles(words, word_count, width, &keys, other) + other[7]);
    MEASURE("a shingle: XXH3 of its word hashes", shingles, {
        for (size_t k = 0; k < shingles; k++) other[k] = XXH3_64bits_withSeed(words + k, width * sizeof *words, keys.multiplier);
        sink += other[7];
    });
    return sink == 42;
}
