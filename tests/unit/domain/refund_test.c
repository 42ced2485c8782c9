// SPDX-License-Identifier: Apache-2.0
// Proves what a refund takes and gives back under each policy, where given-back points return to,
// and the refund law: slices in any order end at the balance of one refund. Well-known faults of
// other systems are tests here by their names.
#include "domain/refund.h"

#include <string.h>

#include "domain/award.h"
#include "domain/date.h"
#include "domain/seed.h"
#include "support/cmocka.h"

enum {
    TODAY = 20000, // 2024-10-04
    IN_A_MONTH = TODAY + 30,
    IN_A_YEAR = TODAY + 365,
    RATE_BP = 1100,
    LINES_MAX = 8,
};

static const struct account_moment now = {.now_us = 1000, .today = TODAY};

// A receipt that was posted, and what has come back of it.
struct sale {
    struct reckon_line lines[LINES_MAX];
    struct reckon_receipt receipt;
    struct reckon_left_line left_lines[LINES_MAX];
    struct reckon_left left;
    struct lot_moves moves;
    struct lot earned;
    struct points redeemed;
    struct points given_back;
    struct refund_unpaid unpaid;
};

static struct reckon_figures figures_of(const struct sale *sale, const struct reckon_left *left)
{
    struct reckon_figures figures = reckon_sum(&sale->receipt, left);
    struct award award;
    award_begin(&award, RATE_BP);
    for (uint32_t line = 0; line < sale->receipt.count; line++) {
        award_add_line(&award, reckon_line_base(&sale->receipt, left, line));
    }
    assert_int_equal(award_finish(&award, &figures.earned), VERDICT_APPROVED);
    return figures;
}

// Sells the lines of a sale, whose amounts and points are set; all the money earns.
static void sell(struct sale *sale, uint32_t count, struct account *account,
                 struct account_moment at)
{
    struct reckon_part parts[LINES_MAX];
    int64_t money = 0;
    sale->receipt = (struct reckon_receipt){sale->lines, count};
    sale->left.lines = sale->left_lines;
    for (uint32_t line = 0; line < count; line++) {
        money += sale->lines[line].amount.minor - sale->lines[line].redeemed.minor;
    }
    assert_int_equal(reckon_spread_base(sale->lines, count, (struct money){money}, parts), BASE_OK);
    reckon_begin(&sale->receipt, &sale->left);
    struct reckon_figures figures = figures_of(sale, &sale->left);
    sale->redeemed = figures.redeemed;
    sale->earned.points = figures.earned;
    assert_int_equal(account_advance(account, at, &sale->moves), BASE_OK);
    account_debit(account, figures.redeemed, at.today, &sale->moves);
    assert_int_equal(account_credit(account, sale->earned, at.today, &sale->moves), BASE_OK);
    account->lifetime.minor += figures.total.minor;
}

static struct sale sale_of(int64_t amount, int64_t redeemed)
{
    return (struct sale){.lines = {{{amount}, {redeemed}, {0}}},
                         .earned = {.expires_on = IN_A_YEAR}};
}

// What comes back must be worked out already: `after` replaces what is left.
static struct refund_effect refund_to(struct sale *sale, struct account *account,
                                      struct account_moment at, struct refund_rules rules,
                                      const struct reckon_left *after)
{
    struct refund refund = {.earned = sale->earned,
                            .spent = &sale->moves,
                            .redeemed = sale->redeemed,
                            .given_back = sale->given_back,
                            .unpaid = sale->unpaid,
                            .rules = rules};
    struct reckon_figures before = figures_of(sale, &sale->left);
    struct reckon_figures left = figures_of(sale, after);
    assert_int_equal(reckon_subtract(&before, &left, &refund.slice), VERDICT_APPROVED);
    struct refund_effect effect;
    struct lot_moves moves = {.count = 0};
    int64_t balance = account->balance.minor;
    assert_int_equal(refund_apply(account, &refund, at, &effect, &moves), VERDICT_APPROVED);
    assert_true(account_is_sound(account));
    assert_int_equal(account->balance.minor - balance, effect.given.minor - effect.taken.minor);
    assert_int_equal(refund.slice.earned.minor, effect.taken.minor + effect.lapsed.minor +
                                                    effect.unpaid.written_off.minor +
                                                    effect.unpaid.cash_deducted.minor);
    assert_true(effect.pay_out.minor >= 0);
    assert_int_equal(refund.slice.total.minor,
                     effect.pay_out.minor + effect.given.minor + effect.unpaid.cash_deducted.minor);
    sale->given_back.minor += effect.given.minor;
    sale->unpaid.written_off.minor += effect.unpaid.written_off.minor;
    sale->unpaid.cash_deducted.minor += effect.unpaid.cash_deducted.minor;
    sale->left.by_amount = after->by_amount;
    memcpy(sale->left_lines, after->lines, sizeof(sale->left_lines));
    return effect;
}

