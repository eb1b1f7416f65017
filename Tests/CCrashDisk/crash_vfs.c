#include "disk.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct handle {
    sqlite3_file base;
    disk *disk;
    disk_file *file;
    int64_t generation;
    int lock;
    unsigned shm_shared, shm_exclusive;
    handle *next;
};

static handle *of(sqlite3_file *file) { return (handle *)file; }
static int is_dead(const handle *handle) { return handle->generation != handle->disk->generation; }
static int has_no_power(const handle *handle) { return is_dead(handle) || handle->disk->is_off; }
static int fails(handle *handle) { return is_dead(handle) || disk_step(handle->disk); }

static int disk_close_file(sqlite3_file *base) {
    handle *closed = of(base);
    if (!is_dead(closed)) {
        handle **at = &closed->file->handles;
        while (*at != NULL && *at != closed) at = &(*at)->next;
        if (*at == closed) *at = closed->next;
    }
    disk_closed(closed->disk);
    return SQLITE_OK;
}

static int disk_read_file(sqlite3_file *base, void *out, int amount, sqlite3_int64 offset) {
    handle *handle = of(base);
    if (has_no_power(handle)) return SQLITE_IOERR_READ;
    const content *live = &handle->file->live;
    int64_t there = offset < live->size ? live->size - offset : 0;
    if (there > amount) there = amount;
    if (there > 0) memcpy(out, live->bytes + offset, (size_t)there);
    if (there == amount) return SQLITE_OK;
    memset((char *)out + there, 0, (size_t)(amount - there));
    return SQLITE_IOERR_SHORT_READ;
}

static int disk_write_file(sqlite3_file *base, const void *bytes, int amount, sqlite3_int64 offset) {
    handle *handle = of(base);
    if (is_dead(handle)) return SQLITE_IOERR_WRITE;
    int was_off = handle->disk->is_off, is_off = disk_step(handle->disk);
    /* The write during which the power goes may still reach the disk. */
    if (was_off || !disk_write(handle->file, bytes, amount, offset) || is_off) return SQLITE_IOERR_WRITE;
    return SQLITE_OK;
}

