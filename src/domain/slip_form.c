// SPDX-License-Identifier: Apache-2.0
// Forms of single values, on integers throughout.
#include "domain/slip_form_internal.h"

#include <stdio.h>
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
    snprintf(text, SLIP_FORM_BYTES, "%.*s%%", (int)size, plain);
}

void slip_form_time(const struct slip_words *words, int64_t at_us, int32_t utc_offset_min,
                    char text[SLIP_FORM_BYTES])
{
    struct date_time at = date_time_local(at_us, utc_offset_min);
    switch (words->date_form) {
    case SLIP_DATE_YEAR_FIRST:
        snprintf(text, SLIP_FORM_BYTES, "%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day,
                 at.hour, at.minute);
        break;
    case SLIP_DATE_DAY_FIRST:
        snprintf(text, SLIP_FORM_BYTES, "%02d.%02d.%04d %02d:%02d", at.day, at.month, at.year,
                 at.hour, at.minute);
        break;
    }
}

void slip_form_card(const char *card, char text[SLIP_FORM_BYTES])
{
    static_assert((int)CARD_NUMBER_DIGITS_MAX < (int)SLIP_FORM_BYTES, "a card's number is a form");
    card_number_mask(card, text);
}
