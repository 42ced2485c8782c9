// SPDX-License-Identifier: Apache-2.0
// Proves the look-ups of a registry, and that cards stay on their lanes for ever: the vectors were
// reckoned in Python from the definition of hash_stable().
#include "store/registry.h"

#include <string.h>

#include "support/cmocka.h"

static const struct registry empty = {.lane_count = 4};

static struct registry_store stores[] = {{.store = 2}, {.store = 5}, {.store = 999999}};
static struct registry_terminal terminals[] = {
    {.terminal = 1, .store = 5}, {.terminal = 3, .store = 2}, {.terminal = UINT32_MAX}};
static struct registry_certificate certificates[] = {
    {.fingerprint = {1}, .terminal = 3},
    {.fingerprint = {1, 1}, .terminal = 1, .blocked = true},
    {.fingerprint = {0xff}, .terminal = 1},
};

static const struct registry full = {
    .lane_count = 4,
    .stores = stores,
    .store_count = 3,
    .terminals = terminals,
    .terminal_count = 3,
    .certificates = certificates,
    .certificate_count = 3,
};

static void everything_is_found_by_its_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_equal(registry_find_store(&full, stores[i].store), &stores[i]);
        assert_ptr_equal(registry_find_terminal(&full, terminals[i].terminal), &terminals[i]);
        assert_ptr_equal(registry_find_certificate(&full, certificates[i].fingerprint),
                         &certificates[i]);
    }
}

static struct registry_incarnation incarnations[] = {
    {.lane = 0, .first_position = 1, .incarnation = 1},
    {.lane = 1, .first_position = 1, .incarnation = 1},
    {.lane = 1, .first_position = 8, .incarnation = 2},
    {.lane = 1, .first_position = 8, .incarnation = 3},
    {.lane = 2, .first_position = 1, .incarnation = 1},
    {.lane = 2, .first_position = INT64_C(1) << 43, .incarnation = 3},
};

static void a_position_keeps_the_incarnation_it_was_posted_in(void **state)
{
    (void)state;
    const struct registry registry = {
        .lane_count = 3, .incarnation = 3, .incarnations = incarnations, .incarnation_count = 6};
    assert_int_equal(registry_find_incarnation(&registry, 0, 1), 1);
    assert_int_equal(registry_find_incarnation(&registry, 0, INT64_MAX), 1);
    assert_int_equal(registry_find_incarnation(&registry, 1, 1), 1);
    assert_int_equal(registry_find_incarnation(&registry, 1, 7), 1);
    assert_int_equal(registry_find_incarnation(&registry, 1, 8), 3);
    assert_int_equal(registry_find_incarnation(&registry, 1, 9), 3);
    assert_int_equal(registry_find_incarnation(&registry, 2, (INT64_C(1) << 43) - 1), 1);
    assert_int_equal(registry_find_incarnation(&registry, 2, INT64_C(1) << 43), 3);
}

static void what_is_not_there_is_null(void **state)
{
    static const uint8_t unknown[DIGEST_BYTES] = {1, 0, 1};
    (void)state;
    assert_null(registry_find_store(&full, 0));
    assert_null(registry_find_store(&full, 3));
    assert_null(registry_find_store(&full, UINT32_MAX));
    assert_null(registry_find_terminal(&full, 2));
    assert_null(registry_find_certificate(&full, unknown));
}

static void an_empty_registry_knows_nothing(void **state)
{
    (void)state;
    const uint8_t digest[DIGEST_BYTES] = {1};
    assert_false(registry_has_supervisor(&empty, 1, digest));
    assert_null(registry_find_store(&empty, 2));
    assert_null(registry_find_terminal(&empty, 1));
    assert_null(registry_find_certificate(&empty, certificates[0].fingerprint));
}

static void a_card_stays_on_its_lane_for_ever(void **state)
{
    static const struct {
        const char *card;
        uint16_t of_4;
        uint16_t of_7;
        uint16_t of_256;
    } vectors[] = {
        {"4006381333931", 0, 1, 152}, {"2900000000018", 0, 2, 132},
        {"2900000000025", 0, 2, 180}, {"2900000000032", 1, 6, 153},
        {"2900000000049", 2, 6, 150}, {"1234567890123456789", 0, 2, 236},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        struct registry registry = {.lane_count = 4};
        assert_int_equal(registry_lane_of_card(&registry, vectors[i].card), vectors[i].of_4);
        registry.lane_count = 7;
        assert_int_equal(registry_lane_of_card(&registry, vectors[i].card), vectors[i].of_7);
        registry.lane_count = 256;
        assert_int_equal(registry_lane_of_card(&registry, vectors[i].card), vectors[i].of_256);
        registry.lane_count = 1;
        assert_int_equal(registry_lane_of_card(&registry, vectors[i].card), 0);
    }
}

static void so_does_a_fiscal_device(void **state)
{
    struct registry registry = {.lane_count = 256};
    (void)state;
    assert_int_equal(registry_lane_of_device(&registry, 5, "FD-1"), 230);
    assert_int_equal(registry_lane_of_device(&registry, 17, "0000123456789012"), 247);
    assert_int_equal(registry_lane_of_device(&registry, 999999, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                     231);
}

static void roles_are_those_of_certificates(void **state)
{
    (void)state;
    assert_string_equal(terminal_role_name(TERMINAL_ROLE_TERMINAL), "terminal");
    assert_string_equal(terminal_role_name(TERMINAL_ROLE_OPERATOR), "operator");
    assert_string_equal(terminal_role_name(TERMINAL_ROLE_SUBSCRIBER), "subscriber");
}

static void no_registry_is_destroyed_in_peace(void **state)
{
    (void)state;
    registry_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_found_by_its_number),
        cmocka_unit_test(a_position_keeps_the_incarnation_it_was_posted_in),
        cmocka_unit_test(what_is_not_there_is_null),
        cmocka_unit_test(an_empty_registry_knows_nothing),
        cmocka_unit_test(a_card_stays_on_its_lane_for_ever),
        cmocka_unit_test(so_does_a_fiscal_device),
        cmocka_unit_test(roles_are_those_of_certificates),
        cmocka_unit_test(no_registry_is_destroyed_in_peace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
