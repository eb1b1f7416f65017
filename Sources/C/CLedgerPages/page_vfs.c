#include "page_file.h"
#include <stdlib.h>
#include <string.h>

#define INNER(file) assay_inner_file((page_file *)(file))
#define CALL(file, method, ...) INNER(file)->pMethods->method(INNER(file), ##__VA_ARGS__)

/* Learns from the first page whether pages have checksums. */
static void learn(page_file *file, const void *first_page) {
    const unsigned char *header = first_page;
    int page_bytes = header[16] << 8 | header[17];
    file->is_checked = memcmp(header, "SQLite format 3", 16) == 0 && page_bytes == ASSAY_PAGE_BYTES && header[20] == ASSAY_PAGE_RESERVE;
}

static int is_page(int amount, sqlite3_int64 offset) { return amount == ASSAY_PAGE_BYTES && offset % ASSAY_PAGE_BYTES == 0; }

static int page_read(sqlite3_file *handle, void *out, int amount, sqlite3_int64 offset) {
    page_file *file = (page_file *)handle;
    int code = CALL(handle, xRead, out, amount, offset);
    if (code != SQLITE_OK) return code;
    if (offset == 0 && amount >= 100) learn(file, out);
    if (!file->is_checked || file->reads_damaged || !is_page(amount, offset)) return SQLITE_OK;
    sqlite3_int64 page = offset / ASSAY_PAGE_BYTES + 1;
    if (assay_page_is_sound(out, amount, (uint32_t)page)) return SQLITE_OK;
    file->damaged_page = page;
    return SQLITE_IOERR_DATA;
}

static int page_write(sqlite3_file *handle, const void *bytes, int amount, sqlite3_int64 offset) {
    page_file *file = (page_file *)handle;
    if (offset == 0 && amount >= 100) learn(file, bytes);
    if (!file->is_checked) return CALL(handle, xWrite, bytes, amount, offset);
    /* SQLite writes whole pages to a main database; a part of one would leave a wrong checksum. */
    if (!is_page(amount, offset)) return SQLITE_IOERR_WRITE;
    if (file->scratch == NULL && (file->scratch = malloc(ASSAY_PAGE_BYTES)) == NULL) return SQLITE_IOERR_NOMEM;
    int content = amount - ASSAY_PAGE_RESERVE;
    memcpy(file->scratch, bytes, (size_t)content);
    assay_page_checksum(bytes, content, (uint32_t)(offset / ASSAY_PAGE_BYTES + 1), file->scratch + content);
    return CALL(handle, xWrite, file->scratch, amount, offset);
}

static int page_close(sqlite3_file *handle) {
    int code = CALL(handle, xClose);
    free(((page_file *)handle)->scratch);
    ((page_file *)handle)->scratch = NULL;
    return code;
}

static int page_truncate(sqlite3_file *handle, sqlite3_int64 size) { return CALL(handle, xTruncate, size); }
static int page_sync(sqlite3_file *handle, int flags) { return CALL(handle, xSync, flags); }
static int page_file_size(sqlite3_file *handle, sqlite3_int64 *size) { return CALL(handle, xFileSize, size); }
static int page_lock(sqlite3_file *handle, int level) { return CALL(handle, xLock, level); }
static int page_unlock(sqlite3_file *handle, int level) { return CALL(handle, xUnlock, level); }
static int page_check_reserved(sqlite3_file *handle, int *out) { return CALL(handle, xCheckReservedLock, out); }
static int page_control(sqlite3_file *handle, int operation, void *argument) { return CALL(handle, xFileControl, operation, argument); }
static int page_sector_size(sqlite3_file *handle) { return CALL(handle, xSectorSize); }
static int page_characteristics(sqlite3_file *handle) { return CALL(handle, xDeviceCharacteristics); }
static int page_shm_map(sqlite3_file *handle, int region, int bytes, int extend, void volatile **out) {
    return CALL(handle, xShmMap, region, bytes, extend, out);
}
static int page_shm_lock(sqlite3_file *handle, int offset, int count, int flags) { return CALL(handle, xShmLock, offset, count, flags); }
static void page_shm_barrier(sqlite3_file *handle) { CALL(handle, xShmBarrier); }
static int page_shm_unmap(sqlite3_file *handle, int deletes) { return CALL(handle, xShmUnmap, deletes); }

