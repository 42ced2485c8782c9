// SPDX-License-Identifier: Apache-2.0
// The Gregorian calendar on integers: no clock, no time zone but the offset that is handed in.
#ifndef DOMAIN_DATE_H
#define DOMAIN_DATE_H

#include <stdbool.h>
#include <stdint.h>

// Times a receipt may carry: years 1970 to 9999, so that every printed form has its usual width.
#define DATE_TIME_US_MAX (INT64_C(253402300800000000) - 1) // the last microsecond of 9999, UTC

struct date_time {
    int32_t year;
    int32_t month;  // 1 to 12
    int32_t day;    // 1 to 31
    int32_t hour;   // 0 to 23
    int32_t minute; // 0 to 59
};

// Whether a number written YYYYMMDD is a day of the years 1970 to 9999.
bool date_is_real(uint32_t yyyymmdd);

// Wall-clock time at an offset east of UTC. Times outside 1970 to 9999 give the nearest one inside.
struct date_time date_time_local(int64_t at_us, int32_t utc_offset_min);

// Days are counted from 1970-01-01. Midnight of that day, and the day of a year and month, whose
// month may be above 12: the 14th month of a year is February of the next one. For the years
// 1970 to 9999.
struct date_time date_of_day(int32_t day);
int32_t date_to_day(int32_t year, int32_t month, int32_t day);

#endif
