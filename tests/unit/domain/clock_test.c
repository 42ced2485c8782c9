// SPDX-License-Identifier: Apache-2.0
// Proves when a till's clock is believed.
#include "domain/clock.h"

#include "support/cmocka.h"

#define SECOND_US INT64_C(1000000)
#define NOON_US (INT64_C(1795262400) * SECOND_US) // 2026-11-21 12:00 UTC

static struct clock_verdict judge(int64_t receipt_at_us, int64_t sent_at_us)
{
    const struct clock_times times = {
        .receipt_at_us = receipt_at_us,
        .sent_at_us = sent_at_us,
        .arrived_at_us = NOON_US,
        .turn_at_us = NOON_US + 1,
        .tolerance_s = 300,
    };
    return clock_judge(&times);
}

static void assert_believed(int64_t receipt_at_us, int64_t sent_at_us)
{
    struct clock_verdict verdict = judge(receipt_at_us, sent_at_us);
    assert_false(verdict.is_skewed);
    assert_int_equal(verdict.judged_at_us, receipt_at_us);
}

static void assert_skewed(int64_t receipt_at_us, int64_t sent_at_us)
{
    struct clock_verdict verdict = judge(receipt_at_us, sent_at_us);
    assert_true(verdict.is_skewed);
    assert_int_equal(verdict.judged_at_us, NOON_US + 1);
}

static void within_the_tolerance_the_receipt_time_is_believed(void **state)
{
    (void)state;
    assert_believed(NOON_US - 60 * SECOND_US, NOON_US);
    assert_believed(NOON_US - 300 * SECOND_US, NOON_US - 300 * SECOND_US);
    assert_believed(NOON_US + 299 * SECOND_US, NOON_US + 300 * SECOND_US);
}

static void beyond_it_the_server_time_is(void **state)
{
    (void)state;
    assert_skewed(NOON_US - 301 * SECOND_US, NOON_US - 300 * SECOND_US - 1);
    assert_skewed(NOON_US, NOON_US + 300 * SECOND_US + 1);
}

static void a_late_receipt_is_not_a_skewed_one(void **state)
{
    (void)state;
    const int64_t month_s = INT64_C(30) * 24 * 3600;
    assert_believed(NOON_US - month_s * SECOND_US, NOON_US - SECOND_US);
    assert_believed(NOON_US - month_s * SECOND_US, NOON_US + SECOND_US);
}

static void an_old_receipt_without_a_sending_time_is_late(void **state)
{
    (void)state;
    assert_believed(0, 0);
    assert_believed(NOON_US, 0);
}

static void a_receipt_of_the_future_is_skewed_whatever_the_sending_time(void **state)
{
    (void)state;
    assert_skewed(NOON_US + 301 * SECOND_US, 0);
    assert_skewed(NOON_US + 301 * SECOND_US, NOON_US);
}

static void times_that_cannot_be_are_skewed(void **state)
{
    (void)state;
    assert_skewed(INT64_MAX, 0);
    assert_skewed(NOON_US, INT64_MAX);
    assert_skewed(NOON_US, INT64_MIN);
}

static void a_tolerance_without_end_believes_everything(void **state)
{
    (void)state;
    const struct clock_times times = {
        .receipt_at_us = 5,
        .sent_at_us = 10,
        .arrived_at_us = NOON_US,
        .turn_at_us = NOON_US,
        .tolerance_s = INT64_MAX,
    };
    assert_false(clock_judge(&times).is_skewed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within_the_tolerance_the_receipt_time_is_believed),
        cmocka_unit_test(beyond_it_the_server_time_is),
        cmocka_unit_test(a_late_receipt_is_not_a_skewed_one),
        cmocka_unit_test(an_old_receipt_without_a_sending_time_is_late),
        cmocka_unit_test(a_receipt_of_the_future_is_skewed_whatever_the_sending_time),
        cmocka_unit_test(times_that_cannot_be_are_skewed),
        cmocka_unit_test(a_tolerance_without_end_believes_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
