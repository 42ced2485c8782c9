// SPDX-License-Identifier: Apache-2.0
// `bonusctl statement CARD`: how much a card's member has, and where each point came from. The
// database walks each account's chain of postings; receipts are named as the till's own request,
// kept verbatim in the journal, names them.
#include "tools/ctl/commands.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/card_number.h"
#include "domain/card.h"
#include "domain/currency.h"
#include "store/registry.h"
#include "tools/ctl/amount_text.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/table.h"
#include "wire/purchase.h"

#define STATEMENT_ROWS_DEFAULT "1000"

enum { STATEMENT_ROWS_MAX = 1000000 };

struct statement_values {
    uint32_t rows;
    bool oldest_first;
};

struct statement {
    struct ctl *ctl;
    struct database database;
    const char *card;
    bool oldest_first;
    char lane[8];
    char rows_max[12];
    PGresult *accounts; // one row for each currency; one with a null currency if there is none
    PGresult *lines;
};

// Columns of the two queries.
enum { ACCOUNT_STATE, ACCOUNT_MEMBER, ACCOUNT_CURRENCY, ACCOUNT_BALANCE, ACCOUNT_LIFETIME };
enum {
    LINE_RRN,
    LINE_LOCAL_TIME,
    LINE_KIND,
    LINE_STORE,
    LINE_STORE_NAME,
    LINE_TERMINAL,
    LINE_CURRENCY,
    LINE_MONEY,
    LINE_BASE,
    LINE_RATE_BP,
    LINE_EARNED,
    LINE_REDEEMED,
    LINE_BALANCE_AFTER,
    LINE_LIFETIME_AFTER,
    LINE_PROGRAMME_VERSION,
    LINE_POSTED_AT,
    LINE_CARD_END,
    LINE_BODY,
};

static const char statement_accounts_query[] =
    "select c.state, c.member, a.currency, a.balance, a.lifetime"
    " from bonus.card as c"
    " left join bonus.account as a on a.lane = c.lane and a.member = c.member"
    " where c.lane = $1 and c.card = $2"
    " order by a.currency";

static const char statement_lines_query[] =
    "select s.rrn, s.local_time, s.kind, s.store, s.store_name, s.terminal, s.currency, s.money,"
    "    s.base, s.rate_bp, s.earned, s.redeemed, s.balance_after, s.lifetime_after,"
    "    s.programme_version, s.posted_at, s.card_end, j.body"
    " from bonus.statement_v1($1, $2, $3) as s"
    " join bonus.journal as j on j.lane = s.lane and j.position = s.position"
    " order by s.currency nulls last, s.position desc";

static int64_t statement_integer(const PGresult *rows, int row, int column)
{
    return strtoll(PQgetvalue(rows, row, column), NULL, 10);
}

// Accounts and lines are read in one snapshot, so that they agree while tills go on posting.
static enum ctl_result statement_load(struct statement *statement)
{
    struct database *database = &statement->database;
    enum ctl_result result =
        database_run(database, "begin isolation level repeatable read read only", DATABASE_END);
    if (result == CTL_OK) {
        result = database_query(database, &statement->accounts, statement_accounts_query,
                                statement->lane, statement->card, DATABASE_END);
    }
    if (result == CTL_OK && PQntuples(statement->accounts) == 0) {
        result = ctl_fail(statement->ctl, CTL_DATA, "bonusctl card import puts cards into stock",
                          "there is no such card");
    }
    if (result == CTL_OK) {
        result = database_query(database, &statement->lines, statement_lines_query, statement->lane,
                                statement->card, statement->rows_max, DATABASE_END);
    }
    return result;
}

static enum ctl_result statement_find_lane(struct statement *statement)
{
    PGresult *rows = NULL;
    enum ctl_result result =
        database_query(&statement->database, &rows, "select lanes from bonus.ledger", DATABASE_END);
    if (result == CTL_OK) {
        const struct registry registry = {.lane_count = (uint16_t)statement_integer(rows, 0, 0)};
        snprintf(statement->lane, sizeof(statement->lane), "%hu",
                 registry_lane_of_card(&registry, statement->card));
    }
    PQclear(rows);
    return result;
}

// "device/number" as the till printed it; empty where the body says nothing of a receipt.
static void statement_print_receipt(const PGresult *lines, int row, char *text, size_t size)
{
    text[0] = '\0';
    size_t body_size = 0;
    unsigned char *body =
        PQunescapeBytea((const unsigned char *)PQgetvalue(lines, row, LINE_BODY), &body_size);
    CHECK(body != NULL);
    const struct wire_view view = {.bytes = body, .size = body_size};
    struct wire_purchase purchase;
    struct wire_error error;
    if (strcmp(PQgetvalue(lines, row, LINE_KIND), "purchase") == 0 &&
        wire_purchase_decode(view, &purchase, &error) == WIRE_OK) {
        snprintf(text, size, "%s/%s", purchase.receipt.fiscal_device, purchase.receipt.number);
    }
    PQfreemem(body);
}

