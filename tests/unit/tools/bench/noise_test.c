// SPDX-License-Identifier: Apache-2.0
// Proves that noise is repeatable and stays within its bound.
#include "tools/bench/noise.h"

#include "support/cmocka.h"

static void a_seed_always_gives_the_same_numbers(void **state)
{
    (void)state;
    struct noise noise;
    noise_init(&noise, 1234567);
    // The reference vector of SplitMix64 for this seed.
    assert_true(noise_next(&noise) == 6457827717110365317u);
    assert_true(noise_next(&noise) == 3203168211198807973u);
    assert_true(noise_next(&noise) == 9817491932198370423u);
}

static void numbers_stay_below_their_bound_and_reach_all_below_it(void **state)
{
    (void)state;
    struct noise noise;
    noise_init(&noise, 7);
    unsigned seen[10] = {0};
    for (int drawn = 0; drawn < 10000; drawn++) {
        const uint32_t number = noise_below(&noise, 10);
        assert_in_range(number, 0, 9);
        seen[number]++;
    }
    for (int number = 0; number < 10; number++) {
        assert_in_range(seen[number], 850, 1150);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_always_gives_the_same_numbers),
        cmocka_unit_test(numbers_stay_below_their_bound_and_reach_all_below_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
