// SPDX-License-Identifier: Apache-2.0
// Logon and Echo. A Logon is accepted when the certificate's holder is known and the store has told
// the highest STAN of the till's journal; with that the store has put the session in force.
#include <stdio.h>

#include "service/answer.h"
#include "service/handler.h"
#include "service/session_internal.h"
#include "service/till.h"

enum { PROTOCOL_VERSION = 1 };

static void logon_fill_answer(struct wire_logon_answer *logon, const struct request *request,
                              const struct registry_terminal *terminal)
{
    struct service *service = request->service;
    const struct registry *registry = store_registry(service->store);
    logon->terminal = terminal->terminal;
    snprintf(logon->terminal_name, sizeof(logon->terminal_name), "%s", terminal->name);
    const struct registry_store *store = registry_find_store(registry, terminal->store);
    if (store != NULL) {
        logon->store = store->store;
        logon->currency = store->currency;
        snprintf(logon->store_name, sizeof(logon->store_name), "%s", store->name);
    }
    logon->highest_stan = request->ask.highest_stan;
    logon->server_at_us = service_wall_us(service);
    logon->frame_bytes_max = LIMIT_FRAME_BYTES_MAX;
    logon->in_flight_max = service->limits.session_requests_max;
    logon->incarnation = registry->incarnation;
}

// Whether the session still waits for this Logon.
static bool logon_is_wanted(const struct session *session)
{
    return session != NULL && session->state == SESSION_LOGGING_ON;
}

// The session waits for the store, or stays open for another Logon if the store does not take it.
static void logon_ask(struct request *request, enum ask_kind kind,
                      void (*answered)(struct ask *, enum store_result))
{
    struct session *session = request->session;
    request->ask.kind = kind;
    bool is_asked = request_ask(request, answered);
    enum session_state state = is_asked ? SESSION_LOGGING_ON : SESSION_OPEN;
    if (session->state != state && session->state != SESSION_CLOSING) {
        session_enter(session, state);
    }
}

// The session is open for another Logon.
static void logon_leave(struct session *session)
{
    if (logon_is_wanted(session)) {
        session_enter(session, SESSION_OPEN);
    }
}

static void logon_accept(struct request *request)
{
    struct service *service = request->service;
    struct session *session = request->session;
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = session_identify(session, store_registry(service->store), &terminal);
    CHECK(verdict == VERDICT_APPROVED); // newer registries were checked when they came
    struct wire_response response = {
        .result = WIRE_RESULT_APPROVED,
        .which_answer = WIRE_RESPONSE_LOGON_TAG,
    };
    logon_fill_answer(&response.answer.logon, request, terminal);
    struct till *till = till_table_reach(service->tills, session->terminal);
    CHECK(till != NULL); // reached in logon_identify()
    session_log_on(session, till, request->message.logon.epoch);
    request_answer(request, &response);
}

static void handle_logon_answered(struct ask *ask, enum store_result result)
{
    struct request *request = request_of_ask(ask);
    if (logon_is_wanted(request->session) && result == STORE_OK) {
        logon_accept(request);
    } else {
        logon_leave(request->session);
        request_refuse(request, VERDICT_UNAVAILABLE, NULL);
    }
}

// The holder of the certificate is known, and `verdict` says whether this is the moment.
static void logon_go_on(struct request *request, enum verdict verdict)
{
    struct session *session = request->session;
    uint64_t epoch = request->message.logon.epoch;
    if (epoch == 0 || verdict != VERDICT_APPROVED) {
        logon_leave(session);
        request_refuse(request, epoch == 0 ? VERDICT_INVALID : verdict,
                       epoch == 0 ? "epoch must be random and not 0." : NULL);
        return;
    }
    request->ask.key = (struct posting_key){.terminal = session->terminal, .epoch = epoch};
    request->ask.token = session->token;
    logon_ask(request, ASK_LOGON, handle_logon_answered);
}

// Who asks, and whether they may come in. Sets the session's terminal and role.
static enum verdict logon_identify(struct session *session)
{
    struct service *service = session->service;
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = session_identify(session, store_registry(service->store), &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    session->terminal = terminal->terminal;
    session->role = terminal->role;
    const struct till *till = till_table_reach(service->tills, terminal->terminal);
    bool may_come = till != NULL && till_penalty_ms(till, service_now_ms(service)) == 0;
    return may_come ? VERDICT_APPROVED : VERDICT_BUSY;
}

static bool logon_is_turned_away(enum verdict verdict)
{
    return verdict == VERDICT_TERMINAL_UNKNOWN || verdict == VERDICT_TERMINAL_BLOCKED;
}

static void handle_logon_registry_read(struct ask *ask, enum store_result result)
{
    struct request *request = request_of_ask(ask);
    struct session *session = request->session;
    if (!logon_is_wanted(session) || result != STORE_OK) {
        logon_leave(session);
        request_refuse(request, VERDICT_UNAVAILABLE, NULL);
        return;
    }
    enum verdict verdict = logon_identify(session);
    if (logon_is_turned_away(verdict)) {
        request_refuse(request, verdict, NULL);
        session_end(session, SESSION_END_REFUSED);
    } else {
        logon_go_on(request, verdict);
    }
}

// Nobody is turned away by an old registry: a terminal may have been added a moment ago.
void handle_logon_begin(struct request *request)
{
    struct session *session = request->session;
    struct wire_logon *logon = &request->message.logon;
    struct wire_error error;
    if (wire_logon_decode(request->body, logon, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    if (logon->protocol_version != PROTOCOL_VERSION) {
        request_refuse(request, VERDICT_VERSION_UNSUPPORTED, NULL);
        return;
    }
    if (store_registry(request->service->store) == NULL) {
        request_refuse(request, VERDICT_UNAVAILABLE, NULL);
        return;
    }
    enum verdict verdict = logon_identify(session);
    if (logon_is_turned_away(verdict)) {
        logon_ask(request, ASK_REGISTRY, handle_logon_registry_read);
    } else {
        logon_go_on(request, verdict);
    }
}

void handle_echo_begin(struct request *request)
{
    struct wire_echo echo;
    struct wire_error error;
    if (wire_echo_decode(request->body, &echo, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    struct wire_response response = {
        .result = WIRE_RESULT_APPROVED,
        .which_answer = WIRE_RESPONSE_ECHO_TAG,
        .answer.echo.server_at_us = service_wall_us(request->service),
    };
    request_answer(request, &response);
}
