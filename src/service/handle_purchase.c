// SPDX-License-Identifier: Apache-2.0
// A receipt's way through the server: begin (decode, check the values), decide (inside a turn, or
// for a quote from facts that were just read), posted or quoted (answer and slip). Quote, and
// Purchase of a till in training, take the second way and change nothing.
#include "service/handle_purchase_internal.h"

#include "domain/flag.h"
#include "service/answer.h"
#include "service/handler.h"
#include "service/purchase_body.h"
#include "service/session_internal.h"

// The card's lane; without a card that of the fiscal device, where the same paper receipt sent by
// another till meets its first copy.
static uint16_t purchase_lane(const struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    const struct purchase *purchase = &request->purchase;
    if (purchase_has_card(purchase)) {
        return registry_lane_of_card(registry, purchase->card);
    }
    return registry_lane_of_device(registry, purchase->receipt.store,
                                   purchase->receipt.fiscal_device);
}

// The account to load. A currency that no number of the ledger can hold has no account; the rule
// refuses it.
static uint16_t purchase_account_currency(const struct purchase *purchase)
{
    bool is_loaded = purchase_has_card(purchase) && purchase->currency <= INT16_MAX;
    return is_loaded ? (uint16_t)purchase->currency : 0;
}

// What the server knows beside the message: the terminal's store, and when the request came.
// TERMINAL_UNKNOWN and TERMINAL_BLOCKED come before any rule: what was right at Logon may have been
// withdrawn since.
static enum verdict purchase_gather(const struct request *request,
                                    const struct posting_facts *facts, struct purchase_facts *known)
{
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    const struct registry_store *store = registry_find_store(facts->registry, terminal->store);
    *known = (struct purchase_facts){
        .terminal_store = terminal->store,
        .terminal_currency = store == NULL ? 0 : store->currency,
        .terms = store == NULL ? NULL : store->terms,
        .zone = store == NULL ? &zone_utc : store->zone,
        .brand = store == NULL ? 0 : store->brand,
        .sent_at_us = request->head.sent_at_us,
        .arrived_at_us = request->head.arrived_at_us,
        .turn_at_us = facts->turn_at_us,
        .card = facts->card,
        .account = facts->account,
        .receipt_posted = facts->receipt_position != 0,
        .velocity = facts->velocity,
        .reckon = request->service->reckon,
    };
    return VERDICT_APPROVED;
}

// What a row keeps of the account after it.
static void purchase_set_account_details(const struct account_view *after,
                                         struct journal_details *details)
{
    details->spendable_after = after->parts.spendable.minor;
    details->pending_after = after->parts.pending.minor;
    details->held_after = after->parts.held.minor;
    details->debt_after = after->parts.debt.minor;
    details->expiring_after = after->expiring.minor;
    details->expiring_on = after->expires_on;
}

static enum verdict handle_purchase_decide(struct posting *posting,
                                           const struct posting_facts *facts,
                                           struct posting_effect *effect)
{
    const struct request *request = request_of_posting(posting);
    const struct purchase *purchase = &request->purchase;
    struct purchase_facts known;
    struct purchase_effect decided;
    decided.account = &effect->account;
    decided.moves = &effect->moves;
    enum verdict verdict = purchase_gather(request, facts, &known);
    if (verdict == VERDICT_APPROVED) {
        verdict = purchase_decide(purchase, &known, &decided);
    }
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    effect->kind = JOURNAL_PURCHASE;
    effect->store = purchase->receipt.store;
    effect->currency = (uint16_t)purchase->currency;
    effect->money = purchase->total.minor;
    effect->base = decided.base.minor;
    effect->rate_bp = decided.rate_bp;
    effect->earned = decided.earned.minor;
    effect->redeemed = decided.redeemed.minor;
    effect->receipt_at_us = purchase->receipt_at_us;
    effect->utc_offset_min = (int16_t)purchase->utc_offset_min;
    effect->details.flags = decided.flags;
    effect->details.rule_count = (uint16_t)decided.rule_count;
    for (uint32_t i = 0; i < decided.rule_count; i++) {
        effect->details.rules[i] = (int32_t)decided.rules[i].promotion->promotion;
    }
    if (purchase_has_card(purchase)) {
        effect->member = facts->member;
        effect->account_changed = true;
        purchase_set_account_details(&decided.after, &effect->details);
    }
    return VERDICT_APPROVED;
}

// A repeat comes the same way: the same facts give the same slip.
static void handle_purchase_posted(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    const struct registry *registry = store_registry(request->service->store);
    enum verdict verdict =
        result == STORE_OK ? posting->answer.verdict : request_verdict_of(result);
    struct wire_response response;
    char slip[SLIP_BYTES_MAX];
    answer_set_refusal(&response, verdict, NULL);
    response.repeated = posting->repeated;
    if (verdict == VERDICT_APPROVED || verdict == VERDICT_ALREADY_POSTED) {
        response.which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        answer_set_purchase(&response.answer.purchase, registry, request->terminal,
                            &posting->answer);
    }
    if (verdict == VERDICT_APPROVED) {
        purchase_set_slip(&response, request, request->purchase.total, slip);
    }
    request_answer(request, &response);
}

static const struct posting_rule purchase_rule = {
    .decide = handle_purchase_decide,
    .posted = handle_purchase_posted,
};

void purchase_count_velocity(struct request *request, uint32_t number)
{
    const struct registry *registry = store_registry(request->service->store);
    const struct registry_store *store = registry_find_store(registry, number);
    const struct programme_settings *settings =
        store == NULL || store->terms == NULL ? NULL : store->terms->settings;
    if (settings == NULL || !settings->has_limits || !purchase_has_card(&request->purchase)) {
        return;
    }
    request->velocity = (struct posting_velocity){
        .store = store->store,
        .cashier = request->message.purchase.cashier,
        .utc_offset_s = zone_offset_s(store->zone, request->head.arrived_at_us),
    };
    request->posting.velocity = &request->velocity;
}

