// SPDX-License-Identifier: Apache-2.0
// Spreads an amount over parts in proportion to their weights, to the last minor unit, by largest
// remainder: every part has its share rounded down, and what is missing goes, one unit each, to
// those that lost most by that, the first ones where they lost the same.
#ifndef DOMAIN_RECKON_SPREAD_H
#define DOMAIN_RECKON_SPREAD_H

#include <stdint.h>

#include "base/check.h"
#include "base/result.h"

// In minor units of whatever is spread.
struct reckon_part {
    int64_t weight;     // 0 or more
    int64_t share;      // the answer
    uint64_t remainder; // internal
};

// Shares add up to the amount, and no share is above its weight. BASE_OUT_OF_RANGE: the sum of the
// weights does not fit, or the amount is not 0 to that sum; then the shares mean nothing.
BASE_MUST_USE enum base_result reckon_spread(struct reckon_part *parts, uint32_t count,
                                             int64_t amount);

#endif
