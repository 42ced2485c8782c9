// SPDX-License-Identifier: Apache-2.0
// Proves how asks are answered without a turn, and when the registry is read.
#include "store/reader_internal.h"

#include <stdlib.h>

#include "base/limits.h"
#include "fake_connection.h"
#include "loop/loop.h"
#include "support/cmocka.h"
#include "support/fake_clock.h"

enum { ASKS = 8, POLL_MS = 1000 };

// An ask and what became of it.
struct question {
    struct ask ask; // first: an ask of ours is a question
    uint32_t answered_count;
    enum store_result result;
};

struct bench {
    struct fake_clock clock;
    struct loop *loop;
    struct fake_database database;
    struct reader *reader;
    struct connection *connection;
    uint32_t registry_count;
    int64_t revision;
    struct question questions[ASKS];
};

static bool bench_registry_read(void *context, struct registry *registry)
{
    struct bench *bench = context;
    if (registry == NULL) {
        return false;
    }
    bench->registry_count++;
    bench->revision = registry->revision;
    registry_destroy(registry);
    return true;
}

static void question_answered(struct ask *ask, enum store_result result)
{
    struct question *question = (struct question *)ask;
    question->answered_count++;
    question->result = result;
}

static int make_bench(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    bench->clock.wall_us = INT64_C(1763717400000000);
    struct clock_source source = fake_clock_source(&bench->clock);
    bench->loop = loop_create(&source);
    fake_database_init(&bench->database);
    struct ledger_lane *lane = &bench->database.ledger->lanes[0];
    lane->keys[lane->key_count++] =
        (struct ledger_key){.key = {.terminal = 1, .epoch = 9, .stan = 33},
                            .request_kind = 3,
                            .result = VERDICT_CARD_UNKNOWN};
    struct connection_options options = {.name = "reader", .database = bench->database.name};
    struct reader_owner owner = {.registry_read = bench_registry_read, .context = bench};
    bench->reader = reader_create(bench->loop, NULL, &options, POLL_MS, &owner);
    bench->connection = bench->database.connections[0];
    for (uint64_t i = 0; i < ASKS; i++) {
        bench->questions[i].ask = (struct ask){.kind = ASK_STATUS,
                                               .key = {.terminal = 1, .epoch = 9, .stan = 33},
                                               .deadline_ms = 10000,
                                               .answered = question_answered};
    }
    *state = bench;
    return 0;
}

static int drop_bench(void **state)
{
    struct bench *bench = *state;
    reader_destroy(bench->reader);
    fake_database_clear(&bench->database);
    loop_destroy(bench->loop);
    free(bench);
    return 0;
}

static void turn_loop(struct bench *bench)
{
    loop_run_turn(bench->loop, LOOP_POLL);
}

static void pass_ms(struct bench *bench, int64_t ms)
{
    fake_clock_advance_ms(&bench->clock, ms);
    turn_loop(bench);
}

static void run(struct bench *bench)
{
    turn_loop(bench);
    while (fake_connection_is_asked(bench->connection)) {
        fake_connection_answer(bench->connection);
        turn_loop(bench);
    }
}

static void open_connection(struct bench *bench)
{
    fake_connection_open(bench->connection);
    run(bench);
}

static void ask(struct bench *bench, size_t place)
{
    assert_int_equal(reader_ask(bench->reader, &bench->questions[place].ask), STORE_OK);
}

static void assert_answer(const struct bench *bench, size_t place, enum store_result result)
{
    assert_int_equal(bench->questions[place].answered_count, 1);
    assert_string_equal(store_result_name(bench->questions[place].result),
                        store_result_name(result));
}

static uint32_t run_count(const struct bench *bench, enum statement statement)
{
    return bench->database.run_counts[statement];
}

// Asks.

static void an_ask_is_answered_from_its_rows(void **state)
{
    struct bench *bench = *state;
    bench->questions[1].ask.key.stan = 34;
    open_connection(bench);
    ask(bench, 0);
    ask(bench, 1);
    assert_int_equal(bench->questions[0].answered_count, 0);
    run(bench);
    assert_answer(bench, 0, STORE_OK);
    assert_int_equal(bench->questions[0].ask.answer.verdict, VERDICT_CARD_UNKNOWN);
    assert_answer(bench, 1, STORE_NOT_FOUND);
}

