// SPDX-License-Identifier: Apache-2.0
// Proves the look-up of rates, and how settings come together from their values.
#include "domain/programme.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "domain/date.h"
#include "domain/lot.h"
#include "support/cmocka.h"

static const struct programme programme = {
    .version = 7,
    .rate_count = 2,
    .rates = {{643, 1100}, {980, 3000}, {398, 500}},
};

static void a_currency_of_the_programme_has_its_rate(void **state)
{
    (void)state;
    uint32_t rate_bp = 0;
    assert_true(programme_rate(&programme, 643, &rate_bp));
    assert_int_equal(rate_bp, 1100);
    assert_true(programme_rate(&programme, 980, &rate_bp));
    assert_int_equal(rate_bp, 3000);
}

static void a_currency_behind_the_count_has_none(void **state)
{
    (void)state;
    uint32_t rate_bp = 5;
    assert_false(programme_rate(&programme, 398, &rate_bp));
    assert_false(programme_rate(&programme, 978, &rate_bp));
    assert_int_equal(rate_bp, 5);
}

static enum base_result put(struct programme_settings *settings, const char *name,
                            const char *category, int64_t value)
{
    struct programme_value put = {.category = category, .value = value};
    if (!programme_setting_find(name, &put.setting)) {
        fail_msg("there is no setting %s", name);
    }
    return programme_settings_put(settings, &put);
}

static void what_is_not_set_has_its_preset(void **state)
{
    (void)state;
    struct programme_settings settings;
    programme_settings_init(&settings);
    assert_int_equal(settings.rate_bp, PROGRAMME_NO_RATE);
    assert_int_equal(settings.expiry_months, 0);
    assert_int_equal(settings.redeem_max_share_bp, 10000);
    assert_int_equal(settings.refund_policy, PROGRAMME_REFUND_DEBT);
    assert_true(settings.debt_max == PROGRAMME_NO_LIMIT);
    assert_int_equal(settings.earned_pays_same_receipt, 0);
    assert_int_equal(settings.skew_tolerance_s, 300);
    assert_false(settings.has_limits);
    for (int subject = 0; subject < PROGRAMME_SUBJECT_COUNT; subject++) {
        assert_true(settings.limits[subject][PROGRAMME_WINDOW_DAY][PROGRAMME_MEASURE_MONEY]
                                   [PROGRAMME_FORCE_HARD] == PROGRAMME_NO_LIMIT);
    }
}

static void every_setting_is_found_by_its_name_and_takes_its_bounds_only(void **state)
{
    (void)state;
    struct programme_setting setting;
    size_t count = 0;
    for (; programme_setting_at(count, &setting); count++) {
        size_t found = SIZE_MAX;
        assert_true(programme_setting_find(setting.name, &found));
        assert_int_equal(found, count);
        struct programme_settings settings;
        programme_settings_init(&settings);
        assert_int_equal(put(&settings, setting.name, "", setting.least), BASE_OK);
        assert_int_equal(put(&settings, setting.name, "", setting.most), BASE_OK);
        assert_int_equal(put(&settings, setting.name, "", setting.least - 1), BASE_OUT_OF_RANGE);
        if (setting.most < INT64_MAX) {
            assert_int_equal(put(&settings, setting.name, "", setting.most + 1), BASE_OUT_OF_RANGE);
        }
    }
    assert_int_equal(count, 14 + 4 * 2 * 3 * 2);
    size_t found = SIZE_MAX;
    assert_false(programme_setting_find("rate", &found));
    assert_int_equal(found, SIZE_MAX);
}

// The next "('name', least, most)" of the migration that names the settings; false at its end.
static bool read_named(FILE *file, char name[64], int64_t *least, int64_t *most)
{
    char line[256];
    while (fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, " ('%63[a-z_]', %" SCNd64 ", %" SCNd64 ")", name, least, most) == 3) {
            return true;
        }
    }
    return false;
}

static void the_database_has_the_same_settings_and_bounds(void **state)
{
    (void)state;
    FILE *file = fopen(BONUS_SOURCE_DIR "/sql/migrations/0004_programme.sql", "r");
    assert_non_null(file);
    char name[64];
    int64_t least = 0;
    int64_t most = 0;
    size_t count = 0;
    while (read_named(file, name, &least, &most)) {
        struct programme_setting setting;
        assert_true(programme_setting_at(count++, &setting));
        assert_string_equal(setting.name, name);
        assert_int_equal(setting.least, least);
        assert_int_equal(setting.most, most);
    }
    struct programme_setting setting;
    assert_true(programme_setting_at(count, &setting));
    assert_string_equal(setting.name, "limit_card_hour_count_soft"); // all before it were named
    fclose(file);
}

static void a_limit_goes_to_its_place(void **state)
{
    (void)state;
    struct programme_settings settings;
    programme_settings_init(&settings);
    assert_int_equal(put(&settings, "limit_card_hour_count_soft", "", 5), BASE_OK);
    assert_int_equal(put(&settings, "limit_cashier_day_points_hard", "", 7), BASE_OK);
    assert_int_equal(put(&settings, "limit_store_day_money_hard", "", 9), BASE_OK);
    assert_int_equal(settings.limits[PROGRAMME_SUBJECT_CARD][PROGRAMME_WINDOW_HOUR]
                                    [PROGRAMME_MEASURE_COUNT][PROGRAMME_FORCE_SOFT],
                     5);
    assert_int_equal(settings.limits[PROGRAMME_SUBJECT_CASHIER][PROGRAMME_WINDOW_DAY]
                                    [PROGRAMME_MEASURE_POINTS][PROGRAMME_FORCE_HARD],
                     7);
    assert_int_equal(settings.limits[PROGRAMME_SUBJECT_STORE][PROGRAMME_WINDOW_DAY]
                                    [PROGRAMME_MEASURE_MONEY][PROGRAMME_FORCE_HARD],
                     9);
    assert_true(settings.has_limits);
}

