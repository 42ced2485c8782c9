// SPDX-License-Identifier: Apache-2.0
// Everything that can go wrong, at random, while tills post and repeat: connections that break at
// every step, errors of every kind, warnings, newer registries, time that passes. Whatever happens,
// a store that says UNAVAILABLE has posted nothing, one that says OK has posted once, and when all
// is well again every request finds its one answer.
#include <stdlib.h>

#include "domain/seed.h"
#include "loop/loop.h"
#include "scene.h"
#include "support/cmocka.h"

enum { STEPS = 6000, DEEDS = 600, TURNS = 3 };

// One receipt of a till. It is sent again until it has an answer.
struct errand {
    struct deed deed; // first: a deed of ours is an errand
    bool is_open;     // with the store
    bool is_answered; // STORE_OK was heard
    bool was_in_doubt;
    struct posting_answer first; // if it is answered
};

struct world {
    struct scene scene;
    uint64_t seed;
    struct errand errands[DEEDS];
    size_t errand_count;
};

static const struct ledger_key *world_find_key(const struct world *world,
                                               const struct errand *errand)
{
    const struct posting *posting = &errand->deed.posting;
    return ledger_find_key(&world->scene.database.ledger->lanes[posting->lane], &posting->key);
}

static void world_check_answer(const struct world *world, struct errand *errand)
{
    const struct ledger_key *key = world_find_key(world, errand);
    const struct posting_answer *answer = &errand->deed.posting.answer;
    assert_non_null(key);
    assert_int_equal(key->result, answer->verdict);
    assert_int_equal(key->position, answer->position);
    assert_true(answer->verdict == VERDICT_APPROVED ||
                answer->verdict == VERDICT_REFUSED_BY_LEDGER);
    if (errand->is_answered) {
        assert_memory_equal(answer, &errand->first, sizeof(*answer));
    }
    errand->is_answered = true;
    errand->first = *answer;
}

// Looks at everything that was heard since the last time.
static void world_hear(struct world *world)
{
    struct deed_list *heard = &world->scene.heard;
    for (uint32_t i = 0; i < heard->count; i++) {
        struct errand *errand = (struct errand *)heard->heard[i];
        assert_true(errand->is_open);
        assert_int_equal(errand->deed.posted_count, 1);
        errand->is_open = false;
        if (errand->deed.result == STORE_OK) {
            world_check_answer(world, errand);
        } else if (errand->deed.result == STORE_IN_DOUBT) {
            errand->was_in_doubt = true;
        } else if (!errand->was_in_doubt && !errand->is_answered) {
            assert_null(world_find_key(world, errand)); // certainly not posted
        }
    }
    heard->count = 0;
}

static void errand_send(struct world *world, struct errand *errand)
{
    errand->deed.posted_count = 0;
    errand->deed.posting.deadline_ms = loop_now_ms(world->scene.loop) + 1000;
    enum store_result taken = store_post(world->scene.store, &errand->deed.posting);
    assert_true(taken == STORE_OK || taken == STORE_BUSY || taken == STORE_UNAVAILABLE);
    errand->is_open = taken == STORE_OK;
}

static void step_send_new(struct world *world)
{
    if (world->errand_count == DEEDS) {
        return;
    }
    struct errand *errand = &world->errands[world->errand_count++];
    uint16_t lane = (uint16_t)seed_between(&world->seed, 0, LEDGER_LANES - 1);
    deed_init_purchase(&errand->deed, world->errand_count, scene_card(lane), 1000);
    errand->deed.posting.lane = lane;
    errand->deed.list = &world->scene.heard;
    errand_send(world, errand);
}

static void step_send_again(struct world *world)
{
    if (world->errand_count == 0) {
        return;
    }
    size_t place = (size_t)seed_between(&world->seed, 0, (int64_t)world->errand_count - 1);
    struct errand *errand = &world->errands[place];
    if (!errand->is_open) {
        errand->deed.posting.repeat = seed_between(&world->seed, 0, 1) == 1;
        errand_send(world, errand);
    }
}

static void step_loop(struct world *world)
{
    scene_loop(&world->scene);
}

static struct connection *world_draw_connection(struct world *world)
{
    return world->scene.database.connections[seed_between(&world->seed, 0, TURNS)];
}

static void step_answer(struct world *world)
{
    struct connection *connection = world_draw_connection(world);
    if (fake_connection_is_asked(connection)) {
        fake_connection_answer(connection);
    }
}

static void world_lose(struct world *world, struct connection *connection)
{
    if (!connection_is_ready(connection)) {
        return;
    }
    int64_t how = fake_connection_is_asked(connection) ? seed_between(&world->seed, 0, 2) : 0;
    if (how == 0) {
        fake_connection_lose(connection);
    } else if (how == 1) {
        fake_connection_lose_answer(connection);
    } else {
        fake_connection_answer_and_lose(connection);
    }
}

static void step_lose(struct world *world)
{
    if (seed_between(&world->seed, 0, 9) == 0) {
        world_lose(world, world_draw_connection(world));
    }
}

// The server is gone: nobody can find out now what became of a COMMIT.
static void step_lose_all(struct world *world)
{
    if (seed_between(&world->seed, 0, 19) != 0) {
        return;
    }
    for (uint32_t i = 0; i < world->scene.database.connection_count; i++) {
        world_lose(world, world->scene.database.connections[i]);
    }
}

