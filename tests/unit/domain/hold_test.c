// SPDX-License-Identifier: Apache-2.0
// Proves that a hold reserves particular points, that it ends once, and that whatever ends it, no
// point is lost, doubled or moved to another lot.
#include "domain/hold.h"

#include <string.h>

#include "support/cmocka.h"

enum { TODAY = 20000, TOMORROW = TODAY + 1, IN_A_YEAR = TODAY + 365 };

static const struct account_moment now = {.now_us = 1000, .today = TODAY};
static const struct account_moment later = {.now_us = 5000, .today = TODAY};

// 10 that expire tomorrow, and 100 that expire in a year
static struct account usual_account(void)
{
    return (struct account){.balance = {110},
                            .lot_count = 2,
                            .lots = {{TOMORROW, 0, 0, 0, {10}}, {IN_A_YEAR, 0, 0, 0, {100}}}};
}

static void reserve(struct account *account, int64_t position, int64_t minor, int64_t until_us)
{
    struct lot_moves moves = {.count = 0};
    struct hold hold = {position, until_us, {minor}};
    assert_int_equal(hold_reserve(account, &hold, now, &moves), VERDICT_APPROVED);
    assert_true(account_is_sound(account));
}

static void assert_same(const struct account *account, const struct account *wanted)
{
    assert_int_equal(account->balance.minor, wanted->balance.minor);
    assert_int_equal(account->debt.minor, wanted->debt.minor);
    assert_int_equal(account->held_count, wanted->held_count);
    assert_int_equal(account->lot_count, wanted->lot_count);
    assert_memory_equal(account->lots, wanted->lots, account->lot_count * sizeof(account->lots[0]));
}

static void a_hold_reserves_what_expires_first_and_changes_no_balance(void **state)
{
    (void)state;
    struct account account = usual_account();
    reserve(&account, 7, 15, 2000);
    assert_int_equal(account.balance.minor, 110);
    assert_int_equal(account.held_count, 2);
    assert_int_equal(account.held[0].lot.expires_on, TOMORROW);
    assert_int_equal(account.held[0].lot.points.minor, 10);
    assert_int_equal(account.held[1].lot.points.minor, 5);
    assert_int_equal(account_spendable(&account, now).minor, 95);
    assert_int_equal(hold_points(&account, 7, now.now_us).minor, 15);
    assert_int_equal(hold_points(&account, 8, now.now_us).minor, 0);
}

static void a_commit_spends_what_expires_first_and_gives_the_rest_back(void **state)
{
    (void)state;
    struct account account = usual_account();
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 30, 2000);
    assert_int_equal(hold_commit(&account, 7, (struct points){12}, now, &moves), VERDICT_APPROVED);
    const struct account wanted = {
        .balance = {98}, .lot_count = 1, .lots = {{IN_A_YEAR, 0, 0, 0, {98}}}};
    assert_same(&account, &wanted);
    const int64_t minors[] = {10, -10, 2, -2, 18};
    assert_int_equal(moves.count, BASE_COUNT(minors));
    for (size_t index = 0; index < BASE_COUNT(minors); index++) {
        assert_int_equal(moves.list[index].points.minor, minors[index]);
    }
}

static void a_void_gives_all_back_to_the_same_lots(void **state)
{
    (void)state;
    const struct account before = usual_account();
    struct account account = before;
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 110, 2000);
    assert_int_equal(account.lot_count, 0);
    assert_int_equal(hold_void(&account, 7, now, &moves), VERDICT_APPROVED);
    assert_same(&account, &before);
}

static void the_end_of_its_time_gives_all_back_to_the_same_lots(void **state)
{
    (void)state;
    const struct account before = usual_account();
    struct account account = before;
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 60, later.now_us);
    assert_int_equal(account_advance(&account, later, &moves), BASE_OK);
    assert_same(&account, &before);
}

static void a_hold_ends_once(void **state)
{
    (void)state;
    struct account ended[3];
    struct lot_moves moves = {.count = 0};
    for (size_t row = 0; row < BASE_COUNT(ended); row++) {
        ended[row] = usual_account();
        reserve(&ended[row], 7, 60, later.now_us);
    }
    assert_int_equal(hold_commit(&ended[0], 7, (struct points){60}, now, &moves), VERDICT_APPROVED);
    assert_int_equal(hold_void(&ended[1], 7, now, &moves), VERDICT_APPROVED);
    for (size_t row = 0; row < BASE_COUNT(ended); row++) {
        struct account account = ended[row]; // the third has only timed out
        moves.count = 0;
        assert_int_equal(hold_commit(&account, 7, (struct points){1}, later, &moves),
                         VERDICT_HOLD_ENDED);
        assert_int_equal(hold_void(&account, 7, later, &moves), VERDICT_HOLD_ENDED);
        assert_memory_equal(&account, &ended[row], sizeof(account));
        assert_int_equal(moves.count, 0);
    }
}

static void a_commit_is_at_most_what_is_held(void **state)
{
    (void)state;
    struct account account = usual_account();
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 60, 2000);
    assert_int_equal(hold_commit(&account, 7, (struct points){61}, now, &moves),
                     VERDICT_HOLD_EXCEEDED);
    assert_int_equal(hold_points(&account, 7, now.now_us).minor, 60);
}

static void held_points_cannot_be_held_again(void **state)
{
    (void)state;
    struct account account = usual_account();
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 60, 2000);
    struct account before = account;
    struct hold hold = {8, 2000, {51}};
    assert_int_equal(hold_reserve(&account, &hold, now, &moves), VERDICT_INSUFFICIENT_POINTS);
    assert_memory_equal(&account, &before, sizeof(account));
    reserve(&account, 8, 50, 3000);
}

