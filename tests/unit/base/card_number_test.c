// SPDX-License-Identifier: Apache-2.0
// Proves the two check digits, the lengths and the mask.
#include "base/card_number.h"

#include "base/check.h"
#include "support/cmocka.h"

static void thirteen_digits_carry_the_check_digit_of_ean_13(void **state)
{
    (void)state;
    assert_true(card_number_is_valid("4006381333931"));
    assert_true(card_number_is_valid("2990000000019"));
    assert_false(card_number_is_valid("4006381333932"));
    assert_false(card_number_is_valid("4060381333931")); // two neighbours swapped
}

static void other_lengths_carry_the_check_digit_of_luhn(void **state)
{
    (void)state;
    assert_true(card_number_is_valid("79927398713"));
    assert_true(card_number_is_valid("4111111111111111"));
    assert_false(card_number_is_valid("4111111111111112"));
}

static void a_number_has_8_to_19_digits(void **state)
{
    (void)state;
    assert_false(card_number_is_valid(""));
    assert_false(card_number_is_valid("0000000"));
    assert_true(card_number_is_valid("00000000"));
    assert_true(card_number_is_valid("0000000000000000000"));
    assert_false(card_number_is_valid("00000000000000000000"));
}

static void nothing_but_digits_is_a_number(void **state)
{
    (void)state;
    assert_false(card_number_is_valid("4006381333931 "));
    assert_false(card_number_is_valid("-006381333931"));
    assert_false(card_number_is_valid("400638133393\xd9\xa1")); // an Arabic digit one
}

static void every_single_wrong_digit_is_found(void **state)
{
    (void)state;
    static const char *const numbers[] = {"4006381333931", "79927398713", "4111111111111111"};
    for (size_t number = 0; number < BASE_COUNT(numbers); number++) {
        char digits[CARD_NUMBER_DIGITS_MAX + 1] = {0};
        for (size_t at = 0; numbers[number][at] != '\0'; at++) {
            digits[at] = numbers[number][at];
        }
        for (size_t at = 0; digits[at] != '\0'; at++) {
            char right = digits[at];
            for (char wrong = '0'; wrong <= '9'; wrong++) {
                digits[at] = wrong;
                assert_int_equal(card_number_is_valid(digits), wrong == right);
            }
            digits[at] = right;
        }
    }
}

static void a_masked_number_shows_the_last_four_digits_only(void **state)
{
    (void)state;
    char masked[CARD_NUMBER_DIGITS_MAX + 1];
    card_number_mask("4006381333931", masked);
    assert_string_equal(masked, "*********3931");
    card_number_mask("6304000000000000000", masked);
    assert_string_equal(masked, "***************0000");
    card_number_mask("3931", masked);
    assert_string_equal(masked, "****");
    card_number_mask("", masked);
    assert_string_equal(masked, "");
}

static void a_check_digit_makes_a_number_of_digits(void **state)
{
    (void)state;
    assert_int_equal(card_number_check_digit("400638133393", 12), '1');
    assert_int_equal(card_number_check_digit("411111111111111", 15), '1');
    assert_int_equal(card_number_check_digit("1234567", 7), '4');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thirteen_digits_carry_the_check_digit_of_ean_13),
        cmocka_unit_test(other_lengths_carry_the_check_digit_of_luhn),
        cmocka_unit_test(a_number_has_8_to_19_digits),
        cmocka_unit_test(nothing_but_digits_is_a_number),
        cmocka_unit_test(every_single_wrong_digit_is_found),
        cmocka_unit_test(a_masked_number_shows_the_last_four_digits_only),
        cmocka_unit_test(a_check_digit_makes_a_number_of_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
