// SPDX-License-Identifier: Apache-2.0
// Proves that a receipt is reckoned as a whole and line by line to the same figures.
#include "domain/receipt_reckon.h"

#include <stdlib.h>

#include "domain/seed.h"
#include "support/cmocka.h"

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

static int setup(void **state)
{
    *state = malloc(sizeof(struct receipt_reckon));
    return *state == NULL;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static struct programme_settings settings_of(int64_t share_bp)
{
    struct programme_settings settings;
    programme_settings_init(&settings);
    settings.rate_bp = 1100;
    settings.redeem_max_share_bp = share_bp;
    return settings;
}

static void add(struct receipt_reckon *reckon, int64_t amount, const char *category)
{
    assert_int_equal(receipt_reckon_add(reckon, (struct money){amount}, category), BASE_OK);
}

static void pay(struct receipt_reckon *reckon, const struct programme_settings *settings,
                int64_t redeemed, int64_t earning)
{
    const struct receipt_payment payment = {{redeemed}, {earning}};
    assert_int_equal(receipt_reckon_pay(reckon, settings, &payment), BASE_OK);
}

static struct receipt_award award_of(const struct receipt_reckon *reckon,
                                     const struct reckon_left *left,
                                     const struct promotion_offers *offers)
{
    const struct receipt_terms terms = {1100, offers};
    struct receipt_award award;
    assert_int_equal(receipt_reckon_award(reckon, left, &terms, &award), VERDICT_APPROVED);
    return award;
}

static void points_pay_their_part_of_each_line_and_the_rest_earns(void **state)
{
    struct receipt_reckon *reckon = *state;
    struct programme_settings settings = settings_of(5000);
    receipt_reckon_begin(reckon);
    add(reckon, 10000, "tea");
    add(reckon, 30000, "gift");
    assert_int_equal(receipt_reckon_payable(reckon, &settings).minor, 20000);
    pay(reckon, &settings, 8000, 32000);
    assert_int_equal(reckon->lines[0].redeemed.minor, 2000);
    assert_int_equal(reckon->lines[1].redeemed.minor, 6000);
    assert_int_equal(reckon->lines[0].base.minor, 8000);
    assert_int_equal(reckon->lines[1].base.minor, 24000);
    struct receipt_award award = award_of(reckon, NULL, &no_offers);
    assert_int_equal(award.outcome.earned.minor, 3520);
    assert_int_equal(award.rate_bp, 1100);
}

static void money_of_a_tender_that_does_not_earn_is_taken_from_every_line(void **state)
{
    struct receipt_reckon *reckon = *state;
    struct programme_settings settings = settings_of(10000);
    receipt_reckon_begin(reckon);
    add(reckon, 10000, "tea");
    add(reckon, 30000, "gift");
    pay(reckon, &settings, 0, 20000);
    assert_int_equal(reckon->lines[0].base.minor, 5000);
    assert_int_equal(reckon->lines[1].base.minor, 15000);
}

static void a_payment_of_another_receipt_is_out_of_range(void **state)
{
    struct receipt_reckon *reckon = *state;
    struct programme_settings settings = settings_of(5000);
    receipt_reckon_begin(reckon);
    add(reckon, 10000, "");
    const struct receipt_payment too_many_points = {{5001}, {4999}};
    const struct receipt_payment too_much_money = {{5000}, {5001}};
    assert_int_equal(receipt_reckon_pay(reckon, &settings, &too_many_points), BASE_OUT_OF_RANGE);
    assert_int_equal(receipt_reckon_pay(reckon, &settings, &too_much_money), BASE_OUT_OF_RANGE);
}

static void the_rate_is_that_of_all_lines_or_the_base_rate(void **state)
{
    struct receipt_reckon *reckon = *state;
    struct programme_settings settings = settings_of(10000);
    const struct promotion_offers offers = {.count = 1, .offers = {&tea_30}};
    receipt_reckon_begin(reckon);
    add(reckon, 10000, "tea");
    pay(reckon, &settings, 3000, 7000);
    struct receipt_award award = award_of(reckon, NULL, &offers);
    assert_int_equal(award.rate_bp, 3000);
    assert_int_equal(award.outcome.earned.minor, 2100);
    assert_int_equal(award.outcome.rule_count, 1);
    add(reckon, 10000, "gift");
    pay(reckon, &settings, 0, 20000);
    award = award_of(reckon, NULL, &offers);
    assert_int_equal(award.rate_bp, 1100);
    assert_int_equal(award.outcome.earned.minor, 4100);
}

static void a_receipt_has_so_many_lines_and_no_more(void **state)
{
    struct receipt_reckon *reckon = *state;
    receipt_reckon_begin(reckon);
    for (uint32_t line = 0; line < RECKON_LINES_MAX; line++) {
        add(reckon, 1, "");
    }
    assert_int_equal(receipt_reckon_add(reckon, (struct money){1}, ""), BASE_FULL);
}

static void a_longer_category_is_cut(void **state)
{
    struct receipt_reckon *reckon = *state;
    receipt_reckon_begin(reckon);
    add(reckon, 1, "0123456789012345678901234567890123456789");
    assert_string_equal(reckon->categories[0], "0123456789012345678901234567890");
}

// A random receipt, paid in a random way.
static void fill(struct receipt_reckon *reckon, const struct programme_settings *settings,
                 uint64_t *seed)
{
    static const char *const categories[] = {"tea", "gift", ""};
    int64_t total = 0;
    receipt_reckon_begin(reckon);
    for (int64_t count = seed_between(seed, 1, 30); count > 0; count--) {
        int64_t amount = seed_between(seed, 1, 100000);
        total += amount;
        add(reckon, amount, categories[seed_between(seed, 0, 2)]);
    }
    int64_t redeemed = seed_between(seed, 0, receipt_reckon_payable(reckon, settings).minor);
    pay(reckon, settings, redeemed, seed_between(seed, 0, total - redeemed));
}

static void all_that_is_left_of_a_receipt_earns_what_the_receipt_does(void **state)
{
    struct receipt_reckon *reckon = *state;
    uint64_t seed = seed_take("receipt_reckon");
    const struct promotion_offers offers = {.count = 1, .offers = {&tea_30}};
    struct programme_settings settings = settings_of(7500);
    for (unsigned round = 0; round < 1000; round++) {
        fill(reckon, &settings, &seed);
        struct reckon_left_line lines[30];
        struct reckon_left left = {.lines = lines};
        struct reckon_receipt receipt = receipt_reckon_lines(reckon);
        reckon_begin(&receipt, &left);
        struct receipt_award whole = award_of(reckon, NULL, &offers);
        struct receipt_award rest = award_of(reckon, &left, &offers);
        assert_int_equal(whole.outcome.earned.minor, rest.outcome.earned.minor);
        assert_int_equal(whole.rate_bp, rest.rate_bp);
        reckon_take_all(&receipt, &left);
        assert_int_equal(award_of(reckon, &left, &offers).outcome.earned.minor, 0);
    }
}

static void without_promotions_lines_earn_what_their_sum_earns(void **state)
{
    struct receipt_reckon *reckon = *state;
    uint64_t seed = seed_take("receipt_reckon");
    struct programme_settings settings = settings_of(7500);
    for (unsigned round = 0; round < 1000; round++) {
        fill(reckon, &settings, &seed);
        int64_t base = 0;
        for (uint32_t line = 0; line < reckon->count; line++) {
            base += reckon->lines[line].base.minor;
        }
        assert_int_equal(award_of(reckon, NULL, &no_offers).outcome.earned.minor,
                         base * 1100 / 10000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_pay_their_part_of_each_line_and_the_rest_earns),
        cmocka_unit_test(money_of_a_tender_that_does_not_earn_is_taken_from_every_line),
        cmocka_unit_test(a_payment_of_another_receipt_is_out_of_range),
        cmocka_unit_test(the_rate_is_that_of_all_lines_or_the_base_rate),
        cmocka_unit_test(a_receipt_has_so_many_lines_and_no_more),
        cmocka_unit_test(a_longer_category_is_cut),
        cmocka_unit_test(all_that_is_left_of_a_receipt_earns_what_the_receipt_does),
        cmocka_unit_test(without_promotions_lines_earn_what_their_sum_earns),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
