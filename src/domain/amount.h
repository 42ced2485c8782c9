// SPDX-License-Identifier: Apache-2.0
// Money and points in minor units (1 point = 1 unit of the currency = 100 here), as two types that
// do not mix. Which currency is meant stands beside the amount, never in it. All sums are checked:
// BASE_OUT_OF_RANGE leaves the result untouched.
#ifndef DOMAIN_AMOUNT_H
#define DOMAIN_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/result.h"

struct money {
    int64_t minor;
};

struct points {
    int64_t minor;
};

BASE_MUST_USE enum base_result money_add(struct money a, struct money b, struct money *sum);
BASE_MUST_USE enum base_result money_subtract(struct money a, struct money b,
                                              struct money *difference);
BASE_MUST_USE enum base_result points_add(struct points a, struct points b, struct points *sum);
BASE_MUST_USE enum base_result points_subtract(struct points a, struct points b,
                                               struct points *difference);

// Many amounts gathered one by one while a message is read, and judged at the end. Starts zeroed.
struct money_sum {
    struct money total; // means nothing once out_of_range
    uint32_t count;
    bool out_of_range; // some partial sum did not fit
};

void money_sum_add(struct money_sum *sum, struct money amount);

// Whether everything fitted and adds up to `expected`.
bool money_sum_equals(const struct money_sum *sum, struct money expected);

#endif
