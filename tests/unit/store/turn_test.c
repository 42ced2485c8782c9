// SPDX-License-Identifier: Apache-2.0
// Proves the steps of one turn and how each way it can end is called.
#include "store/turn_internal.h"

#include <stdlib.h>

#include "deed.h"
#include "fake_connection.h"
#include "loop/loop.h"
#include "support/cmocka.h"
#include "support/fake_clock.h"

enum { REQUESTS_MAX = 8, OPEN = -1 };

struct bench {
    struct fake_clock clock;
    struct loop *loop;
    struct fake_database database;
    struct connection *connection;
    struct registry registry;
    bool registry_is_there;
    struct turn *turn;
    struct lane lane;
    struct deed deeds[2];
    int ended; // the outcome, OPEN before
    uint32_t connected_count;
    uint32_t disconnected_count;
};

static const struct registry *bench_registry(void *context)
{
    const struct bench *bench = context;
    return bench->registry_is_there ? &bench->registry : NULL;
}

static void bench_ended(void *context, struct turn *turn, enum turn_outcome outcome)
{
    struct bench *bench = context;
    assert_int_equal(bench->ended, OPEN);
    assert_int_equal(turn_batch(turn)->count, 2);
    assert_false(turn_lane(turn)->in_turn);
    assert_false(turn_is_running(turn));
    bench->ended = (int)outcome;
}

static void bench_connected(void *context, struct turn *turn)
{
    struct bench *bench = context;
    assert_true(turn_is_free(turn));
    bench->connected_count++;
}

static void bench_disconnected(void *context, struct turn *turn)
{
    struct bench *bench = context;
    assert_false(turn_is_running(turn));
    bench->disconnected_count++;
}

// Two purchases wait, the turn is connected.
static int make_bench(void **state)
{
    static const struct hash_seed seed = {.words = {7, 8}};
    struct bench *bench = calloc(1, sizeof(*bench));
    struct clock_source source = fake_clock_source(&bench->clock);
    bench->loop = loop_create(&source);
    fake_database_init(&bench->database);
    ledger_add_card(&bench->database.ledger->lanes[0], "4006381333931", CARD_ACTIVE, 77);
    bench->registry = (struct registry){.revision = 1, .lane_count = LEDGER_LANES};
    bench->registry_is_there = true;
    const struct connection_options options = {.name = "turn", .database = bench->database.name};
    const struct turn_owner owner = {.registry = bench_registry,
                                     .ended = bench_ended,
                                     .connected = bench_connected,
                                     .disconnected = bench_disconnected,
                                     .context = bench};
    bench->turn = turn_create(bench->loop, NULL, &options, REQUESTS_MAX, &seed, &owner);
    bench->connection = bench->database.connections[0];
    lane_init(&bench->lane, 0, REQUESTS_MAX);
    deed_init_purchase(&bench->deeds[0], 1, "4006381333931", 1000);
    deed_init_purchase(&bench->deeds[1], 2, "4006381333931", 1000);
    lane_append(&bench->lane, &bench->deeds[0].posting);
    lane_append(&bench->lane, &bench->deeds[1].posting);
    bench->ended = OPEN;
    fake_connection_open(bench->connection);
    *state = bench;
    return 0;
}

static int drop_bench(void **state)
{
    struct bench *bench = *state;
    turn_destroy(bench->turn);
    fake_database_clear(&bench->database);
    loop_destroy(bench->loop);
    free(bench);
    return 0;
}

// Starts the turn and answers everything.
static void run(struct bench *bench)
{
    turn_start(bench->turn, &bench->lane);
    while (fake_connection_is_asked(bench->connection)) {
        fake_connection_answer(bench->connection);
    }
}

static void fail_once(struct bench *bench, enum statement statement, struct pgresult_error error)
{
    fake_database_fail(&bench->database, statement, error);
}

static uint32_t run_count(const struct bench *bench, enum statement statement)
{
    return bench->database.run_counts[statement];
}

