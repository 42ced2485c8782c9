// SPDX-License-Identifier: Apache-2.0
// A refund's way through the server: begin (decode, check the values, find the lane of its
// original), decide (inside the turn, see handle_refund_decide.c), posted (answer).
#include "service/handle_refund_internal.h"

#include "service/answer.h"
#include "service/handler.h"
#include "service/service_internal.h"
#include "wire/refund_line.h"
#include "wire/rrn.h"

static struct receipt_identity refund_identity(const struct wire_receipt_identity *sent)
{
    return (struct receipt_identity){
        .store = sent->store,
        .fiscal_device = sent->fiscal_device,
        .number = sent->number,
        .date = sent->date,
    };
}

static void refund_sum_tenders(const struct wire_refund *sent, struct taking_back *refund)
{
    for (size_t i = 0; i < sent->tenders_count; i++) {
        money_sum_add(&refund->tenders, (struct money){sent->tenders[i].amount});
        refund->has_odd_tender |= sent->tenders[i].amount < 0;
    }
}

static bool refund_line_is_odd(const struct wire_refund_line *line)
{
    bool differs = (line->quantity_milli < 0 && line->amount > 0) ||
                   (line->quantity_milli > 0 && line->amount < 0);
    return line->line == 0 || differs;
}

static enum wire_result refund_sum_lines(const struct wire_refund *sent, struct taking_back *refund,
                                         struct wire_error *error)
{
    struct wire_refund_lines lines = wire_refund_lines_begin(sent->lines);
    struct wire_refund_line line;
    enum wire_result result;
    while ((result = wire_refund_lines_next(&lines, &line, error)) == WIRE_OK) {
        money_sum_add(&refund->lines, (struct money){line.amount});
        refund->has_odd_line |= refund_line_is_odd(&line);
    }
    refund->has_lines = sent->lines.size > 0;
    return result == WIRE_END ? WIRE_OK : result;
}

static enum wire_result refund_decode(struct request *request, struct wire_error *error)
{
    struct wire_refund *sent = &request->message.refund;
    enum wire_result result = wire_refund_decode(request->happened, sent, error);
    if (result != WIRE_OK) {
        return result;
    }
    request->head.card = sent->card;
    request->refund = (struct taking_back){
        .card = sent->card,
        .receipt = refund_identity(&sent->receipt),
        .receipt_at_us = sent->receipt_at_us,
        .utc_offset_min = sent->utc_offset_min,
        .currency = sent->currency,
        .total = {sent->total},
        .is_blind = sent->which_original == 0,
    };
    if (sent->which_original == WIRE_REFUND_ORIGINAL_RECEIPT_TAG) {
        request->original_receipt = refund_identity(&sent->original.original_receipt);
        request->refund.original_receipt = &request->original_receipt;
    }
    refund_sum_tenders(sent, &request->refund);
    return refund_sum_lines(sent, &request->refund, error);
}

// Where the key, the account and the original stand: in the card's lane; without a card, where the
// RRN says or the fiscal device of the original. False: no server of this ledger gave that RRN.
static bool refund_address(struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    const struct wire_refund *sent = &request->message.refund;
    struct posting *posting = &request->posting;
    struct wire_rrn rrn = {.lane = 0};
    bool by_rrn = sent->which_original == WIRE_REFUND_ORIGINAL_RRN_TAG;
    if (by_rrn && (wire_rrn_unpack(sent->original.original_rrn, &rrn) != WIRE_OK ||
                   rrn.lane >= registry->lane_count)) {
        return false;
    }
    if (taking_back_has_card(&request->refund)) {
        posting->lane = registry_lane_of_card(registry, sent->card);
    } else if (by_rrn) {
        posting->lane = rrn.lane;
    } else {
        posting->lane = registry_lane_of_device(registry, request->original_receipt.store,
                                                request->original_receipt.fiscal_device);
    }
    request->original = (struct posting_original_name){
        .position = (int64_t)rrn.position,
        .receipt = request->refund.original_receipt,
    };
    bool is_here = !by_rrn || rrn.lane == posting->lane;
    posting->original = !request->refund.is_blind && is_here ? &request->original : NULL;
    return true;
}

static void refund_post_to_claim(struct request *request);

// A repeat comes the same way: the same facts give the same answer.
static void handle_refund_posted(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    const struct registry *registry = store_registry(request->service->store);
    enum verdict verdict =
        result == STORE_OK ? posting->answer.verdict : request_verdict_of(result);
    struct wire_response response;
    if (result == STORE_OK && verdict == VERDICT_UNAVAILABLE &&
        request->refund_claim_position > 0) {
        refund_post_to_claim(request);
        return;
    }
    answer_set_refusal(&response, verdict, NULL);
    response.repeated = posting->repeated;
    if (verdict == VERDICT_APPROVED || verdict == VERDICT_ALREADY_POSTED) {
        response.which_answer = WIRE_RESPONSE_REFUND_TAG;
        answer_set_refund(&response.answer.refund, registry, &posting->answer);
    }
    request_answer(request, &response);
}

static const struct posting_rule refund_rule = {
    .decide = handle_refund_decide,
    .posted = handle_refund_posted,
};

// A currency that no number of the ledger can hold has no account; the rule refuses it.
static void refund_post(struct request *request)
{
    uint32_t currency = request->refund.currency;
    request->posting.card = request->refund.card;
    request->posting.currency = currency <= INT16_MAX ? (uint16_t)currency : 0;
    request->posting.receipt = &request->refund.receipt;
    request_post(request, &refund_rule);
}

static void refund_post_to_claim(struct request *request)
{
    request->original = (struct posting_original_name){.position = request->refund_claim_position};
    request->posting = (struct posting){
        .lane = request->posting.lane,
        .original = &request->original,
    };
    request->refund_claim_position = 0;
    refund_post(request);
}

void handle_refund_begin(struct request *request)
{
    struct wire_error error;
    const char *detail = NULL;
    if (refund_decode(request, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    enum verdict verdict = taking_back_check(&request->refund, &detail);
    if (verdict == VERDICT_APPROVED && !refund_address(request)) {
        verdict = VERDICT_INVALID;
        detail = "original_rrn must be the RRN of a posting.";
    }
    if (verdict != VERDICT_APPROVED) {
        request_refuse(request, verdict, detail);
        return;
    }
    refund_post(request);
}