static void without_a_connection_nothing_is_asked(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(reader_ask(bench->reader, &bench->questions[0].ask), STORE_UNAVAILABLE);
}

static void one_that_fails_fails_alone(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    fake_database_fail(&bench->database, STATEMENT_POSTING_STATUS,
                       (struct pgresult_error){.sqlstate = "57014"});
    ask(bench, 0);
    ask(bench, 1);
    run(bench);
    assert_answer(bench, 0, STORE_UNAVAILABLE);
    assert_answer(bench, 1, STORE_OK);
}

static void a_deadline_that_passed_is_told_and_nothing_sent(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    bench->questions[0].ask.deadline_ms = 5;
    ask(bench, 0);
    ask(bench, 1);
    pass_ms(bench, 5);
    assert_answer(bench, 0, STORE_LATE);
    run(bench);
    assert_answer(bench, 1, STORE_OK);
    assert_int_equal(run_count(bench, STATEMENT_POSTING_STATUS), 1);
}

static void everybody_hears_that_the_connection_is_lost(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    ask(bench, 0);
    turn_loop(bench); // under way
    ask(bench, 1);    // waits
    fake_connection_lose(bench->connection);
    assert_answer(bench, 0, STORE_UNAVAILABLE);
    assert_answer(bench, 1, STORE_UNAVAILABLE);
    open_connection(bench);
    ask(bench, 2);
    run(bench);
    assert_answer(bench, 2, STORE_OK);
}

static void everybody_hears_that_the_reader_ends(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    ask(bench, 0);
    turn_loop(bench);
    ask(bench, 1);
    reader_destroy(bench->reader);
    bench->reader = NULL;
    assert_answer(bench, 0, STORE_UNAVAILABLE);
    assert_answer(bench, 1, STORE_UNAVAILABLE);
}

static void more_asks_than_may_wait_are_busy(void **state)
{
    struct bench *bench = *state;
    struct question *many = calloc(LIMIT_STORE_ASKS_MAX + 1, sizeof(*many));
    open_connection(bench);
    for (size_t i = 0; i < LIMIT_STORE_ASKS_MAX; i++) {
        many[i].ask = bench->questions[0].ask;
        assert_int_equal(reader_ask(bench->reader, &many[i].ask), STORE_OK);
    }
    many[LIMIT_STORE_ASKS_MAX].ask = bench->questions[0].ask;
    assert_int_equal(reader_ask(bench->reader, &many[LIMIT_STORE_ASKS_MAX].ask), STORE_BUSY);
    run(bench);
    for (size_t i = 0; i < LIMIT_STORE_ASKS_MAX; i++) {
        assert_int_equal(many[i].answered_count, 1);
        assert_int_equal(many[i].result, STORE_OK);
    }
    assert_int_equal(many[LIMIT_STORE_ASKS_MAX].answered_count, 0);
    free(many);
}

// The registry.

static void it_is_read_on_every_new_connection(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    assert_int_equal(bench->registry_count, 1);
    assert_int_equal(bench->revision, 1);
    fake_connection_lose(bench->connection);
    open_connection(bench);
    assert_int_equal(bench->registry_count, 2);
}

static void however_often_it_is_wanted_it_is_read_once(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    reader_want_registry(bench->reader);
    reader_want_registry(bench->reader);
    turn_loop(bench); // under way
    reader_want_registry(bench->reader);
    run(bench);
    assert_int_equal(bench->registry_count, 2);
}

static void the_poll_reads_it_only_when_its_revision_moved(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    pass_ms(bench, POLL_MS + 1);
    run(bench);
    assert_int_equal(run_count(bench, STATEMENT_REGISTRY_REVISION), 1);
    assert_int_equal(bench->registry_count, 1);
    bench->database.ledger->revision = 5;
    pass_ms(bench, POLL_MS + 1);
    run(bench);
    assert_int_equal(run_count(bench, STATEMENT_REGISTRY_REVISION), 2);
    assert_int_equal(bench->registry_count, 2);
    assert_int_equal(bench->revision, 5);
}

