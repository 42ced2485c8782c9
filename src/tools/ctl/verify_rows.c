// SPDX-License-Identifier: Apache-2.0
// Pages by the primary key, in PostgreSQL's binary format. Which column goes into which field of a
// row is a table in the order of the statement. The owner of the tables may have changed them, too:
// a value that does not fit its field is damage, and never cut to size.
#include "tools/ctl/verify_rows.h"

#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// Times are microseconds since 2000-01-01 on the wire.
#define VERIFY_TIME_EPOCH_US UINT64_C(946684800000000)

static const char verify_journal_statement[] =
    "select position, encoding, kind, terminal, epoch, stan, store, member, currency, money, base,"
    "    earned, redeemed, balance_after, lifetime_after, previous_position, programme_version,"
    "    rate_bp, posted_at, receipt_at, utc_offset_min, sent_at, arrived_at, card, salt, body"
    " from bonus.journal"
    " where lane = $1 and position > $2"
    " order by position"
    " limit 500";

static const char verify_seal_statement[] = "select last, first, seal"
                                            " from bonus.seal"
                                            " where lane = $1 and last > $2"
                                            " order by last"
                                            " limit 500";

enum verify_column_kind { COLUMN_INTEGER, COLUMN_TIME };

#define INTEGER(name)                                                                              \
    {                                                                                              \
        COLUMN_INTEGER, offsetof(struct journal_row, name),                                        \
            sizeof(((struct journal_row *)0)->name)                                                \
    }
#define TIME(name)                                                                                 \
    {                                                                                              \
        COLUMN_TIME, offsetof(struct journal_row, name), sizeof(int64_t)                           \
    }

static const struct verify_column {
    enum verify_column_kind kind;
    size_t offset;
    size_t size; // of the field, and of the value in PostgreSQL
} verify_columns[] = {
    INTEGER(position),
    INTEGER(encoding),
    INTEGER(kind),
    INTEGER(terminal),
    INTEGER(epoch),
    INTEGER(stan),
    INTEGER(store),
    INTEGER(member),
    INTEGER(currency),
    INTEGER(money),
    INTEGER(base),
    INTEGER(earned),
    INTEGER(redeemed),
    INTEGER(balance_after),
    INTEGER(lifetime_after),
    INTEGER(previous_position),
    INTEGER(programme_version),
    INTEGER(rate_bp),
    TIME(posted_at_us),
    TIME(receipt_at_us),
    INTEGER(utc_offset_min),
    TIME(sent_at_us),
    TIME(arrived_at_us),
};

// The columns behind them, and those of a seal.
enum { COLUMN_CARD = BASE_COUNT(verify_columns), COLUMN_SALT, COLUMN_BODY };
enum { COLUMN_SEAL_LAST, COLUMN_SEAL_FIRST, COLUMN_SEAL };

void verify_rows_init(struct verify_rows *rows, struct database *database, uint16_t lane)
{
    *rows = (struct verify_rows){
        .database = database,
        .lane = lane,
        .journal = {.statement = verify_journal_statement, .after = INT64_MIN},
        .seals = {.statement = verify_seal_statement, .after = INT64_MIN},
    };
}

void verify_rows_clear(struct verify_rows *rows)
{
    PQclear(rows->journal.rows);
    PQclear(rows->seals.rows);
}

// Notes the first damage; one is enough to know that nothing can be computed.
static void verify_note_length(const PGresult *page, int row, int column,
                               char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    if (damage[0] == '\0') {
        snprintf(damage, VERIFY_DAMAGE_BYTES_MAX, "%s has %d bytes", PQfname(page, column),
                 PQgetlength(page, row, column));
    }
}

// An integer of `size` bytes in a page; null is 0.
static int64_t verify_integer(const PGresult *page, int row, int column, size_t size,
                              char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    const char *value = PQgetvalue(page, row, column);
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    if (PQgetisnull(page, row, column)) {
        return 0;
    }
    if ((size_t)PQgetlength(page, row, column) != size) {
        verify_note_length(page, row, column, damage);
        return 0;
    }
    switch (size) {
    case sizeof(two):
        memcpy(&two, value, sizeof(two));
        return (int16_t)be16toh(two);
    case sizeof(four):
        memcpy(&four, value, sizeof(four));
        return (int32_t)be32toh(four);
    default:
        CHECK(size == sizeof(eight));
        memcpy(&eight, value, sizeof(eight));
        return (int64_t)be64toh(eight);
    }
}

