// SPDX-License-Identifier: Apache-2.0
// Proves the rules of a receipt: its values, the order of its refusals, and its effect.
#include "domain/purchase.h"

#include <string.h>

#include "support/cmocka.h"

static const struct programme programme = {
    .version = 7,
    .rate_count = 3,
    .rates = {{643, 1100}, {980, 1100}, {398, 1100}},
};

static struct purchase purchase_of(const char *card, int64_t total)
{
    struct purchase purchase = {
        .card = card,
        .receipt = {.store = 5, .fiscal_device = "FD-1", .number = "536365", .date = 20101201},
        .receipt_at_us = INT64_C(1291191960000000),
        .utc_offset_min = 180,
        .currency = 643,
        .total = {total},
    };
    money_sum_add(&purchase.lines, (struct money){total});
    money_sum_add(&purchase.tenders, (struct money){total});
    return purchase;
}

static struct purchase purchase_with_card(int64_t total)
{
    return purchase_of("4006381333931", total);
}

static struct purchase_facts facts_of(const struct account *account)
{
    return (struct purchase_facts){
        .terminal_store = 5,
        .terminal_currency = 643,
        .programme = &programme,
        .card = CARD_ACTIVE,
        .account = account,
    };
}

static struct account account_of(int64_t balance, int64_t lifetime)
{
    struct account account = {.position = 41, .balance = {balance}, .lifetime = {lifetime}};
    struct lot lot = {.expires_on = LOT_NEVER, .points = {balance}};
    assert_int_equal(lot_add(account.lots, &account.lot_count, lot), BASE_OK);
    return account;
}

// The value rules.

static void assert_valid(const struct purchase *purchase)
{
    const char *detail = NULL;
    assert_int_equal(purchase_check(purchase, &detail), VERDICT_APPROVED);
    assert_null(detail);
}

static void assert_invalid(const struct purchase *purchase, const char *about)
{
    const char *detail = NULL;
    assert_int_equal(purchase_check(purchase, &detail), VERDICT_INVALID);
    assert_non_null(detail);
    if (strstr(detail, about) != detail) {
        fail_msg("\"%s\" does not begin with \"%s\"", detail, about);
    }
}

static void a_usual_receipt_is_valid(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(125000);
    assert_valid(&purchase);
}

static void a_card_is_none_or_a_number_with_a_right_check_digit(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    purchase.card = "";
    assert_valid(&purchase);
    purchase.card = "4006381333932";
    assert_invalid(&purchase, "card ");
}

static void a_receipt_has_an_identity(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    purchase.receipt.store = 0;
    assert_invalid(&purchase, "receipt.store ");
    purchase = purchase_with_card(100);
    purchase.receipt.fiscal_device = "";
    assert_invalid(&purchase, "receipt.fiscal_device ");
    purchase = purchase_with_card(100);
    purchase.receipt.number = "12345678901234567890123456789012";
    assert_invalid(&purchase, "receipt.number ");
}

static void the_receipts_date_is_a_real_date(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    purchase.receipt.date = 20230229;
    assert_invalid(&purchase, "receipt.date ");
}

static void the_receipts_time_and_offset_can_be(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    purchase.receipt_at_us = -1;
    assert_invalid(&purchase, "receipt_at_us ");
    purchase = purchase_with_card(100);
    purchase.utc_offset_min = 841;
    assert_invalid(&purchase, "utc_offset_min ");
    purchase.utc_offset_min = -721;
    assert_invalid(&purchase, "utc_offset_min ");
    purchase.utc_offset_min = -720;
    assert_valid(&purchase);
}

static void a_total_is_not_negative(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(0);
    assert_valid(&purchase);
    purchase = purchase_with_card(-1);
    assert_invalid(&purchase, "total must be 0");
}

static void a_receipt_has_at_least_one_line(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(0);
    purchase.lines = (struct money_sum){0};
    assert_invalid(&purchase, "lines ");
}

static void a_total_is_the_sum_of_its_lines(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    money_sum_add(&purchase.lines, (struct money){-1});
    assert_invalid(&purchase, "total must be the sum");
    money_sum_add(&purchase.lines, (struct money){1});
    assert_valid(&purchase);
}

