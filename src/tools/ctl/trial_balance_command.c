// SPDX-License-Identifier: Apache-2.0
// `bonusctl trial-balance`: the lines of bonus.trial_balance, and whether journal and state tables
// agree.
#include "tools/ctl/commands.h"

#include <jansson.h>
#include <stdlib.h>

#include "domain/currency.h"
#include "tools/ctl/amount_text.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/table.h"

enum { TRIAL_CURRENCY, TRIAL_LINE, TRIAL_JOURNAL, TRIAL_STATE, TRIAL_DIFFERENCE };

static const char trial_balance_query[] = "select currency, line, journal, state, difference"
                                          " from bonus.trial_balance"
                                          " order by currency, ordinal";

static int trial_balance_count_differences(const PGresult *rows)
{
    int count = 0;
    for (int row = 0; row < PQntuples(rows); row++) {
        count += strtoll(PQgetvalue(rows, row, TRIAL_DIFFERENCE), NULL, 10) != 0;
    }
    return count;
}

static void trial_balance_add_amount(struct table *table, const PGresult *rows, int row, int column)
{
    char text[AMOUNT_TEXT_BYTES] = "";
    if (!PQgetisnull(rows, row, column)) {
        amount_text_print(strtoll(PQgetvalue(rows, row, column), NULL, 10),
                          (uint32_t)strtoul(PQgetvalue(rows, row, TRIAL_CURRENCY), NULL, 10), text);
    }
    table_add(table, text);
}

static void trial_balance_print(struct ctl *ctl, const PGresult *rows)
{
    struct table table;
    table_init(&table);
    table_add_column(&table, "currency", false);
    table_add_column(&table, "line", false);
    table_add_column(&table, "journal", true);
    table_add_column(&table, "state", true);
    table_add_column(&table, "difference", true);
    for (int row = 0; row < PQntuples(rows); row++) {
        const char *number = PQgetvalue(rows, row, TRIAL_CURRENCY);
        const struct currency *currency =
            currency_find_numeric((uint32_t)strtoul(number, NULL, 10));
        table_add(&table, currency != NULL ? currency->alpha : number);
        table_add(&table, PQgetvalue(rows, row, TRIAL_LINE));
        for (int column = TRIAL_JOURNAL; column <= TRIAL_DIFFERENCE; column++) {
            trial_balance_add_amount(&table, rows, row, column);
        }
    }
    table_print(ctl, &table);
    table_clear(&table);
    const int differences = trial_balance_count_differences(rows);
    if (differences == 0) {
        fputs("journal and state agree\n", ctl->out);
    } else {
        fprintf(ctl->out, "JOURNAL AND STATE DIFFER in %d lines\n", differences);
    }
}

static enum ctl_result trial_balance_run(struct ctl *ctl, const struct arguments *arguments)
{
    (void)arguments;
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows, trial_balance_query, DATABASE_END);
    }
    if (result == CTL_OK && ctl->json) {
        listing_print(ctl, rows);
    } else if (result == CTL_OK) {
        trial_balance_print(ctl, rows);
    }
    if (result == CTL_OK && trial_balance_count_differences(rows) > 0) {
        result = CTL_DIFFERENT;
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

const struct command trial_balance_command = {
    .path = "trial-balance",
    .words = "",
    .has_json = true,
    .uses_database = true,
    .summary = "set the journal's points against the state tables",
    .text =
        "Prints the view bonus.trial_balance: for each currency what the journal's rows add up "
        "to,\n"
        "beside what lots, holds and debts of the accounts make. Tills may go on posting. JSON\n"
        "amounts are in minor units.",
    .run = trial_balance_run,
};
