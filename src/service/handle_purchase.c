// SPDX-License-Identifier: Apache-2.0
// A receipt's way through the server: begin (decode, check the values), decide (inside a turn, or
// for a quote from facts that were just read), posted or quoted (answer and slip). Quote, and
// Purchase of a till in training, take the second way and change nothing.
#include "service/answer.h"
#include "service/handler.h"
#include "service/session_internal.h"
#include "wire/receipt_line.h"

static void purchase_sum_tenders(const struct wire_purchase *sent, struct purchase *purchase)
{
    for (size_t i = 0; i < sent->tenders_count; i++) {
        money_sum_add(&purchase->tenders, (struct money){sent->tenders[i].amount});
    }
}

static enum wire_result purchase_sum_lines(const struct wire_purchase *sent,
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

static enum wire_result purchase_decode(struct request *request, struct wire_error *error)
{
    const struct wire_purchase *sent = &request->message.purchase;
    enum wire_result result =
        wire_purchase_decode(request->body, &request->message.purchase, error);
    if (result != WIRE_OK) {
        return result;
    }
    request->head.card = sent->card;
    request->purchase = (struct purchase){
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
    };
    purchase_sum_tenders(sent, &request->purchase);
    return purchase_sum_lines(sent, &request->purchase, error);
}

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

// The facts the domain's rule asks for. TERMINAL_UNKNOWN and TERMINAL_BLOCKED come before any rule:
// what was right at Logon may have been withdrawn since.
static enum verdict purchase_reckon(const struct request *request,
                                    const struct posting_facts *facts,
                                    struct purchase_effect *effect)
{
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    const struct registry_store *store = registry_find_store(facts->registry, terminal->store);
    const struct purchase_facts known = {
        .terminal_store = terminal->store,
        .terminal_currency = store == NULL ? 0 : store->currency,
        .programme = &facts->registry->programme,
        .card = facts->card,
        .account = facts->account,
        .receipt_posted = facts->receipt_position != 0,
    };
    return purchase_decide(&request->purchase, &known, effect);
}

static enum verdict handle_purchase_decide(struct posting *posting,
                                           const struct posting_facts *facts,
                                           struct posting_effect *effect)
{
    const struct request *request = request_of_posting(posting);
    const struct purchase *purchase = &request->purchase;
    struct purchase_effect decided;
    enum verdict verdict = purchase_reckon(request, facts, &decided);
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
    if (purchase_has_card(purchase)) {
        effect->member = facts->member;
        effect->account_changed = true;
        effect->account = decided.account;
        effect->details.spendable_after = decided.account.balance.minor;
        lot_moves_set_plain(&effect->moves, decided.earned);
    }
    return VERDICT_APPROVED;
}

static void purchase_set_slip(struct wire_response *response, const struct request *request,
                              char text[SLIP_BYTES_MAX])
{
    const struct purchase *purchase = &request->purchase;
    const struct wire_purchase_answer *answer = &response->answer.purchase;
    struct slip slip = {
        .kind = answer->rrn == 0 ? SLIP_QUOTE : SLIP_PURCHASE,
        .at_us = purchase->receipt_at_us,
        .utc_offset_min = purchase->utc_offset_min,
        .card = purchase->card,
        .purchase =
            {
                .receipt_number = purchase->receipt.number,
                .total = purchase->total,
                .base = {answer->base},
                .rate_bp = answer->rate_bp,
                .earned = {answer->earned},
                .redeemed = {answer->redeemed},
                .after =
                    {
                        .currency = answer->currency,
                        .points = {answer->balance_after},
                        .lifetime = {answer->lifetime_after},
                    },
                .training = answer->training,
            },
    };
    answer_set_slip(response, request, &slip, text);
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
        answer_set_purchase(&response.answer.purchase, registry, &posting->answer);
    }
    if (verdict == VERDICT_APPROVED) {
        purchase_set_slip(&response, request, slip);
    }
    request_answer(request, &response);
}

static const struct posting_rule purchase_rule = {
    .decide = handle_purchase_decide,
    .posted = handle_purchase_posted,
};

static void purchase_post(struct request *request)
{
    request->posting.lane = purchase_lane(request);
    request->posting.card = request->purchase.card;
    request->posting.currency = purchase_account_currency(&request->purchase);
    request->posting.receipt = &request->purchase.receipt;
    request_post(request, &purchase_rule);
}

static void quote_set_answer(struct wire_purchase_answer *answer, const struct request *request,
                             const struct purchase_effect *effect)
{
    *answer = (struct wire_purchase_answer){
        .currency = request->purchase.currency,
        .base = effect->base.minor,
        .rate_bp = effect->rate_bp,
        .earned = effect->earned.minor,
        .redeemed = effect->redeemed.minor,
        .balance_after = effect->account.balance.minor,
        .lifetime_after = effect->account.lifetime.minor,
        .programme_version = effect->programme_version,
        .posted_at_us = request->ask.read_at_us,
        .training = request->purchase.training,
    };
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
    struct purchase_effect effect;
    enum verdict verdict = purchase_reckon(request, &facts, &effect);
    struct wire_response response;
    char slip[SLIP_BYTES_MAX];
    answer_set_refusal(&response, verdict, NULL);
    if (verdict == VERDICT_ALREADY_POSTED) {
        response.which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        response.answer.purchase.rrn =
            answer_rrn(facts.registry, ask->lane, facts.receipt_position);
    }
    if (verdict == VERDICT_APPROVED) {
        response.which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        quote_set_answer(&response.answer.purchase, request, &effect);
        purchase_set_slip(&response, request, slip);
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
    if (purchase_decode(request, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    enum verdict verdict = purchase_check(&request->purchase, &detail);
    if (verdict != VERDICT_APPROVED) {
        request_refuse(request, verdict, detail);
        return;
    }
    next(request);
}

static void purchase_post_or_train(struct request *request)
{
    if (request->purchase.training) {
        purchase_quote(request);
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
    purchase_begin(request, purchase_quote);
}