static struct refund_rules rules_of(enum programme_refund_policy policy)
{
    return (struct refund_rules){.policy = policy, .debt_max = {INT64_MAX}, .grace_days = 30};
}

static struct refund_effect refund_amount(struct sale *sale, struct account *account,
                                          struct account_moment at, struct refund_rules rules,
                                          int64_t minor)
{
    struct reckon_left_line lines[LINES_MAX];
    struct reckon_left after = {.lines = lines};
    assert_int_equal(reckon_take_amount(&sale->receipt, &sale->left, (struct money){minor}, &after),
                     VERDICT_APPROVED);
    return refund_to(sale, account, at, rules, &after);
}

static struct account account_with(int64_t minor)
{
    struct account account = {.balance = {minor}, .lot_count = 1};
    account.lots[0] = (struct lot){.expires_on = IN_A_MONTH, .points = {minor}};
    return account;
}

static void a_refund_takes_back_what_was_earned_and_gives_back_what_was_redeemed(void **state)
{
    (void)state;
    struct account account = account_with(5000);
    struct account before = account;
    struct sale sale = sale_of(20000, 4000);
    sell(&sale, 1, &account, now);
    assert_int_equal(account.balance.minor, 5000 - 4000 + 1760);
    struct refund_effect effect =
        refund_amount(&sale, &account, now, rules_of(PROGRAMME_REFUND_DEBT), 20000);
    assert_int_equal(effect.taken.minor, 1760);
    assert_int_equal(effect.given.minor, 4000);
    assert_int_equal(effect.pay_out.minor, 16000);
    assert_memory_equal(&account, &before, sizeof(account.balance) + sizeof(account.lifetime));
    assert_int_equal(account.lot_count, 1);
    assert_memory_equal(account.lots, before.lots, sizeof(account.lots[0]));
}

static void points_are_not_kept_after_a_refund(void **state)
{
    (void)state;
    const enum programme_refund_policy policies[] = {PROGRAMME_REFUND_DEBT, PROGRAMME_REFUND_CAP,
                                                     PROGRAMME_REFUND_CASH};
    for (size_t row = 0; row < BASE_COUNT(policies); row++) {
        struct account account = {0};
        struct sale sale = sale_of(100000, 0);
        sell(&sale, 1, &account, now);
        assert_int_equal(account.balance.minor, 11000);
        refund_amount(&sale, &account, now, rules_of(policies[row]), 100000);
        assert_int_equal(account.balance.minor, 0);
        assert_int_equal(account.lot_count, 0);
        assert_int_equal(account.lifetime.minor, 0);
    }
}

