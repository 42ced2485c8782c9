// SPDX-License-Identifier: Apache-2.0
// Whose clock is believed about a receipt. A till's clock is skewed if its sending time differs
// from the server's time of arrival by more than the tolerance, or if it says that the receipt was
// made behind both. A receipt that is sent long after it was made is late, and believed.
#ifndef DOMAIN_CLOCK_H
#define DOMAIN_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

// Microseconds since 1970-01-01 UTC.
struct clock_times {
    int64_t receipt_at_us; // the till's clock
    int64_t sent_at_us;    // the till's clock; 0: not said
    int64_t arrived_at_us; // the clock of the daemon that took it
    int64_t turn_at_us;    // the turn's: the server time that is believed instead
    int64_t tolerance_s;   // 0 or more
};

struct clock_verdict {
    bool is_skewed;       // to be flagged
    int64_t judged_at_us; // the time by which promotions and days are judged
};

struct clock_verdict clock_judge(const struct clock_times *times);

#endif
