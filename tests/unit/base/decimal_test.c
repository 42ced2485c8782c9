// SPDX-License-Identifier: Apache-2.0
// Proves decimal text: what is a number, what is not, rounding of products, and printing back.
#include "base/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"

static enum base_result parse(const char *text, unsigned exponent, int64_t *minor_units)
{
    return decimal_parse(text, strlen(text), exponent, minor_units);
}

static void amounts_become_minor_units(void **state)
{
    (void)state;
    const struct {
        const char *text;
        unsigned exponent;
        int64_t minor_units;
    } rows[] = {
        {"12.34", 2, 1234},
        {"5", 2, 500},
        {"5.1", 2, 510},
        {"-0.01", 2, -1},
        {"0", 0, 0},
        {"-0", 2, 0},
        {"007", 0, 7},
        {"1.000000001", 9, 1000000001},
        {"92233720368547758.07", 2, INT64_MAX},
        {"-92233720368547758.08", 2, INT64_MIN},
    };
    for (size_t i = 0; i < BASE_COUNT(rows); i++) {
        int64_t minor_units = 77;
        assert_int_equal(parse(rows[i].text, rows[i].exponent, &minor_units), BASE_OK);
        assert_true(minor_units == rows[i].minor_units);
    }
}

static void text_that_is_no_decimal_is_refused(void **state)
{
    (void)state;
    const char *const texts[] = {"",    "-",   ".",   "1.",    ".5",  "+1", " 1",  "1 ",
                                 "1,5", "1e3", "0x1", "1.2.3", "--1", "1-", "nan", "1.-5"};
    for (size_t i = 0; i < BASE_COUNT(texts); i++) {
        int64_t minor_units = 77;
        assert_int_equal(parse(texts[i], 2, &minor_units), BASE_NOT_A_NUMBER);
        assert_int_equal(minor_units, 77);
    }
    int64_t minor_units = 77;
    assert_int_equal(decimal_parse("1\0002", 3, 2, &minor_units), BASE_NOT_A_NUMBER);
}

static void more_places_than_the_exponent_are_refused_even_as_zeros(void **state)
{
    (void)state;
    int64_t minor_units = 77;
    assert_int_equal(parse("1.230", 2, &minor_units), BASE_TOO_MANY_DECIMALS);
    assert_int_equal(parse("1.0", 0, &minor_units), BASE_TOO_MANY_DECIMALS);
    assert_int_equal(minor_units, 77);
}

static void amounts_beyond_int64_are_out_of_range(void **state)
{
    (void)state;
    int64_t minor_units = 77;
    assert_int_equal(parse("92233720368547758.08", 2, &minor_units), BASE_OUT_OF_RANGE);
    assert_int_equal(parse("-92233720368547758.09", 2, &minor_units), BASE_OUT_OF_RANGE);
    assert_int_equal(parse("92233720368547758070", 2, &minor_units), BASE_OUT_OF_RANGE);
    assert_int_equal(parse("9223372036854775807", 2, &minor_units), BASE_OUT_OF_RANGE);
    assert_int_equal(minor_units, 77);
}

static enum base_result multiply(const char *quantity, const char *unit_price, unsigned exponent,
                                 int64_t *minor_units)
{
    const struct decimal_product product = {quantity, strlen(quantity), unit_price,
                                            strlen(unit_price)};
    return decimal_parse_product(&product, exponent, minor_units);
}

static void products_are_rounded_once_half_away_from_zero(void **state)
{
    (void)state;
    const struct {
        const char *quantity;
        const char *unit_price;
        unsigned exponent;
        int64_t minor_units;
    } rows[] = {
        {"6", "2.55", 2, 1530},
        {"-1", "0.085", 2, -9},
        {"1", "0.085", 2, 9},
        {"1", "0.084", 2, 8},
        {"1", "0.0849", 2, 8},
        {"-1", "0.084999999", 2, -8},
        {"3", "0.005", 2, 2},
        {"1", "0.005", 2, 1},
        {"0.5", "0.01", 2, 1},
        {"-0.5", "0.01", 2, -1},
        {"0", "11062.06", 2, 0},
        {"80995", "2.08", 2, 16846960},
        {"0.123456789", "0.000000001", 9, 0},
        {"7", "1", 0, 7},
        {"1000000000", "92233720.36", 2, INT64_C(9223372036000000000)},
    };
    for (size_t i = 0; i < BASE_COUNT(rows); i++) {
        int64_t minor_units = 77;
        assert_int_equal(
            multiply(rows[i].quantity, rows[i].unit_price, rows[i].exponent, &minor_units),
            BASE_OK);
        assert_true(minor_units == rows[i].minor_units);
    }
}

static void a_product_with_a_bad_factor_or_a_bad_size_is_refused(void **state)
{
    (void)state;
    int64_t minor_units = 77;
    assert_int_equal(multiply("x", "1", 2, &minor_units), BASE_NOT_A_NUMBER);
    assert_int_equal(multiply("1", "", 2, &minor_units), BASE_NOT_A_NUMBER);
    assert_int_equal(multiply("1", "0.0000000001", 2, &minor_units), BASE_TOO_MANY_DECIMALS);
    assert_int_equal(multiply("9223372036854775807", "1", 2, &minor_units), BASE_OUT_OF_RANGE);
    assert_int_equal(multiply("9223372036854775807", "9223372036854775807", 9, &minor_units),
                     BASE_OUT_OF_RANGE);
    assert_int_equal(minor_units, 77);
}

static void a_printed_amount_parses_back_to_itself(void **state)
{
    (void)state;
    const int64_t amounts[] = {0, 1, -1, 99, 100, -100, 123456789, INT64_MAX, INT64_MIN};
    for (unsigned exponent = 0; exponent <= DECIMAL_EXPONENT_MAX; exponent++) {
        for (size_t i = 0; i < BASE_COUNT(amounts); i++) {
            char text[DECIMAL_TEXT_BYTES];
            int64_t back = 77;
            size_t size = decimal_print(amounts[i], exponent, text);
            assert_int_equal(size, strlen(text));
            assert_int_equal(decimal_parse(text, size, exponent, &back), BASE_OK);
            assert_true(back == amounts[i]);
        }
    }
}

static void amounts_print_all_their_places(void **state)
{
    (void)state;
    char text[DECIMAL_TEXT_BYTES];
    decimal_print(-5, 2, text);
    assert_string_equal(text, "-0.05");
    decimal_print(1200, 2, text);
    assert_string_equal(text, "12.00");
    decimal_print(1200, 0, text);
    assert_string_equal(text, "1200");
    decimal_print(INT64_MIN, 9, text);
    assert_string_equal(text, "-9223372036.854775808");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_become_minor_units),
        cmocka_unit_test(text_that_is_no_decimal_is_refused),
        cmocka_unit_test(more_places_than_the_exponent_are_refused_even_as_zeros),
        cmocka_unit_test(amounts_beyond_int64_are_out_of_range),
        cmocka_unit_test(products_are_rounded_once_half_away_from_zero),
        cmocka_unit_test(a_product_with_a_bad_factor_or_a_bad_size_is_refused),
        cmocka_unit_test(a_printed_amount_parses_back_to_itself),
        cmocka_unit_test(amounts_print_all_their_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
