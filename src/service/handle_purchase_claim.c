// SPDX-License-Identifier: Apache-2.0
// A late claim's way through the server. Where the receipt and the card lie in one lane, one turn
// does it all. Otherwise it is given away in the receipt's lane, and then taken in the card's,
// under one key. Nobody can claim it twice, because the first of the two marks it; and if the
// second is never reached, the till's repeat finds the first one done and goes on from there.
//
//     begin -> whole (card's lane): claimed, refused or repeated there -> answer
//                -> not there: give (receipt's lane) -> take (card's lane) -> answer
//                              repeated: look at it again -^
#include <string.h>

#include "domain/flag.h"
#include "domain/velocity.h"
#include "service/after.h"
#include "service/answer.h"
#include "service/handle_purchase_internal.h"
#include "service/purchase_body.h"
#include "service/session_internal.h"
#include "wire/advice.h"

static bool claim_crosses_lanes(const struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    return registry_lane_of_card(registry, request->purchase.card) != request->claim.receipt_lane;
}

static const struct registry_store *claim_store(const struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    const struct registry_terminal *terminal = registry_find_terminal(registry, request->terminal);
    return terminal == NULL ? NULL : registry_find_store(registry, terminal->store);
}

// The currency of the terminal's store, in which the account is loaded; 0: it has no store.
static uint16_t claim_currency(const struct request *request)
{
    const struct registry_store *store = claim_store(request);
    return store == NULL ? 0 : store->currency;
}

// The rules' facts.

static const struct zone *claim_zone(const struct registry *registry, uint32_t number)
{
    const struct registry_store *store = registry_find_store(registry, number);
    return store == NULL ? &zone_utc : store->zone;
}

// The receipt's own time, or that of its posting where its clock was not believed.
static int64_t claim_judged_at_us(const struct posting_original *original)
{
    return (original->flags & POSTING_FLAG_CLOCK_SKEWED) != 0 ? original->posted_at_us
                                                              : original->receipt_at_us;
}

static struct claim_original claim_find_original(const struct posting_facts *facts)
{
    const struct posting_original *original = facts->original;
    if (original->verdict != VERDICT_APPROVED) {
        return (struct claim_original){.is_known = false};
    }
    return (struct claim_original){
        .is_known = true,
        .is_sale = original->kind == JOURNAL_PURCHASE || original->kind == JOURNAL_LATE_CLAIM,
        .is_reversed = original->reversal_position != 0,
        .is_taken = original->card[0] != '\0' || original->claim_position != 0,
        .currency = original->currency,
        .day = zone_day(claim_zone(facts->registry, original->store), claim_judged_at_us(original)),
    };
}

// TERMINAL_UNKNOWN and TERMINAL_BLOCKED come before any rule, see handle_purchase.c.
static enum verdict claim_judge(const struct request *request, const struct posting_facts *facts,
                                enum card_state card)
{
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    const struct registry_store *store = registry_find_store(facts->registry, terminal->store);
    const struct claim_facts known = {
        .terminal_currency = store == NULL ? 0 : store->currency,
        .settings = store == NULL ? NULL : store->terms->settings,
        .card = card,
        .original = claim_find_original(facts),
        .today = zone_day(store == NULL ? &zone_utc : store->zone, facts->turn_at_us),
    };
    return claim_refuse(&known);
}

// A claim counts towards the limits of its card, cashier, till and store like a purchase. What it
// brings is not known before the receipt is found; until then it is one posting.
static enum verdict claim_judge_velocity(const struct request *request,
                                         const struct posting_facts *facts, uint32_t *flags)
{
    const struct claim_award *award = &request->claim.award;
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED || facts->velocity == NULL) {
        return verdict;
    }
    const struct registry_store *store = registry_find_store(facts->registry, terminal->store);
    const struct velocity_measures posting = {
        .of = {[PROGRAMME_MEASURE_COUNT] = 1,
               [PROGRAMME_MEASURE_POINTS] = award->earned.minor,
               [PROGRAMME_MEASURE_MONEY] = award->total.minor}};
    if (store == NULL || store->terms->settings == NULL) {
        return VERDICT_APPROVED;
    }
    return velocity_judge(store->terms->settings, facts->velocity, &posting, flags);
}

