// SPDX-License-Identifier: Apache-2.0
// A listening socket. Several programs may listen on one port (SO_REUSEPORT); the kernel divides
// the connections among them.
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include <stdint.h>

#include "base/check.h"
#include "net/result.h"

struct net;
struct net_callbacks;
struct net_listener;
struct net_tls;

struct net_listen_options {
    const char *host;                      // "" for all addresses
    const char *port;                      // "0" for any free one
    struct net_tls *tls;                   // of a server; the listener becomes an owner
    const struct net_callbacks *callbacks; // kept
    void *context;                         // of each new connection
};

// Begins to accept. NET_BAD_ADDRESS fills *error.
BASE_MUST_USE enum net_result net_listener_create(struct net *net,
                                                  const struct net_listen_options *options,
                                                  struct net_listener **listener,
                                                  struct net_error *error);

// Stops listening; connections stay. NULL is fine.
void net_listener_destroy(struct net_listener *listener);

// What new connections use from now on; those that are open keep what they have.
void net_listener_set_tls(struct net_listener *listener, struct net_tls *tls);

// While paused new connections wait in the kernel's queue.
void net_listener_pause(struct net_listener *listener);
void net_listener_resume(struct net_listener *listener);

uint16_t net_listener_port(const struct net_listener *listener);

#endif
