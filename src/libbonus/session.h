// SPDX-License-Identifier: Apache-2.0
// A session with the server: connects, logs on, and turns the link's bytes into answers. It knows
// requests by their number only. After a loss it pauses, longer each time, before it may start
// again.
#ifndef LIBBONUS_SESSION_H
#define LIBBONUS_SESSION_H

#include "base/clock.h"
#include "base/log.h"
#include "libbonus/link.h"
#include "wire/request.h"
#include "wire/response.h"

struct session_settings {
    SSL_CTX *context;
    struct link_target target;
    uint64_t epoch;
    const char *software;
    int64_t connect_us; // from the start to an accepted Logon
    uint64_t seed;      // of the jitter
    struct clock_source clock;
    struct log *log;
};

struct session;

// Settings are copied; what they point to is kept and must outlive the session.
struct session *session_create(const struct session_settings *settings);

// NULL is fine.
void session_destroy(struct session *session);

enum session_event {
    SESSION_QUIET,     // nothing more can be done without waiting
    SESSION_LOGGED_ON, // session_logon_answer() is new
    SESSION_ANSWERED,  // *answer and *payload are a response, valid until the next call
    SESSION_LOST,      // over; session_trouble() says why
};

// Starts, if the session is not under way and its pause is over. SESSION_LOST or SESSION_QUIET.
enum session_event session_start(struct session *session);

// Does what can be done now, up to the next event.
enum session_event session_advance(struct session *session, struct wire_response *answer,
                                   struct wire_view *payload);

// Ends the session as lost: `result` UNREACHABLE is a passing trouble, anything else a final one.
void session_drop(struct session *session, enum bonus_result result, const char *why);

// Whether requests may be sent.
bool session_is_ready(const struct session *session);

// Adds a request to what is sent. False: there is no room now.
BASE_MUST_USE bool session_send(struct session *session, const struct wire_request *request);

// Why the session was lost last; OK and empty before any loss. UNREACHABLE is worth another try,
// anything else will not change by trying.
enum bonus_result session_trouble(const struct session *session, const char **why);

const struct wire_logon_answer *session_logon_answer(const struct session *session);

// When bytes came last, monotonic.
int64_t session_heard_at_us(const struct session *session);

// For poll(2): the descriptor or -1, its events, and when session_advance() or session_start() has
// something to do even without them (INT64_MAX: never), monotonic.
int session_descriptor(const struct session *session);
short session_events(const struct session *session);
int64_t session_wake_us(const struct session *session);

#endif
