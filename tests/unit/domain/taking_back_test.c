// SPDX-License-Identifier: Apache-2.0
// Proves the rules of a Refund: its values, and its refusals in the protocol's order.
#include "domain/taking_back.h"

#include "support/cmocka.h"

static const struct receipt_identity original = {
    .store = 5, .fiscal_device = "FD-1", .number = "1", .date = 20101201};

static struct taking_back refund_of(int64_t total)
{
    struct taking_back refund = {
        .card = "4006381333931",
        .receipt = {.store = 5, .fiscal_device = "FD-1", .number = "2", .date = 20101202},
        .receipt_at_us = INT64_C(1291191960000000),
        .utc_offset_min = 180,
        .currency = 643,
        .total = {total},
        .original_receipt = &original,
        .has_lines = true,
    };
    money_sum_add(&refund.lines, (struct money){total});
    money_sum_add(&refund.tenders, (struct money){total});
    return refund;
}

static struct taking_back blind_refund_of(int64_t total)
{
    struct taking_back refund = refund_of(total);
    refund.is_blind = true;
    refund.original_receipt = NULL;
    refund.has_lines = false;
    refund.lines = (struct money_sum){.count = 0};
    return refund;
}

static struct taking_back_facts all_is_well(void)
{
    return (struct taking_back_facts){
        .terminal_store = 5,
        .terminal_currency = 643,
        .has_rate = true,
        .may_refund_blind = true,
        .has_supervisor = true,
        .card = CARD_ACTIVE,
        .member = 12,
        .original =
            {.is_known = true, .is_kept = true, .is_sale = true, .member = 12, .currency = 643},
    };
}

// The value rules.

static void assert_valid(const struct taking_back *refund)
{
    const char *detail = NULL;
    assert_int_equal(taking_back_check(refund, &detail), VERDICT_APPROVED);
    assert_null(detail);
}

static void assert_invalid(const struct taking_back *refund)
{
    const char *detail = NULL;
    assert_int_equal(taking_back_check(refund, &detail), VERDICT_INVALID);
    assert_non_null(detail);
}

static void a_refund_of_lines_or_of_an_amount_is_valid(void **state)
{
    (void)state;
    struct taking_back refund = refund_of(1000);
    assert_valid(&refund);
    refund.has_lines = false;
    refund.lines = (struct money_sum){.count = 0};
    refund.tenders = (struct money_sum){.count = 0};
    assert_valid(&refund);
    refund.card = "";
    assert_valid(&refund);
    refund = blind_refund_of(1000);
    assert_valid(&refund);
}

static void cards_receipts_and_times_must_be_possible(void **state)
{
    (void)state;
    struct taking_back refund = refund_of(1000);
    refund.card = "4006381333932";
    assert_invalid(&refund);
    refund = refund_of(1000);
    refund.receipt.number = "";
    assert_invalid(&refund);
    refund = refund_of(1000);
    refund.receipt.date = 20101301;
    assert_invalid(&refund);
    refund = refund_of(1000);
    refund.receipt_at_us = -1;
    assert_invalid(&refund);
    refund = refund_of(1000);
    refund.utc_offset_min = 841;
    assert_invalid(&refund);
    refund = refund_of(-1);
    assert_invalid(&refund);
}

static void an_original_is_named_whole_and_is_another_receipt(void **state)
{
    (void)state;
    struct receipt_identity unnamed = original;
    unnamed.fiscal_device = "";
    struct taking_back refund = refund_of(1000);
    refund.original_receipt = &unnamed;
    assert_invalid(&refund);
    refund.original_receipt = &original;
    refund.receipt = original;
    assert_invalid(&refund);
}

static void lines_make_the_total_and_tenders_stay_within(void **state)
{
    (void)state;
    struct taking_back refund = refund_of(1000);
    money_sum_add(&refund.lines, (struct money){1});
    assert_invalid(&refund);
    refund = refund_of(1000);
    refund.has_odd_line = true;
    assert_invalid(&refund);
    refund = refund_of(1000);
    money_sum_add(&refund.tenders, (struct money){1});
    assert_invalid(&refund);
    refund = refund_of(1000);
    refund.has_odd_tender = true;
    assert_invalid(&refund);
    refund = refund_of(0);
    refund.lines = (struct money_sum){.count = 0};
    assert_invalid(&refund);
}

static void a_blind_refund_has_a_card_and_no_lines(void **state)
{
    (void)state;
    struct taking_back refund = blind_refund_of(1000);
    refund.card = "";
    assert_invalid(&refund);
    refund = blind_refund_of(1000);
    refund.has_lines = true;
    assert_invalid(&refund);
}

// The refusals.

static void assert_refused(const struct taking_back *refund, const struct taking_back_facts *facts,
                           enum verdict expected)
{
    assert_string_equal(verdict_name(taking_back_refuse(refund, facts)), verdict_name(expected));
}

static void nothing_stands_against_a_refund_of_what_was_sold_to_its_card(void **state)
{
    (void)state;
    const struct taking_back refund = refund_of(1000);
    const struct taking_back_facts facts = all_is_well();
    assert_refused(&refund, &facts, VERDICT_APPROVED);
}

