// SPDX-License-Identifier: Apache-2.0
// What the files of this folder know of the service and of a session.
#ifndef SERVICE_SERVICE_INTERNAL_H
#define SERVICE_SERVICE_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/throttle.h"
#include "service/body.h"
#include "service/meter.h"
#include "service/service.h"
#include "service/session.h"
#include "store/registry.h"

struct digest_engine;
struct receipt_reckon;
struct request;
struct slab;
struct takeover;
struct till;
struct till_table;

// The steps from one to the next stand in session.c.
enum session_state {
    SESSION_OPEN,       // only Logon is taken
    SESSION_LOGGING_ON, // a Logon waits for the store
    SESSION_LOGGED_ON,
    SESSION_CLOSING, // nothing is taken, nothing is answered
};

struct service {
    struct store *store;
    struct log *log;
    struct clock_source clock;
    struct service_limits limits;
    struct digest_engine *digests;
    struct slab *sessions;
    struct slab *requests;
    struct body_pool bodies;
    struct till_table *tills;
    struct takeover *takeover;
    struct meter meter;
    struct throttle strangers; // lines about answers to sessions that have not logged on
    struct session *first_session;
    struct buffer payload;         // of the answer being sent
    struct receipt_reckon *reckon; // working memory of the rule that is deciding
    uint64_t session_number;       // of the newest session, for the log
    uint64_t first_token;
    bool draining;
};

struct session {
    struct service *service;
    const struct session_link *link;
    void *connection;
    enum session_state state;
    bool reading_off;
    uint64_t number;
    uint64_t token; // by which all daemons know whether it is its terminal's newest
    struct session *next;
    struct session *previous;
    struct request *first_request; // in flight
    uint32_t request_count;
    struct till *till; // whose live session this is; NULL before Logon
    // From Logon on.
    uint32_t terminal; // 0: not yet known
    enum terminal_role role;
    uint64_t epoch;
    // From the certificate.
    uint8_t fingerprint[DIGEST_BYTES];
    char address[LIMIT_PEER_ADDRESS_BYTES_MAX + 1];
    char name[LIMIT_PEER_NAME_BYTES_MAX + 1];
    char unit[LIMIT_PEER_UNIT_BYTES_MAX + 1];
};

static inline int64_t service_wall_us(const struct service *service)
{
    return service->clock.wall_us(service->clock.context);
}

// Of the clock that deadlines are on.
static inline int64_t service_now_us(const struct service *service)
{
    return service->clock.monotonic_us(service->clock.context);
}

static inline int64_t service_now_ms(const struct service *service)
{
    return service_now_us(service) / 1000;
}

#endif
