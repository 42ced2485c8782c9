// SPDX-License-Identifier: Apache-2.0
// Proves that spreading loses nothing and is by largest remainder; a plain sorting of all
// remainders is the reference.
#include "domain/reckon_spread.h"

#include <stdbool.h>

#include "base/check.h"
#include "base/limits.h"
#include "domain/seed.h"
#include "support/cmocka.h"

static void assert_shares(const int64_t *weights, uint32_t count, int64_t amount,
                          const int64_t *shares)
{
    struct reckon_part parts[8];
    for (uint32_t index = 0; index < count; index++) {
        parts[index].weight = weights[index];
    }
    assert_int_equal(reckon_spread(parts, count, amount), BASE_OK);
    for (uint32_t index = 0; index < count; index++) {
        assert_int_equal(parts[index].share, shares[index]);
    }
}

static void what_is_missing_goes_to_the_largest_remainders(void **state)
{
    (void)state;
    assert_shares((const int64_t[]){100, 100, 100}, 3, 100, (const int64_t[]){34, 33, 33});
    assert_shares((const int64_t[]){300, 200, 100}, 3, 100, (const int64_t[]){50, 33, 17});
    assert_shares((const int64_t[]){1, 999}, 2, 1, (const int64_t[]){0, 1});
    assert_shares((const int64_t[]){0, 5, 0, 5}, 4, 3, (const int64_t[]){0, 2, 0, 1});
    assert_shares((const int64_t[]){1, 1, 1}, 3, 2, (const int64_t[]){1, 1, 0});
}

static void all_of_it_gives_every_part_its_weight_and_nothing_gives_none(void **state)
{
    (void)state;
    const int64_t weights[] = {7, 0, INT64_MAX - 9, 2};
    assert_shares(weights, 4, INT64_MAX, weights);
    assert_shares(weights, 4, 0, (const int64_t[]){0, 0, 0, 0});
    assert_shares((const int64_t[]){0, 0}, 2, 0, (const int64_t[]){0, 0});
    assert_shares(NULL, 0, 0, NULL);
}

static void more_than_the_weights_and_weights_that_do_not_fit_are_out_of_range(void **state)
{
    (void)state;
    struct reckon_part parts[2] = {{.weight = 5}, {.weight = 5}};
    assert_int_equal(reckon_spread(parts, 2, 11), BASE_OUT_OF_RANGE);
    assert_int_equal(reckon_spread(parts, 2, -1), BASE_OUT_OF_RANGE);
    parts[0].weight = INT64_MAX;
    assert_int_equal(reckon_spread(parts, 2, 1), BASE_OUT_OF_RANGE);
}

// Gives the units one by one, each time to the largest remainder that has not had one.
static void spread_plainly(const struct reckon_part *parts, uint32_t count, int64_t amount,
                           int64_t *shares)
{
    static bool had[LIMIT_RECEIPT_LINES_MAX];
    int64_t sum = 0;
    int64_t missing = amount;
    for (uint32_t index = 0; index < count; index++) {
        sum += parts[index].weight;
    }
    for (uint32_t index = 0; index < count; index++) {
        shares[index] = parts[index].weight * amount / sum;
        missing -= shares[index];
        had[index] = false;
    }
    for (; missing > 0; missing--) {
        uint32_t best = count;
        for (uint32_t index = 0; index < count; index++) {
            if (!had[index] && (best == count || parts[index].weight * amount % sum >
                                                     parts[best].weight * amount % sum)) {
                best = index;
            }
        }
        had[best] = true;
        shares[best]++;
    }
}

static void random_amounts_are_spread_as_the_plain_way_does(void **state)
{
    (void)state;
    static struct reckon_part parts[LIMIT_RECEIPT_LINES_MAX];
    static int64_t shares[LIMIT_RECEIPT_LINES_MAX];
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 2000; round++) {
        uint32_t count = (uint32_t)seed_between(&seed, 1, round % 100 == 0 ? 1024 : 20);
        int64_t most = round % 2 == 0 ? 3 : 1000000;
        int64_t sum = 0;
        for (uint32_t index = 0; index < count; index++) {
            parts[index].weight = seed_between(&seed, 0, most);
            sum += parts[index].weight;
        }
        int64_t amount = seed_between(&seed, 0, sum);
        assert_int_equal(reckon_spread(parts, count, amount), BASE_OK);
        if (sum > 0) {
            spread_plainly(parts, count, amount, shares);
        }
        for (uint32_t index = 0; index < count && sum > 0; index++) {
            assert_int_equal(parts[index].share, shares[index]);
            assert_true(parts[index].share <= parts[index].weight);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_goes_to_the_largest_remainders),
        cmocka_unit_test(all_of_it_gives_every_part_its_weight_and_nothing_gives_none),
        cmocka_unit_test(more_than_the_weights_and_weights_that_do_not_fit_are_out_of_range),
        cmocka_unit_test(random_amounts_are_spread_as_the_plain_way_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
