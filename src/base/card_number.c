// SPDX-License-Identifier: Apache-2.0
// Check digits of both kinds are one sum with two ways of weighing.
#include "base/card_number.h"

#include <string.h>

enum { EAN_13_DIGITS = 13 };

// Digits are weighted 1 or heavily by turns, the one before the check digit heavily; Luhn casts out
// nines from the products, EAN does not.
static char weighted_check_digit(const char *digits, size_t size, bool is_ean)
{
    unsigned sum = 0;
    for (size_t index = 0; index < size; index++) {
        unsigned digit = (unsigned)(digits[size - 1 - index] - '0');
        bool is_heavy = index % 2 == 0;
        if (is_heavy && is_ean) {
            digit *= 3;
        } else if (is_heavy) {
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        }
        sum += digit;
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

char card_number_check_digit(const char *digits, size_t size)
{
    return weighted_check_digit(digits, size, size == EAN_13_DIGITS - 1);
}

bool card_number_is_valid(const char *digits)
{
    size_t size = strspn(digits, "0123456789");
    return digits[size] == '\0' && size >= CARD_NUMBER_DIGITS_MIN &&
           size <= CARD_NUMBER_DIGITS_MAX &&
           digits[size - 1] == card_number_check_digit(digits, size - 1);
}

void card_number_mask(const char *digits, char masked[CARD_NUMBER_DIGITS_MAX + 1])
{
    size_t size = strnlen(digits, CARD_NUMBER_DIGITS_MAX);
    size_t hidden = size > CARD_NUMBER_DIGITS_SHOWN ? size - CARD_NUMBER_DIGITS_SHOWN : size;
    memset(masked, '*', hidden);
    memcpy(masked + hidden, digits + hidden, size - hidden);
    masked[size] = '\0';
}
