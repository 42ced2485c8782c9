// SPDX-License-Identifier: Apache-2.0
// Fields, sums, and the way back to the lines.
#include "service/purchase_body.h"

#include "wire/receipt_line.h"

static void purchase_body_sum_tenders(const struct wire_purchase *sent, struct purchase *purchase)
{
    for (size_t i = 0; i < sent->tenders_count; i++) {
        purchase_add_tender(purchase, (uint32_t)sent->tenders[i].kind,
                            (struct money){sent->tenders[i].amount});
    }
}

static enum wire_result purchase_body_sum_lines(const struct wire_purchase *sent,
                                                struct purchase *purchase, struct wire_error *error)
{
    struct wire_receipt_lines lines = wire_receipt_lines_begin(sent->lines);
    struct wire_receipt_line line;
    enum wire_result result;
    while ((result = wire_receipt_lines_next(&lines, &line, error)) == WIRE_OK) {
        money_sum_add(&purchase->lines, (struct money){line.amount});
    }
    return result == WIRE_END ? WIRE_OK : result;
}

// They were read once already, and are neither broken nor too many.
static void purchase_body_read_lines(const struct purchase *purchase, struct receipt_reckon *reckon)
{
    const struct wire_purchase *sent = purchase->sent;
    struct wire_receipt_lines lines = wire_receipt_lines_begin(sent->lines);
    struct wire_receipt_line line;
    struct wire_error error;
    while (wire_receipt_lines_next(&lines, &line, &error) == WIRE_OK) {
        CHECK(receipt_reckon_add(reckon, (struct money){line.amount}, line.category) == BASE_OK);
    }
}

enum wire_result purchase_body_decode(struct wire_view body, struct wire_purchase *sent,
                                      struct purchase *purchase, struct wire_error *error)
{
    enum wire_result result = wire_purchase_decode(body, sent, error);
    if (result != WIRE_OK) {
        return result;
    }
    *purchase = (struct purchase){
        .card = sent->card,
        .receipt =
            {
                .store = sent->receipt.store,
                .fiscal_device = sent->receipt.fiscal_device,
                .number = sent->receipt.number,
                .date = sent->receipt.date,
            },
        .receipt_at_us = sent->receipt_at_us,
        .utc_offset_min = sent->utc_offset_min,
        .currency = sent->currency,
        .total = {sent->total},
        .redeem = {sent->redeem},
        .training = sent->training,
        .late_claim = sent->late_claim,
        .sent = sent,
        .read_lines = purchase_body_read_lines,
    };
    purchase_body_sum_tenders(sent, purchase);
    return purchase_body_sum_lines(sent, purchase, error);
}
