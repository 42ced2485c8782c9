// SPDX-License-Identifier: Apache-2.0
// Settings by the table in programme.def, and velocity limits by the words of their names.
#include "domain/programme.h"

#include <stdio.h>
#include <string.h>

#include "domain/date.h"
#include "domain/lot.h"

static const struct programme_row {
    const char *name;
    size_t offset; // in struct programme_settings
    const char *option;
    enum programme_unit unit;
    int64_t least;
    int64_t most;
    int64_t preset;
    const char *help;
} programme_rows[] = {
#define PROGRAMME_SETTING(field, option, unit, least, most, preset, help)                          \
    {#field, offsetof(struct programme_settings, field),                                           \
     option, PROGRAMME_UNIT_##unit,                                                                \
     least,  most,                                                                                 \
     preset, help},
#include "domain/programme.def"
#undef PROGRAMME_SETTING
};

enum {
    PROGRAMME_LIMITS =
        sizeof(((struct programme_settings *)NULL)->limits) / sizeof(int64_t), // of all kinds
    PROGRAMME_SETTINGS = BASE_COUNT(programme_rows) + PROGRAMME_LIMITS,
};

static const char *const programme_subjects[] = {"card", "cashier", "till", "store"};
static const char *const programme_windows[] = {"hour", "day"};
static const char *const programme_measures[] = {"count", "points", "money"};
static const char *const programme_forces[] = {"soft", "hard"};

static_assert(BASE_COUNT(programme_subjects) == PROGRAMME_SUBJECT_COUNT, "each has a name");
static_assert(BASE_COUNT(programme_windows) == PROGRAMME_WINDOW_COUNT, "each has a name");
static_assert(BASE_COUNT(programme_measures) == PROGRAMME_MEASURE_KINDS, "each has a name");
static_assert(BASE_COUNT(programme_forces) == PROGRAMME_FORCE_COUNT, "each has a name");

// Limits are numbered as they lie in the array.
static void programme_limit_describe(size_t limit, struct programme_setting *setting)
{
    size_t force = limit % PROGRAMME_FORCE_COUNT;
    size_t measure = limit / PROGRAMME_FORCE_COUNT % PROGRAMME_MEASURE_KINDS;
    size_t window =
        limit / (PROGRAMME_FORCE_COUNT * PROGRAMME_MEASURE_KINDS) % PROGRAMME_WINDOW_COUNT;
    size_t subject =
        limit / (PROGRAMME_FORCE_COUNT * PROGRAMME_MEASURE_KINDS * PROGRAMME_WINDOW_COUNT);
    *setting = (struct programme_setting){
        .option = "limit",
        .unit = measure == PROGRAMME_MEASURE_COUNT ? PROGRAMME_UNIT_COUNT_OR_NONE
                                                   : PROGRAMME_UNIT_AMOUNT_OR_NONE,
        .least = 0,
        .most = PROGRAMME_NO_LIMIT,
        .preset = PROGRAMME_NO_LIMIT,
        .help = force == PROGRAMME_FORCE_SOFT ? "more than this is flagged"
                                              : "more than this is refused",
    };
    snprintf(setting->name, sizeof(setting->name), "limit_%s_%s_%s_%s", programme_subjects[subject],
             programme_windows[window], programme_measures[measure], programme_forces[force]);
}

bool programme_setting_at(size_t index, struct programme_setting *setting)
{
    if (index >= PROGRAMME_SETTINGS) {
        return false;
    }
    if (index >= BASE_COUNT(programme_rows)) {
        programme_limit_describe(index - BASE_COUNT(programme_rows), setting);
        return true;
    }
    const struct programme_row *row = &programme_rows[index];
    *setting = (struct programme_setting){
        .option = row->option,
        .unit = row->unit,
        .least = row->least,
        .most = row->most,
        .preset = row->preset,
        .help = row->help,
    };
    snprintf(setting->name, sizeof(setting->name), "%s", row->name);
    return true;
}

bool programme_setting_find(const char *name, size_t *index)
{
    struct programme_setting setting;
    for (size_t at = 0; programme_setting_at(at, &setting); at++) {
        if (strcmp(setting.name, name) == 0) {
            *index = at;
            return true;
        }
    }
    return false;
}

