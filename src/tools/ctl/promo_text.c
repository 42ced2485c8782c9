// SPDX-License-Identifier: Apache-2.0
// Sets of weekdays and hours as lists of ranges.
#include "tools/ctl/promo_text.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "domain/date.h"

static const char *const promo_weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

enum { PROMO_DAY_HOURS = 24 };

// Sets the bits from `first` up to and with `last` on a ring of `count`.
static uint32_t promo_ring(uint32_t first, uint32_t last, uint32_t count)
{
    uint32_t bits = 0;
    uint32_t at = first;
    while (at != last) {
        bits |= UINT32_C(1) << at;
        at = (at + 1) % count;
    }
    return bits | UINT32_C(1) << last;
}

static bool promo_read_weekday(const char **text, uint32_t *weekday)
{
    for (uint32_t index = 0; index < BASE_COUNT(promo_weekdays); index++) {
        if (strncmp(*text, promo_weekdays[index], strlen(promo_weekdays[index])) == 0) {
            *text += strlen(promo_weekdays[index]);
            *weekday = index;
            return true;
        }
    }
    return false;
}

bool promo_weekdays_read(const char *text, uint32_t *weekdays)
{
    uint32_t bits = 0;
    while (true) {
        uint32_t first = 0;
        if (!promo_read_weekday(&text, &first)) {
            return false;
        }
        uint32_t last = first;
        if (*text == '-') {
            text++;
            if (!promo_read_weekday(&text, &last)) {
                return false;
            }
        }
        bits |= promo_ring(first, last, BASE_COUNT(promo_weekdays));
        if (*text == '\0') {
            *weekdays = bits;
            return true;
        }
        if (*text++ != ',') {
            return false;
        }
    }
}

// One or two digits, at most 24.
static bool promo_read_hour(const char **text, uint32_t *hour)
{
    *hour = 0;
    size_t digits = 0;
    for (; isdigit((unsigned char)**text) && digits < 2; (*text)++, digits++) {
        *hour = *hour * 10 + (uint32_t)(**text - '0');
    }
    return digits > 0 && *hour <= PROMO_DAY_HOURS;
}

bool promo_hours_read(const char *text, uint32_t *hours)
{
    uint32_t bits = 0;
    while (true) {
        uint32_t from = 0;
        uint32_t to = 0;
        if (!promo_read_hour(&text, &from) || *text++ != '-' || !promo_read_hour(&text, &to) ||
            from == PROMO_DAY_HOURS || from == to) {
            return false;
        }
        bits |= promo_ring(from, (to + PROMO_DAY_HOURS - 1) % PROMO_DAY_HOURS, PROMO_DAY_HOURS);
        if (*text == '\0') {
            *hours = bits;
            return true;
        }
        if (*text++ != ',') {
            return false;
        }
    }
}

// Where the range of set bits that begins here ends.
static uint32_t promo_range_end(uint32_t bits, uint32_t from, uint32_t count)
{
    uint32_t end = from;
    while (end < count && (bits >> end & 1) != 0) {
        end++;
    }
    return end;
}

void promo_weekdays_print(uint32_t weekdays, char text[PROMO_TEXT_BYTES])
{
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t from = 0; from < BASE_COUNT(promo_weekdays); from++) {
        uint32_t end = promo_range_end(weekdays, from, BASE_COUNT(promo_weekdays));
        if (end == from) {
            continue;
        }
        const char *comma = used == 0 ? "" : ",";
        used += (size_t)(end - from == 1
                             ? snprintf(text + used, PROMO_TEXT_BYTES - used, "%s%s", comma,
                                        promo_weekdays[from])
                             : snprintf(text + used, PROMO_TEXT_BYTES - used, "%s%s-%s", comma,
                                        promo_weekdays[from], promo_weekdays[end - 1]));
        from = end;
    }
}

void promo_hours_print(uint32_t hours, char text[PROMO_TEXT_BYTES])
{
    size_t used = 0;
    text[0] = '\0';
    for (uint32_t from = 0; from < PROMO_DAY_HOURS; from++) {
        uint32_t end = promo_range_end(hours, from, PROMO_DAY_HOURS);
        if (end > from) {
            used += (size_t)snprintf(text + used, PROMO_TEXT_BYTES - used, "%s%u-%u",
                                     used == 0 ? "" : ",", from, end);
            from = end;
        }
    }
}

bool promo_day_is_real(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    uint32_t number = 0;
    if (strlen(text) != sizeof(form) - 1) {
        return false;
    }
    for (size_t index = 0; index < sizeof(form) - 1; index++) {
        if (form[index] == 'd') {
            if (!isdigit((unsigned char)text[index])) {
                return false;
            }
            number = number * 10 + (uint32_t)(text[index] - '0');
        } else if (text[index] != form[index]) {
            return false;
        }
    }
    return date_is_real(number);
}
