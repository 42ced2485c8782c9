// SPDX-License-Identifier: Apache-2.0
// Proves the values of a Reversal, and that undoing a purchase, a commit or a refund leaves the
// account as if it had never been.
#include "domain/reversal.h"

#include "support/cmocka.h"

enum { TODAY = 20000, IN_A_MONTH = TODAY + 30, IN_A_YEAR = TODAY + 365 };

static const struct account_moment now = {.now_us = 1000, .today = TODAY};
static const struct refund_rules debt = {
    .policy = PROGRAMME_REFUND_DEBT, .debt_max = {INT64_MAX}, .grace_days = 30};

// The value rules.

static struct reversal reversal_of_card(void)
{
    return (struct reversal){.epoch = 7,
                             .stan = 3,
                             .card = "4006381333931",
                             .at_us = INT64_C(1291191960000000),
                             .utc_offset_min = 180};
}

static void assert_check(const struct reversal *reversal, enum verdict expected)
{
    const char *detail = NULL;
    assert_int_equal(reversal_check(reversal, &detail), expected);
    assert_true((expected == VERDICT_APPROVED) == (detail == NULL));
}

static void a_reversal_names_an_earlier_key_and_a_place(void **state)
{
    (void)state;
    struct reversal reversal = reversal_of_card();
    assert_check(&reversal, VERDICT_APPROVED);
    reversal.card = NULL;
    assert_check(&reversal, VERDICT_INVALID);
    reversal.has_rrn = true;
    assert_check(&reversal, VERDICT_APPROVED);
    reversal.has_rrn = false;
    reversal.fiscal_device = "FD-1";
    assert_check(&reversal, VERDICT_INVALID);
    reversal.device_store = 5;
    assert_check(&reversal, VERDICT_APPROVED);
    reversal.is_itself = true;
    assert_check(&reversal, VERDICT_INVALID);
    reversal.is_itself = false;
    reversal.stan = 0;
    assert_check(&reversal, VERDICT_INVALID);
}

static void a_reversals_card_and_time_must_be_possible(void **state)
{
    (void)state;
    struct reversal reversal = reversal_of_card();
    reversal.card = "";
    assert_check(&reversal, VERDICT_INVALID);
    reversal = reversal_of_card();
    reversal.at_us = -1;
    assert_check(&reversal, VERDICT_INVALID);
    reversal = reversal_of_card();
    reversal.utc_offset_min = -721;
    assert_check(&reversal, VERDICT_INVALID);
}

// Undoing.

static struct lot lot_of(int32_t expires_on, int64_t minor)
{
    return (struct lot){.expires_on = expires_on, .points = {minor}};
}

// Two lots of 50.00 and 60.00, 1000.00 bought so far.
static struct account account_of_two_lots(void)
{
    struct account account = {.position = 41, .balance = {11000}, .lifetime = {100000}};
    assert_int_equal(lot_add(account.lots, &account.lot_count, lot_of(IN_A_MONTH, 5000)), BASE_OK);
    assert_int_equal(lot_add(account.lots, &account.lot_count, lot_of(IN_A_YEAR, 6000)), BASE_OK);
    return account;
}

static void assert_same_account(const struct account *a, const struct account *b)
{
    assert_true(account_is_sound(a));
    assert_int_equal(a->balance.minor, b->balance.minor);
    assert_int_equal(a->lifetime.minor, b->lifetime.minor);
    assert_int_equal(a->debt.minor, b->debt.minor);
    assert_int_equal(a->lot_count, b->lot_count);
    for (uint16_t index = 0; index < a->lot_count; index++) {
        assert_int_equal(lot_compare(&a->lots[index], &b->lots[index]), 0);
        assert_int_equal(a->lots[index].points.minor, b->lots[index].points.minor);
    }
}

