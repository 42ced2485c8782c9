// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next try: twice as long each time, up to a maximum, and spread at
// random so that a thousand tills that lost the same server do not come back in the same instant.
#ifndef LIBBONUS_BACKOFF_H
#define LIBBONUS_BACKOFF_H

#include <stdint.h>

// Between half of and all of min(LIMIT_TILL_BACKOFF_MS_LEAST x 2^(tries - 1),
// LIMIT_TILL_BACKOFF_MS_MAX), chosen by `random`; `tries` counts those that failed, from 1.
int64_t backoff_delay_us(unsigned tries, uint64_t random);

// The next number of a sequence (splitmix64 by Steele, Lea and Flood); *state is seeded at random.
uint64_t backoff_random(uint64_t *state);

#endif