static void a_category_may_have_a_share_of_its_own(void **state)
{
    (void)state;
    struct programme_settings settings;
    programme_settings_init(&settings);
    assert_int_equal(put(&settings, "redeem_max_share_bp", "", 5000), BASE_OK);
    assert_int_equal(put(&settings, "redeem_max_share_bp", "tobacco", 100), BASE_OK);
    assert_int_equal(put(&settings, "redeem_max_share_bp", "tobacco", 0), BASE_OK);
    assert_int_equal(programme_redeem_share(&settings, "tobacco"), 0);
    assert_int_equal(programme_redeem_share(&settings, "toys"), 5000);
    assert_int_equal(programme_redeem_share(&settings, ""), 5000);
    assert_int_equal(settings.share_count, 1);
    assert_int_equal(put(&settings, "expiry_months", "toys", 1), BASE_OUT_OF_RANGE);
}

static void so_many_categories_and_no_more(void **state)
{
    (void)state;
    struct programme_settings settings;
    programme_settings_init(&settings);
    char category[PROGRAMME_CATEGORY_BYTES_MAX];
    for (int number = 0; number < PROGRAMME_SHARES_MAX; number++) {
        snprintf(category, sizeof(category), "category %d", number);
        assert_int_equal(put(&settings, "redeem_max_share_bp", category, number), BASE_OK);
    }
    assert_int_equal(put(&settings, "redeem_max_share_bp", "one more", 1), BASE_FULL);
    assert_int_equal(put(&settings, "redeem_max_share_bp", "category 3", 1), BASE_OK);
}

static void tenders_earn_as_they_are_set(void **state)
{
    (void)state;
    struct programme_settings settings;
    programme_settings_init(&settings);
    for (uint32_t kind = 1; kind <= 4; kind++) {
        assert_true(programme_tender_earns(&settings, kind));
    }
    assert_false(programme_tender_earns(&settings, 0));
    assert_false(programme_tender_earns(&settings, 5));
    assert_int_equal(put(&settings, "earning_tenders", "", 1 << 2), BASE_OK);
    assert_false(programme_tender_earns(&settings, 1));
    assert_true(programme_tender_earns(&settings, 2));
    assert_false(programme_tender_earns(&settings, 34));
}

static void assert_days(int64_t delay, int64_t months, int32_t receipt_day, int32_t active_from,
                        int32_t expires_on)
{
    struct programme_settings settings;
    programme_settings_init(&settings);
    settings.activation_delay_days = delay;
    settings.expiry_months = months;
    struct programme_days days = programme_earned_days(&settings, receipt_day);
    assert_int_equal(days.active_from, active_from);
    assert_int_equal(days.expires_on, expires_on);
}

static void points_live_to_the_end_of_their_last_month(void **state)
{
    (void)state;
    int32_t first = date_to_day(2026, 1, 1);
    assert_days(0, 0, first, 0, LOT_NEVER);
    assert_days(0, 12, first, 0, date_to_day(2027, 2, 1));
    assert_days(0, 12, date_to_day(2026, 1, 31), 0, date_to_day(2027, 2, 1));
    assert_days(0, 1, date_to_day(2026, 11, 30), 0, date_to_day(2027, 1, 1));
    assert_days(0, 1, date_to_day(2027, 12, 31), 0, date_to_day(2028, 2, 1));
    assert_days(0, 24, date_to_day(2026, 2, 28), 0, date_to_day(2028, 3, 1));
}

static void pending_points_become_active_before_they_expire(void **state)
{
    (void)state;
    int32_t day = date_to_day(2026, 11, 20);
    assert_days(14, 0, day, day + 14, LOT_NEVER);
    assert_days(14, 1, day, day + 14, date_to_day(2027, 1, 1));
    assert_days(42, 1, day, date_to_day(2027, 1, 1), date_to_day(2027, 2, 1));
    assert_days(366, 1, day, day + 366, date_to_day(2027, 12, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_currency_of_the_programme_has_its_rate),
        cmocka_unit_test(a_currency_behind_the_count_has_none),
        cmocka_unit_test(what_is_not_set_has_its_preset),
        cmocka_unit_test(every_setting_is_found_by_its_name_and_takes_its_bounds_only),
        cmocka_unit_test(the_database_has_the_same_settings_and_bounds),
        cmocka_unit_test(a_limit_goes_to_its_place),
        cmocka_unit_test(a_category_may_have_a_share_of_its_own),
        cmocka_unit_test(so_many_categories_and_no_more),
        cmocka_unit_test(tenders_earn_as_they_are_set),
        cmocka_unit_test(points_live_to_the_end_of_their_last_month),
        cmocka_unit_test(pending_points_become_active_before_they_expire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
