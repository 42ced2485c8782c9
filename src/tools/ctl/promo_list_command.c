// SPDX-License-Identifier: Apache-2.0
// `bonusctl promo list`.
#include "tools/ctl/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "domain/promotion.h"
#include "tools/ctl/amount_text.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/promo_text.h"
#include "tools/ctl/setting_text.h"
#include "tools/ctl/table.h"

// A promotion is of 16 categories at most when it is added by bonusctl.
enum { PROMO_CONDITIONS_BYTES_MAX = 65536 };

struct promo_list_values {
    bool all;
};

// Columns of the query.
enum {
    COLUMN_PROMOTION,
    COLUMN_NAME,
    COLUMN_KIND,
    COLUMN_VALUE,
    COLUMN_STACKING,
    COLUMN_CURRENCY,
    COLUMN_STORE,
    COLUMN_BRAND,
    COLUMN_SEGMENT,
    COLUMN_WEEKDAYS,
    COLUMN_HOURS,
    COLUMN_FIRST_DAY,
    COLUMN_LAST_DAY,
    COLUMN_MINIMUM,
    COLUMN_CATEGORIES,
    COLUMN_FROM_VERSION,
    COLUMN_TO_VERSION,
    COLUMN_COUNT
};

static int64_t promo_number(const PGresult *rows, int row, int column)
{
    return strtoll(PQgetvalue(rows, row, column), NULL, 10);
}

// "30%", "x 1.5", "+ 100.00".
static void promo_print_effect(const PGresult *rows, int row, char text[PROMO_TEXT_BYTES])
{
    const char *kind = PQgetvalue(rows, row, COLUMN_KIND);
    const int64_t value = promo_number(rows, row, COLUMN_VALUE);
    char number[SETTING_TEXT_BYTES];
    if (strcmp(kind, "rate") == 0) {
        short_text_print(value, 2, number);
        snprintf(text, PROMO_TEXT_BYTES, "%s%%", number);
    } else if (strcmp(kind, "multiplier") == 0) {
        short_text_print(value, 4, number);
        snprintf(text, PROMO_TEXT_BYTES, "x %s", number);
    } else {
        amount_text_print(value, (uint32_t)promo_number(rows, row, COLUMN_CURRENCY), number);
        snprintf(text, PROMO_TEXT_BYTES, "+ %s", number);
    }
}

// All days and all hours are "".
static void promo_print_times(const PGresult *rows, int row, int column,
                              char text[PROMO_TEXT_BYTES])
{
    const uint32_t bits = (uint32_t)promo_number(rows, row, column);
    text[0] = '\0';
    if (column == COLUMN_WEEKDAYS && bits != PROMOTION_EVERY_DAY) {
        promo_weekdays_print(bits, text);
    } else if (column == COLUMN_HOURS && bits != PROMOTION_EVERY_HOUR) {
        promo_hours_print(bits, text);
    }
}

// Adds " word value" to the conditions if there is a value.
static void promo_add_condition(struct buffer *conditions, const char *word, const char *value)
{
    if (value[0] != '\0') {
        const char *between = buffer_size(conditions) == 0 ? "" : ", ";
        CHECK(buffer_append_text(conditions, between) == BASE_OK);
        CHECK(buffer_append_text(conditions, word) == BASE_OK);
        CHECK(buffer_append_text(conditions, value) == BASE_OK);
    }
}

// "in RUB, of store 5, on mon-fri, from 2026-12-01": what is not a condition is not said.
static void promo_print_conditions(const PGresult *rows, int row, struct buffer *conditions)
{
    static const struct {
        int column;
        const char *word;
    } parts[] = {
        {COLUMN_CURRENCY, "in "},         {COLUMN_STORE, "store "}, {COLUMN_BRAND, "brand "},
        {COLUMN_SEGMENT, "segment "},     {COLUMN_WEEKDAYS, "on "}, {COLUMN_HOURS, "at "},
        {COLUMN_FIRST_DAY, "from "},      {COLUMN_LAST_DAY, "to "}, {COLUMN_MINIMUM, "at least "},
        {COLUMN_CATEGORIES, "category "},
    };
    buffer_reset(conditions);
    for (size_t i = 0; i < BASE_COUNT(parts); i++) {
        char text[PROMO_TEXT_BYTES] = "";
        const int column = parts[i].column;
        if (column == COLUMN_WEEKDAYS || column == COLUMN_HOURS) {
            promo_print_times(rows, row, column, text);
        } else if (column == COLUMN_MINIMUM && promo_number(rows, row, column) > 0) {
            amount_text_print(promo_number(rows, row, column),
                              (uint32_t)promo_number(rows, row, COLUMN_CURRENCY), text);
        }
        const bool is_made =
            column == COLUMN_WEEKDAYS || column == COLUMN_HOURS || column == COLUMN_MINIMUM;
        promo_add_condition(conditions, parts[i].word,
                            is_made ? text : listing_field_text(rows, row, column));
    }
    CHECK(buffer_append(conditions, "", 1) == BASE_OK);
}

