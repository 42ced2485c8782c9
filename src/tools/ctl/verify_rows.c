// SPDX-License-Identifier: Apache-2.0
// Which column goes into which field of a row is a table in the order of the statement.
#include "tools/ctl/verify_rows.h"

#include <stdlib.h>

#include "domain/lot_moves.h"

static const char verify_journal_statement[] =
    "select position, encoding, kind, terminal, epoch, stan, store, member, currency, money, base,"
    "    earned, redeemed, balance_after, lifetime_after, previous_position, programme_version,"
    "    rate_bp, posted_at, receipt_at, utc_offset_min, sent_at, arrived_at, original_position,"
    "    coalesce(spendable_after, balance_after), pending_after, held_after, debt_after,"
    "    hold_until,"
    "    expiring_after, expiring_on, written_off, cash_deducted, flags, reason, card, salt, body,"
    "    rules, moves"
    " from bonus.journal"
    " where lane = $1 and position > $2"
    " order by position"
    " limit 500";

static const char verify_seal_statement[] = "select last, first, seal"
                                            " from bonus.seal"
                                            " where lane = $1 and last > $2"
                                            " order by last"
                                            " limit 500";

#define INTEGER(name) VERIFY_INTEGER(journal_row, name)
#define TIME(name) VERIFY_TIME(journal_row, name)

static const struct verify_column verify_columns[] = {
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
    INTEGER(details.original_position),
    INTEGER(details.spendable_after),
    INTEGER(details.pending_after),
    INTEGER(details.held_after),
    INTEGER(details.debt_after),
    TIME(details.hold_until_us),
    INTEGER(details.expiring_after),
    INTEGER(details.expiring_on),
    INTEGER(details.written_off),
    INTEGER(details.cash_deducted),
    INTEGER(details.flags),
    INTEGER(details.reason),
};

// The columns behind them, and those of a seal.
enum {
    COLUMN_CARD = BASE_COUNT(verify_columns),
    COLUMN_SALT,
    COLUMN_BODY,
    COLUMN_RULES,
    COLUMN_MOVES
};
enum { COLUMN_SEAL_LAST, COLUMN_SEAL_FIRST, COLUMN_SEAL };

void verify_rows_init(struct verify_rows *rows, struct database *database, uint16_t lane)
{
    *rows = (struct verify_rows){0};
    verify_page_init(&rows->journal, database, lane, verify_journal_statement);
    verify_page_init(&rows->seals, database, lane, verify_seal_statement);
}

void verify_rows_clear(struct verify_rows *rows)
{
    verify_page_clear(&rows->journal);
    verify_page_clear(&rows->seals);
    free(rows->rules.list);
    free(rows->moves.list);
}

enum ctl_result verify_rows_result(const struct verify_rows *rows)
{
    return rows->journal.result != CTL_OK ? rows->journal.result : rows->seals.result;
}

// Arrays that are longer than any row's are damage: the encoding has no room for them.
static void verify_rows_fill_arrays(struct verify_rows *rows, struct verify_row *row)
{
    const struct verify_page *page = &rows->journal;
    struct journal_details *details = &row->row.details;
    const struct verify_numbers rules =
        verify_page_numbers(page, COLUMN_RULES, &rows->rules, row->damage);
    const struct verify_numbers moves =
        verify_page_numbers(page, COLUMN_MOVES, &rows->moves, row->damage);
    if (rules.count > BASE_COUNT(details->rules)) {
        verify_page_note_length(page, COLUMN_RULES, row->damage);
    } else {
        details->rule_count = (uint16_t)rules.count;
    }
    for (uint16_t index = 0; index < details->rule_count; index++) {
        details->rules[index] = (int32_t)rules.list[index];
    }
    if (moves.count > (size_t)LOT_MOVES_MAX * LOT_STRIDE) {
        verify_page_note_length(page, COLUMN_MOVES, row->damage);
    } else {
        details->move_count = (uint16_t)moves.count;
        details->moves = moves.list;
    }
}

enum verify_step verify_rows_next(struct verify_rows *rows, struct verify_row *row)
{
    const struct verify_page *page = &rows->journal;
    const enum verify_step step = verify_page_turn(&rows->journal);
    if (step != VERIFY_NEXT) {
        return step;
    }
    *row = (struct verify_row){.row.lane = page->lane};
    verify_page_fill(page, verify_columns, BASE_COUNT(verify_columns), &row->row, row->damage);
    // libpq closes every value with a zero.
    row->row.card = PQgetvalue(page->rows, page->row, COLUMN_CARD);
    verify_page_bytes(page, COLUMN_SALT, row->row.salt, sizeof(row->row.salt), row->damage);
    row->row.body = (const uint8_t *)PQgetvalue(page->rows, page->row, COLUMN_BODY);
    row->row.body_size = (size_t)PQgetlength(page->rows, page->row, COLUMN_BODY);
    verify_rows_fill_arrays(rows, row);
    return VERIFY_NEXT;
}

enum verify_step verify_rows_next_seal(struct verify_rows *rows, struct verify_seal *seal)
{
    const struct verify_page *page = &rows->seals;
    const enum verify_step step = verify_page_turn(&rows->seals);
    if (step == VERIFY_NEXT) {
        *seal = (struct verify_seal){0};
        seal->first =
            verify_page_integer(page, COLUMN_SEAL_FIRST, sizeof(seal->first), seal->damage);
        seal->last = verify_page_integer(page, COLUMN_SEAL_LAST, sizeof(seal->last), seal->damage);
        verify_page_bytes(page, COLUMN_SEAL, seal->seal, sizeof(seal->seal), seal->damage);
    }
    return step;
}
