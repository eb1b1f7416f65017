#include "unicode_text.h"

#include "code_points.h"

#include <stdlib.h>
#include <string.h>

/* The folder: one pass over the text into words, then a second look at those words alone that mix scripts. */

/* 0 separates; anything else is the folded byte of an ASCII letter or digit. */
static const uint8_t ascii_fold[128] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j',
    ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
    ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd',
    ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n',
    ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x',
    ['y'] = 'y', ['z'] = 'z',
};

typedef struct {
    unicode_text_words *words;
    const uint8_t *text;
    size_t count;
    size_t word_start;      /* in words->bytes */
    uint32_t original_start;
    uint32_t original_end;
    int open;               /* a word is being read */
    int is_gram;            /* it is complete but for combining marks */
    int needs_composing;
    uint32_t letters[SCRIPT_COUNT]; /* of the open word */
    uint64_t pending_invisible;     /* seen since the last letter */
    int last_joins;
    /* Letters of unmixed words, by script; which scripts have a word that could not be Latin; which occur mixed. */
    uint64_t pure_letters[SCRIPT_COUNT];
    uint32_t mixed_words;
    uint32_t foreign_words;
    int failed;
} folding;

void unicode_text_words_init(unicode_text_words *words) { memset(words, 0, sizeof *words); }

void unicode_text_words_free(unicode_text_words *words) {
    free(words->bytes);
    free(words->ends);
    free(words->original_starts);
    free(words->original_ends);
    unicode_text_words_init(words);
}

static int grow_array(void *slot, size_t count, size_t width) {
    void **array = slot;
    void *grown = realloc(*array, count * width);
    if (grown == NULL) return -1;
    *array = grown;
    return 0;
}

static int reserve_bytes(unicode_text_words *words, size_t count) {
    if (count <= words->byte_capacity) return 0;
    size_t capacity = count + count / 2 + 256;
    if (grow_array(&words->bytes, capacity, 1) != 0) return -1;
    words->byte_capacity = capacity;
    return 0;
}

static int reserve_words(unicode_text_words *words, size_t count) {
    if (count <= words->word_capacity) return 0;
    size_t capacity = count + count / 2 + 64;
    if (grow_array(&words->ends, capacity, sizeof(uint32_t)) != 0) return -1;
    if (grow_array(&words->original_starts, capacity, sizeof(uint32_t)) != 0) return -1;
    if (grow_array(&words->original_ends, capacity, sizeof(uint32_t)) != 0) return -1;
    words->word_capacity = capacity;
    return 0;
}

static size_t append_utf8(uint8_t *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xC0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (uint8_t)(0xE0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 63));
        out[2] = (uint8_t)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 63));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 63));
    out[3] = (uint8_t)(0x80 | (c & 63));
    return 4;
}

/* One code point of well-formed UTF-8, its width returned; 0 where the bytes are not UTF-8. */
static size_t decode(const uint8_t *bytes, size_t count, uint32_t *out) {
    uint32_t lead = bytes[0];
    size_t width = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (width == 0 || width > count) return 0;
    uint32_t c = width == 1 ? lead : lead & (0xFFu >> (width + 1));
    for (size_t i = 1; i < width; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return 0;
        c = c << 6 | (bytes[i] & 63);
    }
    if ((width == 3 && (c < 0x800 || (c >= 0xD800 && c < 0xE000))) || (width == 4 && (c < 0x10000 || c > 0x10FFFF))) return 0;
    *out = c;
    return width;
}

static void compose_word(folding *state) {
    unicode_text_words *words = state->words;
    size_t length = words->byte_count - state->word_start;
    uint8_t composed[1536];
    if (length > 480) return; /* Longer than any word; it stays as it was folded, code point by code point. */
    int count = code_point_compose(words->bytes + state->word_start, (int)length, composed, (int)sizeof composed);
    if (count < 0 || reserve_bytes(words, state->word_start + (size_t)count + (state->count - state->original_end) + 256) != 0) return;
    memcpy(words->bytes + state->word_start, composed, (size_t)count);
    words->byte_count = state->word_start + (size_t)count;
}

