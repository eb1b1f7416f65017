#include "json_text.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

enum { depth_limit = 16, nested_key_limit = 24 };

typedef struct {
    const uint8_t *at;
    const uint8_t *end;
    uint8_t *out;
} reader;

static void skip_blanks(reader *in) {
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\t' || *in->at == '\r' || *in->at == '\n')) in->at++;
}

static int take(reader *in, uint8_t byte) {
    if (in->at == in->end || *in->at != byte) return 0;
    in->at++;
    return 1;
}

/* Strings */

/* Copies bytes up to the first that is a quote, a backslash, a control character or beyond ASCII. Writes up to 15 bytes more than it
   advances, which the room after `out` allows, as never more is written than was read. */
static void copy_plain(reader *in) {
    const uint8_t *at = in->at;
    uint8_t *out = in->out;
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), blank = _mm_set1_epi8(' ');
    while (in->end - at >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)at);
        _mm_storeu_si128((__m128i *)out, bytes);
        /* As signed bytes, what is beyond ASCII is below the blank too. */
        __m128i special = _mm_or_si128(
            _mm_cmplt_epi8(bytes, blank), _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
        unsigned mask = (unsigned)_mm_movemask_epi8(special);
        if (mask != 0) {
            int length = __builtin_ctz(mask);
            in->at = at + length;
            in->out = out + length;
            return;
        }
        at += 16;
        out += 16;
    }
#elif defined(__ARM_NEON)
    while (in->end - at >= 16) {
        uint8x16_t bytes = vld1q_u8(at);
        vst1q_u8(out, bytes);
        uint8x16_t special = vorrq_u8(
            vorrq_u8(vcltq_u8(bytes, vdupq_n_u8(' ')), vcgeq_u8(bytes, vdupq_n_u8(0x80))),
            vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('"')), vceqq_u8(bytes, vdupq_n_u8('\\'))));
        if (vmaxvq_u8(special) != 0) break;
        at += 16;
        out += 16;
    }
#endif
    while (at < in->end && *at >= ' ' && *at < 0x80 && *at != '"' && *at != '\\') *out++ = *at++;
    in->at = at;
    in->out = out;
}

static int hex4(reader *in, uint32_t *code) {
    if (in->end - in->at < 4) return 0;
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        uint8_t c = *in->at++;
        uint32_t digit;
        if (c >= '0' && c <= '9') digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') digit = (uint32_t)(c | 0x20) - 'a' + 10;
        else return 0;
        value = value << 4 | digit;
    }
    *code = value;
    return 1;
}

static void put(reader *in, uint32_t c) {
    if (c < 0x80) {
        *in->out++ = (uint8_t)c;
    } else if (c < 0x800) {
        *in->out++ = (uint8_t)(0xC0 | c >> 6);
        *in->out++ = (uint8_t)(0x80 | (c & 63));
    } else if (c < 0x10000) {
        *in->out++ = (uint8_t)(0xE0 | c >> 12);
        *in->out++ = (uint8_t)(0x80 | (c >> 6 & 63));
        *in->out++ = (uint8_t)(0x80 | (c & 63));
    } else {
        *in->out++ = (uint8_t)(0xF0 | c >> 18);
        *in->out++ = (uint8_t)(0x80 | (c >> 12 & 63));
        *in->out++ = (uint8_t)(0x80 | (c >> 6 & 63));
        *in->out++ = (uint8_t)(0x80 | (c & 63));
    }
}

static int escape(reader *in, int *is_ascii) {
    if (in->at == in->end) return 0;
    uint8_t c = *in->at++;
    switch (c) {
    case '"':
    case '\\':
    case '/': *in->out++ = c; return 1;
    case 'b': *in->out++ = '\b'; return 1;
    case 'f': *in->out++ = '\f'; return 1;
    case 'n': *in->out++ = '\n'; return 1;
    case 'r': *in->out++ = '\r'; return 1;
    case 't': *in->out++ = '\t'; return 1;
    case 'u': break;
    default: return 0;
    }
    uint32_t code, low;
    if (!hex4(in, &code)) return 0;
    if (code >= 0xDC00 && code < 0xE000) return 0;
    if (code >= 0xD800 && code < 0xDC00) {
        if (!take(in, '\\') || !take(in, 'u') || !hex4(in, &low) || low < 0xDC00 || low >= 0xE000) return 0;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code >= 0x80) *is_ascii = 0;
    put(in, code);
    return 1;
}

/* One code point beyond ASCII of well-formed UTF-8 (Unicode, table 3-7). */
static int copy_wide(reader *in) {
    const uint8_t *at = in->at;
    size_t left = (size_t)(in->end - at);
    uint8_t lead = at[0];
    size_t width;
    if (lead >= 0xC2 && lead < 0xE0) width = 2;
    else if (lead >= 0xE0 && lead < 0xF0) width = 3;
    else if (lead >= 0xF0 && lead < 0xF5) width = 4;
    else return 0;
    if (left < width) return 0;
    for (size_t i = 1; i < width; i++)
        if ((at[i] & 0xC0) != 0x80) return 0;
    if ((lead == 0xE0 && at[1] < 0xA0) || (lead == 0xED && at[1] >= 0xA0) || (lead == 0xF0 && at[1] < 0x90) || (lead == 0xF4 && at[1] >= 0x90))
        return 0;
    for (size_t i = 0; i < width; i++) *in->out++ = at[i];
    in->at += width;
    return 1;
}

