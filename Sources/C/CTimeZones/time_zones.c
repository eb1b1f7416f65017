#include "include/time_zones.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { maximum_name = 64 };

int32_t assay_zone_offset_seconds(const char *name, int32_t length, double milliseconds_since_1970, int *known) {
    *known = 0;
    if (length <= 0 || length >= maximum_name) return 0;
    UChar zone[maximum_name], canonical[maximum_name];
    for (int32_t i = 0; i < length; i++) {
        if ((unsigned char)name[i] >= 0x80) return 0;
        zone[i] = (UChar)name[i];
    }
    UErrorCode status = U_ZERO_ERROR;
    UBool is_system = 0;
    // Opening a calendar of an unknown zone silently gives GMT; asking for its canonical name does not.
    ucal_getCanonicalTimeZoneID(zone, length, canonical, maximum_name, &is_system, &status);
    if (U_FAILURE(status) || !is_system) return 0;
    UCalendar *calendar = ucal_open(zone, length, "en_US_POSIX", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return 0;
    ucal_setMillis(calendar, milliseconds_since_1970, &status);
    int32_t offset = ucal_get(calendar, UCAL_ZONE_OFFSET, &status) + ucal_get(calendar, UCAL_DST_OFFSET, &status);
    ucal_close(calendar);
    if (U_FAILURE(status)) return 0;
    *known = 1;
    return offset / 1000;
}
