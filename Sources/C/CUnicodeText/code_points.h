#ifndef CODE_POINTS_H
#define CODE_POINTS_H

#include <stdint.h>

/* What the folder must know of a code point, asked of ICU once and remembered. */

typedef enum {
    KIND_UNKNOWN = 0,
    KIND_SEPARATOR,
    KIND_LETTER,    /* `mapped` is its folded form */
    KIND_MARK,      /* combines with the letter before; the word needs composing */
    KIND_IGNORABLE, /* default-ignorable: not seen by a reader */
    KIND_GRAM,      /* a character of a script written without spaces: a word of its own */
    KIND_COMPLEX,   /* folds to several code points: see code_point_mapping */
} code_point_kind;

typedef enum {
    SCRIPT_NONE = 0, /* common or inherited: belongs to any word */
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_GREEK,
    SCRIPT_OTHER,
    SCRIPT_COUNT,
} code_point_script;

#define CODE_POINT_DISGUISE 1u /* a compatibility form of an ASCII letter or digit, as used to disguise */
#define CODE_POINT_JOINS 2u    /* its script uses joiners in honest spelling */
#define CODE_POINT_COMPOSES 4u /* may compose with the code point before it */

typedef struct {
    code_point_kind kind;
    code_point_script script;
    uint32_t flags;
    uint32_t mapped;
} code_point_class;

/* O(1) after the first call for a code point; safe from any thread. */
code_point_class code_point_classify(uint32_t code_point);

/* The NFKC_Casefold mapping of one code point: at most `capacity` code points, their number returned. */
int code_point_mapping(uint32_t code_point, uint32_t *out, int capacity);

/* NFKC_Casefold of a word, UTF-8 to UTF-8; returns the length, or -1 where it does not fit. */
int code_point_compose(const uint8_t *word, int count, uint8_t *out, int capacity);

/* The folded letter of `script` that a reader takes `code_point` for (UTS 39 skeletons), or 0. */
uint32_t code_point_look_alike(uint32_t code_point, code_point_script script);

#endif
