// SPDX-License-Identifier: Apache-2.0
// Exponential delays with jitter.
#include "libbonus/backoff.h"

#include "base/check.h"
#include "base/limits.h"

int64_t backoff_delay_us(unsigned tries, uint64_t random)
{
    CHECK(tries > 0);
    int64_t delay_ms = LIMIT_TILL_BACKOFF_MS_LEAST;
    for (unsigned doubled = 1; doubled < tries && delay_ms < LIMIT_TILL_BACKOFF_MS_MAX; doubled++) {
        delay_ms *= 2;
    }
    if (delay_ms > LIMIT_TILL_BACKOFF_MS_MAX) {
        delay_ms = LIMIT_TILL_BACKOFF_MS_MAX;
    }
    int64_t half_us = delay_ms * 500;
    return half_us + (int64_t)(random % (uint64_t)(half_us + 1));
}

uint64_t backoff_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}
