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

struct net_options {
    struct loop *loop;        // kept
    struct log *log;          // kept; may be NULL
    struct metrics *metrics;  // kept; may be NULL
    uint32_t connections_max; // at most LIMIT_CONNECTIONS_MAX
};

struct net *net_create(const struct net_options *options);

// Every listener must have been destroyed and every connection closed: net_close_all(), then turns
// of the loop until net_connection_count() is 0. NULL is fine.
void net_destroy(struct net *net);

// Connections in any state, also those still shaking hands and those that are closing.
uint32_t net_connection_count(const struct net *net);

// Closes every connection without waiting for its output; on_close follows as usual.
void net_close_all(struct net *net, enum net_close reason);

#endif
