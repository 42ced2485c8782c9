// SPDX-License-Identifier: Apache-2.0
// Proves how days of the week, hours and days are written.
#include "tools/ctl/promo_text.h"

#include "base/check.h"
#include "support/cmocka.h"

static void days_of_the_week_are_lists_of_ranges(void **state)
{
    static const struct {
        const char *text;
        uint32_t bits;
        const char *shown;
    } rows[] = {
        {"mon", 1, "mon"},
        {"sun", 64, "sun"},
        {"mon-fri", 31, "mon-fri"},
        {"mon-fri,sun", 95, "mon-fri,sun"},
        {"sat-mon", 97, "mon,sat-sun"},
        {"sun-sat", 127, "mon-sun"},
        {"wed,mon,wed", 5, "mon,wed"},
        {"mon-sun", 127, "mon-sun"},
        {"tue-tue", 2, "tue"},
    };
    static const char *const wrong[] = {"",     "Mon",  "monday",  "mon-",        "-fri",
                                        "mon,", ",mon", "mon fri", "mon-fri-sun", "1"};
    (void)state;
    for (size_t i = 0; i < BASE_COUNT(rows); i++) {
        uint32_t bits = 0;
        char text[PROMO_TEXT_BYTES];
        assert_true(promo_weekdays_read(rows[i].text, &bits));
        assert_int_equal(bits, rows[i].bits);
        promo_weekdays_print(bits, text);
        assert_string_equal(text, rows[i].shown);
    }
    for (size_t i = 0; i < BASE_COUNT(wrong); i++) {
        uint32_t bits = 0;
        assert_false(promo_weekdays_read(wrong[i], &bits));
    }
}

static void hours_are_from_one_up_to_another(void **state)
{
    static const struct {
        const char *text;
        uint32_t bits;
        const char *shown;
    } rows[] = {
        {"10-12", 0x000c00, "10-12"},     {"0-24", 0xffffff, "0-24"},
        {"23-24", 0x800000, "23-24"},     {"22-2", 0xc00003, "0-2,22-24"},
        {"23-0", 0x800000, "23-24"},      {"8-10,18-20", 0x0c0300, "8-10,18-20"},
        {"9-10,10-11", 0x000600, "9-11"}, {"09-10", 0x000200, "9-10"},
    };
    static const char *const wrong[] = {"",      "10",     "10-",      "-12", "10-10", "24-2",
                                        "10-25", "10-12,", "10-12-14", "a-b", "100-2", "10 - 12"};
    (void)state;
    for (size_t i = 0; i < BASE_COUNT(rows); i++) {
        uint32_t bits = 0;
        char text[PROMO_TEXT_BYTES];
        assert_true(promo_hours_read(rows[i].text, &bits));
        assert_int_equal(bits, rows[i].bits);
        promo_hours_print(bits, text);
        assert_string_equal(text, rows[i].shown);
    }
    for (size_t i = 0; i < BASE_COUNT(wrong); i++) {
        uint32_t bits = 0;
        assert_false(promo_hours_read(wrong[i], &bits));
    }
}

static void the_longest_lists_fit(void **state)
{
    (void)state;
    char text[PROMO_TEXT_BYTES];
    promo_hours_print(0x555555, text);
    assert_string_equal(text, "0-1,2-3,4-5,6-7,8-9,10-11,12-13,14-15,16-17,18-19,20-21,22-23");
    promo_weekdays_print(0x55, text);
    assert_string_equal(text, "mon,wed,fri,sun");
}

static void a_day_is_one_of_the_calendar(void **state)
{
    (void)state;
    assert_true(promo_day_is_real("2026-12-31"));
    assert_true(promo_day_is_real("2028-02-29"));
    static const char *const wrong[] = {"2026-02-29", "2026-13-01",  "20261231", "2026-12-1",
                                        "2026/12/31", "2026-12-311", "",         "tomorrow"};
    for (size_t i = 0; i < BASE_COUNT(wrong); i++) {
        assert_false(promo_day_is_real(wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_of_the_week_are_lists_of_ranges),
        cmocka_unit_test(hours_are_from_one_up_to_another),
        cmocka_unit_test(the_longest_lists_fit),
        cmocka_unit_test(a_day_is_one_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
