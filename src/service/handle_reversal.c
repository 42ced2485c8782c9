// SPDX-License-Identifier: Apache-2.0
// A reversal's way through the server: begin (decode, check the values, find the lane in which the
// original is or would arrive), decide (inside the turn), posted (answer). What was never heard of
// is remembered: should it still come, it is refused.
#include <string.h>

#include "domain/flag.h"
#include "domain/hold.h"
#include "domain/receipt_left.h"
#include "domain/reversal.h"
#include "domain/zone.h"
#include "service/after.h"
#include "service/answer.h"
#include "service/handle_refund_internal.h"
#include "service/handler.h"
#include "service/original.h"
#include "service/service_internal.h"
#include "wire/advice.h"
#include "wire/refund.h"
#include "wire/refund_line.h"
#include "wire/rrn.h"

static enum wire_result reversal_decode(struct request *request, struct wire_error *error)
{
    struct wire_reversal *sent = &request->message.reversal;
    enum wire_result result = wire_reversal_decode(request->body, sent, error);
    if (result != WIRE_OK) {
        return result;
    }
    uint64_t epoch = sent->epoch != 0 ? sent->epoch : request->epoch;
    request->reversal = (struct reversal){
        .epoch = epoch,
        .stan = sent->stan,
        .is_itself = epoch == request->epoch && sent->stan == request->head.stan,
        .has_rrn = sent->which_place == WIRE_REVERSAL_ORIGINAL_RRN_TAG,
        .at_us = sent->at_us,
        .utc_offset_min = sent->utc_offset_min,
    };
    if (sent->which_place == WIRE_REVERSAL_CARD_TAG) {
        request->reversal.card = sent->place.card;
        request->head.card = sent->place.card;
    }
    if (sent->which_place == WIRE_REVERSAL_DEVICE_TAG) {
        request->reversal.device_store = sent->place.device.store;
        request->reversal.fiscal_device = sent->place.device.number;
    }
    return WIRE_OK;
}

// False: no server of this ledger gave that RRN.
static bool reversal_find_lane(const struct request *request, uint16_t *lane)
{
    const struct registry *registry = store_registry(request->service->store);
    const struct reversal *reversal = &request->reversal;
    struct wire_rrn rrn;
    if (reversal->card != NULL) {
        *lane = registry_lane_of_card(registry, reversal->card);
        return true;
    }
    if (reversal->fiscal_device != NULL) {
        *lane = registry_lane_of_device(registry, reversal->device_store, reversal->fiscal_device);
        return true;
    }
    bool is_ours = wire_rrn_unpack(request->message.reversal.place.original_rrn, &rrn) == WIRE_OK &&
                   rrn.lane < registry->lane_count;
    *lane = is_ours ? rrn.lane : 0;
    return is_ours;
}

// A reversal on its way to its effect.
struct reversal_case {
    const struct request *request;
    const struct posting_facts *facts;
    struct account_moment at;
    struct refund_rules rules;
    struct lot lot; // of what the original earned
};

// The rules of the day on which it is undone; of the original's day, if the currency has none now.
static enum verdict reversal_find_rules(struct reversal_case *opened, uint32_t store)
{
    if (opened->facts->original->kind == JOURNAL_REVERSAL) {
        return VERDICT_APPROVED; // which has none
    }
    const struct registry *registry = opened->facts->registry;
    const struct posting_original *original = opened->facts->original;
    const struct registry_scope scope = {
        .version = registry->programme.version,
        .currency = original->currency,
        .store = store,
    };
    struct programme_settings sold;
    struct programme_settings room;
    if (!original_find_settings(original, registry, &sold, &opened->lot)) {
        return VERDICT_NOT_REVERSIBLE;
    }
    const struct programme_settings *settings = registry_find_settings(registry, &scope, &room);
    opened->rules = refund_rules_of(settings != NULL ? settings : &sold);
    return VERDICT_APPROVED;
}

// Undoing, by the kind of the original.

static struct reversal_original reversal_figures(const struct reversal_case *opened)
{
    const struct posting_original *original = opened->facts->original;
    return (struct reversal_original){
        .money = {original->money},
        .base = {original->base},
        .earned = {original->earned},
        .redeemed = {original->redeemed},
        .moves = &original->moves,
        .lot = opened->lot,
    };
}

typedef enum verdict reversal_undo(struct account *account,
                                   const struct reversal_original *original,
                                   const struct refund_rules *rules, struct account_moment at,
                                   struct reversal_effect *effect, struct lot_moves *moves);