static void promo_print_table(struct ctl *ctl, const PGresult *rows)
{
    struct table table;
    struct buffer conditions;
    table_init(&table);
    buffer_init(&conditions, PROMO_CONDITIONS_BYTES_MAX);
    table_add_column(&table, "promotion", true);
    table_add_column(&table, "name", false);
    table_add_column(&table, "gives", true);
    table_add_column(&table, "stacking", false);
    table_add_column(&table, "conditions", false);
    table_add_column(&table, "from_version", true);
    table_add_column(&table, "to_version", true);
    for (int row = 0; row < PQntuples(rows); row++) {
        char effect[PROMO_TEXT_BYTES];
        promo_print_effect(rows, row, effect);
        promo_print_conditions(rows, row, &conditions);
        table_add(&table, PQgetvalue(rows, row, COLUMN_PROMOTION));
        table_add(&table, PQgetvalue(rows, row, COLUMN_NAME));
        table_add(&table, effect);
        table_add(&table, PQgetvalue(rows, row, COLUMN_STACKING));
        table_add(&table, (const char *)buffer_bytes(&conditions));
        table_add(&table, PQgetvalue(rows, row, COLUMN_FROM_VERSION));
        table_add(&table, PQgetvalue(rows, row, COLUMN_TO_VERSION));
    }
    table_print(ctl, &table);
    buffer_clear(&conditions);
    table_clear(&table);
}

// As the database keeps them, but for days and hours, which are words, and categories, which are a
// list.
static void promo_print_json(struct ctl *ctl, const PGresult *rows)
{
    json_t *array = json_array();
    for (int row = 0; row < PQntuples(rows); row++) {
        json_t *promo = listing_row_to_json(rows, row);
        char text[PROMO_TEXT_BYTES];
        promo_weekdays_print((uint32_t)promo_number(rows, row, COLUMN_WEEKDAYS), text);
        json_object_set_new(promo, "weekdays", json_string(text));
        promo_hours_print((uint32_t)promo_number(rows, row, COLUMN_HOURS), text);
        json_object_set_new(promo, "hours", json_string(text));
        json_t *categories = json_array();
        json_object_set_new(promo, "categories", categories);
        const char *name = PQgetvalue(rows, row, COLUMN_CATEGORIES);
        while (name[0] != '\0') {
            const size_t size = strcspn(name, "\n");
            json_array_append_new(categories, json_stringn(name, size));
            name += size + (name[size] == '\n' ? 1 : 0);
        }
        json_array_append_new(array, promo);
    }
    listing_print_json(ctl, array);
}

static enum ctl_result promo_list_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct promo_list_values *values = arguments->values;
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(
            &database, &rows,
            "select p.promotion, p.name, p.kind, p.value, p.stacking, p.currency, p.store,"
            "    b.name as brand, g.name as segment, p.weekdays, p.hours, p.first_day, p.last_day,"
            "    p.minimum, array_to_string(p.categories, $2) as categories, p.from_version,"
            "    p.to_version"
            " from bonus.promotion as p"
            " left join bonus.brand as b on b.brand = p.brand"
            " left join bonus.segment as g on g.segment = p.segment"
            " where p.to_version is null or $1"
            " order by p.promotion",
            values->all ? "true" : "false", ctl->json ? "\n" : "/", DATABASE_END);
    }
    if (result == CTL_OK) {
        CHECK(PQnfields(rows) == COLUMN_COUNT);
        if (ctl->json) {
            promo_print_json(ctl, rows);
        } else {
            promo_print_table(ctl, rows);
        }
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static const struct option promo_list_options[] = {
    {.name = "all",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct promo_list_values, all),
     .help = "those that were ended too"},
};

const struct command promo_list_command = {
    .path = "promo list",
    .words = "",
    .options = promo_list_options,
    .option_count = BASE_COUNT(promo_list_options),
    .values_size = sizeof(struct promo_list_values),
    .has_json = true,
    .uses_database = true,
    .summary = "list the promotions in force",
    .text = "Those whose days are over are listed until they are ended: late receipts may need "
            "them.\nJSON has values as the database keeps them: rates and multipliers in basis "
            "points,\namounts in minor units.",
    .run = promo_list_run,
};