static bool statement_is_of(const struct statement *statement, int line, int account)
{
    return strcmp(PQgetvalue(statement->lines, line, LINE_CURRENCY),
                  PQgetvalue(statement->accounts, account, ACCOUNT_CURRENCY)) == 0;
}

// The n-th line as it is to be shown.
static int statement_line_at(const struct statement *statement, int number)
{
    return statement->oldest_first ? PQntuples(statement->lines) - 1 - number : number;
}

// The member's first row, behind all others; -1 if there is none.
static int statement_activation(const struct statement *statement)
{
    const int last = PQntuples(statement->lines) - 1;
    return last >= 0 && PQgetisnull(statement->lines, last, LINE_CURRENCY) ? last : -1;
}

// ---- For people.

static void statement_add_amount(struct table *table, const struct statement *statement, int line,
                                 int column)
{
    char text[AMOUNT_TEXT_BYTES];
    amount_text_print(statement_integer(statement->lines, line, column),
                      (uint32_t)statement_integer(statement->lines, line, LINE_CURRENCY), text);
    table_add(table, text);
}

static void statement_add_line(struct table *table, const struct statement *statement, int line)
{
    const PGresult *lines = statement->lines;
    const struct award_text award = {
        .base = statement_integer(lines, line, LINE_BASE),
        .earned = statement_integer(lines, line, LINE_EARNED),
        .rate_bp = (uint32_t)statement_integer(lines, line, LINE_RATE_BP),
        .currency = (uint32_t)statement_integer(lines, line, LINE_CURRENCY),
    };
    char award_text[AWARD_TEXT_BYTES];
    char receipt[128];
    award_text_print(&award, award_text);
    statement_print_receipt(lines, line, receipt, sizeof(receipt));
    table_add(table, PQgetvalue(lines, line, LINE_LOCAL_TIME));
    table_add(table, PQgetvalue(lines, line, LINE_STORE_NAME));
    table_add(table, PQgetvalue(lines, line, LINE_TERMINAL));
    table_add(table, PQgetvalue(lines, line, LINE_KIND));
    table_add(table, receipt);
    statement_add_amount(table, statement, line, LINE_MONEY);
    table_add(table, award_text);
    statement_add_amount(table, statement, line, LINE_REDEEMED);
    statement_add_amount(table, statement, line, LINE_BALANCE_AFTER);
    table_add(table, PQgetvalue(lines, line, LINE_RRN));
}

static void statement_print_account(const struct statement *statement, int account)
{
    static const struct table_column columns[] = {
        {.name = "date"},
        {.name = "store"},
        {.name = "terminal"},
        {.name = "what"},
        {.name = "receipt"},
        {.name = "money", .to_right = true},
        {.name = "points earned", .to_right = true},
        {.name = "redeemed", .to_right = true},
        {.name = "balance", .to_right = true},
        {.name = "RRN"},
    };
    struct ctl *ctl = statement->ctl;
    const uint32_t number =
        (uint32_t)statement_integer(statement->accounts, account, ACCOUNT_CURRENCY);
    const struct currency *currency = currency_find_numeric(number);
    char balance[AMOUNT_TEXT_BYTES];
    char lifetime[AMOUNT_TEXT_BYTES];
    amount_text_print(statement_integer(statement->accounts, account, ACCOUNT_BALANCE), number,
                      balance);
    amount_text_print(statement_integer(statement->accounts, account, ACCOUNT_LIFETIME), number,
                      lifetime);
    fprintf(ctl->out, "\n%s: %s points, purchases of %s in all\n",
            currency != NULL ? currency->alpha : "?", balance, lifetime);
    struct table table;
    table_init(&table);
    for (size_t index = 0; index < BASE_COUNT(columns); index++) {
        table_add_column(&table, columns[index].name, columns[index].to_right);
    }
    for (int shown = 0; shown < PQntuples(statement->lines); shown++) {
        const int line = statement_line_at(statement, shown);
        if (statement_is_of(statement, line, account)) {
            statement_add_line(&table, statement, line);
        }
    }
    table_print(ctl, &table);
    table_clear(&table);
}

