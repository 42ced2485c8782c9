// SPDX-License-Identifier: Apache-2.0
// Reads times digit by digit and leaves the calendar to the C library.
#include "tools/pos/calendar.h"

#include <string.h>
#include <time.h>

#include "base/check.h"

// Reads `digits` digits at *text and steps over them.
static bool calendar_take(const char **text, int digits, int *number)
{
    *number = 0;
    for (int index = 0; index < digits; index++, (*text)++) {
        if (**text < '0' || **text > '9') {
            return false;
        }
        *number = *number * 10 + (**text - '0');
    }
    return true;
}

static bool calendar_skip(const char **text, char character)
{
    if (**text != character) {
        return false;
    }
    (*text)++;
    return true;
}

// timegm() takes the 30th of February for the 2nd of March: what comes back must be what went in.
static bool calendar_resolve(const struct tm *asked, struct calendar_time *time)
{
    struct tm real = *asked;
    int64_t seconds = timegm(&real);
    if (real.tm_year != asked->tm_year || real.tm_mon != asked->tm_mon ||
        real.tm_mday != asked->tm_mday || real.tm_hour != asked->tm_hour ||
        real.tm_min != asked->tm_min || real.tm_sec != asked->tm_sec || seconds < 0) {
        return false;
    }
    time->local_us = seconds * 1000000;
    time->date = (uint32_t)((real.tm_year + 1900) * 10000 + (real.tm_mon + 1) * 100 + real.tm_mday);
    return true;
}

static bool calendar_take_date(const char **text, bool has_dashes, struct tm *parts)
{
    int year = 0;
    int month = 0;
    bool is_taken = calendar_take(text, 4, &year) && (!has_dashes || calendar_skip(text, '-')) &&
                    calendar_take(text, 2, &month) && (!has_dashes || calendar_skip(text, '-')) &&
                    calendar_take(text, 2, &parts->tm_mday);
    parts->tm_year = year - 1900;
    parts->tm_mon = month - 1;
    return is_taken;
}

bool calendar_parse_time(const char *text, struct calendar_time *time)
{
    struct tm parts = {0};
    if (!calendar_take_date(&text, true, &parts) || !calendar_skip(&text, ' ') ||
        !calendar_take(&text, 2, &parts.tm_hour) || !calendar_skip(&text, ':') ||
        !calendar_take(&text, 2, &parts.tm_min)) {
        return false;
    }
    if (*text != '\0' &&
        (!calendar_skip(&text, ':') || !calendar_take(&text, 2, &parts.tm_sec) || *text != '\0')) {
        return false;
    }
    return calendar_resolve(&parts, time);
}

bool calendar_parse_date(const char *text, uint32_t *date)
{
    struct tm parts = {0};
    struct calendar_time time;
    if (!calendar_take_date(&text, strchr(text, '-') != NULL, &parts) || *text != '\0' ||
        !calendar_resolve(&parts, &time)) {
        return false;
    }
    *date = time.date;
    return true;
}

static struct tm calendar_local(int64_t at_us)
{
    time_t seconds = at_us / 1000000;
    struct tm parts;
    CHECK(localtime_r(&seconds, &parts) != NULL);
    return parts;
}

int32_t calendar_offset_min(int64_t at_us)
{
    return (int32_t)(calendar_local(at_us).tm_gmtoff / 60);
}

uint32_t calendar_local_date(int64_t at_us)
{
    struct tm parts = calendar_local(at_us);
    return (uint32_t)((parts.tm_year + 1900) * 10000 + (parts.tm_mon + 1) * 100 + parts.tm_mday);
}

int64_t calendar_shift_us(int64_t last_us, int64_t now_us)
{
    int64_t apart_us = now_us - last_us;
    int64_t weeks = apart_us / CALENDAR_WEEK_US;
    if (apart_us % CALENDAR_WEEK_US < 0) {
        weeks--;
    }
    return weeks * CALENDAR_WEEK_US;
}