static void step_open(struct world *world)
{
    struct connection *connection = world_draw_connection(world);
    if (!connection_is_ready(connection)) {
        fake_connection_open(connection);
    }
}

static void step_fail(struct world *world)
{
    static const enum statement statements[] = {
        STATEMENT_LANE_BEGIN, STATEMENT_LANE_RECALL,   STATEMENT_LANE_POST,
        STATEMENT_COMMIT,     STATEMENT_REGISTRY_READ,
    };
    static const struct pgresult_error errors[] = {
        {.sqlstate = "40001"},
        {.sqlstate = "55P03"},
        {.sqlstate = "57014"},
        {.sqlstate = "53100"},
        {.sqlstate = "22021"},
        {.sqlstate = "23514", .constraint = "x"},
        {.sqlstate = "23505", .constraint = "x"},
    };
    struct fake_database *database = &world->scene.database;
    int64_t statement = seed_between(&world->seed, 0, BASE_COUNT(statements) - 1);
    int64_t error = seed_between(&world->seed, 0, BASE_COUNT(errors) - 1);
    if (seed_between(&world->seed, 0, 9) == 0 && database->fault_count < FAKE_FAULTS_MAX) {
        fake_database_fail(database, statements[statement], errors[error]);
    }
}

static void step_change_commit(struct world *world)
{
    world->scene.database.commit_warns = seed_between(&world->seed, 0, 9) == 0;
    world->scene.database.commit_rolls_back = seed_between(&world->seed, 0, 9) == 0;
}

static void step_change_registry(struct world *world)
{
    if (seed_between(&world->seed, 0, 9) == 0) {
        world->scene.database.ledger->revision++;
    }
}

static void step_change_poison(struct world *world)
{
    struct ledger *ledger = world->scene.database.ledger;
    ledger->poison_stan = world->errand_count + (uint64_t)seed_between(&world->seed, 0, 5);
    ledger->poison_is_named = seed_between(&world->seed, 0, 1) == 1;
}

static void step_pass_time(struct world *world)
{
    scene_pass_ms(&world->scene, seed_between(&world->seed, 0, 120));
}

// Often: what makes things go on.
static void (*const steps[])(struct world *world) = {
    step_send_new,      step_send_new,      step_send_again,
    step_loop,          step_loop,          step_loop,
    step_answer,        step_answer,        step_answer,
    step_answer,        step_answer,        step_answer,
    step_open,          step_lose,          step_lose_all,
    step_fail,          step_change_commit, step_change_registry,
    step_change_poison, step_pass_time,
};

static void world_heal(struct world *world)
{
    struct fake_database *database = &world->scene.database;
    database->fault_count = 0;
    database->commit_warns = false;
    database->commit_rolls_back = false;
    database->ledger->poison_stan = 0;
    for (uint32_t i = 0; i < database->connection_count; i++) {
        if (!connection_is_ready(database->connections[i])) {
            fake_connection_open(database->connections[i]);
        }
    }
    for (int i = 0; i < 30; i++) {
        scene_run(&world->scene);
        world_hear(world);
        scene_pass_ms(&world->scene, 101);
    }
    assert_true(store_is_ready(world->scene.store));
    assert_true(store_is_idle(world->scene.store));
}

static void world_resolve(struct world *world)
{
    for (size_t i = 0; i < world->errand_count; i++) {
        assert_false(world->errands[i].is_open);
        errand_send(world, &world->errands[i]);
        scene_run(&world->scene);
        world_hear(world);
        assert_true(world->errands[i].is_answered);
    }
}

// Every approved errand has one row, every row is an errand's, and the balance is their sum.
static void world_check_ledger(const struct world *world)
{
    int64_t approved[LEDGER_LANES] = {0};
    uint32_t keys = 0;
    for (size_t i = 0; i < world->errand_count; i++) {
        const struct errand *errand = &world->errands[i];
        approved[errand->deed.posting.lane] += errand->first.verdict == VERDICT_APPROVED ? 1 : 0;
    }
    for (uint16_t i = 0; i < LEDGER_LANES; i++) {
        const struct ledger_lane *lane = &world->scene.database.ledger->lanes[i];
        const struct ledger_account *account = ledger_find_account(lane, 77, DEED_CURRENCY);
        assert_int_equal(lane->row_count, approved[i]);
        assert_int_equal(account != NULL ? account->account.balance.minor : 0, approved[i] * 100);
        keys += lane->key_count;
    }
    assert_int_equal(keys, world->errand_count);
}

static void whatever_breaks_each_request_is_posted_once_or_certainly_not(void **state)
{
    (void)state;
    struct world *world = calloc(1, sizeof(*world));
    world->seed = seed_take("whatever_breaks_each_request_is_posted_once_or_certainly_not");
    scene_init(&world->scene, TURNS);
    for (int i = 0; i < STEPS; i++) {
        steps[seed_between(&world->seed, 0, BASE_COUNT(steps) - 1)](world);
        world_hear(world);
    }
    world_heal(world);
    world_resolve(world);
    world_check_ledger(world);
    scene_clear(&world->scene);
    free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_breaks_each_request_is_posted_once_or_certainly_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
