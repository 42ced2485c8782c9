// SPDX-License-Identifier: Apache-2.0
// What the files of this folder know of a net.
#ifndef NET_NET_INTERNAL_H
#define NET_NET_INTERNAL_H

#include <stdint.h>

#include "base/throttle.h"
#include "net/net.h"
#include "net/newcomer_internal.h"

struct metric;
struct slab;

// One TLS record holds no more plaintext than this (RFC 8446, section 5.1).
enum { NET_RECORD_BYTES_MAX = 16384 };

struct net {
    struct loop *loop;
    struct log *log;
    struct slab *conns;
    struct newcomers *newcomers;
    struct throttle refusals;  // of the lines about connections that were not taken
    struct throttle strangers; // and about those that ended before they were open
    uint8_t *scratch; // NET_RECORD_BYTES_MAX bytes, where whole frames are read and parsed in place

    // NULL without metrics.
    struct metric *open_gauge;
    struct metric *accepted_counter;
    struct metric *newcomers_gauge;
    struct metric *refused_counters[NET_REFUSAL_COUNT];
    struct metric *frames_in_counter;
    struct metric *frames_out_counter;
    struct metric *bytes_in_counter;
    struct metric *bytes_out_counter;
    struct metric *closed_counters[NET_CLOSE_COUNT];
};

// Counts if there are metrics.
void net_count(struct metric *counter, uint64_t increment);

// Tells the gauges how many connections and newcomers there are.
void net_count_connections(struct net *net);

#endif
