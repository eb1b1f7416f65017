#include "code_points.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

/* ICU's normaliser and spoof checker are immutable once opened, so one of each serves every thread. */
static const UNormalizer2 *casefold;
static const UNormalizer2 *nfkc;
static const UNormalizer2 *nfc;
static USpoofChecker *spoof;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_icu(void) {
    UErrorCode status = U_ZERO_ERROR;
    casefold = unorm2_getNFKCCasefoldInstance(&status);
    nfkc = unorm2_getNFKCInstance(&status);
    nfc = unorm2_getNFCInstance(&status);
    spoof = uspoof_open(&status);
    if (U_FAILURE(status)) spoof = NULL;
}

int code_point_mapping(uint32_t code_point, uint32_t *out, int capacity) {
    pthread_once(&opened, open_icu);
    UChar source[2], folded[64];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    UBool bad = 0;
    U16_APPEND(source, length, 2, (UChar32)code_point, bad);
    if (bad) return 0;
    int32_t count = unorm2_normalize(casefold, source, length, folded, 64, &status);
    if (U_FAILURE(status)) return 0;
    int produced = 0;
    for (int32_t i = 0; i < count && produced < capacity;) {
        UChar32 c;
        U16_NEXT(folded, i, count, c);
        out[produced++] = (uint32_t)c;
    }
    return produced;
}

int code_point_compose(const uint8_t *word, int count, uint8_t *out, int capacity) {
    pthread_once(&opened, open_icu);
    enum { limit = 512 };
    UChar wide[limit], folded[limit];
    UErrorCode status = U_ZERO_ERROR;
    int32_t wide_count = 0, out_count = 0;
    u_strFromUTF8(wide, limit, &wide_count, (const char *)word, count, &status);
    if (U_FAILURE(status)) return -1;
    int32_t folded_count = unorm2_normalize(casefold, wide, wide_count, folded, limit, &status);
    if (U_FAILURE(status)) return -1;
    u_strToUTF8((char *)out, capacity, &out_count, folded, folded_count, &status);
    return U_FAILURE(status) && status != U_STRING_NOT_TERMINATED_WARNING ? -1 : out_count;
}

/* Classification */

static code_point_script script_of(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
    case USCRIPT_UNKNOWN: return SCRIPT_NONE;
    case USCRIPT_LATIN: return SCRIPT_LATIN;
    case USCRIPT_CYRILLIC: return SCRIPT_CYRILLIC;
    case USCRIPT_GREEK: return SCRIPT_GREEK;
    default: return SCRIPT_OTHER;
    }
}

static int is_gram(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_YI: return 1;
    default: break;
    }
    /* Thai, Lao, Khmer, Myanmar and their like, and the sound marks that kana share. */
    return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT || c == 0x30FC || c == 0xFF70;
}

static int is_combining(UChar32 c) {
    return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_MC_MASK | U_GC_ME_MASK)) != 0;
}

static int is_word_part(UChar32 c) {
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0 || u_hasBinaryProperty(c, UCHAR_ALPHABETIC);
}

/* Scripts whose honest spelling uses zero-width joiners: Arabic, Syriac, N'Ko, Mongolian and those of India and around. */
static int joins(UChar32 c) {
    return (c >= 0x0600 && c <= 0x109F) || (c >= 0x1780 && c <= 0x18AF) || (c >= 0xA800 && c <= 0xABFF) || (c >= 0xFB50 && c <= 0xFEFC);
}

/* Blocks of forms that stand in for plain letters. Ligatures, fractions, ordinals and signs such as the trade mark are
   honest typography, so they fold without being counted. */
static int is_disguise(UChar32 c) {
    if (c == 0x2116 || c == 0x2120 || c == 0x2122 || c == 0x2126) return 0;
    return (c >= 0xFF01 && c <= 0xFF5E) || (c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F189) ||
        (c >= 0x2100 && c <= 0x214F);
}

static code_point_class classify(UChar32 c) {
    code_point_class found = {KIND_SEPARATOR, script_of(c), 0, (uint32_t)c};
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
        found.kind = KIND_IGNORABLE;
        return found;
    }
    uint32_t mapping[24];
    int count = code_point_mapping((uint32_t)c, mapping, 24);
    if (joins(c)) found.flags |= CODE_POINT_JOINS;
    if (unorm2_getCombiningClass(nfc, c) != 0 || (unorm2_hasBoundaryBefore(nfc, c) == 0)) found.flags |= CODE_POINT_COMPOSES;
    if (is_disguise(c) && count == 1 && mapping[0] < 0x80 && u_isalnum((UChar32)mapping[0])) found.flags |= CODE_POINT_DISGUISE;
    if (count != 1) {
        found.kind = count == 0 ? KIND_IGNORABLE : KIND_COMPLEX;
        return found;
    }
    UChar32 mapped = (UChar32)mapping[0];
    found.mapped = (uint32_t)mapped;
    /* Before the test for marks: Thai vowel signs belong to no word but their own. */
    if (is_combining(mapped)) {
        found.kind = KIND_MARK;
    } else if (is_word_part(mapped)) {
        found.kind = is_gram(mapped) ? KIND_GRAM : KIND_LETTER;
    }
    return found;
}

