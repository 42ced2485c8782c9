// SPDX-License-Identifier: Apache-2.0
// Buckets of a log-linear histogram.
#include "tools/bench/latency.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"

void latency_reset(struct latency *latency)
{
    memset(latency, 0, sizeof(*latency));
}

// The first 2 * 64 buckets are one microsecond wide, the next 64 two, the next 64 four ...
static size_t latency_bucket(uint64_t us)
{
    if (us < LATENCY_STEPS) {
        return us;
    }
    const unsigned power = 63 - (unsigned)__builtin_clzll(us) - LATENCY_STEP_BITS;
    const size_t bucket = (size_t)power * LATENCY_STEPS + (us >> power);
    return bucket < LATENCY_BUCKETS ? bucket : LATENCY_BUCKETS - 1;
}

// The longest time that falls into the bucket.
static uint64_t latency_bucket_end(size_t bucket)
{
    if (bucket < (size_t)2 * LATENCY_STEPS) {
        return bucket;
    }
    const unsigned power = (unsigned)(bucket / LATENCY_STEPS) - 1;
    return ((uint64_t)(bucket % LATENCY_STEPS + LATENCY_STEPS + 1) << power) - 1;
}

void latency_add(struct latency *latency, int64_t us)
{
    CHECK(us >= 0);
    latency->buckets[latency_bucket((uint64_t)us)]++;
    latency->count++;
    if (us > latency->max_us) {
        latency->max_us = us;
    }
}

int64_t latency_at(const struct latency *latency, unsigned of_ten_thousand)
{
    CHECK(of_ten_thousand <= 10000);
    const uint64_t wanted = (latency->count * of_ten_thousand + 9999) / 10000;
    uint64_t seen = 0;
    for (size_t bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
        seen += latency->buckets[bucket];
        if (seen >= wanted && seen > 0) {
            const int64_t end = (int64_t)latency_bucket_end(bucket);
            return end < latency->max_us ? end : latency->max_us;
        }
    }
    return 0;
}
