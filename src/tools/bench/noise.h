// SPDX-License-Identifier: Apache-2.0
// Random numbers for choosing cards and baskets: fast, the same for the same seed, no secret.
#ifndef BENCH_NOISE_H
#define BENCH_NOISE_H

#include <stdint.h>

struct noise {
    uint64_t state;
};

void noise_init(struct noise *noise, uint64_t seed);

// SplitMix64, by Steele, Lea and Flood ("Fast splittable pseudorandom number generators", 2014).
uint64_t noise_next(struct noise *noise);

// 0 .. bound-1; bound is at least 1.
uint32_t noise_below(struct noise *noise, uint32_t bound);

#endif
