// SPDX-License-Identifier: Apache-2.0
// A new configuration takes effect as a whole or not at all: everything is read and built first,
// then swapped.
#include "daemon/daemon_internal.h"

#include <string.h>

#include "base/buffer.h"
#include "daemon/startup.h"
#include "loop/loop.h"
#include "net/listener.h"
#include "net/tls.h"

static void reload_log_kept(void *context, const char *setting)
{
    struct daemon *daemon = context;
    log_event(&daemon->log, LOG_WARN, "restart_needed", LOG_TEXT("setting", setting));
}

// One log line for each line of text.
static void reload_log_errors(struct daemon *daemon, const struct buffer *text)
{
    const char *line = (const char *)buffer_bytes(text);
    size_t left = buffer_size(text);
    while (left > 0) {
        const char *end = memchr(line, '\n', left);
        size_t size = end == NULL ? left : (size_t)(end - line);
        log_event(&daemon->log, LOG_ERROR, "reload_refused", LOG_BYTES("error", line, size));
        line += size + (end != NULL);
        left -= size + (end != NULL);
    }
}

// Nothing can fail here.
static void reload_swap(struct daemon *daemon, const struct config *next, struct net_tls *tls)
{
    config_adopt(&daemon->config, next, reload_log_kept, daemon);
    net_listener_set_tls(daemon->listener, tls);
    net_tls_release(daemon->tls);
    daemon->tls = tls;
    struct net_limits net_limits = daemon_net_limits(&daemon->config);
    net_set_limits(daemon->net, &net_limits);
    struct service_limits limits = daemon_service_limits(&daemon->config);
    service_set_limits(daemon->service, &limits);
    daemon->log.level = daemon->config.log_level;
    log_event(&daemon->log, LOG_INFO, "reloaded", LOG_TEXT("config", daemon->config_path));
}

void daemon_reload(struct daemon *daemon)
{
    if (daemon->draining) {
        return;
    }
    const struct clock_source *clock = &daemon->log.clock;
    notify_send_reloading(&daemon->notify, clock->monotonic_us(clock->context));
    struct config next;
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    struct config_errors errors = {.text = &text};
    struct net_tls *tls = startup_load(daemon->config_path, &next, &errors);
    if (tls == NULL) {
        reload_log_errors(daemon, &text);
    } else {
        reload_swap(daemon, &next, tls);
    }
    buffer_clear(&text);
    notify_send(&daemon->notify, "READY=1");
}