// What the receipt offers, under the version it was posted under.
static enum verdict claim_reckon_body(struct request *request, const struct posting_facts *facts,
                                      const struct purchase *sold,
                                      const struct programme_settings *settings)
{
    const struct posting_original *original = facts->original;
    const struct registry_store *store = registry_find_store(facts->registry, original->store);
    const struct promotion_receipt receipt = {
        .judged_at_us = claim_judged_at_us(original),
        .zone = claim_zone(facts->registry, original->store),
        .currency = original->currency,
        .store = original->store,
        .brand = store == NULL ? 0 : store->brand,
    };
    struct promotion_offers offers;
    registry_select_offers(facts->registry, original->programme_version, &receipt, &offers);
    struct receipt_reckon *reckon = request->service->reckon;
    receipt_reckon_begin(reckon);
    sold->read_lines(sold, reckon);
    const struct claim_receipt claimed = {
        .reckon = reckon,
        .left = original->lines,
        .left_count = original->line_count,
        .settings = settings,
        .offers = &offers,
        .earning = purchase_earning(sold, settings, (struct points){0}),
        .day = zone_day(receipt.zone, receipt.judged_at_us),
    };
    return claim_reckon(&claimed, &request->claim.award);
}

// The purchase's message: the body, or what an Advice holds.
static bool claim_find_body(const struct posting_original *original, struct wire_view *body)
{
    struct wire_advice advice;
    struct wire_error error;
    *body = (struct wire_view){.bytes = original->body, .size = original->body_size};
    if ((original->flags & POSTING_FLAG_ADVICE) == 0) {
        return true;
    }
    if (wire_advice_decode(*body, &advice, &error) != WIRE_OK ||
        advice.which_happened != WIRE_ADVICE_PURCHASE_TAG) {
        return false;
    }
    *body = advice.happened.purchase;
    return true;
}

// Reckons the receipt again. UNAVAILABLE: its body or its version is not to be had.
static enum verdict claim_reckon_original(struct request *request,
                                          const struct posting_facts *facts)
{
    const struct posting_original *original = facts->original;
    const struct registry_scope scope = {
        .version = original->programme_version,
        .currency = original->currency,
        .store = original->store,
    };
    struct programme_settings room;
    const struct programme_settings *settings =
        registry_find_settings(facts->registry, &scope, &room);
    struct wire_view body;
    struct wire_purchase sent;
    struct purchase sold;
    struct wire_error error;
    if (settings == NULL || !claim_find_body(original, &body) ||
        purchase_body_decode(body, &sent, &sold, &error) != WIRE_OK) {
        return VERDICT_UNAVAILABLE;
    }
    enum verdict verdict = claim_reckon_body(request, facts, &sold, settings);
    request->claim.has_award = verdict == VERDICT_APPROVED;
    request->claim.receipt_at_us = original->receipt_at_us;
    request->claim.utc_offset_min = original->utc_offset_min;
    return verdict;
}

// The effects.

// The receipt is claimed; what is left of it stays as it is.
static void claim_mark_receipt(const struct posting_original *original,
                               struct posting_effect *effect)
{
    effect->details.original_position = original->position;
    effect->left.changed = true;
    effect->left.claimed = true;
    effect->left.line_count = original->line_count;
    memcpy(effect->left.lines, original->lines, original->line_count * sizeof(*original->lines));
}

// What the claim brings to the card's account.
static enum verdict claim_credit(const struct request *request, const struct posting_facts *facts,
                                 struct posting_effect *effect)
{
    const struct claim_award *award = &request->claim.award;
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    const struct account_moment at = {
        .now_us = facts->turn_at_us,
        .today = zone_day(claim_zone(facts->registry, terminal->store), facts->turn_at_us),
    };
    effect->account = *facts->account;
    effect->moves.count = 0;
    verdict = claim_apply(&effect->account, award, at, &effect->moves);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    effect->kind = JOURNAL_LATE_CLAIM;
    effect->store = terminal->store;
    effect->member = facts->member;
    effect->currency = request->posting.currency;
    effect->money = award->total.minor;
    effect->base = award->base.minor;
    effect->rate_bp = award->rate_bp;
    effect->earned = award->earned.minor;
    effect->receipt_at_us = request->claim.receipt_at_us;
    effect->utc_offset_min = request->claim.utc_offset_min;
    effect->account_changed = true;
    after_set_details(&effect->details, &effect->account, at);
    effect->details.rule_count = (uint16_t)award->rule_count;
    for (uint32_t i = 0; i < award->rule_count; i++) {
        effect->details.rules[i] = (int32_t)award->rules[i];
    }
    return VERDICT_APPROVED;
}

