#ifndef ASSAY_CRASH_DISK_H
#define ASSAY_CRASH_DISK_H
#include <stdint.h>

/* A disk in memory that can lose its power, as a VFS for SQLite called "crash-disk" (after SQLite's own test6.c).
 *
 * Every write since a file's last sync stands in a queue. When the power goes, each of them is kept, dropped, torn into sectors or garbled, in
 * its order or another, as the seed has it. A file called /crash-disk-N/NAME is on disk N. A disk is used from one thread. */

/* A new, empty disk; its number. Negative where there is no room for one more. */
int crash_disk_make(uint64_t seed);

/* Gives a disk up; it is freed with the last connection on it. */
void crash_disk_destroy(int disk);

/* The power goes at the given one of the writes, truncations, syncs and deletions to come; 0: not by itself. */
void crash_disk_fail_at(int disk, int64_t operation);

/* The power goes now, if it has not, and comes back. Connections from before get nothing but errors. */
void crash_disk_power_cycle(int disk);

int crash_disk_is_off(int disk);

/* Writes, truncations, syncs and deletions so far. */
int64_t crash_disk_operations(int disk);

/* What power cuts did to writes that were not synced: kept, dropped, torn, garbled; and how many cuts changed their order. */
void crash_disk_tally(int disk, int64_t out[5]);

/* Registers the VFS. An SQLite result code. */
int crash_disk_register(void);

#endif
