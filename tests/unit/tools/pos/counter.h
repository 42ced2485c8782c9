// SPDX-License-Identifier: Apache-2.0
// A counter with a till: whole command lines against the fake server of libbonus's tests.
#ifndef POS_COUNTER_H
#define POS_COUNTER_H

#include "libbonus/bench.h"
#include "tools/pos/stage.h"

struct counter {
    struct stage *stage;
    struct bench *bench;
};

// For cmocka: *state becomes a counter.
int counter_set_up(void **state);
int counter_tear_down(void **state);

// Runs "bonus-pos" with words separated by blanks; what it printed before is forgotten.
enum pos_result counter_run(struct counter *counter, const char *line);

// The same with the options of a till.
enum pos_result counter_run_till(struct counter *counter, const char *line);

void counter_assert_says(const char *text, const char *part);

#endif
