#ifndef ASSAY_LEDGER_PAGES_H
#define ASSAY_LEDGER_PAGES_H
#include <stdint.h>

/* Page checksums for SQLite databases, as a VFS that stands on another one.
 *
 * The last ASSAY_PAGE_RESERVE bytes of each page of the main database hold a checksum over the page's number and all bytes before them. It is
 * put in when a page goes to the main file, in a copy, and compared when SQLite reads a page from there. Frames of the write-ahead log have
 * SQLite's own checksums and are left alone. A database whose header reserves another number of bytes is read and written as it is. */

enum {
    ASSAY_PAGE_BYTES = 8192,
    ASSAY_PAGE_RESERVE = 8,
};

/* What is wrong with a database file. */
enum {
    ASSAY_PAGES_SOUND = 0,
    /* A page does not have the checksum that it was written with, and the log does not hold it. */
    ASSAY_PAGES_DAMAGED = 1,
    /* The file ends inside a page. */
    ASSAY_PAGES_RAGGED = 2,
    /* The file goes on after the database's last page. */
    ASSAY_PAGES_TRAILING = 3,
    /* The file ends before the database's last page, and the log does not hold it. */
    ASSAY_PAGES_MISSING = 4,
    /* The header does not say that pages have checksums. */
    ASSAY_PAGES_UNCHECKED = 5,
};

typedef struct {
    int fault;
    /* The first page at fault, counted from 1. */
    int64_t first_page;
    /* How many pages have a wrong checksum. */
    int64_t damaged_pages;
    /* Whole pages in the file. */
    int64_t file_pages;
} assay_page_report;

struct sqlite3;

/* Registers a VFS called `name` over the one called `inner_name` (NULL for the system's own). An SQLite result code. */
int assay_pages_register(const char *name, const char *inner_name);

/* Non-zero where the pages of this connection's database have checksums; asked once SQLite has read the first page. */
int assay_pages_are_checked(struct sqlite3 *database);

/* The page whose checksum was last found wrong by a read of this connection; 0 for none. */
int64_t assay_pages_damaged(struct sqlite3 *database);

/* From now on this connection reads damaged pages as they are. */
void assay_pages_read_damaged(struct sqlite3 *database);

/* Reserves the bytes in a database that has no page yet. An SQLite result code. */
int assay_pages_reserve(struct sqlite3 *database);

/* Reads the whole file, free pages and all, for a connection whose open read transaction sees `page_count` pages. An SQLite result code. */
int assay_pages_check(struct sqlite3 *database, int64_t page_count, assay_page_report *report);

/* The checksum of a page: cheap, and different wherever one bit or the page's number is. */
void assay_page_checksum(const unsigned char *page, int bytes, uint32_t page_number, unsigned char out[ASSAY_PAGE_RESERVE]);

#endif
