// SPDX-License-Identifier: Apache-2.0
// Random numbers for property tests: a new seed each run, printed; BONUS_TEST_SEED=... runs that
// one again.
#ifndef DOMAIN_TEST_SEED_H
#define DOMAIN_TEST_SEED_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"

static inline uint64_t seed_take(const char *test)
{
    const char *wanted = getenv("BONUS_TEST_SEED");
    uint64_t seed;
    if (wanted != NULL) {
        seed = strtoull(wanted, NULL, 10);
    } else {
        random_fill(&seed, sizeof(seed));
    }
    printf("%s: BONUS_TEST_SEED=%" PRIu64 "\n", test, seed);
    return seed;
}

// SplitMix64 (Steele, Lea, Flood).
static inline uint64_t seed_next(uint64_t *seed)
{
    uint64_t mixed = (*seed += UINT64_C(0x9e3779b97f4a7c15));
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

// low to high, both included
static inline int64_t seed_between(uint64_t *seed, int64_t low, int64_t high)
{
    return low + (int64_t)(seed_next(seed) % (uint64_t)(high - low + 1));
}

#endif
