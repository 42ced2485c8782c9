// SPDX-License-Identifier: Apache-2.0
// `bonusctl promo add|end`.
#include "tools/ctl/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/decimal.h"
#include "domain/currency.h"
#include "domain/promotion.h"
#include "tools/ctl/currency_option.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/promo_text.h"

struct promo_values {
    const char *preset;
    const char *name;
    const char *rate;
    const char *multiplier;
    const char *points;
    const char *stacking;
    const char *currency;
    uint32_t store; // 0: all
    const char *brand;
    const char *segment;
    const char *weekdays;
    const char *hours;
    const char *first_day;
    const char *last_day;
    const char *minimum;
    struct option_texts categories;
};

enum {
    PROMO_NUMBER_BYTES = 24,
    PROMO_MULTIPLIER_PLACES = 4, // basis points of the base rate
    PROMO_CATEGORIES_BYTES_MAX =
        OPTION_TEXTS_MAX * (2 * PROGRAMME_CATEGORY_BYTES_MAX + sizeof("\"\",")) + sizeof("{}"),
};

// The windows of the reference customer: instead of the base rate, a higher one for some days.
static const struct promo_preset {
    const char *name;
    const char *slip;
    const char *rate;
} promo_presets[] = {
    {"window-30", "Points 30 %", "30%"},
    {"window-40", "Points 40 %", "40%"},
    {"window-50", "Points 50 %", "50%"},
    {"window-60", "Points 60 %", "60%"},
};

// What the database takes; NULL is "any".
struct promo {
    const char *name;
    const char *kind;
    char value[PROMO_NUMBER_BYTES];
    const char *stacking;
    char currency[CURRENCY_OPTION_TEXT_BYTES]; // "": any
    char store[PROMO_NUMBER_BYTES];
    char weekdays[PROMO_NUMBER_BYTES];
    char hours[PROMO_NUMBER_BYTES];
    char minimum[PROMO_NUMBER_BYTES];
    struct buffer categories;
};

static enum ctl_result promo_apply_preset(struct ctl *ctl, struct promo_values *values)
{
    if (values->preset == NULL) {
        return CTL_OK;
    }
    for (size_t i = 0; i < BASE_COUNT(promo_presets); i++) {
        if (strcmp(promo_presets[i].name, values->preset) == 0) {
            if (values->first_day == NULL || values->last_day == NULL) {
                return ctl_fail(ctl, CTL_USAGE, NULL, "a window needs --from and --to");
            }
            values->name = values->name == NULL ? promo_presets[i].slip : values->name;
            values->rate = promo_presets[i].rate;
            return CTL_OK;
        }
    }
    return ctl_fail(ctl, CTL_USAGE, "window-30, window-40, window-50 and window-60",
                    "there is no preset \"%s\"", values->preset);
}

// An amount of the promotion's currency, more than 0.
static enum ctl_result promo_read_amount(struct ctl *ctl, const char *option, const char *text,
                                         const struct promo *promo, char number[PROMO_NUMBER_BYTES])
{
    int64_t minor = 0;
    if (promo->currency[0] == '\0') {
        return ctl_fail(ctl, CTL_USAGE, "name the --currency", "--%s is an amount of one currency",
                        option);
    }
    const struct currency *currency =
        currency_find_numeric((uint32_t)strtoul(promo->currency, NULL, 10));
    if (decimal_parse(text, strlen(text), currency->exponent, &minor) != BASE_OK || minor <= 0) {
        return ctl_fail(ctl, CTL_USAGE, "an amount above 0, for instance 500 or 99.90",
                        "--%s cannot be \"%s\"", option, text);
    }
    snprintf(number, PROMO_NUMBER_BYTES, "%" PRId64, minor);
    return CTL_OK;
}

