// SPDX-License-Identifier: Apache-2.0
// Proves that amounts are exact and never wrap.
#include "domain/amount.h"

#include "support/cmocka.h"

static void money_beyond_its_range_is_refused_and_leaves_the_result_alone(void **state)
{
    (void)state;
    struct money result = {5};
    assert_int_equal(money_add((struct money){INT64_MAX}, (struct money){1}, &result),
                     BASE_OUT_OF_RANGE);
    assert_int_equal(money_subtract((struct money){INT64_MIN}, (struct money){1}, &result),
                     BASE_OUT_OF_RANGE);
    assert_int_equal(result.minor, 5);
    assert_int_equal(money_subtract((struct money){5}, (struct money){7}, &result), BASE_OK);
    assert_int_equal(result.minor, -2);
}

static void points_beyond_their_range_are_refused_and_leave_the_result_alone(void **state)
{
    (void)state;
    struct points result = {5};
    assert_int_equal(points_add((struct points){INT64_MAX}, (struct points){1}, &result),
                     BASE_OUT_OF_RANGE);
    assert_int_equal(points_subtract((struct points){INT64_MIN}, (struct points){1}, &result),
                     BASE_OUT_OF_RANGE);
    assert_int_equal(result.minor, 5);
    assert_int_equal(points_subtract((struct points){5}, (struct points){7}, &result), BASE_OK);
    assert_int_equal(result.minor, -2);
}

// 100.01 + 168.27 is 268.28000000000003 in binary floating point: a balance seen in other engines.
static void sums_of_points_carry_no_float_noise(void **state)
{
    (void)state;
    struct points sum = {0};
    assert_int_equal(points_add((struct points){10001}, (struct points){16827}, &sum), BASE_OK);
    assert_int_equal(sum.minor, 26828);
}

static void a_sum_gathers_amounts_of_either_sign(void **state)
{
    (void)state;
    struct money_sum sum = {0};
    assert_true(money_sum_equals(&sum, (struct money){0}));
    money_sum_add(&sum, (struct money){1000});
    money_sum_add(&sum, (struct money){-250});
    assert_int_equal(sum.count, 2);
    assert_true(money_sum_equals(&sum, (struct money){750}));
    assert_false(money_sum_equals(&sum, (struct money){751}));
}

static void a_sum_that_did_not_fit_once_equals_nothing(void **state)
{
    (void)state;
    struct money_sum sum = {0};
    money_sum_add(&sum, (struct money){INT64_MAX});
    money_sum_add(&sum, (struct money){1});
    money_sum_add(&sum, (struct money){-1});
    assert_int_equal(sum.count, 3);
    assert_false(money_sum_equals(&sum, sum.total));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_beyond_its_range_is_refused_and_leaves_the_result_alone),
        cmocka_unit_test(points_beyond_their_range_are_refused_and_leave_the_result_alone),
        cmocka_unit_test(sums_of_points_carry_no_float_noise),
        cmocka_unit_test(a_sum_gathers_amounts_of_either_sign),
        cmocka_unit_test(a_sum_that_did_not_fit_once_equals_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