static void it_loads_decides_writes_and_commits(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(bench->connected_count, 1);
    turn_start(bench->turn, &bench->lane);
    assert_true(bench->lane.in_turn);
    assert_true(turn_is_running(bench->turn));
    assert_false(turn_is_free(bench->turn));
    assert_int_equal(bench->deeds[0].decided_count, 0);
    fake_connection_answer(bench->connection);
    assert_int_equal(bench->deeds[0].decided_count, 1);
    assert_true(turn_is_committing(bench->turn));
    assert_int_equal(bench->ended, OPEN);
    fake_connection_answer(bench->connection);
    assert_int_equal(bench->ended, TURN_DONE);
    assert_true(turn_is_free(bench->turn));
    assert_int_equal(run_count(bench, STATEMENT_BEGIN), 1);
    assert_int_equal(run_count(bench, STATEMENT_LANE_POST), 1);
    assert_int_equal(run_count(bench, STATEMENT_COMMIT), 1);
    assert_int_equal(run_count(bench, STATEMENT_ROLLBACK), 0);
}

// Keys and receipts are looked up where there is a reason to.
static void only_a_careful_turn_recalls(void **state)
{
    struct bench *bench = *state;
    run(bench);
    assert_int_equal(run_count(bench, STATEMENT_LANE_RECALL), 0);
    lane_give_back(&bench->lane, turn_batch(bench->turn));
    bench->deeds[0].posting.repeat = true;
    bench->ended = OPEN;
    run(bench);
    assert_int_equal(bench->ended, TURN_DONE);
    assert_int_equal(run_count(bench, STATEMENT_LANE_RECALL), 1);
    assert_true(bench->deeds[0].posting.repeated);
}

static void a_careful_turn_that_cannot_recall_asks_no_rule(void **state)
{
    struct bench *bench = *state;
    bench->deeds[0].posting.repeat = true;
    fail_once(bench, STATEMENT_LANE_RECALL, (struct pgresult_error){.sqlstate = "57014"});
    run(bench);
    assert_int_equal(bench->ended, TURN_TROUBLE);
    assert_int_equal(bench->deeds[0].decided_count, 0);
    assert_int_equal(run_count(bench, STATEMENT_LANE_POST), 0);
    assert_int_equal(run_count(bench, STATEMENT_ROLLBACK), 1);
}

static void without_anything_to_write_it_rolls_back_and_is_done(void **state)
{
    struct bench *bench = *state;
    bench->deeds[0].terminal_blocked = true;
    bench->deeds[1].terminal_blocked = true;
    bench->deeds[0].posting.repeat = true; // careful at once
    run(bench);
    assert_int_equal(bench->ended, TURN_DONE);
    assert_int_equal(run_count(bench, STATEMENT_LANE_POST), 0);
    assert_int_equal(run_count(bench, STATEMENT_COMMIT), 0);
    assert_int_equal(run_count(bench, STATEMENT_ROLLBACK), 1);
}

// What is repeated may not be on a standby yet: only a COMMIT waits for that.
static void a_turn_that_only_repeats_commits_and_may_be_unreplicated(void **state)
{
    struct bench *bench = *state;
    run(bench);
    bench->deeds[0].posting.repeat = true;
    lane_give_back(&bench->lane, turn_batch(bench->turn));
    bench->database.commit_warns = true;
    bench->ended = OPEN;
    run(bench);
    assert_true(bench->deeds[0].posting.repeated);
    assert_int_equal(bench->ended, TURN_UNREPLICATED);
    assert_int_equal(run_count(bench, STATEMENT_COMMIT), 2);
    assert_int_equal(run_count(bench, STATEMENT_ROLLBACK), 0);
}

static void every_turn_leaves_no_transaction_behind(void **state)
{
    struct bench *bench = *state;
    fail_once(bench, STATEMENT_LANE_POST, (struct pgresult_error){.sqlstate = "40001"});
    run(bench);
    assert_int_equal(bench->ended, TURN_TROUBLE);
    assert_int_equal(run_count(bench, STATEMENT_ROLLBACK), 1);
    lane_give_back(&bench->lane, turn_batch(bench->turn));
    bench->ended = OPEN;
    run(bench);
    assert_int_equal(bench->ended, TURN_DONE);
}

