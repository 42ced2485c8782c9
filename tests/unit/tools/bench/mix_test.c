// SPDX-License-Identifier: Apache-2.0
// Proves that the mix has the shares that its table says.
#include "tools/bench/mix.h"

#include <stdlib.h>

#include "support/cmocka.h"
#include "tools/bench/noise.h"

enum { DRAWS = 1000000, TOLERANCE = 2000 }; // four standard deviations of the largest share

static void kinds_are_drawn_by_their_shares(void **state)
{
    (void)state;
    static const int percent[MIX_KINDS] = {[MIX_AWARD] = 70,
                                           [MIX_REDEMPTION] = 15,
                                           [MIX_HOLD] = 5,
                                           [MIX_REFUND] = 7,
                                           [MIX_BALANCE] = 3};
    int drawn[MIX_KINDS] = {0};
    struct noise noise;
    noise_init(&noise, 1);
    for (int draw = 0; draw < DRAWS; draw++) {
        drawn[mix_draw(&noise)]++;
    }
    for (enum mix_kind kind = 0; kind < MIX_KINDS; kind++) {
        assert_in_range(abs(drawn[kind] - DRAWS / 100 * percent[kind]), 0, TOLERANCE);
    }
    assert_int_equal(drawn[MIX_COMMIT], 0);
}

static void every_kind_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(mix_kind_label(MIX_AWARD), "award");
    assert_string_equal(mix_kind_label(MIX_BALANCE), "balance");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_drawn_by_their_shares),
        cmocka_unit_test(every_kind_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
