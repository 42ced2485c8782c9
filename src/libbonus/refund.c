// SPDX-License-Identifier: Apache-2.0
// Refund: by lines, by an amount, or blind.
#include <inttypes.h>

#include "base/checked.h"
#include "libbonus/body.h"
#include "wire/refund_line.h"

static enum bonus_result refund_append_lines(struct bonus *till, const struct bonus_refund *refund,
                                             struct buffer *lines)
{
    int64_t sum = 0;
    if (refund->line_count > BONUS_LINES_MAX) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "A refund has at most %d lines, this one %zu.", BONUS_LINES_MAX,
                         refund->line_count);
    }
    for (size_t index = 0; index < refund->line_count; index++) {
        const struct bonus_refund_line *line = &refund->lines[index];
        const struct wire_refund_line message = {
            .line = line->line,
            .quantity_milli = line->quantity_milli,
            .amount = line->amount,
        };
        if (line->line == 0 || checked_add(sum, line->amount, &sum) != BASE_OK) {
            return fault_set(&till->fault, BONUS_INVALID, "Line %zu of the refund: %s.", index + 1,
                             line->line == 0 ? "lines of the original are counted from 1"
                                             : "the lines add up to more than any sum can be");
        }
        enum bonus_result result = body_finish(till, wire_refund_lines_append(&message, lines));
        if (result != BONUS_OK) {
            return result;
        }
    }
    if (refund->line_count > 0 && sum != refund->total) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "The refund's lines add up to %" PRIi64 ", its total is %" PRIi64
                         " (minor units).",
                         sum, refund->total);
    }
    return BONUS_OK;
}

static enum bonus_result refund_copy_original(struct bonus *till, const struct bonus_refund *refund,
                                              struct wire_refund *message)
{
    if (refund->original_rrn != 0) {
        message->which_original = WIRE_REFUND_ORIGINAL_RRN_TAG;
        message->original.original_rrn = refund->original_rrn;
        return refund->original == NULL
                   ? BONUS_OK
                   : fault_set(&till->fault, BONUS_INVALID,
                               "The original is named by its RRN or by its receipt, not by both.");
    }
    if (refund->original != NULL) {
        message->which_original = WIRE_REFUND_ORIGINAL_RECEIPT_TAG;
        return body_copy_receipt(till, refund->original, &message->original.original_receipt);
    }
    if (message->card[0] == '\0' || refund->line_count > 0) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "A refund without an original names a card, and no lines.");
    }
    return BONUS_OK;
}

static enum bonus_result refund_copy_texts(struct bonus *till, const struct bonus_refund *refund,
                                           struct wire_refund *message)
{
    enum bonus_result result = body_copy_card_if_any(till, refund->card, message->card);
    if (result == BONUS_OK) {
        result = body_copy_text(till, "cashier", refund->cashier, message->cashier,
                                sizeof(message->cashier));
    }
    if (result == BONUS_OK) {
        result = body_copy_text(till, "supervisor's code", refund->supervisor, message->supervisor,
                                sizeof(message->supervisor));
    }
    return result;
}

static enum bonus_result refund_copy_payment(struct bonus *till, const struct bonus_refund *refund,
                                             struct wire_refund *message)
{
    const struct body_tenders tenders = {refund->tenders, refund->tender_count};
    int64_t sum = 0;
    if (refund->total < 0) {
        return fault_set(&till->fault, BONUS_INVALID, "A refund's total is 0 or more.");
    }
    message->total = refund->total;
    enum bonus_result result =
        body_copy_tenders(till, tenders, message->tenders, &message->tenders_count, &sum);
    if (result == BONUS_OK && sum > refund->total) {
        result = fault_set(&till->fault, BONUS_INVALID,
                           "The tenders add up to %" PRIi64 ", only %" PRIi64
                           " come back (minor units).",
                           sum, refund->total);
    }
    return result;
}

enum bonus_result refund_append_body(struct bonus *till, const struct bonus_refund *refund,
                                     struct wire_refund *message, struct buffer *body)
{
    *message = (struct wire_refund){
        .entry = (enum wire_card_entry)refund->entry,
        .has_receipt = true,
        .receipt_at_us = refund->receipt_at_us,
        .utc_offset_min = refund->utc_offset_min,
        .shift = refund->shift,
    };
    struct buffer lines;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    enum bonus_result result = body_copy_receipt(till, &refund->receipt, &message->receipt);
    if (result == BONUS_OK) {
        result = refund_copy_texts(till, refund, message);
    }
    if (result == BONUS_OK) {
        result = body_choose_currency(till, refund->currency, &message->currency);
    }
    if (result == BONUS_OK) {
        result = refund_copy_original(till, refund, message);
    }
    if (result == BONUS_OK) {
        result = refund_copy_payment(till, refund, message);
    }
    if (result == BONUS_OK) {
        result = refund_append_lines(till, refund, &lines);
    }
    if (result == BONUS_OK) {
        message->lines = body_view(&lines);
        result = body_finish(till, wire_refund_append(message, body));
    }
    buffer_clear(&lines);
    message->lines = (struct wire_view){0};
    return result;
}

static enum bonus_result refund_submit(struct bonus *till, const struct bonus_refund *refund,
                                       void *tag, struct call **call)
{
    struct wire_refund message;
    struct buffer body;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = refund_append_body(till, refund, &message, &body);
    }
    if (result == BONUS_OK) {
        const struct journal_receipt receipt = {
            .store = message.receipt.store,
            .fiscal_device = message.receipt.fiscal_device,
            .number = message.receipt.number,
            .date = message.receipt.date,
        };
        const struct submission submission = {
            .kind = BONUS_KIND_REFUND,
            .receipt = &receipt,
            .receipt_at_us = message.receipt_at_us,
            .total = message.total,
            .tag = tag,
        };
        result = submit_keyed(till, &submission, &body, call);
    }
    buffer_clear(&body);
    return result;
}

enum bonus_result bonus_refund(struct bonus *till, const struct bonus_refund *refund,
                               struct bonus_outcome *outcome)
{
    struct call *call = NULL;
    enum bonus_result result = refund_submit(till, refund, NULL, &call);
    return submit_await(till, BONUS_KIND_REFUND, result, call, outcome);
}

enum bonus_result bonus_refund_submit(struct bonus *till, const struct bonus_refund *refund,
                                      void *tag, uint64_t *stan)
{
    struct call *call = NULL;
    enum bonus_result result = refund_submit(till, refund, tag, &call);
    return submit_tell_stan(result, call, stan);
}
