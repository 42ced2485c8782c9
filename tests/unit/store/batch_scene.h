// SPDX-License-Identifier: Apache-2.0
// Eight deeds, a batch and a ledger in which BATCH_SCENE_CARD is active and the other card is not
// there.
#ifndef STORE_TEST_BATCH_SCENE_H
#define STORE_TEST_BATCH_SCENE_H

#include "batch_bench.h"

#define BATCH_SCENE_CARD "4006381333931"
#define BATCH_SCENE_OTHER_CARD "4006381333948"

enum { BATCH_HOPEFUL = false, BATCH_CAREFUL = true };

struct batch_scene {
    struct batch_bench turn;
    struct deed deeds[8];
};

// Set-up and tear-down of a test: *state is the scene. The card's member is 77.
int batch_scene_make(void **state);
int batch_scene_drop(void **state);

// Runs a turn of deeds[first] and those after it.
enum batch_bench_end batch_scene_run(struct batch_scene *scene, bool careful, size_t first,
                                     size_t count);

// Runs it carefully; it has to write something.
void batch_scene_assert_posts(struct batch_scene *scene, size_t first, size_t count);

const struct posting_answer *batch_scene_answer(const struct batch_scene *scene, size_t place);
void batch_scene_assert_verdict(const struct batch_scene *scene, size_t place,
                                enum verdict verdict);

// The account of the member, which must be there.
const struct account *batch_scene_account(const struct batch_scene *scene, int64_t member);

#endif