static void ten_refunds_of_1_take_and_give_what_one_refund_of_10_does(void **state)
{
    (void)state;
    struct account one = account_with(777);
    struct sale sale = {.lines = {{{999}, {333}, {0}}, {{1001}, {0}, {0}}, {{77}, {1}, {0}}},
                        .earned = {.expires_on = IN_A_YEAR}};
    sell(&sale, 3, &one, now);
    struct account ten = one;
    struct sale sliced = sale;
    sliced.receipt.lines = sliced.lines;
    sliced.left.lines = sliced.left_lines;
    struct refund_effect whole =
        refund_amount(&sale, &one, now, rules_of(PROGRAMME_REFUND_DEBT), 1000);
    int64_t taken = 0;
    int64_t given = 0;
    for (int slice = 0; slice < 10; slice++) {
        struct refund_effect effect =
            refund_amount(&sliced, &ten, now, rules_of(PROGRAMME_REFUND_DEBT), 100);
        taken += effect.taken.minor;
        given += effect.given.minor;
    }
    assert_int_equal(taken, whole.taken.minor);
    assert_int_equal(given, whole.given.minor);
    assert_int_equal(ten.balance.minor, one.balance.minor);
    assert_memory_equal(ten.lots, one.lots, one.lot_count * sizeof(one.lots[0]));
}

// The points a refunded receipt earned were spent on another receipt, which is refunded, too: they
// are charged once, not once as debt and once more out of what comes back.
static void spent_points_are_not_charged_twice_on_refund(void **state)
{
    (void)state;
    struct account account = {0};
    struct sale first = sale_of(100000, 0);
    struct sale second = sale_of(11000, 11000);
    sell(&first, 1, &account, now);
    sell(&second, 1, &account, now);
    assert_int_equal(account.balance.minor, 0);
    refund_amount(&first, &account, now, rules_of(PROGRAMME_REFUND_DEBT), 100000);
    assert_int_equal(account.balance.minor, -11000);
    assert_int_equal(account.debt.minor, 11000);
    struct refund_effect effect =
        refund_amount(&second, &account, now, rules_of(PROGRAMME_REFUND_DEBT), 11000);
    assert_int_equal(effect.pay_out.minor, 0);
    assert_int_equal(account.balance.minor, 0);
    assert_int_equal(account.debt.minor, 0);
    assert_int_equal(account.lot_count, 0);
}

static void spent_points_become_debt_up_to_its_limit(void **state)
{
    (void)state;
    struct account account = {0};
    struct sale earning = sale_of(100000, 0);
    struct sale spending = sale_of(10000, 10000);
    struct refund_rules rules = rules_of(PROGRAMME_REFUND_DEBT);
    rules.debt_max.minor = 7000;
    sell(&earning, 1, &account, now);
    sell(&spending, 1, &account, now);
    struct refund_effect effect = refund_amount(&earning, &account, now, rules, 100000);
    assert_int_equal(effect.taken.minor, 8000);
    assert_int_equal(effect.unpaid.written_off.minor, 3000);
    assert_int_equal(effect.pay_out.minor, 100000);
    assert_int_equal(account.balance.minor, -7000);
    assert_int_equal(account.debt.minor, 7000);
}

static void spent_points_are_written_off_where_balances_are_capped(void **state)
{
    (void)state;
    struct account account = {0};
    struct sale earning = sale_of(100000, 0);
    struct sale spending = sale_of(10000, 10000);
    sell(&earning, 1, &account, now);
    sell(&spending, 1, &account, now);
    struct refund_effect effect =
        refund_amount(&earning, &account, now, rules_of(PROGRAMME_REFUND_CAP), 100000);
    assert_int_equal(effect.taken.minor, 1000);
    assert_int_equal(effect.unpaid.written_off.minor, 10000);
    assert_int_equal(account.balance.minor, 0);
    assert_int_equal(account.debt.minor, 0);
}

static void spent_points_are_kept_back_from_the_money_as_far_as_that_goes(void **state)
{
    (void)state;
    struct account account = account_with(99000);
    struct sale earning = sale_of(100000, 0);
    struct sale spending = sale_of(110000, 110000);
    sell(&earning, 1, &account, now);
    sell(&spending, 1, &account, now);
    struct refund_effect effect =
        refund_amount(&earning, &account, now, rules_of(PROGRAMME_REFUND_CASH), 100000);
    assert_int_equal(effect.taken.minor, 0);
    assert_int_equal(effect.unpaid.cash_deducted.minor, 11000);
    assert_int_equal(effect.pay_out.minor, 89000);
    assert_int_equal(account.balance.minor, 0);

    struct refund poor = {.slice = {.total = {100}, .base = {100}, .earned = {250}},
                          .earned = {.expires_on = LOT_NEVER},
                          .rules = rules_of(PROGRAMME_REFUND_CASH)};
    struct lot_moves moves = {.count = 0};
    assert_int_equal(refund_apply(&account, &poor, now, &effect, &moves), VERDICT_APPROVED);
    assert_int_equal(effect.unpaid.cash_deducted.minor, 100);
    assert_int_equal(effect.unpaid.written_off.minor, 150);
    assert_int_equal(effect.pay_out.minor, 0);
}

