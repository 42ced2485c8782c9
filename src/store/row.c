// SPDX-License-Identifier: Apache-2.0
// Reads PostgreSQL's binary format; see row_internal.h.
#include "store/row_internal.h"

#include <string.h>

#include "domain/lot.h"
#include "store/parameter.h"
#include "store/value.h"

// Columns of an answer, counted from its first.
enum {
    ANSWER_POSITION,
    ANSWER_REQUEST_KIND,
    ANSWER_RESULT,
    ANSWER_FINGERPRINT,
    ANSWER_MONEY,
    ANSWER_BASE,
    ANSWER_EARNED,
    ANSWER_REDEEMED,
    ANSWER_BALANCE_AFTER,
    ANSWER_LIFETIME_AFTER,
    ANSWER_POSTED_AT,
    ANSWER_MEMBER,
    ANSWER_PROGRAMME_VERSION,
    ANSWER_RATE_BP,
    ANSWER_KIND,
    ANSWER_CURRENCY,
    ANSWER_ORIGINAL_POSITION,
    ANSWER_SPENDABLE_AFTER,
    ANSWER_PENDING_AFTER,
    ANSWER_HELD_AFTER,
    ANSWER_DEBT_AFTER,
    ANSWER_HOLD_UNTIL,
    ANSWER_EXPIRING_AFTER,
    ANSWER_EXPIRING_ON,
    ANSWER_WRITTEN_OFF,
    ANSWER_CASH_DEDUCTED,
    ANSWER_FLAGS,
    ANSWER_REASON,
    ANSWER_RULES,
    ANSWER_COLUMNS
};

static_assert((int)ANSWER_COLUMNS == (int)ROW_ANSWER_COLUMNS, "all columns of an answer are read");

// Columns of an original, counted from its first.
enum {
    ORIGINAL_POSITION,
    ORIGINAL_RESULT,
    ORIGINAL_KIND,
    ORIGINAL_TERMINAL,
    ORIGINAL_STORE,
    ORIGINAL_CARD,
    ORIGINAL_MEMBER,
    ORIGINAL_CURRENCY,
    ORIGINAL_MONEY,
    ORIGINAL_BASE,
    ORIGINAL_EARNED,
    ORIGINAL_REDEEMED,
    ORIGINAL_RATE_BP,
    ORIGINAL_PROGRAMME_VERSION,
    ORIGINAL_POSTED_AT,
    ORIGINAL_RECEIPT_AT,
    ORIGINAL_UTC_OFFSET_MIN,
    ORIGINAL_ORIGINAL_POSITION,
    ORIGINAL_HOLD_UNTIL,
    ORIGINAL_WRITTEN_OFF,
    ORIGINAL_CASH_DEDUCTED,
    ORIGINAL_FLAGS,
    ORIGINAL_RULES,
    ORIGINAL_MOVES,
    ORIGINAL_BODY,
    ORIGINAL_LEFT_OF,
    ORIGINAL_LEFT_POSITION,
    ORIGINAL_CLAIM_POSITION,
    ORIGINAL_REVERSAL_POSITION,
    ORIGINAL_LINES,
    ORIGINAL_COLUMNS
};

static_assert((int)ORIGINAL_COLUMNS == (int)ROW_ORIGINAL_COLUMNS,
              "all columns of an original are read");

// Columns of an account, counted from its member.
enum {
    ACCOUNT_MEMBER,
    ACCOUNT_PLACE,
    ACCOUNT_POSITION,
    ACCOUNT_BALANCE,
    ACCOUNT_LIFETIME,
    ACCOUNT_DEBT,
    ACCOUNT_LOTS,
    ACCOUNT_HELD,
    ACCOUNT_COLUMNS
};

static_assert((int)ACCOUNT_COLUMNS == (int)ROW_ACCOUNT_COLUMNS,
              "all columns of an account are read");

