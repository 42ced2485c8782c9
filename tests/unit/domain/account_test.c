// SPDX-License-Identifier: Apache-2.0
// Proves that an account adds up, that its parts are what they are whether or not anything has run
// since, and that points that come free repay debt first.
#include "domain/account.h"

#include <string.h>

#include "support/cmocka.h"

enum { TODAY = 20000, TOMORROW = TODAY + 1, IN_A_YEAR = TODAY + 365 };

static const struct account_moment now = {.now_us = 1000, .today = TODAY};
static const struct points no_limit = {INT64_MAX};

// 100 spendable, 1000 pending, 10 expired, 30 held until 1001 and 4 until 1000, which is now.
static struct account account_of_all_kinds(void)
{
    return (struct account){
        .balance = {1144},
        .lot_count = 3,
        .lots = {{TODAY, 0, 0, 0, {10}},
                 {IN_A_YEAR, 0, 0, 0, {100}},
                 {IN_A_YEAR, TOMORROW, 0, 0, {1000}}},
        .held_count = 2,
        .held = {{8, 1000, {IN_A_YEAR, 0, 0, 0, {4}}}, {7, 1001, {TOMORROW, 0, 0, 0, {30}}}},
    };
}

static void assert_parts(const struct account *account, struct account_moment at,
                         struct account_parts wanted)
{
    struct account_parts parts = account_divide(account, at);
    assert_int_equal(parts.spendable.minor, wanted.spendable.minor);
    assert_int_equal(parts.pending.minor, wanted.pending.minor);
    assert_int_equal(parts.held.minor, wanted.held.minor);
    assert_int_equal(parts.expired.minor, wanted.expired.minor);
    assert_int_equal(parts.debt.minor, wanted.debt.minor);
}

static void an_account_that_adds_up_is_sound(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    assert_true(account_is_sound(&account));
    assert_true(account_is_sound(&(struct account){0}));
    assert_true(account_is_sound(&(struct account){.balance = {-5}, .debt = {5}}));
}

static void an_account_that_does_not_add_up_is_not_sound(void **state)
{
    (void)state;
    struct account wrong[8];
    for (size_t row = 0; row < BASE_COUNT(wrong); row++) {
        wrong[row] = account_of_all_kinds();
    }
    wrong[0].balance.minor++;
    wrong[1].debt.minor++;
    wrong[2].debt.minor = -1;
    wrong[2].balance.minor++;
    wrong[3].lots[2].active_from = 0; // twice the same lot
    wrong[4].lots[0].points.minor = 0;
    wrong[4].balance.minor -= 10;
    wrong[5].held[0].until_us = 1002; // out of order
    wrong[6].lots[0].points.minor = INT64_MAX;
    wrong[7].lot_count = LOTS_MAX + 1;
    for (size_t row = 0; row < BASE_COUNT(wrong); row++) {
        assert_false(account_is_sound(&wrong[row]));
    }
}

static void a_hold_counts_as_given_back_from_the_moment_its_time_is_over(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    assert_parts(&account, (struct account_moment){999, TODAY},
                 (struct account_parts){{100}, {1000}, {34}, {10}, {0}});
    assert_parts(&account, now, (struct account_parts){{104}, {1000}, {30}, {10}, {0}});
    assert_parts(&account, (struct account_moment){1001, TODAY},
                 (struct account_parts){{134}, {1000}, {0}, {10}, {0}});
    assert_parts(&account, (struct account_moment){1001, TOMORROW},
                 (struct account_parts){{1104}, {0}, {0}, {40}, {0}});
    assert_int_equal(account_spendable(&account, now).minor, 104);
}

static void advancing_an_account_changes_none_of_its_parts(void **state)
{
    (void)state;
    for (int64_t now_us = 999; now_us <= 1001; now_us++) {
        for (int32_t today = TODAY - 1; today <= TOMORROW; today++) {
            for (int64_t debt = 0; debt <= 40; debt += 2) {
                struct account account = account_of_all_kinds();
                struct account_moment at = {now_us, today};
                struct lot_moves moves = {.count = 0};
                account.debt.minor = debt;
                account.balance.minor -= debt;
                struct account_parts parts = account_divide(&account, at);
                assert_int_equal(account_advance(&account, at, &moves), BASE_OK);
                assert_true(account_is_sound(&account));
                assert_int_equal(account.balance.minor, 1144 - debt);
                assert_parts(&account, at, parts);
            }
        }
    }
}

static void nothing_can_be_spent_while_anything_is_owed(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    account.debt.minor = 5;
    account.balance.minor -= 5;
    assert_int_equal(account_spendable(&account, now).minor, 0);
    assert_int_equal(account_divide(&account, now).debt.minor, 1);
}

static void points_that_come_free_repay_debt_and_the_rest_is_a_lot(void **state)
{
    (void)state;
    struct account account = {.balance = {-70}, .debt = {70}};
    struct lot_moves moves = {.count = 0};
    struct lot earned = {.expires_on = IN_A_YEAR, .points = {50}};
    assert_int_equal(account_credit(&account, earned, TODAY, &moves), BASE_OK);
    assert_int_equal(account.balance.minor, -20);
    assert_int_equal(account.debt.minor, 20);
    assert_int_equal(account.lot_count, 0);
    assert_int_equal(moves.count, 0);
    assert_int_equal(account_credit(&account, earned, TODAY, &moves), BASE_OK);
    assert_int_equal(account.balance.minor, 30);
    assert_int_equal(account.debt.minor, 0);
    assert_int_equal(account.lots[0].points.minor, 30);
    assert_int_equal(moves.count, 1);
    assert_true(account_is_sound(&account));
}