static void statement_print(const struct statement *statement, const char *masked,
                            const char *state)
{
    const int activation = statement_activation(statement);
    fprintf(statement->ctl->out, "card %s: %s", masked, state);
    if (activation >= 0) {
        fprintf(statement->ctl->out, ", member %s since %s UTC",
                PQgetvalue(statement->lines, activation, LINE_RRN),
                PQgetvalue(statement->lines, activation, LINE_LOCAL_TIME));
    }
    fputc('\n', statement->ctl->out);
    for (int account = 0; account < PQntuples(statement->accounts); account++) {
        if (!PQgetisnull(statement->accounts, account, ACCOUNT_CURRENCY)) {
            statement_print_account(statement, account);
        }
    }
}

// ---- For programs. Amounts are minor units.

static json_t *statement_line_to_json(const struct statement *statement, int line)
{
    char receipt[128];
    statement_print_receipt(statement->lines, line, receipt, sizeof(receipt));
    json_t *object = listing_row_to_json(statement->lines, line);
    json_object_del(object, PQfname(statement->lines, LINE_BODY));
    json_object_set_new(object, "receipt", json_string(receipt));
    return object;
}

static json_t *statement_account_to_json(const struct statement *statement, int account)
{
    json_t *object = listing_row_to_json(statement->accounts, account);
    json_object_del(object, PQfname(statement->accounts, ACCOUNT_STATE));
    json_object_del(object, PQfname(statement->accounts, ACCOUNT_MEMBER));
    json_t *lines = json_array();
    for (int shown = 0; shown < PQntuples(statement->lines); shown++) {
        const int line = statement_line_at(statement, shown);
        if (statement_is_of(statement, line, account)) {
            json_array_append_new(lines, statement_line_to_json(statement, line));
        }
    }
    json_object_set_new(object, "lines", lines);
    return object;
}

static void statement_print_json(const struct statement *statement, const char *masked,
                                 const char *state)
{
    json_t *accounts = json_array();
    for (int account = 0; account < PQntuples(statement->accounts); account++) {
        if (!PQgetisnull(statement->accounts, account, ACCOUNT_CURRENCY)) {
            json_array_append_new(accounts, statement_account_to_json(statement, account));
        }
    }
    const int activation = statement_activation(statement);
    listing_print_json(
        statement->ctl,
        json_pack("{s:s, s:s, s:o, s:o, s:o}", "card", masked, "state", state, "member",
                  listing_field_to_json(statement->accounts, 0, ACCOUNT_MEMBER), "activation",
                  activation < 0 ? json_null() : statement_line_to_json(statement, activation),
                  "accounts", accounts));
}

static enum ctl_result statement_work(struct statement *statement)
{
    enum ctl_result result = database_open(statement->ctl, &statement->database);
    if (result == CTL_OK) {
        result = statement_find_lane(statement);
    }
    if (result == CTL_OK) {
        result = statement_load(statement);
    }
    if (result != CTL_OK) {
        return result;
    }
    char masked[CARD_NUMBER_DIGITS_MAX + 1];
    card_number_mask(statement->card, masked);
    const char *state =
        card_state_name((enum card_state)statement_integer(statement->accounts, 0, ACCOUNT_STATE));
    if (statement->ctl->json) {
        statement_print_json(statement, masked, state);
    } else {
        statement_print(statement, masked, state);
    }
    return CTL_OK;
}

static enum ctl_result statement_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct statement_values *values = arguments->values;
    struct statement statement = {
        .ctl = ctl,
        .card = arguments->words[0],
        .oldest_first = values->oldest_first,
    };
    if (!card_number_is_valid(statement.card)) {
        return ctl_fail(ctl, CTL_USAGE, "8 to 19 digits, the last one a check digit",
                        "this is no card number");
    }
    snprintf(statement.rows_max, sizeof(statement.rows_max), "%u", values->rows);
    if (values->rows == 0) {
        memcpy(statement.rows_max, STATEMENT_ROWS_DEFAULT, sizeof(STATEMENT_ROWS_DEFAULT));
    }
    enum ctl_result result = statement_work(&statement);
    PQclear(statement.lines);
    PQclear(statement.accounts);
    database_close(&statement.database);
    return result;
}

static const struct option statement_options[] = {
    {.name = "rows",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct statement_values, rows),
     .value_name = "N",
     .number_min = 1,
     .number_max = STATEMENT_ROWS_MAX,
     .help = "the newest N postings of each account; default " STATEMENT_ROWS_DEFAULT},
    {.name = "oldest-first",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct statement_values, oldest_first),
     .help = "the other way round"},
};

const struct command statement_command = {
    .path = "statement",
    .words = "CARD",
    .words_min = 1,
    .words_max = 1,
    .options = statement_options,
    .option_count = BASE_COUNT(statement_options),
    .values_size = sizeof(struct statement_values),
    .has_json = true,
    .uses_database = true,
    .summary = "what a card has, and where each point came from",
    .text = "Postings by currency, newest first. In JSON all amounts are minor units.",
    .run = statement_run,
};
