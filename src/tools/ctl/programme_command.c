// SPDX-License-Identifier: Apache-2.0
// `bonusctl programme set|show`.
#include "tools/ctl/commands.h"

#include "tools/ctl/array_text.h"
#include "tools/ctl/currency_option.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"

struct programme_set_values {
    struct option_texts currencies;
    struct option_texts rates;
};

enum { PROGRAMME_NUMBER_DIGITS_MAX = 5 };

// The options as two arrays side by side.
struct programme_arrays {
    struct array_text currencies;
    struct array_text rates;
};

static enum ctl_result programme_read(struct ctl *ctl, const struct programme_set_values *values,
                                      struct programme_arrays *arrays)
{
    if (values->currencies.count != values->rates.count) {
        return ctl_fail(ctl, CTL_USAGE, "--currency RUB --rate 11% --currency UAH --rate 12.5%",
                        "each --currency needs its --rate");
    }
    for (size_t index = 0; index < values->currencies.count; index++) {
        char currency[CURRENCY_OPTION_TEXT_BYTES];
        char rate[CURRENCY_OPTION_TEXT_BYTES];
        uint32_t basis_points = 0;
        enum ctl_result result =
            currency_option_read(ctl, values->currencies.texts[index], currency);
        if (result == CTL_OK) {
            result = rate_option_read(ctl, values->rates.texts[index], &basis_points);
        }
        if (result != CTL_OK) {
            return result;
        }
        snprintf(rate, sizeof(rate), "%u", basis_points);
        array_text_add(&arrays->currencies, currency);
        array_text_add(&arrays->rates, rate);
    }
    return CTL_OK;
}

static enum ctl_result programme_set(struct ctl *ctl, struct programme_arrays *arrays)
{
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(
            &database, &rows, "select bonus.programme_set_v1($1, $2) as version",
            array_text_close(&arrays->currencies), array_text_close(&arrays->rates), DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static enum ctl_result programme_set_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct programme_arrays arrays;
    array_text_init(&arrays.currencies, OPTION_TEXTS_MAX, PROGRAMME_NUMBER_DIGITS_MAX);
    array_text_init(&arrays.rates, OPTION_TEXTS_MAX, PROGRAMME_NUMBER_DIGITS_MAX);
    enum ctl_result result = programme_read(ctl, arguments->values, &arrays);
    if (result == CTL_OK) {
        result = programme_set(ctl, &arrays);
    }
    array_text_clear(&arrays.rates);
    array_text_clear(&arrays.currencies);
    return result;
}

static const struct option programme_set_options[] = {
    {.name = "currency",
     .kind = OPTION_TEXTS,
     .offset = offsetof(struct programme_set_values, currencies),
     .value_name = "RUB",
     .is_required = true,
     .help = "ISO 4217 code; may be repeated, each with its --rate"},
    {.name = "rate",
     .kind = OPTION_TEXTS,
     .offset = offsetof(struct programme_set_values, rates),
     .value_name = "11%",
     .is_required = true,
     .help = "what a purchase in this currency earns"},
};

const struct command programme_set_command = {
    .path = "programme set",
    .words = "",
    .options = programme_set_options,
    .option_count = BASE_COUNT(programme_set_options),
    .values_size = sizeof(struct programme_set_values),
    .has_json = true,
    .uses_database = true,
    .summary = "change award rates",
    .text =
        "Makes a new version; currencies that are not named keep their rates. Purchases already\n"
        "posted keep the version they were decided under.",
    .run = programme_set_run,
};

static enum ctl_result programme_show_run(struct ctl *ctl, const struct arguments *arguments)
{
    (void)arguments;
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows,
                                "select r.version, r.currency,"
                                "    round(r.rate_bp / 100.0, 2)::text || '%' as rate,"
                                "    p.made_at"
                                " from bonus.programme_rate as r"
                                " join bonus.programme as p on p.version = r.version"
                                " where r.version = (select max(version) from bonus.programme)"
                                " order by r.currency",
                                DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

const struct command programme_show_command = {
    .path = "programme show",
    .words = "",
    .has_json = true,
    .uses_database = true,
    .summary = "show the award rates in force",
    .run = programme_show_run,
};
