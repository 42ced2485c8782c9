// SPDX-License-Identifier: Apache-2.0
// Answers: facts into messages, messages into the output, and a line in the log for what was
// refused.
#include "service/answer.h"

#include <string.h>

#include "base/log.h"
#include "domain/date.h"
#include "domain/flag.h"
#include "service/session_internal.h"
#include "wire/rrn.h"

enum {
    ANSWER_LOG_FIELDS_ALWAYS = 9,
    ANSWER_LOG_FIELDS_MAX = ANSWER_LOG_FIELDS_ALWAYS + 2,
};

static uint32_t answer_retry_after_ms(enum verdict verdict)
{
    if (verdict == VERDICT_BUSY) {
        return LIMIT_BUSY_RETRY_MS;
    }
    return verdict == VERDICT_UNAVAILABLE ? LIMIT_UNAVAILABLE_RETRY_MS : 0;
}

void answer_set_refusal(struct wire_response *response, enum verdict verdict, const char *detail)
{
    *response = (struct wire_response){
        .result = (enum wire_result_code)verdict,
        .retry_after_ms = answer_retry_after_ms(verdict),
    };
    const char *text = detail != NULL ? detail : verdict_text(verdict);
    size_t size = strnlen(text, sizeof(response->detail) - 1);
    memcpy(response->detail, text, size); // the rest is zero
}

uint64_t answer_rrn(const struct registry *registry, uint16_t lane, int64_t position)
{
    return wire_rrn_pack((struct wire_rrn){
        .incarnation = (uint8_t)registry_find_incarnation(registry, lane, position),
        .lane = lane,
        .position = (uint64_t)position,
    });
}

uint32_t answer_last_day(int32_t expires_on)
{
    if (expires_on == 0) {
        return 0;
    }
    struct date_time date = date_of_day(expires_on - 1);
    return (uint32_t)(date.year * 10000 + date.month * 100 + date.day);
}

struct slip_balance answer_slip_balance(const struct wire_balance *balance)
{
    return (struct slip_balance){
        .currency = balance->currency,
        .points = {balance->points},
        .lifetime = {balance->lifetime},
        .spendable = {balance->spendable},
        .pending = {balance->pending},
        .held = {balance->held},
        .debt = {balance->debt},
        .expiring = {balance->expiring},
        .expiring_last_day = balance->expiring_last_day,
    };
}

void answer_add_rule(struct wire_purchase_answer *purchase, const struct award_rule *rule)
{
    if (purchase->rules_count == BASE_COUNT(purchase->rules)) {
        return;
    }
    struct wire_applied_rule *added = &purchase->rules[purchase->rules_count];
    purchase->rules_count++;
    added->promotion = rule->promotion->promotion;
    added->rate_bp = (uint32_t)rule->rate_bp;
    added->points = rule->points.minor;
    static_assert(sizeof(added->text) >= sizeof(rule->promotion->name), "every name fits");
    memcpy(added->text, rule->promotion->name, sizeof(rule->promotion->name));
}

// The base rate that promotions of this posting stood beside.
static int64_t answer_base_rate(const struct registry *registry, uint32_t terminal,
                                const struct posting_answer *posted)
{
    const struct registry_terminal *sender = registry_find_terminal(registry, terminal);
    const struct registry_scope scope = {
        .version = posted->programme_version,
        .currency = posted->currency,
        .store = sender != NULL ? sender->store : 0,
    };
    struct programme_settings room;
    const struct programme_settings *settings = registry_find_settings(registry, &scope, &room);
    return settings != NULL ? settings->rate_bp : posted->rate_bp;
}

static void answer_set_rules(struct wire_purchase_answer *purchase, const struct registry *registry,
                             uint32_t terminal, const struct posting_answer *posted)
{
    if (posted->details.rule_count == 0) {
        return;
    }
    int64_t base_bp = answer_base_rate(registry, terminal, posted);
    for (uint16_t i = 0; i < posted->details.rule_count; i++) {
        const struct promotion *promotion =
            registry_find_promotion(registry, (uint32_t)posted->details.rules[i]);
        if (promotion != NULL) {
            struct award_rule rule = award_rule_of(promotion, base_bp);
            answer_add_rule(purchase, &rule);
        }
    }
}

static void answer_set_account(struct wire_purchase_answer *purchase,
                               const struct posting_answer *posted)
{
    const struct journal_details *details = &posted->details;
    purchase->balance_after = posted->balance_after;
    purchase->lifetime_after = posted->lifetime_after;
    purchase->spendable_after = details->spendable_after;
    purchase->pending_after = details->pending_after;
    purchase->held_after = details->held_after;
    purchase->debt_after = details->debt_after;
    purchase->expiring = details->expiring_after;
    purchase->expiring_last_day = answer_last_day(details->expiring_on);
}

