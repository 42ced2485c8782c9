// SPDX-License-Identifier: Apache-2.0
// Proves when a receipt may be claimed late, and that it then earns what it would have earned.
#include "domain/claim.h"

#include <stdlib.h>

#include "support/cmocka.h"

enum { DAY = 14944, TODAY = DAY + 5 };

static const struct promotion tea_30 = {
    .promotion = 7,
    .to_version = UINT32_MAX,
    .kind = PROMOTION_RATE,
    .stacking = PROMOTION_BEST,
    .value = 3000,
    .weekdays = PROMOTION_EVERY_DAY,
    .hours = PROMOTION_EVERY_HOUR,
    .last_day = INT32_MAX,
    .category_count = 1,
    .categories = (const char *const[]){"tea"},
};

static const struct promotion_offers no_offers = {.count = 0};

struct scene {
    struct programme_settings settings;
    struct claim_facts facts;
    struct claim_receipt receipt;
    struct receipt_reckon reckon;
};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    programme_settings_init(&scene->settings);
    scene->settings.rate_bp = 1100;
    scene->facts = (struct claim_facts){
        .terminal_currency = 643,
        .settings = &scene->settings,
        .card = CARD_ACTIVE,
        .original = {.is_known = true, .is_sale = true, .currency = 643, .day = DAY},
        .today = TODAY,
    };
    scene->receipt = (struct claim_receipt){
        .reckon = &scene->reckon,
        .settings = &scene->settings,
        .offers = &no_offers,
        .earning = {30000},
        .day = DAY,
    };
    receipt_reckon_begin(&scene->reckon);
    assert_int_equal(receipt_reckon_add(&scene->reckon, (struct money){10000}, "tea"), BASE_OK);
    assert_int_equal(receipt_reckon_add(&scene->reckon, (struct money){20000}, ""), BASE_OK);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

// Each row makes one refusal apply; they stand in the protocol's order.

static void spoil_currency(struct claim_facts *facts)
{
    facts->original.currency = 980;
}

static void spoil_card_by_absence(struct claim_facts *facts)
{
    facts->card = CARD_ABSENT;
}

static void spoil_card_by_stock(struct claim_facts *facts)
{
    facts->card = CARD_STOCK;
}

static void spoil_card_by_block(struct claim_facts *facts)
{
    facts->card = CARD_BLOCKED;
}

static void spoil_kind(struct claim_facts *facts)
{
    facts->original.is_sale = false;
}

static void spoil_by_reversal(struct claim_facts *facts)
{
    facts->original.is_reversed = true;
}

static void spoil_by_claim(struct claim_facts *facts)
{
    facts->original.is_taken = true;
}

static void spoil_day(struct claim_facts *facts)
{
    facts->original.day = facts->today - 15;
}

static const struct spoiler {
    void (*spoil)(struct claim_facts *facts);
    enum verdict verdict;
    bool is_of_card;
} spoilers[] = {
    {spoil_currency, VERDICT_WRONG_CURRENCY, false},
    {spoil_card_by_absence, VERDICT_CARD_UNKNOWN, true},
    {spoil_card_by_stock, VERDICT_CARD_NOT_ACTIVE, true},
    {spoil_card_by_block, VERDICT_CARD_BLOCKED, true},
    {spoil_kind, VERDICT_ORIGINAL_UNKNOWN, false},
    {spoil_by_reversal, VERDICT_ORIGINAL_REVERSED, false},
    {spoil_by_claim, VERDICT_ALREADY_CLAIMED, false},
    {spoil_day, VERDICT_CLAIM_EXPIRED, false},
};

static void a_receipt_without_a_card_can_be_claimed(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(claim_refuse(&scene->facts), VERDICT_APPROVED);
}

static void of_two_refusals_the_first_of_the_protocol_is_answered(void **state)
{
    struct scene *scene = *state;
    for (size_t first = 0; first < BASE_COUNT(spoilers); first++) {
        for (size_t second = first; second < BASE_COUNT(spoilers); second++) {
            if (first != second && spoilers[first].is_of_card && spoilers[second].is_of_card) {
                continue; // a card has one state
            }
            struct claim_facts facts = scene->facts;
            spoilers[first].spoil(&facts);
            spoilers[second].spoil(&facts);
            assert_int_equal(claim_refuse(&facts), spoilers[first].verdict);
        }
    }
}

