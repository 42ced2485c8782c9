// SPDX-License-Identifier: Apache-2.0
// Local time by bisection in a zone's shifts.
#include "domain/zone.h"

#include "base/check.h"

enum {
    ZONE_DAY_S = 24 * 60 * 60,
    ZONE_SECOND_US = 1000000,
    ZONE_EPOCH_WEEKDAY = 3, // 1970-01-01 was a Thursday
};

static const struct zone_shift zone_utc_shifts[] = {{.at_s = 0, .offset_s = 0}};
const struct zone zone_utc = {.name = "UTC", .shifts = zone_utc_shifts, .shift_count = 1};

// Towards minus infinity, so that times before 1970 have their own day.
static int64_t zone_divide(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0 ? 1 : 0);
}

int32_t zone_offset_s(const struct zone *zone, int64_t at_us)
{
    CHECK(zone->shift_count > 0);
    int64_t at_s = zone_divide(at_us, ZONE_SECOND_US);
    // The shift in force lies in [from, to).
    size_t from = 0;
    size_t to = zone->shift_count;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (zone->shifts[middle].at_s <= at_s) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return zone->shifts[from].offset_s;
}

static int64_t zone_local_s(const struct zone *zone, int64_t at_us)
{
    return zone_divide(at_us, ZONE_SECOND_US) + zone_offset_s(zone, at_us);
}

int32_t zone_day(const struct zone *zone, int64_t at_us)
{
    return (int32_t)zone_divide(zone_local_s(zone, at_us), ZONE_DAY_S);
}

struct zone_time zone_local(const struct zone *zone, int64_t at_us)
{
    int64_t local_s = zone_local_s(zone, at_us);
    int64_t day = zone_divide(local_s, ZONE_DAY_S);
    int64_t second = local_s - day * ZONE_DAY_S;
    int64_t weekday = (day + ZONE_EPOCH_WEEKDAY) % 7;
    return (struct zone_time){
        .day = (int32_t)day,
        .weekday = (uint8_t)(weekday < 0 ? weekday + 7 : weekday),
        .hour = (uint8_t)(second / 3600),
        .minute = (uint8_t)(second / 60 % 60),
    };
}