static void lines_whose_sum_does_not_fit_make_no_total(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(INT64_MAX);
    money_sum_add(&purchase.lines, (struct money){1});
    money_sum_add(&purchase.lines, (struct money){-1});
    assert_invalid(&purchase, "total must be the sum");
}

static void points_to_redeem_are_at_most_the_total(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    purchase.redeem.minor = -1;
    assert_invalid(&purchase, "redeem ");
    purchase.redeem.minor = 101;
    assert_invalid(&purchase, "redeem ");
}

static void tenders_are_none_or_add_up_to_the_money_part(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    purchase.redeem.minor = 40;
    assert_invalid(&purchase, "tenders ");
    purchase.tenders = (struct money_sum){0};
    assert_valid(&purchase);
    money_sum_add(&purchase.tenders, (struct money){50});
    money_sum_add(&purchase.tenders, (struct money){10});
    assert_valid(&purchase);
}

// The refusals. Each row makes one apply; they stand in the protocol's order.

static void spoil_store(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)purchase;
    facts->terminal_store++;
}

static void spoil_currency(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)facts;
    purchase->currency = 980;
}

static void spoil_redeem(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)facts;
    purchase->redeem.minor = 1;
}

static void spoil_late_claim(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)facts;
    purchase->late_claim = true;
}

static void spoil_receipt(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)purchase;
    facts->receipt_posted = true;
}

static void spoil_card_by_absence(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)purchase;
    facts->card = CARD_ABSENT;
}

static void spoil_card_by_stock(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)purchase;
    facts->card = CARD_STOCK;
}

static void spoil_card_by_block(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)purchase;
    facts->card = CARD_BLOCKED;
}

static void spoil_range(struct purchase *purchase, struct purchase_facts *facts)
{
    (void)facts;
    purchase->total.minor = INT64_MAX; // onto a lifetime of 1
}

static const struct spoiler {
    void (*spoil)(struct purchase *purchase, struct purchase_facts *facts);
    enum verdict verdict;
    bool is_of_card; // says nothing of a receipt without a card
} spoilers[] = {
    {spoil_store, VERDICT_WRONG_STORE, false},
    {spoil_currency, VERDICT_WRONG_CURRENCY, false},
    {spoil_redeem, VERDICT_NOT_YET_SUPPORTED, false},
    {spoil_late_claim, VERDICT_NOT_YET_SUPPORTED, false},
    {spoil_receipt, VERDICT_ALREADY_POSTED, false},
    {spoil_card_by_absence, VERDICT_CARD_UNKNOWN, true},
    {spoil_card_by_stock, VERDICT_CARD_NOT_ACTIVE, true},
    {spoil_card_by_block, VERDICT_CARD_BLOCKED, true},
    {spoil_range, VERDICT_OUT_OF_RANGE, true},
};

static enum verdict decide_spoiled(const char *card, const struct spoiler *first,
                                   const struct spoiler *second)
{
    struct account account = account_of(1, 1);
    struct purchase purchase = purchase_of(card, 125000);
    struct purchase_facts facts = facts_of(&account);
    second->spoil(&purchase, &facts);
    first->spoil(&purchase, &facts);
    struct purchase_effect effect;
    memset(&effect, 0xa5, sizeof(effect));
    struct purchase_effect before;
    memcpy(&before, &effect, sizeof(before));
    enum verdict verdict = purchase_decide(&purchase, &facts, &effect);
    if (verdict != VERDICT_APPROVED) {
        assert_memory_equal(&effect, &before, sizeof(effect));
    }
    return verdict;
}

static void each_refusal_has_its_verdict_and_leaves_the_effect_alone(void **state)
{
    (void)state;
    for (size_t row = 0; row < BASE_COUNT(spoilers); row++) {
        assert_int_equal(decide_spoiled("4006381333931", &spoilers[row], &spoilers[row]),
                         spoilers[row].verdict);
    }
}

