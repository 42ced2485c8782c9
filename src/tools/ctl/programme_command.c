// SPDX-License-Identifier: Apache-2.0
// `bonusctl programme set|reset`. The options are the table of settings in
// domain/programme.def.
#include "tools/ctl/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "domain/programme.h"
#include "tools/ctl/array_text.h"
#include "tools/ctl/currency_option.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/setting_text.h"

struct programme_values {
    struct option_texts currencies;
    uint32_t store; // 0: all
    const char *category;
    struct option_texts limits;
#define PROGRAMME_SETTING(field, option, unit, least, most, preset, help) struct option_texts field;
#include "domain/programme.def"
#undef PROGRAMME_SETTING
};

// Where the values of each setting lie, by its index.
static const size_t programme_offsets[] = {
#define PROGRAMME_SETTING(field, option, unit, least, most, preset, help)                          \
    offsetof(struct programme_values, field),
#include "domain/programme.def"
#undef PROGRAMME_SETTING
};

enum {
    PROGRAMME_CHANGES_MAX = OPTION_TEXTS_MAX * (BASE_COUNT(programme_offsets) + OPTION_TEXTS_MAX),
    PROGRAMME_NUMBER_DIGITS_MAX = 20,
};

#define PROGRAMME_LIMIT_PREFIX "limit_"

// A change of the programme as it travels: arrays side by side.
struct programme_change {
    struct ctl *ctl;
    const struct programme_values *values;
    struct array_text currencies;
    struct array_text settings;
    struct array_text new_values;
    size_t count;
};

static void programme_change_init(struct programme_change *change, struct ctl *ctl,
                                  const struct programme_values *values)
{
    *change = (struct programme_change){.ctl = ctl, .values = values};
    array_text_init(&change->currencies, PROGRAMME_CHANGES_MAX, PROGRAMME_NUMBER_DIGITS_MAX);
    array_text_init(&change->settings, PROGRAMME_CHANGES_MAX, PROGRAMME_SETTING_NAME_BYTES_MAX);
    array_text_init(&change->new_values, PROGRAMME_CHANGES_MAX, PROGRAMME_NUMBER_DIGITS_MAX);
}

static void programme_change_clear(struct programme_change *change)
{
    array_text_clear(&change->new_values);
    array_text_clear(&change->settings);
    array_text_clear(&change->currencies);
}

// One setting of one currency; `text` NULL gives it back.
static enum ctl_result programme_add(struct programme_change *change, const char *currency,
                                     const struct programme_setting *setting, const char *text)
{
    char number[CURRENCY_OPTION_TEXT_BYTES];
    char value[PROGRAMME_NUMBER_DIGITS_MAX + 1] = "null";
    enum ctl_result result = currency_option_read(change->ctl, currency, number);
    if (result == CTL_OK && text != NULL) {
        int64_t parsed = 0;
        result = setting_text_read(change->ctl, setting, (uint32_t)strtoul(number, NULL, 10), text,
                                   &parsed);
        snprintf(value, sizeof(value), "%" PRId64, parsed);
    }
    if (result == CTL_OK) {
        array_text_add(&change->currencies, number);
        array_text_add(&change->settings, setting->name);
        array_text_add(&change->new_values, value);
        change->count++;
    }
    return result;
}

// The values given for one setting: one for all currencies, or one for each.
static enum ctl_result programme_add_texts(struct programme_change *change,
                                           const struct programme_setting *setting,
                                           const struct option_texts *texts)
{
    const struct option_texts *currencies = &change->values->currencies;
    if (texts->count > 1 && texts->count != currencies->count) {
        return ctl_fail(change->ctl, CTL_USAGE,
                        "--currency RUB --rate 11% --currency UAH --rate 12.5%",
                        "each --currency needs its --%s, or one is for all", setting->option);
    }
    enum ctl_result result = CTL_OK;
    for (size_t i = 0; texts->count > 0 && i < currencies->count && result == CTL_OK; i++) {
        result = programme_add(change, currencies->texts[i], setting,
                               texts->texts[texts->count == 1 ? 0 : i]);
    }
    return result;
}

