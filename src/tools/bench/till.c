// SPDX-License-Identifier: Apache-2.0
// One row for each kind of request: how it is chosen, how it is encoded, and what its answer tells.
#include "tools/bench/till.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

enum {
    TILL_REMEMBERED_ONE_IN = 4, // customers
    TILL_DECODED_ONE_IN = 64,   // answers that nothing is learned from
};

void till_init(struct till *till, struct till_shop *shop, uint32_t index)
{
    *till = (struct till){.index = index, .stan = RECEIPT_STAN_FIRST};
    snprintf(till->device, sizeof(till->device), "%016" PRIx64, noise_next(&shop->noise));
}

// 1 .. max, or somewhat less of a very large amount.
static int64_t till_draw_part(struct till_shop *shop, int64_t max)
{
    return 1 + noise_below(&shop->noise, max < UINT32_MAX ? (uint32_t)max : UINT32_MAX);
}

// In the mix each till has cards of its own: what it was told of one stays true.
static uint32_t till_draw_card(const struct till *till, struct till_shop *shop)
{
    if (!shop->is_mixed) {
        return shop->first_card + noise_below(&shop->noise, shop->cards);
    }
    const uint32_t rank = noise_below(&shop->noise, shop->cards / shop->tills);
    return shop->first_card + rank * shop->tills + till->index;
}

static struct till_visit *till_find_visit(struct till *till, uint32_t card)
{
    for (size_t index = 0; index < TILL_VISITS; index++) {
        if (till->visits[index].rrn != 0 && till->visits[index].card == card) {
            return &till->visits[index];
        }
    }
    return NULL;
}

static bool till_visit_has_points(const struct till_visit *visit)
{
    return visit->spendable > 0;
}

static bool till_visit_has_goods(const struct till_visit *visit)
{
    return visit->left > 0;
}

// Any customer who is remembered and has what is needed.
static bool till_choose_visit(struct till *till, struct till_shop *shop,
                              bool (*has_it)(const struct till_visit *visit))
{
    const uint32_t start = noise_below(&shop->noise, TILL_VISITS);
    for (uint32_t step = 0; step < TILL_VISITS; step++) {
        struct till_visit *visit = &till->visits[(start + step) % TILL_VISITS];
        if (has_it(visit)) {
            till->visit = visit;
            till->card = visit->card;
            return true;
        }
    }
    return false;
}

static void till_choose_receipt(struct till *till, struct till_shop *shop)
{
    till->receipt = noise_below(&shop->noise, receipt_book_count(shop->book));
}

static bool till_choose_award(struct till *till, struct till_shop *shop)
{
    till->card = till_draw_card(till, shop);
    till->visit = shop->is_mixed ? till_find_visit(till, till->card) : NULL;
    if (shop->is_mixed && till->visit == NULL &&
        noise_below(&shop->noise, TILL_REMEMBERED_ONE_IN) == 0) {
        till->visit = &till->visits[noise_below(&shop->noise, TILL_VISITS)];
    }
    till->amount = 0;
    till_choose_receipt(till, shop);
    return true;
}

static bool till_choose_redemption(struct till *till, struct till_shop *shop)
{
    if (!till_choose_visit(till, shop, till_visit_has_points)) {
        return false;
    }
    till_choose_receipt(till, shop);
    const int64_t total = receipt_total(shop->book, till->receipt);
    const int64_t spendable = till->visit->spendable;
    till->amount = till_draw_part(shop, spendable < total ? spendable : total);
    return true;
}

static bool till_choose_hold(struct till *till, struct till_shop *shop)
{
    if (!till_choose_visit(till, shop, till_visit_has_points)) {
        return false;
    }
    till->amount = till_draw_part(shop, till->visit->spendable);
    return true;
}

// The visit is still that of the hold.
static bool till_choose_commit(struct till *till, struct till_shop *shop)
{
    till->amount = till_draw_part(shop, till->held);
    return true;
}