static void an_award_that_does_not_fit_is_out_of_range(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    struct lot_moves moves = {.count = 0};
    struct lot earned = {.expires_on = IN_A_YEAR, .points = {INT64_MAX - 1143}};
    assert_int_equal(account_credit(&account, earned, TODAY, &moves), BASE_OUT_OF_RANGE);
    earned.points.minor = -1;
    assert_int_equal(account_credit(&account, earned, TODAY, &moves), BASE_OUT_OF_RANGE);
    account.debt.minor = 1;
    account.balance.minor--;
    earned.points.minor = INT64_MAX - 1143;
    assert_int_equal(account_credit(&account, earned, TODAY, &moves), BASE_OUT_OF_RANGE);
    earned.points.minor--;
    assert_int_equal(account_credit(&account, earned, TODAY, &moves), BASE_OK);
    assert_true(account_is_sound(&account));
}

static void spending_takes_what_expires_first(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    struct lot_moves moves = {.count = 0};
    assert_int_equal(account_advance(&account, now, &moves), BASE_OK);
    account_debit(&account, (struct points){104}, TODAY, &moves);
    assert_int_equal(account.balance.minor, 1040);
    assert_int_equal(account_spendable(&account, now).minor, 0);
    assert_true(account_is_sound(&account));
}

static void what_cannot_be_taken_back_is_owed_up_to_the_limit(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    struct lot_moves moves = {.count = 0};
    struct points wanted = {1150};
    assert_int_equal(account_claw_back(&account, wanted, (struct points){20}, TODAY, &moves).minor,
                     1120);
    assert_int_equal(account.debt.minor, 20);
    assert_int_equal(account.balance.minor, 24);
    assert_int_equal(account_claw_back(&account, wanted, (struct points){20}, TODAY, &moves).minor,
                     0);
    assert_int_equal(account_claw_back(&account, wanted, no_limit, TODAY, &moves).minor, 1150);
    assert_int_equal(account.debt.minor, 1170);
    assert_true(account_is_sound(&account));
}

static void a_sweep_writes_off_what_has_expired_and_not_what_is_held(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    struct lot_moves moves = {.count = 0};
    assert_int_equal(account_expire(&account, TOMORROW, &moves).minor, 10);
    assert_int_equal(account.balance.minor, 1134);
    assert_int_equal(account.held_count, 2);
    assert_true(account_is_sound(&account));
}

static void the_flat_form_of_a_hold_is_seven_numbers_a_piece(void **state)
{
    (void)state;
    struct account account = account_of_all_kinds();
    const int64_t wanted[] = {8, 1000, IN_A_YEAR, 0, 0, 0, 4, 7, 1001, TOMORROW, 0, 0, 0, 30};
    int64_t numbers[HOLDS_MAX * HOLD_STRIDE];
    assert_int_equal(holds_flatten(account.held, account.held_count, numbers), 14);
    assert_memory_equal(numbers, wanted, sizeof(wanted));
    struct held back[HOLDS_MAX];
    uint16_t count;
    assert_int_equal(holds_unflatten(numbers, 14, back, &count), BASE_OK);
    assert_int_equal(count, 2);
    assert_memory_equal(back, account.held, 2 * sizeof(back[0]));
}

static void a_flat_form_no_account_can_have_is_refused(void **state)
{
    (void)state;
    const int64_t rows[][2 * HOLD_STRIDE] = {
        {0, 1000, 1, 0, 0, 0, 4, 7, 1001, 1, 0, 0, 0, 30},  // held by no row
        {8, -1, 1, 0, 0, 0, 4, 7, 1001, 1, 0, 0, 0, 30},    // until before 1970
        {8, 1000, -1, 0, 0, 0, 4, 7, 1001, 1, 0, 0, 0, 30}, // no lot
        {8, 1000, 1, 0, 0, 0, 0, 7, 1001, 1, 0, 0, 0, 30},  // nothing held
        {8, 1000, 1, 0, 0, 0, 4, 7, 1000, 1, 0, 0, 0, 30},  // out of order
        {8, 1000, 1, 0, 0, 0, 4, 8, 1000, 1, 0, 0, 0, 30},  // not merged
    };
    struct held held[HOLDS_MAX];
    uint16_t count = 9;
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        assert_int_equal(holds_unflatten(rows[row], 2 * HOLD_STRIDE, held, &count),
                         BASE_OUT_OF_RANGE);
        assert_int_equal(count, 0);
    }
    assert_int_equal(holds_unflatten(rows[0], HOLD_STRIDE + 1, held, &count), BASE_OUT_OF_RANGE);
    static const int64_t many[(HOLDS_MAX + 1) * HOLD_STRIDE];
    assert_int_equal(holds_unflatten(many, BASE_COUNT(many), held, &count), BASE_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_that_adds_up_is_sound),
        cmocka_unit_test(an_account_that_does_not_add_up_is_not_sound),
        cmocka_unit_test(a_hold_counts_as_given_back_from_the_moment_its_time_is_over),
        cmocka_unit_test(advancing_an_account_changes_none_of_its_parts),
        cmocka_unit_test(nothing_can_be_spent_while_anything_is_owed),
        cmocka_unit_test(points_that_come_free_repay_debt_and_the_rest_is_a_lot),
        cmocka_unit_test(an_award_that_does_not_fit_is_out_of_range),
        cmocka_unit_test(spending_takes_what_expires_first),
        cmocka_unit_test(what_cannot_be_taken_back_is_owed_up_to_the_limit),
        cmocka_unit_test(a_sweep_writes_off_what_has_expired_and_not_what_is_held),
        cmocka_unit_test(the_flat_form_of_a_hold_is_seven_numbers_a_piece),
        cmocka_unit_test(a_flat_form_no_account_can_have_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
