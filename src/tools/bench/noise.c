// SPDX-License-Identifier: Apache-2.0
// SplitMix64.
#include "tools/bench/noise.h"

void noise_init(struct noise *noise, uint64_t seed)
{
    noise->state = seed;
}

uint64_t noise_next(struct noise *noise)
{
    noise->state += 0x9e3779b97f4a7c15;
    uint64_t mixed = noise->state;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
}

uint32_t noise_below(struct noise *noise, uint32_t bound)
{
    return (uint32_t)((noise_next(noise) >> 32) * bound >> 32);
}
