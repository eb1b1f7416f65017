// Offsets of named time zones, from ICU's copy of the tz database.
#ifndef ASSAY_TIME_ZONES_H
#define ASSAY_TIME_ZONES_H
#include <stdint.h>

/// Seconds that local time is ahead of UTC in the zone at the moment; 0 and `*known` = 0 where no zone has that name (`length` bytes of ASCII).
int32_t assay_zone_offset_seconds(const char *name, int32_t length, double milliseconds_since_1970, int *known);

#endif
