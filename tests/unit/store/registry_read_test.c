// SPDX-License-Identifier: Apache-2.0
// Proves how rows become a registry, and which rows do not.
#include "store/registry_read_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "pgresult.h"
#include "registry_rows.h"
#include "support/cmocka.h"

static void add_terminal(PGresult *result, int64_t terminal, int64_t store, const char *role)
{
    int row = rows_add_item(result, "terminal", terminal, store);
    pgresult_set_bool(result, row, FLAG, terminal == 2);
    pgresult_set_int4(result, row, MORE, terminal == 2);
    pgresult_set_text(result, row, NAME, "till");
    pgresult_set_text(result, row, TEXT, role);
}

static void add_certificate(PGresult *result, int64_t terminal, uint8_t first)
{
    uint8_t fingerprint[DIGEST_BYTES] = {first};
    int row = rows_add_item(result, "certificate", terminal, 0);
    pgresult_set_bool(result, row, FLAG, first == 9);
    pgresult_set_bytes(result, row, BYTES, fingerprint, sizeof(fingerprint));
}

static void add_supervisor(PGresult *result, int64_t store, uint8_t first)
{
    uint8_t digest[DIGEST_BYTES] = {first};
    int row = rows_add_item(result, "supervisor", store, 0);
    pgresult_set_bytes(result, row, BYTES, digest, sizeof(digest));
}

static void a_new_ledger_has_lanes_and_a_revision_only(void **state)
{
    struct registry *registry = rows_read(state);
    assert_int_equal(registry->lane_count, LANES);
    assert_int_equal(registry->incarnation, 1);
    assert_int_equal(registry->revision, 12);
    assert_int_equal(registry->programme.version, 0);
    assert_int_equal(registry->store_count + registry->terminal_count, 0);
    registry_destroy(registry);
}

static void every_item_is_read_whole(void **state)
{
    rows_add_store(*state, 5, "GUM");
    add_terminal(*state, 2, 5, "terminal");
    add_certificate(*state, 2, 9);
    add_supervisor(*state, 5, 8);
    rows_add_zone(*state, "Europe/Moscow");
    rows_add_item(*state, "programme", 7, 0);
    rows_add_rate(*state, 643, 1100);
    rows_add_rate(*state, 980, 0);
    struct registry *registry = rows_read(state);
    const struct registry_store *store = registry_find_store(registry, 5);
    assert_int_equal(store->currency, 643);
    assert_string_equal(store->name, "GUM");
    assert_string_equal(store->zone->name, "Europe/Moscow");
    assert_int_equal(store->zone->shift_count, 3);
    assert_int_equal(zone_offset_s(store->zone, INT64_C(1300000000) * 1000000), 14400);
    const struct registry_terminal *terminal = registry_find_terminal(registry, 2);
    assert_int_equal(terminal->store, 5);
    assert_int_equal(terminal->role, TERMINAL_ROLE_TERMINAL);
    assert_true(terminal->blocked);
    assert_true(terminal->may_refund_blind);
    assert_string_equal(terminal->name, "till");
    assert_int_equal(registry->certificates[0].terminal, 2);
    assert_int_equal(registry->certificates[0].fingerprint[0], 9);
    assert_true(registry->certificates[0].blocked);
    assert_int_equal(registry->supervisors[0].store, 5);
    assert_int_equal(registry->supervisors[0].code_digest[0], 8);
    assert_int_equal(registry->programme.version, 7);
    assert_int_equal(registry->programme.rate_count, 2);
    assert_int_equal(registry->programme.rates[0].currency, 643);
    assert_int_equal(registry->programme.rates[0].rate_bp, 1100);
    registry_destroy(registry);
}

static void everything_is_found_whatever_the_order_of_the_rows(void **state)
{
    static const uint8_t numbers[] = {3, 200, 1, 4, 100, 2};
    rows_add_zone(*state, "Europe/Moscow");
    for (size_t i = 0; i < sizeof(numbers); i++) {
        add_certificate(*state, numbers[i], numbers[i]);
        add_terminal(*state, numbers[i], 0, "operator");
        rows_add_store(*state, numbers[i], "store");
        add_supervisor(*state, numbers[i], (uint8_t)(numbers[i] + 1));
        add_supervisor(*state, numbers[i], numbers[i]);
    }
    struct registry *registry = rows_read(state);
    for (size_t i = 0; i < sizeof(numbers); i++) {
        uint8_t fingerprint[DIGEST_BYTES] = {numbers[i]};
        assert_non_null(registry_find_store(registry, numbers[i]));
        assert_non_null(registry_find_terminal(registry, numbers[i]));
        assert_int_equal(registry_find_certificate(registry, fingerprint)->terminal, numbers[i]);
        assert_true(registry_has_supervisor(registry, numbers[i], fingerprint));
        assert_false(registry_has_supervisor(registry, numbers[i] + 50U, fingerprint));
    }
    registry_destroy(registry);
}