/* Version 2: shared memory for the log, but no mapping of the database, whose pages nobody would check. */
static const sqlite3_io_methods page_methods = {
    .iVersion = 2,
    .xClose = page_close,
    .xRead = page_read,
    .xWrite = page_write,
    .xTruncate = page_truncate,
    .xSync = page_sync,
    .xFileSize = page_file_size,
    .xLock = page_lock,
    .xUnlock = page_unlock,
    .xCheckReservedLock = page_check_reserved,
    .xFileControl = page_control,
    .xSectorSize = page_sector_size,
    .xDeviceCharacteristics = page_characteristics,
    .xShmMap = page_shm_map,
    .xShmLock = page_shm_lock,
    .xShmBarrier = page_shm_barrier,
    .xShmUnmap = page_shm_unmap,
};

static sqlite3_vfs *inner_of(sqlite3_vfs *vfs) { return vfs->pAppData; }

static int pages_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *handle, int flags, int *out_flags) {
    sqlite3_vfs *inner = inner_of(vfs);
    if (!(flags & SQLITE_OPEN_MAIN_DB)) return inner->xOpen(inner, name, handle, flags, out_flags);
    page_file *file = (page_file *)handle;
    memset(file, 0, sizeof *file);
    file->inner_vfs = inner;
    int code = inner->xOpen(inner, name, INNER(file), flags, out_flags);
    if (code != SQLITE_OK) {
        if (INNER(file)->pMethods != NULL) CALL(handle, xClose);
        return code;
    }
    file->file.pMethods = &page_methods;
    /* Pages of a new database may be written before its first one: they are checked until that says otherwise. */
    sqlite3_int64 size = 0;
    file->is_checked = CALL(handle, xFileSize, &size) == SQLITE_OK && size == 0;
    return SQLITE_OK;
}

static int pages_delete(sqlite3_vfs *vfs, const char *name, int sync) { return inner_of(vfs)->xDelete(inner_of(vfs), name, sync); }
static int pages_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) { return inner_of(vfs)->xAccess(inner_of(vfs), name, flags, out); }
static int pages_full_name(sqlite3_vfs *vfs, const char *name, int size, char *out) {
    return inner_of(vfs)->xFullPathname(inner_of(vfs), name, size, out);
}
static int pages_randomness(sqlite3_vfs *vfs, int size, char *out) { return inner_of(vfs)->xRandomness(inner_of(vfs), size, out); }
static int pages_sleep(sqlite3_vfs *vfs, int microseconds) { return inner_of(vfs)->xSleep(inner_of(vfs), microseconds); }
static int pages_time(sqlite3_vfs *vfs, double *out) { return inner_of(vfs)->xCurrentTime(inner_of(vfs), out); }
static int pages_last_error(sqlite3_vfs *vfs, int size, char *out) { return inner_of(vfs)->xGetLastError(inner_of(vfs), size, out); }

int assay_pages_register(const char *name, const char *inner_name) {
    if (sqlite3_vfs_find(name) != NULL) return SQLITE_OK;
    sqlite3_vfs *inner = sqlite3_vfs_find(inner_name);
    if (inner == NULL) return SQLITE_ERROR;
    /* Lives as long as the process, like SQLite's list of them. */
    sqlite3_vfs *vfs = calloc(1, sizeof *vfs);
    char *kept_name = vfs == NULL ? NULL : strdup(name);
    if (kept_name == NULL) {
        free(vfs);
        return SQLITE_NOMEM;
    }
    vfs->iVersion = 1;
    vfs->szOsFile = (int)sizeof(page_file) + inner->szOsFile;
    vfs->mxPathname = inner->mxPathname;
    vfs->zName = kept_name;
    vfs->pAppData = inner;
    vfs->xOpen = pages_open;
    vfs->xDelete = pages_delete;
    vfs->xAccess = pages_access;
    vfs->xFullPathname = pages_full_name;
    vfs->xRandomness = pages_randomness;
    vfs->xSleep = pages_sleep;
    vfs->xCurrentTime = pages_time;
    vfs->xGetLastError = pages_last_error;
    return sqlite3_vfs_register(vfs, 0);
}

page_file *assay_page_file(sqlite3 *database) {
    sqlite3_file *handle = NULL;
    if (sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &handle) != SQLITE_OK || handle == NULL) return NULL;
    return handle->pMethods == &page_methods ? (page_file *)handle : NULL;
}
