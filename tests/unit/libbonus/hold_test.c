// SPDX-License-Identifier: Apache-2.0
// Points set aside: each hold is another one, and each has one end.
#include "libbonus/bench.h"
#include "support/cmocka.h"
#include "wire/hold.h"

#define CARD "2000000178509"
#define AT_US INT64_C(1291191960000000)

static const struct bonus_hold hold_500 = {
    .card = CARD, .points = 50000, .timeout_s = 900, .at_us = AT_US, .cashier = "Anna"};

static uint64_t hold(struct bench *bench)
{
    assert_int_equal(bonus_hold(bench->till, &hold_500, &bench->outcome), BONUS_OK);
    assert_non_null(bench->outcome.hold);
    return bench->outcome.hold->hold;
}

static enum bonus_result commit(struct bench *bench, uint64_t hold, int64_t points, int64_t at_us)
{
    const struct bonus_commit commit = {
        .card = CARD, .hold = hold, .points = points, .at_us = at_us};
    return bonus_commit(bench->till, &commit, &bench->outcome);
}

static void a_hold_brings_back_its_name_and_the_account(void **state)
{
    struct bench *bench = *state;
    struct wire_hold sent;
    struct wire_error error;
    bench_open(bench);
    assert_int_equal(hold(bench), FAKE_RRN(1));
    assert_int_equal(bench->outcome.kind, BONUS_KIND_HOLD);
    assert_int_equal(bench->outcome.hold->rrn, FAKE_RRN(1));
    assert_int_equal(bench->outcome.hold->held, 50000);
    assert_int_equal(bench->outcome.hold->after->held, 50000);
    assert_int_equal(wire_hold_decode(fake_server_body(&bench->server, 0), &sent, &error), WIRE_OK);
    assert_int_equal(sent.store, 3); // of the logon, like the currency
    assert_int_equal(sent.currency, 643);
    assert_int_equal(sent.timeout_s, 900);
    assert_string_equal(sent.cashier, "Anna");
}

static void each_hold_is_another_one(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(hold(bench), FAKE_RRN(1));
    assert_int_equal(hold(bench), FAKE_RRN(2));
    assert_int_equal(fake_server_posting_count(&bench->server), 2);
}

static void a_hold_whose_answer_was_lost_is_repeated_by_its_stan(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_POST_AND_CLOSE);
    assert_int_equal(hold(bench), FAKE_RRN(1));
    assert_true(bench->outcome.repeated);
    assert_int_equal(bench->outcome.tries, 2);
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
}

static void a_commit_asked_for_again_is_the_same_commit(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    uint64_t held = hold(bench);
    assert_int_equal(commit(bench, held, 42000, AT_US + 1), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_int_equal(bench->outcome.hold->hold, held);
    assert_int_equal(bench->outcome.hold->redeemed, 42000);
    bench_reopen(bench);
    assert_int_equal(commit(bench, held, 42000, AT_US + 2), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_true(bench->outcome.repeated);
    assert_int_equal(fake_server_posting_count(&bench->server), 2);
}

static void a_hold_is_not_committed_with_other_points_too(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    uint64_t held = hold(bench);
    assert_int_equal(commit(bench, held, 42000, AT_US), BONUS_OK);
    assert_int_equal(commit(bench, held, 41000, AT_US), BONUS_RECEIPT_DIFFERS);
    assert_string_equal(bench->outcome.error,
                        "STAN 2 committed this hold already, with 42000 points (minor units). "
                        "Repeat that one.");
}

static void a_refused_commit_may_be_tried_with_other_points(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    uint64_t held = hold(bench);
    bench->server.refusal = WIRE_RESULT_HOLD_EXCEEDED;
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(commit(bench, held, 60000, AT_US), BONUS_REFUSED);
    assert_int_equal(bench->outcome.code, BONUS_CODE_HOLD_EXCEEDED);
    assert_int_equal(commit(bench, held, 50000, AT_US), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 3);
}

static void a_void_asked_for_again_is_the_same_void(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    const struct bonus_void release = {.card = CARD, .hold = hold(bench), .at_us = AT_US};
    assert_int_equal(bonus_void(bench->till, &release, &bench->outcome), BONUS_OK);
    assert_int_equal(bonus_void(bench->till, &release, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_true(bench->outcome.repeated);
}

static void what_is_plainly_wrong_uses_up_no_stan(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    struct bonus_hold none = hold_500;
    none.points = 0;
    assert_int_equal(bonus_hold(bench->till, &none, &bench->outcome), BONUS_INVALID);
    none = hold_500;
    none.card = NULL;
    assert_int_equal(bonus_hold(bench->till, &none, &bench->outcome), BONUS_INVALID);
    assert_int_equal(commit(bench, 0, 1, AT_US), BONUS_INVALID);
    assert_int_equal(commit(bench, FAKE_RRN(1), 0, AT_US), BONUS_INVALID);
    assert_int_equal(hold(bench), FAKE_RRN(1));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_hold_brings_back_its_name_and_the_account),
        CASE(each_hold_is_another_one),
        CASE(a_hold_whose_answer_was_lost_is_repeated_by_its_stan),
        CASE(a_commit_asked_for_again_is_the_same_commit),
        CASE(a_hold_is_not_committed_with_other_points_too),
        CASE(a_refused_commit_may_be_tried_with_other_points),
        CASE(a_void_asked_for_again_is_the_same_void),
        CASE(what_is_plainly_wrong_uses_up_no_stan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
