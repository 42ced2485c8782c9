// SPDX-License-Identifier: Apache-2.0
// The journal as the public header shows it.
#include "libbonus/till_internal.h"
#include "wire/purchase.h"

static enum bonus_result entry_tell(struct bonus *till, enum bonus_result result,
                                    const struct journal_row *row,
                                    struct bonus_journal_entry *entry)
{
    if (result != BONUS_OK) {
        return result;
    }
    *entry = (struct bonus_journal_entry){
        .stan = row->stan,
        .kind = row->kind,
        .state = row->state,
        .code = row->code,
        .created_at_us = row->created_at_us,
    };
    struct wire_error error;
    if (row->kind != BONUS_KIND_PURCHASE) {
        return BONUS_OK;
    }
    if (row->is_forgotten) {
        entry->receipt = (struct bonus_receipt){
            .store = row->receipt.store,
            .fiscal_device = row->receipt.fiscal_device,
            .number = row->receipt.number,
            .date = row->receipt.date,
        };
        entry->receipt_at_us = row->receipt_at_us;
        entry->total = row->total;
        return BONUS_OK;
    }
    if (wire_purchase_decode(row->body, &till->entry, &error) != WIRE_OK) {
        return fault_set(&till->fault, BONUS_JOURNAL_FAILED,
                         "The journal's request cannot be read: %s.", error.text);
    }
    entry->receipt = (struct bonus_receipt){
        .store = till->entry.receipt.store,
        .fiscal_device = till->entry.receipt.fiscal_device,
        .number = till->entry.receipt.number,
        .date = till->entry.receipt.date,
    };
    entry->receipt_at_us = till->entry.receipt_at_us;
    entry->total = till->entry.total;
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
