#ifndef ASSAY_CRASH_DISK_INTERNAL_H
#define ASSAY_CRASH_DISK_INTERNAL_H
#include "crash_disk.h"
#include <stddef.h>

enum { DISK_FILES = 16, SECTOR_BYTES = 512, SHM_REGIONS = 64, SHM_LOCKS = 8 };

typedef struct {
    unsigned char *bytes;
    int64_t size, capacity;
} content;

/* A change that no sync has made durable yet. */
typedef struct {
    enum { WRITE, TRUNCATE } kind;
    int64_t offset, size;
    unsigned char *bytes;
} change;

typedef struct handle handle;

typedef struct {
    char name[256];
    /* What reads see, and what the disk has for certain. */
    content live, durable;
    int exists, exists_durably;
    /* A file of this name that was removed, while its directory was not synced yet: it may come back, with what it held. */
    content ghost;
    int has_ghost;
    change *changes;
    int64_t change_count, change_capacity;
    handle *handles;
    unsigned char *shm[SHM_REGIONS];
} disk_file;

typedef struct {
    uint64_t random;
    int is_off;
    /* Connections may be closed after the disk was given up: the last one frees it. */
    int64_t open_handles;
    int is_given_up;
    /* Rises with each power cut: handles of an older one are dead. */
    int64_t generation, operations, fail_at;
    disk_file files[DISK_FILES];
    int file_count;
    int64_t tally[5];
    /* Shared memory that dead connections may still point to. */
    void **graves;
    int64_t grave_count;
} disk;

disk *disk_numbered(int number);
disk_file *disk_find(disk *disk, const char *name, int creates);
/* Counts an operation; non-zero where the power is gone. */
int disk_step(disk *disk);
int disk_write(disk_file *file, const void *bytes, int64_t size, int64_t offset);
int disk_truncate(disk_file *file, int64_t size);
int disk_remove(disk_file *file, int is_durable);
int disk_sync(disk *disk, disk_file *file);
void disk_closed(disk *disk);
void disk_bury(disk *disk, disk_file *file);

#endif