static enum verdict reversal_run(const struct reversal_case *opened, reversal_undo *undo,
                                 struct posting_effect *effect)
{
    const struct reversal_original original = reversal_figures(opened);
    struct reversal_effect told;
    effect->money = -original.money.minor;
    effect->base = -original.base.minor;
    if (opened->facts->original->member == 0) {
        return VERDICT_APPROVED;
    }
    effect->account = *opened->facts->account;
    effect->moves.count = 0;
    enum verdict verdict =
        undo(&effect->account, &original, &opened->rules, opened->at, &told, &effect->moves);
    if (verdict == VERDICT_APPROVED) {
        effect->account_changed = true;
        effect->earned = told.earned.minor;
        effect->redeemed = told.redeemed.minor;
        effect->details.written_off = told.written_off.minor;
    }
    return verdict;
}

// Nothing may rest on it: then its own figures are those to undo.
static enum verdict reversal_of_sale(const struct reversal_case *opened,
                                     struct posting_effect *effect)
{
    if (opened->facts->original->left_position > 0) {
        return VERDICT_NOT_REVERSIBLE;
    }
    effect->left.reversed = true;
    return reversal_run(opened, reversal_undo_sale, effect);
}

// The hold has ended before, and what it is named by says no more how.
static enum verdict reversal_of_commit(const struct reversal_case *opened,
                                       struct posting_effect *effect)
{
    enum verdict verdict = reversal_of_sale(opened, effect);
    effect->base = 0; // of a commit that is what was held
    return verdict;
}

// Of a hold whose time is over nothing is left to take back.
static enum verdict reversal_of_hold(const struct reversal_case *opened,
                                     struct posting_effect *effect)
{
    const struct posting_original *original = opened->facts->original;
    effect->account = *opened->facts->account;
    effect->moves.count = 0;
    effect->left.reversed = true;
    effect->account_changed = true;
    if (hold_points(&effect->account, original->position, opened->at.now_us).minor > 0) {
        return hold_void(&effect->account, original->position, opened->at, &effect->moves);
    }
    if (opened->at.now_us < original->hold_until_us) {
        return VERDICT_NOT_REVERSIBLE; // it was committed or voided
    }
    return account_advance(&effect->account, opened->at, &effect->moves) == BASE_OK
               ? VERDICT_APPROVED
               : VERDICT_OUT_OF_RANGE;
}

// The refund's message: the body, or what an Advice holds.
static bool reversal_read_refund(const struct posting_original *original, struct wire_refund *sent)
{
    struct wire_view body = {.bytes = original->body, .size = original->body_size};
    struct wire_advice advice;
    struct wire_error error;
    if ((original->flags & POSTING_FLAG_ADVICE) != 0) {
        if (wire_advice_decode(body, &advice, &error) != WIRE_OK) {
            return false;
        }
        body = advice.happened.refund;
    }
    return wire_refund_decode(body, sent, &error) == WIRE_OK;
}

// The receipt that the refund took from has again what it had before.
static bool reversal_restore_receipt(const struct posting_original *original,
                                     struct posting_left *left)
{
    struct wire_refund sent;
    struct reckon_slice slices[RECKON_LINES_MAX];
    struct receipt_left_refund refund = {
        .position = original->position,
        .total = {-original->money},
        .slices = slices,
        .unpaid = {{original->written_off}, {original->cash_deducted}},
    };
    if (!reversal_read_refund(original, &sent)) {
        return false;
    }
    refund.slice_count = refund_list_slices(&sent, slices);
    memcpy(left->lines, original->lines, original->line_count * sizeof(*left->lines));
    left->line_count = original->line_count;
    return receipt_left_undo(&refund, left->lines, left->line_count);
}

// A refund that is not the last thing that happened to its receipt is rested upon.
static enum verdict reversal_of_refund(const struct reversal_case *opened,
                                       struct posting_effect *effect)
{
    const struct posting_original *original = opened->facts->original;
    bool is_blind = original->left_of == original->position;
    if (!is_blind &&
        receipt_left_undone(original->lines, original->line_count) == original->position) {
        return VERDICT_ORIGINAL_REVERSED;
    }
    if (!is_blind && (original->left_position != original->position ||
                      !reversal_restore_receipt(original, &effect->left))) {
        return VERDICT_NOT_REVERSIBLE;
    }
    effect->left.reversed = is_blind;
    return reversal_run(opened, reversal_undo_refund, effect);
}

static enum verdict reversal_of_reversal(const struct reversal_case *opened,
                                         struct posting_effect *effect)
{
    (void)opened;
    (void)effect;
    return VERDICT_REVERSAL_OF_REVERSAL;
}

