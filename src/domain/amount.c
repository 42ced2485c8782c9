// SPDX-License-Identifier: Apache-2.0
// Sums of money and points on the checked arithmetic of base.
#include "domain/amount.h"

#include "base/checked.h"

enum base_result money_add(struct money a, struct money b, struct money *sum)
{
    return checked_add(a.minor, b.minor, &sum->minor);
}

enum base_result money_subtract(struct money a, struct money b, struct money *difference)
{
    return checked_subtract(a.minor, b.minor, &difference->minor);
}

enum base_result points_add(struct points a, struct points b, struct points *sum)
{
    return checked_add(a.minor, b.minor, &sum->minor);
}

enum base_result points_subtract(struct points a, struct points b, struct points *difference)
{
    return checked_subtract(a.minor, b.minor, &difference->minor);
}

void money_sum_add(struct money_sum *sum, struct money amount)
{
    sum->count++;
    if (money_add(sum->total, amount, &sum->total) != BASE_OK) {
        sum->out_of_range = true;
    }
}

bool money_sum_equals(const struct money_sum *sum, struct money expected)
{
    return !sum->out_of_range && sum->total.minor == expected.minor;
}