void answer_set_purchase(struct wire_purchase_answer *purchase, const struct registry *registry,
                         uint32_t terminal, const struct posting_answer *posted)
{
    *purchase = (struct wire_purchase_answer){
        .rrn = answer_rrn(registry, posted->lane, posted->position),
    };
    if (posted->verdict != VERDICT_APPROVED) {
        return;
    }
    purchase->currency = posted->currency;
    purchase->base = posted->base;
    purchase->rate_bp = posted->rate_bp;
    purchase->earned = posted->earned;
    purchase->redeemed = posted->redeemed;
    purchase->programme_version = posted->programme_version;
    purchase->posted_at_us = posted->posted_at_us;
    purchase->clock_skewed = (posted->details.flags & POSTING_FLAG_CLOCK_SKEWED) != 0;
    purchase->velocity_warning = (posted->details.flags & POSTING_FLAG_VELOCITY) != 0;
    if (posted->details.original_position != 0) {
        purchase->original = answer_rrn(registry, posted->lane, posted->details.original_position);
    }
    answer_set_account(purchase, posted);
    answer_set_rules(purchase, registry, terminal, posted);
}

static enum wire_card_state answer_card_state(const struct posting_answer *posted)
{
    if (posted->kind == JOURNAL_CARD_BLOCKED) {
        return WIRE_CARD_STATE_BLOCKED;
    }
    return posted->member != 0 ? WIRE_CARD_STATE_ACTIVE : WIRE_CARD_STATE_STOCK;
}

void answer_set_card(struct wire_card_answer *card, const struct registry *registry,
                     const struct posting_answer *posted)
{
    *card = (struct wire_card_answer){
        .rrn = answer_rrn(registry, posted->lane, posted->position),
        .member = posted->member,
        .state = answer_card_state(posted),
        .posted_at_us = posted->posted_at_us,
    };
}

static struct wire_balance answer_balance_after(const struct posting_answer *posted)
{
    const struct journal_details *details = &posted->details;
    return (struct wire_balance){
        .currency = posted->currency,
        .points = posted->balance_after,
        .lifetime = posted->lifetime_after,
        .spendable = details->spendable_after,
        .pending = details->pending_after,
        .held = details->held_after,
        .debt = details->debt_after,
        .expiring = details->expiring_after,
        .expiring_last_day = answer_last_day(details->expiring_on),
    };
}

void answer_set_hold(struct wire_hold_answer *hold, const struct registry *registry,
                     const struct posting_answer *posted)
{
    bool is_hold = posted->kind == JOURNAL_HOLD;
    int64_t hold_position = is_hold ? posted->position : posted->details.original_position;
    *hold = (struct wire_hold_answer){
        .rrn = answer_rrn(registry, posted->lane, posted->position),
        .hold = answer_rrn(registry, posted->lane, hold_position),
        .held = posted->base,
        .hold_until_us = posted->details.hold_until_us,
        .redeemed = posted->redeemed,
        .released = is_hold ? 0 : posted->base - posted->redeemed,
        .has_after = true,
        .after = answer_balance_after(posted),
        .programme_version = posted->programme_version,
        .posted_at_us = posted->posted_at_us,
        .clock_skewed = (posted->details.flags & POSTING_FLAG_CLOCK_SKEWED) != 0,
        .velocity_warning = (posted->details.flags & POSTING_FLAG_VELOCITY) != 0,
    };
}

void answer_set_refund(struct wire_refund_answer *refund, const struct registry *registry,
                       const struct posting_answer *posted)
{
    const struct journal_details *details = &posted->details;
    *refund = (struct wire_refund_answer){
        .rrn = answer_rrn(registry, posted->lane, posted->position),
    };
    if (posted->verdict != VERDICT_APPROVED) {
        return;
    }
    if (details->original_position != 0) {
        refund->original = answer_rrn(registry, posted->lane, details->original_position);
    }
    refund->currency = posted->currency;
    refund->total = -posted->money;
    refund->base = -posted->base;
    refund->given_back = -posted->redeemed;
    refund->written_off = details->written_off;
    refund->cash_deducted = details->cash_deducted;
    refund->pay_out = refund->total - refund->given_back - refund->cash_deducted;
    refund->programme_version = posted->programme_version;
    refund->posted_at_us = posted->posted_at_us;
    refund->clock_skewed = (details->flags & POSTING_FLAG_CLOCK_SKEWED) != 0;
    refund->velocity_warning = (details->flags & POSTING_FLAG_VELOCITY) != 0;
    if (posted->member != 0) {
        refund->taken_back = -posted->earned + details->written_off + details->cash_deducted;
        refund->has_after = true;
        refund->after = answer_balance_after(posted);
    }
}

// The request that a row came from, of those that can be reversed.
static enum wire_kind answer_row_kind(uint16_t kind)
{
    static const enum wire_kind kinds[] = {
        [JOURNAL_PURCHASE] = WIRE_KIND_PURCHASE,
        [JOURNAL_REFUND] = WIRE_KIND_REFUND,
        [JOURNAL_HOLD] = WIRE_KIND_HOLD,
        [JOURNAL_HOLD_COMMITTED] = WIRE_KIND_COMMIT,
    };
    return kind < BASE_COUNT(kinds) ? kinds[kind] : WIRE_KIND_UNSPECIFIED;
}

