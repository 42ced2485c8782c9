// SPDX-License-Identifier: Apache-2.0
// Check digits: both sums go from the right and call the check digit place 1.
#include "domain/card_number.h"

#include <stddef.h>
#include <string.h>

enum { CARD_NUMBER_EAN13_DIGITS = 13 };

static unsigned card_number_ean(const char *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t place = 1; place <= count; place++) {
        unsigned digit = (unsigned)(digits[count - place] - '0');
        sum += place % 2 == 0 ? 3 * digit : digit;
    }
    return sum;
}

static unsigned card_number_luhn(const char *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t place = 1; place <= count; place++) {
        unsigned digit = (unsigned)(digits[count - place] - '0');
        if (place % 2 == 0) {
            digit *= 2;
        }
        sum += digit / 10 + digit % 10;
    }
    return sum;
}

bool card_number_is_valid(const char *digits)
{
    size_t count = strspn(digits, "0123456789");
    if (digits[count] != '\0' || count < CARD_NUMBER_DIGITS_MIN || count > CARD_NUMBER_DIGITS_MAX) {
        return false;
    }
    unsigned sum = count == CARD_NUMBER_EAN13_DIGITS ? card_number_ean(digits, count)
                                                     : card_number_luhn(digits, count);
    return sum % 10 == 0;
}
