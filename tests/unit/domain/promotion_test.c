// SPDX-License-Identifier: Apache-2.0
// Proves to which receipts a promotion is offered.
#include "domain/promotion.h"

#include <stddef.h>

#include "base/check.h"
#include "domain/date.h"
#include "support/cmocka.h"

#define HOUR_S 3600
#define FRIDAY_S INT64_C(1795132800) // 2026-11-20 00:00 UTC

// Summer time in Kyiv, 2026.
static const struct zone_shift kyiv_shifts[] = {
    {1767225600, 7200}, {1774746000, 10800}, {1792890000, 7200}};
static const struct zone kyiv = {
    .name = "Europe/Kyiv", .shifts = kyiv_shifts, .shift_count = BASE_COUNT(kyiv_shifts)};

// Offered to everybody, always.
static struct promotion promotion_make(uint32_t number)
{
    return (struct promotion){
        .promotion = number,
        .from_version = 1,
        .to_version = UINT32_MAX,
        .kind = PROMOTION_RATE,
        .stacking = PROMOTION_BEST,
        .value = 3000,
        .weekdays = PROMOTION_EVERY_DAY,
        .hours = PROMOTION_EVERY_HOUR,
        .last_day = INT32_MAX,
    };
}

static struct promotion_receipt receipt_at(const struct zone *zone, int64_t at_s)
{
    return (struct promotion_receipt){.judged_at_us = at_s * 1000000,
                                      .zone = zone,
                                      .currency = 643,
                                      .store = 5,
                                      .brand = 2,
                                      .segment = 3};
}

static bool is_offered(const struct promotion *promotion, const struct promotion_receipt *receipt)
{
    struct promotion_offers offers;
    promotion_select(&promotion, 1, receipt, &offers);
    return offers.count == 1;
}

static void assert_offered(const struct promotion *promotion, const struct zone *zone, int64_t at_s,
                           bool wanted)
{
    struct promotion_receipt receipt = receipt_at(zone, at_s);
    assert_int_equal(is_offered(promotion, &receipt), wanted);
}

static void without_conditions_everybody_is_offered_it(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1);
    assert_offered(&promotion, &zone_utc, 0, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S, true);
    struct promotion_receipt plain = {.zone = &zone_utc};
    assert_true(is_offered(&promotion, &plain));
}

static void currency_store_brand_and_segment_are_to_be_the_same(void **state)
{
    (void)state;
    static const size_t conditions[] = {
        offsetof(struct promotion, currency), offsetof(struct promotion, store),
        offsetof(struct promotion, brand), offsetof(struct promotion, segment)};
    static const uint32_t right[] = {643, 5, 2, 3};
    struct promotion_receipt receipt = receipt_at(&zone_utc, FRIDAY_S);
    for (size_t index = 0; index < BASE_COUNT(conditions); index++) {
        struct promotion promotion = promotion_make(1);
        uint32_t *condition = (uint32_t *)(void *)((char *)&promotion + conditions[index]);
        *condition = right[index];
        assert_true(is_offered(&promotion, &receipt));
        *condition = right[index] + 1;
        assert_false(is_offered(&promotion, &receipt));
    }
}

static void a_window_of_days_begins_and_ends_at_local_midnight(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1);
    promotion.first_day = date_to_day(2026, 11, 21);
    promotion.last_day = date_to_day(2026, 11, 22);
    const int64_t begin_s = FRIDAY_S + 24 * HOUR_S;
    assert_offered(&promotion, &zone_utc, begin_s - 1, false);
    assert_offered(&promotion, &zone_utc, begin_s, true);
    assert_offered(&promotion, &zone_utc, begin_s + 48 * HOUR_S - 1, true);
    assert_offered(&promotion, &zone_utc, begin_s + 48 * HOUR_S, false);
    assert_offered(&promotion, &kyiv, begin_s - 2 * HOUR_S - 1, false);
    assert_offered(&promotion, &kyiv, begin_s - 2 * HOUR_S, true);
    assert_offered(&promotion, &kyiv, begin_s + 46 * HOUR_S - 1, true);
    assert_offered(&promotion, &kyiv, begin_s + 46 * HOUR_S, false);
}

static void weekdays_are_those_of_the_store(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1);
    promotion.weekdays = 1 << 4; // Friday
    assert_offered(&promotion, &zone_utc, FRIDAY_S - 1, false);
    assert_offered(&promotion, &zone_utc, FRIDAY_S, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 24 * HOUR_S - 1, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 24 * HOUR_S, false);
    assert_offered(&promotion, &kyiv, FRIDAY_S - 1, true);
    assert_offered(&promotion, &kyiv, FRIDAY_S + 22 * HOUR_S, false);
}