static enum ctl_result promo_read_multiplier(struct ctl *ctl, const char *text, struct promo *promo)
{
    int64_t times = 0;
    if (decimal_parse(text, strlen(text), PROMO_MULTIPLIER_PLACES, &times) != BASE_OK ||
        times < PROMOTION_MULTIPLIER_ONE || times > 10 * PROMOTION_MULTIPLIER_ONE) {
        return ctl_fail(ctl, CTL_USAGE, "1 to 10, for instance 2 or 1.5",
                        "--multiplier cannot be \"%s\"", text);
    }
    promo->kind = "multiplier";
    snprintf(promo->value, sizeof(promo->value), "%" PRId64, times);
    return CTL_OK;
}

// One of rate, multiplier and points.
static enum ctl_result promo_read_effect(struct ctl *ctl, const struct promo_values *values,
                                         struct promo *promo)
{
    int given = (values->rate != NULL) + (values->multiplier != NULL) + (values->points != NULL);
    if (given != 1) {
        return ctl_fail(ctl, CTL_USAGE, "--rate 30%, --multiplier 2, --points 100, or --preset",
                        "a promotion gives %s", given == 0 ? "something" : "one thing");
    }
    if (values->rate != NULL) {
        uint32_t basis_points = 0;
        enum ctl_result result = rate_option_read(ctl, values->rate, &basis_points);
        promo->kind = "rate";
        snprintf(promo->value, sizeof(promo->value), "%u", basis_points);
        return result;
    }
    if (values->multiplier != NULL) {
        return promo_read_multiplier(ctl, values->multiplier, promo);
    }
    promo->kind = "points";
    return promo_read_amount(ctl, "points", values->points, promo, promo->value);
}

static enum ctl_result promo_read_stacking(struct ctl *ctl, const struct promo_values *values,
                                           struct promo *promo)
{
    static const char *const stackings[] = {"best", "add", "replace"};
    promo->stacking = values->stacking == NULL ? stackings[0] : values->stacking;
    for (size_t i = 0; i < BASE_COUNT(stackings); i++) {
        if (strcmp(stackings[i], promo->stacking) == 0) {
            return CTL_OK;
        }
    }
    return ctl_fail(ctl, CTL_USAGE, "best, add or replace", "--stacking cannot be \"%s\"",
                    promo->stacking);
}

static enum ctl_result promo_read_days(struct ctl *ctl, const struct promo_values *values)
{
    const char *const days[] = {values->first_day, values->last_day};
    for (size_t i = 0; i < BASE_COUNT(days); i++) {
        if (days[i] != NULL && !promo_day_is_real(days[i])) {
            return ctl_fail(ctl, CTL_USAGE, "YYYY-MM-DD", "\"%s\" is no day", days[i]);
        }
    }
    if (days[0] != NULL && days[1] != NULL && strcmp(days[0], days[1]) > 0) {
        return ctl_fail(ctl, CTL_USAGE, NULL, "--from %s is after --to %s", days[0], days[1]);
    }
    return CTL_OK;
}

static enum ctl_result promo_read_times(struct ctl *ctl, const struct promo_values *values,
                                        struct promo *promo)
{
    uint32_t weekdays = PROMOTION_EVERY_DAY;
    uint32_t hours = PROMOTION_EVERY_HOUR;
    if (values->weekdays != NULL && !promo_weekdays_read(values->weekdays, &weekdays)) {
        return ctl_fail(ctl, CTL_USAGE,
                        "mon, tue, wed, thu, fri, sat, sun: for instance mon-fri,sun",
                        "--weekdays cannot be \"%s\"", values->weekdays);
    }
    if (values->hours != NULL && !promo_hours_read(values->hours, &hours)) {
        return ctl_fail(ctl, CTL_USAGE, "from one hour up to another: 10-12, 18-24, 22-2",
                        "--hours cannot be \"%s\"", values->hours);
    }
    snprintf(promo->weekdays, sizeof(promo->weekdays), "%u", weekdays);
    snprintf(promo->hours, sizeof(promo->hours), "%u", hours);
    return promo_read_days(ctl, values);
}

