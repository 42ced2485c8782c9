// SPDX-License-Identifier: Apache-2.0
// Logon and Echo. A Logon is accepted when the certificate's holder is known and the store has told
// the highest STAN of the till's journal.
#include <stdio.h>

#include "service/answer.h"
#include "service/handler.h"
#include "service/session_internal.h"
#include "service/till.h"

enum { PROTOCOL_VERSION = 1 };

// Refuses and ends the session: trying again on this connection cannot help.
static void logon_turn_away(struct request *request, enum verdict verdict)
{
    struct session *session = request->session;
    request_refuse(request, verdict, NULL);
    session_end(session, SESSION_END_REFUSED);
}

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

static void handle_logon_answered(struct ask *ask, enum store_result result)
{
    struct request *request = request_of_ask(ask);
    struct service *service = request->service;
    struct session *session = request->session;
    bool is_wanted = session != NULL && session->state == SESSION_LOGGING_ON;
    if (is_wanted && result != STORE_OK) {
        session_enter(session, SESSION_OPEN);
    }
    if (!is_wanted || result != STORE_OK) {
        request_refuse(request, VERDICT_UNAVAILABLE, NULL);
        return;
    }
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

// Who asks, and whether they may come in just now. Sets the session's terminal and role.
static enum verdict logon_identify(struct session *session)
{
    struct service *service = session->service;
    const struct registry *registry = store_registry(service->store);
    if (registry == NULL) {
        return VERDICT_UNAVAILABLE;
    }
    const struct registry_terminal *terminal = NULL;
    enum verdict verdict = session_identify(session, registry, &terminal);
    if (verdict != VERDICT_APPROVED) {
        return verdict;
    }
    session->terminal = terminal->terminal;
    session->role = terminal->role;
    struct till *till = till_table_reach(service->tills, terminal->terminal);
    if (till == NULL || till_penalty_ms(till, service_now_ms(service)) > 0) {
        return VERDICT_BUSY;
    }
    return VERDICT_APPROVED;
}

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
    enum verdict verdict = logon_identify(session);
    if (verdict == VERDICT_TERMINAL_UNKNOWN || verdict == VERDICT_TERMINAL_BLOCKED) {
        logon_turn_away(request, verdict);
        return;
    }
    if (logon->epoch == 0) {
        request_refuse(request, VERDICT_INVALID, "epoch must be random and not 0.");
        return;
    }
    if (verdict != VERDICT_APPROVED) {
        request_refuse(request, verdict, NULL);
        return;
    }
    request->ask.kind = ASK_HIGHEST_STAN;
    request->ask.key = (struct posting_key){.terminal = session->terminal, .epoch = logon->epoch};
    if (request_ask(request, handle_logon_answered)) {
        session_enter(session, SESSION_LOGGING_ON);
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
