// SPDX-License-Identifier: Apache-2.0
// `bonusctl programme list|show`.
#include "tools/ctl/commands.h"

#include <stdlib.h>
#include <string.h>

#include "domain/programme.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/setting_text.h"
#include "tools/ctl/table.h"

struct programme_list_values {
    uint32_t version; // 0: the one in force
};

// Columns of the query.
enum { COLUMN_CURRENCY, COLUMN_STORE, COLUMN_CATEGORY, COLUMN_SETTING, COLUMN_VALUE };

// The value as the option takes it; as it is, if a newer program named the setting.
static void programme_print_value(const PGresult *rows, int row, char text[SETTING_TEXT_BYTES])
{
    const char *value = PQgetvalue(rows, row, COLUMN_VALUE);
    struct programme_setting setting;
    size_t index = 0;
    if (programme_setting_find(PQgetvalue(rows, row, COLUMN_SETTING), &index) &&
        programme_setting_at(index, &setting)) {
        const uint32_t currency =
            (uint32_t)strtoul(PQgetvalue(rows, row, COLUMN_CURRENCY), NULL, 10);
        setting_text_print(&setting, currency, strtoll(value, NULL, 10), text);
    } else {
        snprintf(text, SETTING_TEXT_BYTES, "%s", value);
    }
}

// As listing_print() does it, but for the value.
static void programme_print_table(struct ctl *ctl, const PGresult *rows)
{
    struct table table;
    table_init(&table);
    for (int column = 0; column < PQnfields(rows); column++) {
        table_add_column(&table, PQfname(rows, column), column == COLUMN_VALUE);
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        for (int column = 0; column < PQnfields(rows); column++) {
            char value[SETTING_TEXT_BYTES];
            programme_print_value(rows, row, value);
            table_add(&table,
                      column == COLUMN_VALUE ? value : listing_field_text(rows, row, column));
        }
    }
    table_print(ctl, &table);
    table_clear(&table);
}

static enum ctl_result programme_list_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct programme_list_values *values = arguments->values;
    struct database database;
    PGresult *rows = NULL;
    char version[12];
    snprintf(version, sizeof(version), "%u", values->version);
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(
            &database, &rows,
            "select s.currency, s.store, s.category, s.setting, s.value, s.from_version,"
            "    p.made_at, p.made_by"
            " from bonus.programme_setting as s"
            " join bonus.programme as p on p.version = s.from_version"
            " cross join ("
            "     select coalesce(nullif($1, 0), max(version)) as version from bonus.programme"
            " ) as wanted"
            " where s.from_version <= wanted.version"
            "     and (s.to_version is null or wanted.version < s.to_version)"
            " order by s.currency, s.store nulls first, s.setting, s.category",
            version, DATABASE_END);
    }
    if (result == CTL_OK && ctl->json) {
        listing_print(ctl, rows);
    } else if (result == CTL_OK) {
        programme_print_table(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static const struct option programme_list_options[] = {
    {.name = "version",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct programme_list_values, version),
     .value_name = "N",
     .number_min = 1,
     .number_max = INT32_MAX,
     .help = "what was in force under this version; default: now"},
};

const struct command programme_list_command = {
    .path = "programme list",
    .words = "",
    .options = programme_list_options,
    .option_count = BASE_COUNT(programme_list_options),
    .values_size = sizeof(struct programme_list_values),
    .has_json = true,
    .uses_database = true,
    .summary = "list the settings that have a value",
    .text = "With the version that gave each its value. What is not listed is preset, see\n"
            "docs/programme.md. JSON has the values as the database keeps them: rates in basis\n"
            "points, amounts in minor units.",
    .run = programme_list_run,
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
