// SPDX-License-Identifier: Apache-2.0
// Remembering: lane_recall_v1.
#include <string.h>

#include "ledger.h"
#include "pgresult.h"
#include "sent.h"

// 0 is null.
static void set_some_int8(PGresult *result, int row, int column, int64_t value)
{
    if (value != 0) {
        pgresult_set_int8(result, row, column, value);
    }
}

static void set_some_int4(PGresult *result, int row, int column, int64_t value)
{
    if (value != 0) {
        pgresult_set_int4(result, row, column, value);
    }
}

static void set_some_int2(PGresult *result, int row, int column, int64_t value)
{
    if (value != 0) {
        pgresult_set_int2(result, row, column, value);
    }
}

static void set_some_time(PGresult *result, int row, int column, int64_t unix_us)
{
    if (unix_us != 0) {
        pgresult_set_time(result, row, column, unix_us);
    }
}

static void set_posted_details(PGresult *result, int row, const struct journal_row *posted)
{
    const struct journal_details *details = &posted->details;
    set_some_int8(result, row, RECALLED_POSTED_ORIGINAL_POSITION, details->original_position);
    if (details->spendable_after != posted->balance_after) {
        pgresult_set_int8(result, row, RECALLED_POSTED_SPENDABLE_AFTER, details->spendable_after);
    }
    set_some_int8(result, row, RECALLED_POSTED_PENDING_AFTER, details->pending_after);
    set_some_int8(result, row, RECALLED_POSTED_HELD_AFTER, details->held_after);
    set_some_int8(result, row, RECALLED_POSTED_DEBT_AFTER, details->debt_after);
    set_some_time(result, row, RECALLED_POSTED_HOLD_UNTIL, details->hold_until_us);
    set_some_int8(result, row, RECALLED_POSTED_EXPIRING_AFTER, details->expiring_after);
    set_some_int4(result, row, RECALLED_POSTED_EXPIRING_ON, details->expiring_on);
    set_some_int8(result, row, RECALLED_POSTED_WRITTEN_OFF, details->written_off);
    set_some_int8(result, row, RECALLED_POSTED_CASH_DEDUCTED, details->cash_deducted);
    set_some_int4(result, row, RECALLED_POSTED_FLAGS, details->flags);
    set_some_int2(result, row, RECALLED_POSTED_REASON, details->reason);
    if (details->rule_count > 0) {
        pgresult_set_int4_array(result, row, RECALLED_POSTED_RULES, details->rules,
                                details->rule_count);
    }
}

static void set_posted(PGresult *result, int row, const struct journal_row *posted)
{
    pgresult_set_int8(result, row, RECALLED_POSTED_MONEY, posted->money);
    pgresult_set_int8(result, row, RECALLED_POSTED_BASE, posted->base);
    pgresult_set_int8(result, row, RECALLED_POSTED_EARNED, posted->earned);
    pgresult_set_int8(result, row, RECALLED_POSTED_REDEEMED, posted->redeemed);
    pgresult_set_int8(result, row, RECALLED_POSTED_BALANCE_AFTER, posted->balance_after);
    pgresult_set_int8(result, row, RECALLED_POSTED_LIFETIME_AFTER, posted->lifetime_after);
    pgresult_set_time(result, row, RECALLED_POSTED_AT, posted->posted_at_us);
    set_some_int8(result, row, RECALLED_POSTED_MEMBER, posted->member);
    pgresult_set_int4(result, row, RECALLED_POSTED_PROGRAMME_VERSION, posted->programme_version);
    pgresult_set_int4(result, row, RECALLED_POSTED_RATE_BP, posted->rate_bp);
    pgresult_set_int2(result, row, RECALLED_POSTED_KIND, posted->kind);
    set_some_int2(result, row, RECALLED_POSTED_CURRENCY, posted->currency);
    set_posted_details(result, row, posted);
}

// The key's columns, and where something was posted under it that row's.
static void set_key(PGresult *result, int row, const struct ledger_lane *lane,
                    const struct ledger_key *key)
{
    pgresult_set_int8(result, row, RECALLED_KEY_POSITION, key->position);
    pgresult_set_int2(result, row, RECALLED_KEY_REQUEST_KIND, key->request_kind);
    pgresult_set_int2(result, row, RECALLED_KEY_RESULT, key->result);
    pgresult_set_bytes(result, row, RECALLED_KEY_FINGERPRINT, key->fingerprint, DIGEST_BYTES);
    if (key->position > 0) {
        set_posted(result, row, &lane->rows[key->position - 1].row);
    }
}

