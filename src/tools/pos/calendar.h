// SPDX-License-Identifier: Apache-2.0
// Dates and times of receipts as they are written.
#ifndef POS_CALENDAR_H
#define POS_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_WEEK_US (INT64_C(7) * 24 * 3600 * 1000000)

struct calendar_time {
    int64_t local_us; // microseconds since 1970-01-01 00:00 of the same clock, whatever its zone
    uint32_t date;    // YYYYMMDD
};

// "2010-12-01 08:26:00"; the seconds may be missing. False: it is not such a time, or no real day.
bool calendar_parse_time(const char *text, struct calendar_time *time);

// "2010-12-01" or "20101201". False: it is not such a date, or no real day.
bool calendar_parse_date(const char *text, uint32_t *date);

// The machine's own zone at an instant: minutes east of UTC, and the day there.
int32_t calendar_offset_min(int64_t at_us);
uint32_t calendar_local_date(int64_t at_us);

// How far times are moved so that `last_us` lies within the seven days before `now_us`: a whole
// number of weeks.
int64_t calendar_shift_us(int64_t last_us, int64_t now_us);

#endif