// A purchase of 100.00, 70.00 of it by points, which earns 3.30.
static struct reversal_original sell(struct account *account, struct lot_moves *moves)
{
    struct lot earned = lot_of(IN_A_YEAR, 330);
    moves->count = 0;
    account_debit(account, (struct points){7000}, TODAY, moves);
    assert_int_equal(account_credit(account, earned, TODAY, moves), BASE_OK);
    account->lifetime.minor += 10000;
    return (struct reversal_original){.money = {10000},
                                      .base = {3000},
                                      .earned = {330},
                                      .redeemed = {7000},
                                      .moves = moves,
                                      .lot = earned};
}

static void an_undone_purchase_leaves_the_account_as_it_was(void **state)
{
    (void)state;
    const struct account before = account_of_two_lots();
    struct account account = before;
    struct lot_moves moves;
    struct lot_moves undone = {.count = 0};
    const struct reversal_original original = sell(&account, &moves);
    struct reversal_effect effect;
    assert_int_equal(reversal_undo_sale(&account, &original, &debt, now, &effect, &undone),
                     VERDICT_APPROVED);
    assert_same_account(&account, &before);
    assert_int_equal(effect.earned.minor, -330);
    assert_int_equal(effect.redeemed.minor, -7000);
    assert_int_equal(effect.written_off.minor, 0);
}

static void an_undone_commit_gives_points_back_and_sells_nothing_back(void **state)
{
    (void)state;
    const struct account before = account_of_two_lots();
    struct account account = before;
    struct lot_moves moves = {.count = 0};
    struct lot_moves undone = {.count = 0};
    account_debit(&account, (struct points){7000}, TODAY, &moves);
    const struct reversal_original original = {.redeemed = {7000}, .moves = &moves};
    struct reversal_effect effect;
    assert_int_equal(reversal_undo_sale(&account, &original, &debt, now, &effect, &undone),
                     VERDICT_APPROVED);
    assert_same_account(&account, &before);
    assert_int_equal(effect.redeemed.minor, -7000);
}

static void no_money_is_kept_back_by_a_reversal(void **state)
{
    (void)state;
    struct account account = account_of_two_lots();
    struct lot_moves moves;
    struct lot_moves undone = {.count = 0};
    struct reversal_original original = sell(&account, &moves);
    original.redeemed.minor = 0;
    account_debit(&account, account.balance, TODAY, &moves);
    struct refund_rules cash = debt;
    cash.policy = PROGRAMME_REFUND_CASH;
    struct reversal_effect effect;
    assert_int_equal(reversal_undo_sale(&account, &original, &cash, now, &effect, &undone),
                     VERDICT_APPROVED);
    assert_int_equal(account.debt.minor, 330);
    assert_int_equal(effect.earned.minor, -330);
    cash.policy = PROGRAMME_REFUND_CAP;
    account.debt.minor = 0;
    account.balance.minor = 0;
    assert_int_equal(reversal_undo_sale(&account, &original, &cash, now, &effect, &undone),
                     VERDICT_APPROVED);
    assert_int_equal(account.debt.minor, 0);
    assert_int_equal(effect.written_off.minor, 330);
    assert_int_equal(effect.earned.minor, 0);
}

// Refunds all of a sale; the row is what its reversal has to undo.
static struct reversal_original
refund_all(struct account *account, const struct reversal_original *sold, struct lot_moves *moves)
{
    const struct refund refund = {
        .slice = {sold->money, sold->base, sold->redeemed, sold->earned},
        .earned = sold->lot,
        .spent = sold->moves,
        .redeemed = sold->redeemed,
        .rules = debt,
    };
    struct refund_effect told;
    moves->count = 0;
    assert_int_equal(refund_apply(account, &refund, now, &told, moves), VERDICT_APPROVED);
    return (struct reversal_original){.money = {-sold->money.minor},
                                      .earned = {-told.taken.minor},
                                      .redeemed = {-told.given.minor},
                                      .moves = moves};
}

