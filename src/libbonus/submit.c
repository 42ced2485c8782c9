// SPDX-License-Identifier: Apache-2.0
// What all requests go through, and the small ones: each becomes a body, a STAN where it is keyed,
// and a call; the simple ones then wait for it.
#include <inttypes.h>

#include "libbonus/body.h"
#include "wire/balance.h"
#include "wire/card.h"
#include "wire/session.h"
#include "wire/status.h"

// Before anything else: a till that never logged on knows neither its store nor its next STAN.
enum bonus_result submit_begin(struct bonus *till, struct buffer *body)
{
    fault_clear(&till->fault);
    buffer_init(body, LIMIT_FRAME_BYTES_MAX);
    return till->is_checked ? BONUS_OK : exchange_connect(till);
}

static enum bonus_result submit_check_room(struct bonus *till, size_t body_size)
{
    size_t body_max = session_logon_answer(till->session)->frame_bytes_max;
    if (body_size + BODY_ENVELOPE_BYTES_MAX > body_max) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "The request has %zu bytes, the server takes %zu in a frame.", body_size,
                         body_max);
    }
    if (bonus_waiting(till) == LIMIT_TILL_REQUESTS_MAX) {
        return fault_set(&till->fault, BONUS_FULL,
                         "%d requests are waiting: take outcomes with bonus_poll() first.",
                         LIMIT_TILL_REQUESTS_MAX);
    }
    return BONUS_OK;
}

static struct call *submit_take_call(struct bonus *till, const struct submission *submission,
                                     struct wire_view body)
{
    struct call *call = call_take(&till->calls, submission->kind, body);
    CHECK(call != NULL); // submit_check_room() saw that one is free
    call->tag = submission->tag;
    call->asked_stan = submission->asked_stan;
    call->deadline_us = till_now_us(till) + till->deadline_us;
    call->due_at_us = INT64_MIN;
    return call;
}

enum bonus_result submit_unkeyed(struct bonus *till, const struct submission *submission,
                                 const struct buffer *body, struct call **call)
{
    enum bonus_result result = submit_check_room(till, buffer_size(body));
    if (result == BONUS_OK) {
        *call = submit_take_call(till, submission, body_view(body));
        call_enter(&till->calls, *call, CALL_DUE);
    }
    return result;
}

enum bonus_result submit_keyed(struct bonus *till, const struct submission *submission,
                               const struct buffer *body, struct call **call)
{
    const struct wire_view view = body_view(body);
    const struct journal_request request = {
        .kind = submission->kind,
        .receipt = submission->receipt,
        .original = submission->original,
        .receipt_at_us = submission->receipt_at_us,
        .total = submission->total,
        .body = view,
        .created_at_us = till_wall_us(till),
    };
    uint64_t stan = 0;
    bool is_repeat = false;
    enum bonus_result result = submit_check_room(till, buffer_size(body));
    if (result == BONUS_OK) {
        result = journal_add(till->journal, &request, &stan, &is_repeat, &till->fault);
    }
    if (result == BONUS_OK) {
        *call = submit_take_call(till, submission, view);
        (*call)->stan = stan;
        (*call)->was_sent_before = is_repeat;
        (*call)->is_unsure = is_repeat;
        call_enter(&till->calls, *call, CALL_GATHERED);
    }
    return result;
}

enum bonus_result submit_await(struct bonus *till, enum bonus_kind kind, enum bonus_result result,
                               struct call *call, struct bonus_outcome *outcome)
{
    if (result != BONUS_OK) {
        return outcome_fail(till, kind, result, outcome);
    }
    exchange_run(till, INT64_MAX, call); // its deadline ends it
    result = outcome_take(till, call, outcome);
    exchange_settle(till);
    return result;
}

enum bonus_result bonus_echo(struct bonus *till, struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_ECHO};
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = submit_unkeyed(till, &submission, &body, &call); // an Echo has no fields
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

static enum bonus_result submit_append_balance(struct bonus *till, const struct bonus_card *card,
                                               struct buffer *body)
{
    struct wire_balance_inquiry message = {.entry = (enum wire_card_entry)card->entry};
    enum bonus_result result = body_copy_card(till, card->digits, message.card);
    return result == BONUS_OK ? body_finish(till, wire_balance_inquiry_append(&message, body))
                              : result;
}

