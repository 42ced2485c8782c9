// SPDX-License-Identifier: Apache-2.0
// The scene of the batch tests.
#include "batch_scene.h"

#include <stdlib.h>

#include "support/cmocka.h"

int batch_scene_make(void **state)
{
    struct batch_scene *scene = calloc(1, sizeof(*scene));
    batch_bench_init(&scene->turn);
    ledger_add_card(scene->turn.lane, BATCH_SCENE_CARD, CARD_ACTIVE, 77);
    *state = scene;
    return 0;
}

int batch_scene_drop(void **state)
{
    struct batch_scene *scene = *state;
    batch_bench_clear(&scene->turn);
    free(scene);
    return 0;
}

enum batch_bench_end batch_scene_run(struct batch_scene *scene, bool careful, size_t first,
                                     size_t count)
{
    struct deed *deeds[8];
    for (size_t i = 0; i < count; i++) {
        deeds[i] = &scene->deeds[first + i];
    }
    return batch_bench_run(&scene->turn, careful, deeds, count);
}

void batch_scene_assert_posts(struct batch_scene *scene, size_t first, size_t count)
{
    assert_int_equal(batch_scene_run(scene, BATCH_CAREFUL, first, count), BATCH_BENCH_POSTED);
}

const struct posting_answer *batch_scene_answer(const struct batch_scene *scene, size_t place)
{
    return &scene->deeds[place].posting.answer;
}

void batch_scene_assert_verdict(const struct batch_scene *scene, size_t place, enum verdict verdict)
{
    assert_string_equal(verdict_name(batch_scene_answer(scene, place)->verdict),
                        verdict_name(verdict));
}

const struct account *batch_scene_account(const struct batch_scene *scene, int64_t member)
{
    const struct ledger_account *account =
        ledger_find_account(scene->turn.lane, member, DEED_CURRENCY);
    assert_non_null(account);
    return &account->account;
}
