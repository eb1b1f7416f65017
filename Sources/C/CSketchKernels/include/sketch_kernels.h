#ifndef SKETCH_KERNELS_H
#define SKETCH_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* The inner loops of the sketches. Each has a plain Swift reference beside it in Sketches, and a test that compares the two. */

/* The keys that turn words into hashes: see ShingleHasher. */
typedef struct {
    uint64_t word_low;
    uint64_t word_high;
    uint64_t multiplier; /* odd */
} sketch_keys;

/* out[k] is the keyed hash of word k, bytes[ends[k - 1]..<ends[k]]. */
void sketch_hash_words(const uint8_t *bytes, const uint32_t *ends, size_t count, const sketch_keys *keys, uint64_t *out);

/* The same for text whose words are the runs of ASCII letters and digits and of bytes beyond ASCII, with ASCII folded to small letters.
   Works in place; `bytes` has room for 64 more, `out` for (count + 1) / 2 words. Returns the number of words. */
size_t sketch_plain_words(uint8_t *bytes, size_t count, const sketch_keys *keys, uint64_t *out);

/* Two 64-bit names of a sequence of word hashes. */
void sketch_digest(const uint64_t *words, size_t count, uint64_t *out);

/* Hashes of all runs of `width` words in order, or of the whole text where it is shorter; returns their number. */
size_t sketch_hash_shingles(const uint64_t *words, size_t count, size_t width, const sketch_keys *keys, uint64_t *out);

/* Sorts values that are spread evenly over 64 bits and drops repeats; returns how many are left. `scratch` holds `count`. */
size_t sketch_sort_unique(uint64_t *values, size_t count, uint64_t *scratch);

/* How many values two sorted sets share. */
size_t sketch_intersection(const uint64_t *left, size_t left_count, const uint64_t *right, size_t right_count);

/* The slots that a table of `count` values needs: a power of two. */
static inline size_t sketch_table_slots(size_t count) {
    size_t slots = 64;
    while (slots < count * 3) slots *= 2;
    return slots;
}

/* Drops repeats in place, first ones kept in their order; returns how many are left. Overwrites `table`, which then is the set of them. */
size_t sketch_distinct(uint64_t *values, size_t count, uint64_t *table, size_t slots);

/* Makes `table` the set of the values, as `sketch_distinct` left them. */
void sketch_fill(const uint64_t *values, size_t count, uint64_t *table, size_t slots);

/* How many of the values, as `sketch_distinct` left them, are in the set. */
size_t sketch_shared(const uint64_t *values, size_t count, const uint64_t *table, size_t slots);

/* Sorts by the high 32 bits, stably. `scratch` holds `count`. */
void sketch_sort_high(uint64_t *items, size_t count, uint64_t *scratch);

/* signature[i] = min over shingles x of mix_i(x). `permutation_count` is a multiple of 32. */
void sketch_minhash(
    const uint64_t *shingles, size_t count, const uint32_t *factor, const uint32_t *flip, size_t permutation_count, uint32_t *signature);

/* In how many places two signatures agree. */
size_t sketch_agreement(const uint32_t *left, const uint32_t *right, size_t count);

/* Asks for the cache line of an address that will soon be read. */
static inline void sketch_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
