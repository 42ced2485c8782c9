// SPDX-License-Identifier: Apache-2.0
// Proves that the stable hash never changes, that the keyed one is SipHash, and the map on top.
#include "base/hash.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "support/cmocka.h"

static const struct hash_seed seed = {{UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)}};

static void the_stable_hash_never_changes(void **state)
{
    (void)state;
    // Computed once by an independent program; a change here would move members to other lanes.
    const struct {
        const char *text;
        uint64_t hash;
    } rows[] = {
        {"", UINT64_C(0xefd01f60ba992926)},
        {"a", UINT64_C(0x82a2a958a9bece5b)},
        {"foobar", UINT64_C(0x2c22194922d1672b)},
        {"2200000000017", UINT64_C(0x8a05d1bbacbfc492)},
        {"2200000000024", UINT64_C(0x863457e88888a043)},
        {"store-7/till-3", UINT64_C(0x853b33408a5c427e)},
    };
    for (size_t i = 0; i < BASE_COUNT(rows); i++) {
        assert_true(hash_stable(rows[i].text, strlen(rows[i].text)) == rows[i].hash);
    }
}

static void consecutive_cards_spread_evenly_over_lanes(void **state)
{
    (void)state;
    int counts[4] = {0};
    for (int i = 0; i < 10000; i++) {
        char card[16];
        int size = snprintf(card, sizeof(card), "22%011d", i);
        counts[hash_stable(card, (size_t)size) % 4]++;
    }
    for (int lane = 0; lane < 4; lane++) {
        assert_in_range(counts[lane], 2300, 2700);
    }
}

static void the_keyed_hash_is_siphash(void **state)
{
    (void)state;
    // From the authors' reference vectors: key 00 01 .. 0f, input 00 01 .. (size - 1).
    uint8_t input[15];
    for (uint8_t i = 0; i < sizeof(input); i++) {
        input[i] = i;
    }
    assert_true(hash_keyed(&seed, input, 0) == UINT64_C(0x726fdb47dd0e0e31));
    assert_true(hash_keyed(&seed, input, 1) == UINT64_C(0x74f839c593dc67fd));
    assert_true(hash_keyed(&seed, input, 8) == UINT64_C(0x93f5f5799a932462));
    assert_true(hash_keyed(&seed, input, 15) == UINT64_C(0xa129ca6149be45e5));
}

static void a_key_is_added_once_and_a_repeat_tells_the_first_value(void **state)
{
    (void)state;
    struct hash_map *map = hash_map_create(100, &seed);
    uint32_t value = 77;
    assert_int_equal(hash_map_add(map, "card", 4, 5, &value), BASE_OK);
    assert_int_equal(value, 77);
    assert_int_equal(hash_map_add(map, "card", 4, 6, &value), BASE_EXISTS);
    assert_int_equal(value, 5);
    assert_int_equal(hash_map_add(map, "card2", 5, 6, &value), BASE_OK);
    assert_true(hash_map_find(map, "card2", 5, &value));
    assert_int_equal(value, 6);
    assert_false(hash_map_find(map, "car", 3, &value));
    assert_int_equal(hash_map_count(map), 2);
    hash_map_destroy(map);
}

static void a_map_holds_its_maximum_and_no_more(void **state)
{
    (void)state;
    enum { ENTRIES = 777 };
    struct hash_map *map = hash_map_create(ENTRIES, &seed);
    uint32_t value = 0;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        assert_int_equal(hash_map_add(map, &i, sizeof(i), i, &value), BASE_OK);
    }
    uint32_t one_more = ENTRIES;
    assert_int_equal(hash_map_add(map, &one_more, sizeof(one_more), 0, &value), BASE_FULL);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        assert_int_equal(hash_map_add(map, &i, sizeof(i), 0, &value), BASE_EXISTS);
        assert_int_equal(value, i);
    }
    hash_map_destroy(map);
}

static void keys_of_the_greatest_size_are_told_apart_by_their_last_byte(void **state)
{
    (void)state;
    struct hash_map *map = hash_map_create(4, &seed);
    uint8_t key[LIMIT_HASH_KEY_BYTES_MAX] = {0};
    uint32_t value = 0;
    assert_int_equal(hash_map_add(map, key, sizeof(key), 1, &value), BASE_OK);
    key[sizeof(key) - 1] = 1;
    assert_int_equal(hash_map_add(map, key, sizeof(key), 2, &value), BASE_OK);
    hash_map_destroy(map);
}

static void a_reset_map_is_empty_and_takes_everything_again(void **state)
{
    (void)state;
    struct hash_map *map = hash_map_create(8, &seed);
    uint32_t value = 0;
    for (uint32_t round = 0; round < 1000; round++) {
        for (uint32_t i = 0; i < 8; i++) {
            assert_int_equal(hash_map_add(map, &i, sizeof(i), round, &value), BASE_OK);
        }
        hash_map_reset(map);
        assert_int_equal(hash_map_count(map), 0);
        assert_false(hash_map_find(map, &round, sizeof(round), &value));
    }
    hash_map_destroy(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_stable_hash_never_changes),
        cmocka_unit_test(consecutive_cards_spread_evenly_over_lanes),
        cmocka_unit_test(the_keyed_hash_is_siphash),
        cmocka_unit_test(a_key_is_added_once_and_a_repeat_tells_the_first_value),
        cmocka_unit_test(a_map_holds_its_maximum_and_no_more),
        cmocka_unit_test(keys_of_the_greatest_size_are_told_apart_by_their_last_byte),
        cmocka_unit_test(a_reset_map_is_empty_and_takes_everything_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
