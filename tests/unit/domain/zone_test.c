// SPDX-License-Identifier: Apache-2.0
// Proves what the walls of a store show at midnight and when clocks are changed.
#include "domain/zone.h"

#include "base/check.h"
#include "domain/date.h"
#include "domain/seed.h"
#include "support/cmocka.h"

// As the IANA time zone database has them: summer time in Kyiv in 2026, and Moscow's winter time
// of 2010, its summer time of 2011 that was not ended, and the change of 2014.
static const struct zone_shift kyiv_shifts[] = {
    {1767225600, 7200}, {1774746000, 10800}, {1792890000, 7200}};
static const struct zone_shift moscow_shifts[] = {
    {1262304000, 10800}, {1269730800, 14400}, {1288479600, 10800},
    {1301180400, 14400}, {1414274400, 10800},
};
static const struct zone kyiv = {
    .name = "Europe/Kyiv", .shifts = kyiv_shifts, .shift_count = BASE_COUNT(kyiv_shifts)};
static const struct zone moscow = {
    .name = "Europe/Moscow", .shifts = moscow_shifts, .shift_count = BASE_COUNT(moscow_shifts)};

// Local year, month, day, weekday, hour and minute of an instant.
static void assert_shows(const struct zone *zone, int64_t at_s, const char *wanted)
{
    struct zone_time local = zone_local(zone, at_s * 1000000 + 999999);
    struct date_time date = date_of_day(local.day);
    char shown[64];
    snprintf(shown, sizeof(shown), "%04d-%02d-%02d/%u %02u:%02u", date.year, date.month, date.day,
             local.weekday, local.hour, local.minute);
    assert_string_equal(shown, wanted);
    assert_int_equal(zone_day(zone, at_s * 1000000 + 999999), local.day);
}

static void midnight_is_that_of_the_zone(void **state)
{
    (void)state;
    assert_shows(&moscow, 1795294799, "2026-11-21/5 23:59");
    assert_shows(&moscow, 1795294800, "2026-11-22/6 00:00");
    assert_shows(&kyiv, 1795294800, "2026-11-21/5 23:00");
    assert_shows(&zone_utc, 1795294800, "2026-11-21/5 21:00");
}

static void an_hour_is_missing_when_summer_time_begins(void **state)
{
    (void)state;
    assert_shows(&kyiv, 1774745999, "2026-03-29/6 02:59");
    assert_shows(&kyiv, 1774746000, "2026-03-29/6 04:00");
}

static void an_hour_comes_twice_when_summer_time_ends(void **state)
{
    (void)state;
    assert_shows(&kyiv, 1792890000 - 3600, "2026-10-25/6 03:00");
    assert_shows(&kyiv, 1792889999, "2026-10-25/6 03:59");
    assert_shows(&kyiv, 1792890000, "2026-10-25/6 03:00");
    assert_shows(&kyiv, 1792890000 + 3600, "2026-10-25/6 04:00");
}

static void the_day_of_a_change_has_23_or_25_hours(void **state)
{
    (void)state;
    const int64_t spring_s = 1774735200; // 2026-03-29 00:00 in Kyiv
    const int64_t autumn_s = 1792875600; // 2026-10-25 00:00
    assert_shows(&kyiv, spring_s, "2026-03-29/6 00:00");
    assert_shows(&kyiv, spring_s + 23 * 3600, "2026-03-30/0 00:00");
    assert_shows(&kyiv, autumn_s, "2026-10-25/6 00:00");
    assert_shows(&kyiv, autumn_s + 25 * 3600, "2026-10-26/0 00:00");
}

static void laws_of_other_years_hold_in_other_years(void **state)
{
    (void)state;
    assert_shows(&moscow, 1291165200, "2010-12-01/2 04:00");
    assert_shows(&moscow, 1322701200, "2011-12-01/3 05:00");
    assert_shows(&moscow, 1417395600, "2014-12-01/0 04:00");
}

static void outside_of_the_table_its_ends_hold(void **state)
{
    (void)state;
    assert_int_equal(zone_offset_s(&kyiv, 0), 7200);
    assert_int_equal(zone_offset_s(&kyiv, DATE_TIME_US_MAX), 7200);
    assert_shows(&kyiv, 0, "1970-01-01/3 02:00");
    assert_shows(&zone_utc, 0, "1970-01-01/3 00:00");
}

static void before_1970_days_are_negative(void **state)
{
    (void)state;
    struct zone_time local = zone_local(&zone_utc, -1);
    assert_int_equal(local.day, -1);
    assert_int_equal(local.weekday, 2);
    assert_int_equal(local.hour, 23);
    assert_int_equal(local.minute, 59);
    assert_int_equal(zone_local(&zone_utc, INT64_C(-4) * 86400000000).weekday, 6);
}

// The reference looks at every shift.
static void bisection_finds_what_a_walk_finds(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 20000; round++) {
        int64_t at_s = seed_between(&seed, 1262304000 - 1000000, 1430000000);
        if (round % 3 == 0) {
            at_s = moscow_shifts[seed_between(&seed, 0, 4)].at_s + seed_between(&seed, -1, 1);
        }
        int32_t wanted = moscow_shifts[0].offset_s;
        for (size_t index = 0; index < BASE_COUNT(moscow_shifts); index++) {
            if (moscow_shifts[index].at_s <= at_s) {
                wanted = moscow_shifts[index].offset_s;
            }
        }
        assert_int_equal(zone_offset_s(&moscow, at_s * 1000000 + seed_between(&seed, 0, 999999)),
                         wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(midnight_is_that_of_the_zone),
        cmocka_unit_test(an_hour_is_missing_when_summer_time_begins),
        cmocka_unit_test(an_hour_comes_twice_when_summer_time_ends),
        cmocka_unit_test(the_day_of_a_change_has_23_or_25_hours),
        cmocka_unit_test(laws_of_other_years_hold_in_other_years),
        cmocka_unit_test(outside_of_the_table_its_ends_hold),
        cmocka_unit_test(before_1970_days_are_negative),
        cmocka_unit_test(bisection_finds_what_a_walk_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
