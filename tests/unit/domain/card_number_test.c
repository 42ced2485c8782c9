// SPDX-License-Identifier: Apache-2.0
// Proves the two check digits and the lengths.
#include "domain/card_number.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thirteen_digits_carry_the_check_digit_of_ean_13),
        cmocka_unit_test(other_lengths_carry_the_check_digit_of_luhn),
        cmocka_unit_test(a_number_has_8_to_19_digits),
        cmocka_unit_test(nothing_but_digits_is_a_number),
        cmocka_unit_test(every_single_wrong_digit_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
