// SPDX-License-Identifier: Apache-2.0
// Counters, gauges and histograms, registered once by their owners and rendered as Prometheus text,
// version 0.0.4. Values are int64; what is measured in microseconds is shown in seconds by telling
// its exponent (6). A registry serves one thread.
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/result.h"

struct buffer;
struct metrics;
struct metric;

// What is known of a series when it is registered. All strings must outlive the registry. Two
// series may share a name if their labels differ; then type and help must be the same.
struct metric_description {
    const char *name;   // bonusd_requests_total
    const char *help;   // one line
    const char *labels; // NULL or for instance: result="ok",kind="purchase"
    unsigned exponent;  // shown value = value / 10^exponent
};

struct metrics *metrics_create(void);

// Frees all its series too. NULL is fine.
void metrics_destroy(struct metrics *metrics);

// Register a series; at most LIMIT_METRICS_MAX. A wrong name or the same series twice aborts.
struct metric *metrics_add_counter(struct metrics *metrics,
                                   const struct metric_description *description);
struct metric *metrics_add_gauge(struct metrics *metrics,
                                 const struct metric_description *description);

// `bounds` are the upper bounds of the buckets, rising, at most LIMIT_METRIC_BUCKETS_MAX and
// borrowed for ever; the bucket +Inf is added.
struct metric *metrics_add_histogram(struct metrics *metrics,
                                     const struct metric_description *description,
                                     const int64_t *bounds, size_t bound_count);

// Each for its own type only.
void metric_count(struct metric *counter, uint64_t increment);
void metric_set(struct metric *gauge, int64_t value);
void metric_observe(struct metric *histogram, int64_t value);

// The value of a counter or gauge, or how often a histogram was observed.
int64_t metric_value(const struct metric *metric);

// Appends the text of all series, grouped by name. BASE_FULL if the buffer cannot hold it.
BASE_MUST_USE enum base_result metrics_render(const struct metrics *metrics, struct buffer *text);

#endif
