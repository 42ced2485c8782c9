// SPDX-License-Identifier: Apache-2.0
// Local time of a zone: what the walls of a store show at an instant. A zone is a table of the
// instants at which its offset from UTC changed; where it comes from is the caller's matter.
#ifndef DOMAIN_ZONE_H
#define DOMAIN_ZONE_H

#include <stddef.h>
#include <stdint.h>

enum {
    ZONE_NAME_BYTES_MAX = 64,
    ZONE_OFFSET_S_MAX = 16 * 3600, // farther from UTC nothing on Earth ever was
};

// From this instant on, until the next one, the zone is so far east of UTC.
struct zone_shift {
    int64_t at_s; // since 1970-01-01 UTC
    int32_t offset_s;
};

struct zone {
    char name[ZONE_NAME_BYTES_MAX];  // IANA: "Europe/Moscow"
    const struct zone_shift *shifts; // in rising order of time, at least one
    size_t shift_count;
};

extern const struct zone zone_utc;

// Days are counted from 1970-01-01.
struct zone_time {
    int32_t day;
    uint8_t weekday; // 0: Monday, 6: Sunday
    uint8_t hour;    // 0 to 23
    uint8_t minute;  // 0 to 59
};

// Seconds east of UTC. Before the first shift its offset holds, behind the last one that of the
// last.
int32_t zone_offset_s(const struct zone *zone, int64_t at_us);

struct zone_time zone_local(const struct zone *zone, int64_t at_us);

// The local day alone: "today" in a store.
int32_t zone_day(const struct zone *zone, int64_t at_us);

#endif