bool row_is_null(const struct row *row, int column)
{
    return PQgetisnull(row->result, row->number, column) != 0;
}

int64_t row_integer(const struct row *row, int column)
{
    size_t size = (size_t)PQgetlength(row->result, row->number, column);
    switch (size) {
    case 1: // boolean
    case 2:
    case 4:
    case 6: // tid: page, then place on the page
    case 8:
        return value_integer(PQgetvalue(row->result, row->number, column), size);
    default:
        CHECK(row_is_null(row, column));
        return 0;
    }
}

int64_t row_time_us(const struct row *row, int column)
{
    return row_is_null(row, column) ? 0 : row_integer(row, column) + PARAMETER_EPOCH_US;
}

void row_text(const struct row *row, int column, char *text, size_t size)
{
    size_t length = (size_t)PQgetlength(row->result, row->number, column);
    if (length >= size) {
        length = size - 1;
    }
    memcpy(text, PQgetvalue(row->result, row->number, column), length);
    text[length] = '\0';
}

void row_digest(const struct row *row, int column, uint8_t digest[DIGEST_BYTES])
{
    if (row_is_null(row, column)) {
        memset(digest, 0, DIGEST_BYTES);
        return;
    }
    CHECK(PQgetlength(row->result, row->number, column) == DIGEST_BYTES);
    memcpy(digest, PQgetvalue(row->result, row->number, column), DIGEST_BYTES);
}

bool row_has_answer(const struct row *row, int column)
{
    return !row_is_null(row, column + ANSWER_REQUEST_KIND);
}

void row_answer_fingerprint(const struct row *row, int column, uint8_t fingerprint[DIGEST_BYTES])
{
    row_digest(row, column + ANSWER_FINGERPRINT, fingerprint);
}

size_t row_numbers(const struct row *row, int column, int64_t *numbers, size_t max)
{
    return value_numbers(PQgetvalue(row->result, row->number, column),
                         (size_t)PQgetlength(row->result, row->number, column), numbers, max);
}

// The numbers of promotions; a row that has more than any receipt can have has none.
static uint16_t row_rules(const struct row *row, int column, int32_t rules[LIMIT_RECEIPT_RULES_MAX])
{
    int64_t numbers[LIMIT_RECEIPT_RULES_MAX];
    size_t count = row_numbers(row, column, numbers, BASE_COUNT(numbers));
    if (count > BASE_COUNT(numbers)) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        rules[i] = (int32_t)numbers[i];
    }
    return (uint16_t)count;
}

static void row_answer_details(const struct row *row, int column, struct posting_answer *answer)
{
    struct journal_details *details = &answer->details;
    details->original_position = row_integer(row, column + ANSWER_ORIGINAL_POSITION);
    details->spendable_after = row_is_null(row, column + ANSWER_SPENDABLE_AFTER)
                                   ? answer->balance_after
                                   : row_integer(row, column + ANSWER_SPENDABLE_AFTER);
    details->pending_after = row_integer(row, column + ANSWER_PENDING_AFTER);
    details->held_after = row_integer(row, column + ANSWER_HELD_AFTER);
    details->debt_after = row_integer(row, column + ANSWER_DEBT_AFTER);
    details->hold_until_us = row_time_us(row, column + ANSWER_HOLD_UNTIL);
    details->expiring_after = row_integer(row, column + ANSWER_EXPIRING_AFTER);
    details->expiring_on = (int32_t)row_integer(row, column + ANSWER_EXPIRING_ON);
    details->written_off = row_integer(row, column + ANSWER_WRITTEN_OFF);
    details->cash_deducted = row_integer(row, column + ANSWER_CASH_DEDUCTED);
    details->flags = (uint32_t)row_integer(row, column + ANSWER_FLAGS);
    details->reason = (uint16_t)row_integer(row, column + ANSWER_REASON);
    details->rule_count = row_rules(row, column + ANSWER_RULES, details->rules);
}

