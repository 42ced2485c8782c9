// SPDX-License-Identifier: Apache-2.0
// A session: one connection of a terminal, operator or subscriber, from its first frame to its end.
// Who it is says its certificate, never a message. A terminal has one live session: a second Logon,
// here or at another daemon, displaces the first.
#ifndef SERVICE_SESSION_H
#define SERVICE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct service;
struct session;

// Why the service ends a session: SESSION_END(name, label) in session_end.def. The label is for the
// log.
enum session_end {
#define SESSION_END(name, label) SESSION_END_##name,
#include "service/session_end.def"
#undef SESSION_END
};

// What a session does to its connection. None of these calls back from inside.
struct session_link {
    // One payload, borrowed for the call. False: the output cannot take it.
    bool (*send)(void *connection, const uint8_t *payload, size_t size);
    // While reading is off no payload is handed in; what arrives waits on the peer's side.
    void (*set_reading)(void *connection, bool on);
    void (*set_frame_bytes_max)(void *connection, uint32_t bytes_max);
    // The connection is closed when this time is over, whatever comes in; idle_ms takes its place.
    void (*set_deadline)(void *connection, uint32_t deadline_ms);
    // The connection is closed when no frame came in for so long.
    void (*set_idle)(void *connection, uint32_t idle_ms);
    // The peer has logged on: what is told of newcomers no longer holds for it.
    void (*admit)(void *connection);
    // Sends what was given to send(), then closes. session_close() follows later.
    void (*close)(void *connection, enum session_end end);
};

// What TLS says of the peer; copied.
struct session_peer {
    const char *address;
    const char *name;           // CN of the certificate
    const char *unit;           // OU of the certificate: the role
    const uint8_t *fingerprint; // SHA-256 of the certificate, DIGEST_BYTES
};

// NULL: there are sessions_max sessions, or the service is draining. The link is kept, the
// connection is borrowed until session_close().
struct session *session_open(struct service *service, const struct session_link *link,
                             void *connection, const struct session_peer *peer);

// The payload of one frame; borrowed for the call.
void session_receive(struct session *session, const uint8_t *payload, size_t size);

// The connection is gone: frees the session. Requests in flight are still decided; nobody hears of
// it. `reason` is for the log, one word.
void session_close(struct session *session, const char *reason);

#endif
