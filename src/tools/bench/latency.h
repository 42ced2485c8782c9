// SPDX-License-Identifier: Apache-2.0
// How long answers took: a histogram that is exact below 128 microseconds and off by less than 1 in
// 64 above, in a fixed amount of memory.
#ifndef BENCH_LATENCY_H
#define BENCH_LATENCY_H

#include <stdint.h>

enum {
    LATENCY_STEP_BITS = 6, // each power of two is divided into 64 steps
    LATENCY_STEPS = 1 << LATENCY_STEP_BITS,
    LATENCY_POWERS = 32, // up to 2^37 microseconds; what is longer counts as that
    LATENCY_BUCKETS = (LATENCY_POWERS + 1) * LATENCY_STEPS,
};

struct latency {
    uint64_t buckets[LATENCY_BUCKETS];
    uint64_t count;
    int64_t max_us;
};

void latency_reset(struct latency *latency);

void latency_add(struct latency *latency, int64_t us);

// What so many of ten thousand answers did not exceed: 5000 is the median. 0 without answers.
int64_t latency_at(const struct latency *latency, unsigned of_ten_thousand);

#endif