static int all_look_latin(const folding *state) {
    for (size_t i = state->original_start; i < state->original_end;) {
        uint32_t c;
        size_t width = decode(state->text + i, state->count - i, &c);
        if (width == 0) return 0;
        if (c >= 0x80) {
            code_point_class found = code_point_classify(c);
            if (found.script > SCRIPT_LATIN && code_point_look_alike(c, SCRIPT_LATIN) == 0) return 0;
        }
        i += width;
    }
    return 1;
}

static void close_word(folding *state) {
    if (!state->open) return;
    unicode_text_words *words = state->words;
    if (state->needs_composing) compose_word(state);
    if (reserve_words(words, words->word_count + 1) != 0) {
        state->failed = 1;
        return;
    }
    uint32_t scripts = 0;
    for (uint32_t script = SCRIPT_LATIN; script < SCRIPT_COUNT; script++)
        if (state->letters[script] != 0) scripts |= 1u << script;
    if ((scripts & (scripts - 1)) != 0) {
        state->mixed_words |= scripts;
    } else {
        for (uint32_t script = SCRIPT_LATIN; script < SCRIPT_COUNT; script++) state->pure_letters[script] += state->letters[script];
        if ((scripts & ~(1u << SCRIPT_LATIN)) != 0 && (state->foreign_words & scripts) == 0 && !all_look_latin(state)) state->foreign_words |= scripts;
    }
    words->ends[words->word_count] = (uint32_t)words->byte_count;
    words->original_starts[words->word_count] = state->original_start;
    words->original_ends[words->word_count] = state->original_end;
    words->word_count++;
    state->open = 0;
    state->is_gram = 0;
    state->needs_composing = 0;
    memset(state->letters, 0, sizeof state->letters);
    state->word_start = words->byte_count;
}

static void open_word(folding *state, uint32_t start, int is_gram) {
    state->open = 1;
    state->is_gram = is_gram;
    state->original_start = start;
    state->word_start = state->words->byte_count;
}

static void take(folding *state, uint32_t c, code_point_class found, uint32_t start, uint32_t end, int depth) {
    unicode_text_words *words = state->words;
    switch (found.kind) {
    case KIND_IGNORABLE:
        if (!state->last_joins) state->pending_invisible++;
        return;
    case KIND_COMPLEX: {
        uint32_t mapping[24];
        int count = depth == 0 ? code_point_mapping(c, mapping, 24) : 0;
        if (reserve_bytes(words, words->byte_count + (state->count - start) + 256) != 0) {
            state->failed = 1;
            return;
        }
        for (int i = 0; i < count; i++) {
            code_point_class part = code_point_classify(mapping[i]);
            part.script = SCRIPT_NONE;
            take(state, mapping[i], part, start, end, 1);
        }
        return;
    }
    case KIND_MARK:
        if (!state->open) return;
        state->needs_composing = 1;
        break;
    case KIND_LETTER:
        if (state->is_gram) close_word(state);
        if (!state->open) open_word(state, start, 0);
        state->letters[found.script]++;
        if (found.flags & CODE_POINT_COMPOSES) state->needs_composing = 1;
        break;
    case KIND_GRAM:
        close_word(state);
        open_word(state, start, 1);
        break;
    default:
        close_word(state);
        state->pending_invisible = 0;
        /* Variation selectors and joiners after a symbol make an emoji, not a disguise. */
        state->last_joins = c >= 0x2190;
        return;
    }
    /* An invisible character is a disguise where a letter follows; at the end of a text or before a blank it may be an editor's. */
    words->invisible += state->pending_invisible;
    state->pending_invisible = 0;
    if (found.flags & CODE_POINT_DISGUISE) words->compatibility++;
    state->last_joins = (found.flags & CODE_POINT_JOINS) != 0;
    words->byte_count += append_utf8(words->bytes + words->byte_count, found.mapped);
    state->original_end = end;
}

