// SPDX-License-Identifier: Apache-2.0
// The public requests: each becomes a body, a STAN where it is keyed, and a call; the simple ones
// then wait for it.
#include <inttypes.h>

#include "libbonus/till_internal.h"
#include "wire/session.h"
#include "wire/status.h"

enum { SUBMIT_ENVELOPE_BYTES_MAX = 128 }; // of a frame around its body

struct submission {
    enum bonus_kind kind;
    const struct journal_receipt *receipt; // to be bound to the STAN; NULL: none
    int64_t receipt_at_us;                 // of a purchase
    int64_t total;                         // of a purchase
    void *tag;
    uint64_t asked_stan; // of a status
};

// Before anything else: a till that never logged on knows neither its store nor its next STAN.
static enum bonus_result submit_begin(struct bonus *till, struct buffer *body)
{
    fault_clear(&till->fault);
    buffer_init(body, LIMIT_FRAME_BYTES_MAX);
    return till->is_checked ? BONUS_OK : exchange_connect(till);
}

static enum bonus_result submit_check_room(struct bonus *till, const struct buffer *body)
{
    size_t body_max = session_logon_answer(till->session)->frame_bytes_max;
    if (buffer_size(body) + SUBMIT_ENVELOPE_BYTES_MAX > body_max) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "The request has %zu bytes, the server takes %zu in a frame.",
                         buffer_size(body), body_max);
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

// A request that changes nothing.
static enum bonus_result submit_unkeyed(struct bonus *till, const struct submission *submission,
                                        const struct buffer *body, struct call **call)
{
    enum bonus_result result = submit_check_room(till, body);
    if (result == BONUS_OK) {
        const struct wire_view view = {buffer_bytes(body), buffer_size(body)};
        *call = submit_take_call(till, submission, view);
        call_enter(&till->calls, *call, CALL_DUE);
    }
    return result;
}

// A request that changes the ledger: gathered for the next commit of the journal.
static enum bonus_result submit_keyed(struct bonus *till, const struct submission *submission,
                                      const struct buffer *body, struct call **call)
{
    const struct wire_view view = {buffer_bytes(body), buffer_size(body)};
    const struct journal_request request = {
        .kind = submission->kind,
        .receipt = submission->receipt,
        .receipt_at_us = submission->receipt_at_us,
        .total = submission->total,
        .body = view,
        .created_at_us = till_wall_us(till),
    };
    uint64_t stan = 0;
    bool is_repeat = false;
    enum bonus_result result = submit_check_room(till, body);
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

// What the simple calls do once they have submitted.
static enum bonus_result submit_await(struct bonus *till, enum bonus_kind kind,
                                      enum bonus_result result, struct call *call,
                                      struct bonus_outcome *outcome)
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

enum bonus_result bonus_balance(struct bonus *till, const struct bonus_card *card,
                                struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_BALANCE_INQUIRY};
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = body_append_balance(till, card, &body);
    }
    if (result == BONUS_OK) {
        result = submit_unkeyed(till, &submission, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

enum bonus_result bonus_quote(struct bonus *till, const struct bonus_purchase *purchase,
                              struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_QUOTE};
    struct wire_purchase message;
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = body_append_purchase(till, purchase, &message, &body);
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

static enum bonus_result submit_purchase(struct bonus *till, const struct bonus_purchase *purchase,
                                         void *tag, struct call **call)
{
    struct wire_purchase message;
    struct buffer body;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = body_append_purchase(till, purchase, &message, &body);
    }
    if (result == BONUS_OK) {
        const struct journal_receipt receipt = {
            .store = message.receipt.store,
            .fiscal_device = message.receipt.fiscal_device,
            .number = message.receipt.number,
            .date = message.receipt.date,
            .late_claim = message.late_claim,
        };
        const struct submission submission = {
            .kind = BONUS_KIND_PURCHASE,
            .receipt = message.training ? NULL : &receipt, // practice must not hold the real one up
            .receipt_at_us = message.receipt_at_us,
            .total = message.total,
            .tag = tag,
        };
        result = submit_keyed(till, &submission, &body, call);
    }
    buffer_clear(&body);
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
    if (result == BONUS_OK && row.is_forgotten) {
        result =
            fault_set(&till->fault, BONUS_NOT_FOUND,
                      "STAN %" PRIu64 " was answered more than %d days ago (%s); what was sent "
                      "is not kept so long.",
                      stan, LIMIT_TILL_KEPT_DAYS, bonus_code_name(row.code));
    }
    if (result == BONUS_OK) {
        CHECK(buffer_append(&body, row.body.bytes, row.body.size) == BASE_OK);
        result = submit_check_room(till, &body);
    }
    if (result == BONUS_OK) {
        const struct submission submission = {.kind = row.kind, .tag = tag};
        *call = submit_take_call(till, &submission, row.body);
        (*call)->stan = stan;
        (*call)->was_sent_before = true;
        (*call)->is_unsure = true;
        call_enter(&till->calls, *call, CALL_GATHERED);
    }
    buffer_clear(&body);
    return result;
}

static enum bonus_result submit_activate(struct bonus *till, const char *digits, void *tag,
                                         struct call **call)
{
    const struct submission submission = {.kind = BONUS_KIND_CARD_ACTIVATE, .tag = tag};
    struct buffer body;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = body_append_activate(till, digits, &body);
    }
    if (result == BONUS_OK) {
        result = submit_keyed(till, &submission, &body, call);
    }
    buffer_clear(&body);
    return result;
}

enum bonus_result bonus_purchase(struct bonus *till, const struct bonus_purchase *purchase,
                                 struct bonus_outcome *outcome)
{
    struct call *call = NULL;
    enum bonus_result result = submit_purchase(till, purchase, NULL, &call);
    return submit_await(till, BONUS_KIND_PURCHASE, result, call, outcome);
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
        result = body_append_block(till, block, &body);
    }
    if (result == BONUS_OK) {
        result = submit_keyed(till, &submission, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

static enum bonus_result submit_tell_stan(enum bonus_result result, const struct call *call,
                                          uint64_t *stan)
{
    if (stan != NULL && result == BONUS_OK) {
        *stan = call->stan;
    }
    return result;
}

enum bonus_result bonus_purchase_submit(struct bonus *till, const struct bonus_purchase *purchase,
                                        void *tag, uint64_t *stan)
{
    struct call *call = NULL;
    enum bonus_result result = submit_purchase(till, purchase, tag, &call);
    return submit_tell_stan(result, call, stan);
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
