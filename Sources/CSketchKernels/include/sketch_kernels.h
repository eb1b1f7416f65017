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

/* Hashes of all runs of `width` words in order, or of the whole text where it is shorter; returns their number. */
size_t sketch_hash_shingles(const uint64_t *words, size_t count, size_t width, const sketch_keys *keys, uint64_t *out);

/* Sorts values that are spread evenly over 64 bits and drops repeats; returns how many are left. `scratch` holds `count`. */
size_t sketch_sort_unique(uint64_t *values, size_t count, uint64_t *scratch);

/* How many values two sorted sets share. */
size_t sketch_intersection(const uint64_t *left, size_t left_count, const uint64_t *right, size_t right_count);

/* signature[i] = min over shingles x of mix_i(x). `permutation_count` is a multiple of 32. */
void sketch_minhash(
    const uint64_t *shingles, size_t count, const uint32_t *factor, const uint32_t *flip, size_t permutation_count, uint32_t *signature);

/* In how many places two signatures agree. */
size_t sketch_agreement(const uint32_t *left, const uint32_t *right, size_t count);

/* Asks for the cache line of an address that will soon be read. */
static inline void sketch_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
