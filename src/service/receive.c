// SPDX-License-Identifier: Apache-2.0
// What a session does with a frame: the refusals that need nothing but the envelope, in the order
// of precedence, then the handler of its kind.
#include <string.h>

#include "domain/date.h"
#include "service/answer.h"
#include "service/handler.h"
#include "service/session_internal.h"

enum {
    UTC_OFFSET_MIN = -12 * 60, // minutes; the range of time zones on Earth
    UTC_OFFSET_MAX = 14 * 60,
};

// A frame on its way to becoming a request.
struct arrival {
    struct session *session;
    const struct wire_request *envelope;
    const struct handler *handler; // NULL: no such kind
    struct request_head head;
};

static bool arrival_has_kind(const struct arrival *arrival)
{
    return arrival->handler != NULL;
}

static bool arrival_is_logged_on(const struct arrival *arrival)
{
    return arrival->session->state == SESSION_LOGGED_ON ||
           arrival->envelope->kind == WIRE_KIND_LOGON;
}

static bool arrival_is_allowed(const struct arrival *arrival)
{
    return arrival->session->state != SESSION_LOGGED_ON ||
           handler_allows(arrival->handler, arrival->session->role);
}

static bool arrival_logs_on_once(const struct arrival *arrival)
{
    return arrival->envelope->kind != WIRE_KIND_LOGON || arrival->session->state == SESSION_OPEN;
}

static bool arrival_has_stan(const struct arrival *arrival)
{
    uint64_t stan = arrival->envelope->stan;
    return wire_kind_is_keyed(arrival->envelope->kind) ? stan >= 1 && stan <= INT64_MAX : stan == 0;
}

static bool arrival_has_slip_width(const struct arrival *arrival)
{
    return arrival->head.slip_width == 0 || slip_width_is_known(arrival->head.slip_width);
}

static bool arrival_has_slip_language(const struct arrival *arrival)
{
    enum slip_language language;
    return arrival->head.slip_width == 0 ||
           slip_language_find(arrival->envelope->slip.language, &language);
}

static bool arrival_has_utc_offset(const struct arrival *arrival)
{
    return arrival->head.utc_offset_min >= UTC_OFFSET_MIN &&
           arrival->head.utc_offset_min <= UTC_OFFSET_MAX;
}

static bool arrival_fits_session(const struct arrival *arrival)
{
    return arrival->session->request_count < arrival->session->service->limits.session_requests_max;
}

static bool arrival_precedes_drain(const struct arrival *arrival)
{
    return !arrival->session->service->draining;
}

static const struct arrival_rule {
    bool (*holds)(const struct arrival *arrival);
    enum verdict verdict;
    const char *detail; // NULL: the verdict's own
} arrival_rules[] = {
    {arrival_has_kind, VERDICT_MALFORMED, "request.kind: there is no such kind"},
    {arrival_is_logged_on, VERDICT_NOT_LOGGED_ON, NULL},
    {arrival_is_allowed, VERDICT_NOT_ALLOWED, NULL},
    {arrival_logs_on_once, VERDICT_INVALID, "A session logs on once; open another connection."},
    {arrival_has_stan, VERDICT_INVALID,
     "stan must be 1 or more with the kinds that post, and 0 with all others."},
    {arrival_has_slip_width, VERDICT_INVALID, "slip.width must be 0, 32, 40 or 48."},
    {arrival_has_slip_language, VERDICT_INVALID, "slip.language must be ru, en, uk or kk."},
    {arrival_has_utc_offset, VERDICT_INVALID, "slip.utc_offset_min must be -720 to 840."},
    {arrival_fits_session, VERDICT_BUSY,
     "This session has as many requests in flight as LogonAnswer.in_flight_max allows."},
    {arrival_precedes_drain, VERDICT_UNAVAILABLE,
     "This server is going down; connect again later."},
};

static void receive_refuse(const struct arrival *arrival, enum verdict verdict, const char *detail)
{
    struct wire_response response;
    answer_set_refusal(&response, verdict, detail);
    answer_send(arrival->session->service, arrival->session, &arrival->head, &response);
}

static void receive_request(const struct arrival *arrival)
{
    for (size_t i = 0; i < BASE_COUNT(arrival_rules); i++) {
        const struct arrival_rule *rule = &arrival_rules[i];
        if (!rule->holds(arrival)) {
            receive_refuse(arrival, rule->verdict, rule->detail);
            return;
        }
    }
    struct request *request =
        request_take(arrival->session, &arrival->head, arrival->envelope->body);
    if (request == NULL) {
        receive_refuse(arrival, VERDICT_BUSY, NULL);
        return;
    }
    arrival->handler->begin(request);
}

// The sending time is for the operators and lies outside the body. A till whose clock is lost must
// not have a good receipt refused for it, so a time outside 1970 to 9999 counts as not said.
static int64_t receive_sent_at_us(int64_t said_us)
{
    return said_us >= 0 && said_us <= DATE_TIME_US_MAX ? said_us : 0;
}

static void receive_fill_head(struct request_head *head, const struct wire_request *envelope)
{
    head->number = envelope->number;
    head->kind = envelope->kind;
    head->stan = envelope->stan;
    head->repeat = envelope->repeat;
    head->sent_at_us = receive_sent_at_us(envelope->sent_at_us);
    if (envelope->has_slip && envelope->slip.width != 0) {
        head->slip_width = envelope->slip.width;
        head->utc_offset_min = envelope->slip.utc_offset_min;
        (void)slip_language_find(envelope->slip.language, &head->slip_language);
    }
}

void session_receive(struct session *session, const uint8_t *payload, size_t size)
{
    struct service *service = session->service;
    if (session->state == SESSION_CLOSING) {
        return;
    }
    struct wire_request envelope;
    struct wire_error error;
    struct wire_view view = {.bytes = payload, .size = size};
    struct arrival arrival = {.session = session, .envelope = &envelope};
    arrival.head.arrived_at_us = service_wall_us(service);
    arrival.head.arrived_steadily = service_now_us(service);
    if (wire_request_decode(view, &envelope, &error) != WIRE_OK) {
        arrival.head.number = envelope.number;
        receive_refuse(&arrival, VERDICT_MALFORMED, error.text);
        if (envelope.number == 0) {
            session_end(session,
                        SESSION_END_MALFORMED); // the peer cannot tell which request was meant
        }
        return;
    }
    receive_fill_head(&arrival.head, &envelope);
    arrival.handler = handler_find(envelope.kind);
    receive_request(&arrival);
}