static int disk_truncate_file(sqlite3_file *base, sqlite3_int64 size) {
    return fails(of(base)) || !disk_truncate(of(base)->file, size) ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

static int disk_sync_file(sqlite3_file *base, int flags) {
    (void)flags;
    return fails(of(base)) || !disk_sync(of(base)->disk, of(base)->file) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int disk_size(sqlite3_file *base, sqlite3_int64 *out) {
    if (has_no_power(of(base))) return SQLITE_IOERR_FSTAT;
    *out = of(base)->file->live.size;
    return SQLITE_OK;
}

static int disk_lock_file(sqlite3_file *base, int level) {
    handle *mine = of(base);
    if (has_no_power(mine)) return SQLITE_IOERR_LOCK;
    for (handle *other = mine->file->handles; other != NULL; other = other->next) {
        if (other == mine) continue;
        int blocks = level == SQLITE_LOCK_SHARED ? other->lock >= SQLITE_LOCK_PENDING
            : level == SQLITE_LOCK_RESERVED      ? other->lock >= SQLITE_LOCK_RESERVED
                                                 : other->lock >= SQLITE_LOCK_SHARED;
        if (blocks) return SQLITE_BUSY;
    }
    if (level > mine->lock) mine->lock = level;
    return SQLITE_OK;
}

static int disk_unlock_file(sqlite3_file *base, int level) {
    if (level < of(base)->lock) of(base)->lock = level;
    return SQLITE_OK;
}

static int disk_check_reserved(sqlite3_file *base, int *out) {
    *out = 0;
    if (is_dead(of(base))) return SQLITE_OK;
    for (handle *other = of(base)->file->handles; other != NULL; other = other->next) *out |= other->lock >= SQLITE_LOCK_RESERVED;
    return SQLITE_OK;
}

static int disk_control(sqlite3_file *base, int operation, void *argument) {
    (void)base, (void)operation, (void)argument;
    return SQLITE_NOTFOUND;
}

static int disk_sector(sqlite3_file *base) {
    (void)base;
    return SECTOR_BYTES;
}

/* What SQLite's own VFS for Unix promises, and no more: bytes beside a write stay as they are. No safe append, no atomic writes, no order. */
static int disk_characteristics(sqlite3_file *base) {
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int disk_shm_map(sqlite3_file *base, int region, int bytes, int extend, void volatile **out) {
    *out = NULL;
    if (has_no_power(of(base)) || region >= SHM_REGIONS) return SQLITE_IOERR_SHMMAP;
    unsigned char **slot = &of(base)->file->shm[region];
    if (*slot == NULL && extend) *slot = calloc(1, (size_t)bytes);
    *out = *slot;
    return SQLITE_OK;
}

static int disk_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
    handle *mine = of(base);
    unsigned mask = ((1u << count) - 1) << offset;
    if (flags & SQLITE_SHM_UNLOCK) {
        mine->shm_shared &= ~mask;
        mine->shm_exclusive &= ~mask;
        return SQLITE_OK;
    }
    if (has_no_power(mine)) return SQLITE_IOERR_SHMLOCK;
    for (handle *other = mine->file->handles; other != NULL; other = other->next) {
        if (other == mine) continue;
        unsigned held = flags & SQLITE_SHM_SHARED ? other->shm_exclusive : other->shm_exclusive | other->shm_shared;
        if (held & mask) return SQLITE_BUSY;
    }
    if (flags & SQLITE_SHM_SHARED) mine->shm_shared |= mask;
    else mine->shm_exclusive |= mask;
    return SQLITE_OK;
}

static void disk_shm_barrier(sqlite3_file *base) { (void)base; }

static int disk_shm_unmap(sqlite3_file *base, int deletes) {
    handle *mine = of(base);
    mine->shm_shared = mine->shm_exclusive = 0;
    if (deletes && !is_dead(mine)) disk_bury(mine->disk, mine->file);
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close_file,
    .xRead = disk_read_file,
    .xWrite = disk_write_file,
    .xTruncate = disk_truncate_file,
    .xSync = disk_sync_file,
    .xFileSize = disk_size,
    .xLock = disk_lock_file,
    .xUnlock = disk_unlock_file,
    .xCheckReservedLock = disk_check_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_characteristics,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static sqlite3_vfs *system_vfs(void) { return sqlite3_vfs_find("unix"); }

static disk *disk_of(const char *name) {
    int number = -1;
    return name != NULL && sscanf(name, "/crash-disk-%d/", &number) == 1 ? disk_numbered(number) : NULL;
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags) {
    (void)vfs;
    /* Files without a name are SQLite's own scratch space. */
    if (name == NULL) return system_vfs()->xOpen(system_vfs(), name, base, flags, out_flags);
    handle *opened = of(base);
    memset(opened, 0, sizeof *opened);
    disk *disk = disk_of(name);
    if (disk == NULL) return SQLITE_CANTOPEN;
    if (disk->is_off) return SQLITE_IOERR;
    disk_file *file = disk_find(disk, name, 0);
    if ((file == NULL || !file->exists) && flags & SQLITE_OPEN_CREATE) file = disk_find(disk, name, 1);
    if (file == NULL || !file->exists) return SQLITE_CANTOPEN;
    *opened = (handle){.base.pMethods = &methods, .disk = disk, .file = file, .generation = disk->generation, .next = file->handles};
    file->handles = opened;
    disk->open_handles++;
    if (out_flags != NULL) *out_flags = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    disk *disk = disk_of(name);
    disk_file *file = disk == NULL ? NULL : disk_find(disk, name, 0);
    if (disk == NULL || disk_step(disk)) return SQLITE_IOERR_DELETE;
    if (file == NULL || !file->exists) return SQLITE_IOERR_DELETE_NOENT;
    return disk_remove(file, sync) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
    (void)vfs;
    disk *disk = disk_of(name);
    if (disk != NULL && disk->is_off) return SQLITE_IOERR_ACCESS;
    disk_file *file = disk == NULL ? NULL : disk_find(disk, name, 0);
    *out = file != NULL && file->exists && (flags != SQLITE_ACCESS_EXISTS || file->live.size > 0);
    return SQLITE_OK;
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *name, int size, char *out) {
    (void)vfs;
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *vfs, int size, char *out) {
    (void)vfs;
    return system_vfs()->xRandomness(system_vfs(), size, out);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, double *out) {
    (void)vfs;
    return system_vfs()->xCurrentTime(system_vfs(), out);
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out) {
    (void)vfs, (void)size, (void)out;
    return 0;
}

int crash_disk_register(void) {
    static sqlite3_vfs vfs = {
        .iVersion = 1,
        .mxPathname = 255,
        .zName = "crash-disk",
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_name,
        .xRandomness = vfs_randomness,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
    };
    int size = system_vfs()->szOsFile;
    vfs.szOsFile = size > (int)sizeof(handle) ? size : (int)sizeof(handle);
    return sqlite3_vfs_register(&vfs, 0);
}
