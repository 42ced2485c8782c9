// SPDX-License-Identifier: Apache-2.0
// A session's states, its place in the service and at its till, and its end.
#include "service/session.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/slab.h"
#include "service/answer.h"
#include "service/identity.h"
#include "service/session_internal.h"
#include "service/takeover.h"
#include "service/till.h"

static const char *const session_state_names[] = {
    [SESSION_OPEN] = "open",
    [SESSION_LOGGING_ON] = "logging_on",
    [SESSION_LOGGED_ON] = "logged_on",
    [SESSION_CLOSING] = "closing",
};

static const char *const session_end_labels[] = {
#define SESSION_END(name, label) [SESSION_END_##name] = (label),
#include "service/session_end.def"
#undef SESSION_END
};

// Bits 1 << state of the states that may follow.
static const unsigned session_steps[] = {
    [SESSION_OPEN] = 1U << SESSION_LOGGING_ON | 1U << SESSION_CLOSING,
    [SESSION_LOGGING_ON] = 1U << SESSION_OPEN | 1U << SESSION_LOGGED_ON | 1U << SESSION_CLOSING,
    [SESSION_LOGGED_ON] = 1U << SESSION_CLOSING,
    [SESSION_CLOSING] = 0,
};

static void session_leave_till(struct session *session)
{
    if (session->till != NULL && session->till->session == session) {
        session->till->session = NULL;
    }
    session->till = NULL;
}

void session_enter(struct session *session, enum session_state state)
{
    CHECK((session_steps[session->state] & 1U << state) != 0);
    log_event(session->service->log, LOG_DEBUG, "session_step", LOG_INT("session", session->number),
              LOG_TEXT("from", session_state_names[session->state]),
              LOG_TEXT("to", session_state_names[state]));
    session->state = state;
    if (state == SESSION_CLOSING) {
        session_leave_till(session);
    }
}

static void session_link_into(struct session *session, struct service *service)
{
    session->next = service->first_session;
    if (session->next != NULL) {
        session->next->previous = session;
    }
    service->first_session = session;
}

static void session_unlink(struct session *session)
{
    takeover_forget(session->service->takeover, session);
    if (session->previous == NULL) {
        session->service->first_session = session->next;
    } else {
        session->previous->next = session->next;
    }
    if (session->next != NULL) {
        session->next->previous = session->previous;
    }
}

struct session *session_open(struct service *service, const struct session_link *link,
                             void *connection, const struct session_peer *peer)
{
    struct session *session = service->draining ? NULL : slab_take(service->sessions);
    if (session == NULL) {
        return NULL;
    }
    session->service = service;
    session->link = link;
    session->connection = connection;
    session->number = ++service->session_number;
    session->token = service->first_token + session->number;
    memcpy(session->fingerprint, peer->fingerprint, DIGEST_BYTES);
    snprintf(session->address, sizeof(session->address), "%s", peer->address);
    snprintf(session->name, sizeof(session->name), "%s", peer->name);
    snprintf(session->unit, sizeof(session->unit), "%s", peer->unit);
    session_link_into(session, service);
    link->set_frame_bytes_max(connection, LIMIT_FRAME_LOGON_BYTES_MAX);
    link->set_deadline(connection, service->limits.logon_ms);
    metric_set(service->meter.sessions, slab_count(service->sessions));
    return session;
}

enum verdict session_identify(const struct session *session, const struct registry *registry,
                              const struct registry_terminal **terminal)
{
    enum verdict verdict = identity_find(registry, session->fingerprint, terminal);
    if (verdict == VERDICT_APPROVED &&
        strcmp(session->unit, terminal_role_name((*terminal)->role)) != 0) {
        return VERDICT_TERMINAL_UNKNOWN;
    }
    return verdict;
}

