// SPDX-License-Identifier: Apache-2.0
// What the library does when no answer comes, or one that is none: the same STAN until the
// deadline, and never a word more than is known.
#include <string.h>

#include "libbonus/bench.h"
#include "support/cmocka.h"

static enum bonus_journal_state state_of(struct bench *bench, uint64_t stan)
{
    struct bonus_journal_entry entry;
    assert_int_equal(bonus_journal_find(bench->till, stan, &entry), BONUS_OK);
    return entry.state;
}

static void a_connection_lost_before_the_answer_costs_a_repeat(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_POST_AND_CLOSE);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
    assert_int_equal(bench->outcome.tries, 2);
    assert_true(bench->outcome.repeated);
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
    assert_int_equal(fake_server_request(&bench->server, 1).stan, 1);
    assert_true(fake_server_request(&bench->server, 1).repeat);
}

static void a_connection_lost_before_the_posting_costs_a_repeat_too(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_CLOSE);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
    assert_false(bench->outcome.repeated);
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
}

static void a_busy_server_is_asked_again_not_before_it_wants_to_be(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    bench->server.retry_after_ms = 250;
    fake_server_plan(&bench->server, FAKE_BUSY);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
    assert_int_equal(bench->outcome.tries, 2);
    int64_t waited_us = fake_server_request(&bench->server, 1).arrived_at_us -
                        fake_server_request(&bench->server, 0).arrived_at_us;
    assert_true(waited_us >= 250000);
}

static void an_unavailable_server_is_asked_again_under_the_same_stan(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_UNAVAILABLE);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
    assert_int_equal(fake_server_request(&bench->server, 1).stan, 1);
}

static void a_server_in_doubt_is_asked_again_until_it_knows(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_DOUBT_POSTED);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
    assert_true(bench->outcome.repeated);
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
}

static void a_server_that_is_busy_to_the_deadline_has_certainly_not_posted(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    bench->server.retry_after_ms = BENCH_DEADLINE_MS;
    fake_server_plan(&bench->server, FAKE_BUSY);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNREACHABLE);
    assert_int_equal(bench->outcome.code, BONUS_CODE_BUSY);
    assert_int_equal(state_of(bench, 1), BONUS_JOURNAL_UNSENT);
    assert_int_equal(fake_server_posting_count(&bench->server), 0);
}

static void a_server_in_doubt_to_the_deadline_leaves_the_outcome_unknown(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    for (int index = 0; index < 16; index++) {
        fake_server_plan(&bench->server, FAKE_DOUBT_POSTED);
    }
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNKNOWN);
    assert_int_equal(state_of(bench, 1), BONUS_JOURNAL_UNKNOWN);
}

static void plan_silence(struct bench *bench)
{
    for (int index = 0; index < 16; index++) {
        fake_server_plan(&bench->server, FAKE_POST_AND_SILENCE);
    }
}

static void no_answer_by_the_deadline_is_unknown_and_stays_in_the_journal(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    plan_silence(bench);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNKNOWN);
    assert_int_equal(bench->outcome.stan, 1);
    assert_null(bench->outcome.purchase);
    assert_non_null(strstr(bench->outcome.error, "No final answer within 600 ms"));
    bench_reopen(bench);
    struct bonus_journal_entry entry;
    assert_int_equal(bonus_journal_next_open(bench->till, 0, &entry), BONUS_OK);
    assert_int_equal(entry.stan, 1);
    assert_string_equal(entry.receipt.number, "1");
    assert_int_equal(entry.state, BONUS_JOURNAL_UNKNOWN);
    assert_int_equal(bonus_journal_next_open(bench->till, 1, &entry), BONUS_NOT_FOUND);
}

static void make_unknown(struct bench *bench)
{
    bench_open(bench);
    plan_silence(bench);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNKNOWN);
    bench->server.deed_next = bench->server.deed_count; // it can speak again
}

static void a_status_resolves_an_unknown_outcome(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench);
    assert_int_equal(bonus_status(bench->till, 1, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.status->kind, BONUS_KIND_PURCHASE);
    assert_int_equal(bench->outcome.status->code, BONUS_CODE_APPROVED);
    assert_int_equal(bench->outcome.purchase->earned, 110);
    assert_int_equal(state_of(bench, 1), BONUS_JOURNAL_ANSWERED);
}

static void a_repeat_resolves_an_unknown_outcome_after_a_restart(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench);
    bench_reopen(bench);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.kind, BONUS_KIND_PURCHASE);
    assert_true(bench->outcome.repeated);
    assert_int_equal(bench->outcome.purchase->earned, 110);
    assert_int_equal(state_of(bench, 1), BONUS_JOURNAL_ANSWERED);
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
}

static void a_status_that_finds_nothing_is_not_final(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    bench->server.retry_after_ms = BENCH_DEADLINE_MS;
    fake_server_plan(&bench->server, FAKE_BUSY);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNREACHABLE);
    assert_int_equal(bonus_status(bench->till, 1, &bench->outcome), BONUS_REFUSED);
    assert_int_equal(bench->outcome.code, BONUS_CODE_NOT_FOUND);
    assert_int_equal(state_of(bench, 1), BONUS_JOURNAL_UNSENT);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_OK);
}

