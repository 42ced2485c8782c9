// SPDX-License-Identifier: Apache-2.0
// One message after the other into the same three buffers.
#include "tools/bench/encoder.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "wire/balance.h"
#include "wire/hold.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/request.h"

void encoder_init(struct encoder *encoder, uint32_t date)
{
    encoder->date = date;
    buffer_init(&encoder->body, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&encoder->lines, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&encoder->frame, LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX);
}

void encoder_clear(struct encoder *encoder)
{
    buffer_clear(&encoder->frame);
    buffer_clear(&encoder->lines);
    buffer_clear(&encoder->body);
}

static void encoder_begin(struct encoder *encoder)
{
    buffer_reset(&encoder->body);
    buffer_reset(&encoder->lines);
    buffer_reset(&encoder->frame);
}

// Wraps the body that was encoded.
static struct wire_view encoder_end(struct encoder *encoder, enum wire_kind kind, uint32_t stan,
                                    const struct receipt_sale *sale)
{
    const struct wire_request request = {
        .number = RECEIPT_REQUEST_NUMBER,
        .kind = kind,
        .body = {.bytes = buffer_bytes(&encoder->body), .size = buffer_size(&encoder->body)},
        .stan = stan,
        .sent_at_us = sale->at_us,
        .has_slip = true,
        .slip = {.width = RECEIPT_SLIP_WIDTH,
                 .language = RECEIPT_LANGUAGE,
                 .utc_offset_min = RECEIPT_UTC_OFFSET_MIN},
    };
    CHECK(wire_request_append_frame(&request, &encoder->frame) == WIRE_OK);
    buffer_consume(&encoder->frame, LIMIT_FRAME_PREFIX_BYTES);
    return (struct wire_view){.bytes = buffer_bytes(&encoder->frame),
                              .size = buffer_size(&encoder->frame)};
}

struct wire_view encoder_redemption(struct encoder *encoder, const struct receipt_book *book,
                                    uint32_t index, const struct receipt_sale *sale, int64_t points)
{
    struct wire_purchase purchase;
    receipt_fill(book, index, sale, &purchase);
    purchase.redeem = points;
    const int64_t rest = purchase.total - points;
    purchase.tenders_count = rest > 0 ? 1 : 0;
    purchase.tenders[0] = (struct wire_tender){.kind = WIRE_TENDER_KIND_CARD, .amount = rest};
    encoder_begin(encoder);
    CHECK(wire_purchase_append(&purchase, &encoder->body) == WIRE_OK);
    return encoder_end(encoder, WIRE_KIND_PURCHASE, sale->stan, sale);
}

struct wire_view encoder_hold(struct encoder *encoder, const struct receipt_sale *sale,
                              int64_t points)
{
    struct wire_hold hold = {
        .entry = WIRE_CARD_ENTRY_BARCODE,
        .currency = RECEIPT_CURRENCY,
        .points = points,
        .store = RECEIPT_STORE,
        .at_us = sale->at_us,
        .utc_offset_min = RECEIPT_UTC_OFFSET_MIN,
        .cashier = RECEIPT_CASHIER,
        .shift = RECEIPT_SHIFT,
    };
    memcpy(hold.card, sale->card, CARD_TEXT_DIGITS);
    encoder_begin(encoder);
    CHECK(wire_hold_append(&hold, &encoder->body) == WIRE_OK);
    return encoder_end(encoder, WIRE_KIND_HOLD, sale->stan, sale);
}

struct wire_view encoder_commit(struct encoder *encoder, const struct receipt_sale *sale,
                                uint64_t hold, int64_t points)
{
    struct wire_commit commit = {
        .entry = WIRE_CARD_ENTRY_BARCODE,
        .hold = hold,
        .points = points,
        .at_us = sale->at_us,
        .utc_offset_min = RECEIPT_UTC_OFFSET_MIN,
        .cashier = RECEIPT_CASHIER,
        .shift = RECEIPT_SHIFT,
    };
    memcpy(commit.card, sale->card, CARD_TEXT_DIGITS);
    encoder_begin(encoder);
    CHECK(wire_commit_append(&commit, &encoder->body) == WIRE_OK);
    return encoder_end(encoder, WIRE_KIND_COMMIT, sale->stan, sale);
}

struct wire_view encoder_refund(struct encoder *encoder, const struct receipt_sale *sale,
                                const struct encoder_refund *refund)
{
    struct wire_refund message = {
        .entry = WIRE_CARD_ENTRY_BARCODE,
        .has_receipt = true,
        .receipt = {.store = RECEIPT_STORE, .date = encoder->date},
        .receipt_at_us = sale->at_us,
        .utc_offset_min = RECEIPT_UTC_OFFSET_MIN,
        .cashier = RECEIPT_CASHIER,
        .shift = RECEIPT_SHIFT,
        .currency = RECEIPT_CURRENCY,
        .total = refund->total,
        .which_original = WIRE_REFUND_ORIGINAL_RRN_TAG,
        .original.original_rrn = refund->original,
    };
    memcpy(message.card, sale->card, CARD_TEXT_DIGITS);
    memcpy(message.receipt.fiscal_device, sale->device, RECEIPT_DEVICE_BYTES);
    receipt_print_number(sale->stan, message.receipt.number);
    encoder_begin(encoder);
    if (refund->line.line != 0) {
        CHECK(wire_refund_lines_append(&refund->line, &encoder->lines) == WIRE_OK);
        message.lines = (struct wire_view){.bytes = buffer_bytes(&encoder->lines),
                                           .size = buffer_size(&encoder->lines)};
    }
    CHECK(wire_refund_append(&message, &encoder->body) == WIRE_OK);
    return encoder_end(encoder, WIRE_KIND_REFUND, sale->stan, sale);
}

struct wire_view encoder_balance(struct encoder *encoder, const struct receipt_sale *sale)
{
    struct wire_balance_inquiry inquiry = {.entry = WIRE_CARD_ENTRY_BARCODE};
    memcpy(inquiry.card, sale->card, CARD_TEXT_DIGITS);
    encoder_begin(encoder);
    CHECK(wire_balance_inquiry_append(&inquiry, &encoder->body) == WIRE_OK);
    return encoder_end(encoder, WIRE_KIND_BALANCE_INQUIRY, 0, sale);
}
