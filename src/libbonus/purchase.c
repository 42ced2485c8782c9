// SPDX-License-Identifier: Apache-2.0
// Quote, Purchase and late claim.
#include <inttypes.h>

#include "base/checked.h"
#include "libbonus/body.h"
#include "wire/receipt_line.h"

static enum bonus_result purchase_append_line(struct bonus *till, const struct bonus_line *line,
                                              struct buffer *lines)
{
    struct wire_receipt_line message = {
        .quantity_milli = line->quantity_milli,
        .amount = line->amount,
    };
    enum bonus_result result =
        body_copy_text(till, "article number", line->sku, message.sku, sizeof(message.sku));
    if (result == BONUS_OK) {
        result = body_copy_text(till, "category", line->category, message.category,
                                sizeof(message.category));
    }
    if (result == BONUS_OK) {
        result = body_finish(till, wire_receipt_lines_append(&message, lines));
    }
    return result;
}

static enum bonus_result purchase_append_lines(struct bonus *till,
                                               const struct bonus_purchase *purchase,
                                               struct buffer *lines)
{
    if (purchase->line_count == 0 || purchase->line_count > BONUS_LINES_MAX) {
        return fault_set(&till->fault, BONUS_INVALID, "A receipt has 1 to %d lines, this one %zu.",
                         BONUS_LINES_MAX, purchase->line_count);
    }
    int64_t sum = 0;
    enum bonus_result result = BONUS_OK;
    for (size_t index = 0; index < purchase->line_count && result == BONUS_OK; index++) {
        result = purchase_append_line(till, &purchase->lines[index], lines);
        if (result == BONUS_OK &&
            checked_add(sum, purchase->lines[index].amount, &sum) != BASE_OK) {
            result = fault_set(&till->fault, BONUS_INVALID,
                               "The receipt's lines add up to more than any sum can be.");
        }
    }
    if (result == BONUS_OK && sum != purchase->total) {
        result = fault_set(&till->fault, BONUS_INVALID,
                           "The receipt's lines add up to %" PRIi64 ", its total is %" PRIi64
                           " (minor units).",
                           sum, purchase->total);
    }
    return result;
}

// How it is paid: points, and tenders for the rest.
static enum bonus_result purchase_copy_payment(struct bonus *till,
                                               const struct bonus_purchase *purchase,
                                               struct wire_purchase *message)
{
    const struct body_tenders tenders = {purchase->tenders, purchase->tender_count};
    int64_t sum = 0;
    if (purchase->redeem < 0 || purchase->redeem > purchase->total) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "Points can pay 0 to %" PRIi64 " of this receipt, not %" PRIi64
                         " (minor units).",
                         purchase->total, purchase->redeem);
    }
    message->redeem = purchase->redeem;
    enum bonus_result result =
        body_copy_tenders(till, tenders, message->tenders, &message->tenders_count, &sum);
    if (result == BONUS_OK && tenders.count > 0 && sum != purchase->total - purchase->redeem) {
        result = fault_set(&till->fault, BONUS_INVALID,
                           "The tenders add up to %" PRIi64 ", %" PRIi64
                           " are to be paid (minor units).",
                           sum, purchase->total - purchase->redeem);
    }
    return result;
}

// What a late claim says too.
static enum bonus_result purchase_copy_head(struct bonus *till,
                                            const struct bonus_purchase *purchase,
                                            struct wire_purchase *message)
{
    message->has_receipt = true;
    enum bonus_result result = body_copy_receipt(till, &purchase->receipt, &message->receipt);
    if (result == BONUS_OK) {
        result = body_copy_card_if_any(till, purchase->card, message->card);
    }
    if (result == BONUS_OK) {
        result = body_copy_text(till, "cashier", purchase->cashier, message->cashier,
                                sizeof(message->cashier));
    }
    return result;
}

static enum bonus_result purchase_append_claim(struct bonus *till, struct wire_purchase *message,
                                               struct buffer *body)
{
    if (message->card[0] == '\0') {
        return fault_set(&till->fault, BONUS_INVALID, "A late claim is made by a card.");
    }
    return body_finish(till, wire_purchase_append(message, body));
}

static enum bonus_result purchase_append_sale(struct bonus *till,
                                              const struct bonus_purchase *purchase,
                                              struct wire_purchase *message, struct buffer *body)
{
    struct buffer lines;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    message->receipt_at_us = purchase->receipt_at_us;
    message->utc_offset_min = purchase->utc_offset_min;
    message->total = purchase->total;
    message->training = purchase->training;
    enum bonus_result result = body_choose_currency(till, purchase->currency, &message->currency);
    if (result == BONUS_OK) {
        result = purchase_append_lines(till, purchase, &lines);
    }
    if (result == BONUS_OK) {
        result = purchase_copy_payment(till, purchase, message);
    }
    if (result == BONUS_OK) {
        message->lines = body_view(&lines);
        result = body_finish(till, wire_purchase_append(message, body));
    }
    buffer_clear(&lines);
    message->lines = (struct wire_view){0};
    return result;
}

enum bonus_result purchase_append_body(struct bonus *till, const struct bonus_purchase *purchase,
                                       struct wire_purchase *message, struct buffer *body)
{
    *message = (struct wire_purchase){
        .entry = (enum wire_card_entry)purchase->entry,
        .shift = purchase->shift,
        .late_claim = purchase->late_claim,
    };
    enum bonus_result result = purchase_copy_head(till, purchase, message);
    if (result != BONUS_OK) {
        return result;
    }
    return purchase->late_claim ? purchase_append_claim(till, message, body)
                                : purchase_append_sale(till, purchase, message, body);
}

enum bonus_result bonus_quote(struct bonus *till, const struct bonus_purchase *purchase,
                              struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_QUOTE};
    struct wire_purchase message;
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = purchase_append_body(till, purchase, &message, &body);
    }
    if (result == BONUS_OK) {
        result = submit_unkeyed(till, &submission, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

static enum bonus_result purchase_submit(struct bonus *till, const struct bonus_purchase *purchase,
                                         void *tag, struct call **call)
{
    struct wire_purchase message;
    struct buffer body;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = purchase_append_body(till, purchase, &message, &body);
    }
    if (result == BONUS_OK) {
        const struct journal_receipt receipt = {
            .store = message.receipt.store,
            .fiscal_device = message.receipt.fiscal_device,
            .number = message.receipt.number,
            .date = message.receipt.date,
            .late_claim = message.late_claim,
        };
        const struct submission submission = {
            .kind = BONUS_KIND_PURCHASE,
            .receipt = message.training ? NULL : &receipt, // practice must not hold the real one up
            .receipt_at_us = message.receipt_at_us,
            .total = message.total,
            .tag = tag,
        };
        result = submit_keyed(till, &submission, &body, call);
    }
    buffer_clear(&body);
    return result;
}

enum bonus_result bonus_purchase(struct bonus *till, const struct bonus_purchase *purchase,
                                 struct bonus_outcome *outcome)
{
    struct call *call = NULL;
    enum bonus_result result = purchase_submit(till, purchase, NULL, &call);
    return submit_await(till, BONUS_KIND_PURCHASE, result, call, outcome);
}

enum bonus_result bonus_purchase_submit(struct bonus *till, const struct bonus_purchase *purchase,
                                        void *tag, uint64_t *stan)
{
    struct call *call = NULL;
    enum bonus_result result = purchase_submit(till, purchase, tag, &call);
    return submit_tell_stan(result, call, stan);
}
