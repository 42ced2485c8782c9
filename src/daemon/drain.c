// SPDX-License-Identifier: Apache-2.0
// Going down without losing an answer that is on its way.
#include "daemon/daemon_internal.h"

#include "loop/loop.h"
#include "net/listener.h"
#include "net/net.h"
#include "store/store.h"

enum { DRAIN_CHECK_MS = 10 };

static bool drain_is_done(const struct daemon *daemon)
{
    return service_is_idle(daemon->service) && store_is_idle(daemon->store) &&
           net_connection_count(daemon->net) == 0;
}

static void drain_on_check(void *context)
{
    struct daemon *daemon = context;
    bool done = drain_is_done(daemon);
    if (!done && loop_now_ms(daemon->loop) < daemon->drain_until_ms) {
        loop_timer_start(&daemon->drain_check, DRAIN_CHECK_MS);
        return;
    }
    if (!done) {
        log_event(&daemon->log, LOG_WARN, "drain_cut",
                  LOG_INT("connections", net_connection_count(daemon->net)));
    }
    loop_stop(daemon->loop);
}

void daemon_drain(struct daemon *daemon)
{
    if (daemon->draining) {
        loop_stop(daemon->loop);
        return;
    }
    daemon->draining = true;
    log_event(&daemon->log, LOG_INFO, "draining",
              LOG_INT("connections", net_connection_count(daemon->net)));
    notify_send(&daemon->notify, "STOPPING=1");
    net_listener_destroy(daemon->listener);
    daemon->listener = NULL;
    service_drain(daemon->service);
    store_drain(daemon->store);
    daemon->drain_until_ms = loop_now_ms(daemon->loop) + daemon->config.limits_drain_ms;
    loop_timer_init(&daemon->drain_check, daemon->loop, drain_on_check, daemon);
    loop_timer_start(&daemon->drain_check, 0);
}
