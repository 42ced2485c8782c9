// SPDX-License-Identifier: Apache-2.0
// Proves the table of currencies and its look-ups.
#include "domain/currency.h"

#include <string.h>

#include "support/cmocka.h"

static void the_chains_currencies_are_known_by_both_codes(void **state)
{
    (void)state;
    assert_string_equal(currency_find_numeric(643)->alpha, "RUB");
    assert_string_equal(currency_find_numeric(980)->alpha, "UAH");
    assert_string_equal(currency_find_numeric(398)->alpha, "KZT");
    assert_int_equal(currency_find_alpha("KZT")->numeric, 398);
    assert_int_equal(currency_find_alpha("KZT")->exponent, 2);
}

static void other_codes_are_not_known(void **state)
{
    (void)state;
    assert_null(currency_find_numeric(0));
    assert_null(currency_find_numeric(999));
    assert_null(currency_find_alpha("rub"));
    assert_null(currency_find_alpha("RUBL"));
    assert_null(currency_find_alpha(""));
}

static void every_currency_stands_in_the_table_once_in_order_of_its_number(void **state)
{
    (void)state;
    uint32_t before = 0;
    size_t index = 0;
    for (; currency_at(index) != NULL; index++) {
        const struct currency *currency = currency_at(index);
        assert_true(currency->numeric > before);
        assert_true(currency->numeric <= 999);
        assert_int_equal(strlen(currency->alpha), 3);
        assert_ptr_equal(currency_find_alpha(currency->alpha), currency);
        assert_ptr_equal(currency_find_numeric(currency->numeric), currency);
        before = currency->numeric;
    }
    assert_true(index >= 3);
    assert_null(currency_at(index + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chains_currencies_are_known_by_both_codes),
        cmocka_unit_test(other_codes_are_not_known),
        cmocka_unit_test(every_currency_stands_in_the_table_once_in_order_of_its_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
