// SPDX-License-Identifier: Apache-2.0
// A turn by hand.
#include "batch_bench.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "pgresult.h"

void batch_bench_init(struct batch_bench *bench)
{
    static const struct hash_seed seed = {.words = {3, 4}};
    bench->ledger = ledger_create();
    bench->lane = &bench->ledger->lanes[BATCH_BENCH_LANE];
    bench->batch = batch_create(BATCH_BENCH_CAPACITY, &seed);
    bench->registry = (struct registry){.revision = bench->ledger->revision,
                                        .lane_count = LEDGER_LANES,
                                        .programme = {.version = 7}};
}

void batch_bench_clear(struct batch_bench *bench)
{
    batch_destroy(bench->batch);
    ledger_destroy(bench->ledger);
}

void batch_bench_decide(struct batch_bench *bench, bool careful, struct deed *const *deeds,
                        size_t count)
{
    batch_reset(bench->batch, BATCH_BENCH_LANE, careful);
    for (size_t i = 0; i < count; i++) {
        batch_add(bench->batch, &deeds[i]->posting);
    }
    PGresult *loaded =
        ledger_begin(bench->ledger, bench->lane, batch_load_parameters(bench->batch));
    CHECK(batch_take_lane(bench->batch, loaded) == BASE_OK);
    PQclear(loaded);
    PGresult *recalled = NULL;
    batch_choose_recalls(bench->batch);
    if (batch_wants_recall(bench->batch)) {
        recalled = ledger_recall(bench->lane, batch_recall_parameters(bench->batch));
    }
    CHECK(batch_decide(bench->batch, recalled, &bench->registry) == BASE_OK);
    PQclear(recalled);
}

static enum batch_bench_end batch_bench_post(struct batch_bench *bench)
{
    struct ledger_lane *copy = memory_allocate(1, sizeof(*copy));
    memcpy(copy, bench->lane, sizeof(*copy));
    PGresult *posted = ledger_post(bench->ledger, copy, batch_post_parameters(bench->batch));
    const char *sqlstate = PQresultErrorField(posted, PG_DIAG_SQLSTATE);
    CHECK(sqlstate == NULL || (!bench->batch->careful && strcmp(sqlstate, "23505") == 0));
    if (sqlstate == NULL) {
        memcpy(bench->lane, copy, sizeof(*copy));
    }
    free(copy);
    enum batch_bench_end end = sqlstate == NULL ? BATCH_BENCH_POSTED : BATCH_BENCH_UNSURE;
    PQclear(posted);
    return end;
}

enum batch_bench_end batch_bench_run(struct batch_bench *bench, bool careful,
                                     struct deed *const *deeds, size_t count)
{
    batch_bench_decide(bench, careful, deeds, count);
    if (bench->batch->unsure) {
        return BATCH_BENCH_UNSURE;
    }
    return batch_has_writes(bench->batch) ? batch_bench_post(bench) : BATCH_BENCH_READ_ONLY;
}
