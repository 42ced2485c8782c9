// SPDX-License-Identifier: Apache-2.0
// What the service does with its sessions.
#ifndef SERVICE_SESSION_INTERNAL_H
#define SERVICE_SESSION_INTERNAL_H

#include "domain/verdict.h"
#include "service/service_internal.h"

struct request;
struct wire_response;

// Steps are checked and logged. Entering SESSION_CLOSING leaves the till, which may then log on
// elsewhere without displacing anybody.
void session_enter(struct session *session, enum session_state state);

// A Logon was accepted: displaces the till's earlier session and opens this one for all requests.
void session_log_on(struct session *session, struct till *till, uint64_t epoch);

// Its terminal has logged on elsewhere.
void session_displace(struct session *session);

// Closes the connection when its output is sent, and logs why. Does nothing if it is closing.
void session_end(struct session *session, enum session_end end);

// As session_end(), after telling the peer unasked, as response number 0.
void session_cut(struct session *session, enum verdict verdict, enum session_end end);

// Sends a response; ends the session if the peer has not taken the ones before.
void session_send(struct session *session, const struct wire_response *response);

// Whether the certificate's holder may be here, under this registry: APPROVED and its terminal, or
// TERMINAL_UNKNOWN, TERMINAL_BLOCKED.
enum verdict session_identify(const struct session *session, const struct registry *registry,
                              const struct registry_terminal **terminal);

// A request joins, or leaves because it was answered. With as many as may be in flight reading
// stops: what else the peer sends waits on its side.
void session_add_request(struct session *session, struct request *request);
void session_remove_request(struct session *session, struct request *request);

// An answer said that the request could not be right; ends the session when its till's budget is
// spent, or at once if nobody has logged on.
void session_count_fault(struct session *session);

#endif
