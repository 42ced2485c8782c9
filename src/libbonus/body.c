// SPDX-License-Identifier: Apache-2.0
// Public requests to the bytes of their bodies. What can be seen to be wrong here is refused here:
// it would only use up a STAN.
#include <inttypes.h>
#include <string.h>

#include "base/checked.h"
#include "base/limits.h"
#include "libbonus/till_internal.h"
#include "wire/balance.h"
#include "wire/card.h"
#include "wire/card_number.h"
#include "wire/purchase.h"
#include "wire/receipt_line.h"

static_assert((int)BONUS_LINES_MAX == (int)LIMIT_RECEIPT_LINES_MAX,
              "bonus.h says what limits.h says");
static_assert(BONUS_NAME_BYTES_MAX + 1 == sizeof(((struct wire_receipt_line *)0)->sku), "sku");
static_assert(BONUS_TENDERS_MAX == BASE_COUNT(((struct wire_purchase *)0)->tenders), "tenders");

// NULL is empty.
static enum bonus_result body_copy_text(struct bonus *till, const char *name, const char *text,
                                        char *copy, size_t size)
{
    size_t length = text == NULL ? 0 : strlen(text);
    if (length >= size) {
        return fault_set(&till->fault, BONUS_INVALID, "The %s is longer than %zu bytes.", name,
                         size - 1);
    }
    memcpy(copy, text == NULL ? "" : text, length + 1);
    return BONUS_OK;
}

static enum bonus_result body_copy_card(struct bonus *till, const char *digits, char *copy)
{
    struct wire_error error;
    if (digits == NULL || wire_card_number_check(digits, &error) != WIRE_OK) {
        return fault_set(&till->fault, BONUS_INVALID, "%s.",
                         digits == NULL ? "card: missing" : error.text);
    }
    memcpy(copy, digits, strlen(digits) + 1);
    return BONUS_OK;
}

static enum bonus_result body_finish(struct bonus *till, enum wire_result result)
{
    if (result != WIRE_OK) {
        return fault_set(&till->fault, BONUS_INVALID, "The request is larger than a frame: %s.",
                         wire_result_text(result));
    }
    return BONUS_OK;
}

static enum bonus_result body_copy_receipt(struct bonus *till,
                                           const struct bonus_purchase *purchase,
                                           struct wire_purchase *message)
{
    const struct bonus_receipt *receipt = &purchase->receipt;
    if (receipt->fiscal_device == NULL || receipt->fiscal_device[0] == '\0' ||
        receipt->number == NULL || receipt->number[0] == '\0' || receipt->date == 0) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "A receipt has a fiscal device, a number and a date (YYYYMMDD).");
    }
    message->has_receipt = true;
    message->receipt.store = receipt->store == 0 ? till->facts.store : receipt->store;
    message->receipt.date = receipt->date;
    enum bonus_result result =
        body_copy_text(till, "fiscal device", receipt->fiscal_device,
                       message->receipt.fiscal_device, sizeof(message->receipt.fiscal_device));
    if (result != BONUS_OK) {
        return result;
    }
    return body_copy_text(till, "receipt's number", receipt->number, message->receipt.number,
                          sizeof(message->receipt.number));
}

static enum bonus_result body_copy_tenders(struct bonus *till,
                                           const struct bonus_purchase *purchase,
                                           struct wire_purchase *message)
{
    if (purchase->tender_count > BONUS_TENDERS_MAX) {
        return fault_set(&till->fault, BONUS_INVALID, "A receipt has at most %d tenders.",
                         BONUS_TENDERS_MAX);
    }
    for (size_t index = 0; index < purchase->tender_count; index++) {
        message->tenders[index].kind = (enum wire_tender_kind)purchase->tenders[index].kind;
        message->tenders[index].amount = purchase->tenders[index].amount;
    }
    message->tenders_count = (pb_size_t)purchase->tender_count;
    return BONUS_OK;
}

static enum bonus_result body_append_line(struct bonus *till, const struct bonus_line *line,
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

static enum bonus_result
body_append_lines(struct bonus *till, const struct bonus_purchase *purchase, struct buffer *lines)
{
    if (purchase->line_count == 0 || purchase->line_count > BONUS_LINES_MAX) {
        return fault_set(&till->fault, BONUS_INVALID, "A receipt has 1 to %d lines, this one %zu.",
                         BONUS_LINES_MAX, purchase->line_count);
    }
    int64_t sum = 0;
    enum bonus_result result = BONUS_OK;
    for (size_t index = 0; index < purchase->line_count && result == BONUS_OK; index++) {
        result = body_append_line(till, &purchase->lines[index], lines);
        if (result == BONUS_OK &&
            checked_add(sum, purchase->lines[index].amount, &sum) != BASE_OK) {
            result = fault_set(&till->fault, BONUS_INVALID,
                               "The receipt's lines add up to more "
                               "than any sum can be.");
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

enum bonus_result body_append_purchase(struct bonus *till, const struct bonus_purchase *purchase,
                                       struct wire_purchase *message, struct buffer *body)
{
    *message = (struct wire_purchase){
        .entry = (enum wire_card_entry)purchase->entry,
        .receipt_at_us = purchase->receipt_at_us,
        .utc_offset_min = purchase->utc_offset_min,
        .shift = purchase->shift,
        .currency = purchase->currency == 0 ? till->facts.currency : purchase->currency,
        .total = purchase->total,
        .redeem = purchase->redeem,
        .training = purchase->training,
        .late_claim = purchase->late_claim,
    };
    struct buffer lines;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    enum bonus_result result = body_copy_receipt(till, purchase, message);
    if (result == BONUS_OK && purchase->card != NULL && purchase->card[0] != '\0') {
        result = body_copy_card(till, purchase->card, message->card);
    }
    if (result == BONUS_OK) {
        result = body_copy_text(till, "cashier", purchase->cashier, message->cashier,
                                sizeof(message->cashier));
    }
    if (result == BONUS_OK) {
        result = body_copy_tenders(till, purchase, message);
    }
    if (result == BONUS_OK) {
        result = body_append_lines(till, purchase, &lines);
    }
    if (result == BONUS_OK) {
        message->lines = (struct wire_view){buffer_bytes(&lines), buffer_size(&lines)};
        result = body_finish(till, wire_purchase_append(message, body));
    }
    buffer_clear(&lines);
    message->lines = (struct wire_view){0};
    return result;
}

enum bonus_result body_append_balance(struct bonus *till, const struct bonus_card *card,
                                      struct buffer *body)
{
    struct wire_balance_inquiry message = {.entry = (enum wire_card_entry)card->entry};
    enum bonus_result result = body_copy_card(till, card->digits, message.card);
    return result == BONUS_OK ? body_finish(till, wire_balance_inquiry_append(&message, body))
                              : result;
}

enum bonus_result body_append_activate(struct bonus *till, const char *digits, struct buffer *body)
{
    struct wire_card_activate message = {0};
    enum bonus_result result = body_copy_card(till, digits, message.card);
    return result == BONUS_OK ? body_finish(till, wire_card_activate_append(&message, body))
                              : result;
}

enum bonus_result body_append_block(struct bonus *till, const struct bonus_card_block *block,
                                    struct buffer *body)
{
    struct wire_card_block message = {.lift = block->lift};
    enum bonus_result result = body_copy_card(till, block->card, message.card);
    if (result == BONUS_OK) {
        result =
            body_copy_text(till, "reason", block->reason, message.reason, sizeof(message.reason));
    }
    return result == BONUS_OK ? body_finish(till, wire_card_block_append(&message, body)) : result;
}
