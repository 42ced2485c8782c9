// SPDX-License-Identifier: Apache-2.0
// The currencies of ISO 4217 a chain here may sell in. A currency that is not in the table cannot
// be a store's; one that is still needs a rate in the programme before it earns.
#ifndef DOMAIN_CURRENCY_H
#define DOMAIN_CURRENCY_H

#include <stddef.h>
#include <stdint.h>

struct currency {
    uint32_t numeric;  // 643
    char alpha[4];     // "RUB"
    uint32_t exponent; // decimal places of the minor unit
};

// NULL if it is not in the table.
const struct currency *currency_find_numeric(uint32_t numeric);
const struct currency *currency_find_alpha(const char *alpha);

// The table by index, in order of the numeric code, for listings: NULL behind the last.
const struct currency *currency_at(size_t index);

#endif
