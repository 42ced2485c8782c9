// SPDX-License-Identifier: Apache-2.0
// What the files of this folder know of the daemon.
#ifndef DAEMON_DAEMON_INTERNAL_H
#define DAEMON_DAEMON_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"
#include "daemon/config.h"
#include "daemon/daemon.h"
#include "daemon/notify.h"
#include "loop/timer.h"
#include "net/net.h"
#include "service/service.h"

struct http_server;
struct loop;
struct metrics;
struct net_listener;
struct net_tls;
struct service;
struct store;
struct sweep;

struct daemon {
    const char *config_path;
    struct config config;
    struct log log;
    struct loop *loop;
    struct metrics *metrics;
    struct net *net;
    struct net_tls *tls;
    struct store *store;
    struct service *service;
    struct sweep *sweep;
    struct net_listener *listener;
    struct http_server *http; // NULL: not wanted
    struct notify notify;
    uint32_t watchdog_ms; // 0: nobody watches
    struct loop_timer watchdog;
    struct loop_timer takeover_check;
    struct loop_timer drain_check;
    int64_t drain_until_ms;
    bool draining;
};

struct net_limits daemon_net_limits(const struct config *config);
struct service_limits daemon_service_limits(const struct config *config);

// SIGHUP: reads the file and the certificates again, all or nothing.
void daemon_reload(struct daemon *daemon);

// SIGTERM: stops accepting and lets open requests finish; the loop stops when they have, or when
// the time for it is over. A second call stops at once.
void daemon_drain(struct daemon *daemon);

#endif
