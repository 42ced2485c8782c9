// SPDX-License-Identifier: Apache-2.0
// Decimal amounts as text, to and from int64 minor units: "12.34" with exponent 2 is 1234. Nothing
// here ever was a floating-point number.
//
// The text is an optional '-', digits, and optionally '.' and more digits; no blanks, no '+', no
// grouping, no exponent. Anything else is BASE_NOT_A_NUMBER.
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/result.h"

enum {
    DECIMAL_EXPONENT_MAX = 9, // decimal places of an amount
    DECIMAL_TEXT_BYTES = 24,  // room for any printed amount with its closing zero
};

// Fewer places than the exponent are filled up ("5" is 500), more are BASE_TOO_MANY_DECIMALS even
// if they are zeros: the writer meant another unit. BASE_OUT_OF_RANGE if it does not fit.
BASE_MUST_USE enum base_result decimal_parse(const char *text, size_t size, unsigned exponent,
                                             int64_t *minor_units);

// quantity x unit price, exactly, then rounded once, half away from zero, to the exponent:
// "6" x "2.55" is 1530, "-1" x "0.085" is -9. Each factor has at most DECIMAL_EXPONENT_MAX places.
struct decimal_product {
    const char *quantity;
    size_t quantity_size;
    const char *unit_price;
    size_t unit_price_size;
};
BASE_MUST_USE enum base_result decimal_parse_product(const struct decimal_product *product,
                                                     unsigned exponent, int64_t *minor_units);

// Writes the amount with all its places and a closing zero; returns the length without it.
size_t decimal_print(int64_t minor_units, unsigned exponent, char text[DECIMAL_TEXT_BYTES]);

#endif
