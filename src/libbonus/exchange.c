// SPDX-License-Identifier: Apache-2.0
// From a submitted request to its outcome: make it durable, send it, hear the answer, try again,
// give up at the deadline. The one rule behind all others: what may have been posted is never
// called refused or unsent.
#include <errno.h>
#include <inttypes.h>
#include <poll.h>

#include "libbonus/backoff.h"
#include "libbonus/till_internal.h"

static bool exchange_is_waiting(const struct call *call)
{
    return call->state == CALL_DUE || call->state == CALL_SENT;
}

// Puts what became of a keyed request into the journal; rides with the next group.
static void exchange_record(struct bonus *till, const struct journal_answer *answer)
{
    struct fault fault;
    if (journal_record(till->journal, answer, &fault) != BONUS_OK) {
        // The answer counts all the same: a repeat would get it again.
        log_event(till->calls.log, LOG_ERROR, "journal_failed", LOG_TEXT("reason", fault.text));
    }
}

static void exchange_give_up(struct bonus *till, struct call *call, enum bonus_result trouble)
{
    call->is_unsure |= call->state == CALL_SENT && call->stan != 0;
    trouble = call->is_unsure ? BONUS_UNKNOWN : trouble;
    if (call->stan != 0) {
        exchange_record(till,
                        &(struct journal_answer){.stan = call->stan,
                                                 .state = call->is_unsure ? BONUS_JOURNAL_UNKNOWN
                                                                          : BONUS_JOURNAL_UNSENT,
                                                 .code = call->code,
                                                 .answered_at_us = till_wall_us(till)});
    }
    log_event(till->calls.log, LOG_WARN, "request_given_up",
              LOG_TEXT("kind", bonus_kind_name(call->kind)), LOG_INT("stan", call->stan),
              LOG_TEXT("result", bonus_result_name(trouble)), LOG_INT("tries", call->tries));
    call_finish(&till->calls, call, trouble, (struct wire_view){0});
}

static void exchange_expire(struct bonus *till, struct call *call)
{
    const char *why = NULL;
    (void)session_trouble(till->session, &why);
    fault_set(&call->fault, BONUS_UNREACHABLE,
              "No final answer within %" PRIi64 " ms (%u tries). %s", till->deadline_us / 1000,
              call->tries, call->code == BONUS_CODE_NONE ? why : bonus_code_name(call->code));
    exchange_give_up(till, call, BONUS_UNREACHABLE);
}

// Nobody knows whether the tries under way arrived. A passing trouble lets them be sent again in
// the next session; a final one ends everything that waits.
static void exchange_lost(struct bonus *till)
{
    const char *why = NULL;
    enum bonus_result trouble = session_trouble(till->session, &why);
    till->wants_session &= trouble == BONUS_UNREACHABLE;
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        struct call *call = &till->calls.calls[slot];
        if (!exchange_is_waiting(call)) {
            continue;
        }
        if (trouble != BONUS_UNREACHABLE) {
            fault_set(&call->fault, trouble, "%s", why);
            exchange_give_up(till, call, trouble);
        } else if (call->state == CALL_SENT) {
            call->is_unsure |= call->stan != 0;
            call->due_at_us = INT64_MIN;
            call_enter(&till->calls, call, CALL_DUE);
        }
    }
}

// The server knows a STAN above all of ours: this journal was restored from an old copy, or a copy
// of it is in use. What it forgot may include requests the server has not seen yet, so the next
// STAN is far above.
static enum bonus_result exchange_check_journal(struct bonus *till,
                                                const struct wire_logon_answer *logon,
                                                struct fault *fault)
{
    const struct journal_owner owner = {logon->terminal, logon->store, logon->currency};
    enum bonus_result result = journal_bind(till->journal, owner, fault);
    uint64_t ours = journal_highest_stan(till->journal);
    if (result != BONUS_OK || logon->highest_stan <= ours) {
        return result;
    }
    log_event(till->calls.log, LOG_ERROR, "journal_behind", LOG_INT("stan_highest", ours),
              LOG_INT("stan_server", logon->highest_stan), LOG_INT("gap", LIMIT_TILL_STAN_GAP));
    return journal_skip(till->journal, logon->highest_stan + LIMIT_TILL_STAN_GAP, fault);
}

