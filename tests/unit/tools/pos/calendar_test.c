// SPDX-License-Identifier: Apache-2.0
#include "tools/pos/calendar.h"

#include "base/check.h"
#include "support/cmocka.h"

static void times_are_read_to_the_second(void **state)
{
    (void)state;
    struct calendar_time time;
    assert_true(calendar_parse_time("2010-12-01 08:26:00", &time));
    assert_int_equal(time.local_us, INT64_C(1291191960000000));
    assert_int_equal(time.date, 20101201);
    assert_true(calendar_parse_time("2012-02-29 23:59", &time));
    assert_int_equal(time.date, 20120229);
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2010-12-01",
        "2010-12-01T08:26:00",
        "2010-12-01 08:26:00 ",
        "2010-12-01 24:00:00",
        "2010-12-01 08:60:00",
        "2010-13-01 08:26:00",
        "2011-02-29 08:26:00",
        "1969-12-31 23:59:59",
        "10-12-01 08:26:00",
        "2010-12-01 8:26",
    };
    for (size_t index = 0; index < BASE_COUNT(texts); index++) {
        struct calendar_time time;
        assert_false(calendar_parse_time(texts[index], &time));
    }
}

static void dates_are_read_with_and_without_dashes(void **state)
{
    (void)state;
    uint32_t date = 0;
    assert_true(calendar_parse_date("2010-12-01", &date));
    assert_int_equal(date, 20101201);
    assert_true(calendar_parse_date("20110531", &date));
    assert_int_equal(date, 20110531);
    assert_false(calendar_parse_date("2010-1201", &date));
    assert_false(calendar_parse_date("20101301", &date));
    assert_false(calendar_parse_date("20101201x", &date));
}

static void times_move_by_whole_weeks_into_the_past_seven_days(void **state)
{
    (void)state;
    const int64_t now_us = INT64_C(1763760000000000);
    const int64_t last_us[] = {
        0,
        INT64_C(1306857180000000),
        now_us,
        now_us - 1,
        now_us + 1,
        now_us - CALENDAR_WEEK_US,
        now_us + CALENDAR_WEEK_US,
    };
    for (size_t index = 0; index < BASE_COUNT(last_us); index++) {
        int64_t shift_us = calendar_shift_us(last_us[index], now_us);
        assert_int_equal(shift_us % CALENDAR_WEEK_US, 0);
        assert_true(last_us[index] + shift_us <= now_us);
        assert_true(last_us[index] + shift_us > now_us - CALENDAR_WEEK_US);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_to_the_second),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(dates_are_read_with_and_without_dashes),
        cmocka_unit_test(times_move_by_whole_weeks_into_the_past_seven_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
