// SPDX-License-Identifier: Apache-2.0
// Registers the store's series.
#include "store/store_metrics_internal.h"

#include "base/check.h"

void store_metrics_init(struct store_metrics *store_metrics, struct metrics *metrics)
{
    static const int64_t request_bounds[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    static const int64_t us_bounds[] = {250,   500,   1000,   2500,   5000,   10000,
                                        25000, 50000, 100000, 250000, 500000, 1000000};
    store_metrics->postings = metrics_add_gauge(
        metrics,
        &(struct metric_description){.name = "bonusd_postings",
                                     .help = "Keyed requests waiting for a turn or in one."});
    store_metrics->connections = metrics_add_gauge(
        metrics, &(struct metric_description){.name = "bonusd_turn_connections",
                                              .help = "Database connections that can run turns."});
    store_metrics->turn_requests =
        metrics_add_histogram(metrics,
                              &(struct metric_description){.name = "bonusd_turn_requests",
                                                           .help = "Requests decided in one turn."},
                              request_bounds, BASE_COUNT(request_bounds));
    store_metrics->turn_us = metrics_add_histogram(
        metrics,
        &(struct metric_description){.name = "bonusd_turn_seconds",
                                     .help = "Duration of a turn, lock and commit included.",
                                     .exponent = 6},
        us_bounds, BASE_COUNT(us_bounds));
    store_metrics->turns_failed = metrics_add_counter(
        metrics,
        &(struct metric_description){
            .name = "bonusd_turns_failed_total",
            .help = "Turns that the database's trouble ended; their requests went again."});
    store_metrics->turns_in_doubt = metrics_add_counter(
        metrics,
        &(struct metric_description){.name = "bonusd_turns_in_doubt_total",
                                     .help = "Turns whose connection was lost during COMMIT."});
    store_metrics->poisoned = metrics_add_counter(
        metrics,
        &(struct metric_description){.name = "bonusd_postings_poisoned_total",
                                     .help = "Requests that the database refused to write."});
}
