#include "page_file.h"
#include <string.h>

enum { LANES = 16 };

/* The sums of SQLite's write-ahead log and of its cksumvfs, begun with the page's number, in lanes side by side so that a processor can take
 * them in one stride; the lanes are then summed in the same way. One step maps (s1, s2) to (s1 + s2 + x, s1 + 2 s2 + x + y), which can be
 * undone: two pages that differ in one word, or only in their number, never end in the same state. */
void assay_page_checksum(const unsigned char *page, int bytes, uint32_t page_number, unsigned char out[ASSAY_PAGE_RESERVE]) {
    uint32_t lane1[LANES], lane2[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        lane1[lane] = page_number;
        lane2[lane] = 0x41535359u + (uint32_t)lane;
    }
    int at = 0;
    for (; at + LANES * 8 <= bytes; at += LANES * 8) {
        uint32_t words[2 * LANES];
        memcpy(words, page + at, sizeof words);
        for (int lane = 0; lane < LANES; lane++) {
            lane1[lane] += words[lane] + lane2[lane];
            lane2[lane] += words[LANES + lane] + lane1[lane];
        }
    }
    uint32_t s1 = page_number, s2 = 0x41535359u;
    for (int lane = 0; lane < LANES; lane++) {
        s1 += lane1[lane] + s2;
        s2 += lane2[lane] + s1;
    }
    for (; at + 8 <= bytes; at += 8) {
        uint32_t words[2];
        memcpy(words, page + at, sizeof words);
        s1 += words[0] + s2;
        s2 += words[1] + s1;
    }
    memcpy(out, &s1, 4);
    memcpy(out + 4, &s2, 4);
}

static int is_zero(const unsigned char *page, int bytes) {
    for (int at = 0; at < bytes; at++)
        if (page[at]) return 0;
    return 1;
}

int assay_page_is_sound(const unsigned char *page, int bytes, uint32_t page_number) {
    unsigned char sum[ASSAY_PAGE_RESERVE];
    assay_page_checksum(page, bytes - ASSAY_PAGE_RESERVE, page_number, sum);
    if (memcmp(sum, page + bytes - ASSAY_PAGE_RESERVE, sizeof sum) == 0) return 1;
    /* A hole that nothing was ever written to, such as the page of SQLite's lock bytes. */
    return is_zero(page, bytes);
}