/* A string from behind its opening quote to behind its closing one. */
static int string(reader *in, int *is_ascii) {
    *is_ascii = 1;
    for (;;) {
        copy_plain(in);
        if (in->at == in->end) return 0;
        uint8_t c = *in->at;
        if (c == '"') {
            in->at++;
            return 1;
        }
        if (c == '\\') {
            in->at++;
            if (!escape(in, is_ascii)) return 0;
        } else if (c >= 0x80) {
            *is_ascii = 0;
            if (!copy_wide(in)) return 0;
        } else {
            return 0;
        }
    }
}

/* Values */

static int is_digit(const reader *in) { return in->at < in->end && *in->at >= '0' && *in->at <= '9'; }

static int number(reader *in, json_kind *kind) {
    *kind = JSON_INTEGER;
    take(in, '-');
    if (!is_digit(in)) return 0;
    if (take(in, '0')) {
        if (is_digit(in)) return 0;
    } else {
        while (is_digit(in)) in->at++;
    }
    if (take(in, '.')) {
        *kind = JSON_DECIMAL;
        if (!is_digit(in)) return 0;
        while (is_digit(in)) in->at++;
    }
    if (in->at < in->end && (*in->at | 0x20) == 'e') {
        *kind = JSON_DECIMAL;
        in->at++;
        if (!take(in, '+')) take(in, '-');
        if (!is_digit(in)) return 0;
        while (is_digit(in)) in->at++;
    }
    return 1;
}

static int literal(reader *in, const char *word, size_t count) {
    if ((size_t)(in->end - in->at) < count || memcmp(in->at, word, count) != 0) return 0;
    in->at += count;
    return 1;
}

static long object(reader *in, json_member *members, size_t capacity, int depth);

static int array(reader *in, int depth);

static int value(reader *in, json_member *member, int depth) {
    if (in->at == in->end) return 0;
    const uint8_t *start = in->at;
    member->kind = JSON_OTHER;
    switch (*start) {
    case '"':
        in->at++;
        member->value = in->out;
        member->kind = JSON_STRING;
        if (!string(in, &member->is_ascii)) return 0;
        member->value_count = (size_t)(in->out - member->value);
        return 1;
    case '{': {
        json_member nested[nested_key_limit];
        return depth < depth_limit && object(in, nested, nested_key_limit, depth + 1) >= 0;
    }
    case '[': return depth < depth_limit && array(in, depth + 1);
    case 't': return literal(in, "true", 4);
    case 'f': return literal(in, "false", 5);
    case 'n': member->kind = JSON_NULL; return literal(in, "null", 4);
    default:
        if (!number(in, &member->kind)) return 0;
        member->value = start;
        member->value_count = (size_t)(in->at - start);
        return 1;
    }
}

static int array(reader *in, int depth) {
    in->at++;
    skip_blanks(in);
    if (take(in, ']')) return 1;
    do {
        json_member item;
        skip_blanks(in);
        if (!value(in, &item, depth)) return 0;
        skip_blanks(in);
    } while (take(in, ','));
    return take(in, ']');
}

static int key_came_before(const json_member *members, size_t count) {
    const json_member *last = &members[count];
    for (size_t k = 0; k < count; k++)
        if (members[k].key_count == last->key_count && memcmp(members[k].key, last->key, last->key_count) == 0) return 1;
    return 0;
}

static int plain_key(reader *in, json_member *member) {
    if (!take(in, '"')) return 0;
    member->key = in->at;
    while (in->at < in->end && *in->at != '"') {
        if (*in->at < ' ' || *in->at >= 0x80 || *in->at == '\\') return 0;
        in->at++;
    }
    member->key_count = (size_t)(in->at - member->key);
    return take(in, '"');
}

static long object(reader *in, json_member *members, size_t capacity, int depth) {
    if (!take(in, '{')) return -1;
    skip_blanks(in);
    if (take(in, '}')) return 0;
    size_t count = 0;
    do {
        if (count == capacity) return -1;
        skip_blanks(in);
        if (!plain_key(in, &members[count]) || key_came_before(members, count)) return -1;
        skip_blanks(in);
        if (!take(in, ':')) return -1;
        skip_blanks(in);
        if (!value(in, &members[count], depth)) return -1;
        count++;
        skip_blanks(in);
    } while (take(in, ','));
    return take(in, '}') ? (long)count : -1;
}

long json_object_members(const uint8_t *line, size_t count, json_member *members, size_t capacity, uint8_t *out) {
    reader in = {line, line + count, out};
    skip_blanks(&in);
    long found = object(&in, members, capacity, 0);
    skip_blanks(&in);
    return in.at == in.end ? found : -1;
}
