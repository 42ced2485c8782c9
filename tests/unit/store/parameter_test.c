// SPDX-License-Identifier: Apache-2.0
// Proves the bytes of PostgreSQL's binary format, written out by hand from array_recv and the
// receive functions of the types.
#include "store/parameter.h"

#include <string.h>

#include "support/cmocka.h"

#define YEAR_2000_US PARAMETER_EPOCH_US

// ndim, has null, element type, length, lower bound.
#define HEADER(has_null, type, count)                                                              \
    0, 0, 0, 1, 0, 0, 0, (has_null), 0, 0, (type) >> 8, (type)&0xff, 0, 0, 0, (count), 0, 0, 0, 1
#define EMPTY(type) 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (type) >> 8, (type)&0xff
#define NULL_ELEMENT 255, 255, 255, 255

static void assert_value(const struct parameters *parameters, int place, const uint8_t *bytes,
                         size_t size)
{
    assert_true(place < parameters->count);
    assert_int_equal(parameters->sizes[place], size);
    assert_memory_equal(parameters->values[place], bytes, size);
}

// The array as the only parameter; it is cleared afterwards.
static void assert_array(struct parameter_array *array, const uint8_t *bytes, size_t size)
{
    struct parameters parameters;
    parameters_reset(&parameters);
    parameters_add_array(&parameters, array);
    assert_int_equal(parameters.count, 1);
    assert_value(&parameters, 0, bytes, size);
    parameter_array_clear(array);
}

static void an_empty_array_has_no_dimension(void **state)
{
    (void)state;
    static const uint8_t expected[] = {EMPTY(20)};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_INT8);
    assert_array(&array, expected, sizeof(expected));
}

static void integers_have_the_width_of_their_type(void **state)
{
    (void)state;
    static const uint8_t of_int2[] = {
        HEADER(0, 21, 2), 0, 0, 0, 2, 0x12, 0x34, 0, 0, 0, 2, 255, 254};
    static const uint8_t of_int4[] = {HEADER(0, 23, 1), 0, 0, 0, 4, 0x80, 0, 0, 1};
    static const uint8_t of_int8[] = {HEADER(0, 20, 2),
                                      0,
                                      0,
                                      0,
                                      8,
                                      0x01,
                                      0x23,
                                      0x45,
                                      0x67,
                                      0x89,
                                      0xab,
                                      0xcd,
                                      0xef,
                                      0,
                                      0,
                                      0,
                                      8,
                                      255,
                                      255,
                                      255,
                                      255,
                                      255,
                                      255,
                                      255,
                                      254};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_INT2);
    parameter_array_add_integer(&array, 0x1234);
    parameter_array_add_integer(&array, -2);
    assert_array(&array, of_int2, sizeof(of_int2));
    parameter_array_init(&array, PARAMETER_INT4);
    parameter_array_add_integer(&array, INT64_C(0x80000001));
    assert_array(&array, of_int4, sizeof(of_int4));
    parameter_array_init(&array, PARAMETER_INT8);
    parameter_array_add_integer(&array, INT64_C(0x0123456789abcdef));
    parameter_array_add_integer(&array, -2);
    assert_array(&array, of_int8, sizeof(of_int8));
}

// Where a row is stored: four bytes of page, two of the place on it.
static void a_place_takes_six_bytes(void **state)
{
    (void)state;
    static const uint8_t expected[] = {HEADER(1, 27, 2), 0, 0, 0, 6, 0x80, 0, 0, 1, 0, 7,
                                       NULL_ELEMENT};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_TID);
    parameter_array_add_nullable(&array, INT64_C(0x800000010007));
    parameter_array_add_nullable(&array, 0);
    assert_array(&array, expected, sizeof(expected));
}

static void texts_and_bytes_carry_their_length(void **state)
{
    (void)state;
    static const uint8_t of_text[] = {HEADER(0, 25, 1), 0, 0, 0, 3, 'a', 0xc3, 0xa4};
    static const uint8_t of_bytea[] = {HEADER(0, 17, 2), 0, 0, 0, 2, 0, 7, 0, 0, 0, 0};
    static const uint8_t bytes[] = {0, 7};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_TEXT);
    parameter_array_add_text(&array, "a\xc3\xa4");
    assert_array(&array, of_text, sizeof(of_text));
    parameter_array_init(&array, PARAMETER_BYTEA);
    parameter_array_add_bytes(&array, bytes, sizeof(bytes));
    parameter_array_add_bytes(&array, NULL, 0);
    assert_array(&array, of_bytea, sizeof(of_bytea));
}

static void a_null_is_told_in_the_header(void **state)
{
    (void)state;
    static const uint8_t expected[] = {HEADER(1, 23, 3), NULL_ELEMENT, 0, 0, 0, 4, 0, 0, 0, 5,
                                       NULL_ELEMENT};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_INT4);
    parameter_array_add_nullable(&array, 0);
    parameter_array_add_nullable(&array, 5);
    parameter_array_add_null(&array);
    assert_array(&array, expected, sizeof(expected));
}

static void an_array_is_filled_up_to_where_it_is_needed(void **state)
{
    (void)state;
    static const uint8_t nulls[] = {
        HEADER(1, 23, 3), NULL_ELEMENT, NULL_ELEMENT, 0, 0, 0, 4, 0, 0, 0, 5};
    static const uint8_t zeros[] = {
        HEADER(0, 23, 2), 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 5};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_INT4);
    parameter_array_fill(&array, 2);
    parameter_array_add_integer(&array, 5);
    parameter_array_fill(&array, 3);
    assert_array(&array, nulls, sizeof(nulls));
    parameter_array_init(&array, PARAMETER_INT4);
    parameter_array_fill_zero(&array, 1);
    parameter_array_add_integer(&array, 5);
    parameter_array_fill_zero(&array, 2);
    assert_array(&array, zeros, sizeof(zeros));
}