static void answers_may_come_in_another_order_than_requests(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    // The answer comes late, behind that of an Echo which was sent after it.
    fake_server_plan(&bench->server, FAKE_HOLD);
    assert_int_equal(bonus_purchase_submit(bench->till, bench_receipt("1", 1000), NULL, NULL),
                     BONUS_OK);
    assert_int_equal(bonus_poll(bench->till, 20, &bench->outcome), BONUS_NOTHING_YET);
    assert_int_equal(bonus_echo(bench->till, &bench->outcome), BONUS_OK);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.tries, 1);
    assert_int_equal(bench->server.logon_count, 1);
    assert_int_equal(bonus_waiting(bench->till), 0);
}

static void the_answer_to_an_earlier_try_counts(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_HOLD);             // the first try's answer comes last
    fake_server_plan(&bench->server, FAKE_ANSWER_ALONE);     // the line lives
    fake_server_plan(&bench->server, FAKE_POST_AND_SILENCE); // the second try is never answered
    assert_int_equal(bonus_purchase_submit(bench->till, bench_receipt("1", 1000), NULL, NULL),
                     BONUS_OK);
    assert_int_equal(bonus_poll(bench->till, 20, &bench->outcome), BONUS_NOTHING_YET);
    assert_int_equal(bonus_echo(bench->till, &bench->outcome), BONUS_OK);
    assert_int_equal(bonus_poll(bench->till, BENCH_ANSWER_MS + 50, &bench->outcome),
                     BONUS_NOTHING_YET);
    assert_int_equal(bonus_echo(bench->till, &bench->outcome), BONUS_OK);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.tries, 2);
    assert_false(bench->outcome.repeated); // it is the first one's
    assert_int_equal(bench->server.logon_count, 1);
}

static void a_try_without_an_answer_is_sent_again_on_a_line_that_lives(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_POST_AND_SILENCE);
    assert_int_equal(bonus_purchase_submit(bench->till, bench_receipt("1", 1000), NULL, NULL),
                     BONUS_OK);
    assert_int_equal(bonus_poll(bench->till, 20, &bench->outcome), BONUS_NOTHING_YET);
    assert_int_equal(bonus_echo(bench->till, &bench->outcome), BONUS_OK);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.tries, 2);
    assert_true(bench->outcome.repeated);
    assert_int_equal(bench->server.logon_count, 1);
    assert_true(fake_server_request(&bench->server, 2).number !=
                fake_server_request(&bench->server, 0).number);
}

static void a_line_that_says_nothing_at_all_is_given_up(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_POST_AND_SILENCE);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
    assert_true(bench->outcome.repeated);
    assert_int_equal(bench->server.logon_count, 2);
    assert_non_null(strstr(bench->log, "The server fell silent."));
}

static void a_refusal_of_the_message_does_not_settle_what_an_earlier_try_did(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_POST_AND_CLOSE);
    fake_server_plan(&bench->server, FAKE_BLOCK);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNKNOWN);
    assert_int_equal(bench->outcome.code, BONUS_CODE_TERMINAL_BLOCKED);
    assert_int_equal(state_of(bench, 1), BONUS_JOURNAL_UNKNOWN);
}

static void a_refusal_of_the_first_try_is_final(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_BLOCK);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_REFUSED);
    assert_int_equal(bench->outcome.code, BONUS_CODE_TERMINAL_BLOCKED);
}

static void a_look_up_is_never_unknown(void **state)
{
    struct bench *bench = *state;
    const struct bonus_card card = {"2000000178509", BONUS_CARD_ENTRY_BARCODE};
    bench_open(bench);
    plan_silence(bench);
    assert_int_equal(bonus_balance(bench->till, &card, &bench->outcome), BONUS_UNREACHABLE);
}

static void an_answer_that_makes_no_sense_ends_the_session(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_GARBAGE);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNKNOWN);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_connection_lost_before_the_answer_costs_a_repeat),
        CASE(a_connection_lost_before_the_posting_costs_a_repeat_too),
        CASE(a_busy_server_is_asked_again_not_before_it_wants_to_be),
        CASE(an_unavailable_server_is_asked_again_under_the_same_stan),
        CASE(a_server_in_doubt_is_asked_again_until_it_knows),
        CASE(a_server_that_is_busy_to_the_deadline_has_certainly_not_posted),
        CASE(a_server_in_doubt_to_the_deadline_leaves_the_outcome_unknown),
        CASE(no_answer_by_the_deadline_is_unknown_and_stays_in_the_journal),
        CASE(a_status_resolves_an_unknown_outcome),
        CASE(a_repeat_resolves_an_unknown_outcome_after_a_restart),
        CASE(a_status_that_finds_nothing_is_not_final),
        CASE(answers_may_come_in_another_order_than_requests),
        CASE(the_answer_to_an_earlier_try_counts),
        CASE(a_try_without_an_answer_is_sent_again_on_a_line_that_lives),
        CASE(a_line_that_says_nothing_at_all_is_given_up),
        CASE(a_refusal_of_the_message_does_not_settle_what_an_earlier_try_did),
        CASE(a_refusal_of_the_first_try_is_final),
        CASE(a_look_up_is_never_unknown),
        CASE(an_answer_that_makes_no_sense_ends_the_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
