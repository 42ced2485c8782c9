// SPDX-License-Identifier: Apache-2.0
// Sums against limits.
#include "domain/velocity.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/checked.h"
#include "domain/flag.h"

void velocity_add(struct velocity_measures *sum, const struct velocity_measures *more)
{
    for (size_t measure = 0; measure < PROGRAMME_MEASURE_KINDS; measure++) {
        if (checked_add(sum->of[measure], more->of[measure], &sum->of[measure]) != BASE_OK) {
            sum->of[measure] = INT64_MAX;
        }
    }
}

// Whether any measure of one subject in one window goes beyond its limit.
static bool velocity_is_beyond(const struct programme_settings *settings, size_t subject,
                               size_t window, enum programme_force force,
                               const struct velocity_measures *sum)
{
    for (size_t measure = 0; measure < PROGRAMME_MEASURE_KINDS; measure++) {
        if (sum->of[measure] > settings->limits[subject][window][measure][force]) {
            return true;
        }
    }
    return false;
}

enum verdict velocity_judge(const struct programme_settings *settings,
                            const struct velocity_used *used,
                            const struct velocity_measures *posting, uint32_t *flags)
{
    uint32_t passed = 0;
    if (used == NULL || !settings->has_limits) {
        return VERDICT_APPROVED;
    }
    for (size_t subject = 0; subject < PROGRAMME_SUBJECT_COUNT; subject++) {
        for (size_t window = 0; window < PROGRAMME_WINDOW_COUNT; window++) {
            struct velocity_measures sum = used->of[subject][window];
            velocity_add(&sum, posting);
            if (velocity_is_beyond(settings, subject, window, PROGRAMME_FORCE_HARD, &sum)) {
                return VERDICT_VELOCITY_LIMIT;
            }
            if (velocity_is_beyond(settings, subject, window, PROGRAMME_FORCE_SOFT, &sum)) {
                passed = POSTING_FLAG_VELOCITY;
            }
        }
    }
    *flags |= passed;
    return VERDICT_APPROVED;
}
