// SPDX-License-Identifier: Apache-2.0
// A card's number out of whatever the till has: a scanned barcode (EAN-13 or the digits of a
// Code 128), a swiped magnetic stripe (ISO/IEC 7813 track 1, track 2 or both), or digits typed by a
// person with spaces between. Numbers of 13 digits end in an EAN-13 check digit, all others of 8 to
// 19 digits in a Luhn digit (ISO/IEC 7812-1 annex B).
#ifndef WIRE_CARD_NUMBER_H
#define WIRE_CARD_NUMBER_H

#include <stddef.h>

#include "base/check.h"
#include "bonus/v1/card.pb.h"
#include "wire/error.h"
#include "wire/result.h"

enum {
    WIRE_CARD_NUMBER_DIGITS_MIN = 8,
    WIRE_CARD_NUMBER_DIGITS_MAX = 19,  // ISO/IEC 7812-1
    WIRE_CARD_NUMBER_SHOWN_DIGITS = 4, // what wire_card_number_mask() leaves readable
};

struct wire_card_number {
    char text[WIRE_CARD_NUMBER_DIGITS_MAX + 1]; // digits only
    enum wire_card_entry entry;                 // barcode, stripe or keyed
};

// Reads `size` bytes as they came from the scanner, the stripe reader or the keyboard. Bare digits
// count as WIRE_CARD_ENTRY_BARCODE, digits in groups as WIRE_CARD_ENTRY_KEYED. WIRE_MALFORMED:
// `error` says what is wrong and what would be right, without the number ("card: check digit is 7,
// should be 3").
BASE_MUST_USE enum wire_result wire_card_number_read(const char *bytes, size_t size,
                                                     struct wire_card_number *number,
                                                     struct wire_error *error);

// Whether `digits` is a card's number already: 8 to 19 digits and the check digit right.
BASE_MUST_USE enum wire_result wire_card_number_check(const char *digits, struct wire_error *error);

// All but the last four digits hidden: "*********1234". The only form for logs and slips.
void wire_card_number_mask(const char *digits, char masked[WIRE_CARD_NUMBER_DIGITS_MAX + 1]);

// The digit that belongs behind `size` digits: EAN-13 when it will be the 13th, otherwise Luhn.
char wire_card_number_check_digit(const char *digits, size_t size);

#endif