static void given_back_points_return_to_their_lots_the_last_burned_first(void **state)
{
    (void)state;
    struct account account = {.balance = {600},
                              .lot_count = 3,
                              .lots = {{TODAY + 1, 0, 0, 0, {100}},
                                       {TODAY + 2, 0, 0, 0, {200}},
                                       {TODAY + 3, 0, 5, 7, {300}}}};
    struct sale sale = sale_of(500, 500);
    sell(&sale, 1, &account, now);
    assert_int_equal(account.lot_count, 1);
    struct refund_rules rules = rules_of(PROGRAMME_REFUND_DEBT);
    refund_amount(&sale, &account, now, rules, 250);
    assert_int_equal(account.lot_count, 2);
    assert_int_equal(account.lots[0].expires_on, TODAY + 2);
    assert_int_equal(account.lots[0].points.minor, 50);
    assert_int_equal(account.lots[1].partner, 5);
    assert_int_equal(account.lots[1].restriction, 7);
    assert_int_equal(account.lots[1].points.minor, 300);
    refund_amount(&sale, &account, now, rules, 250);
    const int64_t minors[] = {100, 200, 300};
    assert_int_equal(account.lot_count, 3);
    for (size_t index = 0; index < BASE_COUNT(minors); index++) {
        assert_int_equal(account.lots[index].points.minor, minors[index]);
    }
}

static void points_paid_out_of_a_hold_return_to_the_lots_it_took_them_from(void **state)
{
    (void)state;
    struct account account = {
        .balance = {40},
        .held_count = 2,
        .held = {{9, 5000, {TODAY - 3, 0, 0, 0, {10}}}, {9, 5000, {TODAY + 9, 0, 0, 0, {30}}}}};
    struct lot_moves spent = {.count = 0};
    // As a commit of 15 notes it: spent out of the hold, and the rest given back.
    lot_moves_note(&spent, &account.held[0].lot, 10);
    lot_moves_note(&spent, &account.held[0].lot, -10);
    lot_moves_note(&spent, &account.held[1].lot, 5);
    lot_moves_note(&spent, &account.held[1].lot, -5);
    lot_moves_note(&spent, &account.held[1].lot, 25);
    account =
        (struct account){.balance = {25}, .lot_count = 1, .lots = {{TODAY + 9, 0, 0, 0, {25}}}};
    struct refund refund = {.slice = {.total = {15}, .redeemed = {15}},
                            .earned = {.expires_on = LOT_NEVER},
                            .spent = &spent,
                            .redeemed = {15},
                            .rules = rules_of(PROGRAMME_REFUND_DEBT)};
    struct refund_effect effect;
    struct lot_moves moves = {.count = 0};
    assert_int_equal(refund_apply(&account, &refund, now, &effect, &moves), VERDICT_APPROVED);
    assert_int_equal(account.lots[0].expires_on, TODAY + 9);
    assert_int_equal(account.lots[0].points.minor, 30);
    assert_int_equal(account.lots[1].expires_on, date_to_day(2024, 12, 1));
    assert_int_equal(account.lots[1].points.minor, 10);
}

static void points_whose_lot_is_not_on_record_come_back_for_ever(void **state)
{
    (void)state;
    struct account account = {0};
    struct refund refund = {.slice = {.total = {15}, .redeemed = {15}},
                            .earned = {.expires_on = LOT_NEVER},
                            .redeemed = {15},
                            .rules = rules_of(PROGRAMME_REFUND_DEBT)};
    struct refund_effect effect;
    struct lot_moves moves = {.count = 0};
    assert_int_equal(refund_apply(&account, &refund, now, &effect, &moves), VERDICT_APPROVED);
    assert_int_equal(account.lots[0].expires_on, LOT_NEVER);
    assert_int_equal(account.balance.minor, 15);
}