static void no_text_and_an_empty_text_are_null(void **state)
{
    (void)state;
    static const uint8_t expected[] = {HEADER(1, 25, 2), NULL_ELEMENT, NULL_ELEMENT};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_TEXT);
    parameter_array_add_text(&array, NULL);
    parameter_array_add_text(&array, "");
    assert_array(&array, expected, sizeof(expected));
}

static void times_count_from_the_year_2000_which_is_no_null(void **state)
{
    (void)state;
    static const uint8_t expected[] = {HEADER(1, 1184, 4),
                                       0,
                                       0,
                                       0,
                                       8,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       8,
                                       255,
                                       255,
                                       255,
                                       255,
                                       255,
                                       255,
                                       255,
                                       255,
                                       0,
                                       0,
                                       0,
                                       8,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       0,
                                       1,
                                       NULL_ELEMENT};
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_TIMESTAMPTZ);
    parameter_array_add_time(&array, YEAR_2000_US);
    parameter_array_add_time(&array, YEAR_2000_US - 1);
    parameter_array_add_time(&array, YEAR_2000_US + 1);
    parameter_array_add_time(&array, 0);
    assert_array(&array, expected, sizeof(expected));
}

static void a_reset_array_keeps_nothing(void **state)
{
    (void)state;
    static const uint8_t expected[] = {HEADER(0, 25, 1), 0, 0, 0, 1, 'b'};
    static const uint8_t empty[] = {EMPTY(25)};
    struct parameters parameters;
    struct parameter_array array;
    parameter_array_init(&array, PARAMETER_TEXT);
    parameter_array_add_text(&array, "a long text that is there first");
    parameter_array_add_null(&array);
    parameters_reset(&parameters);
    parameters_add_array(&parameters, &array);
    parameter_array_reset(&array);
    assert_int_equal(array.count, 0);
    parameters_reset(&parameters);
    parameters_add_array(&parameters, &array);
    assert_value(&parameters, 0, empty, sizeof(empty));
    parameter_array_add_text(&array, "b");
    assert_array(&array, expected, sizeof(expected));
}

static void scalars_stand_in_their_order(void **state)
{
    (void)state;
    static const uint8_t of_int2[] = {255, 255};
    static const uint8_t of_int4[] = {0xff, 0xff, 0xff, 0xfe};
    static const uint8_t of_int8[] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t of_time[] = {0, 0, 0, 0, 0, 0, 0, 0};
    struct parameters parameters;
    parameters_reset(&parameters);
    parameters_add_int2(&parameters, -1);
    parameters_add_int4(&parameters, -2);
    parameters_add_int8(&parameters, INT64_MAX);
    parameters_add_time(&parameters, YEAR_2000_US);
    parameters_add_bytes(&parameters, "seal", 4);
    assert_int_equal(parameters.count, 5);
    assert_value(&parameters, 0, of_int2, sizeof(of_int2));
    assert_value(&parameters, 1, of_int4, sizeof(of_int4));
    assert_value(&parameters, 2, of_int8, sizeof(of_int8));
    assert_value(&parameters, 3, of_time, sizeof(of_time));
    assert_value(&parameters, 4, (const uint8_t *)"seal", 4);
}

static void no_bytes_are_null_to_libpq(void **state)
{
    (void)state;
    struct parameters parameters;
    parameters_reset(&parameters);
    parameters_add_bytes(&parameters, NULL, 0);
    assert_null(parameters.values[0]);
    parameters_add_bytes(&parameters, "", 0);
    assert_non_null(parameters.values[1]);
}

static void reset_parameters_begin_anew(void **state)
{
    (void)state;
    static const uint8_t of_int2[] = {0, 9};
    struct parameters parameters;
    parameters_reset(&parameters);
    parameters_add_int8(&parameters, 1);
    parameters_add_int8(&parameters, 2);
    parameters_reset(&parameters);
    assert_int_equal(parameters.count, 0);
    parameters_add_int2(&parameters, 9);
    assert_int_equal(parameters.count, 1);
    assert_value(&parameters, 0, of_int2, sizeof(of_int2));
}

static void every_parameter_is_binary(void **state)
{
    (void)state;
    for (int i = 0; i < PARAMETERS_MAX; i++) {
        assert_int_equal(parameters_formats()[i], 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_array_has_no_dimension),
        cmocka_unit_test(integers_have_the_width_of_their_type),
        cmocka_unit_test(a_place_takes_six_bytes),
        cmocka_unit_test(texts_and_bytes_carry_their_length),
        cmocka_unit_test(a_null_is_told_in_the_header),
        cmocka_unit_test(an_array_is_filled_up_to_where_it_is_needed),
        cmocka_unit_test(no_text_and_an_empty_text_are_null),
        cmocka_unit_test(times_count_from_the_year_2000_which_is_no_null),
        cmocka_unit_test(a_reset_array_keeps_nothing),
        cmocka_unit_test(scalars_stand_in_their_order),
        cmocka_unit_test(no_bytes_are_null_to_libpq),
        cmocka_unit_test(reset_parameters_begin_anew),
        cmocka_unit_test(every_parameter_is_binary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
