// SPDX-License-Identifier: Apache-2.0
// Makes and drops what connections share.
#include "net/net.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/slab.h"
#include "net/conn.h"
#include "net/conn_internal.h"
#include "net/net_internal.h"

static const char *const net_close_metric_labels[] = {
#define NET_CLOSE(name, label) [NET_CLOSE_##name] = "reason=\"" label "\"",
#include "net/close.def"
#undef NET_CLOSE
};

static const char *const net_refusal_metric_labels[] = {
#define NET_REFUSAL(name, label) [NET_REFUSAL_##name] = "reason=\"" label "\"",
#include "net/refusal.def"
#undef NET_REFUSAL
};

static struct metric *net_add_counter(struct metrics *metrics, const char *name, const char *help)
{
    return metrics_add_counter(metrics, &(struct metric_description){.name = name, .help = help});
}

static void net_add_metrics(struct net *net, struct metrics *metrics)
{
    net->open_gauge = metrics_add_gauge(
        metrics, &(struct metric_description){.name = "bonus_net_connections",
                                              .help = "Connections now, in any state."});
    net->accepted_counter =
        net_add_counter(metrics, "bonus_net_connections_accepted_total", "Connections accepted.");
    net->newcomers_gauge = metrics_add_gauge(
        metrics,
        &(struct metric_description){.name = "bonus_net_newcomers",
                                     .help = "Of which nobody knows yet that they may be here."});
    net->frames_in_counter =
        net_add_counter(metrics, "bonus_net_frames_received_total", "Frames received.");
    net->frames_out_counter =
        net_add_counter(metrics, "bonus_net_frames_sent_total", "Frames sent.");
    net->bytes_in_counter =
        net_add_counter(metrics, "bonus_net_bytes_received_total", "Bytes received, without TLS.");
    net->bytes_out_counter =
        net_add_counter(metrics, "bonus_net_bytes_sent_total", "Bytes sent, without TLS.");
    for (unsigned i = 0; i < NET_REFUSAL_COUNT; i++) {
        net->refused_counters[i] = metrics_add_counter(
            metrics,
            &(struct metric_description){.name = "bonus_net_connections_refused_total",
                                         .help = "Connections closed at once, by what there were "
                                                 "too many of.",
                                         .labels = net_refusal_metric_labels[i]});
    }
    for (unsigned i = 0; i < NET_CLOSE_COUNT; i++) {
        net->closed_counters[i] = metrics_add_counter(
            metrics, &(struct metric_description){.name = "bonus_net_connections_closed_total",
                                                  .help = "Connections that ended, by reason.",
                                                  .labels = net_close_metric_labels[i]});
    }
}

struct net *net_create(const struct net_options *options)
{
    CHECK(options->connections_max <= LIMIT_CONNECTIONS_MAX);
    struct net *net = memory_allocate(1, sizeof(*net));
    net->loop = options->loop;
    net->log = options->log;
    net->conns = slab_create(sizeof(struct net_conn), options->connections_max);
    const struct hash_seed seed = {{options->random_seed[0], options->random_seed[1]}};
    net->newcomers = newcomers_create(&options->limits, &seed);
    net->scratch = memory_allocate(1, NET_RECORD_BYTES_MAX);
    if (options->metrics != NULL) {
        net_add_metrics(net, options->metrics);
    }
    return net;
}

void net_destroy(struct net *net)
{
    if (net == NULL) {
        return;
    }
    slab_destroy(net->conns);
    newcomers_destroy(net->newcomers);
    free(net->scratch);
    free(net);
}

void net_set_limits(struct net *net, const struct net_limits *limits)
{
    newcomers_set_limits(net->newcomers, limits);
}

uint32_t net_connection_count(const struct net *net)
{
    return slab_count(net->conns);
}

void net_close_all(struct net *net, enum net_close reason)
{
    uint32_t left = slab_count(net->conns);
    for (uint32_t index = 0; left > 0; index++) {
        struct net_conn *conn = slab_at(net->conns, index);
        if (conn != NULL) {
            net_conn_close(conn, reason);
            left--;
        }
    }
}

void net_count(struct metric *counter, uint64_t increment)
{
    if (counter != NULL) {
        metric_count(counter, increment);
    }
}

void net_count_connections(struct net *net)
{
    if (net->open_gauge != NULL) {
        metric_set(net->open_gauge, slab_count(net->conns));
        metric_set(net->newcomers_gauge, newcomers_count(net->newcomers));
    }
}
