// SPDX-License-Identifier: Apache-2.0
// The points a receipt earns: floor(sum of line x rate / 10000), rounded down once for the receipt
// and never for a line, so that how a receipt is cut into lines changes nothing. In minor units.
#ifndef DOMAIN_AWARD_H
#define DOMAIN_AWARD_H

#include <stdint.h>

#include "base/check.h"
#include "domain/amount.h"
#include "domain/verdict.h"

struct award {
    uint32_t rate_bp;
    __int128 minor_bp; // sum of line x rate; 2^32 lines cannot overflow it
};

void award_begin(struct award *award, uint32_t rate_bp);

// Amounts may be 0 or negative (lines that take back).
void award_add_line(struct award *award, struct money amount);

// APPROVED, or OUT_OF_RANGE if the points do not fit. A receipt that is negative in all earns 0.
BASE_MUST_USE enum verdict award_finish(const struct award *award, struct points *earned);

#endif
