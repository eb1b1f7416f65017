#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* One JSON object out of a line, without a tree and without copies beyond its unescaped strings. */

typedef enum { JSON_STRING, JSON_INTEGER, JSON_DECIMAL, JSON_NULL, JSON_OTHER } json_kind;

typedef struct {
    const uint8_t *key;
    size_t key_count;
    /* A string's content, unescaped, in the caller's `out`; a number's digits in the line. */
    const uint8_t *value;
    size_t value_count;
    json_kind kind;
    int is_ascii; /* of a string */
} json_member;

/* Members of the object that the line holds, their number returned; -1 for everything that a strict parser (RFC 8259, UTF-8, no key
   twice) would refuse, and for odd lines that it may accept: keys with escapes or beyond ASCII, more members than `capacity`, deep nesting.
   `out` has room for `count` + 64 bytes. O(bytes) for bounded members. */
long json_object_members(const uint8_t *line, size_t count, json_member *members, size_t capacity, uint8_t *out);

#endif