/* Reads ASCII from `i` on; returns where it stopped: the end, or the first byte beyond ASCII. */
static size_t take_ascii(folding *state, size_t i) {
    unicode_text_words *words = state->words;
    const uint8_t *text = state->text;
    size_t count = state->count;
    uint8_t *out = words->bytes + words->byte_count;
    while (i < count && text[i] < 0x80) {
        uint8_t folded = ascii_fold[text[i]];
        if (folded == 0) {
            words->byte_count = (size_t)(out - words->bytes);
            close_word(state);
            out = words->bytes + words->byte_count;
            state->pending_invisible = 0;
            state->last_joins = 0;
            i++;
            while (i < count && text[i] < 0x80 && ascii_fold[text[i]] == 0) i++;
            continue;
        }
        if (state->is_gram) {
            words->byte_count = (size_t)(out - words->bytes);
            close_word(state);
            out = words->bytes + words->byte_count;
        }
        size_t start = i;
        if (!state->open) {
            words->byte_count = (size_t)(out - words->bytes);
            open_word(state, (uint32_t)start, 0);
        }
        words->invisible += state->pending_invisible;
        state->pending_invisible = 0;
        uint32_t letters = 0;
        do {
            letters += folded > '9';
            *out++ = folded;
            i++;
        } while (i < count && text[i] < 0x80 && (folded = ascii_fold[text[i]]) != 0);
        state->letters[SCRIPT_LATIN] += letters;
        state->original_end = (uint32_t)i;
        state->last_joins = 0;
    }
    words->byte_count = (size_t)(out - words->bytes);
    return i;
}

/* Second pass: script-mixed words */

/* Rewrites one word into `script` where every letter of another script looks like one of it; returns the letters replaced. */
static uint32_t refold(const folding *state, size_t word, code_point_script script, uint8_t *out, size_t capacity, size_t *length) {
    const unicode_text_words *words = state->words;
    uint32_t replaced = 0;
    size_t produced = 0;
    for (size_t i = words->original_starts[word]; i < words->original_ends[word];) {
        uint32_t c;
        size_t width = decode(state->text + i, state->count - i, &c);
        if (width == 0 || produced + 8 > capacity) return 0;
        i += width;
        code_point_class found = code_point_classify(c);
        if (found.kind == KIND_IGNORABLE) continue;
        if (found.kind != KIND_LETTER) return 0;
        uint32_t mapped = found.mapped;
        if (found.script != SCRIPT_NONE && found.script != script) {
            mapped = code_point_look_alike(c, script);
            if (mapped == 0) return 0;
            replaced++;
        }
        produced += append_utf8(out + produced, mapped);
    }
    *length = produced;
    return replaced;
}

static uint32_t scripts_of(const folding *state, size_t word, uint32_t letters[SCRIPT_COUNT]) {
    const unicode_text_words *words = state->words;
    uint32_t scripts = 0;
    memset(letters, 0, sizeof(uint32_t) * SCRIPT_COUNT);
    for (size_t i = words->original_starts[word]; i < words->original_ends[word];) {
        uint32_t c;
        size_t width = decode(state->text + i, state->count - i, &c);
        if (width == 0) return 0;
        i += width;
        code_point_class found = code_point_classify(c);
        if (found.kind != KIND_LETTER || found.script == SCRIPT_NONE) continue;
        letters[found.script]++;
        scripts |= 1u << found.script;
    }
    return scripts;
}

/* The look-alike form of a word, or 0 where it is to stay. A word that mixes scripts goes to the one that the unmixed text is
   written in, else to the one with more letters. A word wholly of look-alikes is left alone, unless this text mixes its
   script into Latin words elsewhere and holds no true word of it. */
