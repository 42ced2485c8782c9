// SPDX-License-Identifier: Apache-2.0
// Many requests at once.
#include <stdio.h>

#include "libbonus/bench.h"
#include "support/cmocka.h"

static void submit(struct bench *bench, int number)
{
    char text[16];
    uint64_t stan = 0;
    snprintf(text, sizeof(text), "%d", number);
    assert_int_equal(bonus_purchase_submit(bench->till, bench_receipt(text, 100 * number),
                                           (void *)(intptr_t)number, &stan),
                     BONUS_OK);
    assert_int_equal(stan, number);
}

static void every_request_submitted_gets_its_own_outcome(void **state)
{
    struct bench *bench = *state;
    bool is_seen[BONUS_WAITING_MAX + 1] = {false};
    bench_open(bench);
    for (int number = 1; number <= BONUS_WAITING_MAX; number++) {
        submit(bench, number);
    }
    assert_int_equal(bonus_waiting(bench->till), BONUS_WAITING_MAX);
    while (bonus_waiting(bench->till) > 0) {
        assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
        intptr_t number = (intptr_t)bench->outcome.tag;
        assert_int_equal(bench->outcome.stan, number);
        assert_int_equal(bench->outcome.purchase->earned, 11 * number);
        assert_false(is_seen[number]);
        is_seen[number] = true;
    }
    assert_int_equal(bonus_poll(bench->till, 0, &bench->outcome), BONUS_NOTHING_YET);
    assert_int_equal(fake_server_posting_count(&bench->server), BONUS_WAITING_MAX);
}

static void nothing_is_sent_before_the_poll(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    submit(bench, 1);
    submit(bench, 2);
    assert_int_equal(fake_server_request_count(&bench->server), 0);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
}

static void no_more_are_taken_than_can_wait(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    for (int number = 1; number <= BONUS_WAITING_MAX; number++) {
        submit(bench, number);
    }
    assert_int_equal(bonus_purchase_submit(bench->till, bench_receipt("one more", 1), NULL, NULL),
                     BONUS_FULL);
    assert_int_equal(bonus_waiting(bench->till), BONUS_WAITING_MAX);
}

static void no_more_are_sent_at_a_time_than_the_server_takes(void **state)
{
    struct bench *bench = *state;
    bench->server.logon.in_flight_max = 1;
    bench_open(bench);
    for (int number = 1; number <= 3; number++) {
        submit(bench, number);
    }
    fake_server_plan(&bench->server, FAKE_POST_AND_SILENCE);
    assert_int_equal(bonus_poll(bench->till, BENCH_ANSWER_MS / 2, &bench->outcome),
                     BONUS_NOTHING_YET);
    assert_int_equal(fake_server_request_count(&bench->server), 1);
    while (bonus_waiting(bench->till) > 0) {
        assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    }
    assert_int_equal(fake_server_posting_count(&bench->server), 3);
}

static void a_lost_connection_loses_none_of_them(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_ANSWER);
    fake_server_plan(&bench->server, FAKE_POST_AND_CLOSE);
    fake_server_plan(&bench->server, FAKE_CLOSE);
    for (int number = 1; number <= 20; number++) {
        submit(bench, number);
    }
    while (bonus_waiting(bench->till) > 0) {
        assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    }
    assert_int_equal(fake_server_posting_count(&bench->server), 20);
}

static void simple_calls_leave_the_outcomes_of_others_to_the_poll(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    submit(bench, 1);
    assert_int_equal(bonus_echo(bench->till, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.kind, BONUS_KIND_ECHO);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
}

static void what_was_submitted_and_not_polled_can_be_repeated_later(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    submit(bench, 1);
    bench_reopen(bench);
    struct bonus_journal_entry entry;
    assert_int_equal(bonus_journal_next_open(bench->till, 0, &entry), BONUS_OK);
    assert_int_equal(entry.state, BONUS_JOURNAL_PENDING);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_OK);
    assert_false(bench->outcome.repeated);
}

static void activations_may_be_submitted_too(void **state)
{
    struct bench *bench = *state;
    uint64_t stan = 0;
    bench_open(bench);
    assert_int_equal(bonus_card_activate_submit(bench->till, "2000000178509", &bench->pki, &stan),
                     BONUS_OK);
    assert_int_equal(stan, 1);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    assert_ptr_equal(bench->outcome.tag, &bench->pki);
    assert_int_equal(bench->outcome.card->state, BONUS_CARD_STATE_ACTIVE);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(every_request_submitted_gets_its_own_outcome),
        CASE(nothing_is_sent_before_the_poll),
        CASE(no_more_are_taken_than_can_wait),
        CASE(no_more_are_sent_at_a_time_than_the_server_takes),
        CASE(a_lost_connection_loses_none_of_them),
        CASE(simple_calls_leave_the_outcomes_of_others_to_the_poll),
        CASE(what_was_submitted_and_not_polled_can_be_repeated_later),
        CASE(activations_may_be_submitted_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
