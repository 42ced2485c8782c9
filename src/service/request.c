// SPDX-License-Identifier: Apache-2.0
// The life of a request between its frame and its answer.
#include "service/request.h"

#include <string.h>

#include "base/metrics.h"
#include "base/slab.h"
#include "service/answer.h"
#include "service/handle_advice.h"
#include "service/identity.h"
#include "service/session_internal.h"

struct request *request_take(struct session *session, const struct request_head *head,
                             struct wire_view body)
{
    struct service *service = session->service;
    struct request *request = slab_take(service->requests);
    if (request == NULL) {
        return NULL;
    }
    uint8_t *copy = body_take(&service->bodies, body.bytes, body.size);
    if (copy == NULL) {
        slab_give(service->requests, request);
        return NULL;
    }
    request->service = service;
    request->head = *head;
    request->terminal = session->terminal;
    request->epoch = session->epoch;
    memcpy(request->certificate, session->fingerprint, DIGEST_BYTES);
    request->body = (struct wire_view){.bytes = copy, .size = body.size};
    request->happened = request->body;
    session_add_request(session, request);
    metric_set(service->meter.in_flight, slab_count(service->requests));
    metric_set(service->meter.body_bytes, (int64_t)service->bodies.bytes_held);
    return request;
}

static void request_give(struct request *request)
{
    struct service *service = request->service;
    struct session *session = request->session;
    body_give(&service->bodies, (uint8_t *)(uintptr_t)request->body.bytes, request->body.size);
    if (session != NULL) {
        session_remove_request(session, request);
    }
    slab_give(service->requests, request);
    metric_set(service->meter.in_flight, slab_count(service->requests));
    metric_set(service->meter.body_bytes, (int64_t)service->bodies.bytes_held);
}

struct request *request_of_posting(struct posting *posting)
{
    return (struct request *)(void *)((char *)posting - offsetof(struct request, posting));
}

struct request *request_of_ask(struct ask *ask)
{
    return (struct request *)(void *)((char *)ask - offsetof(struct request, ask));
}

static int64_t request_deadline_ms(const struct request *request)
{
    return service_now_ms(request->service) + request->service->limits.request_ms;
}

static void request_hand_in(struct request *request, const struct posting_rule *rule)
{
    struct service *service = request->service;
    struct posting *posting = &request->posting;
    posting->rule = rule;
    posting->request_kind = (uint16_t)request->head.kind;
    posting->body = request->body.bytes;
    posting->body_size = request->body.size;
    posting->arrived_at_us = request->head.arrived_at_us;
    posting->sent_at_us = request->head.sent_at_us;
    posting->deadline_ms = request_deadline_ms(request);
    // What an advice is refused for is kept in a row that no unique key guards: all is looked up.
    posting->repeat = request->head.repeat || request->advice_kind != WIRE_KIND_UNSPECIFIED;
    enum store_result result = store_post(service->store, posting);
    if (result != STORE_OK) {
        request_refuse(request, request_verdict_of(result), NULL);
    }
}

void request_post(struct request *request, const struct posting_rule *rule)
{
    struct posting *posting = &request->posting;
    posting->key = (struct posting_key){
        .terminal = request->terminal,
        .epoch = request->epoch,
        .stan = request->head.stan,
    };
    digest_compute(request->service->digests, request->body.bytes, request->body.size,
                   posting->fingerprint);
    bool is_advice = request->advice_kind != WIRE_KIND_UNSPECIFIED;
    request_hand_in(request, is_advice ? advice_wrap(request, rule) : rule);
}

void request_post_without_key(struct request *request, const struct posting_rule *rule)
{
    request->posting.key = (struct posting_key){.stan = 0};
    request_hand_in(request, rule);
}

bool request_ask(struct request *request, void (*answered)(struct ask *, enum store_result))
{
    struct ask *ask = &request->ask;
    ask->answered = answered;
    ask->deadline_ms = request_deadline_ms(request);
    enum store_result result = store_ask(request->service->store, ask);
    if (result != STORE_OK) {
        request_refuse(request, request_verdict_of(result), NULL);
    }
    return result == STORE_OK;
}

enum verdict request_find_terminal(const struct request *request, const struct registry *registry,
                                   const struct registry_terminal **terminal)
{
    return identity_find(registry, request->certificate, terminal);
}

void request_answer(struct request *request, struct wire_response *response)
{
    answer_send(request->service, request->session, &request->head, response);
    request_give(request);
}

void request_refuse(struct request *request, enum verdict verdict, const char *detail)
{
    struct wire_response response;
    answer_set_refusal(&response, verdict, detail);
    request_answer(request, &response);
}

enum verdict request_verdict_of(enum store_result result)
{
    static const enum verdict verdicts[] = {
        [STORE_BUSY] = VERDICT_BUSY,           [STORE_UNAVAILABLE] = VERDICT_UNAVAILABLE,
        [STORE_IN_DOUBT] = VERDICT_IN_DOUBT,   [STORE_LATE] = VERDICT_UNAVAILABLE,
        [STORE_NOT_FOUND] = VERDICT_NOT_FOUND,
    };
    CHECK(result != STORE_OK && result < BASE_COUNT(verdicts));
    return verdicts[result];
}
