// SPDX-License-Identifier: Apache-2.0
// Advice: what happened while no server could be asked goes the way it would have gone online, to
// the same rule. Only what becomes of a refusal differs: it is a row of its own, for people to look
// at, and the till is told that it was taken down.
#include "service/handle_advice.h"

#include <stddef.h>
#include <string.h>

#include "domain/flag.h"
#include "service/answer.h"
#include "service/handler.h"
#include "service/service_internal.h"
#include "wire/advice.h"
#include "wire/purchase.h"

// How much money something that was not applied was about. A currency that no number of the ledger
// can hold is none, and its money is none either.
static void advice_set_money(uint32_t currency, struct money money, struct posting_effect *effect)
{
    if (currency <= INT16_MAX) {
        effect->currency = (uint16_t)currency;
        effect->money = money.minor;
    }
}

static void advice_set_time(int64_t at_us, int32_t utc_offset_min, struct posting_effect *effect)
{
    effect->receipt_at_us = at_us;
    effect->utc_offset_min = (int16_t)utc_offset_min;
}

static void advice_set_matter(const struct request *request, struct posting_effect *effect)
{
    const struct purchase *purchase = &request->purchase;
    const struct taking_back *refund = &request->refund;
    const struct hold_step *step = &request->hold_step;
    if (request->advice_kind == WIRE_KIND_PURCHASE) {
        advice_set_money(purchase->currency, purchase->total, effect);
        advice_set_time(purchase->receipt_at_us, purchase->utc_offset_min, effect);
    } else if (request->advice_kind == WIRE_KIND_REFUND) {
        advice_set_money(refund->currency, refund->total, effect);
        advice_set_time(refund->receipt_at_us, refund->utc_offset_min, effect);
    } else {
        advice_set_time(step->at_us, step->utc_offset_min, effect);
    }
}

static void advice_park(const struct request *request, const struct posting_facts *facts,
                        enum verdict reason, struct posting_effect *effect)
{
    const struct registry_terminal *terminal =
        registry_find_terminal(facts->registry, request->terminal);
    const struct posting_effect nothing = {.left = {.lines = effect->left.lines}};
    memcpy(effect, &nothing, offsetof(struct posting_effect, account));
    effect->kind = JOURNAL_EXCEPTION;
    effect->store = terminal == NULL ? 0 : terminal->store;
    effect->details.reason = (uint16_t)reason;
    effect->details.flags = POSTING_FLAG_ADVICE;
    effect->details.original_position =
        reason == VERDICT_ALREADY_POSTED ? facts->receipt_position : 0;
    advice_set_matter(request, effect);
}

static enum verdict handle_advice_decide(struct posting *posting, const struct posting_facts *facts,
                                         struct posting_effect *effect)
{
    const struct request *request = request_of_posting(posting);
    enum verdict verdict = request->advice_rule->decide(posting, facts, effect);
    if (verdict == VERDICT_APPROVED) {
        effect->details.flags |= POSTING_FLAG_ADVICE;
        return VERDICT_APPROVED;
    }
    if (!verdict_is_remembered(verdict)) {
        return verdict;
    }
    advice_park(request, facts, verdict, effect);
    return VERDICT_APPROVED;
}

static void advice_answer_parked(struct request *request, const struct posting *posting)
{
    struct wire_response response;
    answer_set_refusal(&response, VERDICT_APPROVED, NULL);
    response.repeated = posting->repeated;
    response.which_answer = WIRE_RESPONSE_PARKED_TAG;
    answer_set_parked(&response.answer.parked, store_registry(request->service->store),
                      &posting->answer);
    request_answer(request, &response);
}

static void handle_advice_posted(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    if (result == STORE_OK && posting->answer.verdict == VERDICT_APPROVED &&
        posting->answer.kind == JOURNAL_EXCEPTION) {
        advice_answer_parked(request, posting);
        return;
    }
    request->advice_rule->posted(posting, result);
}

const struct posting_rule *advice_wrap(struct request *request, const struct posting_rule *rule)
{
    static const struct posting_rule advice_rule = {
        .decide = handle_advice_decide,
        .posted = handle_advice_posted,
    };
    request->advice_rule = rule;
    return &advice_rule;
}

// Neither can have happened without a server.
static bool advice_needs_server(struct wire_view happened)
{
    struct wire_purchase purchase;
    struct wire_error error;
    return wire_purchase_decode(happened, &purchase, &error) == WIRE_OK &&
           (purchase.training || purchase.late_claim);
}

static const struct advice_way {
    int tag;
    enum wire_kind kind;
    void (*begin)(struct request *request);
} advice_ways[] = {
    {WIRE_ADVICE_PURCHASE_TAG, WIRE_KIND_PURCHASE, handle_purchase_begin},
    {WIRE_ADVICE_REFUND_TAG, WIRE_KIND_REFUND, handle_refund_begin},
    {WIRE_ADVICE_COMMIT_TAG, WIRE_KIND_COMMIT, handle_commit_begin},
    {WIRE_ADVICE_VOID_HOLD_TAG, WIRE_KIND_VOID, handle_void_begin},
};

void handle_advice_begin(struct request *request)
{
    struct wire_advice advice;
    struct wire_error error;
    if (wire_advice_decode(request->body, &advice, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    for (size_t index = 0; index < BASE_COUNT(advice_ways); index++) {
        const struct advice_way *way = &advice_ways[index];
        if (advice.which_happened != way->tag) {
            continue;
        }
        request->happened = advice.happened.purchase; // all members are such a view
        request->advice_kind = way->kind;
        if (way->kind == WIRE_KIND_PURCHASE && advice_needs_server(request->happened)) {
            request_refuse(request, VERDICT_INVALID,
                           "purchase.training and purchase.late_claim must be false in an Advice.");
            return;
        }
        way->begin(request);
        return;
    }
    request_refuse(request, VERDICT_INVALID,
                   "One of purchase, refund, commit and void_hold must "
                   "be given.");
}
