// SPDX-License-Identifier: Apache-2.0
// Proves how values of settings are written and shown.
#include "tools/ctl/setting_text.h"

#include <inttypes.h>
#include <string.h>

#include "support/cmocka.h"
#include "tools/ctl/capture.h"

enum { RUB = 643 };

static struct programme_setting setting_named(const char *name)
{
    struct programme_setting setting;
    size_t index = 0;
    assert_true(programme_setting_find(name, &index));
    assert_true(programme_setting_at(index, &setting));
    return setting;
}

static const struct {
    const char *setting;
    const char *text;
    int64_t value;
} right[] = {
    {"rate_bp", "11%", 1100},
    {"rate_bp", "12.5%", 1250},
    {"expiry_months", "12", 12},
    {"expiry_months", "never", 0},
    {"activation_delay_days", "14", 14},
    {"redeem_min_money", "10.50", 1050},
    {"debt_max", "1 000.00", 100000},
    {"debt_max", "none", PROGRAMME_NO_LIMIT},
    {"debt_max", "0.00", 0},
    {"earned_pays_same_receipt", "yes", 1},
    {"earned_pays_same_receipt", "no", 0},
    {"refund_policy", "cash", PROGRAMME_REFUND_CASH},
    {"earning_tenders", "cash,card", 6},
    {"earning_tenders", "cash,card,voucher,other", PROGRAMME_TENDERS_ALL},
    {"earning_tenders", "none", 0},
    {"limit_card_hour_count_soft", "5", 5},
    {"limit_card_hour_count_soft", "none", PROGRAMME_NO_LIMIT},
    {"limit_till_day_money_hard", "99.90", 9990},
};

static void a_value_is_read_as_it_is_shown(void **state)
{
    (void)state;
    struct capture capture;
    capture_init(&capture);
    for (size_t i = 0; i < BASE_COUNT(right); i++) {
        struct programme_setting setting = setting_named(right[i].setting);
        char shown[SETTING_TEXT_BYTES];
        setting_text_print(&setting, RUB, right[i].value, shown);
        assert_string_equal(shown, right[i].text);
        if (strchr(shown, ' ') == NULL) { // thousands are grouped for people only
            int64_t value = -1;
            assert_int_equal(setting_text_read(&capture.ctl, &setting, RUB, shown, &value), CTL_OK);
            assert_true(value == right[i].value);
        }
    }
    capture_clear(&capture);
}

static void anything_else_is_refused_with_a_hint(void **state)
{
    static const struct {
        const char *setting;
        const char *text;
        const char *hint;
    } wrong[] = {
        {"rate_bp", "11", "11% or 12.5%"},
        {"expiry_months", "241", "from never to 240"},
        {"expiry_months", "-1", "from never to 240"},
        {"expiry_months", "", "from never to 240"},
        {"activation_delay_days", "1.5", "from 0 to 366"},
        {"hold_timeout_s", "0", "from 1 to 2678400"},
        {"redeem_min_money", "10.505", "for instance 10.50"},
        {"redeem_min_money", "-1", "for instance 10.50"},
        {"debt_max", "some", "for instance 10.50|none"},
        {"earned_pays_same_receipt", "1", "for instance yes|no"},
        {"refund_policy", "deb", "for instance debt|cap|cash"},
        {"earning_tenders", "cash,", "for instance cash,card"},
        {"earning_tenders", "", "for instance cash,card"},
        {"earning_tenders", "cash card", "for instance cash,card"},
        {"limit_card_hour_count_soft", "1.5", "for instance N|none"},
    };
    (void)state;
    for (size_t i = 0; i < BASE_COUNT(wrong); i++) {
        struct capture capture;
        int64_t value = 0;
        struct programme_setting setting = setting_named(wrong[i].setting);
        capture_init(&capture);
        assert_int_equal(setting_text_read(&capture.ctl, &setting, RUB, wrong[i].text, &value),
                         CTL_USAGE);
        if (strstr(capture_error(&capture), wrong[i].hint) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", capture_error(&capture), wrong[i].hint);
        }
        capture_clear(&capture);
    }
}

static void zeros_at_the_end_are_dropped_behind_the_point_only(void **state)
{
    static const struct {
        int64_t value;
        unsigned places;
        const char *text;
    } rows[] = {{1100, 2, "11"}, {1250, 2, "12.5"}, {1001, 2, "10.01"}, {0, 2, "0"},
                {100, 0, "100"}, {15000, 4, "1.5"}, {100000, 4, "10"}};
    (void)state;
    for (size_t i = 0; i < BASE_COUNT(rows); i++) {
        char text[SETTING_TEXT_BYTES];
        short_text_print(rows[i].value, rows[i].places, text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_read_as_it_is_shown),
        cmocka_unit_test(anything_else_is_refused_with_a_hint),
        cmocka_unit_test(zeros_at_the_end_are_dropped_behind_the_point_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
