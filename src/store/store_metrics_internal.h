// SPDX-License-Identifier: Apache-2.0
// What the store counts.
#ifndef STORE_STORE_METRICS_INTERNAL_H
#define STORE_STORE_METRICS_INTERNAL_H

#include "base/metrics.h"

struct store_metrics {
    struct metric *postings;      // waiting and in turns
    struct metric *connections;   // turn connections that are up
    struct metric *turn_requests; // requests of each turn
    struct metric *turn_us;       // duration of each turn
    struct metric *turns_failed;
    struct metric *turns_in_doubt;
    struct metric *poisoned;
};

void store_metrics_init(struct store_metrics *store_metrics, struct metrics *metrics);

#endif