static void a_warning_at_commit_is_unreplicated(void **state)
{
    struct bench *bench = *state;
    bench->database.commit_warns = true;
    run(bench);
    assert_int_equal(bench->ended, TURN_UNREPLICATED);
}

static void a_warning_before_the_turn_is_not_its_own(void **state)
{
    struct bench *bench = *state;
    fake_connection_warn(bench->connection);
    run(bench);
    assert_int_equal(bench->ended, TURN_DONE);
}

static void another_revision_or_none_is_stale_and_asks_no_rule(void **state)
{
    struct bench *bench = *state;
    bench->database.ledger->revision = 2;
    run(bench);
    assert_int_equal(bench->ended, TURN_STALE);
    assert_int_equal(bench->deeds[0].decided_count, 0);
    lane_give_back(&bench->lane, turn_batch(bench->turn));
    bench->ended = OPEN;
    bench->registry_is_there = false;
    run(bench);
    assert_int_equal(bench->ended, TURN_STALE);
}

static void a_refusal_in_hope_is_unsure_and_writes_nothing(void **state)
{
    struct bench *bench = *state;
    bench->deeds[1].terminal_blocked = true;
    run(bench);
    assert_int_equal(bench->ended, TURN_UNSURE);
    assert_int_equal(run_count(bench, STATEMENT_LANE_POST), 0);
}

static void a_unique_violation_in_hope_is_unsure_and_otherwise_poison(void **state)
{
    static const struct pgresult_error violation = {.sqlstate = "23505",
                                                    .constraint = "receipt_pkey"};
    struct bench *bench = *state;
    fail_once(bench, STATEMENT_LANE_POST, violation);
    run(bench);
    assert_int_equal(bench->ended, TURN_UNSURE);
    lane_give_back(&bench->lane, turn_batch(bench->turn));
    bench->ended = OPEN;
    bench->lane.careful_turns = 1;
    fail_once(bench, STATEMENT_LANE_POST, violation);
    run(bench);
    assert_int_equal(bench->ended, TURN_POISON);
}

static void poison_names_its_ordinal_and_why(void **state)
{
    struct bench *bench = *state;
    fail_once(bench, STATEMENT_LANE_POST,
              (struct pgresult_error){.sqlstate = "BN001", .detail = "ordinal=2"});
    run(bench);
    assert_int_equal(bench->ended, TURN_POISON);
    assert_int_equal(turn_error_ordinal(bench->turn), 2);
    assert_string_equal(turn_sqlstate(bench->turn), "BN001");
    assert_string_equal(turn_error(bench->turn), "the server refuses");
    assert_ptr_equal(batch_find_ordinal(turn_batch(bench->turn), 2), &bench->deeds[1].posting);
}

static void classes_22_and_23_are_poison_and_no_others(void **state)
{
    static const struct {
        struct pgresult_error error;
        enum turn_outcome outcome;
    } cases[] = {
        {{.sqlstate = "22001"}, TURN_POISON},
        {{.sqlstate = "22P02"}, TURN_POISON},
        {{.sqlstate = "23502", .constraint = "x"}, TURN_POISON},
        {{.sqlstate = "23514", .constraint = "x"}, TURN_POISON},
        {{.sqlstate = "23514"}, TURN_TROUBLE}, // no partition for the row
        {{.sqlstate = "40001"}, TURN_TROUBLE},
        {{.sqlstate = "42883"}, TURN_TROUBLE},
        {{.sqlstate = "53200"}, TURN_TROUBLE},
        {{.sqlstate = "55P03"}, TURN_TROUBLE},
        {{.sqlstate = "57014"}, TURN_TROUBLE},
        {{.sqlstate = "58030"}, TURN_TROUBLE},
        {{.sqlstate = "BN100"}, TURN_TROUBLE},
        {{.sqlstate = "XX000"}, TURN_TROUBLE},
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bench->ended = OPEN;
        fail_once(bench, STATEMENT_LANE_POST, cases[i].error);
        run(bench);
        if (bench->ended != (int)cases[i].outcome) {
            fail_msg("%s ended as %d", cases[i].error.sqlstate, bench->ended);
        }
        lane_give_back(&bench->lane, turn_batch(bench->turn));
    }
}