static void refusals_come_in_the_protocols_order(void **state)
{
    (void)state;
    const struct taking_back refund = refund_of(1000);
    struct taking_back_facts facts = {.terminal_store = 6, .receipt_posted = true};
    assert_refused(&refund, &facts, VERDICT_WRONG_STORE);
    facts.terminal_store = 5;
    assert_refused(&refund, &facts, VERDICT_WRONG_CURRENCY);
    facts.terminal_currency = 643;
    assert_refused(&refund, &facts, VERDICT_ALREADY_POSTED);
    facts.receipt_posted = false;
    assert_refused(&refund, &facts, VERDICT_CARD_UNKNOWN);
    facts.card = CARD_STOCK;
    assert_refused(&refund, &facts, VERDICT_CARD_NOT_ACTIVE);
    facts.card = CARD_BLOCKED;
    facts.member = 12;
    assert_refused(&refund, &facts, VERDICT_ORIGINAL_UNKNOWN);
    facts.original =
        (struct taking_back_original){.is_known = true, .is_kept = true, .currency = 643};
    facts.original.is_reversed = true;
    assert_refused(&refund, &facts, VERDICT_WRONG_CARD);
    facts.original.member = 12;
    assert_refused(&refund, &facts, VERDICT_ORIGINAL_REVERSED);
    facts.original.is_reversed = false;
    assert_refused(&refund, &facts, VERDICT_NOT_REFUNDABLE);
    facts.original.is_sale = true;
    assert_refused(&refund, &facts, VERDICT_APPROVED);
}

static void a_blind_refund_needs_the_right_a_supervisor_and_an_active_card(void **state)
{
    (void)state;
    const struct taking_back refund = blind_refund_of(1000);
    struct taking_back_facts facts = all_is_well();
    facts.original = (struct taking_back_original){.is_known = false};
    assert_refused(&refund, &facts, VERDICT_APPROVED);
    facts.card = CARD_BLOCKED;
    assert_refused(&refund, &facts, VERDICT_CARD_BLOCKED);
    facts.has_supervisor = false;
    assert_refused(&refund, &facts, VERDICT_SUPERVISOR_NEEDED);
    facts.may_refund_blind = false;
    assert_refused(&refund, &facts, VERDICT_BLIND_REFUND_NOT_ALLOWED);
    facts.has_rate = false;
    assert_refused(&refund, &facts, VERDICT_WRONG_CURRENCY);
}

static void an_original_keeps_its_currency_whatever_the_programme_knows_today(void **state)
{
    (void)state;
    const struct taking_back refund = refund_of(1000);
    struct taking_back_facts facts = all_is_well();
    facts.has_rate = false;
    assert_refused(&refund, &facts, VERDICT_APPROVED);
    facts.original.currency = 980;
    assert_refused(&refund, &facts, VERDICT_WRONG_CURRENCY);
}

static void what_lies_in_another_lane_than_the_card_is_another_cards(void **state)
{
    (void)state;
    const struct taking_back refund = refund_of(1000);
    struct taking_back_facts facts = all_is_well();
    facts.original = (struct taking_back_original){.is_known = false};
    facts.original_elsewhere = true;
    assert_refused(&refund, &facts, VERDICT_WRONG_CARD);
}

static void without_a_card_only_what_was_sold_without_one_is_found_by_its_receipt(void **state)
{
    (void)state;
    struct taking_back refund = refund_of(1000);
    struct taking_back_facts facts = all_is_well();
    refund.card = "";
    facts.card = CARD_ABSENT;
    facts.member = 0;
    assert_refused(&refund, &facts, VERDICT_WRONG_CARD);
    facts.original.member = 0;
    assert_refused(&refund, &facts, VERDICT_APPROVED);
    facts.original.member = 12;
    refund.original_receipt = NULL; // by its RRN, which nobody guesses
    assert_refused(&refund, &facts, VERDICT_APPROVED);
}

static void a_claimed_receipt_is_refunded_by_the_card_that_claimed_it(void **state)
{
    (void)state;
    struct taking_back refund = refund_of(1000);
    struct taking_back_facts facts = all_is_well();
    refund.card = "";
    facts.original.member = 0;
    facts.original.is_claimed = true;
    assert_refused(&refund, &facts, VERDICT_WRONG_CARD);
}

static void what_is_too_old_to_be_at_hand_is_not_refundable(void **state)
{
    (void)state;
    const struct taking_back refund = refund_of(1000);
    struct taking_back_facts facts = all_is_well();
    facts.original = (struct taking_back_original){.is_known = true};
    assert_refused(&refund, &facts, VERDICT_NOT_REFUNDABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refund_of_lines_or_of_an_amount_is_valid),
        cmocka_unit_test(cards_receipts_and_times_must_be_possible),
        cmocka_unit_test(an_original_is_named_whole_and_is_another_receipt),
        cmocka_unit_test(lines_make_the_total_and_tenders_stay_within),
        cmocka_unit_test(a_blind_refund_has_a_card_and_no_lines),
        cmocka_unit_test(nothing_stands_against_a_refund_of_what_was_sold_to_its_card),
        cmocka_unit_test(refusals_come_in_the_protocols_order),
        cmocka_unit_test(a_blind_refund_needs_the_right_a_supervisor_and_an_active_card),
        cmocka_unit_test(an_original_keeps_its_currency_whatever_the_programme_knows_today),
        cmocka_unit_test(what_lies_in_another_lane_than_the_card_is_another_cards),
        cmocka_unit_test(without_a_card_only_what_was_sold_without_one_is_found_by_its_receipt),
        cmocka_unit_test(a_claimed_receipt_is_refunded_by_the_card_that_claimed_it),
        cmocka_unit_test(what_is_too_old_to_be_at_hand_is_not_refundable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