static void of_two_refusals_the_first_of_the_protocol_is_answered(void **state)
{
    (void)state;
    for (size_t first = 0; first < BASE_COUNT(spoilers); first++) {
        for (size_t second = first; second < BASE_COUNT(spoilers); second++) {
            if (spoilers[first].is_of_card && spoilers[second].spoil != spoil_range) {
                continue; // a card has one state
            }
            assert_true(spoilers[first].verdict <= spoilers[second].verdict);
            assert_int_equal(decide_spoiled("4006381333931", &spoilers[first], &spoilers[second]),
                             spoilers[first].verdict);
        }
    }
}

static void a_receipt_without_a_card_is_refused_for_nothing_a_card_does(void **state)
{
    (void)state;
    for (size_t row = 0; row < BASE_COUNT(spoilers); row++) {
        assert_int_equal(decide_spoiled("", &spoilers[row], &spoilers[row]),
                         spoilers[row].is_of_card ? VERDICT_APPROVED : spoilers[row].verdict);
    }
}

static void a_currency_without_a_rate_is_the_wrong_currency(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(100);
    struct purchase_facts facts = facts_of(NULL);
    purchase.currency = facts.terminal_currency = 978;
    struct purchase_effect effect;
    assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_WRONG_CURRENCY);
}

// The effect.

static void a_purchase_adds_its_points_to_balance_and_lots(void **state)
{
    (void)state;
    struct account account = account_of(1000, 50000);
    struct purchase purchase = purchase_with_card(125000);
    struct purchase_facts facts = facts_of(&account);
    struct purchase_effect effect;
    assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_APPROVED);
    assert_int_equal(effect.base.minor, 125000);
    assert_int_equal(effect.rate_bp, 1100);
    assert_int_equal(effect.earned.minor, 13750);
    assert_int_equal(effect.redeemed.minor, 0);
    assert_int_equal(effect.programme_version, 7);
    assert_int_equal(effect.account.position, 41);
    assert_int_equal(effect.account.balance.minor, 14750);
    assert_int_equal(effect.account.lifetime.minor, 175000);
    assert_int_equal(effect.account.lot_count, 1);
    assert_int_equal(effect.account.lots[0].expires_on, LOT_NEVER);
    assert_int_equal(effect.account.lots[0].points.minor, 14750);
}

static void the_first_purchase_makes_the_account(void **state)
{
    (void)state;
    const struct account absent = {0};
    const struct account *const nowhere[] = {NULL, &absent};
    for (size_t row = 0; row < BASE_COUNT(nowhere); row++) {
        struct purchase purchase = purchase_with_card(125000);
        struct purchase_facts facts = facts_of(nowhere[row]);
        struct purchase_effect effect;
        assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_APPROVED);
        assert_int_equal(effect.account.position, 0);
        assert_int_equal(effect.account.balance.minor, 13750);
        assert_int_equal(effect.account.lifetime.minor, 125000);
        assert_int_equal(effect.account.lot_count, 1);
    }
}

static void a_receipt_without_a_card_is_approved_and_earns_nothing(void **state)
{
    (void)state;
    struct purchase purchase = purchase_of("", 125000);
    struct purchase_facts facts = facts_of(NULL);
    facts.card = CARD_ABSENT;
    struct purchase_effect effect;
    assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_APPROVED);
    assert_int_equal(effect.base.minor, 0);
    assert_int_equal(effect.rate_bp, 0);
    assert_int_equal(effect.earned.minor, 0);
    assert_int_equal(effect.programme_version, 7);
    assert_int_equal(effect.account.balance.minor, 0);
    assert_int_equal(effect.account.lifetime.minor, 0);
}

static void a_receipt_of_0_is_approved_and_earns_0(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(0);
    struct purchase_facts facts = facts_of(NULL);
    struct purchase_effect effect;
    assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_APPROVED);
    assert_int_equal(effect.earned.minor, 0);
    assert_int_equal(effect.account.lot_count, 0);
}