// Where a setting's value lies.
static int64_t *programme_field(struct programme_settings *settings, size_t index)
{
    CHECK(index < PROGRAMME_SETTINGS);
    if (index >= BASE_COUNT(programme_rows)) {
        return &settings->limits[0][0][0][0] + (index - BASE_COUNT(programme_rows));
    }
    return (int64_t *)(void *)((char *)settings + programme_rows[index].offset);
}

void programme_settings_init(struct programme_settings *settings)
{
    memset(settings, 0, sizeof(*settings));
    for (size_t index = 0; index < BASE_COUNT(programme_rows); index++) {
        *programme_field(settings, index) = programme_rows[index].preset;
    }
    for (size_t limit = 0; limit < PROGRAMME_LIMITS; limit++) {
        *programme_field(settings, BASE_COUNT(programme_rows) + limit) = PROGRAMME_NO_LIMIT;
    }
}

static enum base_result programme_share_put(struct programme_settings *settings,
                                            const struct programme_value *value)
{
    struct programme_share *share = settings->shares;
    struct programme_share *end = settings->shares + settings->share_count;
    while (share < end && strcmp(share->category, value->category) != 0) {
        share++;
    }
    if (share == end) {
        if (settings->share_count == PROGRAMME_SHARES_MAX) {
            return BASE_FULL;
        }
        settings->share_count++;
        snprintf(share->category, sizeof(share->category), "%s", value->category);
    }
    share->share_bp = value->value;
    return BASE_OK;
}

enum base_result programme_settings_put(struct programme_settings *settings,
                                        const struct programme_value *value)
{
    struct programme_setting setting;
    CHECK(programme_setting_at(value->setting, &setting));
    if (value->value < setting.least || value->value > setting.most) {
        return BASE_OUT_OF_RANGE;
    }
    int64_t *field = programme_field(settings, value->setting);
    if (value->category[0] != '\0') {
        return field == &settings->redeem_max_share_bp ? programme_share_put(settings, value)
                                                       : BASE_OUT_OF_RANGE;
    }
    *field = value->value;
    if (value->setting >= BASE_COUNT(programme_rows) && value->value != PROGRAMME_NO_LIMIT) {
        settings->has_limits = true;
    }
    return BASE_OK;
}

int64_t programme_redeem_share(const struct programme_settings *settings, const char *category)
{
    for (uint32_t index = 0; index < settings->share_count; index++) {
        if (strcmp(settings->shares[index].category, category) == 0) {
            return settings->shares[index].share_bp;
        }
    }
    return settings->redeem_max_share_bp;
}

bool programme_tender_earns(const struct programme_settings *settings, uint32_t tender_kind)
{
    return tender_kind < 32 && (settings->earning_tenders >> tender_kind & 1) != 0;
}

// The first day behind the month that lies so many months after this day.
static int32_t programme_month_end(int32_t day, int64_t months)
{
    struct date_time date = date_of_day(day);
    return date_to_day(date.year, date.month + (int32_t)months + 1, 1);
}

struct programme_days programme_earned_days(const struct programme_settings *settings,
                                            int32_t receipt_day)
{
    struct programme_days days = {.active_from = 0, .expires_on = LOT_NEVER};
    if (settings->activation_delay_days > 0) {
        days.active_from = receipt_day + (int32_t)settings->activation_delay_days;
    }
    if (settings->expiry_months > 0) {
        days.expires_on = programme_month_end(receipt_day, settings->expiry_months);
        if (days.expires_on <= days.active_from) {
            days.expires_on = programme_month_end(days.active_from, 0);
        }
    }
    return days;
}

bool programme_rate(const struct programme *programme, uint32_t currency, uint32_t *rate_bp)
{
    CHECK(programme->rate_count <= PROGRAMME_RATES_MAX);
    for (uint32_t index = 0; index < programme->rate_count; index++) {
        if (programme->rates[index].currency == currency) {
            *rate_bp = programme->rates[index].rate_bp;
            return true;
        }
    }
    return false;
}
