// SPDX-License-Identifier: Apache-2.0
// Registers the service's series; the labels of requests are literals made by the preprocessor.
#include "service/meter.h"

#include "base/check.h"
#include "base/metrics.h"

// Upper bounds in microseconds: a turn alone takes 1 ms, a full house 50 ms, a deadline 10 s.
static const int64_t meter_bounds_us[] = {500,    1000,   2500,   5000,    10000,   25000,   50000,
                                          100000, 250000, 500000, 1000000, 2500000, 10000000};

// KIND(number, name, result) for each kind.
#define METER_KINDS_EACH(KIND, result)                                                             \
    KIND(WIRE_KIND_UNSPECIFIED, "unknown", result)                                                 \
    KIND(WIRE_KIND_LOGON, "logon", result)                                                         \
    KIND(WIRE_KIND_ECHO, "echo", result)                                                           \
    KIND(WIRE_KIND_BALANCE_INQUIRY, "balance_inquiry", result)                                     \
    KIND(WIRE_KIND_QUOTE, "quote", result)                                                         \
    KIND(WIRE_KIND_PURCHASE, "purchase", result)                                                   \
    KIND(WIRE_KIND_TRANSACTION_STATUS, "transaction_status", result)                               \
    KIND(WIRE_KIND_CARD_ACTIVATE, "card_activate", result)                                         \
    KIND(WIRE_KIND_CARD_BLOCK, "card_block", result)                                               \
    KIND(WIRE_KIND_HOLD, "hold", result)                                                           \
    KIND(WIRE_KIND_COMMIT, "commit", result)                                                       \
    KIND(WIRE_KIND_VOID, "void", result)                                                           \
    KIND(WIRE_KIND_REFUND, "refund", result)                                                       \
    KIND(WIRE_KIND_REVERSAL, "reversal", result)                                                   \
    KIND(WIRE_KIND_ADVICE, "advice", result)

static const char *const meter_kind_labels[METER_KINDS] = {
#define METER_LABEL(number, kind, result) [number] = "kind=\"" kind "\"",
    METER_KINDS_EACH(METER_LABEL, )
#undef METER_LABEL
};

static const char *const meter_request_labels[METER_RESULTS][METER_KINDS] = {
#define METER_LABEL(number, kind, result) [number] = "kind=\"" kind "\",result=\"" result "\"",
#define VERDICT(name, number, group, text) [number] = {METER_KINDS_EACH(METER_LABEL, #name)},
#include "domain/verdict.def"
#undef VERDICT
#undef METER_LABEL
};

static struct metric *meter_add_counter(struct metrics *metrics, const char *name, const char *help)
{
    return metrics_add_counter(metrics, &(struct metric_description){.name = name, .help = help});
}

static struct metric *meter_add_gauge(struct metrics *metrics, const char *name, const char *help)
{
    return metrics_add_gauge(metrics, &(struct metric_description){.name = name, .help = help});
}

void meter_init(struct meter *meter, struct metrics *metrics)
{
    *meter = (struct meter){.metrics = metrics};
    for (size_t kind = 0; kind < METER_KINDS; kind++) {
        struct metric_description description = {
            .name = "bonusd_request_seconds",
            .help = "From the request's last byte to its answer, by kind.",
            .labels = meter_kind_labels[kind],
            .exponent = 6,
        };
        meter->seconds[kind] = metrics_add_histogram(metrics, &description, meter_bounds_us,
                                                     BASE_COUNT(meter_bounds_us));
    }
    meter->in_flight =
        meter_add_gauge(metrics, "bonusd_requests_in_flight", "Requests not yet answered.");
    meter->body_bytes =
        meter_add_gauge(metrics, "bonusd_request_body_bytes", "Memory held by their bodies.");
    meter->sessions = meter_add_gauge(metrics, "bonusd_sessions", "Sessions with a connection.");
    meter->displaced = meter_add_counter(metrics, "bonusd_sessions_displaced_total",
                                         "Sessions ended by a newer Logon of their terminal.");
    meter->blocked = meter_add_counter(metrics, "bonusd_sessions_blocked_total",
                                       "Sessions ended because their terminal was blocked.");
    meter->faulty =
        meter_add_counter(metrics, "bonusd_sessions_faulty_total",
                          "Sessions ended because their till's fault budget was spent.");
}

void meter_count_request(struct meter *meter, enum wire_kind kind, enum verdict verdict,
                         int64_t took_us)
{
    size_t known = (size_t)kind < METER_KINDS ? (size_t)kind : 0;
    CHECK(verdict_is_known((int)verdict));
    struct metric **counter = &meter->requests[known][verdict];
    if (*counter == NULL) {
        struct metric_description description = {
            .name = "bonusd_requests_total",
            .help = "Requests answered, by kind and result.",
            .labels = meter_request_labels[verdict][known],
        };
        *counter = metrics_add_counter(meter->metrics, &description);
    }
    metric_count(*counter, 1);
    metric_observe(meter->seconds[known], took_us);
}