/* One word per code point: 0 is unknown, else kind | script << 4 | flags << 8 | mapped << 11. Filling a slot twice stores
   the same value, so relaxed stores are enough. */
enum { remembered = 0x30000 };
static _Atomic uint32_t classes[remembered];

code_point_class code_point_classify(uint32_t c) {
    if (c < remembered) {
        uint32_t packed = atomic_load_explicit(&classes[c], memory_order_relaxed);
        if (packed != 0) {
            code_point_class found = {packed & 15, (packed >> 4) & 15, (packed >> 8) & 7, packed >> 11};
            return found;
        }
    }
    pthread_once(&opened, open_icu);
    code_point_class found = classify((UChar32)c);
    if (c < remembered) {
        uint32_t packed = (uint32_t)found.kind | (uint32_t)found.script << 4 | found.flags << 8 | found.mapped << 11;
        atomic_store_explicit(&classes[c], packed, memory_order_relaxed);
    }
    return found;
}

/* Look-alikes */

static int skeleton(UChar32 c, UChar *out, int capacity) {
    UErrorCode status = U_ZERO_ERROR;
    UChar source[2];
    int32_t length = 0;
    UBool bad = 0;
    U16_APPEND(source, length, 2, c, bad);
    if (bad || spoof == NULL) return 0;
    int32_t count = uspoof_getSkeleton(spoof, 0, source, length, out, capacity, &status);
    return U_FAILURE(status) ? 0 : count;
}

/* Letters that others may be taken for, upper case before lower case. */
typedef struct {
    UChar32 letter;
    UChar form[8];
    int count;
} letter_form;

enum { forms_limit = 256 };
static letter_form forms[SCRIPT_COUNT][forms_limit];
static int form_counts[SCRIPT_COUNT];
static pthread_once_t formed = PTHREAD_ONCE_INIT;

static void add_forms(code_point_script script, UChar32 first, UChar32 last) {
    for (UChar32 c = first; c <= last && form_counts[script] < forms_limit; c++) {
        if (!u_isalpha(c)) continue;
        letter_form *form = &forms[script][form_counts[script]];
        form->letter = c;
        form->count = skeleton(c, form->form, 8);
        if (form->count > 0) form_counts[script]++;
    }
}

static void make_forms(void) {
    pthread_once(&opened, open_icu);
    add_forms(SCRIPT_LATIN, 'A', 'Z');
    add_forms(SCRIPT_LATIN, 'a', 'z');
    add_forms(SCRIPT_CYRILLIC, 0x0410, 0x045F);
    add_forms(SCRIPT_CYRILLIC, 0x0400, 0x040F);
    add_forms(SCRIPT_GREEK, 0x0391, 0x03A9);
    add_forms(SCRIPT_GREEK, 0x03B1, 0x03C9);
}

static uint32_t look_alike_of_form(UChar32 c, code_point_script script) {
    UChar form[8];
    int count = skeleton(c, form, 8);
    if (count <= 0) return 0;
    uint32_t found = 0;
    for (int i = 0; i < form_counts[script]; i++) {
        const letter_form *candidate = &forms[script][i];
        if (candidate->count != count || memcmp(candidate->form, form, sizeof(UChar) * (size_t)count) != 0) continue;
        /* Capital I, small l and their like share a skeleton: the case of the original decides. */
        if (u_isupper(candidate->letter) == u_isupper(c)) return (uint32_t)u_foldCase(candidate->letter, U_FOLD_CASE_DEFAULT);
        if (found == 0) found = (uint32_t)u_foldCase(candidate->letter, U_FOLD_CASE_DEFAULT);
    }
    return found;
}

uint32_t code_point_look_alike(uint32_t code_point, code_point_script script) {
    pthread_once(&formed, make_forms);
    uint32_t found = look_alike_of_form((UChar32)code_point, script);
    if (found != 0) return found;
    /* Small ka, em, te look like Latin letters only as capitals, and are used for them all the same. */
    UChar32 upper = u_toupper((UChar32)code_point);
    return upper == (UChar32)code_point ? 0 : look_alike_of_form(upper, script);
}
