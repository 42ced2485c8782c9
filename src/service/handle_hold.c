// SPDX-License-Identifier: Apache-2.0
// Hold, Commit and Void: begin (decode, check the values), decide inside the turn, posted.
#include "domain/clock.h"
#include "domain/flag.h"
#include "domain/zone.h"
#include "service/after.h"
#include "service/answer.h"
#include "service/handler.h"
#include "service/service_internal.h"
#include "wire/hold.h"
#include "wire/rrn.h"

static void hold_read_hold(struct request *request, const struct wire_hold *sent)
{
    request->hold_step = (struct hold_step){
        .kind = HOLD_STEP_HOLD,
        .card = sent->card,
        .store = sent->store,
        .currency = sent->currency,
        .timeout_s = sent->timeout_s,
        .points = {sent->points},
        .at_us = sent->at_us,
        .utc_offset_min = sent->utc_offset_min,
    };
}

static void hold_read_commit(struct request *request, const struct wire_commit *sent)
{
    request->hold_step = (struct hold_step){
        .kind = HOLD_STEP_COMMIT,
        .card = sent->card,
        .hold = sent->hold,
        .points = {sent->points},
        .at_us = sent->at_us,
        .utc_offset_min = sent->utc_offset_min,
    };
}

static void hold_read_void(struct request *request, const struct wire_void *sent)
{
    request->hold_step = (struct hold_step){
        .kind = HOLD_STEP_VOID,
        .card = sent->card,
        .hold = sent->hold,
        .at_us = sent->at_us,
        .utc_offset_min = sent->utc_offset_min,
    };
}

// The card's lane, where its account and the key stand. A hold of another lane is another card's.
static void hold_address(struct request *request)
{
    const struct registry *registry = store_registry(request->service->store);
    const struct hold_step *step = &request->hold_step;
    struct posting *posting = &request->posting;
    struct wire_rrn hold;
    posting->lane = registry_lane_of_card(registry, step->card);
    posting->card = step->card;
    if (step->kind == HOLD_STEP_HOLD) {
        // A currency that no number of the ledger can hold has no account; the rule refuses it.
        posting->currency = step->currency <= INT16_MAX ? (uint16_t)step->currency : 0;
    } else if (wire_rrn_unpack(step->hold, &hold) == WIRE_OK && hold.lane == posting->lane) {
        request->original = (struct posting_original_name){.position = (int64_t)hold.position};
        posting->original = &request->original;
    }
}

// The row that made the hold, if the RRN is one and names such a row.
static struct hold_row hold_find_row(const struct request *request,
                                     const struct posting_facts *facts)
{
    const struct posting_original *original = facts->original;
    struct hold_row row = {.position = 0};
    struct wire_rrn rrn;
    if (wire_rrn_unpack(request->hold_step.hold, &rrn) != WIRE_OK ||
        rrn.lane >= facts->registry->lane_count) {
        return row;
    }
    if (original == NULL) {
        row.is_elsewhere = true;
        return row;
    }
    uint16_t incarnation =
        registry_find_incarnation(facts->registry, rrn.lane, (int64_t)rrn.position);
    if (original->verdict == VERDICT_APPROVED && original->kind == JOURNAL_HOLD &&
        rrn.incarnation == incarnation) {
        row.position = original->position;
        row.member = original->member;
        row.currency = original->currency;
    }
    return row;
}

static enum journal_kind hold_journal_kind(const struct hold_step *step)
{
    static const enum journal_kind kinds[] = {
        [HOLD_STEP_HOLD] = JOURNAL_HOLD,
        [HOLD_STEP_COMMIT] = JOURNAL_HOLD_COMMITTED,
        [HOLD_STEP_VOID] = JOURNAL_HOLD_VOIDED,
    };
    return kinds[step->kind];
}

static uint32_t hold_flags(const struct request *request, const struct posting_facts *facts,
                           const struct programme_settings *settings)
{
    const struct clock_times times = {
        .receipt_at_us = request->hold_step.at_us,
        .sent_at_us = request->head.sent_at_us,
        .arrived_at_us = request->head.arrived_at_us,
        .turn_at_us = facts->turn_at_us,
        .tolerance_s = settings != NULL ? settings->skew_tolerance_s : INT64_MAX,
    };
    return clock_judge(&times).is_skewed ? POSTING_FLAG_CLOCK_SKEWED : 0;
}

