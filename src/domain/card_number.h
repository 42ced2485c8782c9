// SPDX-License-Identifier: Apache-2.0
// The number of a card: 8 to 19 digits of which the last is a check digit.
#ifndef DOMAIN_CARD_NUMBER_H
#define DOMAIN_CARD_NUMBER_H

#include <stdbool.h>

enum {
    CARD_NUMBER_DIGITS_MIN = 8,
    CARD_NUMBER_DIGITS_MAX = 19 // ISO/IEC 7812
};

// Whether the text is such a number. The check digit is that of EAN-13 (GS1 General Specifications
// 7.9) for 13 digits, that of Luhn (ISO/IEC 7812-1 annex B) for every other length.
bool card_number_is_valid(const char *digits);

#endif