static void purchase_post(struct request *request)
{
    request->posting.lane = purchase_lane(request);
    request->posting.card = request->purchase.card;
    request->posting.currency = purchase_account_currency(&request->purchase);
    request->posting.receipt = &request->purchase.receipt;
    purchase_count_velocity(request, request->purchase.receipt.store);
    request_post(request, &purchase_rule);
}

static void quote_set_account(struct wire_purchase_answer *answer,
                              const struct purchase_effect *decided)
{
    const struct account_view *after = &decided->after;
    answer->balance_after = decided->account->balance.minor;
    answer->lifetime_after = decided->account->lifetime.minor;
    answer->spendable_after = after->parts.spendable.minor;
    answer->pending_after = after->parts.pending.minor;
    answer->held_after = after->parts.held.minor;
    answer->debt_after = after->parts.debt.minor;
    answer->expiring = after->expiring.minor;
    answer->expiring_last_day = answer_last_day(after->expires_on);
}

static void quote_set_answer(struct wire_purchase_answer *answer, const struct request *request,
                             const struct purchase_facts *known,
                             const struct purchase_effect *decided)
{
    *answer = (struct wire_purchase_answer){
        .currency = request->purchase.currency,
        .base = decided->base.minor,
        .rate_bp = decided->rate_bp,
        .earned = decided->earned.minor,
        .redeemed = decided->redeemed.minor,
        .programme_version = known->terms->version,
        .posted_at_us = known->turn_at_us,
        .training = request->purchase.training,
        .clock_skewed = (decided->flags & POSTING_FLAG_CLOCK_SKEWED) != 0,
    };
    for (uint32_t i = 0; i < decided->rule_count; i++) {
        answer_add_rule(answer, &decided->rules[i]);
    }
    if (purchase_has_card(&request->purchase)) {
        quote_set_account(answer, decided);
    }
    if (!request->purchase.training) {
        answer->redeemable_max = purchase_redeemable_max(&request->purchase, known).minor;
    }
}

// Decides as a turn would, from facts that were just read.
static enum verdict quote_decide(const struct request *request, const struct posting_facts *facts,
                                 struct wire_purchase_answer *answer)
{
    struct purchase_facts known;
    struct account account;
    struct lot_moves moves;
    struct purchase_effect decided;
    decided.account = &account;
    decided.moves = &moves;
    enum verdict verdict = purchase_gather(request, facts, &known);
    if (verdict == VERDICT_APPROVED) {
        verdict = purchase_decide(&request->purchase, &known, &decided);
    }
    if (verdict == VERDICT_APPROVED) {
        quote_set_answer(answer, request, &known, &decided);
    }
    return verdict;
}

static void handle_quote_answered(struct ask *ask, enum store_result result)
{
    struct request *request = request_of_ask(ask);
    if (result != STORE_OK) {
        request_refuse(request, request_verdict_of(result), NULL);
        return;
    }
    const struct posting_facts facts = {
        .registry = store_registry(request->service->store),
        .turn_at_us = ask->read_at_us,
        .card = ask->card_state,
        .member = ask->member,
        .account = &ask->account,
        .receipt_position = ask->receipt_position,
    };
    struct wire_purchase_answer answer = {.rrn = 0};
    enum verdict verdict = quote_decide(request, &facts, &answer);
    struct wire_response response;
    char slip[SLIP_BYTES_MAX];
    answer_set_refusal(&response, verdict, NULL);
    if (verdict == VERDICT_ALREADY_POSTED) {
        answer.rrn = answer_rrn(facts.registry, ask->lane, facts.receipt_position);
    }
    if (verdict == VERDICT_APPROVED || verdict == VERDICT_ALREADY_POSTED) {
        response.which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        response.answer.purchase = answer;
    }
    if (verdict == VERDICT_APPROVED) {
        purchase_set_slip(&response, request, request->purchase.total, slip);
    }
    request_answer(request, &response);
}

static void purchase_quote(struct request *request)
{
    request->ask.kind = ASK_FACTS;
    request->ask.lane = purchase_lane(request);
    request->ask.card = request->purchase.card;
    request->ask.currency = purchase_account_currency(&request->purchase);
    request->ask.receipt = &request->purchase.receipt;
    request_ask(request, handle_quote_answered);
}

// Decodes and checks the values; then `next` goes on.
static void purchase_begin(struct request *request, void (*next)(struct request *request))
{
    struct wire_error error;
    const char *detail = NULL;
    struct wire_purchase *sent = &request->message.purchase;
    if (purchase_body_decode(request->happened, sent, &request->purchase, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    request->head.card = sent->card;
    enum verdict verdict = purchase_check(&request->purchase, &detail);
    if (verdict != VERDICT_APPROVED) {
        request_refuse(request, verdict, detail);
        return;
    }
    next(request);
}

// What is not posted cannot be claimed.
static void purchase_quote_or_refuse(struct request *request)
{
    if (request->purchase.late_claim) {
        request_refuse(request, VERDICT_INVALID,
                       "late_claim must be false in a Quote and in training.");
        return;
    }
    purchase_quote(request);
}

static void purchase_post_or_train(struct request *request)
{
    if (request->purchase.training) {
        purchase_quote_or_refuse(request);
    } else if (request->purchase.late_claim) {
        purchase_claim_begin(request);
    } else {
        purchase_post(request);
    }
}

void handle_purchase_begin(struct request *request)
{
    purchase_begin(request, purchase_post_or_train);
}

void handle_quote_begin(struct request *request)
{
    purchase_begin(request, purchase_quote_or_refuse);
}
