#include "page_file.h"
#include <stdlib.h>
#include <string.h>

/* The write-ahead log as https://www.sqlite.org/fileformat2.html section 4 describes it. */
enum { LOG_HEADER_BYTES = 32, FRAME_HEADER_BYTES = 24 };

typedef struct {
    uint32_t s1, s2;
    int big_endian;
} log_sum;

static uint32_t big(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t word(const log_sum *sum, const unsigned char *bytes) {
    return sum->big_endian ? big(bytes) : (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

static void add(log_sum *sum, const unsigned char *bytes, int count) {
    for (int at = 0; at < count; at += 8) {
        sum->s1 += word(sum, bytes + at) + sum->s2;
        sum->s2 += word(sum, bytes + at + 4) + sum->s1;
    }
}

static int agrees(const log_sum *sum, const unsigned char *stored) { return big(stored) == sum->s1 && big(stored + 4) == sum->s2; }

static int begins_log(const unsigned char *header, log_sum *sum) {
    uint32_t magic = big(header);
    if ((magic & 0xFFFFFFFEu) != 0x377F0682u || big(header + 8) != ASSAY_PAGE_BYTES) return 0;
    *sum = (log_sum){.big_endian = (int)(magic & 1)};
    add(sum, header, 24);
    return agrees(sum, header + 24);
}

static int set_page(unsigned char **set, sqlite3_int64 *count, uint32_t page) {
    if ((sqlite3_int64)page > *count) {
        size_t old = *set == NULL ? 0 : (size_t)(*count >> 3) + 1, wanted = ((size_t)page >> 3) * 2 + 1;
        unsigned char *grown = realloc(*set, wanted);
        if (grown == NULL) return 0;
        memset(grown + old, 0, wanted - old);
        *set = grown;
        *count = (sqlite3_int64)wanted * 8 - 1;
    }
    (*set)[page >> 3] |= (unsigned char)(1 << (page & 7));
    return 1;
}

/* Frames count from a commit backwards: those of a transaction that did not end are not there. */
static unsigned char *read_frames(sqlite3_file *log, sqlite3_int64 *count) {
    unsigned char header[LOG_HEADER_BYTES], frame[FRAME_HEADER_BYTES + ASSAY_PAGE_BYTES], *set = NULL;
    uint32_t *open_pages = NULL;
    size_t open_count = 0, capacity = 0;
    log_sum sum;
    *count = 0;
    if (log->pMethods->xRead(log, header, sizeof header, 0) != SQLITE_OK || !begins_log(header, &sum)) return NULL;
    for (sqlite3_int64 at = sizeof header; log->pMethods->xRead(log, frame, sizeof frame, at) == SQLITE_OK; at += sizeof frame) {
        if (memcmp(frame + 8, header + 16, 8) != 0) break;
        add(&sum, frame, 8);
        add(&sum, frame + FRAME_HEADER_BYTES, ASSAY_PAGE_BYTES);
        if (!agrees(&sum, frame + 16)) break;
        if (open_count == capacity) {
            capacity = capacity == 0 ? 256 : capacity * 2;
            uint32_t *grown = realloc(open_pages, capacity * sizeof *grown);
            if (grown == NULL) break;
            open_pages = grown;
        }
        open_pages[open_count++] = big(frame);
        if (big(frame + 4) == 0) continue;
        while (open_count > 0)
            if (!set_page(&set, count, open_pages[--open_count])) break;
    }
    free(open_pages);
    return set;
}

unsigned char *assay_pages_in_log(sqlite3 *database, page_file *file, sqlite3_int64 *page_count) {
    *page_count = 0;
    const char *name = sqlite3_db_filename(database, "main");
    const char *log_name = name == NULL ? NULL : sqlite3_filename_wal(name);
    sqlite3_vfs *vfs = file->inner_vfs;
    int exists = 0;
    if (log_name == NULL || vfs->xAccess(vfs, log_name, SQLITE_ACCESS_EXISTS, &exists) != SQLITE_OK || !exists) return NULL;
    sqlite3_file *log = calloc(1, (size_t)vfs->szOsFile);
    if (log == NULL) return NULL;
    unsigned char *set = NULL;
    /* The log has no locks of its own that closing this descriptor could drop. */
    if (vfs->xOpen(vfs, log_name, log, SQLITE_OPEN_WAL | SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) set = read_frames(log, page_count);
    if (log->pMethods != NULL) log->pMethods->xClose(log);
    free(log);
    return set;
}
