#ifndef UNICODE_TEXT_H
#define UNICODE_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Folding of UTF-8 text into words, over ICU (whose functions are renamed by macro and so hidden here). */

/* The folded words of one text. Word k is bytes[ends[k - 1]] up to bytes[ends[k]], ends[-1] being 0. */
typedef struct {
    uint8_t *bytes;
    uint32_t *ends;
    /* Byte ranges in the original text, one per word. */
    uint32_t *original_starts;
    uint32_t *original_ends;
    size_t word_count;
    size_t byte_count;
    uint64_t invisible;
    uint64_t homoglyphs;
    uint64_t compatibility;
    /* Capacities; private. */
    size_t word_capacity;
    size_t byte_capacity;
} unicode_text_words;

void unicode_text_words_init(unicode_text_words *words);
void unicode_text_words_free(unicode_text_words *words);

/* Folds `count` bytes, replacing what `words` held. Bytes that are not UTF-8 separate words.
   Returns 0, or -1 where memory is short or the text is 4 GiB or longer. */
int unicode_text_fold(unicode_text_words *words, const uint8_t *text, size_t count);

/* Rewrites text that folds without ICU into what folds to the same words byte by byte: ASCII as it is, small Latin-1 letters, and blanks
   for the punctuation of printed English. Returns the bytes written, at most `count`; -1 where anything else stands in the text, or
   bytes that are not UTF-8. What it rewrites holds no disguise, so no mark is lost. O(bytes). */
long unicode_text_reduce(const uint8_t *text, size_t count, uint8_t *out);

#endif