static void the_next_turn_knows_nothing_of_the_last_error(void **state)
{
    struct bench *bench = *state;
    fail_once(bench, STATEMENT_LANE_POST,
              (struct pgresult_error){.sqlstate = "BN001", .detail = "ordinal=2"});
    run(bench);
    lane_give_back(&bench->lane, turn_batch(bench->turn));
    bench->ended = OPEN;
    run(bench);
    assert_int_equal(bench->ended, TURN_DONE);
    assert_int_equal(turn_error_ordinal(bench->turn), 0);
    assert_string_equal(turn_sqlstate(bench->turn), "");
}

static void lost_while_loading_is_trouble(void **state)
{
    struct bench *bench = *state;
    turn_start(bench->turn, &bench->lane);
    fake_connection_lose(bench->connection);
    assert_int_equal(bench->ended, TURN_TROUBLE);
    assert_int_equal(bench->disconnected_count, 1);
    assert_string_equal(turn_error(bench->turn), "the server is gone");
    assert_false(turn_is_free(bench->turn));
}

static void lost_while_committing_is_in_doubt(void **state)
{
    struct bench *bench = *state;
    turn_start(bench->turn, &bench->lane);
    fake_connection_answer(bench->connection);
    fake_connection_lose_answer(bench->connection);
    assert_int_equal(bench->ended, TURN_IN_DOUBT);
    assert_int_equal(bench->disconnected_count, 1);
}

static void lost_after_a_refused_post_or_while_rolling_back_is_trouble(void **state)
{
    struct bench *bench = *state;
    fail_once(bench, STATEMENT_LANE_POST, (struct pgresult_error){.sqlstate = "57P01"});
    turn_start(bench->turn, &bench->lane);
    fake_connection_answer(bench->connection);
    fake_connection_answer_and_lose(bench->connection);
    assert_int_equal(bench->ended, TURN_TROUBLE);

    fake_connection_open(bench->connection);
    lane_give_back(&bench->lane, turn_batch(bench->turn));
    bench->ended = OPEN;
    fail_once(bench, STATEMENT_LANE_BEGIN, (struct pgresult_error){.sqlstate = "22021"});
    turn_start(bench->turn, &bench->lane);
    fake_connection_answer(bench->connection);
    fake_connection_lose(bench->connection);
    assert_int_equal(bench->ended, TURN_TROUBLE);
}

static void lost_without_a_turn_nothing_has_ended(void **state)
{
    struct bench *bench = *state;
    fake_connection_lose(bench->connection);
    assert_int_equal(bench->ended, OPEN);
    assert_int_equal(bench->disconnected_count, 1);
    assert_false(turn_is_connected(bench->turn));
    fake_connection_open(bench->connection);
    assert_int_equal(bench->connected_count, 2);
    assert_true(turn_is_connected(bench->turn));
}

static void no_turn_is_destroyed_in_peace(void **state)
{
    (void)state;
    turn_destroy(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, drop_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_loads_decides_writes_and_commits),
        TEST(only_a_careful_turn_recalls),
        TEST(a_careful_turn_that_cannot_recall_asks_no_rule),
        TEST(without_anything_to_write_it_rolls_back_and_is_done),
        TEST(a_turn_that_only_repeats_commits_and_may_be_unreplicated),
        TEST(every_turn_leaves_no_transaction_behind),
        TEST(a_warning_at_commit_is_unreplicated),
        TEST(a_warning_before_the_turn_is_not_its_own),
        TEST(another_revision_or_none_is_stale_and_asks_no_rule),
        TEST(a_refusal_in_hope_is_unsure_and_writes_nothing),
        TEST(a_unique_violation_in_hope_is_unsure_and_otherwise_poison),
        TEST(poison_names_its_ordinal_and_why),
        TEST(classes_22_and_23_are_poison_and_no_others),
        TEST(the_next_turn_knows_nothing_of_the_last_error),
        TEST(lost_while_loading_is_trouble),
        TEST(lost_while_committing_is_in_doubt),
        TEST(lost_after_a_refused_post_or_while_rolling_back_is_trouble),
        TEST(lost_without_a_turn_nothing_has_ended),
        TEST(no_turn_is_destroyed_in_peace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