// Bytes that always have the same length.
static void verify_bytes(const PGresult *page, int row, int column, uint8_t *bytes, size_t size,
                         char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    if ((size_t)PQgetlength(page, row, column) == size) {
        memcpy(bytes, PQgetvalue(page, row, column), size);
    } else {
        memset(bytes, 0, size);
        verify_note_length(page, row, column, damage);
    }
}

// Loads the next page if this one is used up. VERIFY_NEXT: page->row is the next row.
static enum verify_step verify_page_turn(struct verify_rows *rows, struct verify_page *page)
{
    if (page->rows != NULL && page->row + 1 < PQntuples(page->rows)) {
        page->row++;
        return VERIFY_NEXT;
    }
    char lane[12];
    char after[24];
    snprintf(lane, sizeof(lane), "%u", rows->lane);
    snprintf(after, sizeof(after), "%" PRId64, page->after);
    PQclear(page->rows);
    page->row = 0;
    rows->result = database_query_binary(rows->database, &page->rows, page->statement, lane, after,
                                         DATABASE_END);
    if (rows->result != CTL_OK) {
        return VERIFY_FAILED;
    }
    const int count = PQntuples(page->rows);
    if (count == 0) {
        return VERIFY_END;
    }
    char damage[VERIFY_DAMAGE_BYTES_MAX] = "";
    page->after = verify_integer(page->rows, count - 1, 0, sizeof(page->after), damage);
    if (damage[0] != '\0') {
        rows->result = ctl_fail(rows->database->ctl, CTL_DATA, NULL,
                                "lane %u cannot be read in order: %s", rows->lane, damage);
        return VERIFY_FAILED;
    }
    return VERIFY_NEXT;
}

// Stores the value in a field of `size` bytes. Where gcc 12 inlines it under the sanitizers it
// takes the first field's bounds for those of the row, and warns.
__attribute__((noinline)) static void verify_field_set(void *field, size_t size, int64_t value)
{
    const uint16_t two = (uint16_t)value;
    const uint32_t four = (uint32_t)value;
    switch (size) {
    case sizeof(two):
        memcpy(field, &two, size);
        return;
    case sizeof(four):
        memcpy(field, &four, size);
        return;
    default:
        CHECK(size == sizeof(value));
        memcpy(field, &value, size);
    }
}

static void verify_row_fill(struct verify_row *into, const PGresult *page, int at)
{
    struct journal_row *row = &into->row;
    for (size_t index = 0; index < BASE_COUNT(verify_columns); index++) {
        const struct verify_column *column = &verify_columns[index];
        int64_t value = verify_integer(page, at, (int)index, column->size, into->damage);
        if (column->kind == COLUMN_TIME && !PQgetisnull(page, at, (int)index)) {
            // "infinity" is the largest number there is, and wraps.
            value = (int64_t)((uint64_t)value + VERIFY_TIME_EPOCH_US);
        }
        verify_field_set((uint8_t *)row + column->offset, column->size, value);
    }
    row->card = PQgetvalue(page, at, COLUMN_CARD); // libpq closes every value with a zero
    verify_bytes(page, at, COLUMN_SALT, row->salt, sizeof(row->salt), into->damage);
    row->body = (const uint8_t *)PQgetvalue(page, at, COLUMN_BODY);
    row->body_size = (size_t)PQgetlength(page, at, COLUMN_BODY);
}

enum verify_step verify_rows_next(struct verify_rows *rows, struct verify_row *row)
{
    const enum verify_step step = verify_page_turn(rows, &rows->journal);
    if (step == VERIFY_NEXT) {
        *row = (struct verify_row){.row.lane = rows->lane};
        verify_row_fill(row, rows->journal.rows, rows->journal.row);
    }
    return step;
}

enum verify_step verify_rows_next_seal(struct verify_rows *rows, struct verify_seal *seal)
{
    const enum verify_step step = verify_page_turn(rows, &rows->seals);
    if (step == VERIFY_NEXT) {
        const PGresult *page = rows->seals.rows;
        const int at = rows->seals.row;
        *seal = (struct verify_seal){0};
        seal->first =
            verify_integer(page, at, COLUMN_SEAL_FIRST, sizeof(seal->first), seal->damage);
        seal->last = verify_integer(page, at, COLUMN_SEAL_LAST, sizeof(seal->last), seal->damage);
        verify_bytes(page, at, COLUMN_SEAL, seal->seal, sizeof(seal->seal), seal->damage);
    }
    return step;
}
