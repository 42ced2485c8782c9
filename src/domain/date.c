// SPDX-License-Identifier: Apache-2.0
// Days to dates. The year is taken to begin in March, so that the leap day is its last: the method
// of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#include "domain/date.h"

static const int64_t date_minute_us = 60000000;

enum {
    DATE_YEAR_MIN = 1970,
    DATE_YEAR_MAX = 9999,
    DATE_DAY_MINUTES = 24 * 60,
    DATE_ERA_DAYS = 146097,     // 400 years
    DATE_ERA_TO_EPOCH = 719468, // days from 0000-03-01 to 1970-01-01
};

static bool date_year_is_leap(uint32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool date_is_real(uint32_t yyyymmdd)
{
    static const uint32_t month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint32_t year = yyyymmdd / 10000;
    uint32_t month = yyyymmdd / 100 % 100;
    uint32_t day = yyyymmdd % 100;
    if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX || month < 1 || month > 12 || day < 1) {
        return false;
    }
    bool has_leap_day = month == 2 && date_year_is_leap(year);
    return day <= month_days[month - 1] + (has_leap_day ? 1 : 0);
}

static void date_from_days(int32_t days, struct date_time *date)
{
    int32_t shifted = days + DATE_ERA_TO_EPOCH;
    int32_t era = shifted / DATE_ERA_DAYS;
    int32_t day_of_era = shifted % DATE_ERA_DAYS;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month_from_march = (5 * day_of_year + 2) / 153;
    date->day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    date->month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    date->year = year_of_era + era * 400 + (date->month <= 2 ? 1 : 0);
}

static int64_t date_clamp_us(int64_t at_us)
{
    if (at_us < 0) {
        return 0;
    }
    return at_us > DATE_TIME_US_MAX ? DATE_TIME_US_MAX : at_us;
}

struct date_time date_time_local(int64_t at_us, int32_t utc_offset_min)
{
    int64_t local_us = date_clamp_us(date_clamp_us(at_us) + utc_offset_min * date_minute_us);
    int64_t minutes = local_us / date_minute_us;
    int32_t minute_of_day = (int32_t)(minutes % DATE_DAY_MINUTES);
    struct date_time local = {.hour = minute_of_day / 60, .minute = minute_of_day % 60};
    date_from_days((int32_t)(minutes / DATE_DAY_MINUTES), &local);
    return local;
}

struct date_time date_of_day(int32_t day)
{
    struct date_time date = {0};
    date_from_days(day, &date);
    return date;
}

int32_t date_to_day(int32_t year, int32_t month, int32_t day)
{
    int32_t months = year * 12 + month - 1;
    int32_t shifted_year = (months - 2) / 12; // which begins in March
    int32_t month_from_march = (months - 2) % 12;
    int32_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    return shifted_year * 365 + shifted_year / 4 - shifted_year / 100 + shifted_year / 400 +
           day_of_year - DATE_ERA_TO_EPOCH;
}
