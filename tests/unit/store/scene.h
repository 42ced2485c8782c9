// SPDX-License-Identifier: Apache-2.0
// The real store over fake connections and a fake clock.
#ifndef STORE_TEST_SCENE_H
#define STORE_TEST_SCENE_H

#include "base/log.h"
#include "deed.h"
#include "fake_connection.h"
#include "support/fake_clock.h"

enum {
    SCENE_REQUESTS_MAX = 16,
    SCENE_POSTINGS_MAX = 32,
    SCENE_DEEDS = 40,
    SCENE_LOG_BYTES = 16384
};

struct scene {
    struct fake_clock clock;
    struct loop *loop;
    struct log log; // from INFO on
    char log_text[SCENE_LOG_BYTES];
    struct metrics *metrics;
    struct fake_database database;
    struct store *store;
    uint32_t turns_max;
    int64_t revision_heard; // of the registry handed over last
    uint32_t registry_count;
    struct deed_list heard;
    struct deed deeds[SCENE_DEEDS];
};

// Nothing is connected yet. In lane i of the ledger card scene_card(i) is active.
void scene_init(struct scene *scene, uint32_t turns_max);
void scene_clear(struct scene *scene);
const char *scene_card(uint16_t lane);

// Connects everything and reads the registry.
void scene_open(struct scene *scene);

struct connection *scene_turn_connection(const struct scene *scene, uint32_t turn);
struct connection *scene_reader_connection(const struct scene *scene);

// One turn of the loop: what is due runs, nothing is answered.
void scene_loop(struct scene *scene);
void scene_pass_ms(struct scene *scene, int64_t ms);

// Loop and answers until nobody asks for anything.
void scene_run(struct scene *scene);

// How many lines tell of this event; the log keeps as many bytes as it has room for.
size_t scene_count_logged(const struct scene *scene, const char *event);

// deeds[stan], a purchase with the card of that lane.
struct deed *scene_purchase(struct scene *scene, uint64_t stan, uint16_t lane);

// Hands the deed to the store, which must take it.
void scene_post(struct scene *scene, struct deed *deed);

// Purchases first to last in lane 0.
void scene_post_purchases(struct scene *scene, uint64_t first, uint64_t last);

// Set-up and tear-down of a test: *state is an open scene.
int scene_make_with_one_turn(void **state);
int scene_make_with_two_turns(void **state);
int scene_drop(void **state);

uint32_t scene_run_count(const struct scene *scene, enum statement statement);
const struct ledger_lane *scene_lane(const struct scene *scene, uint16_t lane);

// The statement fails once, or until scene->database.always is cleared.
void scene_fail_once(struct scene *scene, enum statement statement, const char *sqlstate);
void scene_fail_always(struct scene *scene, enum statement statement, const char *sqlstate);

// What deeds[first] to deeds[last] have heard: nothing, this result once, this verdict once, or
// that they were posted, one after the other.
void scene_assert_silent(const struct scene *scene, uint64_t first, uint64_t last);
void scene_assert_heard(const struct scene *scene, uint64_t first, uint64_t last,
                        enum store_result result);
void scene_assert_verdicts(const struct scene *scene, uint64_t first, uint64_t last,
                           enum verdict verdict);
void scene_assert_posted_in_order(const struct scene *scene, uint64_t first, uint64_t last);

#endif