enum bonus_result bonus_balance(struct bonus *till, const struct bonus_card *card,
                                struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_BALANCE_INQUIRY};
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = submit_append_balance(till, card, &body);
    }
    if (result == BONUS_OK) {
        result = submit_unkeyed(till, &submission, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

enum bonus_result bonus_status(struct bonus *till, uint64_t stan, struct bonus_outcome *outcome)
{
    const struct submission submission = {
        .kind = BONUS_KIND_TRANSACTION_STATUS,
        .asked_stan = stan,
    };
    const struct wire_transaction_status message = {
        .epoch = journal_epoch(till->journal),
        .stan = stan,
    };
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK && stan == 0) {
        result = fault_set(&till->fault, BONUS_INVALID, "A STAN is 1 or more.");
    }
    if (result == BONUS_OK) {
        CHECK(wire_transaction_status_append(&message, &body) == WIRE_OK);
        result = submit_unkeyed(till, &submission, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

// Whether the request may be sent again.
static enum bonus_result submit_check_repeat(struct bonus *till, const struct journal_row *row)
{
    if (row->state == BONUS_JOURNAL_REPLACED) {
        return fault_set(&till->fault, BONUS_GIVEN_UP,
                         "STAN %" PRIu64 " was never posted; an advice took its place.", row->stan);
    }
    if (row->reversed_by != 0) {
        return fault_set(&till->fault, BONUS_GIVEN_UP,
                         "STAN %" PRIu64 " is given up: STAN %" PRIu64 " reverses it.", row->stan,
                         row->reversed_by);
    }
    if (row->is_forgotten) {
        return fault_set(&till->fault, BONUS_NOT_FOUND,
                         "STAN %" PRIu64 " was answered more than %d days ago (%s); what was sent "
                         "is not kept so long.",
                         row->stan, LIMIT_TILL_KEPT_DAYS, bonus_code_name(row->code));
    }
    return BONUS_OK;
}

enum bonus_result submit_row(struct bonus *till, const struct journal_row *row, void *tag,
                             struct call **call)
{
    const struct submission submission = {.kind = row->kind, .tag = tag};
    enum bonus_result result = submit_check_repeat(till, row);
    if (result == BONUS_OK) {
        result = submit_check_room(till, row->body.size);
    }
    bool is_unsent = row->state == BONUS_JOURNAL_UNSENT;
    if (result == BONUS_OK && is_unsent) {
        result = journal_reopen(till->journal, row->stan, &till->fault);
    }
    if (result == BONUS_OK) {
        *call = submit_take_call(till, &submission, row->body);
        (*call)->stan = row->stan;
        (*call)->was_sent_before = !is_unsent;
        (*call)->is_unsure = !is_unsent;
        call_enter(&till->calls, *call, CALL_GATHERED);
    }
    return result;
}

static enum bonus_result submit_repeat(struct bonus *till, uint64_t stan, void *tag,
                                       struct call **call)
{
    struct journal_row row;
    struct buffer body;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = journal_find(till->journal, stan, &row, &till->fault);
    }
    if (result == BONUS_OK) {
        result = submit_row(till, &row, tag, call);
    }
    buffer_clear(&body);
    return result;
}

static enum bonus_result submit_append_activate(struct bonus *till, const char *digits,
                                                struct buffer *body)
{
    struct wire_card_activate message = {0};
    enum bonus_result result = body_copy_card(till, digits, message.card);
    return result == BONUS_OK ? body_finish(till, wire_card_activate_append(&message, body))
                              : result;
}

static enum bonus_result
submit_append_block(struct bonus *till, const struct bonus_card_block *block, struct buffer *body)
{
    struct wire_card_block message = {.lift = block->lift};
    enum bonus_result result = body_copy_card(till, block->card, message.card);
    if (result == BONUS_OK) {
        result =
            body_copy_text(till, "reason", block->reason, message.reason, sizeof(message.reason));
    }
    return result == BONUS_OK ? body_finish(till, wire_card_block_append(&message, body)) : result;
}

static enum bonus_result submit_activate(struct bonus *till, const char *digits, void *tag,
                                         struct call **call)
{
    const struct submission submission = {.kind = BONUS_KIND_CARD_ACTIVATE, .tag = tag};
    struct buffer body;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = submit_append_activate(till, digits, &body);
    }
    if (result == BONUS_OK) {
        result = submit_keyed(till, &submission, &body, call);
    }
    buffer_clear(&body);
    return result;
}

enum bonus_result bonus_repeat(struct bonus *till, uint64_t stan, struct bonus_outcome *outcome)
{
    struct call *call = NULL;
    enum bonus_result result = submit_repeat(till, stan, NULL, &call);
    return submit_await(till, BONUS_KIND_NONE, result, call, outcome);
}

enum bonus_result bonus_card_activate(struct bonus *till, const char *digits,
                                      struct bonus_outcome *outcome)
{
    struct call *call = NULL;
    enum bonus_result result = submit_activate(till, digits, NULL, &call);
    return submit_await(till, BONUS_KIND_CARD_ACTIVATE, result, call, outcome);
}

enum bonus_result bonus_card_block(struct bonus *till, const struct bonus_card_block *block,
                                   struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_CARD_BLOCK};
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = submit_append_block(till, block, &body);
    }
    if (result == BONUS_OK) {
        result = submit_keyed(till, &submission, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

enum bonus_result submit_tell_stan(enum bonus_result result, const struct call *call,
                                   uint64_t *stan)
{
    if (stan != NULL && result == BONUS_OK) {
        *stan = call->stan;
    }
    return result;
}

enum bonus_result bonus_repeat_submit(struct bonus *till, uint64_t stan, void *tag)
{
    struct call *call = NULL;
    return submit_repeat(till, stan, tag, &call);
}

enum bonus_result bonus_card_activate_submit(struct bonus *till, const char *digits, void *tag,
                                             uint64_t *stan)
{
    struct call *call = NULL;
    enum bonus_result result = submit_activate(till, digits, tag, &call);
    return submit_tell_stan(result, call, stan);
}

size_t bonus_waiting(const struct bonus *till)
{
    return till->calls.used_count;
}

enum bonus_result bonus_poll(struct bonus *till, int timeout_ms, struct bonus_outcome *outcome)
{
    fault_clear(&till->fault);
    if (till->calls.done_count == 0) {
        int64_t until_us =
            timeout_ms < 0 ? INT64_MAX : till_now_us(till) + (int64_t)timeout_ms * 1000;
        exchange_run(till, until_us, NULL);
    }
    struct call *done = call_first_done(&till->calls);
    if (done == NULL) {
        return BONUS_NOTHING_YET;
    }
    enum bonus_result result = outcome_take(till, done, outcome);
    exchange_settle(till);
    return result;
}