static void incarnations_are_found_by_position_and_the_newest_is_told(void **state)
{
    rows_add_incarnation(*state, 2, 50, 3);
    rows_add_incarnation(*state, 0, 1, 2);
    rows_add_incarnation(*state, 2, 10, 2);
    struct registry *registry = rows_read(state);
    assert_int_equal(registry->incarnation, 3);
    assert_int_equal(registry_find_incarnation(registry, 2, 9), 1);
    assert_int_equal(registry_find_incarnation(registry, 2, 49), 2);
    assert_int_equal(registry_find_incarnation(registry, 2, 50), 3);
    assert_int_equal(registry_find_incarnation(registry, 0, 1), 2);
    registry_destroy(registry);
}

static void a_lane_has_incarnations_from_its_first_position_on(void **state)
{
    static const struct {
        int64_t lanes;
        int64_t last_lane;
        int64_t first_position;
    } wrong[] = {{3, 1, 1}, {3, 2, 2}, {2, 2, 1}, {4, 3, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        PGresult *rows = pgresult_create_rows(COLUMNS);
        rows_add_item(rows, "ledger", wrong[i].lanes, 0);
        rows_add_item(rows, "revision", 1, 0);
        rows_add_incarnation(rows, 0, 1, 1);
        rows_add_incarnation(rows, wrong[i].last_lane, wrong[i].first_position, 1);
        if (wrong[i].last_lane == 2) {
            rows_add_incarnation(rows, 1, 1, 1);
        }
        rows_assert_refused(rows, "without an incarnation");
        PQclear(rows);
    }
}

static void incarnations_are_1_to_127(void **state)
{
    static const int64_t wrong[] = {0, -1, 128};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        rows_make(state);
        rows_add_incarnation(*state, 1, 5, wrong[i]);
        rows_assert_refused(*state, "out of range");
        rows_drop(state);
    }
    rows_make(state);
    rows_add_incarnation(*state, 256, 5, 1);
    rows_assert_refused(*state, "out of range");
}

static void every_role_is_known_and_no_other(void **state)
{
    add_terminal(*state, 1, 0, "operator");
    add_terminal(*state, 2, 0, "subscriber");
    struct registry *registry = rows_read(state);
    assert_int_equal(registry_find_terminal(registry, 1)->role, TERMINAL_ROLE_OPERATOR);
    assert_int_equal(registry_find_terminal(registry, 2)->role, TERMINAL_ROLE_SUBSCRIBER);
    registry_destroy(registry);
    add_terminal(*state, 3, 0, "auditor");
    rows_assert_refused(*state, "role");
}

static void an_unknown_item_is_refused(void **state)
{
    rows_add_item(*state, "coupon", 1, 0);
    rows_assert_refused(*state, "item");
}

static void lanes_are_1_to_256(void **state)
{
    static const int64_t wrong[] = {0, -1, 257, 65537};
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        PGresult *rows = pgresult_create_rows(COLUMNS);
        rows_add_item(rows, "ledger", wrong[i], 1);
        rows_add_item(rows, "revision", 1, 0);
        rows_assert_refused(rows, "lanes");
        PQclear(rows);
    }
}

static void ledger_and_revision_are_wanted(void **state)
{
    (void)state;
    PGresult *rows = pgresult_create_rows(COLUMNS);
    rows_assert_refused(rows, "missing");
    rows_add_item(rows, "revision", 1, 0);
    rows_assert_refused(rows, "missing");
    PQclear(rows);
    rows = pgresult_create_rows(COLUMNS);
    rows_add_item(rows, "ledger", 4, 1);
    rows_assert_refused(rows, "missing");
    PQclear(rows);
}

static void other_columns_are_refused(void **state)
{
    (void)state;
    PGresult *rows = pgresult_create_rows(COLUMNS + 1);
    rows_assert_refused(rows, "columns");
    PQclear(rows);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rows_make, rows_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_ledger_has_lanes_and_a_revision_only),
        TEST(every_item_is_read_whole),
        TEST(everything_is_found_whatever_the_order_of_the_rows),
        TEST(incarnations_are_found_by_position_and_the_newest_is_told),
        TEST(a_lane_has_incarnations_from_its_first_position_on),
        cmocka_unit_test_teardown(incarnations_are_1_to_127, rows_drop),
        TEST(every_role_is_known_and_no_other),
        TEST(an_unknown_item_is_refused),
        TEST(lanes_are_1_to_256),
        TEST(ledger_and_revision_are_wanted),
        TEST(other_columns_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
