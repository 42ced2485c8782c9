// SPDX-License-Identifier: Apache-2.0
// The states of a session and what moves it from one to the next.
#include "libbonus/session.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/memory.h"
#include "libbonus/backoff.h"
#include "wire/frame.h"
#include "wire/session.h"

enum {
    SESSION_PROTOCOL_VERSION = 1,
    SESSION_LOGON_NUMBER = 1, // the first request of every session
};

enum session_state {
    SESSION_STOPPED,    // and pausing until start_at_us
    SESSION_CONNECTING, // TCP and TLS
    SESSION_LOGGING_ON, // Logon is sent
    SESSION_READY,
};

struct session {
    struct session_settings settings;
    struct link *link;
    enum session_state state;
    unsigned losses; // in a row, without an answer between them
    int64_t start_at_us;
    int64_t connect_until_us;
    int64_t heard_at_us;
    uint64_t random;
    size_t taken_bytes; // of the frame given last: consumed before the next
    enum bonus_result trouble;
    struct fault fault;
    struct wire_logon_answer logon;
};

static int64_t session_now_us(const struct session *session)
{
    const struct clock_source *clock = &session->settings.clock;
    return clock->monotonic_us(clock->context);
}

struct session *session_create(const struct session_settings *settings)
{
    struct session *session = memory_allocate(1, sizeof(*session));
    session->settings = *settings;
    session->link =
        link_create(settings->context, &settings->target, &settings->clock, settings->connect_us);
    session->random = settings->seed;
    session->start_at_us = INT64_MIN;
    return session;
}

void session_destroy(struct session *session)
{
    if (session == NULL) {
        return;
    }
    link_destroy(session->link);
    free(session);
}

static void session_enter(struct session *session, enum session_state state)
{
    static const char *const names[] = {
        [SESSION_STOPPED] = "stopped",
        [SESSION_CONNECTING] = "connecting",
        [SESSION_LOGGING_ON] = "logging_on",
        [SESSION_READY] = "ready",
    };
    // Forward step by step, or back to the start.
    CHECK(state == SESSION_STOPPED || state == session->state + 1);
    log_event(session->settings.log, LOG_DEBUG, "session_entered",
              LOG_TEXT("from", names[session->state]), LOG_TEXT("to", names[state]));
    session->state = state;
}

bool session_is_ready(const struct session *session)
{
    return session->state == SESSION_READY;
}

enum bonus_result session_trouble(const struct session *session, const char **why)
{
    *why = session->fault.text;
    return session->trouble;
}

const struct wire_logon_answer *session_logon_answer(const struct session *session)
{
    return &session->logon;
}

int64_t session_heard_at_us(const struct session *session)
{
    return session->heard_at_us;
}

int session_descriptor(const struct session *session)
{
    return link_descriptor(session->link);
}

short session_events(const struct session *session)
{
    return link_events(session->link);
}

int64_t session_wake_us(const struct session *session)
{
    int64_t link_us = link_wake_us(session->link);
    switch (session->state) {
    case SESSION_STOPPED:
        return session->start_at_us;
    case SESSION_CONNECTING:
        return link_us < session->connect_until_us ? link_us : session->connect_until_us;
    case SESSION_LOGGING_ON:
        return session->connect_until_us;
    case SESSION_READY:
        return INT64_MAX;
    }
    return INT64_MAX;
}

// Stops and says when to start again; session->fault has the reason.
static void session_stop(struct session *session, enum bonus_result trouble, int64_t pause_ms)
{
    session->trouble = trouble;
    session->losses++;
    int64_t pause_us = backoff_delay_us(session->losses, backoff_random(&session->random));
    pause_us = pause_us < pause_ms * 1000 ? pause_ms * 1000 : pause_us;
    // A final trouble is told to everyone who waits; whoever comes later may try at once.
    session->start_at_us = session_now_us(session) + (trouble == BONUS_UNREACHABLE ? pause_us : 0);
    log_event(session->settings.log, LOG_WARN, "session_lost",
              LOG_TEXT("result", bonus_result_name(trouble)),
              LOG_TEXT("reason", session->fault.text), LOG_INT("pause_ms", pause_us / 1000));
    link_stop(session->link);
    session->taken_bytes = 0;
    session_enter(session, SESSION_STOPPED);
}

void session_drop(struct session *session, enum bonus_result result, const char *why)
{
    if (session->state != SESSION_STOPPED) {
        fault_set(&session->fault, result, "%s", why);
        session_stop(session, result, 0);
    }
}

enum session_event session_start(struct session *session)
{
    if (session->state != SESSION_STOPPED || session_now_us(session) < session->start_at_us) {
        return SESSION_QUIET;
    }
    session_enter(session, SESSION_CONNECTING);
    session->trouble = BONUS_OK;
    enum bonus_result result = link_start(session->link, &session->fault);
    // From here on: looking the host up may have taken longer than connecting may.
    session->connect_until_us = session_now_us(session) + session->settings.connect_us;
    if (result != BONUS_OK) {
        session_stop(session, result, 0);
        return SESSION_LOST;
    }
    return SESSION_QUIET;
}

bool session_send(struct session *session, const struct wire_request *request)
{
    CHECK(session->state == SESSION_READY || session->state == SESSION_CONNECTING);
    return wire_request_append_frame(request, link_output(session->link)) == WIRE_OK;
}

