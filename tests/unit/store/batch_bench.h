// SPDX-License-Identifier: Apache-2.0
// One batch over a ledger in memory, without connections: load, decide, post.
#ifndef STORE_TEST_BATCH_BENCH_H
#define STORE_TEST_BATCH_BENCH_H

#include "deed.h"
#include "ledger.h"
#include "store/batch_internal.h"

enum { BATCH_BENCH_CAPACITY = 16, BATCH_BENCH_LANE = 0 };

enum batch_bench_end {
    BATCH_BENCH_POSTED,
    BATCH_BENCH_READ_ONLY, // nothing to write
    BATCH_BENCH_UNSURE,    // by its own judgement, or because something was not new
};

struct batch_bench {
    struct ledger *ledger;
    struct ledger_lane *lane; // of the ledger
    struct batch *batch;
    struct registry registry;
};

void batch_bench_init(struct batch_bench *bench);
void batch_bench_clear(struct batch_bench *bench);

// Loads a batch of these deeds and decides it.
void batch_bench_decide(struct batch_bench *bench, bool careful, struct deed *const *deeds,
                        size_t count);

// The whole turn. Any other error than a unique violation of a hopeful turn aborts.
enum batch_bench_end batch_bench_run(struct batch_bench *bench, bool careful,
                                     struct deed *const *deeds, size_t count);

#endif
