// SPDX-License-Identifier: Apache-2.0
// Forms of single values, on integers throughout.
#include "domain/slip_form_internal.h"

#include <string.h>

#include "base/card_number.h"
#include "base/decimal.h"
#include "domain/date.h"

enum {
    SLIP_RATE_EXPONENT = 2, // basis points as a percentage
};

void slip_form_amount(const struct slip_words *words, int64_t minor, unsigned exponent,
                      char text[SLIP_FORM_BYTES])
{
    char plain[DECIMAL_TEXT_BYTES];
    decimal_print(minor, exponent, plain);
    const char *from = plain;
    char *to = text;
    if (*from == '-') {
        *to++ = *from++;
    }
    for (size_t left = strspn(from, "0123456789"); left > 0; left--) {
        *to++ = *from++;
        if (left > 1 && left % 3 == 1) {
            *to++ = words->group;
        }
    }
    if (*from == '.') {
        *to++ = words->decimal;
        from++;
    }
    memcpy(to, from, strlen(from) + 1);
}

void slip_form_rate(const struct slip_words *words, uint32_t rate_bp, char text[SLIP_FORM_BYTES])
{
    char plain[DECIMAL_TEXT_BYTES];
    size_t size = decimal_print(rate_bp, SLIP_RATE_EXPONENT, plain);
    while (plain[size - 1] == '0') {
        size--;
    }
    char *point = strchr(plain, '.');
    if (point == &plain[size - 1]) {
        size--;
    } else {
        *point = words->decimal;
    }
    memcpy(text, plain, size);
    memcpy(text + size, "%", sizeof("%"));
}

// Writes the value with leading zeros and what stands behind it; returns where the next one goes.
static char *slip_form_number(char *to, int32_t value, unsigned width, const char *behind)
{
    for (unsigned place = width; place > 0; place--) {
        to[place - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    size_t size = strlen(behind);
    memcpy(to + width, behind, size + 1);
    return to + width + size;
}

static char *slip_form_date(char *to, const struct slip_words *words, const struct date_time *date)
{
    switch (words->date_form) {
    case SLIP_DATE_YEAR_FIRST:
        to = slip_form_number(to, date->year, 4, "-");
        to = slip_form_number(to, date->month, 2, "-");
        return slip_form_number(to, date->day, 2, "");
    case SLIP_DATE_DAY_FIRST:
        to = slip_form_number(to, date->day, 2, ".");
        to = slip_form_number(to, date->month, 2, ".");
        return slip_form_number(to, date->year, 4, "");
    }
    CHECK(false);
    return to;
}

void slip_form_time(const struct slip_words *words, int64_t at_us, int32_t utc_offset_min,
                    char text[SLIP_FORM_BYTES])
{
    struct date_time at = date_time_local(at_us, utc_offset_min);
    char *to = slip_form_date(text, words, &at);
    *to++ = ' ';
    to = slip_form_number(to, at.hour, 2, ":");
    slip_form_number(to, at.minute, 2, "");
}

void slip_form_day(const struct slip_words *words, uint32_t yyyymmdd, char text[SLIP_FORM_BYTES])
{
    const struct date_time date = {
        .year = (int32_t)(yyyymmdd / 10000 % 10000),
        .month = (int32_t)(yyyymmdd / 100 % 100),
        .day = (int32_t)(yyyymmdd % 100),
    };
    slip_form_date(text, words, &date);
}

void slip_form_card(const char *card, char text[SLIP_FORM_BYTES])
{
    static_assert((int)CARD_NUMBER_DIGITS_MAX < (int)SLIP_FORM_BYTES, "a card's number is a form");
    card_number_mask(card, text);
}
