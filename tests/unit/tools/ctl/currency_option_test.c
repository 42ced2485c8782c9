// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/currency_option.h"

#include <string.h>

#include "support/cmocka.h"
#include "tools/ctl/capture.h"

static void a_currency_becomes_its_number(void **state)
{
    (void)state;
    struct capture capture;
    char number[CURRENCY_OPTION_TEXT_BYTES];
    capture_init(&capture);
    assert_int_equal(currency_option_read(&capture.ctl, "RUB", number), CTL_OK);
    assert_string_equal(number, "643");
    assert_int_equal(currency_option_read(&capture.ctl, "KZT", number), CTL_OK);
    assert_string_equal(number, "398");
    static const char *const wrong[] = {"rub", "RUBL", "", "643", "XXX"};
    for (size_t index = 0; index < BASE_COUNT(wrong); index++) {
        assert_int_equal(currency_option_read(&capture.ctl, wrong[index], number), CTL_USAGE);
    }
    capture_clear(&capture);
}

static void a_rate_is_a_percentage_of_at_most_two_places(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t basis_points;
    } right[] = {{"11%", 1100}, {"12.5%", 1250}, {"0.01%", 1}, {"0%", 0}, {"100%", 10000}};
    static const char *const wrong[] = {"11",     "%",    "",     "11 %", "-1%", "100.01%",
                                        "1.234%", "11%%", "1e1%", "+1%",  "0x1%"};
    struct capture capture;
    uint32_t basis_points = 0;
    capture_init(&capture);
    for (size_t index = 0; index < BASE_COUNT(right); index++) {
        assert_int_equal(rate_option_read(&capture.ctl, right[index].text, &basis_points), CTL_OK);
        assert_int_equal(basis_points, right[index].basis_points);
    }
    for (size_t index = 0; index < BASE_COUNT(wrong); index++) {
        assert_int_equal(rate_option_read(&capture.ctl, wrong[index], &basis_points), CTL_USAGE);
        assert_non_null(strstr(capture_error(&capture), "HINT: "));
    }
    capture_clear(&capture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_currency_becomes_its_number),
        cmocka_unit_test(a_rate_is_a_percentage_of_at_most_two_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
