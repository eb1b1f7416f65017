#include "unicode_text.h"

#include <string.h>

/* What a code point between U+0080 and U+00FF becomes: 0 for none of ours, 1 for a blank, else its small letter's second byte
   (behind 0xC3). A test holds every entry against the folding of unicode_text_fold. */
static uint8_t latin(uint8_t lead, uint8_t second) {
    if (lead == 0xC3) {
        if (second == 0x97 || second == 0xB7) return 1; /* times, division */
        return second < 0x9F ? second | 0x20 : second;
    }
    switch (second) {
    case 0xA0: /* no-break space */
    case 0xA1:
    case 0xA2:
    case 0xA3:
    case 0xA4:
    case 0xA5:
    case 0xA6:
    case 0xA7:
    case 0xA9:
    case 0xAB: /* quotation marks */
    case 0xAC:
    case 0xAE:
    case 0xB0:
    case 0xB1:
    case 0xB6:
    case 0xB7:
    case 0xBB:
    case 0xBF: return 1;
    default: return 0;
    }
}

/* Of U+2000 to U+203F: spaces, dashes, quotation marks, bullets, dots and separators; not what is invisible. */
static int is_punctuation(uint8_t third) { return (third >= 0x80 && third <= 0x8A) || (third >= 0x90 && third <= 0xA9) || (third >= 0xB0 && third <= 0xBE); }

long unicode_text_reduce(const uint8_t *text, size_t count, uint8_t *out) {
    size_t i = 0, produced = 0;
    while (i < count) {
        while (count - i >= 8) {
            uint64_t bytes;
            memcpy(&bytes, text + i, 8);
            if ((bytes & UINT64_C(0x8080808080808080)) != 0) break;
            memcpy(out + produced, &bytes, 8);
            i += 8;
            produced += 8;
        }
        if (i == count) break;
        uint8_t lead = text[i];
        if (lead < 0x80) {
            out[produced++] = lead;
            i++;
        } else if ((lead == 0xC2 || lead == 0xC3) && count - i >= 2 && (text[i + 1] & 0xC0) == 0x80) {
            uint8_t found = latin(lead, text[i + 1]);
            if (found == 0) return -1;
            if (found == 1) {
                out[produced++] = ' ';
            } else if (found == 0x9F) { /* sharp s */
                out[produced++] = 's';
                out[produced++] = 's';
            } else {
                out[produced++] = 0xC3;
                out[produced++] = found;
            }
            i += 2;
        } else if (lead == 0xE2 && count - i >= 3 && text[i + 1] == 0x80 && is_punctuation(text[i + 2])) {
            out[produced++] = ' ';
            i += 3;
        } else {
            return -1;
        }
    }
    return (long)produced;
}