void row_answer(const struct row *row, int column, struct posting_answer *answer)
{
    answer->verdict = (enum verdict)row_integer(row, column + ANSWER_RESULT);
    answer->request_kind = (uint16_t)row_integer(row, column + ANSWER_REQUEST_KIND);
    answer->position = row_integer(row, column + ANSWER_POSITION);
    if (answer->verdict != VERDICT_APPROVED) {
        return;
    }
    answer->kind = (uint16_t)row_integer(row, column + ANSWER_KIND);
    answer->member = row_integer(row, column + ANSWER_MEMBER);
    answer->currency = (uint16_t)row_integer(row, column + ANSWER_CURRENCY);
    answer->rate_bp = (uint32_t)row_integer(row, column + ANSWER_RATE_BP);
    answer->programme_version = (uint32_t)row_integer(row, column + ANSWER_PROGRAMME_VERSION);
    answer->money = row_integer(row, column + ANSWER_MONEY);
    answer->base = row_integer(row, column + ANSWER_BASE);
    answer->earned = row_integer(row, column + ANSWER_EARNED);
    answer->redeemed = row_integer(row, column + ANSWER_REDEEMED);
    answer->balance_after = row_integer(row, column + ANSWER_BALANCE_AFTER);
    answer->lifetime_after = row_integer(row, column + ANSWER_LIFETIME_AFTER);
    answer->posted_at_us = row_time_us(row, column + ANSWER_POSTED_AT);
    row_answer_details(row, column, answer);
}

static bool row_lots(const struct row *row, int column, struct account *account)
{
    int64_t lots[LOTS_MAX * LOT_STRIDE];
    int64_t pieces[HOLDS_MAX * HOLD_STRIDE];
    size_t lot_numbers = row_numbers(row, column + ACCOUNT_LOTS, lots, BASE_COUNT(lots));
    size_t piece_numbers = row_numbers(row, column + ACCOUNT_HELD, pieces, BASE_COUNT(pieces));
    return lot_numbers != SIZE_MAX && piece_numbers != SIZE_MAX &&
           lots_unflatten(lots, lot_numbers, account->lots, &account->lot_count) == BASE_OK &&
           holds_unflatten(pieces, piece_numbers, account->held, &account->held_count) == BASE_OK;
}

void row_account(const struct row *row, int column, struct row_account *account)
{
    struct account *read = &account->account;
    account->member = row_integer(row, column + ACCOUNT_MEMBER);
    account->place = row_integer(row, column + ACCOUNT_PLACE);
    read->position = row_integer(row, column + ACCOUNT_POSITION);
    read->balance.minor = row_integer(row, column + ACCOUNT_BALANCE);
    read->lifetime.minor = row_integer(row, column + ACCOUNT_LIFETIME);
    read->debt.minor = row_integer(row, column + ACCOUNT_DEBT);
    read->lot_count = 0;
    read->held_count = 0;
    account->is_damaged = read->position > 0 && !row_lots(row, column, read);
}

// Null moves are the usual ones of an award.
static enum base_result row_original_moves(const struct row *row, int column,
                                           struct posting_original *original)
{
    int64_t moves[LOT_MOVES_MAX * LOT_STRIDE];
    if (row_is_null(row, column)) {
        lot_moves_set_plain(&original->moves, (struct points){original->earned});
        return BASE_OK;
    }
    size_t count = row_numbers(row, column, moves, BASE_COUNT(moves));
    return count == SIZE_MAX ? BASE_OUT_OF_RANGE
                             : lot_moves_unflatten(moves, count, &original->moves);
}