static void hours_are_from_the_first_up_to_the_last(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1);
    promotion.hours = 1 << 10 | 1 << 11;
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 10 * HOUR_S - 1, false);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 10 * HOUR_S, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 12 * HOUR_S - 1, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 12 * HOUR_S, false);
}

static void hours_may_go_over_midnight(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1);
    promotion.hours = 1 << 22 | 1 << 23 | 1 << 0 | 1 << 1;
    assert_offered(&promotion, &zone_utc, FRIDAY_S - 2 * HOUR_S, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 2 * HOUR_S - 1, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 2 * HOUR_S, false);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 22 * HOUR_S - 1, false);
    promotion.weekdays = 1 << 4; // then the nights of Friday's own hours
    assert_offered(&promotion, &zone_utc, FRIDAY_S - 1, false);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 1, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 23 * HOUR_S, true);
    assert_offered(&promotion, &zone_utc, FRIDAY_S + 25 * HOUR_S, false);
}

// On 2026-03-29 no clock in Kyiv showed 3; on 2026-10-25 it showed 3 for two hours.
static void hours_are_those_the_wall_shows_when_clocks_change(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1);
    promotion.hours = 1 << 3;
    const int64_t spring_s = 1774746000;
    const int64_t autumn_s = 1792890000;
    assert_offered(&promotion, &kyiv, spring_s - 1, false);
    assert_offered(&promotion, &kyiv, spring_s, false);
    assert_offered(&promotion, &kyiv, autumn_s - HOUR_S - 1, false);
    assert_offered(&promotion, &kyiv, autumn_s - HOUR_S, true);
    assert_offered(&promotion, &kyiv, autumn_s, true);
    assert_offered(&promotion, &kyiv, autumn_s + HOUR_S - 1, true);
    assert_offered(&promotion, &kyiv, autumn_s + HOUR_S, false);
}

static void a_promotion_is_in_force_from_its_version_up_to_its_end(void **state)
{
    (void)state;
    struct promotion promotion = promotion_make(1);
    promotion.from_version = 5;
    promotion.to_version = 7;
    assert_false(promotion_is_in_force(&promotion, 4));
    assert_true(promotion_is_in_force(&promotion, 5));
    assert_true(promotion_is_in_force(&promotion, 6));
    assert_false(promotion_is_in_force(&promotion, 7));
}

static void articles_have_a_part_by_their_category(void **state)
{
    (void)state;
    static const char *const categories[] = {"toys", "books"};
    struct promotion promotion = promotion_make(1);
    assert_true(promotion_has_category(&promotion, "food"));
    assert_true(promotion_has_category(&promotion, ""));
    promotion.categories = categories;
    promotion.category_count = 2;
    assert_true(promotion_has_category(&promotion, "toys"));
    assert_true(promotion_has_category(&promotion, "books"));
    assert_false(promotion_has_category(&promotion, "food"));
    assert_false(promotion_has_category(&promotion, "toy"));
    assert_false(promotion_has_category(&promotion, ""));
}

static void offers_stay_in_order_and_in_bounds(void **state)
{
    (void)state;
    struct promotion promotions[PROMOTION_OFFERS_MAX + 2];
    const struct promotion *candidates[BASE_COUNT(promotions)];
    for (uint32_t index = 0; index < BASE_COUNT(promotions); index++) {
        promotions[index] = promotion_make(index + 1);
        candidates[index] = &promotions[index];
    }
    promotions[1].store = 6;
    struct promotion_receipt receipt = receipt_at(&zone_utc, FRIDAY_S);
    struct promotion_offers offers;
    promotion_select(candidates, BASE_COUNT(candidates), &receipt, &offers);
    assert_int_equal(offers.count, PROMOTION_OFFERS_MAX);
    assert_int_equal(offers.offers[0]->promotion, 1);
    assert_int_equal(offers.offers[1]->promotion, 3);
    assert_int_equal(offers.offers[PROMOTION_OFFERS_MAX - 1]->promotion, PROMOTION_OFFERS_MAX + 1);
    promotion_select(candidates, 0, &receipt, &offers);
    assert_int_equal(offers.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_conditions_everybody_is_offered_it),
        cmocka_unit_test(currency_store_brand_and_segment_are_to_be_the_same),
        cmocka_unit_test(a_window_of_days_begins_and_ends_at_local_midnight),
        cmocka_unit_test(weekdays_are_those_of_the_store),
        cmocka_unit_test(hours_are_from_the_first_up_to_the_last),
        cmocka_unit_test(hours_may_go_over_midnight),
        cmocka_unit_test(hours_are_those_the_wall_shows_when_clocks_change),
        cmocka_unit_test(a_promotion_is_in_force_from_its_version_up_to_its_end),
        cmocka_unit_test(articles_have_a_part_by_their_category),
        cmocka_unit_test(offers_stay_in_order_and_in_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