// The first time it is drawn whether lines come back or amounts; one receipt does not mix them,
// because an amount takes a part of every line.
static bool till_choose_refund(struct till *till, struct till_shop *shop)
{
    if (!till_choose_visit(till, shop, till_visit_has_goods)) {
        return false;
    }
    const struct till_visit *visit = till->visit;
    till->receipt = visit->receipt;
    if (visit->is_split || (visit->lines_refunded == 0 && noise_below(&shop->noise, 2) == 0)) {
        till->line = 0;
        till->amount = till_draw_part(shop, visit->left);
    } else {
        till->line = visit->lines_refunded + 1;
        till->amount = receipt_line(shop->book, visit->receipt, till->line).amount;
    }
    return true;
}

static bool till_choose_balance(struct till *till, struct till_shop *shop)
{
    till->card = till_draw_card(till, shop);
    return true;
}

static struct wire_view till_encode_award(const struct till *till, struct till_shop *shop)
{
    (void)till;
    (void)shop;
    return (struct wire_view){0};
}

static struct wire_view till_encode_redemption(const struct till *till, struct till_shop *shop)
{
    return encoder_redemption(&shop->encoder, shop->book, till->receipt, &shop->sale, till->amount);
}

static struct wire_view till_encode_hold(const struct till *till, struct till_shop *shop)
{
    return encoder_hold(&shop->encoder, &shop->sale, till->amount);
}

static struct wire_view till_encode_commit(const struct till *till, struct till_shop *shop)
{
    return encoder_commit(&shop->encoder, &shop->sale, till->hold, till->amount);
}

static struct wire_view till_encode_refund(const struct till *till, struct till_shop *shop)
{
    struct encoder_refund refund = {.original = till->visit->rrn, .total = till->amount};
    if (till->line != 0) {
        const struct wire_receipt_line line = receipt_line(shop->book, till->receipt, till->line);
        refund.line = (struct wire_refund_line){
            .line = till->line, .quantity_milli = line.quantity_milli, .amount = line.amount};
    }
    return encoder_refund(&shop->encoder, &shop->sale, &refund);
}

static struct wire_view till_encode_balance(const struct till *till, struct till_shop *shop)
{
    (void)till;
    return encoder_balance(&shop->encoder, &shop->sale);
}

static bool till_take_purchase(struct till *till, const struct till_shop *shop,
                               const struct wire_response *response)
{
    const struct wire_purchase_answer *purchase = &response->answer.purchase;
    if (till->visit != NULL) {
        *till->visit = (struct till_visit){
            .rrn = purchase->rrn,
            .spendable = purchase->spendable_after,
            .left = receipt_total(shop->book, till->receipt),
            .card = till->card,
            .receipt = till->receipt,
        };
    }
    return purchase->rrn != 0 && purchase->redeemed == till->amount;
}

static bool till_take_hold(struct till *till, const struct till_shop *shop,
                           const struct wire_response *response)
{
    (void)shop;
    const struct wire_hold_answer *hold = &response->answer.hold;
    till->hold = hold->rrn;
    till->held = hold->held;
    till->visit->spendable = hold->after.spendable;
    return hold->rrn != 0 && hold->held == till->amount;
}

static bool till_take_commit(struct till *till, const struct till_shop *shop,
                             const struct wire_response *response)
{
    (void)shop;
    const struct wire_hold_answer *commit = &response->answer.hold;
    const bool is_it = commit->hold == till->hold && commit->redeemed == till->amount;
    till->hold = 0;
    till->visit->spendable = commit->after.spendable;
    return is_it;
}

static bool till_take_refund(struct till *till, const struct till_shop *shop,
                             const struct wire_response *response)
{
    (void)shop;
    const struct wire_refund_answer *refund = &response->answer.refund;
    struct till_visit *visit = till->visit;
    visit->spendable = refund->after.spendable;
    visit->left -= till->amount;
    visit->is_split = till->line == 0;
    visit->lines_refunded = till->line;
    return refund->original == visit->rrn && refund->total == till->amount;
}

static bool till_take_balance(struct till *till, const struct till_shop *shop,
                              const struct wire_response *response)
{
    (void)till;
    (void)shop;
    return response->answer.balance.state == WIRE_CARD_STATE_ACTIVE;
}

