// SPDX-License-Identifier: Apache-2.0
// Proves the forms of single values on a slip.
#include "domain/slip_form_internal.h"

#include <string.h>

#include "support/cmocka.h"

static void assert_amount(enum slip_language language, int64_t minor, const char *wanted)
{
    char text[SLIP_FORM_BYTES];
    slip_form_amount(slip_words_of(language), minor, 2, text);
    assert_string_equal(text, wanted);
}

static void thousands_stand_apart(void **state)
{
    (void)state;
    assert_amount(SLIP_LANGUAGE_EN, 0, "0.00");
    assert_amount(SLIP_LANGUAGE_EN, 5, "0.05");
    assert_amount(SLIP_LANGUAGE_EN, 99999, "999.99");
    assert_amount(SLIP_LANGUAGE_EN, 100000, "1 000.00");
    assert_amount(SLIP_LANGUAGE_EN, 123456789, "1 234 567.89");
    assert_amount(SLIP_LANGUAGE_EN, INT64_MAX, "92 233 720 368 547 758.07");
}

static void negative_amounts_carry_a_minus(void **state)
{
    (void)state;
    assert_amount(SLIP_LANGUAGE_EN, -5, "-0.05");
    assert_amount(SLIP_LANGUAGE_EN, -12345678, "-123 456.78");
    assert_amount(SLIP_LANGUAGE_EN, INT64_MIN, "-92 233 720 368 547 758.08");
}

static void russian_ukrainian_and_kazakh_write_a_comma(void **state)
{
    (void)state;
    assert_amount(SLIP_LANGUAGE_RU, 125000, "1 250,00");
    assert_amount(SLIP_LANGUAGE_UK, 125000, "1 250,00");
    assert_amount(SLIP_LANGUAGE_KK, 125000, "1 250,00");
}

static void a_balance_carries_no_float_noise(void **state)
{
    (void)state;
    assert_amount(SLIP_LANGUAGE_EN, 10001 + 16827, "268.28");
}

static void currencies_without_minor_units_have_no_decimals(void **state)
{
    (void)state;
    char text[SLIP_FORM_BYTES];
    slip_form_amount(slip_words_of(SLIP_LANGUAGE_RU), 1234567, 0, text);
    assert_string_equal(text, "1 234 567");
}

static void rates_have_no_needless_decimals(void **state)
{
    (void)state;
    const struct {
        uint32_t rate_bp;
        const char *text;
    } rows[] = {
        {1100, "11%"}, {1250, "12.5%"}, {1255, "12.55%"}, {1, "0.01%"},
        {0, "0%"},     {10000, "100%"}, {1010, "10.1%"},
    };
    char text[SLIP_FORM_BYTES];
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        slip_form_rate(slip_words_of(SLIP_LANGUAGE_EN), rows[row].rate_bp, text);
        assert_string_equal(text, rows[row].text);
    }
    slip_form_rate(slip_words_of(SLIP_LANGUAGE_RU), 1250, text);
    assert_string_equal(text, "12,5%");
}

static void times_are_the_receipts_local_time_in_the_languages_form(void **state)
{
    (void)state;
    char text[SLIP_FORM_BYTES];
    slip_form_time(slip_words_of(SLIP_LANGUAGE_EN), INT64_C(1795259100000000), 180, text);
    assert_string_equal(text, "2026-11-21 14:05");
    slip_form_time(slip_words_of(SLIP_LANGUAGE_RU), INT64_C(1795259100000000), 180, text);
    assert_string_equal(text, "21.11.2026 14:05");
}

static void all_but_the_last_four_digits_of_a_card_are_hidden(void **state)
{
    (void)state;
    char text[SLIP_FORM_BYTES];
    slip_form_card("4006381333931", text);
    assert_string_equal(text, "*********3931");
    slip_form_card("12345678", text);
    assert_string_equal(text, "****5678");
    slip_form_card("1234", text);
    assert_string_equal(text, "****");
}

static void every_language_is_found_by_its_code_and_has_all_words(void **state)
{
    (void)state;
    static const char *const codes[] = {"en", "ru", "uk", "kk"};
    for (size_t row = 0; row < BASE_COUNT(codes); row++) {
        enum slip_language language;
        assert_true(slip_language_find(codes[row], &language));
        const struct slip_words *words = slip_words_of(language);
        assert_string_equal(words->code, codes[row]);
        const char *const *word = &words->till;
        for (; word <= &words->title_training; word++) {
            assert_non_null(*word);
        }
    }
    enum slip_language language;
    assert_false(slip_language_find("", &language));
    assert_false(slip_language_find("de", &language));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_stand_apart),
        cmocka_unit_test(negative_amounts_carry_a_minus),
        cmocka_unit_test(russian_ukrainian_and_kazakh_write_a_comma),
        cmocka_unit_test(a_balance_carries_no_float_noise),
        cmocka_unit_test(currencies_without_minor_units_have_no_decimals),
        cmocka_unit_test(rates_have_no_needless_decimals),
        cmocka_unit_test(times_are_the_receipts_local_time_in_the_languages_form),
        cmocka_unit_test(all_but_the_last_four_digits_of_a_card_are_hidden),
        cmocka_unit_test(every_language_is_found_by_its_code_and_has_all_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