static void training_is_decided_like_the_real_thing(void **state)
{
    (void)state;
    struct purchase purchase = purchase_with_card(125000);
    struct purchase_facts facts = facts_of(NULL);
    struct purchase_effect real;
    struct purchase_effect training;
    assert_int_equal(purchase_decide(&purchase, &facts, &real), VERDICT_APPROVED);
    purchase.training = true;
    assert_int_equal(purchase_decide(&purchase, &facts, &training), VERDICT_APPROVED);
    assert_int_equal(training.earned.minor, real.earned.minor);
    assert_int_equal(training.account.balance.minor, real.account.balance.minor);
}

static void a_balance_that_would_not_fit_is_out_of_range(void **state)
{
    (void)state;
    struct account account = account_of(INT64_MAX, 0);
    struct purchase purchase = purchase_with_card(125000);
    struct purchase_facts facts = facts_of(&account);
    struct purchase_effect effect;
    assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_OUT_OF_RANGE);
}

static void an_account_with_no_room_for_another_lot_is_out_of_range(void **state)
{
    (void)state;
    struct account account = {.position = 41};
    for (int32_t day = 0; day < LOTS_MAX; day++) {
        struct lot lot = {.expires_on = 20000 + day, .points = {1}};
        assert_int_equal(lot_add(account.lots, &account.lot_count, lot), BASE_OK);
    }
    account.balance.minor = LOTS_MAX;
    struct purchase purchase = purchase_with_card(125000);
    struct purchase_facts facts = facts_of(&account);
    struct purchase_effect effect;
    assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_OUT_OF_RANGE);
}

static void ten_thousand_receipts_leave_one_lot_equal_to_the_balance(void **state)
{
    (void)state;
    struct account account = {0};
    for (int64_t receipt = 1; receipt <= 10000; receipt++) {
        struct purchase purchase = purchase_with_card(receipt);
        struct purchase_facts facts = facts_of(&account);
        struct purchase_effect effect;
        assert_int_equal(purchase_decide(&purchase, &facts, &effect), VERDICT_APPROVED);
        account = effect.account;
    }
    struct points sum;
    assert_int_equal(lots_sum(account.lots, account.lot_count, &sum), BASE_OK);
    assert_int_equal(account.lot_count, 1);
    assert_int_equal(sum.minor, account.balance.minor);
    assert_int_equal(account.lifetime.minor, 50005000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usual_receipt_is_valid),
        cmocka_unit_test(a_card_is_none_or_a_number_with_a_right_check_digit),
        cmocka_unit_test(a_receipt_has_an_identity),
        cmocka_unit_test(the_receipts_date_is_a_real_date),
        cmocka_unit_test(the_receipts_time_and_offset_can_be),
        cmocka_unit_test(a_total_is_not_negative),
        cmocka_unit_test(a_receipt_has_at_least_one_line),
        cmocka_unit_test(a_total_is_the_sum_of_its_lines),
        cmocka_unit_test(lines_whose_sum_does_not_fit_make_no_total),
        cmocka_unit_test(points_to_redeem_are_at_most_the_total),
        cmocka_unit_test(tenders_are_none_or_add_up_to_the_money_part),
        cmocka_unit_test(each_refusal_has_its_verdict_and_leaves_the_effect_alone),
        cmocka_unit_test(of_two_refusals_the_first_of_the_protocol_is_answered),
        cmocka_unit_test(a_receipt_without_a_card_is_refused_for_nothing_a_card_does),
        cmocka_unit_test(a_currency_without_a_rate_is_the_wrong_currency),
        cmocka_unit_test(a_purchase_adds_its_points_to_balance_and_lots),
        cmocka_unit_test(the_first_purchase_makes_the_account),
        cmocka_unit_test(a_receipt_without_a_card_is_approved_and_earns_nothing),
        cmocka_unit_test(a_receipt_of_0_is_approved_and_earns_0),
        cmocka_unit_test(training_is_decided_like_the_real_thing),
        cmocka_unit_test(a_balance_that_would_not_fit_is_out_of_range),
        cmocka_unit_test(an_account_with_no_room_for_another_lot_is_out_of_range),
        cmocka_unit_test(ten_thousand_receipts_leave_one_lot_equal_to_the_balance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