static void points_of_a_hold_that_timed_out_can_be_held_again_at_once(void **state)
{
    (void)state;
    struct account account = usual_account();
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 110, later.now_us);
    struct hold hold = {8, later.now_us + 1, {110}};
    assert_int_equal(hold_reserve(&account, &hold, later, &moves), VERDICT_APPROVED);
    assert_int_equal(account.held_count, 2);
    assert_int_equal(hold_points(&account, 8, later.now_us).minor, 110);
    assert_true(account_is_sound(&account));
}

static void a_held_point_does_not_expire_while_its_hold_lasts(void **state)
{
    (void)state;
    const struct account_moment next_week = {.now_us = 1500, .today = TODAY + 7};
    struct account account = usual_account();
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 10, 2000);
    assert_int_equal(account_expire(&account, next_week.today, &moves).minor, 0);
    assert_int_equal(hold_commit(&account, 7, (struct points){10}, next_week, &moves),
                     VERDICT_APPROVED);
    assert_int_equal(account.balance.minor, 100);
}

static void what_an_ended_hold_gives_back_repays_debt_first(void **state)
{
    (void)state;
    const struct points no_limit = {INT64_MAX};
    struct account account = usual_account();
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, 110, 2000);
    assert_int_equal(
        account_claw_back(&account, (struct points){70}, no_limit, TODAY, &moves).minor, 70);
    assert_int_equal(account.balance.minor, 40);
    assert_int_equal(account.debt.minor, 70);
    struct hold hold = {8, 2000, {1}};
    assert_int_equal(hold_reserve(&account, &hold, now, &moves), VERDICT_DEBT_BLOCKS_SPENDING);
    assert_int_equal(hold_commit(&account, 7, (struct points){20}, now, &moves), VERDICT_APPROVED);
    assert_int_equal(account.balance.minor, 20);
    assert_int_equal(account.debt.minor, 0);
    assert_int_equal(account_spendable(&account, now).minor, 20);
    assert_true(account_is_sound(&account));
}

// One point in each of as many lots as an account can have.
static struct account scattered_account(void)
{
    struct account account = {.balance = {LOTS_MAX}, .lot_count = LOTS_MAX};
    for (int32_t index = 0; index < LOTS_MAX; index++) {
        account.lots[index] = (struct lot){TOMORROW + index, 0, 0, 0, {1}};
    }
    return account;
}

static void points_from_more_lots_than_there_are_pieces_keep_the_latest_expiry(void **state)
{
    (void)state;
    struct account account = scattered_account();
    struct lot_moves moves = {.count = 0};
    reserve(&account, 7, LOTS_MAX - 1, 2000);
    assert_int_equal(account.held_count, HOLDS_MAX);
    assert_int_equal(account.held[HOLDS_MAX - 2].lot.expires_on, TOMORROW + HOLDS_MAX - 2);
    assert_int_equal(account.held[HOLDS_MAX - 1].lot.expires_on, TOMORROW + LOTS_MAX - 2);
    assert_int_equal(account.held[HOLDS_MAX - 1].lot.points.minor, LOTS_MAX - HOLDS_MAX);
    assert_int_equal(hold_void(&account, 7, now, &moves), VERDICT_APPROVED);
    assert_int_equal(account_spendable(&account, now).minor, LOTS_MAX);
    assert_true(account_is_sound(&account));
}

static void a_hold_without_a_free_piece_is_refused(void **state)
{
    (void)state;
    struct account account = scattered_account();
    struct lot_moves moves = {.count = 0};
    for (int64_t position = 1; position <= HOLDS_MAX; position++) {
        reserve(&account, position, 1, later.now_us);
    }
    struct account before = account;
    struct hold hold = {99, 9000, {1}};
    assert_int_equal(hold_reserve(&account, &hold, now, &moves), VERDICT_TOO_MANY_HOLDS);
    assert_memory_equal(&account, &before, sizeof(account));
    assert_int_equal(moves.count, 0);
    assert_int_equal(hold_reserve(&account, &hold, later, &moves), VERDICT_APPROVED);
}

static void pieces_of_different_issuers_are_never_joined(void **state)
{
    (void)state;
    struct account account = scattered_account();
    struct lot_moves moves = {.count = 0};
    account.lots[HOLDS_MAX].partner = 5;
    struct hold hold = {7, 2000, {HOLDS_MAX + 1}};
    assert_int_equal(hold_reserve(&account, &hold, now, &moves), VERDICT_TOO_MANY_HOLDS);
    hold.points.minor = HOLDS_MAX;
    assert_int_equal(hold_reserve(&account, &hold, now, &moves), VERDICT_APPROVED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hold_reserves_what_expires_first_and_changes_no_balance),
        cmocka_unit_test(a_commit_spends_what_expires_first_and_gives_the_rest_back),
        cmocka_unit_test(a_void_gives_all_back_to_the_same_lots),
        cmocka_unit_test(the_end_of_its_time_gives_all_back_to_the_same_lots),
        cmocka_unit_test(a_hold_ends_once),
        cmocka_unit_test(a_commit_is_at_most_what_is_held),
        cmocka_unit_test(held_points_cannot_be_held_again),
        cmocka_unit_test(points_of_a_hold_that_timed_out_can_be_held_again_at_once),
        cmocka_unit_test(a_held_point_does_not_expire_while_its_hold_lasts),
        cmocka_unit_test(what_an_ended_hold_gives_back_repays_debt_first),
        cmocka_unit_test(points_from_more_lots_than_there_are_pieces_keep_the_latest_expiry),
        cmocka_unit_test(a_hold_without_a_free_piece_is_refused),
        cmocka_unit_test(pieces_of_different_issuers_are_never_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
