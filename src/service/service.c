// SPDX-License-Identifier: Apache-2.0
// The service as a whole: what it owns, and what happens to all sessions at once.
#include "service/service.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/metrics.h"
#include "base/slab.h"
#include "domain/receipt_reckon.h"
#include "service/request.h"
#include "service/session_internal.h"
#include "service/takeover.h"
#include "service/till.h"

struct service *service_create(struct store *store, struct log *log, struct metrics *metrics,
                               const struct service_options *options)
{
    struct service *service = memory_allocate(1, sizeof(*service));
    service->store = store;
    service->log = log;
    service->clock = options->clock;
    service->limits = options->limits;
    service->digests = digest_engine_create();
    service->sessions = slab_create(sizeof(struct session), options->sessions_max);
    service->requests = slab_create(sizeof(struct request), options->requests_max);
    buffer_init(&service->payload, LIMIT_FRAME_BYTES_MAX);
    service->reckon = memory_allocate(1, sizeof(*service->reckon));
    body_pool_init(&service->bodies, LIMIT_REQUEST_BYTES_MAX);
    service->tills = till_table_create();
    service->takeover = takeover_create(service);
    service->first_token = options->first_token;
    meter_init(&service->meter, metrics);
    return service;
}

void service_set_limits(struct service *service, const struct service_limits *limits)
{
    service->limits = *limits;
}

void service_check_sessions(struct service *service, const struct registry *registry)
{
    struct session *next;
    for (struct session *session = service->first_session; session != NULL; session = next) {
        next = session->next;
        const struct registry_terminal *terminal = NULL;
        if (session->terminal == 0 || session->state == SESSION_CLOSING) {
            continue;
        }
        enum verdict verdict = session_identify(session, registry, &terminal);
        if (verdict != VERDICT_APPROVED) {
            metric_count(service->meter.blocked, 1);
            session_cut(session, verdict, SESSION_END_BLOCKED);
        }
    }
}

void service_check_takeovers(struct service *service)
{
    takeover_start_round(service->takeover);
}

void service_drain(struct service *service)
{
    struct session *next;
    service->draining = true;
    for (struct session *session = service->first_session; session != NULL; session = next) {
        next = session->next;
        if (session->request_count == 0) {
            session_end(session, SESSION_END_DRAINED);
        }
    }
}

bool service_is_idle(const struct service *service)
{
    return slab_count(service->requests) == 0;
}

void service_destroy(struct service *service)
{
    if (service == NULL) {
        return;
    }
    CHECK(service->first_session == NULL);
    takeover_destroy(service->takeover);
    till_table_destroy(service->tills);
    body_pool_clear(&service->bodies);
    free(service->reckon);
    buffer_clear(&service->payload);
    slab_destroy(service->requests);
    slab_destroy(service->sessions);
    digest_engine_destroy(service->digests);
    free(service);
}
