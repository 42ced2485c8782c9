// SPDX-License-Identifier: Apache-2.0
// A clock that stands still until the test moves it.
#ifndef SUPPORT_FAKE_CLOCK_H
#define SUPPORT_FAKE_CLOCK_H

#include <stdint.h>

#include "base/clock.h"

struct fake_clock {
    int64_t wall_us;
    int64_t monotonic_us;
};

static inline int64_t fake_clock_wall_us(void *context)
{
    const struct fake_clock *clock = context;
    return clock->wall_us;
}

static inline int64_t fake_clock_monotonic_us(void *context)
{
    const struct fake_clock *clock = context;
    return clock->monotonic_us;
}

// The clock is kept.
static inline struct clock_source fake_clock_source(struct fake_clock *clock)
{
    return (struct clock_source){fake_clock_wall_us, fake_clock_monotonic_us, clock};
}

static inline void fake_clock_advance_ms(struct fake_clock *clock, int64_t ms)
{
    clock->wall_us += ms * 1000;
    clock->monotonic_us += ms * 1000;
}

#endif