void session_log_on(struct session *session, struct till *till, uint64_t epoch)
{
    struct service *service = session->service;
    if (till->session != NULL) {
        session_displace(till->session);
    }
    till->session = session;
    session->till = till;
    session->epoch = epoch;
    session_enter(session, SESSION_LOGGED_ON);
    session->link->admit(session->connection);
    session->link->set_frame_bytes_max(session->connection, LIMIT_FRAME_BYTES_MAX);
    session->link->set_idle(session->connection, service->limits.idle_ms);
    log_event(service->log, LOG_INFO, "session_logged_on", LOG_INT("session", session->number),
              LOG_INT("terminal", session->terminal), LOG_TEXT("name", session->name),
              LOG_TEXT("peer", session->address));
}

static void session_log_end(const struct session *session, const char *reason)
{
    log_event(session->service->log, LOG_INFO, "session_ended", LOG_INT("session", session->number),
              LOG_INT("terminal", session->terminal), LOG_TEXT("peer", session->address),
              LOG_TEXT("reason", reason));
}

void session_end(struct session *session, enum session_end end)
{
    if (session->state == SESSION_CLOSING) {
        return;
    }
    session_log_end(session, session_end_labels[end]);
    session_enter(session, SESSION_CLOSING);
    session->link->close(session->connection, end);
}

void session_send(struct session *session, const struct wire_response *response)
{
    struct buffer *payload = &session->service->payload;
    buffer_reset(payload);
    enum wire_result result = wire_response_append(response, payload);
    CHECK(result == WIRE_OK); // an answer is smaller than a frame may be
    if (!session->link->send(session->connection, buffer_bytes(payload), buffer_size(payload))) {
        session_end(session, SESSION_END_OUTPUT_FULL);
    }
}

void session_cut(struct session *session, enum verdict verdict, enum session_end end)
{
    if (session->state == SESSION_CLOSING) {
        return;
    }
    struct wire_response response;
    answer_set_refusal(&response, verdict, NULL);
    session_send(session, &response);
    session_end(session, end);
}

void session_displace(struct session *session)
{
    metric_count(session->service->meter.displaced, 1);
    session_cut(session, VERDICT_DISPLACED, SESSION_END_DISPLACED);
}

void session_count_fault(struct session *session)
{
    if (session->till == NULL) {
        session_end(session, SESSION_END_MALFORMED);
    } else if (till_count_fault(session->till, service_now_ms(session->service))) {
        metric_count(session->service->meter.faulty, 1);
        log_event(session->service->log, LOG_WARN, "till_faulty",
                  LOG_INT("terminal", session->terminal), LOG_TEXT("name", session->name),
                  LOG_INT("faults", session->till->fault_count));
        session_end(session, SESSION_END_FAULTY);
    }
}

static void session_update_reading(struct session *session)
{
    bool off = session->request_count >= session->service->limits.session_requests_max;
    if (off != session->reading_off && session->state != SESSION_CLOSING) {
        session->reading_off = off;
        session->link->set_reading(session->connection, !off);
    }
}

void session_add_request(struct session *session, struct request *request)
{
    request->session = session;
    request->next = session->first_request;
    if (request->next != NULL) {
        request->next->previous = request;
    }
    session->first_request = request;
    session->request_count++;
    session_update_reading(session);
}

void session_remove_request(struct session *session, struct request *request)
{
    if (request->previous == NULL) {
        session->first_request = request->next;
    } else {
        request->previous->next = request->next;
    }
    if (request->next != NULL) {
        request->next->previous = request->previous;
    }
    request->session = NULL;
    session->request_count--;
    if (session->service->draining && session->request_count == 0) {
        session_end(session, SESSION_END_DRAINED);
    }
    session_update_reading(session);
}

void session_close(struct session *session, const char *reason)
{
    struct service *service = session->service;
    if (session->state != SESSION_CLOSING) {
        session_log_end(session, reason);
        session_enter(session, SESSION_CLOSING);
    }
    while (session->first_request != NULL) {
        session_remove_request(session, session->first_request);
    }
    session_unlink(session);
    slab_give(service->sessions, session);
    metric_set(service->meter.sessions, slab_count(service->sessions));
}