// A text inside an array.
static void promo_quote(struct buffer *array, const char *text)
{
    CHECK(buffer_append_text(array, "\"") == BASE_OK);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            CHECK(buffer_append_text(array, "\\") == BASE_OK);
        }
        CHECK(buffer_append(array, text, 1) == BASE_OK);
    }
    CHECK(buffer_append_text(array, "\"") == BASE_OK);
}

static enum ctl_result promo_read_categories(struct ctl *ctl, const struct option_texts *categories,
                                             struct promo *promo)
{
    CHECK(buffer_append_text(&promo->categories, "{") == BASE_OK);
    for (size_t i = 0; i < categories->count; i++) {
        const size_t size = strlen(categories->texts[i]);
        if (size == 0 || size >= PROGRAMME_CATEGORY_BYTES_MAX) {
            return ctl_fail(ctl, CTL_USAGE, NULL, "a category has 1 to %d bytes, not \"%s\"",
                            PROGRAMME_CATEGORY_BYTES_MAX - 1, categories->texts[i]);
        }
        CHECK(buffer_append_text(&promo->categories, i == 0 ? "" : ",") == BASE_OK);
        promo_quote(&promo->categories, categories->texts[i]);
    }
    CHECK(buffer_append(&promo->categories, "}", sizeof("}")) == BASE_OK);
    return CTL_OK;
}

static enum ctl_result promo_read_name(struct ctl *ctl, const struct promo_values *values,
                                       struct promo *promo)
{
    promo->name = values->name;
    if (promo->name == NULL || promo->name[0] == '\0' ||
        strlen(promo->name) >= PROMOTION_NAME_BYTES_MAX) {
        return ctl_fail(ctl, CTL_USAGE, "as slips show it, up to 63 bytes of UTF-8",
                        "a promotion needs a --name");
    }
    return CTL_OK;
}

static enum ctl_result promo_read(struct ctl *ctl, const struct promo_values *values,
                                  struct promo *promo)
{
    enum ctl_result result = promo_read_name(ctl, values, promo);
    if (result == CTL_OK && values->currency != NULL) {
        result = currency_option_read(ctl, values->currency, promo->currency);
    }
    if (result == CTL_OK) {
        result = promo_read_effect(ctl, values, promo);
    }
    if (result == CTL_OK) {
        result = promo_read_stacking(ctl, values, promo);
    }
    if (result == CTL_OK) {
        result = promo_read_times(ctl, values, promo);
    }
    snprintf(promo->minimum, sizeof(promo->minimum), "0");
    if (result == CTL_OK && values->minimum != NULL && strcmp(promo->stacking, "replace") == 0) {
        return ctl_fail(ctl, CTL_USAGE, "leave --minimum away, or use --stacking best",
                        "a promotion that replaces has no minimum: a refund that leaves less could "
                        "give points");
    }
    if (result == CTL_OK && values->minimum != NULL) {
        result = promo_read_amount(ctl, "minimum", values->minimum, promo, promo->minimum);
    }
    if (result == CTL_OK) {
        result = promo_read_categories(ctl, &values->categories, promo);
    }
    snprintf(promo->store, sizeof(promo->store), "%u", values->store);
    return result;
}