// "card-day-points-hard" to its setting.
static bool programme_find_limit(const char *text, size_t size, struct programme_setting *setting)
{
    char name[PROGRAMME_SETTING_NAME_BYTES_MAX];
    size_t index = 0;
    if (size >= sizeof(name) - strlen(PROGRAMME_LIMIT_PREFIX)) {
        return false;
    }
    snprintf(name, sizeof(name), PROGRAMME_LIMIT_PREFIX "%.*s", (int)size, text);
    for (char *at = name; *at != '\0'; at++) {
        *at = *at == '-' ? '_' : *at;
    }
    return programme_setting_find(name, &index) && programme_setting_at(index, setting);
}

static enum ctl_result programme_add_limit(struct programme_change *change, const char *text)
{
    struct programme_setting setting;
    const size_t size = strcspn(text, "=");
    if (text[size] != '=' || !programme_find_limit(text, size, &setting)) {
        return ctl_fail(change->ctl, CTL_USAGE,
                        "card|cashier|till|store - hour|day - count|points|money - soft|hard, for "
                        "instance card-day-points-hard=5000",
                        "\"%s\" is no limit", text);
    }
    const struct option_texts one = {.texts = {text + size + 1}, .count = 1};
    return programme_add_texts(change, &setting, &one);
}

// Everything that was given.
static enum ctl_result programme_read(struct programme_change *change)
{
    const struct programme_values *values = change->values;
    enum ctl_result result = CTL_OK;
    for (size_t i = 0; i < BASE_COUNT(programme_offsets) && result == CTL_OK; i++) {
        struct programme_setting setting;
        CHECK(programme_setting_at(i, &setting));
        const void *texts = (const char *)values + programme_offsets[i];
        result = programme_add_texts(change, &setting, texts);
    }
    for (size_t i = 0; i < values->limits.count && result == CTL_OK; i++) {
        result = programme_add_limit(change, values->limits.texts[i]);
    }
    if (result == CTL_OK && change->count == 0) {
        return ctl_fail(change->ctl, CTL_USAGE, "bonusctl programme set --help lists the settings",
                        "no setting is given");
    }
    if (result == CTL_OK && values->category != NULL &&
        change->count != values->redeem_max_share_bp.count * values->currencies.count) {
        return ctl_fail(change->ctl, CTL_USAGE, NULL,
                        "--category goes with one --redeem-max-share and nothing else");
    }
    return result;
}