// Given back with a grace; and what the holder lost by expiry is not charged again.
static void a_receipt_whose_lots_have_expired_can_be_refunded(void **state)
{
    (void)state;
    const struct account_moment late = {.now_us = 2000, .today = IN_A_YEAR};
    struct account account = account_with(5000);
    struct sale sale = sale_of(20000, 4000);
    struct lot_moves moves = {.count = 0};
    sell(&sale, 1, &account, now);
    for (int swept = 0; swept <= 1; swept++) {
        struct account aged = account;
        struct sale returned = sale;
        returned.receipt.lines = returned.lines;
        returned.left.lines = returned.left_lines;
        if (swept == 1) {
            assert_int_equal(account_expire(&aged, late.today, &moves).minor, 1000 + 1760);
        }
        struct refund_effect effect =
            refund_amount(&returned, &aged, late, rules_of(PROGRAMME_REFUND_DEBT), 20000);
        assert_int_equal(effect.given.minor, 4000);
        assert_int_equal(effect.lapsed.minor, 1760);
        assert_int_equal(effect.taken.minor, 0);
        assert_int_equal(account_spendable(&aged, late).minor, 4000);
        assert_int_equal(aged.debt.minor, 0);
        const struct lot *graced = &aged.lots[aged.lot_count - 1];
        assert_int_equal(graced->points.minor, 4000);
        assert_int_equal(graced->expires_on, lot_month_end(late.today + 30));
    }
}

static void a_slice_after_which_more_is_earned_gives_the_difference(void **state)
{
    (void)state;
    struct account account = {0};
    struct refund refund = {.slice = {.total = {100}, .base = {100}, .earned = {-20}},
                            .earned = {.expires_on = IN_A_YEAR, .active_from = IN_A_MONTH},
                            .rules = rules_of(PROGRAMME_REFUND_CAP)};
    struct refund_effect effect;
    struct lot_moves moves = {.count = 0};
    assert_int_equal(refund_apply(&account, &refund, now, &effect, &moves), VERDICT_APPROVED);
    assert_int_equal(effect.taken.minor, -20);
    assert_int_equal(account.lots[0].active_from, IN_A_MONTH);
    assert_int_equal(account_divide(&account, now).pending.minor, 20);
    refund.unpaid.written_off.minor = 15;
    assert_int_equal(refund_apply(&account, &refund, now, &effect, &moves), VERDICT_APPROVED);
    assert_int_equal(effect.unpaid.written_off.minor, -15);
    assert_int_equal(account.balance.minor, 25);
}

static void a_refund_that_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    struct account account = account_with(INT64_MAX);
    account.lifetime.minor = INT64_MIN + 1;
    const struct account before = account;
    struct refund refund = {.slice = {.total = {15}, .redeemed = {15}},
                            .earned = {.expires_on = LOT_NEVER},
                            .redeemed = {15},
                            .rules = rules_of(PROGRAMME_REFUND_DEBT)};
    struct refund_effect effect;
    struct lot_moves moves = {.count = 0};
    assert_int_equal(refund_apply(&account, &refund, now, &effect, &moves), VERDICT_OUT_OF_RANGE);
    refund.slice.redeemed.minor = 0;
    assert_int_equal(refund_apply(&account, &refund, now, &effect, &moves), VERDICT_OUT_OF_RANGE);
    assert_memory_equal(&account, &before, sizeof(account));
    assert_int_equal(moves.count, 0);
}

// The law.

