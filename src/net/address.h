// SPDX-License-Identifier: Apache-2.0
// Socket addresses: from the text of a configuration, and as text for logs.
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <sys/socket.h>

#include "base/check.h"
#include "base/limits.h"
#include "net/result.h"

struct net_address {
    struct sockaddr_storage storage;
    socklen_t size;
};

// The first address of a host (name or number; "" for any, to listen on) and a port number. Waits
// for DNS if the host is a name, so it belongs to the start of a program, not into its loop.
BASE_MUST_USE enum net_result net_address_resolve(const char *host, const char *port,
                                                  struct net_address *address,
                                                  struct net_error *error);

// "10.0.0.7:41022" or "[fe80::1]:41022".
void net_address_print(const struct net_address *address,
                       char text[LIMIT_PEER_ADDRESS_BYTES_MAX + 1]);

#endif
