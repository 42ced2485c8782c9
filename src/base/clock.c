// SPDX-License-Identifier: Apache-2.0
// The machine's own clocks.
#include "base/clock.h"

#include <time.h>

#include "base/check.h"

static int64_t clock_read_us(clockid_t id)
{
    struct timespec now;
    CHECK(clock_gettime(id, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t clock_wall_us(void *context)
{
    (void)context;
    return clock_read_us(CLOCK_REALTIME);
}

static int64_t clock_monotonic_us(void *context)
{
    (void)context;
    return clock_read_us(CLOCK_MONOTONIC);
}

const struct clock_source clock_of_system = {clock_wall_us, clock_monotonic_us, 0};
