// SPDX-License-Identifier: Apache-2.0
// Currencies and amounts as people write them. Amounts have two places in all currencies here.
#ifndef POS_MONEY_H
#define POS_MONEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"

enum {
    MONEY_PLACES = 2,
    MONEY_CURRENCIES = 3,
};

struct money_currency {
    uint32_t code;          // ISO 4217, numeric
    const char *name;       // alphabetic
    int32_t utc_offset_min; // of a till in a country that has it
};

// RUB, UAH and KZT, in this order.
extern const struct money_currency money_currencies[MONEY_CURRENCIES];

// Index in the table, MONEY_CURRENCIES if it is none of them.
size_t money_currency_index(uint32_t code);

// "RUB", or the number as text for a currency that is not in the table.
void money_currency_print(uint32_t code, char text[DECIMAL_TEXT_BYTES]);

enum { MONEY_TEXT_BYTES = 40 };

// "1,234.50", for people.
void money_print(int64_t amount, char text[MONEY_TEXT_BYTES]);

#endif