static void exchange_logged_on(struct bonus *till)
{
    const struct wire_logon_answer *logon = session_logon_answer(till->session);
    struct fault fault;
    enum bonus_result result = exchange_check_journal(till, logon, &fault);
    if (result != BONUS_OK) {
        session_drop(till->session, result, fault.text);
        exchange_lost(till);
        return;
    }
    till->is_checked = true;
    till->facts = (struct bonus_session){
        .terminal = logon->terminal,
        .terminal_name = logon->terminal_name,
        .store = logon->store,
        .store_name = logon->store_name,
        .currency = logon->currency,
        .server_at_us = logon->server_at_us,
        .in_flight_max = logon->in_flight_max,
        .incarnation = logon->incarnation,
    };
    log_event(till->calls.log, LOG_INFO, "logged_on", LOG_TEXT("terminal", logon->terminal_name),
              LOG_TEXT("store", logon->store_name), LOG_INT("incarnation", logon->incarnation));
}

// The server cannot decide now: the same STAN again, not before it wants to be asked.
static void exchange_put_off(struct bonus *till, struct call *call,
                             const struct wire_response *answer)
{
    call->failures++;
    int64_t pause_us = backoff_delay_us(call->failures, backoff_random(&till->random));
    int64_t wanted_us = (int64_t)answer->retry_after_ms * 1000;
    call->due_at_us = till_now_us(till) + (pause_us > wanted_us ? pause_us : wanted_us);
    if (call->state == CALL_SENT) {
        call_enter(&till->calls, call, CALL_DUE);
    }
}

// Refusals of the message itself say nothing of an earlier try: they stand before the look at the
// key.
static bool exchange_looked_at_key(enum bonus_code code)
{
    return code == BONUS_CODE_APPROVED || code >= BONUS_CODE_MISMATCH;
}

// Whether the request did what it was for: under this STAN, or already before.
static bool exchange_is_done(enum bonus_kind kind, enum bonus_code code)
{
    return code == BONUS_CODE_APPROVED || code == BONUS_CODE_ALREADY_POSTED ||
           (kind == BONUS_KIND_REVERSAL && code == BONUS_CODE_ORIGINAL_REVERSED);
}

// The final answer to a keyed request, however it was learnt.
static void exchange_keep_answer(struct bonus *till, enum bonus_kind kind,
                                 const struct journal_answer *answer)
{
    struct fault fault;
    exchange_record(till, answer);
    if (kind == BONUS_KIND_REVERSAL &&
        journal_end_reversal(till->journal, answer->stan, exchange_is_done(kind, answer->code),
                             &fault) != BONUS_OK) {
        log_event(till->calls.log, LOG_ERROR, "journal_failed", LOG_TEXT("reason", fault.text));
    }
}

static void exchange_decide(struct bonus *till, struct call *call,
                            const struct wire_response *answer, struct wire_view payload)
{
    bool is_approved = call->code == BONUS_CODE_APPROVED;
    if (!is_approved) {
        fault_set(&call->fault, BONUS_REFUSED, "%s",
                  answer->detail[0] != '\0' ? answer->detail : bonus_code_name(call->code));
    }
    if (call->is_unsure && !exchange_looked_at_key(call->code)) {
        exchange_give_up(till, call, BONUS_UNKNOWN);
        return;
    }
    if (call->code == BONUS_CODE_MISMATCH) {
        // Somebody else gives STANs of this epoch: a copy of the journal is in use.
        log_event(till->calls.log, LOG_ERROR, "stan_mismatch", LOG_INT("stan", call->stan));
    }
    if (call->stan != 0) {
        exchange_keep_answer(till, call->kind,
                             &(struct journal_answer){
                                 .stan = call->stan,
                                 .state = BONUS_JOURNAL_ANSWERED,
                                 .code = call->code,
                                 .releases_receipt = !exchange_is_done(call->kind, call->code),
                                 .payload = payload,
                                 .answered_at_us = till_wall_us(till),
                             });
    }
    call_finish(&till->calls, call, is_approved ? BONUS_OK : BONUS_REFUSED, payload);
}

// A status that found its request is as good as the answer that was missed.
static void exchange_learn_status(struct bonus *till, const struct call *call,
                                  const struct wire_response *answer, struct wire_view payload)
{
    struct journal_row row;
    struct fault fault;
    if (answer->which_answer != WIRE_RESPONSE_STATUS_TAG ||
        answer->result != WIRE_RESULT_APPROVED ||
        journal_find(till->journal, call->asked_stan, &row, &fault) != BONUS_OK ||
        row.state == BONUS_JOURNAL_ANSWERED) {
        return;
    }
    enum bonus_code code = (enum bonus_code)answer->answer.status.result;
    exchange_keep_answer(till, row.kind,
                         &(struct journal_answer){
                             .stan = call->asked_stan,
                             .state = BONUS_JOURNAL_ANSWERED,
                             .code = code,
                             .releases_receipt = !exchange_is_done(row.kind, code),
                             .payload = payload,
                             .answered_at_us = till_wall_us(till),
                         });
}

