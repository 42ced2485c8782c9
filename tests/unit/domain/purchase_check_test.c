// SPDX-License-Identifier: Apache-2.0
// Proves the value rules of a receipt.
#include "domain/purchase.h"

#include <string.h>

#include "support/cmocka.h"

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
    purchase_add_tender(&purchase, 1, (struct money){total});
    return purchase;
}

static struct purchase purchase_with_card(int64_t total)
{
    return purchase_of("4006381333931", total);
}

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
    purchase_add_tender(&purchase, 1, (struct money){50});
    purchase_add_tender(&purchase, 2, (struct money){10});
    assert_valid(&purchase);
}

static void points_pay_only_for_those_who_show_a_card(void **state)
{
    (void)state;
    struct purchase purchase = purchase_of("", 100);
    purchase.tenders = (struct money_sum){0};
    purchase.redeem.minor = 1;
    assert_invalid(&purchase, "redeem must be 0 without");
}

static void tenders_are_added_up_by_their_kind(void **state)
{
    (void)state;
    struct purchase purchase = purchase_of("", 100);
    purchase.tenders = (struct money_sum){0};
    purchase.tenders_of_kind[1].minor = 0;
    purchase_add_tender(&purchase, 1, (struct money){50});
    purchase_add_tender(&purchase, 2, (struct money){30});
    purchase_add_tender(&purchase, 1, (struct money){10});
    purchase_add_tender(&purchase, 77, (struct money){10});
    assert_valid(&purchase);
    assert_int_equal(purchase.tenders_of_kind[1].minor, 60);
    assert_int_equal(purchase.tenders_of_kind[2].minor, 30);
    assert_int_equal(purchase.tenders_of_kind[0].minor, 10);
}

static void tenders_whose_sum_does_not_fit_make_no_rest(void **state)
{
    (void)state;
    struct purchase purchase = purchase_of("", 100);
    purchase_add_tender(&purchase, 1, (struct money){INT64_MAX});
    purchase_add_tender(&purchase, 2, (struct money){-INT64_MAX});
    assert_invalid(&purchase, "tenders ");
}

static void a_late_claim_says_card_and_receipt_and_nothing_else(void **state)
{
    (void)state;
    struct purchase claim = {
        .card = "4006381333931",
        .receipt = {.store = 5, .fiscal_device = "FD-1", .number = "536365", .date = 20101201},
        .late_claim = true,
    };
    assert_valid(&claim);
    claim.total.minor = -1;
    claim.redeem.minor = 5;
    assert_valid(&claim);
    claim.receipt.date = 20101301;
    assert_invalid(&claim, "receipt.date ");
    claim.receipt.date = 20101201;
    claim.card = "";
    assert_invalid(&claim, "card must be given with late_claim");
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
        cmocka_unit_test(points_pay_only_for_those_who_show_a_card),
        cmocka_unit_test(tenders_are_added_up_by_their_kind),
        cmocka_unit_test(tenders_whose_sum_does_not_fit_make_no_rest),
        cmocka_unit_test(a_late_claim_says_card_and_receipt_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
