// SPDX-License-Identifier: Apache-2.0
// Proves checked arithmetic at its edges, where the plain kind would wrap.
#include "base/checked.h"

#include "support/cmocka.h"

static void sums_that_fit_are_exact_and_others_leave_the_result_alone(void **state)
{
    (void)state;
    int64_t result = 5;
    assert_int_equal(checked_add(INT64_MAX, -1, &result), BASE_OK);
    assert_true(result == INT64_MAX - 1);
    assert_int_equal(checked_add(INT64_MAX, 1, &result), BASE_OUT_OF_RANGE);
    assert_int_equal(checked_add(INT64_MIN, -1, &result), BASE_OUT_OF_RANGE);
    assert_true(result == INT64_MAX - 1);
}

static void differences_are_checked_at_both_ends(void **state)
{
    (void)state;
    int64_t result = 5;
    assert_int_equal(checked_subtract(-1, INT64_MAX, &result), BASE_OK);
    assert_true(result == INT64_MIN);
    assert_int_equal(checked_subtract(0, INT64_MIN, &result), BASE_OUT_OF_RANGE);
    assert_true(result == INT64_MIN);
}

static void products_are_checked(void **state)
{
    (void)state;
    int64_t result = 5;
    assert_int_equal(checked_multiply(INT64_MIN, -1, &result), BASE_OUT_OF_RANGE);
    assert_int_equal(checked_multiply(INT64_C(1) << 32, INT64_C(1) << 31, &result),
                     BASE_OUT_OF_RANGE);
    assert_int_equal(result, 5);
    assert_int_equal(checked_multiply(-7, 6, &result), BASE_OK);
    assert_true(result == -42);
}

static void a_share_is_the_floor_of_the_exact_quotient(void **state)
{
    (void)state;
    const struct {
        int64_t a, b, divisor, share;
    } rows[] = {
        {125000, 1100, 10000, 13750},
        {99, 1100, 10000, 10},
        {9, 1100, 10000, 0},
        {-9, 1100, 10000, -1},
        {-10000, 1, 10000, -1},
        {-10001, 1, 10000, -2},
        {INT64_MAX, 10000, 10000, INT64_MAX},
        {INT64_MIN, 10000, 10000, INT64_MIN},
    };
    for (size_t i = 0; i < BASE_COUNT(rows); i++) {
        int64_t share = 0;
        assert_int_equal(checked_multiply_divide(rows[i].a, rows[i].b, rows[i].divisor, &share),
                         BASE_OK);
        assert_true(share == rows[i].share);
    }
}

static void a_share_that_does_not_fit_is_out_of_range(void **state)
{
    (void)state;
    int64_t share = 5;
    assert_int_equal(checked_multiply_divide(INT64_MAX, 10001, 10000, &share), BASE_OUT_OF_RANGE);
    assert_int_equal(checked_multiply_divide(INT64_MIN, 10001, 10000, &share), BASE_OUT_OF_RANGE);
    assert_int_equal(share, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_that_fit_are_exact_and_others_leave_the_result_alone),
        cmocka_unit_test(differences_are_checked_at_both_ends),
        cmocka_unit_test(products_are_checked),
        cmocka_unit_test(a_share_is_the_floor_of_the_exact_quotient),
        cmocka_unit_test(a_share_that_does_not_fit_is_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
