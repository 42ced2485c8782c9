// SPDX-License-Identifier: Apache-2.0
#include "libbonus/backoff.h"

#include "base/limits.h"
#include "support/cmocka.h"

static void pauses_double_up_to_the_longest(void **state)
{
    (void)state;
    const int64_t longest_us = INT64_C(1000) * LIMIT_TILL_BACKOFF_MS_MAX;
    int64_t full_us = INT64_C(1000) * LIMIT_TILL_BACKOFF_MS_LEAST;
    for (unsigned tries = 1; tries < 40; tries++) {
        assert_int_equal(backoff_delay_us(tries, 0), full_us / 2);
        assert_int_equal(backoff_delay_us(tries, (uint64_t)full_us / 2), full_us);
        full_us = full_us * 2 < longest_us ? full_us * 2 : longest_us;
    }
}

static void jitter_stays_between_half_and_all_of_the_pause(void **state)
{
    (void)state;
    uint64_t random = 1;
    int64_t least_us = INT64_MAX;
    int64_t most_us = 0;
    for (int index = 0; index < 10000; index++) {
        int64_t delay_us = backoff_delay_us(3, backoff_random(&random));
        least_us = delay_us < least_us ? delay_us : least_us;
        most_us = delay_us > most_us ? delay_us : most_us;
    }
    assert_in_range(least_us, 200000, 205000);
    assert_in_range(most_us, 395000, 400000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_double_up_to_the_longest),
        cmocka_unit_test(jitter_stays_between_half_and_all_of_the_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