// What a row of a hold says: `base` is what was held, by which TransactionStatus, too, tells what
// was given back.
static void hold_set_effect(const struct request *request, const struct hold_facts *known,
                            const struct hold_effect *decided, struct posting_effect *effect)
{
    const struct hold_step *step = &request->hold_step;
    effect->kind = hold_journal_kind(step);
    effect->store = known->terminal_store;
    effect->member = known->member;
    effect->currency = (uint16_t)decided->currency;
    effect->base = decided->held.minor;
    effect->redeemed = decided->redeemed.minor;
    effect->receipt_at_us = step->at_us;
    effect->utc_offset_min = (int16_t)step->utc_offset_min;
    effect->account_changed = true;
    effect->details.original_position = step->kind == HOLD_STEP_HOLD ? 0 : decided->hold;
    effect->details.hold_until_us = decided->until_us;
    after_set_details(&effect->details, &effect->account, known->at);
}

static enum verdict hold_decide(const struct request *request,
                                const struct registry_terminal *terminal,
                                const struct posting_facts *facts, struct posting_effect *effect)
{
    const struct registry *registry = facts->registry;
    const struct registry_store *store = registry_find_store(registry, terminal->store);
    const struct registry_scope scope = {
        .version = registry->programme.version,
        .currency = store == NULL ? 0 : store->currency,
        .store = terminal->store,
    };
    struct programme_settings room;
    const struct zone *zone = store == NULL ? &zone_utc : store->zone;
    const struct hold_facts known = {
        .terminal_store = terminal->store,
        .terminal_currency = scope.currency,
        .settings = registry_find_settings(registry, &scope, &room),
        .card = facts->card,
        .member = facts->card_member,
        .account = facts->account,
        .hold = hold_find_row(request, facts),
        .next_position = facts->next_position,
        .at = {.now_us = facts->turn_at_us, .today = zone_day(zone, facts->turn_at_us)},
    };
    struct hold_effect decided;
    enum verdict verdict =
        hold_step_decide(&request->hold_step, &known, &effect->account, &effect->moves, &decided);
    if (verdict == VERDICT_APPROVED) {
        hold_set_effect(request, &known, &decided, effect);
        effect->details.flags = hold_flags(request, facts, known.settings);
    }
    return verdict;
}

static enum verdict handle_hold_decide(struct posting *posting, const struct posting_facts *facts,
                                       struct posting_effect *effect)
{
    const struct request *request = request_of_posting(posting);
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    return hold_decide(request, terminal, facts, effect);
}

// What the account's holder has now.
static void hold_set_slip(struct wire_response *response, const struct request *request,
                          char text[SLIP_BYTES_MAX])
{
    const struct hold_step *step = &request->hold_step;
    struct slip slip = {
        .kind = SLIP_BALANCE,
        .at_us = step->at_us,
        .utc_offset_min = step->utc_offset_min,
        .card = step->card,
        .balance_count = 1,
        .balances = {answer_slip_balance(&response->answer.hold.after)},
    };
    answer_set_slip(response, request, &slip, text);
}

static void handle_hold_posted(struct posting *posting, enum store_result result)
{
    static const char too_long[] = "timeout_s must be at most what the programme allows.";
    struct request *request = request_of_posting(posting);
    enum verdict verdict =
        result == STORE_OK ? posting->answer.verdict : request_verdict_of(result);
    struct wire_response response;
    char slip[SLIP_BYTES_MAX];
    answer_set_refusal(&response, verdict, verdict == VERDICT_INVALID ? too_long : NULL);
    response.repeated = posting->repeated;
    if (verdict == VERDICT_APPROVED) {
        response.which_answer = WIRE_RESPONSE_HOLD_TAG;
        answer_set_hold(&response.answer.hold, store_registry(request->service->store),
                        &posting->answer);
        hold_set_slip(&response, request, slip);
    }
    request_answer(request, &response);
}

static const struct posting_rule hold_rule = {
    .decide = handle_hold_decide,
    .posted = handle_hold_posted,
};

// What was read is checked and goes to the store.
static void hold_post(struct request *request)
{
    const char *detail = NULL;
    request->head.card = request->hold_step.card;
    enum verdict verdict = hold_step_check(&request->hold_step, &detail);
    if (verdict != VERDICT_APPROVED) {
        request_refuse(request, verdict, detail);
        return;
    }
    hold_address(request);
    request_post(request, &hold_rule);
}

void handle_hold_begin(struct request *request)
{
    struct wire_hold *sent = &request->message.hold;
    struct wire_error error;
    if (wire_hold_decode(request->body, sent, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    hold_read_hold(request, sent);
    hold_post(request);
}

void handle_commit_begin(struct request *request)
{
    struct wire_commit *sent = &request->message.commit;
    struct wire_error error;
    if (wire_commit_decode(request->happened, sent, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    hold_read_commit(request, sent);
    hold_post(request);
}

void handle_void_begin(struct request *request)
{
    struct wire_void *sent = &request->message.release;
    struct wire_error error;
    if (wire_void_decode(request->happened, sent, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    hold_read_void(request, sent);
    hold_post(request);
}
