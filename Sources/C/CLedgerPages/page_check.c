#include "page_file.h"
#include <stdlib.h>
#include <string.h>

/* Pages that are read at once. */
enum { PAGES_AT_ONCE = 64 };

static int has_page(const unsigned char *set, sqlite3_int64 count, sqlite3_int64 page) {
    return set != NULL && page <= count && (set[page >> 3] & (1 << (page & 7))) != 0;
}

static void blame(assay_page_report *report, int fault, sqlite3_int64 page) {
    if (report->fault != ASSAY_PAGES_SOUND && report->first_page <= page) return;
    report->fault = fault;
    report->first_page = page;
}

/* One page once more, alone: what was read may have been half of a write by a checkpoint of another process. */
static int is_sound_now(sqlite3_file *inner, sqlite3_int64 page) {
    unsigned char bytes[ASSAY_PAGE_BYTES];
    if (inner->pMethods->xRead(inner, bytes, ASSAY_PAGE_BYTES, (page - 1) * ASSAY_PAGE_BYTES) != SQLITE_OK) return 0;
    return assay_page_is_sound(bytes, ASSAY_PAGE_BYTES, (uint32_t)page);
}

static int has_header(const unsigned char *first) {
    return (first[16] << 8 | first[17]) == ASSAY_PAGE_BYTES && first[20] == ASSAY_PAGE_RESERVE;
}

int assay_pages_check(struct sqlite3 *database, int64_t page_count, assay_page_report *report) {
    memset(report, 0, sizeof *report);
    page_file *file = assay_page_file(database);
    if (file == NULL) return SQLITE_MISUSE;
    sqlite3_file *inner = assay_inner_file(file);
    sqlite3_int64 size = 0;
    int code = inner->pMethods->xFileSize(inner, &size);
    if (code != SQLITE_OK) return code;
    report->file_pages = size / ASSAY_PAGE_BYTES;
    unsigned char *bytes = malloc((size_t)PAGES_AT_ONCE * ASSAY_PAGE_BYTES);
    if (bytes == NULL) return SQLITE_NOMEM;
    /* The log is read when a page needs it: a page that it holds is written anew before anybody reads it from the main file. */
    unsigned char *logged = NULL;
    sqlite3_int64 logged_count = -1;
    for (sqlite3_int64 first = 1; first <= report->file_pages; first += PAGES_AT_ONCE) {
        sqlite3_int64 left = report->file_pages - first + 1;
        int count = left < PAGES_AT_ONCE ? (int)left : PAGES_AT_ONCE;
        code = inner->pMethods->xRead(inner, bytes, count * ASSAY_PAGE_BYTES, (first - 1) * ASSAY_PAGE_BYTES);
        if (code != SQLITE_OK) break;
        if (first == 1 && !has_header(bytes)) {
            logged = assay_pages_in_log(database, file, &logged_count);
            if (!has_page(logged, logged_count, 1)) blame(report, ASSAY_PAGES_UNCHECKED, 1);
        }
        for (int index = 0; index < count; index++) {
            sqlite3_int64 page = first + index;
            if (assay_page_is_sound(bytes + (size_t)index * ASSAY_PAGE_BYTES, ASSAY_PAGE_BYTES, (uint32_t)page)) continue;
            if (logged_count < 0) logged = assay_pages_in_log(database, file, &logged_count);
            if (has_page(logged, logged_count, page) || is_sound_now(inner, page)) continue;
            report->damaged_pages++;
            blame(report, ASSAY_PAGES_DAMAGED, page);
        }
    }
    if (code == SQLITE_OK && report->file_pages < page_count) {
        if (logged_count < 0) logged = assay_pages_in_log(database, file, &logged_count);
        sqlite3_int64 page = report->file_pages + 1;
        while (page <= page_count && has_page(logged, logged_count, page)) page++;
        if (page <= page_count) blame(report, ASSAY_PAGES_MISSING, page);
    }
    if (report->file_pages > page_count) blame(report, ASSAY_PAGES_TRAILING, page_count + 1);
    if (size % ASSAY_PAGE_BYTES != 0) {
        if (logged_count < 0) logged = assay_pages_in_log(database, file, &logged_count);
        if (!has_page(logged, logged_count, report->file_pages + 1)) blame(report, ASSAY_PAGES_RAGGED, report->file_pages + 1);
    }
    free(logged);
    free(bytes);
    return code;
}

int assay_pages_are_checked(struct sqlite3 *database) {
    page_file *file = assay_page_file(database);
    /* Negative: asks SQLite, which may have page 1 from the log when the one in the main file was half written. */
    int reserved = -1;
    if (file == NULL || sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved) != SQLITE_OK) return 0;
    if (reserved == ASSAY_PAGE_RESERVE) file->is_checked = 1;
    return file->is_checked;
}

int64_t assay_pages_damaged(struct sqlite3 *database) {
    page_file *file = assay_page_file(database);
    return file == NULL ? 0 : file->damaged_page;
}

void assay_pages_read_damaged(struct sqlite3 *database) {
    page_file *file = assay_page_file(database);
    if (file != NULL) file->reads_damaged = 1;
}

int assay_pages_reserve(struct sqlite3 *database) {
    int bytes = ASSAY_PAGE_RESERVE;
    return sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}