void answer_set_reversal(struct wire_reversal_answer *reversal, const struct registry *registry,
                         const struct posting_answer *posted)
{
    const struct journal_details *details = &posted->details;
    *reversal = (struct wire_reversal_answer){
        .rrn = answer_rrn(registry, posted->lane, posted->position),
        .posted_at_us = posted->posted_at_us,
    };
    if (details->original_position == 0) {
        return;
    }
    reversal->original = answer_rrn(registry, posted->lane, details->original_position);
    reversal->original_kind = answer_row_kind(details->reason);
    reversal->written_off = details->written_off;
    reversal->taken_back = details->written_off;
    reversal->taken_back += posted->earned < 0 ? -posted->earned : 0;
    reversal->taken_back += posted->redeemed > 0 ? posted->redeemed : 0;
    reversal->given_back += posted->earned > 0 ? posted->earned : 0;
    reversal->given_back += posted->redeemed < 0 ? -posted->redeemed : 0;
    if (posted->member != 0) {
        reversal->has_after = true;
        reversal->after = answer_balance_after(posted);
    }
}

void answer_set_parked(struct wire_parked_answer *parked, const struct registry *registry,
                       const struct posting_answer *posted)
{
    *parked = (struct wire_parked_answer){
        .rrn = answer_rrn(registry, posted->lane, posted->position),
        .reason = (enum wire_result_code)posted->details.reason,
        .posted_at_us = posted->posted_at_us,
    };
}

void answer_set_slip(struct wire_response *response, const struct request *request,
                     struct slip *slip, char text[SLIP_BYTES_MAX])
{
    if (request->head.slip_width == 0) {
        return;
    }
    const struct registry *registry = store_registry(request->service->store);
    const struct registry_terminal *terminal = registry_find_terminal(registry, request->terminal);
    const struct registry_store *store =
        terminal == NULL ? NULL : registry_find_store(registry, terminal->store);
    slip->till_name = terminal == NULL ? "" : terminal->name;
    slip->store_name = store == NULL ? "" : store->name;
    enum base_result result = slip_render(slip, request->head.slip_width,
                                          request->head.slip_language, text, SLIP_BYTES_MAX);
    CHECK(result == BASE_OK); // SLIP_BYTES_MAX always suffices
    response->slip = (struct wire_view){.bytes = (const uint8_t *)text, .size = strlen(text)};
}

// What went well is counted only, and so is what a lost database makes of thousands of requests.
static enum log_level answer_log_level(enum verdict verdict)
{
    bool is_ordinary = verdict == VERDICT_APPROVED || verdict == VERDICT_NOT_FOUND;
    bool is_moment = verdict == VERDICT_BUSY || verdict == VERDICT_UNAVAILABLE;
    return is_ordinary || is_moment ? LOG_DEBUG : LOG_INFO;
}

// Whoever holds any certificate of the authority may come and be refused as often as he likes, and
// not even that costs him a fault. Terminals that logged on are known, and cut for their faults.
static bool answer_is_to_stranger(const struct session *session)
{
    return session != NULL &&
           (session->state == SESSION_OPEN || session->state == SESSION_LOGGING_ON);
}

static void answer_log(struct service *service, const struct session *session,
                       const struct request_head *head, const struct wire_response *response)
{
    enum verdict verdict = (enum verdict)response->result;
    enum log_level level = answer_log_level(verdict);
    uint64_t held_back = 0;
    if (!log_is_enabled(service->log, level)) {
        return;
    }
    if (level > LOG_DEBUG && answer_is_to_stranger(session) &&
        !throttle_pass(&service->strangers, service_now_ms(service), &held_back)) {
        return;
    }
    struct log_field fields[ANSWER_LOG_FIELDS_MAX] = {
        LOG_TEXT("event", "request_answered"),
        LOG_INT("session", session == NULL ? 0 : session->number),
        LOG_INT("terminal", session == NULL ? 0 : session->terminal),
        LOG_INT("number", head->number),
        LOG_TEXT("kind", wire_kind_name(head->kind)),
        LOG_INT("stan", head->stan),
        LOG_TEXT("result", verdict_name(verdict)),
        LOG_INT("repeated", response->repeated),
        LOG_TEXT("detail", response->detail),
    };
    size_t count = ANSWER_LOG_FIELDS_ALWAYS;
    if (head->card != NULL && head->card[0] != '\0') {
        fields[count++] = LOG_CARD("card", head->card);
    }
    if (held_back > 0) {
        fields[count++] = LOG_INT("held_back", held_back);
    }
    log_write(service->log, level, fields, count);
}

static bool answer_is_fault(enum verdict verdict)
{
    return verdict == VERDICT_MALFORMED || verdict == VERDICT_REFUSED_BY_LEDGER;
}

void answer_send(struct service *service, struct session *session, const struct request_head *head,
                 struct wire_response *response)
{
    enum verdict verdict = (enum verdict)response->result;
    int64_t now_us = service_now_us(service);
    response->number = head->number;
    meter_count_request(&service->meter, head->kind, verdict, now_us - head->arrived_steadily);
    answer_log(service, session, head, response);
    if (session == NULL || session->state == SESSION_CLOSING) {
        return;
    }
    session_send(session, response);
    if (answer_is_fault(verdict)) {
        session_count_fault(session);
    }
}
