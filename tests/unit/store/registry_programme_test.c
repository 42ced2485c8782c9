// SPDX-License-Identifier: Apache-2.0
// Proves what stores are told of the programme, under the version in force and under earlier ones.
#include "store/registry.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "pgresult.h"
#include "registry_rows.h"
#include "support/cmocka.h"

enum { STORES_MAX = 4 };
static const int64_t FOREVER = UINT32_MAX;

// A rate of 30 % for all receipts.
static const int64_t promotion_numbers[] = {1, UINT32_MAX, 1,   1,        3000, 0,         0,
                                            0, 0,          127, 0xffffff, 0,    INT32_MAX, 0};
enum { FROM_VERSION, TO_VERSION, KIND, STACKING, VALUE, CURRENCY, STORE, BRAND, SEGMENT };

static void add_promotion_with(PGresult *result, int64_t promotion, size_t place, int64_t value)
{
    int64_t numbers[BASE_COUNT(promotion_numbers)];
    memcpy(numbers, promotion_numbers, sizeof(numbers));
    numbers[place] = value;
    int row = rows_add_numbers(result, "promotion", "Spring", numbers, BASE_COUNT(numbers));
    pgresult_set_int8(result, row, NUMBER, promotion);
}

static void add_category(PGresult *result, int64_t promotion, const char *name)
{
    int row = rows_add_item(result, "category", promotion, 0);
    pgresult_set_text(result, row, NAME, name);
}

static void more_currencies_than_a_programme_holds_are_refused(void **state)
{
    rows_add_item(*state, "programme", 1, 0);
    for (int i = 0; i < PROGRAMME_RATES_MAX; i++) {
        rows_add_rate(*state, i + 1, 100);
    }
    registry_destroy(rows_read(state));
    rows_add_rate(*state, PROGRAMME_RATES_MAX + 1, 100);
    rows_assert_refused(*state, "currencies");
}

static const struct programme_settings *settings_of(const struct registry *registry,
                                                    struct registry_scope scope,
                                                    struct programme_settings *room)
{
    const struct programme_settings *settings = registry_find_settings(registry, &scope, room);
    assert_non_null(settings);
    return settings;
}

static void a_store_has_what_its_currency_has_but_for_its_own(void **state)
{
    rows_add_zone(*state, "Europe/Moscow");
    for (int64_t store = 1; store <= STORES_MAX; store++) {
        rows_add_store(*state, store, "store");
    }
    rows_add_item(*state, "programme", 1, 0);
    rows_add_setting(*state, "rate_bp", (struct setting){1, FOREVER, 643, 2, 3000});
    rows_add_setting(*state, "expiry_months", (struct setting){1, FOREVER, 643, 0, 12});
    rows_add_rate(*state, 643, 1100);
    struct registry *registry = rows_read(state);
    const struct programme_terms *first = registry_find_store(registry, 1)->terms;
    const struct programme_terms *second = registry_find_store(registry, 2)->terms;
    assert_int_equal(first->settings->rate_bp, 1100);
    assert_int_equal(second->settings->rate_bp, 3000);
    assert_int_equal(second->settings->expiry_months, 12);
    assert_ptr_equal(registry_find_store(registry, 3)->terms, first);
    assert_int_equal(registry->programme.rate_count, 1);
    struct programme_settings room;
    assert_ptr_equal(settings_of(registry, (struct registry_scope){1, 643, 2}, &room),
                     second->settings);
    assert_ptr_equal(settings_of(registry, (struct registry_scope){1, 643, 0}, &room), &room);
    assert_int_equal(room.rate_bp, 1100);
    registry_destroy(registry);
}