static enum ctl_result programme_post(struct programme_change *change)
{
    struct database database;
    PGresult *rows = NULL;
    char store[12];
    snprintf(store, sizeof(store), "%u", change->values->store);
    enum ctl_result result = database_open(change->ctl, &database);
    if (result == CTL_OK) {
        const char *category = change->values->category;
        result = database_query(
            &database, &rows,
            "select bonus.programme_change_v1($1, $2, $3, nullif($4, 0), $5) as version",
            array_text_close(&change->currencies), array_text_close(&change->settings),
            array_text_close(&change->new_values), store, category == NULL ? "" : category,
            DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(change->ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static enum ctl_result programme_set_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct programme_change change;
    programme_change_init(&change, ctl, arguments->values);
    enum ctl_result result = programme_read(&change);
    if (result == CTL_OK) {
        result = programme_post(&change);
    }
    programme_change_clear(&change);
    return result;
}

#define PROGRAMME_SCOPE_OPTIONS                                                                    \
    {.name = "currency",                                                                           \
     .kind = OPTION_TEXTS,                                                                         \
     .offset = offsetof(struct programme_values, currencies),                                      \
     .value_name = "RUB",                                                                          \
     .is_required = true,                                                                          \
     .help = "ISO 4217 code; may be repeated"},                                                    \
        {.name = "store",                                                                          \
         .kind = OPTION_NUMBER,                                                                    \
         .offset = offsetof(struct programme_values, store),                                       \
         .value_name = "NUMBER",                                                                   \
         .number_min = 1,                                                                          \
         .number_max = COMMAND_STORE_MAX,                                                          \
         .help = "of this store alone"},                                                           \
    {                                                                                              \
        .name = "category", .kind = OPTION_TEXT,                                                   \
        .offset = offsetof(struct programme_values, category), .value_name = "TEXT",               \
        .help = "of these articles alone; with --redeem-max-share"                                 \
    }

static const struct option programme_set_options[] = {
    PROGRAMME_SCOPE_OPTIONS,
#define PROGRAMME_SETTING(field_, option_, unit_, least_, most_, preset_, help_)                   \
    {.name = option_,                                                                              \
     .kind = OPTION_TEXTS,                                                                         \
     .offset = offsetof(struct programme_values, field_),                                          \
     .value_name = SETTING_EXAMPLE_##unit_,                                                        \
     .help = help_},
#include "domain/programme.def"
#undef PROGRAMME_SETTING
    {.name = "limit",
     .kind = OPTION_TEXTS,
     .offset = offsetof(struct programme_values, limits),
     .value_name = "NAME=N|none",
     .help = "velocity limit: card-day-points-hard=5000 and so on; may be repeated"},
};

const struct command programme_set_command = {
    .path = "programme set",
    .words = "",
    .options = programme_set_options,
    .option_count = BASE_COUNT(programme_set_options),
    .values_size = sizeof(struct programme_values),
    .has_json = true,
    .uses_database = true,
    .summary = "change award rates and other settings",
    .text =
        "Makes a new version; what is not named stays as it is. Purchases already posted keep the\n"
        "version they were decided under, and so do their refunds. A setting is given once for\n"
        "each --currency, in the same order, or once for all.\n"
        "\n"
        "Limits are named card|cashier|till|store - hour|day - count|points|money - soft|hard.\n"
        "Beyond a soft limit a posting is flagged, beyond a hard one it is refused.",
    .run = programme_set_run,
};

// "rate" or "limit-card-day-points-hard" to its setting.
static bool programme_find_option(const char *word, struct programme_setting *setting)
{
    for (size_t i = 0; i < BASE_COUNT(programme_offsets); i++) {
        CHECK(programme_setting_at(i, setting));
        if (strcmp(setting->option, word) == 0) {
            return true;
        }
    }
    const size_t prefix = strlen(PROGRAMME_LIMIT_PREFIX);
    return strncmp(word, "limit-", prefix) == 0 &&
           programme_find_limit(word + prefix, strlen(word + prefix), setting);
}

static enum ctl_result programme_read_words(struct programme_change *change,
                                            const struct arguments *arguments)
{
    const struct option_texts *currencies = &change->values->currencies;
    for (size_t i = 0; i < arguments->word_count; i++) {
        struct programme_setting setting;
        if (!programme_find_option(arguments->words[i], &setting)) {
            return ctl_fail(change->ctl, CTL_USAGE,
                            "named like the options of bonusctl programme set",
                            "there is no setting \"%s\"", arguments->words[i]);
        }
        for (size_t at = 0; at < currencies->count; at++) {
            enum ctl_result result = programme_add(change, currencies->texts[at], &setting, NULL);
            if (result != CTL_OK) {
                return result;
            }
        }
    }
    return CTL_OK;
}

static enum ctl_result programme_reset_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct programme_change change;
    programme_change_init(&change, ctl, arguments->values);
    enum ctl_result result = programme_read_words(&change, arguments);
    if (result == CTL_OK) {
        result = programme_post(&change);
    }
    programme_change_clear(&change);
    return result;
}

static const struct option programme_reset_options[] = {PROGRAMME_SCOPE_OPTIONS};

const struct command programme_reset_command = {
    .path = "programme reset",
    .words = "SETTING...",
    .words_min = 1,
    .words_max = OPTION_TEXTS_MAX,
    .options = programme_reset_options,
    .option_count = BASE_COUNT(programme_reset_options),
    .values_size = sizeof(struct programme_values),
    .has_json = true,
    .uses_database = true,
    .summary = "give settings back to what is more general",
    .text =
        "Makes a new version in which the store has what all stores have, or all stores what is\n"
        "preset. Settings are named like the options of programme set: rate, expiry-months,\n"
        "limit-card-day-points-hard.",
    .run = programme_reset_run,
};