static const struct till_request {
    // Fills in what the request is about; false: nothing is known that it could be done with.
    bool (*choose)(struct till *till, struct till_shop *shop);
    struct wire_view (*encode)(const struct till *till, struct till_shop *shop);
    // False: no answer to what was asked.
    bool (*take)(struct till *till, const struct till_shop *shop,
                 const struct wire_response *response);
    pb_size_t answer; // tag
    bool has_slip;
    bool is_keyed;
} till_requests[] = {
    [MIX_AWARD] = {.choose = till_choose_award,
                   .encode = till_encode_award,
                   .take = till_take_purchase,
                   .answer = WIRE_RESPONSE_PURCHASE_TAG,
                   .has_slip = true,
                   .is_keyed = true},
    [MIX_REDEMPTION] = {.choose = till_choose_redemption,
                        .encode = till_encode_redemption,
                        .take = till_take_purchase,
                        .answer = WIRE_RESPONSE_PURCHASE_TAG,
                        .has_slip = true,
                        .is_keyed = true},
    [MIX_HOLD] = {.choose = till_choose_hold,
                  .encode = till_encode_hold,
                  .take = till_take_hold,
                  .answer = WIRE_RESPONSE_HOLD_TAG,
                  .is_keyed = true},
    [MIX_COMMIT] = {.choose = till_choose_commit,
                    .encode = till_encode_commit,
                    .take = till_take_commit,
                    .answer = WIRE_RESPONSE_HOLD_TAG,
                    .is_keyed = true},
    [MIX_REFUND] = {.choose = till_choose_refund,
                    .encode = till_encode_refund,
                    .take = till_take_refund,
                    .answer = WIRE_RESPONSE_REFUND_TAG,
                    .is_keyed = true},
    [MIX_BALANCE] = {.choose = till_choose_balance,
                     .encode = till_encode_balance,
                     .take = till_take_balance,
                     .answer = WIRE_RESPONSE_BALANCE_TAG,
                     .has_slip = true},
};

static enum mix_kind till_draw_kind(const struct till *till, struct till_shop *shop)
{
    if (!shop->is_mixed) {
        return MIX_AWARD;
    }
    return till->hold != 0 ? MIX_COMMIT : mix_draw(&shop->noise);
}

size_t till_next(struct till *till, struct till_shop *shop, int64_t at_us)
{
    till->kind = till_draw_kind(till, shop);
    if (!till_requests[till->kind].choose(till, shop)) {
        till->kind = MIX_AWARD;
        CHECK(till_choose_award(till, shop));
    }
    const struct till_request *request = &till_requests[till->kind];
    till->stan += request->is_keyed ? 1 : 0;
    shop->sale = (struct receipt_sale){.device = till->device, .stan = till->stan, .at_us = at_us};
    card_text_write(till->card, shop->sale.card);
    shop->receipt = till->receipt;
    shop->encoded = request->encode(till, shop);
    return till->kind == MIX_AWARD ? receipt_size(shop->book, till->receipt) : shop->encoded.size;
}

void till_write(const struct till_shop *shop, uint8_t *payload)
{
    if (shop->encoded.size == 0) {
        receipt_write(shop->book, shop->receipt, &shop->sale, payload);
    } else {
        memcpy(payload, shop->encoded.bytes, shop->encoded.size);
    }
}

uint32_t till_lines(const struct till *till, const struct till_shop *shop)
{
    const bool is_receipt = till->kind == MIX_AWARD || till->kind == MIX_REDEMPTION;
    return is_receipt ? receipt_lines(shop->book, till->receipt) : 0;
}

bool till_take(struct till *till, struct till_shop *shop, const struct answer *answer)
{
    const struct till_request *request = &till_requests[till->kind];
    const bool is_drawn = shop->answers++ % TILL_DECODED_ONE_IN == 0;
    if (answer->result != WIRE_RESULT_APPROVED) {
        return false;
    }
    if (till->kind == MIX_AWARD && till->visit == NULL && !is_drawn) {
        return true;
    }
    struct wire_response response;
    struct wire_error error;
    return answer_decode(answer, &response, &error) == WIRE_OK && !response.repeated &&
           response.which_answer == request->answer &&
           (response.slip.size > 0 || !request->has_slip) && request->take(till, shop, &response);
}