static enum ctl_result promo_post(struct ctl *ctl, const struct promo_values *values,
                                  const struct promo *promo)
{
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(
            &database, &rows,
            "select * from bonus.promotion_add_v1(name => $1, kind => $2, stacking => $3,"
            "    value => $4, currency => nullif($5, '')::smallint,"
            "    store => nullif($6, '0')::integer, brand => $7, segment => $8, weekdays => $9,"
            "    hours => $10, first_day => $11, last_day => $12, minimum => $13,"
            "    categories => $14)",
            promo->name, promo->kind, promo->stacking, promo->value, promo->currency, promo->store,
            values->brand, values->segment, promo->weekdays, promo->hours, values->first_day,
            values->last_day, promo->minimum, (const char *)buffer_bytes(&promo->categories),
            DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static enum ctl_result promo_add_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct promo_values values;
    memcpy(&values, arguments->values, sizeof(values));
    struct promo promo = {0};
    buffer_init(&promo.categories, PROMO_CATEGORIES_BYTES_MAX);
    enum ctl_result result = promo_apply_preset(ctl, &values);
    if (result == CTL_OK) {
        result = promo_read(ctl, &values, &promo);
    }
    if (result == CTL_OK) {
        result = promo_post(ctl, &values, &promo);
    }
    buffer_clear(&promo.categories);
    return result;
}

#define PROMO_TEXT(option_, field_, value_name_, help_)                                            \
    {                                                                                              \
        .name = option_, .kind = OPTION_TEXT, .offset = offsetof(struct promo_values, field_),     \
        .value_name = value_name_, .help = help_                                                   \
    }

static const struct option promo_add_options[] = {
    PROMO_TEXT("preset", preset, "window-30", "a window of 30, 40, 50 or 60 %; needs --from, --to"),
    PROMO_TEXT("name", name, "TEXT", "as slips show it, up to 63 bytes of UTF-8"),
    PROMO_TEXT("rate", rate, "30%", "gives this rate"),
    PROMO_TEXT("multiplier", multiplier, "1.5", "gives so many times the base rate"),
    PROMO_TEXT("points", points, "100", "gives points once for the receipt"),
    PROMO_TEXT("stacking", stacking, "best|add|replace", "beside other promotions; default: best"),
    PROMO_TEXT("currency", currency, "RUB", "receipts in this currency"),
    {.name = "store",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct promo_values, store),
     .value_name = "NUMBER",
     .number_min = 1,
     .number_max = COMMAND_STORE_MAX,
     .help = "receipts of this store"},
    PROMO_TEXT("brand", brand, "TEXT", "receipts of stores with this brand"),
    PROMO_TEXT("segment", segment, "TEXT", "cards of this segment"),
    PROMO_TEXT("weekdays", weekdays, "mon-fri,sun", "on these days of the week"),
    PROMO_TEXT("hours", hours, "10-12,22-2", "in these hours"),
    PROMO_TEXT("from", first_day, "YYYY-MM-DD", "the first day"),
    PROMO_TEXT("to", last_day, "YYYY-MM-DD", "the last day"),
    PROMO_TEXT("minimum", minimum, "500", "receipts whose total is at least this"),
    {.name = "category",
     .kind = OPTION_TEXTS,
     .offset = offsetof(struct promo_values, categories),
     .value_name = "TEXT",
     .help = "articles of this category; may be repeated"},
};

const struct command promo_add_command = {
    .path = "promo add",
    .words = "",
    .options = promo_add_options,
    .option_count = BASE_COUNT(promo_add_options),
    .values_size = sizeof(struct promo_values),
    .has_json = true,
    .uses_database = true,
    .summary = "add a promotion",
    .text =
        "Makes a new version of the programme; prints the promotion's number and the version.\n"
        "Times are those of the receipt, in the zone of its store.\n"
        "\n"
        "Stacking: replace stands alone on its lines; of all best, the base rate among them, the\n"
        "receipt takes the one that gives most; add comes on top.",
    .run = promo_add_run,
};

static enum ctl_result promo_end_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct database database;
    PGresult *rows = NULL;
    uint32_t number = 0;
    enum ctl_result result =
        command_read_number(ctl, "NUMBER", arguments->words[0], 1, INT32_MAX, &number);
    if (result != CTL_OK) {
        return result;
    }
    result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows, "select bonus.promotion_end_v1($1) as version",
                                arguments->words[0], DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

const struct command promo_end_command = {
    .path = "promo end",
    .words = "NUMBER",
    .words_min = 1,
    .words_max = 1,
    .has_json = true,
    .uses_database = true,
    .summary = "end a promotion",
    .text =
        "Makes a new version of the programme. Purchases already posted keep what they earned,\n"
        "and their refunds are reckoned with the promotion.",
    .run = promo_end_run,
};