static void session_send_logon(struct session *session)
{
    const struct clock_source *clock = &session->settings.clock;
    struct wire_logon logon = {
        .protocol_version = SESSION_PROTOCOL_VERSION,
        .epoch = session->settings.epoch,
    };
    snprintf(logon.software, sizeof(logon.software), "%s", session->settings.software);
    struct buffer body;
    buffer_init(&body, LIMIT_FRAME_LOGON_BYTES_MAX);
    CHECK(wire_logon_append(&logon, &body) == WIRE_OK);
    const struct wire_request request = {
        .number = SESSION_LOGON_NUMBER,
        .kind = WIRE_KIND_LOGON,
        .body = {buffer_bytes(&body), buffer_size(&body)},
        .sent_at_us = clock->wall_us(clock->context),
    };
    CHECK(session_send(session, &request));
    buffer_clear(&body);
    session_enter(session, SESSION_LOGGING_ON);
}

// The server speaks unasked: it says why it ends the session.
static enum session_event session_hear_end(struct session *session,
                                           const struct wire_response *answer)
{
    enum bonus_result trouble =
        answer->result == WIRE_RESULT_TERMINAL_BLOCKED || answer->result == WIRE_RESULT_MALFORMED
            ? BONUS_LOGON_REFUSED
            : BONUS_UNREACHABLE;
    fault_set(&session->fault, trouble, "The server ended the session: %s. %s",
              bonus_code_name((enum bonus_code)answer->result), answer->detail);
    // Whoever displaced us has our certificate: do not wrestle with it for the terminal.
    session_stop(session, trouble, LIMIT_TILL_BACKOFF_MS_MAX);
    return SESSION_LOST;
}

static enum session_event session_hear_logon(struct session *session,
                                             const struct wire_response *answer)
{
    if (answer->result != WIRE_RESULT_APPROVED || answer->which_answer != WIRE_RESPONSE_LOGON_TAG) {
        enum wire_retry retry = wire_result_code_retry(answer->result);
        bool is_passing = retry == WIRE_RETRY_SAME_STAN || retry == WIRE_RETRY_IN_DOUBT;
        enum bonus_result trouble = is_passing ? BONUS_UNREACHABLE : BONUS_LOGON_REFUSED;
        fault_set(&session->fault, trouble, "The server refused the logon: %s. %s",
                  bonus_code_name((enum bonus_code)answer->result), answer->detail);
        session_stop(session, trouble, answer->retry_after_ms);
        return SESSION_LOST;
    }
    session->logon = answer->answer.logon;
    link_confirm(session->link);
    session_enter(session, SESSION_READY);
    return SESSION_LOGGED_ON;
}

static enum session_event session_hear(struct session *session, struct wire_response *answer,
                                       const struct wire_view *payload)
{
    struct wire_error error;
    session->heard_at_us = session_now_us(session);
    if (wire_response_decode(*payload, answer, &error) != WIRE_OK) {
        session_drop(session, BONUS_PROTOCOL, error.text);
        return SESSION_LOST;
    }
    if (answer->number == 0) {
        return session_hear_end(session, answer);
    }
    if (session->state == SESSION_LOGGING_ON) {
        return session_hear_logon(session, answer);
    }
    session->losses = 0;
    return SESSION_ANSWERED;
}

// The next whole frame of the link's input.
static enum wire_result session_split(struct session *session, struct wire_view *payload)
{
    struct buffer *input = link_input(session->link);
    buffer_consume(input, session->taken_bytes);
    session->taken_bytes = 0;
    const struct wire_view bytes = {buffer_bytes(input), buffer_size(input)};
    enum wire_result result = wire_frame_split(bytes, LIMIT_FRAME_BYTES_MAX, payload);
    if (result == WIRE_OK) {
        session->taken_bytes = LIMIT_FRAME_PREFIX_BYTES + payload->size;
    }
    return result;
}

static enum session_event session_take(struct session *session, struct wire_response *answer,
                                       struct wire_view *payload)
{
    enum wire_result result = session_split(session, payload);
    if (result == WIRE_TOO_LARGE) {
        session_drop(session, BONUS_PROTOCOL, "The server's frame is larger than any may be.");
        return SESSION_LOST;
    }
    return result == WIRE_OK ? session_hear(session, answer, payload) : SESSION_QUIET;
}

// What the link reports as refused may, behind an accepted Logon, be a server that restarts.
static enum session_event session_lose(struct session *session, enum bonus_result result)
{
    session_stop(session, session->state == SESSION_READY ? BONUS_UNREACHABLE : result, 0);
    return SESSION_LOST;
}

enum session_event session_advance(struct session *session, struct wire_response *answer,
                                   struct wire_view *payload)
{
    if (session->state == SESSION_STOPPED) {
        return SESSION_QUIET;
    }
    enum session_event event = session_take(session, answer, payload);
    if (event != SESSION_QUIET) {
        return event;
    }
    enum bonus_result result = link_advance(session->link, &session->fault);
    if (result == BONUS_OK && session->state == SESSION_CONNECTING && link_is_open(session->link)) {
        session_send_logon(session);
        result = link_advance(session->link, &session->fault);
    }
    if (result != BONUS_OK) {
        return session_lose(session, result);
    }
    if (session->state != SESSION_READY && session_now_us(session) >= session->connect_until_us) {
        session_drop(session, BONUS_UNREACHABLE, "The server did not answer the logon in time.");
        return SESSION_LOST;
    }
    return session_take(session, answer, payload);
}