static void settings_are_known_under_every_version(void **state)
{
    rows_add_zone(*state, "Europe/Moscow");
    rows_add_store(*state, 1, "store");
    rows_add_item(*state, "programme", 6, 0);
    rows_add_setting(*state, "rate_bp", (struct setting){4, FOREVER, 643, 0, 900});
    rows_add_setting(*state, "rate_bp", (struct setting){2, 4, 643, 0, 1100});
    rows_add_setting(*state, "rate_bp", (struct setting){3, 5, 643, 1, 5000});
    struct registry *registry = rows_read(state);
    static const int64_t rates[] = {1100, 5000, 5000, 900, 900};
    struct programme_settings room;
    for (uint32_t i = 0; i < BASE_COUNT(rates); i++) {
        struct registry_scope scope = {i + 2, 643, 1};
        assert_int_equal(settings_of(registry, scope, &room)->rate_bp, rates[i]);
    }
    const struct registry_scope before = {1, 643, 1};
    const struct registry_scope other = {5, 980, 1};
    assert_null(registry_find_settings(registry, &before, &room));
    assert_null(registry_find_settings(registry, &other, &room));
    assert_int_equal(registry->programme.rate_count, 1);
    assert_int_equal(registry->programme.rates[0].rate_bp, 900);
    registry_destroy(registry);
}

static void a_store_in_a_currency_without_a_rate_has_no_settings(void **state)
{
    rows_add_zone(*state, "Europe/Moscow");
    rows_add_store(*state, 1, "store");
    rows_add_item(*state, "programme", 1, 0);
    rows_add_rate(*state, 980, 1100);
    struct registry *registry = rows_read(state);
    assert_null(registry_find_store(registry, 1)->terms->settings);
    assert_int_equal(registry_find_store(registry, 1)->terms->version, 1);
    registry_destroy(registry);
}

static void settings_nobody_knows_or_out_of_bounds_are_refused(void **state)
{
    rows_add_setting(*state, "rate_bp", (struct setting){1, FOREVER, 643, 0, 10001});
    rows_assert_refused(*state, "setting");
    rows_drop(state);
    rows_make(state);
    rows_add_setting(*state, "colour", (struct setting){1, FOREVER, 643, 0, 1});
    rows_assert_refused(*state, "setting");
    rows_drop(state);
    rows_make(state);
    rows_add_numbers(*state, "setting", "rate_bp", promotion_numbers, 4);
    rows_assert_refused(*state, "setting");
    rows_drop(state);
    rows_make(state);
    int row = rows_add_setting(*state, "expiry_months", (struct setting){1, FOREVER, 643, 0, 1});
    pgresult_set_text(*state, row, TEXT, "toys");
    rows_assert_refused(*state, "setting");
}

static void more_shares_than_a_store_holds_are_refused(void **state)
{
    rows_add_zone(*state, "Europe/Moscow");
    rows_add_store(*state, 1, "store");
    rows_add_item(*state, "programme", 1, 0);
    rows_add_rate(*state, 643, 1100);
    char category[PROGRAMME_CATEGORY_BYTES_MAX];
    for (int i = 0; i < PROGRAMME_SHARES_MAX; i++) {
        snprintf(category, sizeof(category), "category %d", i);
        int row = rows_add_setting(*state, "redeem_max_share_bp",
                                   (struct setting){1, FOREVER, 643, 0, i});
        pgresult_set_text(*state, row, TEXT, category);
    }
    struct registry *registry = rows_read(state);
    const struct programme_settings *settings = registry_find_store(registry, 1)->terms->settings;
    assert_int_equal(programme_redeem_share(settings, "category 3"), 3);
    assert_int_equal(programme_redeem_share(settings, "toys"), 10000);
    registry_destroy(registry);
    int row =
        rows_add_setting(*state, "redeem_max_share_bp", (struct setting){1, FOREVER, 643, 1, 1});
    pgresult_set_text(*state, row, TEXT, "one more");
    rows_assert_refused(*state, "share");
}

