// SPDX-License-Identifier: Apache-2.0
// Proves the limits on what points may pay, and that what is redeemed reaches the lines whole.
#include "domain/redemption.h"

#include "domain/seed.h"
#include "support/cmocka.h"

static struct points payable_of(const struct redemption_line *lines, uint32_t count,
                                int64_t money_least)
{
    return redemption_payable(lines, count, (struct money){money_least});
}

static void a_whole_receipt_can_be_paid_with_points(void **state)
{
    (void)state;
    const struct redemption_line lines[] = {{{12345}, 10000}, {{0}, 10000}, {{55}, 10000}};
    assert_int_equal(payable_of(lines, 3, 0).minor, 12400);
}

static void the_share_of_each_line_limits_what_points_may_pay(void **state)
{
    (void)state;
    const struct redemption_line lines[] = {{{10001}, 5000}, {{20000}, 0}, {{999}, 3333}};
    assert_int_equal(payable_of(lines, 3, 0).minor, 5000 + 332);
}

static void the_least_money_is_left_to_pay(void **state)
{
    (void)state;
    const struct redemption_line lines[] = {{{10050}, 10000}};
    assert_int_equal(payable_of(lines, 1, 100).minor, 9950);
    assert_int_equal(payable_of(lines, 1, 10050).minor, 0);
    assert_int_equal(payable_of(lines, 1, 10051).minor, 0);
    assert_int_equal(payable_of(lines, 1, INT64_MAX).minor, 0);
}

static void lines_that_take_back_lower_what_points_may_pay(void **state)
{
    (void)state;
    const struct redemption_line lines[] = {{{10000}, 10000}, {{-4000}, 10000}};
    assert_int_equal(payable_of(lines, 2, 0).minor, 6000);
    struct reckon_part parts[2];
    assert_int_equal(redemption_spread(lines, 2, (struct points){6000}, parts), BASE_OK);
    assert_int_equal(parts[0].share, 6000);
    assert_int_equal(parts[1].share, 0);
}

static void lines_whose_payable_parts_do_not_fit_are_out_of_range(void **state)
{
    (void)state;
    const struct redemption_line lines[] = {
        {{INT64_MAX}, 10000}, {{-INT64_MAX}, 10000}, {{INT64_MAX}, 10000}};
    struct reckon_part parts[3];
    assert_true(payable_of(lines, 3, 0).minor == INT64_MAX);
    assert_int_equal(redemption_spread(lines, 3, (struct points){1}, parts), BASE_OUT_OF_RANGE);
}

// The till pays the most it is told, and whatever is left can be paid in money: never an amount
// between nothing and the least, and never a cent that neither points nor money may cover.
static void no_cents_are_left_that_nothing_may_cover(void **state)
{
    (void)state;
    const struct account_parts rich = {.spendable = {INT64_MAX}};
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 20000; round++) {
        struct redemption_line lines[5];
        struct reckon_part parts[5];
        int64_t total = 0;
        for (size_t index = 0; index < BASE_COUNT(lines); index++) {
            lines[index].amount.minor = seed_between(&seed, 0, 300);
            lines[index].share_bp = seed_between(&seed, 0, 3) * 3333 + 1;
            total += lines[index].amount.minor;
        }
        int64_t least = seed_between(&seed, 0, 500);
        struct points most = redemption_most(payable_of(lines, 5, least), &rich);
        assert_int_equal(redemption_check(most, payable_of(lines, 5, least), &rich),
                         VERDICT_APPROVED);
        assert_true(most.minor == 0 || total - most.minor >= least);
        assert_int_equal(redemption_spread(lines, 5, most, parts), BASE_OK);
        int64_t sum = 0;
        for (size_t index = 0; index < BASE_COUNT(lines); index++) {
            assert_true(parts[index].share <=
                        lines[index].amount.minor * lines[index].share_bp / 10000);
            sum += parts[index].share;
        }
        assert_int_equal(sum, most.minor);
    }
}

static void an_account_pays_at_most_what_it_can_spend(void **state)
{
    (void)state;
    const struct account_parts poor = {.spendable = {40}};
    assert_int_equal(redemption_most((struct points){100}, &poor).minor, 40);
    assert_int_equal(redemption_most((struct points){30}, &poor).minor, 30);
}

static void each_limit_has_its_verdict_and_the_receipts_is_asked_first(void **state)
{
    (void)state;
    const struct {
        int64_t wanted;
        struct account_parts account;
        enum verdict verdict;
    } rows[] = {
        {100, {.spendable = {100}}, VERDICT_APPROVED},
        {0, {.debt = {5}}, VERDICT_APPROVED},
        {101, {.spendable = {500}}, VERDICT_REDEEM_LIMIT},
        {101, {.debt = {5}}, VERDICT_REDEEM_LIMIT},
        {100, {.debt = {5}}, VERDICT_DEBT_BLOCKS_SPENDING},
        {100, {.spendable = {99}}, VERDICT_INSUFFICIENT_POINTS},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        assert_int_equal(redemption_check((struct points){rows[row].wanted}, (struct points){100},
                                          &rows[row].account),
                         rows[row].verdict);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_receipt_can_be_paid_with_points),
        cmocka_unit_test(the_share_of_each_line_limits_what_points_may_pay),
        cmocka_unit_test(the_least_money_is_left_to_pay),
        cmocka_unit_test(lines_that_take_back_lower_what_points_may_pay),
        cmocka_unit_test(lines_whose_payable_parts_do_not_fit_are_out_of_range),
        cmocka_unit_test(no_cents_are_left_that_nothing_may_cover),
        cmocka_unit_test(an_account_pays_at_most_what_it_can_spend),
        cmocka_unit_test(each_limit_has_its_verdict_and_the_receipts_is_asked_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
