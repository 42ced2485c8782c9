// SPDX-License-Identifier: Apache-2.0
// Where time comes from: a table of two functions that is handed in, so that a test brings its own.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock_source {
    int64_t (*wall_us)(void *context);      // microseconds since 1970-01-01T00:00:00Z; may jump
    int64_t (*monotonic_us)(void *context); // microseconds since some start; never goes back
    void *context;                          // handed to both
};

// The clocks of the machine.
extern const struct clock_source clock_of_system;

#endif
