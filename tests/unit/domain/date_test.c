// SPDX-License-Identifier: Apache-2.0
// Proves the calendar against itself and against known days.
#include "domain/date.h"

#include "base/check.h"
#include "support/cmocka.h"

static void a_date_is_a_day_of_the_gregorian_calendar(void **state)
{
    (void)state;
    const struct {
        uint32_t date;
        bool is_real;
    } rows[] = {
        {20101201, true},    {19700101, true},  {99991231, true},  {20240229, true},
        {20000229, true},    {20230229, false}, {21000229, false}, {20230431, false},
        {20230001, false},   {20231301, false}, {20230100, false}, {20230132, false},
        {19691231, false},   {0, false},        {20101, false},    {100000101, false},
        {UINT32_MAX, false},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        assert_int_equal(date_is_real(rows[row].date), rows[row].is_real);
    }
}

static void assert_local(int64_t at_s, int32_t offset_min, struct date_time wanted)
{
    struct date_time local = date_time_local(at_s * 1000000 + 999999, offset_min);
    assert_int_equal(local.year, wanted.year);
    assert_int_equal(local.month, wanted.month);
    assert_int_equal(local.day, wanted.day);
    assert_int_equal(local.hour, wanted.hour);
    assert_int_equal(local.minute, wanted.minute);
}

static void local_time_is_utc_moved_by_the_offset(void **state)
{
    (void)state;
    assert_local(0, 0, (struct date_time){1970, 1, 1, 0, 0});
    assert_local(1795259100, 0, (struct date_time){2026, 11, 21, 11, 5});
    assert_local(1795259100, 180, (struct date_time){2026, 11, 21, 14, 5});
    assert_local(1709243999, -1, (struct date_time){2024, 2, 29, 21, 58});
    assert_local(1709243999, 180, (struct date_time){2024, 3, 1, 0, 59});
    assert_local(1704067199, 300, (struct date_time){2024, 1, 1, 4, 59});
}

static void times_out_of_range_give_the_nearest_one_inside(void **state)
{
    (void)state;
    assert_int_equal(date_time_local(INT64_MIN, 0).year, 1970);
    assert_int_equal(date_time_local(0, -720).year, 1970);
    assert_int_equal(date_time_local(INT64_MAX, INT32_MAX).year, 9999);
    assert_int_equal(date_time_local(DATE_TIME_US_MAX, 840).day, 31);
}

static void the_days_from_1970_to_9999_are_the_real_dates_in_order(void **state)
{
    (void)state;
    uint32_t date = 19691231;
    for (int64_t at_us = 0; at_us <= DATE_TIME_US_MAX; at_us += INT64_C(86400000000)) {
        do {
            date++;
            if (date % 100 == 32) {
                date += 100 - 32;
            }
            if (date / 100 % 100 == 13) {
                date += 10000 - 1300;
            }
        } while (!date_is_real(date));
        struct date_time local = date_time_local(at_us, 0);
        uint32_t found = (uint32_t)(local.year * 10000 + local.month * 100 + local.day);
        if (found != date) {
            fail_msg("%u where %u was due", found, date);
        }
    }
    assert_int_equal(date, 99991231);
}

static void days_and_dates_are_the_same_both_ways(void **state)
{
    (void)state;
    int32_t wanted = 0;
    for (int32_t year = 1970; year <= 9999; year++) {
        for (int32_t month = 1; month <= 12; month++) {
            assert_int_equal(date_to_day(year, month, 1), wanted);
            struct date_time date = date_of_day(wanted);
            assert_int_equal(date.year, year);
            assert_int_equal(date.month, month);
            assert_int_equal(date.day, 1);
            uint32_t day = 28;
            while (date_is_real((uint32_t)(year * 10000 + month * 100) + day + 1)) {
                day++;
            }
            wanted += (int32_t)day;
        }
    }
}

static void months_above_12_are_those_of_later_years(void **state)
{
    (void)state;
    assert_int_equal(date_to_day(2026, 13, 1), date_to_day(2027, 1, 1));
    assert_int_equal(date_to_day(2026, 24, 31), date_to_day(2027, 12, 31));
    assert_int_equal(date_to_day(2026, 135, 1), date_to_day(2037, 3, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_a_day_of_the_gregorian_calendar),
        cmocka_unit_test(local_time_is_utc_moved_by_the_offset),
        cmocka_unit_test(times_out_of_range_give_the_nearest_one_inside),
        cmocka_unit_test(the_days_from_1970_to_9999_are_the_real_dates_in_order),
        cmocka_unit_test(days_and_dates_are_the_same_both_ways),
        cmocka_unit_test(months_above_12_are_those_of_later_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
