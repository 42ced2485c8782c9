// SPDX-License-Identifier: Apache-2.0
// Joins connections and sessions: what net reports goes to the service, what a session wants goes
// to its connection.
#ifndef DAEMON_FRONTEND_H
#define DAEMON_FRONTEND_H

struct net_callbacks;

// For a listener whose context is the service.
extern const struct net_callbacks frontend_callbacks;

#endif
