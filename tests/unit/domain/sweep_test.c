// SPDX-License-Identifier: Apache-2.0
// Proves that a sweep books what time did, each thing once, and nothing before its time.
#include "domain/sweep.h"

#include "support/cmocka.h"

enum { TODAY = 20000 };

// Noon at Greenwich is midnight at UTC-12: the first microsecond of TODAY there.
#define DAY_US INT64_C(86400000000)
static const int64_t now_us = TODAY * DAY_US + DAY_US / 2;

static struct account held_account(int32_t expires_on, int64_t until_us)
{
    return (struct account){.position = 9,
                            .balance = {150},
                            .held_count = 1,
                            .held = {{7, until_us, {expires_on, 0, 0, 0, {50}}}},
                            .lot_count = 1,
                            .lots = {{LOT_NEVER, 0, 0, 0, {100}}}};
}

static struct account lots_account(int32_t expires_on)
{
    return (struct account){.position = 9,
                            .balance = {110},
                            .lot_count = 2,
                            .lots = {{expires_on, 0, 0, 0, {10}}, {LOT_NEVER, 0, 0, 0, {100}}}};
}

static void the_day_begins_where_it_is_latest(void **state)
{
    (void)state;
    assert_int_equal(sweep_day(now_us), TODAY);
    assert_int_equal(sweep_day(now_us - 1), TODAY - 1);
}

static void an_account_with_nothing_due_is_left_alone(void **state)
{
    (void)state;
    struct lot_moves moves;
    struct account account = lots_account(TODAY + 1);
    assert_int_equal(sweep_account(&account, now_us, &moves).finding, SWEEP_NOTHING);
    account = held_account(TODAY, now_us + 1);
    assert_int_equal(sweep_account(&account, now_us, &moves).finding, SWEEP_NOTHING);
    account = (struct account){.position = 0};
    assert_int_equal(sweep_account(&account, now_us, &moves).finding, SWEEP_NOTHING);
}

static void expired_lots_are_written_off_once(void **state)
{
    (void)state;
    struct lot_moves moves;
    struct account account = lots_account(TODAY);
    struct sweep_effect effect = sweep_account(&account, now_us, &moves);
    assert_int_equal(effect.finding, SWEEP_EXPIRED);
    assert_int_equal(effect.points.minor, 10);
    assert_false(effect.is_more);
    assert_int_equal(account.balance.minor, 100);
    assert_int_equal(moves.count, 1);
    assert_int_equal(moves.list[0].points.minor, -10);
    assert_true(account_is_sound(&account));
    assert_int_equal(sweep_account(&account, now_us, &moves).finding, SWEEP_NOTHING);
}

static void a_lot_stays_as_long_as_it_could_be_spent_anywhere(void **state)
{
    (void)state;
    struct lot_moves moves;
    struct account account = lots_account(TODAY);
    assert_int_equal(sweep_account(&account, now_us - 1, &moves).finding, SWEEP_NOTHING);
}

static void a_hold_times_out_at_its_microsecond_and_changes_no_balance(void **state)
{
    (void)state;
    struct lot_moves moves;
    struct account account = held_account(LOT_NEVER, now_us);
    struct sweep_effect effect = sweep_account(&account, now_us, &moves);
    assert_int_equal(effect.finding, SWEEP_HOLD_TIMED_OUT);
    assert_int_equal(effect.hold, 7);
    assert_int_equal(effect.until_us, now_us);
    assert_int_equal(effect.points.minor, 50);
    assert_false(effect.is_more);
    assert_int_equal(account.balance.minor, 150);
    assert_int_equal(account.held_count, 0);
    assert_int_equal(account.lots[0].points.minor, 150);
    assert_true(account_is_sound(&account));
    assert_int_equal(sweep_account(&account, now_us, &moves).finding, SWEEP_NOTHING);
}

static void what_expired_while_it_was_held_expires_in_a_row_of_its_own(void **state)
{
    (void)state;
    struct lot_moves moves;
    struct account account = held_account(TODAY - 3, now_us - 1);
    struct sweep_effect effect = sweep_account(&account, now_us, &moves);
    assert_int_equal(effect.finding, SWEEP_HOLD_TIMED_OUT);
    assert_true(effect.is_more);
    effect = sweep_account(&account, now_us, &moves);
    assert_int_equal(effect.finding, SWEEP_EXPIRED);
    assert_int_equal(effect.points.minor, 50);
    assert_int_equal(account.balance.minor, 100);
}

static void holds_that_are_over_together_are_one_row_of_the_first(void **state)
{
    (void)state;
    struct lot_moves moves;
    struct account account = {.position = 9,
                              .balance = {6},
                              .held_count = 3,
                              .held = {{8, now_us - 2, {LOT_NEVER, 0, 0, 0, {1}}},
                                       {7, now_us - 1, {LOT_NEVER, 0, 0, 0, {2}}},
                                       {9, now_us + 1, {LOT_NEVER, 0, 0, 0, {3}}}}};
    struct sweep_effect effect = sweep_account(&account, now_us, &moves);
    assert_int_equal(effect.hold, 8);
    assert_int_equal(effect.points.minor, 3);
    assert_int_equal(account.held_count, 1);
    assert_int_equal(account.held[0].hold, 9);
}

static void what_comes_back_repays_debt_first(void **state)
{
    (void)state;
    struct lot_moves moves;
    struct account account = held_account(LOT_NEVER, now_us);
    account.debt.minor = 80;
    account.balance.minor -= 80;
    struct sweep_effect effect = sweep_account(&account, now_us, &moves);
    assert_int_equal(effect.points.minor, 50);
    assert_int_equal(account.debt.minor, 30);
    assert_int_equal(account.balance.minor, 70);
    assert_true(account_is_sound(&account));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_day_begins_where_it_is_latest),
        cmocka_unit_test(an_account_with_nothing_due_is_left_alone),
        cmocka_unit_test(expired_lots_are_written_off_once),
        cmocka_unit_test(a_lot_stays_as_long_as_it_could_be_spent_anywhere),
        cmocka_unit_test(a_hold_times_out_at_its_microsecond_and_changes_no_balance),
        cmocka_unit_test(what_expired_while_it_was_held_expires_in_a_row_of_its_own),
        cmocka_unit_test(holds_that_are_over_together_are_one_row_of_the_first),
        cmocka_unit_test(what_comes_back_repays_debt_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
