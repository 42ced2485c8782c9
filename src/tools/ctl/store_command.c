// SPDX-License-Identifier: Apache-2.0
// `bonusctl store add|brand|list`.
#include "tools/ctl/commands.h"

#include "tools/ctl/currency_option.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"

struct store_values {
    const char *name;
    const char *currency;
    const char *zone;
    const char *brand; // NULL: none
};

static enum ctl_result store_add_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct store_values *values = arguments->values;
    char currency[CURRENCY_OPTION_TEXT_BYTES];
    uint32_t number = 0;
    enum ctl_result result =
        command_read_number(ctl, "NUMBER", arguments->words[0], 1, COMMAND_STORE_MAX, &number);
    if (result == CTL_OK) {
        result = currency_option_read(ctl, values->currency, currency);
    }
    if (result != CTL_OK) {
        return result;
    }
    struct database database;
    result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_run(&database, "select bonus.store_add_v1($1, $2, $3, $4, $5)",
                              arguments->words[0], values->name, currency, values->zone,
                              values->brand, DATABASE_END);
    }
    database_close(&database);
    return result;
}

static const struct option store_add_options[] = {
    {.name = "name",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct store_values, name),
     .value_name = "TEXT",
     .is_required = true,
     .help = "as printed on slips, up to 63 bytes of UTF-8"},
    {.name = "currency",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct store_values, currency),
     .value_name = "RUB",
     .is_required = true,
     .help = "ISO 4217 code of what the store sells in"},
    {.name = "zone",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct store_values, zone),
     .value_name = "Europe/Moscow",
     .is_required = true,
     .help = "IANA time zone of the store"},
    {.name = "brand",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct store_values, brand),
     .value_name = "TEXT",
     .help = "the name it trades under, up to 31 bytes; promotions may be of one brand"},
};

const struct command store_add_command = {
    .path = "store add",
    .words = "NUMBER",
    .words_min = 1,
    .words_max = 1,
    .options = store_add_options,
    .option_count = BASE_COUNT(store_add_options),
    .values_size = sizeof(struct store_values),
    .uses_database = true,
    .summary = "register a store",
    .run = store_add_run,
};

static enum ctl_result store_brand_run(struct ctl *ctl, const struct arguments *arguments)
{
    uint32_t number = 0;
    enum ctl_result result =
        command_read_number(ctl, "NUMBER", arguments->words[0], 1, COMMAND_STORE_MAX, &number);
    if (result != CTL_OK) {
        return result;
    }
    struct database database;
    result = database_open(ctl, &database);
    if (result == CTL_OK) {
        const char *brand = arguments->word_count > 1 ? arguments->words[1] : NULL;
        result = database_run(&database, "select bonus.store_brand_v1($1, $2)", arguments->words[0],
                              brand, DATABASE_END);
    }
    database_close(&database);
    return result;
}

const struct command store_brand_command = {
    .path = "store brand",
    .words = "NUMBER [BRAND]",
    .words_min = 1,
    .words_max = 2,
    .uses_database = true,
    .summary = "say which brand a store trades under",
    .text = "Without BRAND: none any more.",
    .run = store_brand_run,
};

static enum ctl_result store_list_run(struct ctl *ctl, const struct arguments *arguments)
{
    (void)arguments;
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows,
                                "select s.store, s.currency, s.zone, s.name, b.name as brand,"
                                "    count(t.terminal) as terminals"
                                " from bonus.store as s"
                                " left join bonus.brand as b on b.brand = s.brand"
                                " left join bonus.terminal as t on t.store = s.store"
                                " group by s.store, b.name"
                                " order by s.store",
                                DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

const struct command store_list_command = {
    .path = "store list",
    .words = "",
    .has_json = true,
    .uses_database = true,
    .summary = "list the stores",
    .run = store_list_run,
};
