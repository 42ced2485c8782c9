// SPDX-License-Identifier: Apache-2.0
// `bonusctl exceptions`: what people at the head office should look at.
#include "tools/ctl/commands.h"

#include <jansson.h>
#include <stdlib.h>

#include "domain/verdict.h"
#include "tools/ctl/amount_text.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/table.h"

struct exceptions_values {
    const char *since;
};

enum {
    EXCEPTION_WHAT,
    EXCEPTION_POSTED_AT,
    EXCEPTION_RRN,
    EXCEPTION_OTHER_RRN,
    EXCEPTION_STORE,
    EXCEPTION_STORE_NAME,
    EXCEPTION_TERMINAL,
    EXCEPTION_CARD_END,
    EXCEPTION_CURRENCY,
    EXCEPTION_MONEY,
    EXCEPTION_POINTS,
    EXCEPTION_REASON,
};

static const char exceptions_query[] =
    "select e.what, date_trunc('second', e.posted_at) as posted_at, e.rrn, e.other_rrn, e.store,"
    "    e.store_name, e.terminal, e.card_end, e.currency, e.money, e.points, e.reason"
    " from bonus.exceptions_v1($1::timestamptz) as e"
    " order by e.posted_at, e.lane, e.position, e.what";

// "CARD_BLOCKED"; empty where there is none.
static const char *exceptions_reason(const PGresult *rows, int row)
{
    return PQgetisnull(rows, row, EXCEPTION_REASON)
               ? ""
               : verdict_name(
                     (enum verdict)strtol(PQgetvalue(rows, row, EXCEPTION_REASON), NULL, 10));
}

static void exceptions_add_amount(struct table *table, const PGresult *rows, int row, int column)
{
    char text[AMOUNT_TEXT_BYTES] = "";
    if (!PQgetisnull(rows, row, column) && !PQgetisnull(rows, row, EXCEPTION_CURRENCY)) {
        amount_text_print(strtoll(PQgetvalue(rows, row, column), NULL, 10),
                          (uint32_t)strtoul(PQgetvalue(rows, row, EXCEPTION_CURRENCY), NULL, 10),
                          text);
    }
    table_add(table, text);
}

static void exceptions_print(struct ctl *ctl, const PGresult *rows)
{
    static const struct {
        const char *name;
        bool to_right;
    } columns[] = {{"posted at", false}, {"what", false},   {"reason", false}, {"store", false},
                   {"terminal", false},  {"card", false},   {"money", true},   {"points", true},
                   {"RRN", false},       {"and RRN", false}};
    struct table table;
    table_init(&table);
    for (size_t index = 0; index < BASE_COUNT(columns); index++) {
        table_add_column(&table, columns[index].name, columns[index].to_right);
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        table_add(&table, PQgetvalue(rows, row, EXCEPTION_POSTED_AT));
        table_add(&table, PQgetvalue(rows, row, EXCEPTION_WHAT));
        table_add(&table, exceptions_reason(rows, row));
        table_add(&table, PQgetvalue(rows, row, EXCEPTION_STORE_NAME));
        table_add(&table, PQgetvalue(rows, row, EXCEPTION_TERMINAL));
        table_add(&table, PQgetvalue(rows, row, EXCEPTION_CARD_END));
        exceptions_add_amount(&table, rows, row, EXCEPTION_MONEY);
        exceptions_add_amount(&table, rows, row, EXCEPTION_POINTS);
        table_add(&table, PQgetvalue(rows, row, EXCEPTION_RRN));
        table_add(&table, PQgetvalue(rows, row, EXCEPTION_OTHER_RRN));
    }
    table_print(ctl, &table);
    table_clear(&table);
}

// Amounts are minor units; the reason is a name here, too.
static void exceptions_print_json(struct ctl *ctl, const PGresult *rows)
{
    json_t *list = json_array();
    for (int row = 0; row < PQntuples(rows); row++) {
        json_t *object = listing_row_to_json(rows, row);
        if (!PQgetisnull(rows, row, EXCEPTION_REASON)) {
            json_object_set_new(object, "reason", json_string(exceptions_reason(rows, row)));
        }
        json_array_append_new(list, object);
    }
    listing_print_json(ctl, list);
}

static enum ctl_result exceptions_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct exceptions_values *values = arguments->values;
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows, exceptions_query,
                                values->since != NULL ? values->since : "-infinity", DATABASE_END);
    }
    if (result == CTL_OK && ctl->json) {
        exceptions_print_json(ctl, rows);
    } else if (result == CTL_OK) {
        exceptions_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static const struct option exceptions_options[] = {
    {.name = "since",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct exceptions_values, since),
     .value_name = "TIME",
     .help = "as PostgreSQL reads a time: '2010-12-01 08:00+03', yesterday; default: all"},
};

const struct command exceptions_command = {
    .path = "exceptions",
    .words = "",
    .options = exceptions_options,
    .option_count = BASE_COUNT(exceptions_options),
    .values_size = sizeof(struct exceptions_values),
    .has_json = true,
    .uses_database = true,
    .summary = "list what people should look at",
    .text =
        "Parked advices, blind refunds, skewed clocks, soft limits that were passed, points\n"
        "written off, receipts and running numbers that were used in two lanes, and claims that\n"
        "did not end. Tills may go on posting. JSON amounts are in minor units.",
    .run = exceptions_run,
};
