// SPDX-License-Identifier: Apache-2.0
// A progress bar on a terminal, with the rate; silent anywhere else.
#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stdint.h>

#include "tools/bench/bench.h"

struct progress {
    struct bench *bench;
    const char *label;
    uint64_t total;
    int64_t started_us;
    int64_t drawn_us;
};

// `label` is borrowed until progress_finish().
void progress_start(struct progress *progress, struct bench *bench, const char *label,
                    uint64_t total);

// `done` of the total is done.
void progress_update(struct progress *progress, uint64_t done);

// Clears the line.
void progress_finish(struct progress *progress);

#endif
