// SPDX-License-Identifier: Apache-2.0
// Where messages meet rules: sessions, requests in flight, and a handler for each kind of request.
// Knows neither sockets nor SQL: bytes come in and go out through session.h, postings and asks
// through the store.
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

struct log;
struct metrics;
struct registry;
struct service;
struct store;

// What may be changed while the service runs.
struct service_limits {
    uint32_t session_requests_max; // in flight, of one session
    uint32_t logon_ms;             // from session_open() to an accepted Logon
    uint32_t idle_ms;              // between two frames
    uint32_t request_ms;           // until a request is given up
};

struct service_options {
    uint32_t sessions_max;
    uint32_t requests_max; // in flight, of all sessions
    struct service_limits limits;
    struct clock_source clock; // the one of the loop that the store runs on
    uint64_t first_token;      // of sessions; random, so that two daemons never give one twice
};

// Keeps everything it is given.
struct service *service_create(struct store *store, struct log *log, struct metrics *metrics,
                               const struct service_options *options);

// For sessions and requests from now on.
void service_set_limits(struct service *service, const struct service_limits *limits);

// Cuts the sessions whose terminal or certificate a newer registry does not allow any more.
void service_check_sessions(struct service *service, const struct registry *registry);

// Displaces the sessions whose terminals have logged on at another daemon since. The store is
// asked, so it happens a moment later; call it every second or so.
void service_check_takeovers(struct service *service);

// Takes no more requests and closes each session as soon as it has none in flight.
void service_drain(struct service *service);

// Whether no request is in flight.
bool service_is_idle(const struct service *service);

// Sessions must be closed and the store destroyed before. NULL is fine.
void service_destroy(struct service *service);

#endif
