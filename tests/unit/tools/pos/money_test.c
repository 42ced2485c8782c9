// SPDX-License-Identifier: Apache-2.0
#include "tools/pos/money.h"

#include "base/check.h"
#include "support/cmocka.h"

static void amounts_have_their_thousands_apart(void **state)
{
    (void)state;
    static const struct {
        int64_t amount;
        const char *text;
    } cases[] = {
        {0, "0.00"},
        {5, "0.05"},
        {99999, "999.99"},
        {100000, "1,000.00"},
        {29970077, "299,700.77"},
        {123456789012, "1,234,567,890.12"},
        {-99999, "-999.99"},
        {-100000, "-1,000.00"},
        {INT64_MIN, "-92,233,720,368,547,758.08"},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        char text[MONEY_TEXT_BYTES];
        money_print(cases[index].amount, text);
        assert_string_equal(text, cases[index].text);
    }
}

static void currencies_are_named_where_they_are_known(void **state)
{
    (void)state;
    char text[DECIMAL_TEXT_BYTES];
    money_currency_print(980, text);
    assert_string_equal(text, "UAH");
    money_currency_print(978, text);
    assert_string_equal(text, "978");
    assert_int_equal(money_currency_index(978), MONEY_CURRENCIES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_have_their_thousands_apart),
        cmocka_unit_test(currencies_are_named_where_they_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