static void an_undone_refund_leaves_the_account_as_it_was(void **state)
{
    (void)state;
    struct account account = account_of_two_lots();
    struct lot_moves sold_moves;
    struct lot_moves refunded_moves;
    struct lot_moves undone = {.count = 0};
    const struct reversal_original sold = sell(&account, &sold_moves);
    const struct account before = account;
    const struct reversal_original original = refund_all(&account, &sold, &refunded_moves);
    struct reversal_effect effect;
    assert_int_equal(reversal_undo_refund(&account, &original, &debt, now, &effect, &undone),
                     VERDICT_APPROVED);
    assert_int_equal(effect.earned.minor, 330);
    assert_int_equal(effect.redeemed.minor, 7000);
    assert_int_equal(account.balance.minor, before.balance.minor);
    assert_int_equal(account.lifetime.minor, before.lifetime.minor);
    assert_true(account_is_sound(&account));
}

static void a_debt_of_an_undone_refund_is_gone(void **state)
{
    (void)state;
    struct account account = account_of_two_lots();
    struct lot_moves sold_moves;
    struct lot_moves refunded_moves;
    struct lot_moves undone = {.count = 0};
    struct reversal_original sold = sell(&account, &sold_moves);
    sold.redeemed.minor = 0;
    account_debit(&account, account.balance, TODAY, &sold_moves);
    const struct account before = account;
    const struct reversal_original original = refund_all(&account, &sold, &refunded_moves);
    assert_int_equal(account.debt.minor, 330);
    struct reversal_effect effect;
    assert_int_equal(reversal_undo_refund(&account, &original, &debt, now, &effect, &undone),
                     VERDICT_APPROVED);
    assert_same_account(&account, &before);
}

static void points_of_an_undone_refund_that_are_spent_are_owed_or_written_off(void **state)
{
    (void)state;
    struct account account = account_of_two_lots();
    struct lot_moves sold_moves;
    struct lot_moves refunded_moves;
    struct lot_moves undone = {.count = 0};
    const struct reversal_original sold = sell(&account, &sold_moves);
    const struct reversal_original original = refund_all(&account, &sold, &refunded_moves);
    account_debit(&account, account.balance, TODAY, &sold_moves);
    struct refund_rules limited = debt;
    limited.debt_max.minor = 6000;
    struct reversal_effect effect;
    assert_int_equal(reversal_undo_refund(&account, &original, &limited, now, &effect, &undone),
                     VERDICT_APPROVED);
    assert_true(account_is_sound(&account));
    assert_int_equal(account.debt.minor, 6000);
    assert_int_equal(effect.written_off.minor, 7000 - 330 - 6000);
    assert_int_equal(account.balance.minor, effect.earned.minor - effect.redeemed.minor);
}

static void a_reversal_that_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    const struct account before = account_of_two_lots();
    struct account account = before;
    struct lot_moves moves = {.count = 0};
    struct lot_moves undone = {.count = 0};
    const struct reversal_original sold = {.money = {INT64_MAX}, .moves = &moves};
    const struct reversal_original refunded = {.earned = {-INT64_MAX}, .moves = &moves};
    account.lifetime.minor = -100;
    struct reversal_effect effect;
    assert_int_equal(reversal_undo_sale(&account, &sold, &debt, now, &effect, &undone),
                     VERDICT_OUT_OF_RANGE);
    assert_int_equal(reversal_undo_refund(&account, &refunded, &debt, now, &effect, &undone),
                     VERDICT_OUT_OF_RANGE);
    account.lifetime = before.lifetime;
    assert_same_account(&account, &before);
    assert_int_equal(undone.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reversal_names_an_earlier_key_and_a_place),
        cmocka_unit_test(a_reversals_card_and_time_must_be_possible),
        cmocka_unit_test(an_undone_purchase_leaves_the_account_as_it_was),
        cmocka_unit_test(an_undone_commit_gives_points_back_and_sells_nothing_back),
        cmocka_unit_test(no_money_is_kept_back_by_a_reversal),
        cmocka_unit_test(an_undone_refund_leaves_the_account_as_it_was),
        cmocka_unit_test(a_debt_of_an_undone_refund_is_gone),
        cmocka_unit_test(points_of_an_undone_refund_that_are_spent_are_owed_or_written_off),
        cmocka_unit_test(a_reversal_that_does_not_fit_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
