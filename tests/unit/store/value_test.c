// SPDX-License-Identifier: Apache-2.0
// Proves how numbers are read from PostgreSQL's binary format, and what is not taken for them.
#include "store/value.h"

#include <string.h>

#include "support/cmocka.h"

// array_send of integer[] '{1,-2}' and bigint[] '{3}'.
static const char two_fours[] = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0,  2,  0,  0,
                                 0, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0,  0, 4, -1, -1, -1, -2};
static const char one_eight[] = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 1,
                                 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0,  0, 0, 0, 3};
static const char empty[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20};

static void an_integer_is_read_by_its_size_and_sign(void **state)
{
    static const char bytes[] = {-1, -2, -3, -4, -5, -6, -7, -8};
    (void)state;
    assert_int_equal(value_integer(bytes, 1), 0xff);
    assert_int_equal(value_integer(bytes, 2), -2);
    assert_int_equal(value_integer(bytes, 4), (int32_t)0xfffefdfc);
    assert_int_equal(value_integer(bytes, 6), INT64_C(0xfffefdfcfbfa)); // a place has no sign
    assert_int_equal(value_integer(bytes, 8), (int64_t)UINT64_C(0xfffefdfcfbfaf9f8));
}

static void numbers_of_both_widths_are_read(void **state)
{
    int64_t numbers[3] = {0};
    (void)state;
    assert_int_equal(value_numbers(two_fours, sizeof(two_fours), numbers, 3), 2);
    assert_int_equal(numbers[0], 1);
    assert_int_equal(numbers[1], -2);
    assert_int_equal(value_numbers(one_eight, sizeof(one_eight), numbers, 3), 1);
    assert_int_equal(numbers[0], 3);
}

static void null_and_an_empty_array_are_no_numbers(void **state)
{
    (void)state;
    assert_int_equal(value_numbers("", 0, NULL, 0), 0);
    assert_int_equal(value_numbers(empty, sizeof(empty), NULL, 0), 0);
}

static void more_numbers_than_there_is_room_for_are_refused(void **state)
{
    int64_t numbers[2] = {0, 77};
    (void)state;
    assert_int_equal(value_numbers(two_fours, sizeof(two_fours), numbers, 2), 2);
    numbers[1] = 77;
    assert_int_equal(value_numbers(two_fours, sizeof(two_fours), numbers, 1), SIZE_MAX);
    assert_int_equal(numbers[1], 77);
}

static void an_array_cut_off_anywhere_is_refused(void **state)
{
    int64_t numbers[2];
    (void)state;
    for (size_t size = sizeof(two_fours) - 1; size > 20; size--) {
        size_t count = value_numbers(two_fours, size, numbers, 2);
        assert_int_equal(count, size == 28 ? 1 : SIZE_MAX); // a whole number is all there is to see
    }
}

static void a_null_is_no_number(void **state)
{
    char bytes[sizeof(two_fours)];
    int64_t numbers[2];
    (void)state;
    memcpy(bytes, two_fours, sizeof(bytes));
    memset(bytes + 20, 0xff, 4);
    assert_int_equal(value_numbers(bytes, sizeof(bytes), numbers, 2), SIZE_MAX);
}

static void elements_of_another_width_are_refused(void **state)
{
    int64_t numbers[2];
    (void)state;
    for (int width = 0; width < 12; width++) {
        char bytes[20 + 4 + 12] = {0};
        memcpy(bytes, two_fours, 20);
        bytes[23] = (char)width;
        size_t count = value_numbers(bytes, 24 + (size_t)width, numbers, 2);
        assert_int_equal(count, width == 4 || width == 8 ? 1 : SIZE_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_integer_is_read_by_its_size_and_sign),
        cmocka_unit_test(numbers_of_both_widths_are_read),
        cmocka_unit_test(null_and_an_empty_array_are_no_numbers),
        cmocka_unit_test(more_numbers_than_there_is_room_for_are_refused),
        cmocka_unit_test(an_array_cut_off_anywhere_is_refused),
        cmocka_unit_test(a_null_is_no_number),
        cmocka_unit_test(elements_of_another_width_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