static void refund_in_random_slices(struct sale *sale, struct account *account,
                                    struct refund_rules rules, uint64_t *seed)
{
    int64_t left = figures_of(sale, &sale->left).total.minor;
    while (left > 0) {
        struct reckon_left_line lines[LINES_MAX];
        struct reckon_left after = {.lines = lines};
        uint32_t line = (uint32_t)seed_between(seed, 0, sale->receipt.count - 1);
        struct reckon_slice slice = {line, sale->left.lines[line].left};
        if (seed_between(seed, 0, 2) == 0) {
            slice.amount.minor = seed_between(seed, 0, slice.amount.minor);
        }
        assert_int_equal(reckon_take_lines(&sale->receipt, &sale->left, &slice, 1, &after),
                         VERDICT_APPROVED);
        if (seed_between(seed, 0, 2) == 0) {
            struct money amount = {seed_between(seed, 0, left)};
            assert_int_equal(reckon_take_amount(&sale->receipt, &sale->left, amount, &after),
                             VERDICT_APPROVED);
        }
        refund_to(sale, account, now, rules, &after);
        left = figures_of(sale, &sale->left).total.minor;
    }
}

static void slices_in_any_order_end_at_the_balance_of_one_refund(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 3000; round++) {
        struct account account = account_with(seed_between(&seed, 1, 5000));
        struct sale sale = {.earned = {.expires_on = IN_A_YEAR}};
        uint32_t count = (uint32_t)seed_between(&seed, 1, LINES_MAX);
        int64_t room = account.balance.minor;
        for (uint32_t line = 0; line < count; line++) {
            int64_t amount = seed_between(&seed, 1, 9000);
            int64_t redeemed = seed_between(&seed, 0, amount < room ? amount : room);
            sale.lines[line] = (struct reckon_line){{amount}, {redeemed}, {0}};
            room -= redeemed;
        }
        sell(&sale, count, &account, now);
        struct lot_moves moves = {.count = 0};
        struct points spendable = account_spendable(&account, now);
        account_debit(&account, (struct points){seed_between(&seed, 0, spendable.minor)}, TODAY,
                      &moves);
        struct refund_rules rules =
            rules_of((enum programme_refund_policy)seed_between(&seed, 1, 3));
        rules.debt_max.minor = seed_between(&seed, 0, 1) * seed_between(&seed, 0, 2000);
        struct account whole = account;
        struct sale sliced = sale;
        sliced.receipt.lines = sliced.lines;
        sliced.left.lines = sliced.left_lines;
        refund_amount(&sale, &whole, now, rules, figures_of(&sale, &sale.left).total.minor);
        refund_in_random_slices(&sliced, &account, rules, &seed);
        assert_int_equal(account.balance.minor, whole.balance.minor);
        assert_int_equal(account.debt.minor, whole.debt.minor);
        assert_int_equal(sliced.given_back.minor, sale.given_back.minor);
        assert_int_equal(sliced.unpaid.written_off.minor + sliced.unpaid.cash_deducted.minor,
                         sale.unpaid.written_off.minor + sale.unpaid.cash_deducted.minor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refund_takes_back_what_was_earned_and_gives_back_what_was_redeemed),
        cmocka_unit_test(points_are_not_kept_after_a_refund),
        cmocka_unit_test(ten_refunds_of_1_take_and_give_what_one_refund_of_10_does),
        cmocka_unit_test(spent_points_are_not_charged_twice_on_refund),
        cmocka_unit_test(spent_points_become_debt_up_to_its_limit),
        cmocka_unit_test(spent_points_are_written_off_where_balances_are_capped),
        cmocka_unit_test(spent_points_are_kept_back_from_the_money_as_far_as_that_goes),
        cmocka_unit_test(given_back_points_return_to_their_lots_the_last_burned_first),
        cmocka_unit_test(points_paid_out_of_a_hold_return_to_the_lots_it_took_them_from),
        cmocka_unit_test(points_whose_lot_is_not_on_record_come_back_for_ever),
        cmocka_unit_test(a_receipt_whose_lots_have_expired_can_be_refunded),
        cmocka_unit_test(a_slice_after_which_more_is_earned_gives_the_difference),
        cmocka_unit_test(a_refund_that_does_not_fit_changes_nothing),
        cmocka_unit_test(slices_in_any_order_end_at_the_balance_of_one_refund),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
