// SPDX-License-Identifier: Apache-2.0
// Tells the service manager how we are: the datagram protocol of sd_notify(3), without libsystemd.
// Does nothing where nobody asked for it.
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include <stdint.h>

#include <sys/socket.h>
#include <sys/un.h>

#include "base/check.h"

struct notify {
    int fd; // -1: nobody listens
    struct sockaddr_un address;
    socklen_t address_size;
};

// `socket_name` is $NOTIFY_SOCKET: a path, or "@name" for an abstract socket; NULL: none.
void notify_open(struct notify *notify, const char *socket_name);
void notify_close(struct notify *notify);

// Sends one datagram such as "READY=1". What goes wrong is nobody's concern: the manager will miss
// it and act.
void notify_send(const struct notify *notify, const char *state);

// RELOADING=1 with the time at which the reload began.
void notify_send_reloading(const struct notify *notify, int64_t monotonic_us);

// How often WATCHDOG=1 is to be sent: half of $WATCHDOG_USEC, if it is meant for this process
// ($WATCHDOG_PID). 0: never.
uint32_t notify_watchdog_ms(const char *watchdog_usec, const char *watchdog_pid, int64_t own_pid);

#endif