// Stores 2 and 3 have brand 4; promotion 3 is of store 2, 5 of its brand, 6 of another currency, 8
// is ended.
static void a_store_is_offered_what_could_be_its_own(void **state)
{
    rows_add_zone(*state, "Europe/Moscow");
    for (int64_t store = 1; store <= STORES_MAX; store++) {
        rows_add_store(*state, store, "store");
        pgresult_set_int4(*state, PQntuples(*state) - 1, MORE, store == 2 || store == 3 ? 4 : 0);
    }
    rows_add_item(*state, "programme", 9, 0);
    rows_add_rate(*state, 643, 1100);
    add_promotion_with(*state, 8, TO_VERSION, 9);
    add_promotion_with(*state, 6, CURRENCY, 980);
    add_promotion_with(*state, 5, BRAND, 4);
    add_promotion_with(*state, 3, STORE, 2);
    add_promotion_with(*state, 1, CURRENCY, 643);
    struct registry *registry = rows_read(state);
    const struct programme_terms *first = registry_find_store(registry, 1)->terms;
    assert_int_equal(first->promotion_count, 1);
    assert_int_equal(first->promotions[0]->promotion, 1);
    assert_ptr_equal(registry_find_store(registry, 4)->terms, first);
    const struct programme_terms *third = registry_find_store(registry, 3)->terms;
    assert_int_equal(third->promotion_count, 2);
    assert_int_equal(third->promotions[1]->promotion, 5);
    const struct programme_terms *second = registry_find_store(registry, 2)->terms;
    assert_int_equal(second->promotion_count, 3);
    assert_int_equal(second->promotions[1]->promotion, 3);
    assert_int_equal(second->promotions[2]->promotion, 5);
    assert_int_equal(second->settings->rate_bp, 1100);

    struct promotion_receipt receipt = {
        .zone = registry_find_store(registry, 2)->zone, .currency = 643, .store = 2, .brand = 4};
    struct promotion_offers now, then;
    promotion_select(second->promotions, second->promotion_count, &receipt, &now);
    registry_select_offers(registry, 9, &receipt, &then);
    assert_int_equal(now.count, 3);
    assert_int_equal(then.count, 3);
    assert_memory_equal(now.offers, then.offers, 3 * sizeof(now.offers[0]));
    registry_select_offers(registry, 8, &receipt, &then);
    assert_int_equal(then.count, 4);
    registry_select_offers(registry, 0, &receipt, &then);
    assert_int_equal(then.count, 0);
    registry_destroy(registry);
}

static void promotions_are_recalled_by_their_numbers(void **state)
{
    rows_add_item(*state, "programme", 9, 0);
    add_promotion_with(*state, 8, TO_VERSION, 9);
    add_promotion_with(*state, 2, VALUE, 1000);
    struct registry *registry = rows_read(state);
    struct promotion_offers offers;
    assert_true(registry_recall_offers(registry, (uint32_t[]){2, 8}, 2, &offers));
    assert_int_equal(offers.count, 2);
    assert_int_equal(offers.offers[0]->value, 1000);
    assert_int_equal(offers.offers[1]->promotion, 8);
    assert_string_equal(offers.offers[1]->name, "Spring");
    assert_true(registry_recall_offers(registry, NULL, 0, &offers));
    assert_int_equal(offers.count, 0);
    assert_false(registry_recall_offers(registry, (uint32_t[]){3}, 1, &offers));
    uint32_t many[PROMOTION_OFFERS_MAX + 1];
    for (size_t i = 0; i < BASE_COUNT(many); i++) {
        many[i] = 8;
    }
    assert_true(registry_recall_offers(registry, many, BASE_COUNT(many) - 1, &offers));
    assert_false(registry_recall_offers(registry, many, BASE_COUNT(many), &offers));
    registry_destroy(registry);
}