// Of the arrays of a receipt's identity, which stand one behind the other, `stores` is the first.
static int64_t find_receipt(const struct ledger_lane *lane, const struct parameters *parameters,
                            int stores, uint32_t index)
{
    char device[LEDGER_TEXT_BYTES];
    char number[LEDGER_TEXT_BYTES];
    sent_text(parameters, stores + 1, index, device, sizeof(device));
    sent_text(parameters, stores + 3, index, number, sizeof(number));
    for (uint32_t i = 0; i < lane->row_count; i++) {
        const struct ledger_row *row = &lane->rows[i];
        if (*number != '\0' && strcmp(row->receipt.number, number) == 0 &&
            strcmp(row->receipt.fiscal_device, device) == 0 &&
            row->receipt.store == sent_integer(parameters, stores, index) &&
            row->receipt.date == sent_integer(parameters, stores + 2, index)) {
            return row->row.position;
        }
    }
    return 0;
}

static void set_original(PGresult *result, int row, const struct ledger_row *stored)
{
    const struct journal_row *original = &stored->row;
    pgresult_set_int2(result, row, RECALLED_ORIGINAL_KIND, original->kind);
    pgresult_set_int4(result, row, RECALLED_ORIGINAL_TERMINAL, original->terminal);
    set_some_int4(result, row, RECALLED_ORIGINAL_STORE, original->store);
    if (*stored->card != '\0') {
        pgresult_set_text(result, row, RECALLED_ORIGINAL_CARD, stored->card);
    }
    set_some_int8(result, row, RECALLED_ORIGINAL_MEMBER, original->member);
    set_some_int2(result, row, RECALLED_ORIGINAL_CURRENCY, original->currency);
    pgresult_set_int8(result, row, RECALLED_ORIGINAL_MONEY, original->money);
    pgresult_set_int8(result, row, RECALLED_ORIGINAL_BASE, original->base);
    pgresult_set_int8(result, row, RECALLED_ORIGINAL_EARNED, original->earned);
    pgresult_set_int8(result, row, RECALLED_ORIGINAL_REDEEMED, original->redeemed);
    pgresult_set_int4(result, row, RECALLED_ORIGINAL_RATE_BP, original->rate_bp);
    pgresult_set_int4(result, row, RECALLED_ORIGINAL_PROGRAMME_VERSION,
                      original->programme_version);
    pgresult_set_time(result, row, RECALLED_ORIGINAL_POSTED_AT, original->posted_at_us);
    set_some_time(result, row, RECALLED_ORIGINAL_RECEIPT_AT, original->receipt_at_us);
    pgresult_set_int2(result, row, RECALLED_ORIGINAL_UTC_OFFSET_MIN, original->utc_offset_min);
    set_some_int8(result, row, RECALLED_ORIGINAL_ORIGINAL_POSITION,
                  original->details.original_position);
    set_some_time(result, row, RECALLED_ORIGINAL_HOLD_UNTIL, original->details.hold_until_us);
    set_some_int8(result, row, RECALLED_ORIGINAL_WRITTEN_OFF, original->details.written_off);
    set_some_int8(result, row, RECALLED_ORIGINAL_CASH_DEDUCTED, original->details.cash_deducted);
    set_some_int4(result, row, RECALLED_ORIGINAL_FLAGS, original->details.flags);
    if (original->details.move_count > 0) {
        pgresult_set_int8_array(result, row, RECALLED_ORIGINAL_MOVES, stored->moves,
                                original->details.move_count);
    }
    pgresult_set_bytes(result, row, RECALLED_ORIGINAL_BODY, stored->body, original->body_size);
}

static void set_left(PGresult *result, int row, const struct ledger_left *left)
{
    pgresult_set_int8(result, row, RECALLED_LEFT_POSITION, left->changed_position);
    set_some_int8(result, row, RECALLED_LEFT_CLAIM_POSITION, left->claim_position);
    set_some_int8(result, row, RECALLED_LEFT_REVERSAL_POSITION, left->reversal_position);
    pgresult_set_int8_array(result, row, RECALLED_LEFT_LINES, left->lines, left->line_count);
}

