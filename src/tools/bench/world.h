// SPDX-License-Identifier: Apache-2.0
// Where the load happens: a loop and the connections on it, the server's address, and the folder
// with everybody's certificates.
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include <stdint.h>

#include "base/check.h"
#include "base/log.h"
#include "net/address.h"
#include "tools/bench/bench.h"

struct loop;
struct net;

// How a command finds the server; read from its options.
struct world_options {
    const char *host;   // NULL: 127.0.0.1; the server's certificate must carry it
    const char *folder; // NULL: pki; with ca.pem and what `bonus-bench pki` made
    uint32_t port;      // 0: 7450
};

struct world {
    struct bench *bench;
    struct log log;
    struct loop *loop;
    struct net *net;
    struct net_address address;
    const char *host;
    const char *folder;
};

// Room for `connections` and for their descriptors.
BASE_MUST_USE enum bench_result world_open(struct world *world, struct bench *bench,
                                           const struct world_options *options,
                                           uint32_t connections);

// Every connection must be gone. Does nothing to a world that did not open.
void world_close(struct world *world);

int64_t world_now_us(const struct world *world);

#endif
