// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/amount_text.h"

#include "support/cmocka.h"

#include "base/check.h"

enum { RUB = 643, UNKNOWN = 1 };

static void thousands_are_grouped_and_places_are_the_currencys(void **state)
{
    (void)state;
    static const struct {
        int64_t minor;
        const char *text;
    } cases[] = {
        {0, "0.00"},
        {5, "0.05"},
        {-5, "-0.05"},
        {99999, "999.99"},
        {100000, "1 000.00"},
        {-100000, "-1 000.00"},
        {123456789, "1 234 567.89"},
        {INT64_MAX, "92 233 720 368 547 758.07"},
        {INT64_MIN, "-92 233 720 368 547 758.08"},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        char text[AMOUNT_TEXT_BYTES];
        amount_text_print(cases[index].minor, RUB, text);
        assert_string_equal(text, cases[index].text);
        amount_text_print(cases[index].minor, UNKNOWN, text);
        assert_string_equal(text, cases[index].text);
    }
}

static void an_award_is_shown_as_rate_times_base(void **state)
{
    (void)state;
    static const struct {
        struct award_text award;
        const char *text;
    } cases[] = {
        {{.base = 125000, .earned = 13750, .rate_bp = 1100, .currency = RUB},
         "11% x 1 250.00 = 137.50"},
        {{.base = 1000, .earned = 125, .rate_bp = 1250, .currency = RUB}, "12.5% x 10.00 = 1.25"},
        {{.base = 1, .earned = 0, .rate_bp = 5, .currency = RUB}, "0.05% x 0.01 = 0.00"},
        {{.base = 100, .earned = 100, .rate_bp = 10000, .currency = RUB}, "100% x 1.00 = 1.00"},
        {{.base = 100, .earned = 0, .rate_bp = 0, .currency = RUB}, "0% x 1.00 = 0.00"},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        char text[AWARD_TEXT_BYTES];
        award_text_print(&cases[index].award, text);
        assert_string_equal(text, cases[index].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thousands_are_grouped_and_places_are_the_currencys),
        cmocka_unit_test(an_award_is_shown_as_rate_times_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
