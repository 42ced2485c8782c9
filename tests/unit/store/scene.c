// SPDX-License-Identifier: Apache-2.0
// The scene of store_test.
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/metrics.h"
#include "loop/loop.h"
#include "support/cmocka.h"

enum { RUN_ROUNDS_MAX = 1000 };

static void scene_registry_changed(void *context, const struct registry *registry)
{
    struct scene *scene = context;
    scene->revision_heard = registry->revision;
    scene->registry_count++;
}

static void scene_take_line(void *context, const char *line, size_t size)
{
    struct scene *scene = context;
    size_t used = strlen(scene->log_text);
    if (used + size < sizeof(scene->log_text)) {
        memcpy(scene->log_text + used, line, size);
    }
}

size_t scene_count_logged(const struct scene *scene, const char *event)
{
    char text[64];
    size_t count = 0;
    snprintf(text, sizeof(text), "event=%s ", event);
    for (const char *at = strstr(scene->log_text, text); at != NULL; at = strstr(at + 1, text)) {
        count++;
    }
    return count;
}

const char *scene_card(uint16_t lane)
{
    static const char *const cards[LEDGER_LANES] = {"4006381333931", "4006381333948",
                                                    "4006381333955", "4006381333962"};
    return cards[lane];
}

void scene_init(struct scene *scene, uint32_t turns_max)
{
    memset(scene, 0, sizeof(*scene));
    scene->turns_max = turns_max;
    scene->clock = (struct fake_clock){.wall_us = INT64_C(1763717400000000)};
    struct clock_source source = fake_clock_source(&scene->clock);
    scene->loop = loop_create(&source);
    log_init(&scene->log, -1, LOG_INFO);
    scene->log.sink = scene_take_line;
    scene->log.sink_context = scene;
    scene->metrics = metrics_create();
    fake_database_init(&scene->database);
    for (uint16_t i = 0; i < LEDGER_LANES; i++) {
        ledger_add_card(&scene->database.ledger->lanes[i], scene_card(i), CARD_ACTIVE, 77);
    }
    const struct store_options options = {
        .database = scene->database.name,
        .turns_max = turns_max,
        .turn_requests_max = SCENE_REQUESTS_MAX,
        .postings_max = SCENE_POSTINGS_MAX,
        .registry_poll_ms = 1000,
        .random_seed = {5, 6},
        .registry_changed = scene_registry_changed,
        .context = scene,
    };
    scene->store = store_create(scene->loop, &scene->log, scene->metrics, &options);
}

void scene_clear(struct scene *scene)
{
    store_destroy(scene->store);
    fake_database_clear(&scene->database);
    metrics_destroy(scene->metrics);
    loop_destroy(scene->loop);
}

struct connection *scene_turn_connection(const struct scene *scene, uint32_t turn)
{
    CHECK(turn < scene->turns_max);
    return scene->database.connections[turn];
}

struct connection *scene_reader_connection(const struct scene *scene)
{
    return scene->database.connections[scene->turns_max];
}

void scene_open(struct scene *scene)
{
    for (uint32_t i = 0; i < scene->database.connection_count; i++) {
        fake_connection_open(scene->database.connections[i]);
    }
    scene_run(scene);
    CHECK(store_is_ready(scene->store));
}

void scene_loop(struct scene *scene)
{
    loop_run_turn(scene->loop, LOOP_POLL);
}

void scene_pass_ms(struct scene *scene, int64_t ms)
{
    fake_clock_advance_ms(&scene->clock, ms);
    scene->database.ledger->now_us += ms * 1000;
    scene_loop(scene);
}

static bool scene_answer_all(struct scene *scene)
{
    bool answered = false;
    for (uint32_t i = 0; i < scene->database.connection_count; i++) {
        struct connection *connection = scene->database.connections[i];
        if (fake_connection_is_asked(connection)) {
            fake_connection_answer(connection);
            answered = true;
        }
    }
    return answered;
}

void scene_run(struct scene *scene)
{
    int rounds = 0;
    do {
        CHECK(rounds++ < RUN_ROUNDS_MAX);
        scene_loop(scene);
    } while (scene_answer_all(scene));
}

struct deed *scene_purchase(struct scene *scene, uint64_t stan, uint16_t lane)
{
    CHECK(stan < SCENE_DEEDS);
    struct deed *deed = &scene->deeds[stan];
    deed_init_purchase(deed, stan, scene_card(lane), 1000);
    deed->posting.lane = lane;
    deed->posting.deadline_ms = loop_now_ms(scene->loop) + 10000;
    deed->posting.arrived_at_us = loop_wall_us(scene->loop);
    deed->list = &scene->heard;
    return deed;
}

void scene_post(struct scene *scene, struct deed *deed)
{
    CHECK(store_post(scene->store, &deed->posting) == STORE_OK);
}

void scene_post_purchases(struct scene *scene, uint64_t first, uint64_t last)
{
    for (uint64_t stan = first; stan <= last; stan++) {
        scene_post(scene, scene_purchase(scene, stan, 0));
    }
}

// What tests share.

static int scene_make(void **state, uint32_t turns)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    scene_init(scene, turns);
    scene_open(scene);
    *state = scene;
    return 0;
}

int scene_make_with_one_turn(void **state)
{
    return scene_make(state, 1);
}

int scene_make_with_two_turns(void **state)
{
    return scene_make(state, 2);
}

int scene_drop(void **state)
{
    struct scene *scene = *state;
    scene_clear(scene);
    free(scene);
    return 0;
}

uint32_t scene_run_count(const struct scene *scene, enum statement statement)
{
    return scene->database.run_counts[statement];
}

void scene_fail_once(struct scene *scene, enum statement statement, const char *sqlstate)
{
    fake_database_fail(&scene->database, statement, (struct pgresult_error){.sqlstate = sqlstate});
}

void scene_fail_always(struct scene *scene, enum statement statement, const char *sqlstate)
{
    scene->database.always =
        (struct fake_fault){.statement = statement, .error = {.sqlstate = sqlstate}};
}

const struct ledger_lane *scene_lane(const struct scene *scene, uint16_t lane)
{
    return &scene->database.ledger->lanes[lane];
}

void scene_assert_silent(const struct scene *scene, uint64_t first, uint64_t last)
{
    for (uint64_t stan = first; stan <= last; stan++) {
        assert_int_equal(scene->deeds[stan].posted_count, 0);
    }
}

void scene_assert_heard(const struct scene *scene, uint64_t first, uint64_t last,
                        enum store_result result)
{
    for (uint64_t stan = first; stan <= last; stan++) {
        assert_int_equal(scene->deeds[stan].posted_count, 1);
        assert_string_equal(store_result_name(scene->deeds[stan].result),
                            store_result_name(result));
    }
}

void scene_assert_verdicts(const struct scene *scene, uint64_t first, uint64_t last,
                           enum verdict verdict)
{
    scene_assert_heard(scene, first, last, STORE_OK);
    for (uint64_t stan = first; stan <= last; stan++) {
        assert_string_equal(verdict_name(scene->deeds[stan].posting.answer.verdict),
                            verdict_name(verdict));
    }
}

// Posted, each once, and heard in this order.
void scene_assert_posted_in_order(const struct scene *scene, uint64_t first, uint64_t last)
{
    scene_assert_verdicts(scene, first, last, VERDICT_APPROVED);
    for (uint64_t stan = first; stan < last; stan++) {
        assert_true(scene->deeds[stan].posting.answer.position <
                    scene->deeds[stan + 1].posting.answer.position);
    }
}
