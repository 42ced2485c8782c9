// SPDX-License-Identifier: Apache-2.0
// The comparison of two clocks, on numbers a till may have made up.
#include "domain/clock.h"

#include "base/checked.h"

static const int64_t clock_second_us = 1000000;

// Whether `later` lies more than the tolerance behind `earlier`; numbers that are too far apart to
// be subtracted do.
static bool clock_is_behind(int64_t later, int64_t earlier, int64_t tolerance_us)
{
    int64_t distance_us = 0;
    if (later <= earlier) {
        return false;
    }
    return checked_subtract(later, earlier, &distance_us) != BASE_OK || distance_us > tolerance_us;
}

struct clock_verdict clock_judge(const struct clock_times *times)
{
    int64_t tolerance_us = INT64_MAX;
    if (checked_multiply(times->tolerance_s, clock_second_us, &tolerance_us) != BASE_OK) {
        tolerance_us = INT64_MAX;
    }
    bool sending_differs =
        times->sent_at_us != 0 &&
        (clock_is_behind(times->arrived_at_us, times->sent_at_us, tolerance_us) ||
         clock_is_behind(times->sent_at_us, times->arrived_at_us, tolerance_us));
    bool is_skewed = sending_differs ||
                     clock_is_behind(times->receipt_at_us, times->arrived_at_us, tolerance_us);
    return (struct clock_verdict){
        .is_skewed = is_skewed,
        .judged_at_us = is_skewed ? times->turn_at_us : times->receipt_at_us,
    };
}
