// SPDX-License-Identifier: Apache-2.0
// What bonusd shows on its HTTP listener: /livez (the loop turns), /readyz (requests can be
// decided; 503 and the reasons when not) and /metrics. The context of every page is the daemon.
#ifndef DAEMON_HEALTH_H
#define DAEMON_HEALTH_H

#include <stddef.h>

#include "http/server.h"

extern const struct http_page health_pages[];
extern const size_t health_page_count;

#endif
