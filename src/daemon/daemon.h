// SPDX-License-Identifier: Apache-2.0
// bonusd put together: what it owns, how it starts, reloads and goes down.
#ifndef DAEMON_DAEMON_H
#define DAEMON_DAEMON_H

struct config;
struct net_tls;

struct daemon_options {
    const char *config_path;
    const struct config *config; // of that file, without errors
    struct net_tls *tls;         // of that file; becomes the daemon's
    // $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID; may be NULL.
    const char *notify_socket;
    const char *watchdog_usec;
    const char *watchdog_pid;
};

// Runs until SIGTERM or SIGINT; returns the exit code (0, or one of sysexits.h for a bad start,
// which has then been told on standard error).
int daemon_run(const struct daemon_options *options);

#endif