// Kinds that are not here are not reversed: what has happened anyway, what the ledger does itself,
// and what gives nothing that a till would have to take back.
static enum verdict (*const reversal_ways[])(const struct reversal_case *opened,
                                             struct posting_effect *effect) = {
    [JOURNAL_PURCHASE] = reversal_of_sale,     [JOURNAL_REFUND] = reversal_of_refund,
    [JOURNAL_HOLD] = reversal_of_hold,         [JOURNAL_HOLD_COMMITTED] = reversal_of_commit,
    [JOURNAL_REVERSAL] = reversal_of_reversal,
};

static enum verdict reversal_undo_original(struct reversal_case *opened, uint32_t store,
                                           struct posting_effect *effect)
{
    const struct posting_original *original = opened->facts->original;
    if (original->kind >= BASE_COUNT(reversal_ways) || reversal_ways[original->kind] == NULL ||
        (original->flags & POSTING_FLAG_ADVICE) != 0) {
        return VERDICT_NOT_REVERSIBLE;
    }
    if (original->left_of == original->position && original->reversal_position > 0) {
        return VERDICT_ORIGINAL_REVERSED;
    }
    enum verdict verdict = reversal_find_rules(opened, store);
    if (verdict == VERDICT_APPROVED) {
        verdict = reversal_ways[original->kind](opened, effect);
    }
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    effect->left.changed = true;
    effect->member = original->member;
    effect->currency = original->currency;
    effect->rate_bp = original->rate_bp;
    effect->details.original_position = original->position;
    effect->details.reason = original->kind;
    if (effect->account_changed) {
        after_set_details(&effect->details, &effect->account, opened->at);
    }
    return VERDICT_APPROVED;
}

static enum verdict handle_reversal_decide(struct posting *posting,
                                           const struct posting_facts *facts,
                                           struct posting_effect *effect)
{
    const struct request *request = request_of_posting(posting);
    const struct posting_original *original = facts->original;
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = request_find_terminal(request, facts->registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    const struct registry_store *store = registry_find_store(facts->registry, terminal->store);
    struct reversal_case opened = {
        .request = request,
        .facts = facts,
        .at = {.now_us = facts->turn_at_us,
               .today = zone_day(store == NULL ? &zone_utc : store->zone, facts->turn_at_us)},
    };
    effect->kind = JOURNAL_REVERSAL;
    effect->store = terminal->store;
    effect->receipt_at_us = request->reversal.at_us;
    effect->utc_offset_min = (int16_t)request->reversal.utc_offset_min;
    if (original->verdict == VERDICT_APPROVED) {
        return reversal_undo_original(&opened, terminal->store, effect);
    }
    if (original->verdict == VERDICT_REVERSED) {
        return VERDICT_ORIGINAL_REVERSED;
    }
    if (original->verdict == VERDICT_NOT_FOUND && original->position > 0) {
        return VERDICT_NOT_REVERSIBLE; // so old that its row is not at hand any more
    }
    // What was refused stays refused, and counts for nothing as it is.
    effect->tombstone = original->verdict == VERDICT_NOT_FOUND;
    return VERDICT_APPROVED;
}

// A repeat comes the same way: the same facts give the same answer.
static void handle_reversal_posted(struct posting *posting, enum store_result result)
{
    struct request *request = request_of_posting(posting);
    const struct registry *registry = store_registry(request->service->store);
    enum verdict verdict =
        result == STORE_OK ? posting->answer.verdict : request_verdict_of(result);
    struct wire_response response;
    answer_set_refusal(&response, verdict, NULL);
    response.repeated = posting->repeated;
    if (verdict == VERDICT_APPROVED) {
        response.which_answer = WIRE_RESPONSE_REVERSAL_TAG;
        answer_set_reversal(&response.answer.reversal, registry, &posting->answer);
    }
    request_answer(request, &response);
}

static const struct posting_rule reversal_rule = {
    .decide = handle_reversal_decide,
    .posted = handle_reversal_posted,
};

void handle_reversal_begin(struct request *request)
{
    struct wire_error error;
    const char *detail = NULL;
    if (reversal_decode(request, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    enum verdict verdict = reversal_check(&request->reversal, &detail);
    if (verdict == VERDICT_APPROVED && !reversal_find_lane(request, &request->posting.lane)) {
        verdict = VERDICT_INVALID;
        detail = "original_rrn must be the RRN of a posting.";
    }
    if (verdict != VERDICT_APPROVED) {
        request_refuse(request, verdict, detail);
        return;
    }
    request->original = (struct posting_original_name){
        .epoch = request->reversal.epoch,
        .stan = request->reversal.stan,
    };
    request->posting.card = request->reversal.card != NULL ? request->reversal.card : "";
    request->posting.original = &request->original;
    request_post(request, &reversal_rule);
}