// The row whose rest a request about this one is about: that which a refund took from.
static int64_t left_of(const struct journal_row *original)
{
    bool took = original->kind == JOURNAL_REFUND && original->details.original_position > 0;
    return took ? original->details.original_position : original->position;
}

// By its position, by its receipt or by its key. Returns the row, if there is one.
static const struct journal_row *recall_original(PGresult *result, int row,
                                                 const struct ledger_lane *lane,
                                                 const struct parameters *parameters)
{
    uint32_t index = (uint32_t)row;
    const struct posting_key name = {
        .terminal = (uint32_t)sent_integer(parameters, RECALL_PLACE(TERMINALS), index),
        .epoch = (uint64_t)sent_integer(parameters, RECALL_PLACE(ORIGINAL_EPOCHS), index),
        .stan = (uint64_t)sent_integer(parameters, RECALL_PLACE(ORIGINAL_STANS), index),
    };
    int64_t position = sent_integer(parameters, RECALL_PLACE(ORIGINAL_POSITIONS), index);
    uint16_t verdict = VERDICT_APPROVED;
    if (position == 0) {
        position = find_receipt(lane, parameters, RECALL_PLACE(ORIGINAL_STORES), index);
    }
    const struct ledger_key *key = name.stan > 0 ? ledger_find_key(lane, &name) : NULL;
    if (key != NULL) {
        position = key->position;
        verdict = key->result;
    } else if (position == 0) {
        return NULL;
    }
    pgresult_set_int8(result, row, RECALLED_ORIGINAL_POSITION, position);
    pgresult_set_int2(result, row, RECALLED_ORIGINAL_RESULT, verdict);
    if (verdict != VERDICT_APPROVED || position > (int64_t)lane->row_count) {
        return NULL;
    }
    int64_t of = left_of(&lane->rows[position - 1].row);
    const struct ledger_left *left = ledger_find_left(lane, of);
    set_original(result, row, &lane->rows[position - 1]);
    pgresult_set_int8(result, row, RECALLED_LEFT_OF, of);
    if (left != NULL) {
        set_left(result, row, left);
    }
    return &lane->rows[position - 1].row;
}

// That of the original's member, or else of the member the request names.
static void recall_account(PGresult *result, int row, const struct ledger_lane *lane,
                           const struct parameters *parameters, const struct journal_row *original)
{
    uint32_t index = (uint32_t)row;
    int64_t member = sent_integer(parameters, RECALL_PLACE(MEMBERS), index);
    int64_t currency = sent_integer(parameters, RECALL_PLACE(CURRENCIES), index);
    if (original != NULL) {
        member = original->member > 0 ? original->member : member;
        currency = original->currency > 0 ? original->currency : currency;
    }
    if (member == 0) {
        return;
    }
    const struct ledger_account *account = ledger_find_account(lane, member, (uint16_t)currency);
    pgresult_set_int8(result, row, RECALLED_MEMBER, member);
    if (account != NULL) {
        ledger_set_account(lane, account, result, row, RECALLED_ACCOUNT_PLACE);
    }
}

PGresult *ledger_recall(const struct ledger_lane *lane, const struct parameters *parameters)
{
    CHECK(parameters->count == RECALL_PLACES);
    uint32_t count = sent_count_all(parameters, RECALL_SCALARS, RECALL_PLACES);
    PGresult *result = pgresult_create_rows(RECALL_COLUMN_COUNT);
    for (uint32_t i = 0; i < count; i++) {
        int row = pgresult_add_row(result);
        pgresult_set_int4(result, row, RECALLED_ORDINAL, (int64_t)i + 1);
        struct posting_key key = {
            .terminal = (uint32_t)sent_integer(parameters, RECALL_PLACE(TERMINALS), i),
            .epoch = (uint64_t)sent_integer(parameters, RECALL_PLACE(EPOCHS), i),
            .stan = (uint64_t)sent_integer(parameters, RECALL_PLACE(STANS), i),
        };
        const struct ledger_key *known = ledger_find_key(lane, &key);
        if (known != NULL) {
            set_key(result, row, lane, known);
        }
        set_some_int8(result, row, RECALLED_RECEIPT_POSITION,
                      find_receipt(lane, parameters, RECALL_PLACE(STORES), i));
        recall_account(result, row, lane, parameters,
                       recall_original(result, row, lane, parameters));
    }
    return result;
}
