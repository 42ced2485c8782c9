// SPDX-License-Identifier: Apache-2.0
// What all connections of one loop share: their number and its limit, the memory for reading, the
// log and the metrics. Listeners and connections are made on a net.
#ifndef NET_NET_H
#define NET_NET_H

#include <stdint.h>

#include "net/result.h"

struct log;
struct loop;
struct metrics;
struct net;

// Of connections that were accepted and are not yet admitted: net_conn_admit().
struct net_limits {
    uint32_t newcomers_max;             // in all
    uint32_t newcomers_per_address_max; // from one IPv4 address, or one /64 of IPv6
};

struct net_options {
    struct loop *loop;        // kept
    struct log *log;          // kept; may be NULL
    struct metrics *metrics;  // kept; may be NULL
    uint32_t connections_max; // at most LIMIT_CONNECTIONS_MAX
    struct net_limits limits; // all zero for one that only connects
    uint64_t random_seed[2];  // for the table of newcomers
};

struct net *net_create(const struct net_options *options);

// Every listener must have been destroyed and every connection closed: net_close_all(), then turns
// of the loop until net_connection_count() is 0. NULL is fine.
void net_destroy(struct net *net);

// For connections from now on.
void net_set_limits(struct net *net, const struct net_limits *limits);

// Connections in any state, also those still shaking hands and those that are closing.
uint32_t net_connection_count(const struct net *net);

// Closes every connection without waiting for its output; on_close follows as usual.
void net_close_all(struct net *net, enum net_close reason);

#endif
