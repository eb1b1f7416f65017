/* Shared by the VFS and the check; not for other targets. */
#ifndef ASSAY_PAGE_FILE_H
#define ASSAY_PAGE_FILE_H
#include "ledger_pages.h"
#include <sqlite3.h>

/* An open main database; the inner VFS's file stands right behind it. */
typedef struct {
    sqlite3_file file;
    sqlite3_vfs *inner_vfs;
    /* Pages have checksums. */
    int is_checked;
    /* Damaged pages are lent as they are. */
    int reads_damaged;
    sqlite3_int64 damaged_page;
    /* Where a page gets its checksum before it is written: SQLite's own copy stays as it is. */
    unsigned char *scratch;
} page_file;

static inline sqlite3_file *assay_inner_file(page_file *file) { return (sqlite3_file *)(file + 1); }

int assay_page_is_sound(const unsigned char *page, int bytes, uint32_t page_number);

/* The main database's file; NULL where another VFS holds it. */
page_file *assay_page_file(sqlite3 *database);

/* The pages that committed frames of the log beside a database hold: one bit each, to be freed. NULL where there are none. */
unsigned char *assay_pages_in_log(sqlite3 *database, page_file *file, sqlite3_int64 *page_count);

#endif
