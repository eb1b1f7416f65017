#include "disk.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { DISKS = 1 << 16 };
static disk *disks[DISKS];
/* A number is given once: SQLite deletes files by name, and a late connection must not reach another disk's. */
static int disk_count = 0;
static pthread_mutex_t disks_lock = PTHREAD_MUTEX_INITIALIZER;

/* SplitMix64. */
static uint64_t draw(disk *disk) {
    uint64_t z = (disk->random += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint64_t below(disk *disk, uint64_t bound) { return draw(disk) % bound; }

int crash_disk_make(uint64_t seed) {
    disk *made = calloc(1, sizeof *made);
    if (made == NULL) return -1;
    made->random = seed;
    pthread_mutex_lock(&disks_lock);
    int number = disk_count < DISKS ? disk_count++ : DISKS;
    if (number < DISKS) disks[number] = made;
    pthread_mutex_unlock(&disks_lock);
    if (number < DISKS) return number;
    free(made);
    return -1;
}

disk *disk_numbered(int number) {
    pthread_mutex_lock(&disks_lock);
    disk *found = number >= 0 && number < DISKS ? disks[number] : NULL;
    pthread_mutex_unlock(&disks_lock);
    return found;
}

static void forget(disk_file *file) {
    for (int64_t index = 0; index < file->change_count; index++) free(file->changes[index].bytes);
    file->change_count = 0;
}

static void release(disk *found) {
    for (int index = 0; index < found->file_count; index++) {
        disk_file *file = &found->files[index];
        disk_bury(found, file);
        forget(file);
        free(file->changes);
        free(file->live.bytes);
        free(file->durable.bytes);
        free(file->ghost.bytes);
    }
    for (int64_t index = 0; index < found->grave_count; index++) free(found->graves[index]);
    free(found->graves);
    free(found);
}

void crash_disk_destroy(int number) {
    pthread_mutex_lock(&disks_lock);
    disk *found = disks[number];
    disks[number] = NULL;
    pthread_mutex_unlock(&disks_lock);
    found->is_given_up = 1;
    if (found->open_handles == 0) release(found);
}

void disk_closed(disk *disk) {
    if (--disk->open_handles == 0 && disk->is_given_up) release(disk);
}

void disk_bury(disk *disk, disk_file *file) {
    for (int region = 0; region < SHM_REGIONS; region++) {
        if (file->shm[region] == NULL) continue;
        void **grown = realloc(disk->graves, (size_t)(disk->grave_count + 1) * sizeof *grown);
        if (grown == NULL) abort();
        disk->graves = grown;
        disk->graves[disk->grave_count++] = file->shm[region];
        file->shm[region] = NULL;
    }
}

disk_file *disk_find(disk *disk, const char *name, int creates) {
    for (int index = 0; index < disk->file_count; index++)
        if (strcmp(disk->files[index].name, name) == 0) {
            if (creates) disk->files[index].exists = 1;
            return &disk->files[index];
        }
    if (!creates || disk->file_count == DISK_FILES || strlen(name) >= sizeof disk->files[0].name) return NULL;
    disk_file *file = &disk->files[disk->file_count++];
    strcpy(file->name, name);
    file->exists = 1;
    return file;
}

int disk_step(disk *disk) {
    if (disk->is_off) return 1;
    disk->operations++;
    if (disk->fail_at > 0 && --disk->fail_at == 0) disk->is_off = 1;
    return disk->is_off;
}

static int resize(content *content, int64_t size) {
    if (size > content->capacity) {
        int64_t capacity = size * 2;
        unsigned char *grown = realloc(content->bytes, (size_t)capacity);
        if (grown == NULL) return 0;
        content->bytes = grown;
        content->capacity = capacity;
    }
    if (size > content->size) memset(content->bytes + content->size, 0, (size_t)(size - content->size));
    content->size = size;
    return 1;
}

static int put(content *content, const unsigned char *bytes, int64_t size, int64_t offset) {
    if (offset + size > content->size && !resize(content, offset + size)) return 0;
    memcpy(content->bytes + offset, bytes, (size_t)size);
    return 1;
}

static int queue(disk_file *file, change change) {
    if (file->change_count == file->change_capacity) {
        int64_t capacity = file->change_capacity * 2 + 16;
        void *grown = realloc(file->changes, (size_t)capacity * sizeof *file->changes);
        if (grown == NULL) return 0;
        file->changes = grown;
        file->change_capacity = capacity;
    }
    file->changes[file->change_count++] = change;
    return 1;
}

int disk_write(disk_file *file, const void *bytes, int64_t size, int64_t offset) {
    unsigned char *copy = malloc((size_t)size);
    if (copy == NULL) return 0;
    memcpy(copy, bytes, (size_t)size);
    return queue(file, (change){WRITE, offset, size, copy}) && put(&file->live, bytes, size, offset);
}

int disk_truncate(disk_file *file, int64_t size) { return queue(file, (change){TRUNCATE, 0, size, NULL}) && resize(&file->live, size); }

int disk_remove(disk_file *file, int is_durable) {
    file->exists = 0;
    resize(&file->live, 0);
    forget(file);
    if (file->exists_durably && !is_durable) {
        content old = file->ghost;
        file->ghost = file->durable;
        file->durable = old;
        file->has_ghost = 1;
    }
    if (is_durable) file->has_ghost = 0;
    file->exists_durably = 0;
    return resize(&file->durable, 0);
}

static int carry_out(disk_file *file, const change *change) {
    if (change->kind == TRUNCATE) return resize(&file->durable, change->size);
    return put(&file->durable, change->bytes, change->size, change->offset);
}

int disk_sync(disk *disk, disk_file *file) {
    for (int64_t index = 0; index < file->change_count; index++)
        if (!carry_out(file, &file->changes[index])) return 0;
    forget(file);
    if (file->exists_durably) return 1;
    /* The first sync of a new file syncs its directory too, as SQLite's own VFS does it: all names are as they are now. */
    for (int index = 0; index < disk->file_count; index++) {
        disk->files[index].exists_durably = disk->files[index].exists;
        disk->files[index].has_ghost = 0;
    }
    return 1;
}

/* Sector by sector: there or not. */
static void tear(disk *disk, disk_file *file, const change *change) {
    for (int64_t at = change->offset; at < change->offset + change->size;) {
        int64_t next = (at / SECTOR_BYTES + 1) * SECTOR_BYTES, end = change->offset + change->size;
        int64_t size = (next < end ? next : end) - at;
        if (below(disk, 2)) put(&file->durable, change->bytes + (at - change->offset), size, at);
        at += size;
    }
}

/* Anything at all in some of the sectors, but only where the write was: SQLite's own VFS relies on that (powersafe overwrite). */
static void garble(disk *disk, disk_file *file, const change *change) {
    int64_t end = change->offset + change->size;
    if (end > file->durable.size) resize(&file->durable, end);
    for (int64_t at = change->offset; at < end;) {
        int64_t next = (at / SECTOR_BYTES + 1) * SECTOR_BYTES, last = next < end ? next : end;
        int is_kept = below(disk, 3) == 0;
        for (; at < last; at++)
            if (!is_kept) file->durable.bytes[at] = (unsigned char)draw(disk);
    }
}

static void lose_power(disk *disk, disk_file *file) {
    if (file->has_ghost && below(disk, 2)) {
        content new = file->durable;
        file->durable = file->ghost;
        file->ghost = new;
        file->exists_durably = 1;
        forget(file);
    }
    file->has_ghost = 0;
    int64_t count = file->change_count;
    if (count > 1 && below(disk, 2)) {
        disk->tally[4]++;
        for (int64_t index = count - 1; index > 0; index--) {
            int64_t other = (int64_t)below(disk, (uint64_t)index + 1);
            change kept = file->changes[index];
            file->changes[index] = file->changes[other];
            file->changes[other] = kept;
        }
    }
    /* Some cuts keep nearly all, some nearly nothing. */
    uint64_t kept_of_ten = below(disk, 11);
    for (int64_t index = 0; index < count; index++) {
        change *change = &file->changes[index];
        if (below(disk, 10) < kept_of_ten) {
            carry_out(file, change);
            disk->tally[0]++;
        } else if (change->kind == WRITE && below(disk, 3) == 0) {
            tear(disk, file, change);
            disk->tally[2]++;
        } else if (change->kind == WRITE && below(disk, 4) == 0) {
            garble(disk, file, change);
            disk->tally[3]++;
        } else {
            disk->tally[1]++;
        }
    }
    if (!file->exists_durably && file->exists && below(disk, 2)) file->exists_durably = 1;
    forget(file);
    if (!file->exists_durably) resize(&file->durable, 0);
    file->exists = file->exists_durably;
    resize(&file->live, 0);
    if (file->durable.size > 0) put(&file->live, file->durable.bytes, file->durable.size, 0);
}

void crash_disk_power_cycle(int number) {
    disk *disk = disk_numbered(number);
    for (int index = 0; index < disk->file_count; index++) {
        lose_power(disk, &disk->files[index]);
        disk_bury(disk, &disk->files[index]);
        disk->files[index].handles = NULL;
    }
    disk->generation++;
    disk->is_off = 0;
    disk->fail_at = 0;
}

void crash_disk_fail_at(int number, int64_t operation) { disk_numbered(number)->fail_at = operation; }
int crash_disk_is_off(int number) { return disk_numbered(number)->is_off; }
int64_t crash_disk_operations(int number) { return disk_numbered(number)->operations; }
void crash_disk_tally(int number, int64_t out[5]) { memcpy(out, disk_numbered(number)->tally, 5 * sizeof(int64_t)); }
