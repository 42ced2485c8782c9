// SPDX-License-Identifier: Apache-2.0
// Whether terminals of our live sessions have logged on at another daemon: the newest Logon stands
// in the database, and in rounds the store is asked which of our sessions it is not. A round asks
// about LIMIT_TAKEOVER_SESSIONS_MAX sessions at a time, the next part when the last is answered.
#ifndef SERVICE_TAKEOVER_H
#define SERVICE_TAKEOVER_H

struct service;
struct session;
struct takeover;

struct takeover *takeover_create(struct service *service);

// Nothing may be under way: the store is destroyed before. NULL is fine.
void takeover_destroy(struct takeover *takeover);

// Begins a round, unless the last one is still going on. What the store could not answer is asked
// again in the next.
void takeover_start_round(struct takeover *takeover);

// The session leaves the service.
void takeover_forget(struct takeover *takeover, const struct session *session);

#endif
