// SPDX-License-Identifier: Apache-2.0
// Proves what the histogram of latencies keeps and how far it is off.
#include "tools/bench/latency.h"

#include "support/cmocka.h"

static void short_times_are_kept_exactly(void **state)
{
    (void)state;
    static struct latency latency;
    latency_reset(&latency);
    for (int64_t us = 1; us <= 100; us++) {
        latency_add(&latency, us);
    }
    assert_int_equal(latency_at(&latency, 5000), 50);
    assert_int_equal(latency_at(&latency, 9900), 99);
    assert_int_equal(latency_at(&latency, 10000), 100);
    assert_int_equal(latency.max_us, 100);
    assert_int_equal(latency.count, 100);
}

static void long_times_are_off_by_less_than_one_in_64(void **state)
{
    (void)state;
    static struct latency latency;
    for (int64_t us = 128; us < INT64_C(1) << 36; us += us / 7 + 1) {
        latency_reset(&latency);
        latency_add(&latency, us);
        latency_add(&latency, INT64_C(1) << 37);
        const int64_t found = latency_at(&latency, 5000);
        assert_true(found >= us);
        assert_true(found - us <= us / 64);
    }
}

static void no_percentile_exceeds_the_longest_time(void **state)
{
    (void)state;
    static struct latency latency;
    latency_reset(&latency);
    latency_add(&latency, 1000001);
    assert_int_equal(latency_at(&latency, 9900), 1000001);
}

static void times_beyond_the_histogram_count_as_its_end(void **state)
{
    (void)state;
    static struct latency latency;
    latency_reset(&latency);
    latency_add(&latency, INT64_MAX);
    assert_int_equal(latency.count, 1);
    assert_true(latency_at(&latency, 5000) > INT64_C(1) << 36);
}

static void nothing_has_no_latency(void **state)
{
    (void)state;
    static struct latency latency;
    latency_reset(&latency);
    assert_int_equal(latency_at(&latency, 9900), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_times_are_kept_exactly),
        cmocka_unit_test(long_times_are_off_by_less_than_one_in_64),
        cmocka_unit_test(no_percentile_exceeds_the_longest_time),
        cmocka_unit_test(times_beyond_the_histogram_count_as_its_end),
        cmocka_unit_test(nothing_has_no_latency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