static void a_receipt_that_was_never_posted_is_unknown(void **state)
{
    struct scene *scene = *state;
    scene->facts.original = (struct claim_original){.is_known = false};
    assert_int_equal(claim_refuse(&scene->facts), VERDICT_ORIGINAL_UNKNOWN);
}

static void a_currency_the_programme_has_left_is_the_wrong_one(void **state)
{
    struct scene *scene = *state;
    scene->facts.settings = NULL;
    assert_int_equal(claim_refuse(&scene->facts), VERDICT_WRONG_CURRENCY);
}

static void the_last_day_of_a_claim_counts(void **state)
{
    struct scene *scene = *state;
    scene->facts.today = DAY + 14;
    assert_int_equal(claim_refuse(&scene->facts), VERDICT_APPROVED);
    scene->facts.today++;
    assert_int_equal(claim_refuse(&scene->facts), VERDICT_CLAIM_EXPIRED);
}

// What it earns.

static void a_claim_earns_what_the_receipt_would_have(void **state)
{
    struct scene *scene = *state;
    const struct promotion_offers offers = {.count = 1, .offers = {&tea_30}};
    struct claim_award award;
    scene->receipt.offers = &offers;
    scene->settings.activation_delay_days = 14;
    scene->settings.expiry_months = 1;
    assert_int_equal(claim_reckon(&scene->receipt, &award), VERDICT_APPROVED);
    assert_int_equal(award.total.minor, 30000);
    assert_int_equal(award.base.minor, 30000);
    assert_int_equal(award.earned.minor, 3000 + 2200);
    assert_int_equal(award.rate_bp, 1100);
    assert_int_equal(award.rule_count, 1);
    assert_int_equal(award.rules[0], 7);
    assert_int_equal(award.active_from, DAY + 14);
    assert_int_equal(award.expires_on, DAY + 62);
}

static void what_was_refunded_earns_nothing(void **state)
{
    struct scene *scene = *state;
    const int64_t left[] = {0, 0, 0, 0, 10000, 5000};
    struct claim_award award;
    scene->receipt.left = left;
    scene->receipt.left_count = BASE_COUNT(left);
    scene->receipt.earning.minor = 15000; // half of it was paid by a tender that does not earn
    assert_int_equal(claim_reckon(&scene->receipt, &award), VERDICT_APPROVED);
    assert_int_equal(award.total.minor, 15000);
    assert_int_equal(award.base.minor, 7500);
    assert_int_equal(award.earned.minor, 825);
}

static void what_is_left_of_another_receipt_is_out_of_range(void **state)
{
    struct scene *scene = *state;
    const int64_t left[] = {10001, 5000};
    struct claim_award award;
    scene->receipt.left = left;
    scene->receipt.left_count = BASE_COUNT(left);
    assert_int_equal(claim_reckon(&scene->receipt, &award), VERDICT_OUT_OF_RANGE);
}

static void the_points_come_to_the_account_with_the_days_of_the_receipt(void **state)
{
    (void)state;
    struct account account = {.position = 3, .balance = {-100}, .debt = {100}, .lifetime = {5}};
    struct lot_moves moves = {.count = 0};
    struct claim_award award = {
        .total = {30000}, .earned = {3300}, .active_from = TODAY, .expires_on = TODAY + 30};
    const struct account_moment at = {.now_us = 1, .today = TODAY};
    assert_int_equal(claim_apply(&account, &award, at, &moves), VERDICT_APPROVED);
    assert_true(account_is_sound(&account));
    assert_int_equal(account.balance.minor, 3200);
    assert_int_equal(account.debt.minor, 0);
    assert_int_equal(account.lifetime.minor, 30005);
    assert_int_equal(account.lots[0].active_from, 0);
    assert_int_equal(account.lots[0].expires_on, TODAY + 30);
    award.total.minor = INT64_MAX;
    assert_int_equal(claim_apply(&account, &award, at, &moves), VERDICT_OUT_OF_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_receipt_without_a_card_can_be_claimed, setup, teardown),
        cmocka_unit_test_setup_teardown(of_two_refusals_the_first_of_the_protocol_is_answered,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_receipt_that_was_never_posted_is_unknown, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_currency_the_programme_has_left_is_the_wrong_one, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_last_day_of_a_claim_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(a_claim_earns_what_the_receipt_would_have, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_refunded_earns_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_left_of_another_receipt_is_out_of_range, setup,
                                        teardown),
        cmocka_unit_test(the_points_come_to_the_account_with_the_days_of_the_receipt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
