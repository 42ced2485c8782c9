// SPDX-License-Identifier: Apache-2.0
// Proves the look-up of rates.
#include "domain/programme.h"

#include "support/cmocka.h"

static const struct programme programme = {
    .version = 7,
    .rate_count = 2,
    .rates = {{643, 1100}, {980, 3000}, {398, 500}},
};

static void a_currency_of_the_programme_has_its_rate(void **state)
{
    (void)state;
    uint32_t rate_bp = 0;
    assert_true(programme_rate(&programme, 643, &rate_bp));
    assert_int_equal(rate_bp, 1100);
    assert_true(programme_rate(&programme, 980, &rate_bp));
    assert_int_equal(rate_bp, 3000);
}

static void a_currency_behind_the_count_has_none(void **state)
{
    (void)state;
    uint32_t rate_bp = 5;
    assert_false(programme_rate(&programme, 398, &rate_bp));
    assert_false(programme_rate(&programme, 978, &rate_bp));
    assert_int_equal(rate_bp, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_currency_of_the_programme_has_its_rate),
        cmocka_unit_test(a_currency_behind_the_count_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