static void categories_belong_to_their_promotion(void **state)
{
    rows_add_item(*state, "programme", 1, 0);
    add_category(*state, 2, "toys");
    add_promotion_with(*state, 2, VALUE, 1000);
    add_category(*state, 7, "food");
    add_promotion_with(*state, 7, VALUE, 1000);
    add_promotion_with(*state, 4, VALUE, 1000);
    add_category(*state, 2, "books");
    struct registry *registry = rows_read(state);
    const struct promotion *promotion = registry_find_promotion(registry, 2);
    assert_int_equal(promotion->category_count, 2);
    assert_true(promotion_has_category(promotion, "books"));
    assert_true(promotion_has_category(promotion, "toys"));
    assert_false(promotion_has_category(promotion, "food"));
    assert_int_equal(registry_find_promotion(registry, 4)->category_count, 0);
    assert_true(promotion_has_category(registry_find_promotion(registry, 7), "food"));
    registry_destroy(registry);
    add_category(*state, 5, "toys");
    rows_assert_refused(*state, "category");
}

static void promotions_of_another_kind_are_refused(void **state)
{
    static const struct {
        size_t place;
        int64_t value;
    } wrong[] = {{KIND, 0}, {KIND, 4}, {STACKING, 0}, {STACKING, 4}, {VALUE, -1}};
    for (size_t i = 0; i < BASE_COUNT(wrong); i++) {
        add_promotion_with(*state, 1, wrong[i].place, wrong[i].value);
        rows_assert_refused(*state, "promotion");
        rows_drop(state);
        rows_make(state);
    }
    rows_add_numbers(*state, "promotion", "Spring", promotion_numbers,
                     BASE_COUNT(promotion_numbers) - 1);
    rows_assert_refused(*state, "promotion");
}

static void zones_that_cannot_be_are_refused(void **state)
{
    static const struct {
        int64_t numbers[4];
        size_t count;
    } wrong[] = {
        {{0}, 0}, {{0, 0, 1}, 3}, {{5, 0, 5, 3600}, 4}, {{0, 57601}, 2}, {{0, -57601}, 2},
    };
    for (size_t i = 0; i < BASE_COUNT(wrong); i++) {
        rows_add_numbers(*state, "zone", "Mars/Olympus", wrong[i].numbers, wrong[i].count);
        rows_assert_refused(*state, "zone");
        rows_drop(state);
        rows_make(state);
    }
    int64_t many[2 * LIMIT_ZONE_SHIFTS_MAX + 2] = {0};
    for (size_t i = 0; i <= LIMIT_ZONE_SHIFTS_MAX; i++) {
        many[2 * i] = (int64_t)i;
    }
    rows_add_numbers(*state, "zone", "Mars/Olympus", many, BASE_COUNT(many) - 2);
    registry_destroy(rows_read(state));
    rows_drop(state);
    rows_make(state);
    rows_add_numbers(*state, "zone", "Mars/Olympus", many, BASE_COUNT(many));
    rows_assert_refused(*state, "zone");
    rows_drop(state);
    rows_make(state);
    rows_add_zone(*state, "Europe/Moscow");
    rows_add_zone(*state, "Europe/Moscow");
    rows_assert_refused(*state, "zone");
}

static void a_store_without_offsets_of_its_zone_is_refused(void **state)
{
    rows_add_zone(*state, "Europe/Kyiv");
    rows_add_store(*state, 1, "store");
    rows_assert_refused(*state, "zone");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rows_make, rows_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(more_currencies_than_a_programme_holds_are_refused),
        TEST(a_store_has_what_its_currency_has_but_for_its_own),
        TEST(settings_are_known_under_every_version),
        TEST(a_store_in_a_currency_without_a_rate_has_no_settings),
        TEST(settings_nobody_knows_or_out_of_bounds_are_refused),
        TEST(more_shares_than_a_store_holds_are_refused),
        TEST(a_store_is_offered_what_could_be_its_own),
        TEST(promotions_are_recalled_by_their_numbers),
        TEST(categories_belong_to_their_promotion),
        TEST(promotions_of_another_kind_are_refused),
        TEST(zones_that_cannot_be_are_refused),
        TEST(a_store_without_offsets_of_its_zone_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
