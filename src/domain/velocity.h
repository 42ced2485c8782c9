// SPDX-License-Identifier: Apache-2.0
// Velocity: how much passes in an hour and a day, by card, cashier, till and store. A soft limit
// flags what goes beyond it, a hard one refuses it. What is counted is a receipt on a card or a
// late claim: one posting, the points it earns and redeems, and its money.
#ifndef DOMAIN_VELOCITY_H
#define DOMAIN_VELOCITY_H

#include <stdint.h>

#include "base/check.h"
#include "domain/programme.h"
#include "domain/verdict.h"

// By enum programme_measure.
struct velocity_measures {
    int64_t of[PROGRAMME_MEASURE_KINDS];
};

// What passed before in the hour and the day that are running.
struct velocity_used {
    struct velocity_measures of[PROGRAMME_SUBJECT_COUNT][PROGRAMME_WINDOW_COUNT];
};

// Adds. What does not fit stays at INT64_MAX, beyond every limit.
void velocity_add(struct velocity_measures *sum, const struct velocity_measures *more);

// APPROVED, with POSTING_FLAG_VELOCITY added to `*flags` if a soft limit was passed; or
// VELOCITY_LIMIT. No used: nothing was counted, and nothing is limited.
BASE_MUST_USE enum verdict velocity_judge(const struct programme_settings *settings,
                                          const struct velocity_used *used,
                                          const struct velocity_measures *posting, uint32_t *flags);

#endif