static void claim_answer(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    const struct registry *registry = store_registry(request->service->store);
    enum verdict verdict =
        result == STORE_OK ? posting->answer.verdict : request_verdict_of(result);
    struct wire_response response;
    char slip[SLIP_BYTES_MAX];
    answer_set_refusal(&response, verdict, NULL);
    response.repeated = posting->repeated;
    if (verdict == VERDICT_APPROVED) {
        response.which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        answer_set_purchase(&response.answer.purchase, registry, request->terminal,
                            &posting->answer);
        if (claim_crosses_lanes(request)) {
            response.answer.purchase.original =
                answer_rrn(registry, request->claim.receipt_lane, request->claim.receipt_position);
        }
        purchase_set_slip(&response, request, (struct money){posting->answer.money}, slip);
    }
    request_answer(request, &response);
}

// Makes the posting anew: an earlier one of this request lay in the same place. With a currency it
// is one of the card's lane, and counted there.
static void claim_prepare(struct request *request, uint16_t lane, uint16_t currency)
{
    request->posting = (struct posting){
        .lane = lane,
        .card = request->purchase.card,
        .currency = currency,
    };
    if (currency != 0) {
        purchase_count_velocity(request, claim_store(request)->store);
    }
}

// All in the card's lane, where every claim begins: there a repeat is recognised, and what speaks
// against the card is remembered. A receipt must not be given to a card that cannot take it.

static enum verdict claim_whole_decide(struct posting *posting, const struct posting_facts *facts,
                                       struct posting_effect *effect)
{
    struct request *request = request_of_posting(posting);
    enum verdict verdict = claim_judge(request, facts, facts->card);
    bool lies_elsewhere = verdict == VERDICT_ORIGINAL_UNKNOWN && claim_crosses_lanes(request);
    request->claim.lies_elsewhere = false;
    if (lies_elsewhere) {
        verdict = claim_judge_velocity(request, facts, &effect->details.flags);
        request->claim.lies_elsewhere = verdict == VERDICT_APPROVED;
        // Nothing is decided yet, nor remembered.
        return verdict == VERDICT_APPROVED ? VERDICT_UNAVAILABLE : verdict;
    }
    if (verdict == VERDICT_APPROVED) {
        verdict = claim_reckon_original(request, facts);
    }
    if (verdict == VERDICT_APPROVED) {
        verdict = claim_judge_velocity(request, facts, &effect->details.flags);
    }
    if (verdict == VERDICT_APPROVED) {
        verdict = claim_credit(request, facts, effect);
    }
    if (verdict == VERDICT_APPROVED) {
        claim_mark_receipt(facts->original, effect);
    }
    return verdict;
}

static void claim_give(struct request *request);

// The answer to a repeat names the receipt, which only its own lane knows.
static void claim_whole_posted(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    bool is_taken = result == STORE_OK && posting->repeated &&
                    posting->answer.verdict == VERDICT_APPROVED && claim_crosses_lanes(request);
    bool is_open = result == STORE_OK && !posting->repeated &&
                   posting->answer.verdict == VERDICT_UNAVAILABLE && request->claim.lies_elsewhere;
    request->claim.is_taken = is_taken;
    if (is_taken || is_open) {
        claim_give(request);
    } else {
        claim_answer(posting, result);
    }
}

static const struct posting_rule claim_whole_rule = {
    .decide = claim_whole_decide,
    .posted = claim_whole_posted,
};

static void claim_post_whole(struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    claim_prepare(request, registry_lane_of_card(registry, request->purchase.card),
                  claim_currency(request));
    request->posting.original = &request->original;
    request_post(request, &claim_whole_rule);
}

