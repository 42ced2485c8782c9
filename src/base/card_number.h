// SPDX-License-Identifier: Apache-2.0
// The number of a card: 8 to 19 digits of which the last is a check digit, that of EAN-13 (GS1
// General Specifications 7.9) for 13 digits, that of Luhn (ISO/IEC 7812-1 annex B) for every other
// length.
#ifndef BASE_CARD_NUMBER_H
#define BASE_CARD_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CARD_NUMBER_DIGITS_MIN = 8,
    CARD_NUMBER_DIGITS_MAX = 19,  // ISO/IEC 7812-1
    CARD_NUMBER_DIGITS_SHOWN = 4, // what card_number_mask() leaves readable
};

// Whether the text is such a number.
bool card_number_is_valid(const char *digits);

// The digit that belongs behind `size` digits.
char card_number_check_digit(const char *digits, size_t size);

// All but the last four digits hidden: "*********1234"; a text of four or fewer wholly. The only
// form for slips and screens.
void card_number_mask(const char *digits, char masked[CARD_NUMBER_DIGITS_MAX + 1]);

#endif
