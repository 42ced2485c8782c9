// SPDX-License-Identifier: Apache-2.0
// Accepting connections, a bounded number in a turn of the loop, and resting when the process has
// no descriptors left.
#include "net/listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "loop/descriptor.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "net/address.h"
#include "net/conn_internal.h"
#include "net/net_internal.h"
#include "net/tls.h"

struct net_listener {
    struct net *net;
    int fd;
    uint16_t port;
    bool is_paused;
    struct net_tls *tls;
    const struct net_callbacks *callbacks;
    void *context;
    struct loop_descriptor descriptor;
    struct loop_timer rest; // after running out of descriptors
};

static void net_listener_update_interest(struct net_listener *listener)
{
    bool is_resting = loop_timer_is_armed(&listener->rest);
    loop_descriptor_set_interest(&listener->descriptor,
                                 listener->is_paused || is_resting ? 0 : LOOP_READ);
}

static void net_listener_rested(void *context)
{
    net_listener_update_interest(context);
}

static void net_listener_rest(struct net_listener *listener, int failure)
{
    char text[96];
    log_event(listener->net->log, LOG_WARN, "accept_failed", LOG_INT("port", listener->port),
              LOG_TEXT("error", strerror_r(failure, text, sizeof(text))));
    loop_timer_start(&listener->rest, LIMIT_ACCEPT_BACKOFF_MS);
    net_listener_update_interest(listener);
}

// NULL, and *refusal, if there are too many: then the descriptor is still the caller's.
static struct net_conn *net_listener_take_in(struct net_listener *listener, int fd,
                                             const struct net_address *address,
                                             enum net_refusal *refusal)
{
    struct net *net = listener->net;
    struct newcomer_origin *origin = newcomers_enter(net->newcomers, address, refusal);
    if (origin == NULL) {
        return NULL;
    }
    struct net_conn *conn = net_conn_make(net, &(struct net_conn_birth){
                                                   .fd = fd,
                                                   .newcomer_from = origin,
                                                   .tls = listener->tls,
                                                   .address = address,
                                                   .callbacks = listener->callbacks,
                                                   .context = listener->context,
                                               });
    if (conn == NULL) {
        newcomers_leave(net->newcomers, origin);
        *refusal = NET_REFUSAL_CONNECTIONS;
    }
    return conn;
}

static void net_listener_log_refusal(const struct net_listener *listener,
                                     const struct net_address *address, enum net_refusal refusal)
{
    static const char *const labels[] = {
#define NET_REFUSAL(name, label) [NET_REFUSAL_##name] = (label),
#include "net/refusal.def"
#undef NET_REFUSAL
    };
    struct net *net = listener->net;
    uint64_t held_back = 0;
    if (!throttle_pass(&net->refusals, loop_now_ms(net->loop), &held_back)) {
        return;
    }
    char peer[LIMIT_PEER_ADDRESS_BYTES_MAX + 1];
    net_address_print(address, peer);
    log_event(net->log, LOG_WARN, "connection_refused", LOG_TEXT("peer", peer),
              LOG_TEXT("too_many", labels[refusal]), LOG_INT("open", net_connection_count(net)),
              LOG_INT("newcomers", newcomers_count(net->newcomers)),
              LOG_INT("held_back", held_back));
}

static void net_listener_adopt(struct net_listener *listener, int fd,
                               const struct net_address *address)
{
    struct net *net = listener->net;
    enum net_refusal refusal = NET_REFUSAL_CONNECTIONS;
    struct net_conn *conn = net_listener_take_in(listener, fd, address, &refusal);
    if (conn == NULL) {
        close(fd);
        net_count(net->refused_counters[refusal], 1);
        net_listener_log_refusal(listener, address, refusal);
        return;
    }
    net_count(net->accepted_counter, 1);
    net_conn_start_handshake(conn);
}

static void net_listener_ready(void *context, unsigned ready)
{
    (void)ready;
    struct net_listener *listener = context;
    for (int i = 0; i < LIMIT_ACCEPTS_PER_TURN_MAX; i++) {
        struct net_address address = {.size = sizeof(address.storage)};
        int fd = accept4(listener->fd, (struct sockaddr *)&address.storage, &address.size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            net_listener_adopt(listener, fd, &address);
            continue;
        }
        if (errno == EAGAIN) {
            return;
        }
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            net_listener_rest(listener, errno);
            return;
        }
        // Any other error belongs to the one connection that was to be accepted: accept(2).
    }
}

static enum net_result net_listener_open_socket(const struct net_listen_options *options, int *fd,
                                                struct net_error *error)
{
    struct net_address address;
    enum net_result result = net_address_resolve(options->host, options->port, &address, error);
    if (result != NET_OK) {
        return result;
    }
    int family = address.storage.ss_family;
    int opened = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (opened >= 0 && setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) == 0 &&
        setsockopt(opened, SOL_SOCKET, SO_REUSEPORT, &(int){1}, sizeof(int)) == 0 &&
        bind(opened, (struct sockaddr *)&address.storage, address.size) == 0 &&
        listen(opened, LIMIT_LISTEN_BACKLOG) == 0) {
        *fd = opened;
        return NET_OK;
    }
    snprintf(error->fact, sizeof(error->fact), "%s:%s: %m", options->host, options->port);
    snprintf(error->hint, sizeof(error->hint),
             "Choose an address of this host and a port that is free.");
    if (opened >= 0) {
        close(opened);
    }
    return NET_BAD_ADDRESS;
}

static uint16_t net_listener_read_port(int fd)
{
    struct sockaddr_storage storage;
    socklen_t size = sizeof(storage);
    CHECK(getsockname(fd, (struct sockaddr *)&storage, &size) == 0);
    in_port_t port = storage.ss_family == AF_INET6
                         ? ((const struct sockaddr_in6 *)(const void *)&storage)->sin6_port
                         : ((const struct sockaddr_in *)(const void *)&storage)->sin_port;
    return ntohs(port);
}

enum net_result net_listener_create(struct net *net, const struct net_listen_options *options,
                                    struct net_listener **listener_made, struct net_error *error)
{
    int fd = -1;
    enum net_result result = net_listener_open_socket(options, &fd, error);
    if (result != NET_OK) {
        return result;
    }
    struct net_listener *listener = memory_allocate(1, sizeof(*listener));
    listener->net = net;
    listener->fd = fd;
    listener->port = net_listener_read_port(fd);
    listener->tls = net_tls_retain(options->tls);
    listener->callbacks = options->callbacks;
    listener->context = options->context;
    loop_timer_init(&listener->rest, net->loop, net_listener_rested, listener);
    loop_descriptor_open(&listener->descriptor, net->loop, fd, net_listener_ready, listener);
    net_listener_update_interest(listener);
    *listener_made = listener;
    return NET_OK;
}

void net_listener_destroy(struct net_listener *listener)
{
    if (listener == NULL) {
        return;
    }
    loop_timer_stop(&listener->rest);
    loop_descriptor_close(&listener->descriptor);
    close(listener->fd);
    net_tls_release(listener->tls);
    free(listener);
}

void net_listener_set_tls(struct net_listener *listener, struct net_tls *tls)
{
    struct net_tls *previous = listener->tls;
    listener->tls = net_tls_retain(tls);
    net_tls_release(previous);
}

void net_listener_pause(struct net_listener *listener)
{
    listener->is_paused = true;
    net_listener_update_interest(listener);
}

void net_listener_resume(struct net_listener *listener)
{
    listener->is_paused = false;
    net_listener_update_interest(listener);
}

uint16_t net_listener_port(const struct net_listener *listener)
{
    return listener->port;
}