static enum base_result row_original_left(const struct row *row, int column,
                                          struct posting_original *original)
{
    size_t count =
        row_numbers(row, column + ORIGINAL_LINES, original->lines, BASE_COUNT(original->lines));
    original->left_of = row_integer(row, column + ORIGINAL_LEFT_OF);
    original->left_position = row_integer(row, column + ORIGINAL_LEFT_POSITION);
    original->claim_position = row_integer(row, column + ORIGINAL_CLAIM_POSITION);
    original->reversal_position = row_integer(row, column + ORIGINAL_REVERSAL_POSITION);
    original->line_count = count == SIZE_MAX ? 0 : (uint32_t)count;
    return count == SIZE_MAX ? BASE_OUT_OF_RANGE : BASE_OK;
}

static enum base_result row_original_whole(const struct row *row, int column,
                                           struct posting_original *original)
{
    original->kind = (uint16_t)row_integer(row, column + ORIGINAL_KIND);
    original->terminal = (uint32_t)row_integer(row, column + ORIGINAL_TERMINAL);
    original->store = (uint32_t)row_integer(row, column + ORIGINAL_STORE);
    row_text(row, column + ORIGINAL_CARD, original->card, sizeof(original->card));
    original->member = row_integer(row, column + ORIGINAL_MEMBER);
    original->currency = (uint16_t)row_integer(row, column + ORIGINAL_CURRENCY);
    original->money = row_integer(row, column + ORIGINAL_MONEY);
    original->base = row_integer(row, column + ORIGINAL_BASE);
    original->earned = row_integer(row, column + ORIGINAL_EARNED);
    original->redeemed = row_integer(row, column + ORIGINAL_REDEEMED);
    original->rate_bp = (uint32_t)row_integer(row, column + ORIGINAL_RATE_BP);
    original->programme_version = (uint32_t)row_integer(row, column + ORIGINAL_PROGRAMME_VERSION);
    original->posted_at_us = row_time_us(row, column + ORIGINAL_POSTED_AT);
    original->receipt_at_us = row_time_us(row, column + ORIGINAL_RECEIPT_AT);
    original->utc_offset_min = (int16_t)row_integer(row, column + ORIGINAL_UTC_OFFSET_MIN);
    original->original_position = row_integer(row, column + ORIGINAL_ORIGINAL_POSITION);
    original->hold_until_us = row_time_us(row, column + ORIGINAL_HOLD_UNTIL);
    original->written_off = row_integer(row, column + ORIGINAL_WRITTEN_OFF);
    original->cash_deducted = row_integer(row, column + ORIGINAL_CASH_DEDUCTED);
    original->flags = (uint32_t)row_integer(row, column + ORIGINAL_FLAGS);
    original->rule_count = row_rules(row, column + ORIGINAL_RULES, original->rules);
    original->body = (const uint8_t *)PQgetvalue(row->result, row->number, column + ORIGINAL_BODY);
    original->body_size = (size_t)PQgetlength(row->result, row->number, column + ORIGINAL_BODY);
    enum base_result result = row_original_moves(row, column + ORIGINAL_MOVES, original);
    return result != BASE_OK ? result : row_original_left(row, column, original);
}

enum base_result row_original(const struct row *row, int column, struct posting_original *original)
{
    original->verdict = VERDICT_NOT_FOUND;
    original->position = 0;
    original->currency = 0;
    original->member = 0;
    if (row_is_null(row, column + ORIGINAL_POSITION)) {
        return BASE_OK;
    }
    original->position = row_integer(row, column + ORIGINAL_POSITION);
    enum verdict verdict = (enum verdict)row_integer(row, column + ORIGINAL_RESULT);
    if (verdict == VERDICT_APPROVED && row_is_null(row, column + ORIGINAL_KIND)) {
        return BASE_OK; // its partition is detached, or there is no such position
    }
    original->verdict = verdict;
    return verdict == VERDICT_APPROVED ? row_original_whole(row, column, original) : BASE_OK;
}

void row_facts(const struct row *row, int column, struct row_facts *facts)
{
    facts->card = (enum card_state)row_integer(row, column);
    row_account(row, column + 1, &facts->account);
}
