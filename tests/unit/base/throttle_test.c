// SPDX-License-Identifier: Apache-2.0
// Proves that one line passes in so long, and that none goes uncounted.
#include "base/throttle.h"

#include "base/limits.h"
#include "support/cmocka.h"

static void one_line_passes_in_its_time_and_tells_of_those_held_back(void **state)
{
    (void)state;
    struct throttle throttle = {0};
    uint64_t held_back = 99;
    assert_true(throttle_pass(&throttle, 0, &held_back));
    assert_int_equal(held_back, 0);
    for (int64_t ms = 0; ms < 3; ms++) {
        assert_false(throttle_pass(&throttle, ms, &held_back));
    }
    assert_false(throttle_pass(&throttle, LIMIT_LOG_REPEAT_MS - 1, &held_back));
    assert_true(throttle_pass(&throttle, LIMIT_LOG_REPEAT_MS, &held_back));
    assert_int_equal(held_back, 4);
    assert_false(throttle_pass(&throttle, LIMIT_LOG_REPEAT_MS, &held_back));
}

static void after_a_quiet_time_nothing_was_held_back(void **state)
{
    (void)state;
    struct throttle throttle = {0};
    uint64_t held_back = 99;
    assert_true(throttle_pass(&throttle, 5, &held_back));
    assert_true(throttle_pass(&throttle, 5 + 10 * LIMIT_LOG_REPEAT_MS, &held_back));
    assert_int_equal(held_back, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_passes_in_its_time_and_tells_of_those_held_back),
        cmocka_unit_test(after_a_quiet_time_nothing_was_held_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
