// SPDX-License-Identifier: Apache-2.0
// The slip of a purchase, a quote or a late claim, made of its answer.
#include "service/answer.h"
#include "service/handle_purchase_internal.h"

static struct slip_balance purchase_slip_balance(const struct wire_purchase_answer *answer)
{
    return (struct slip_balance){
        .currency = answer->currency,
        .points = {answer->balance_after},
        .lifetime = {answer->lifetime_after},
        .spendable = {answer->spendable_after},
        .pending = {answer->pending_after},
        .held = {answer->held_after},
        .debt = {answer->debt_after},
        .expiring = {answer->expiring},
        .expiring_last_day = answer->expiring_last_day,
    };
}

static void purchase_slip_set_rules(const struct wire_purchase_answer *answer,
                                    struct slip_purchase *purchase)
{
    static_assert(BASE_COUNT(answer->rules) <= BASE_COUNT(purchase->rules),
                  "every promotion has its line");
    purchase->rule_count = answer->rules_count;
    for (size_t i = 0; i < answer->rules_count; i++) {
        purchase->rules[i] = (struct slip_rule){
            .text = answer->rules[i].text,
            .rate_bp = answer->rules[i].rate_bp,
            .points = {answer->rules[i].points},
        };
    }
}

static enum slip_kind purchase_slip_kind(const struct request *request,
                                         const struct wire_purchase_answer *answer)
{
    if (request->purchase.late_claim) {
        return SLIP_CLAIM;
    }
    return answer->rrn == 0 ? SLIP_QUOTE : SLIP_PURCHASE;
}

void purchase_set_slip(struct wire_response *response, const struct request *request,
                       struct money total, char text[SLIP_BYTES_MAX])
{
    const struct purchase *purchase = &request->purchase;
    const struct wire_purchase_answer *answer = &response->answer.purchase;
    if (request->head.slip_width == 0) {
        return;
    }
    struct slip slip = {
        .kind = purchase_slip_kind(request, answer),
        .at_us = purchase->late_claim ? answer->posted_at_us : purchase->receipt_at_us,
        .utc_offset_min =
            purchase->late_claim ? request->head.utc_offset_min : purchase->utc_offset_min,
        .card = purchase->card,
        .purchase =
            {
                .receipt_number = purchase->receipt.number,
                .total = total,
                .base = {answer->base},
                .rate_bp = answer->rate_bp,
                .earned = {answer->earned},
                .redeemed = {answer->redeemed},
                .redeemable_max = {answer->redeemable_max},
                .after = purchase_slip_balance(answer),
                .training = answer->training,
            },
    };
    purchase_slip_set_rules(answer, &slip.purchase);
    answer_set_slip(response, request, &slip, text);
}