// The card's lane takes what the receipt's lane gave, and keeps the receipt, by which a refund finds
// the claim. A card that was blocked in between takes it, too: its member bought it.

static enum verdict claim_take_decide(struct posting *posting, const struct posting_facts *facts,
                                      struct posting_effect *effect)
{
    if (claim_judge_velocity(request_of_posting(posting), facts, &effect->details.flags) !=
        VERDICT_APPROVED) {
        effect->details.flags |= POSTING_FLAG_VELOCITY; // it is given already
    }
    if (facts->card == CARD_ABSENT) {
        return VERDICT_CARD_UNKNOWN;
    }
    if (facts->member == 0) {
        return VERDICT_CARD_NOT_ACTIVE;
    }
    if (facts->receipt_position != 0) {
        return VERDICT_ALREADY_POSTED; // on a card of this lane, after we looked
    }
    return claim_credit(request_of_posting(posting), facts, effect);
}

static const struct posting_rule claim_take_rule = {
    .decide = claim_take_decide,
    .posted = claim_answer,
};

static void claim_take(struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    claim_prepare(request, registry_lane_of_card(registry, request->purchase.card),
                  claim_currency(request));
    request->posting.receipt = &request->purchase.receipt;
    request_post(request, &claim_take_rule);
}

// A repeat: the receipt was given away before, and only its own lane knows what it was. This turn
// decides nothing and writes nothing.

static enum verdict claim_look_decide(struct posting *posting, const struct posting_facts *facts,
                                      struct posting_effect *effect)
{
    (void)effect;
    struct request *request = request_of_posting(posting);
    if (facts->original->verdict == VERDICT_APPROVED) {
        (void)claim_reckon_original(request, facts);
    }
    return VERDICT_UNAVAILABLE;
}

static void claim_looked(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    if (result != STORE_OK || !request->claim.has_award) {
        request_refuse(request,
                       result != STORE_OK ? request_verdict_of(result) : VERDICT_UNAVAILABLE, NULL);
        return;
    }
    claim_take(request);
}

static const struct posting_rule claim_look_rule = {
    .decide = claim_look_decide,
    .posted = claim_looked,
};

static void claim_look(struct request *request)
{
    claim_prepare(request, request->claim.receipt_lane, 0);
    request->posting.original = &request->original;
    request_post_without_key(request, &claim_look_rule);
}

// The receipt's lane gives it away. The row names the card that it goes to.

static enum verdict claim_give_decide(struct posting *posting, const struct posting_facts *facts,
                                      struct posting_effect *effect)
{
    struct request *request = request_of_posting(posting);
    enum verdict verdict = claim_judge(request, facts, CARD_ACTIVE);
    if (verdict == VERDICT_APPROVED) {
        verdict = claim_reckon_original(request, facts);
    }
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    effect->kind = JOURNAL_CLAIM_GIVEN;
    effect->store = facts->original->store;
    effect->currency = facts->original->currency;
    effect->receipt_at_us = facts->original->receipt_at_us;
    effect->utc_offset_min = facts->original->utc_offset_min;
    claim_mark_receipt(facts->original, effect);
    return VERDICT_APPROVED;
}

static void claim_given(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    if (result != STORE_OK || posting->answer.verdict != VERDICT_APPROVED) {
        claim_answer(posting, result);
        return;
    }
    request->claim.receipt_position = posting->answer.details.original_position;
    if (posting->repeated && !request->claim.is_taken) {
        claim_look(request);
    } else {
        claim_take(request);
    }
}

static const struct posting_rule claim_give_rule = {
    .decide = claim_give_decide,
    .posted = claim_given,
};

static void claim_give(struct request *request)
{
    claim_prepare(request, request->claim.receipt_lane, 0);
    request->posting.original = &request->original;
    request_post(request, &claim_give_rule);
}

void purchase_claim_begin(struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    const struct receipt_identity *receipt = &request->purchase.receipt;
    request->original = (struct posting_original_name){.receipt = receipt};
    request->claim = (struct request_claim){
        .receipt_lane = registry_lane_of_device(registry, receipt->store, receipt->fiscal_device),
    };
    claim_post_whole(request);
}