static void one_that_is_refused_is_read_again_at_the_next_poll(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    bench->database.ledger->revision = 2;
    bench->database.lanes = 0; // cannot be
    pass_ms(bench, POLL_MS + 1);
    run(bench);
    assert_int_equal(bench->registry_count, 1);
    bench->database.lanes = LEDGER_LANES;
    pass_ms(bench, POLL_MS + 1);
    run(bench);
    assert_int_equal(bench->revision, 2);
}

static void an_ask_for_the_registry_is_answered_when_it_is_as_new(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    bench->questions[0].ask.kind = ASK_REGISTRY;
    ask(bench, 0);
    run(bench);
    assert_answer(bench, 0, STORE_OK);
    assert_int_equal(bench->registry_count, 1);
    bench->database.ledger->revision = 2;
    bench->questions[0].answered_count = 0;
    ask(bench, 0);
    run(bench);
    assert_answer(bench, 0, STORE_OK);
    assert_int_equal(bench->revision, 2);
}

static void an_ask_for_a_registry_that_is_refused_is_unavailable(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    bench->database.ledger->revision = 2;
    bench->database.lanes = 0;
    bench->questions[0].ask.kind = ASK_REGISTRY;
    ask(bench, 0);
    run(bench);
    assert_answer(bench, 0, STORE_UNAVAILABLE);
    bench->database.lanes = LEDGER_LANES;
    bench->questions[0].answered_count = 0;
    ask(bench, 0); // the same memory, a new ask
    run(bench);
    assert_answer(bench, 0, STORE_OK);
}

static void what_was_read_under_a_newer_registry_is_answered_under_it(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    bench->database.ledger->revision = 2;
    ask(bench, 0);
    run(bench);
    assert_answer(bench, 0, STORE_OK);
    assert_int_equal(bench->revision, 2);
    assert_int_equal(run_count(bench, STATEMENT_POSTING_STATUS), 2);
    ask(bench, 1);
    run(bench);
    assert_answer(bench, 1, STORE_OK);
    assert_int_equal(run_count(bench, STATEMENT_POSTING_STATUS), 3);
    bench->database.ledger->revision = 3;
    bench->database.lanes = 0; // cannot be
    ask(bench, 2);
    run(bench);
    assert_answer(bench, 2, STORE_UNAVAILABLE);
}

// Housekeeping.

static void partitions_are_looked_after_now_and_then(void **state)
{
    struct bench *bench = *state;
    open_connection(bench);
    for (int64_t ms = 0; ms <= LIMIT_PARTITION_CHECK_MS + POLL_MS; ms += POLL_MS + 1) {
        pass_ms(bench, POLL_MS + 1);
        run(bench);
    }
    assert_int_equal(run_count(bench, STATEMENT_PARTITION_AHEAD), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, drop_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_ask_is_answered_from_its_rows),
        TEST(without_a_connection_nothing_is_asked),
        TEST(one_that_fails_fails_alone),
        TEST(a_deadline_that_passed_is_told_and_nothing_sent),
        TEST(everybody_hears_that_the_connection_is_lost),
        TEST(everybody_hears_that_the_reader_ends),
        TEST(more_asks_than_may_wait_are_busy),
        TEST(it_is_read_on_every_new_connection),
        TEST(however_often_it_is_wanted_it_is_read_once),
        TEST(the_poll_reads_it_only_when_its_revision_moved),
        TEST(one_that_is_refused_is_read_again_at_the_next_poll),
        TEST(an_ask_for_the_registry_is_answered_when_it_is_as_new),
        TEST(an_ask_for_a_registry_that_is_refused_is_unavailable),
        TEST(what_was_read_under_a_newer_registry_is_answered_under_it),
        TEST(partitions_are_looked_after_now_and_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
