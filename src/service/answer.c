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

void answer_set_purchase(struct wire_purchase_answer *purchase, const struct registry *registry,
                         const struct posting_answer *posted)
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
    purchase->balance_after = posted->balance_after;
    purchase->lifetime_after = posted->lifetime_after;
    purchase->programme_version = posted->programme_version;
    purchase->posted_at_us = posted->posted_at_us;
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

// YYYYMMDD of the day before this one; 0 for none.
static uint32_t answer_last_day(int32_t day)
{
    if (day == 0) {
        return 0;
    }
    struct date_time last = date_of_day(day - 1);
    return (uint32_t)(last.year * 10000 + last.month * 100 + last.day);
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
