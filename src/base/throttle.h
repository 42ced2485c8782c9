// SPDX-License-Identifier: Apache-2.0
// Keeps what strangers can make happen as often as they like from filling the log: one line in so
// long, which says how many were held back since the last.
#ifndef BASE_THROTTLE_H
#define BASE_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

// All zero at first.
struct throttle {
    int64_t until_ms; // nothing passes before
    uint64_t held_back;
};

// Whether this line passes; then *held_back says how many did not since the last one. `now_ms` is
// of a monotonic clock. A line passes once in LIMIT_LOG_REPEAT_MS.
bool throttle_pass(struct throttle *throttle, int64_t now_ms, uint64_t *held_back);

#endif
