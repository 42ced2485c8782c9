// SPDX-License-Identifier: Apache-2.0
// What every command of bonus-bench is handed, and how it says that something went wrong. A load
// whose answers are not all what they should be has no figures: it fails.
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stdio.h>

#include "base/check.h"
#include "base/clock.h"

enum bench_result {
#define BENCH_RESULT(name, code) BENCH_##name,
#include "tools/bench/result.def"
#undef BENCH_RESULT
};

struct bench {
    FILE *out;              // what was asked for
    FILE *error;            // facts, hints and progress
    bool error_is_terminal; // then progress is drawn
    struct clock_source clock;
};

// On the standard streams and the machine's clock.
void bench_init(struct bench *bench);

int bench_result_code(enum bench_result result);

// Writes "bonus-bench: fact" and, unless it is NULL, "HINT: hint"; returns `result`, so that a
// command ends with `return bench_fail(...)`. The format may use %m.
BASE_PRINTF(4, 5)
enum bench_result bench_fail(struct bench *bench, enum bench_result result, const char *hint,
                             const char *format, ...);

#endif
