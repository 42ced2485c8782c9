// SPDX-License-Identifier: Apache-2.0
// The journal as the public header shows it.
#include "libbonus/till_internal.h"

static enum bonus_result entry_refuse(struct bonus *till, const struct wire_error *error)
{
    return fault_set(&till->fault, BONUS_JOURNAL_FAILED,
                     "The journal's request cannot be read: %s.", error->text);
}

// Of the posting that an answer tells of.
static uint64_t entry_rrn(struct wire_view payload)
{
    struct wire_response answer;
    struct wire_error error;
    if (payload.size == 0 || wire_response_decode(payload, &answer, &error) != WIRE_OK) {
        return 0;
    }
    const struct wire_status_answer posting = outcome_posting(&answer);
    switch (posting.which_answer) {
    case WIRE_STATUS_ANSWER_PURCHASE_TAG:
        return posting.answer.purchase.rrn;
    case WIRE_STATUS_ANSWER_CARD_TAG:
        return posting.answer.card.rrn;
    case WIRE_STATUS_ANSWER_HOLD_TAG:
        return posting.answer.hold.rrn;
    case WIRE_STATUS_ANSWER_REFUND_TAG:
        return posting.answer.refund.rrn;
    case WIRE_STATUS_ANSWER_REVERSAL_TAG:
        return posting.answer.reversal.rrn;
    case WIRE_STATUS_ANSWER_PARKED_TAG:
        return posting.answer.parked.rrn;
    default: // no facts
        return 0;
    }
}

static enum bonus_result entry_tell(struct bonus *till, enum bonus_result result,
                                    const struct journal_row *row,
                                    struct bonus_journal_entry *entry)
{
    struct wire_purchase purchase;
    struct wire_error error;
    if (result != BONUS_OK) {
        return result;
    }
    *entry = (struct bonus_journal_entry){
        .stan = row->stan,
        .kind = row->kind,
        .state = row->state,
        .code = row->code,
        .rrn = entry_rrn(row->answer),
        .reversed_by = row->reversed_by,
        .original = row->original,
        .created_at_us = row->created_at_us,
        .receipt_at_us = row->receipt_at_us,
        .total = row->total,
    };
    if (row->receipt.number[0] != '\0') {
        entry->receipt = (struct bonus_receipt){
            .store = row->receipt.store,
            .fiscal_device = row->receipt.fiscal_device,
            .number = row->receipt.number,
            .date = row->receipt.date,
        };
    }
    if (row->kind != BONUS_KIND_PURCHASE || row->is_forgotten) {
        return BONUS_OK;
    }
    if (wire_purchase_decode(row->body, &purchase, &error) != WIRE_OK) {
        return entry_refuse(till, &error);
    }
    entry->redeem = purchase.redeem;
    return BONUS_OK;
}

enum bonus_result bonus_journal_find(struct bonus *till, uint64_t stan,
                                     struct bonus_journal_entry *entry)
{
    struct journal_row row;
    return entry_tell(till, journal_find(till->journal, stan, &row, &till->fault), &row, entry);
}

enum bonus_result bonus_journal_find_receipt(struct bonus *till,
                                             const struct bonus_receipt *receipt,
                                             struct bonus_journal_entry *entry)
{
    const struct journal_receipt wanted = {
        .store = receipt->store == 0 ? till->facts.store : receipt->store,
        .fiscal_device = receipt->fiscal_device,
        .number = receipt->number,
        .date = receipt->date,
    };
    struct journal_row row;
    return entry_tell(till, journal_find_receipt(till->journal, &wanted, &row, &till->fault), &row,
                      entry);
}

enum bonus_result bonus_journal_next_open(struct bonus *till, uint64_t after,
                                          struct bonus_journal_entry *entry)
{
    struct journal_row row;
    return entry_tell(till, journal_next_open(till->journal, after, &row, &till->fault), &row,
                      entry);
}

uint64_t bonus_journal_epoch(const struct bonus *till)
{
    return journal_epoch(till->journal);
}