static uint32_t resolve(const folding *state, size_t word, uint8_t *out, size_t capacity, size_t *length) {
    uint32_t letters[SCRIPT_COUNT];
    uint32_t scripts = scripts_of(state, word, letters);
    uint32_t latin = 1u << SCRIPT_LATIN;
    if (scripts == 0 || scripts == latin) return 0;
    if ((scripts & (scripts - 1)) == 0) {
        int disguised = (state->mixed_words & latin) != 0 && (state->mixed_words & scripts) != 0 && (state->foreign_words & scripts) == 0;
        return disguised ? refold(state, word, SCRIPT_LATIN, out, capacity, length) : 0;
    }
    code_point_script best = SCRIPT_LATIN;
    for (code_point_script script = SCRIPT_CYRILLIC; script <= SCRIPT_GREEK; script++) {
        uint64_t mine = (state->foreign_words & 1u << script) != 0 ? state->pure_letters[script] : 0;
        uint64_t best_letters = best == SCRIPT_LATIN || (state->foreign_words & 1u << best) != 0 ? state->pure_letters[best] : 0;
        if (mine > best_letters || (mine == best_letters && letters[script] > letters[best] && (state->foreign_words & 1u << script) != 0)) best = script;
    }
    uint32_t replaced = refold(state, word, best, out, capacity, length);
    if (replaced != 0 || best == SCRIPT_LATIN) return replaced;
    return refold(state, word, SCRIPT_LATIN, out, capacity, length);
}

static int fold_look_alikes(folding *state) {
    unicode_text_words *words = state->words;
    /* A look-alike never takes more bytes than its letter plus the three that a wider script may need. */
    uint8_t *rebuilt = malloc(words->byte_count * 2 + 64);
    if (rebuilt == NULL) return -1;
    size_t produced = 0, start = 0;
    uint8_t form[1024];
    for (size_t word = 0; word < words->word_count; word++) {
        size_t end = words->ends[word], length = 0;
        uint32_t replaced = resolve(state, word, form, sizeof form, &length);
        if (replaced != 0 && length <= (end - start) * 2) {
            memcpy(rebuilt + produced, form, length);
            words->homoglyphs += replaced;
        } else {
            length = end - start;
            memcpy(rebuilt + produced, words->bytes + start, length);
        }
        produced += length;
        start = end;
        words->ends[word] = (uint32_t)produced;
    }
    free(words->bytes);
    words->bytes = rebuilt;
    words->byte_capacity = words->byte_count * 2 + 64;
    words->byte_count = produced;
    return 0;
}

int unicode_text_fold(unicode_text_words *words, const uint8_t *text, size_t count) {
    words->word_count = words->byte_count = 0;
    words->invisible = words->homoglyphs = words->compatibility = 0;
    if (count >= UINT32_MAX || reserve_bytes(words, count + 256) != 0) return -1;
    folding state;
    memset(&state, 0, sizeof state);
    state.words = words;
    state.text = text;
    state.count = count;
    static const uint8_t byte_order_mark[3] = {0xEF, 0xBB, 0xBF};
    size_t i = count >= 3 && memcmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
    while (i < count && !state.failed) {
        i = take_ascii(&state, i);
        if (i >= count) break;
        uint32_t c;
        size_t width = decode(text + i, count - i, &c);
        if (width == 0) {
            close_word(&state);
            i++;
            continue;
        }
        /* Folding lengthens some letters, so room is kept for the rest of the text and one more of any kind. */
        if (reserve_bytes(words, words->byte_count + (count - i) + 256) != 0) return -1;
        take(&state, c, code_point_classify(c), (uint32_t)i, (uint32_t)(i + width), 0);
        i += width;
    }
    close_word(&state);
    if (state.failed) return -1;
    return state.mixed_words != 0 ? fold_look_alikes(&state) : 0;
}
