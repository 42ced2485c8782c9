// SPDX-License-Identifier: Apache-2.0
// A card's number out of whatever the till has: a scanned barcode (EAN-13 or the digits of a
// Code 128), a swiped magnetic stripe (ISO/IEC 7813 track 1, track 2 or both), or digits typed by a
// person with spaces between. What a number is, base/card_number.h says.
#ifndef WIRE_CARD_NUMBER_H
#define WIRE_CARD_NUMBER_H

#include <stddef.h>

#include "base/card_number.h"
#include "base/check.h"
#include "bonus/v1/card.pb.h"
#include "wire/error.h"
#include "wire/result.h"

struct wire_card_number {
    char text[CARD_NUMBER_DIGITS_MAX + 1]; // digits only
    enum wire_card_entry entry;            // barcode, stripe or keyed
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

#endif