static void exchange_answered(struct bonus *till, const struct wire_response *answer,
                              struct wire_view payload)
{
    bool is_newest = false;
    struct call *call = call_find(&till->calls, answer->number, &is_newest);
    if (call == NULL) {
        log_event(till->calls.log, LOG_DEBUG, "answer_unexpected",
                  LOG_INT("number", answer->number));
        return;
    }
    call->code = (enum bonus_code)answer->result;
    switch (wire_result_code_retry(answer->result)) {
    case WIRE_RETRY_IN_DOUBT:
        call->is_unsure |= call->stan != 0;
        exchange_put_off(till, call, answer);
        break;
    case WIRE_RETRY_SAME_STAN:
        if (is_newest) {
            exchange_put_off(till, call, answer);
        }
        break;
    case WIRE_RETRY_LOGON:
        session_drop(till->session, BONUS_UNREACHABLE, "The server forgot the logon.");
        exchange_lost(till);
        break;
    case WIRE_RETRY_NEVER:
    case WIRE_RETRY_LATER:
        exchange_learn_status(till, call, answer, payload);
        exchange_decide(till, call, answer, payload);
        break;
    }
}

// Makes the group durable, if there is something to send: without that nothing of it may be sent.
// Answers alone wait for the next group: until then a crash costs a repeat.
static void exchange_commit(struct bonus *till)
{
    if (till->calls.gathered_count == 0) {
        return;
    }
    struct fault fault;
    enum bonus_result result = journal_commit(till->journal, &fault);
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        struct call *call = &till->calls.calls[slot];
        if (call->state != CALL_GATHERED) {
            continue;
        }
        if (result == BONUS_OK) {
            call_enter(&till->calls, call, CALL_DUE);
        } else {
            call->fault = fault;
            call_finish(&till->calls, call, result, (struct wire_view){0});
        }
    }
    if (result != BONUS_OK) {
        log_event(till->calls.log, LOG_ERROR, "journal_failed", LOG_TEXT("reason", fault.text));
    }
}

static bool exchange_send(struct bonus *till, struct call *call)
{
    const struct wire_request request = {
        .number = call_number_next(&till->calls, call),
        .kind = (enum wire_kind)call->kind,
        .body = {call->body, call->body_size},
        .stan = call->stan,
        .repeat = call->was_sent_before,
        .sent_at_us = till_wall_us(till),
        .has_slip = till->slip.width != 0,
        .slip = till->slip,
    };
    if (!session_send(till->session, &request)) {
        return false;
    }
    call->was_sent_before = call->stan != 0;
    call->tries++;
    call->sent_at_us = till_now_us(till);
    call_enter(&till->calls, call, CALL_SENT);
    return true;
}

// Nothing came for a try, though other answers did: send it again beside it. Nothing came at all:
// the connection is dead, whatever TCP believes.
static bool exchange_check_silence(struct bonus *till, struct call *call, int64_t now_us)
{
    if (call->state != CALL_SENT || now_us - call->sent_at_us < till->answer_us) {
        return false;
    }
    call->is_unsure |= call->stan != 0;
    if (session_heard_at_us(till->session) < call->sent_at_us) {
        session_drop(till->session, BONUS_UNREACHABLE, "The server fell silent.");
        exchange_lost(till);
        return false;
    }
    return exchange_send(till, call);
}

// Sends what is due. Returns how many were sent.
static size_t exchange_dispatch(struct bonus *till)
{
    int64_t now_us = till_now_us(till);
    size_t sent_count = 0;
    size_t flying_count = 0;
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        flying_count += till->calls.calls[slot].state == CALL_SENT;
    }
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        struct call *call = &till->calls.calls[slot];
        if (!session_is_ready(till->session)) {
            break;
        }
        if (call->state == CALL_DUE && call->due_at_us <= now_us &&
            flying_count < till->facts.in_flight_max) {
            if (!exchange_send(till, call)) {
                break;
            }
            flying_count++;
            sent_count++;
        } else {
            sent_count += exchange_check_silence(till, call, now_us);
        }
    }
    return sent_count;
}

static void exchange_expire_all(struct bonus *till)
{
    int64_t now_us = till_now_us(till);
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        struct call *call = &till->calls.calls[slot];
        if (exchange_is_waiting(call) && now_us >= call->deadline_us) {
            exchange_expire(till, call);
        }
    }
}

