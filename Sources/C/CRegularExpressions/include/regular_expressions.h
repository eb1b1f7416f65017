// RE2 behind a C face: linear time, bounded memory, no exceptions across the border.
#ifndef ASSAY_REGULAR_EXPRESSIONS_H
#define ASSAY_REGULAR_EXPRESSIONS_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct assay_regex assay_regex;

/// Compiles a pattern within `max_bytes` of program memory. NULL where it is none, and then `error` holds the reason, NUL-terminated.
assay_regex *assay_regex_compile(const char *pattern, size_t length, int64_t max_bytes, char *error, size_t error_capacity);

/// 1 where the pattern matches somewhere in the text, else 0. O(pattern x text).
int assay_regex_matches(const assay_regex *regex, const char *text, size_t length);

void assay_regex_free(assay_regex *regex);

#ifdef __cplusplus
}
#endif
#endif
