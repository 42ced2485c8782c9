// SPDX-License-Identifier: Apache-2.0
// The programme: what a purchase earns, by currency. A posting is decided under one version, and
// records it.
#ifndef DOMAIN_PROGRAMME_H
#define DOMAIN_PROGRAMME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"

enum { PROGRAMME_RATES_MAX = LIMIT_PROGRAMME_RATES_MAX };

struct programme_currency {
    uint32_t currency; // ISO 4217 numeric code
    uint32_t rate_bp;  // basis points of the money paid: 1100 = 11 %
};

struct programme {
    uint32_t version;
    uint32_t rate_count;
    struct programme_currency rates[PROGRAMME_RATES_MAX]; // each currency once
};

// Whether the programme has a rate for the currency, and which.
bool programme_rate(const struct programme *programme, uint32_t currency, uint32_t *rate_bp);

#endif