static bool exchange_has_work(const struct bonus *till)
{
    return till->wants_session || till->calls.used_count > till->calls.done_count;
}

static void exchange_hear(struct bonus *till)
{
    struct wire_response answer;
    struct wire_view payload = {0};
    for (;;) {
        switch (session_advance(till->session, &answer, &payload)) {
        case SESSION_QUIET:
            return;
        case SESSION_LOGGED_ON:
            exchange_logged_on(till);
            break;
        case SESSION_ANSWERED:
            exchange_answered(till, &answer, payload);
            break;
        case SESSION_LOST:
            exchange_lost(till);
            break;
        }
    }
}

// Everything that can be done without waiting.
static void exchange_work(struct bonus *till)
{
    exchange_commit(till);
    exchange_expire_all(till);
    exchange_hear(till); // also learns of a connection that ended while nobody looked
    if (exchange_has_work(till) && session_start(till->session) == SESSION_LOST) {
        exchange_lost(till);
    }
    do {
        exchange_hear(till);
    } while (exchange_dispatch(till) > 0);
}

// When there is something to do even if nothing arrives.
static int64_t exchange_wake_us(const struct bonus *till)
{
    int64_t wake_us = exchange_has_work(till) ? session_wake_us(till->session) : INT64_MAX;
    for (size_t slot = 0; slot < LIMIT_TILL_REQUESTS_MAX; slot++) {
        const struct call *call = &till->calls.calls[slot];
        if (!exchange_is_waiting(call)) {
            continue;
        }
        int64_t next_us = call->deadline_us;
        if (call->state == CALL_SENT && call->sent_at_us + till->answer_us < next_us) {
            next_us = call->sent_at_us + till->answer_us;
        } else if (call->state == CALL_DUE && call->due_at_us < next_us &&
                   call->due_at_us > till_now_us(till)) {
            next_us = call->due_at_us; // one that is due already waits for the session instead
        }
        wake_us = next_us < wake_us ? next_us : wake_us;
    }
    return wake_us;
}

static void exchange_wait(struct bonus *till, int64_t until_us)
{
    int64_t wake_us = exchange_wake_us(till);
    wake_us = until_us < wake_us ? until_us : wake_us;
    int64_t wait_us = wake_us - till_now_us(till);
    int timeout_ms = wait_us <= 0             ? 0
                     : wait_us > 1000000 * 60 ? 60000
                                              : (int)((wait_us + 999) / 1000);
    struct pollfd ready = {
        .fd = session_descriptor(till->session),
        .events = session_events(till->session),
    };
    int count = poll(&ready, 1, timeout_ms);
    CHECK(count >= 0 || errno == EINTR);
}

static bool exchange_has_outcome(const struct bonus *till, const struct call *awaited)
{
    if (awaited != NULL) {
        return awaited->state == CALL_DONE;
    }
    return till->calls.done_count > 0 || till->calls.used_count == 0;
}

void exchange_run(struct bonus *till, int64_t until_us, const struct call *awaited)
{
    for (;;) {
        exchange_work(till);
        if (exchange_has_outcome(till, awaited) || till_now_us(till) >= until_us) {
            return;
        }
        exchange_wait(till, until_us);
    }
}

void exchange_flush(struct bonus *till)
{
    struct fault fault;
    exchange_commit(till);
    if (journal_commit(till->journal, &fault) != BONUS_OK) {
        log_event(till->calls.log, LOG_ERROR, "journal_failed", LOG_TEXT("reason", fault.text));
    }
}

void exchange_settle(struct bonus *till)
{
    struct fault fault;
    if (till->calls.used_count == 0 && journal_commit(till->journal, &fault) != BONUS_OK) {
        log_event(till->calls.log, LOG_ERROR, "journal_failed", LOG_TEXT("reason", fault.text));
    }
}

enum bonus_result exchange_connect(struct bonus *till)
{
    int64_t until_us = till_now_us(till) + till->deadline_us;
    till->wants_session = true; // until a trouble that trying will not change
    do {
        exchange_work(till);
        if (session_is_ready(till->session)) {
            till->wants_session = false;
            return BONUS_OK;
        }
        if (till->wants_session) {
            exchange_wait(till, until_us);
        }
    } while (till->wants_session && till_now_us(till) < until_us);
    till->wants_session = false;
    const char *why = NULL;
    enum bonus_result trouble = session_trouble(till->session, &why);
    return fault_set(&till->fault, trouble == BONUS_OK ? BONUS_UNREACHABLE : trouble, "%s",
                     why[0] != '\0' ? why : "The server did not answer in time.");
}
