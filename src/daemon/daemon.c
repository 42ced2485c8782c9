// SPDX-License-Identifier: Apache-2.0
// The parts in the order they stand on each other, and what goes down when.
#include "daemon/daemon_internal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "base/random.h"
#include "daemon/frontend.h"
#include "daemon/health.h"
#include "http/server.h"
#include "loop/loop.h"
#include "net/listener.h"
#include "net/net.h"
#include "net/tls.h"
#include "service/sweep.h"
#include "store/store.h"

enum { DAEMON_SPARE_DESCRIPTORS = 64 }; // database, log, listeners, http

struct net_limits daemon_net_limits(const struct config *config)
{
    return (struct net_limits){
        .newcomers_max = config->limits_newcomers,
        .newcomers_per_address_max = config->limits_newcomers_per_address,
    };
}

struct service_limits daemon_service_limits(const struct config *config)
{
    return (struct service_limits){
        .session_requests_max = config->limits_requests_per_session,
        .logon_ms = config->limits_logon_ms,
        .idle_ms = config->limits_idle_ms,
        .request_ms = config->limits_request_ms,
    };
}

static void daemon_on_registry(void *context, const struct registry *registry)
{
    struct daemon *daemon = context;
    service_check_sessions(daemon->service, registry);
}

static void daemon_on_signal(void *context, int signal_number)
{
    if (signal_number == SIGHUP) {
        daemon_reload(context);
    } else {
        daemon_drain(context);
    }
}

static void daemon_on_watchdog(void *context)
{
    struct daemon *daemon = context;
    notify_send(&daemon->notify, "WATCHDOG=1");
    loop_timer_start(&daemon->watchdog, daemon->watchdog_ms);
}

static void daemon_on_takeover_check(void *context)
{
    struct daemon *daemon = context;
    service_check_takeovers(daemon->service);
    loop_timer_start(&daemon->takeover_check, daemon->config.database_registry_poll_ms);
}

// A descriptor for each connection, as far as the system lets us.
static void daemon_raise_descriptors(struct daemon *daemon)
{
    rlim_t wanted = daemon->config.limits_connections + DAEMON_SPARE_DESCRIPTORS;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) {
        return;
    }
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted) {
        log_event(&daemon->log, LOG_WARN, "descriptors_short", LOG_INT("wanted", wanted),
                  LOG_INT("limit", limit.rlim_cur));
    }
}

static void daemon_create_net(struct daemon *daemon)
{
    struct net_options options = {
        .loop = daemon->loop,
        .log = &daemon->log,
        .metrics = daemon->metrics,
        .connections_max = daemon->config.limits_connections,
        .limits = daemon_net_limits(&daemon->config),
    };
    random_fill(options.random_seed, sizeof(options.random_seed));
    daemon->net = net_create(&options);
}

static void daemon_create_store(struct daemon *daemon)
{
    const struct config *config = &daemon->config;
    struct store_options options = {
        .database = config->database_uri,
        .turns_max = config->database_turns_max,
        .turn_requests_max = config->database_turn_requests_max,
        .postings_max = config->limits_requests,
        .statement_ms = config->database_statement_ms,
        .lock_ms = config->database_lock_ms,
        .idle_ms = config->database_idle_ms,
        .registry_poll_ms = config->database_registry_poll_ms,
        .registry_changed = daemon_on_registry,
        .context = daemon,
    };
    random_fill(options.random_seed, sizeof(options.random_seed));
    daemon->store = store_create(daemon->loop, &daemon->log, daemon->metrics, &options);
}

static void daemon_create_service(struct daemon *daemon)
{
    struct service_options options = {
        .sessions_max = daemon->config.limits_connections,
        .requests_max = daemon->config.limits_requests,
        .limits = daemon_service_limits(&daemon->config),
        .clock = clock_of_system,
    };
    random_fill(&options.first_token, sizeof(options.first_token));
    daemon->service = service_create(daemon->store, &daemon->log, daemon->metrics, &options);
    loop_timer_init(&daemon->takeover_check, daemon->loop, daemon_on_takeover_check, daemon);
    loop_timer_start(&daemon->takeover_check, daemon->config.database_registry_poll_ms);
}

static void daemon_create_sweep(struct daemon *daemon)
{
    uint64_t seed;
    random_fill(&seed, sizeof(seed));
    daemon->sweep = sweep_create(daemon->loop, daemon->store, &daemon->log, daemon->metrics, seed);
}

static void daemon_create_metrics(struct daemon *daemon)
{
    daemon->metrics = metrics_create();
    daemon->log.dropped_counter = metrics_add_counter(
        daemon->metrics,
        &(struct metric_description){.name = "bonusd_log_lines_dropped_total",
                                     .help = "Lines that standard error did not take at once."});
}

static void daemon_create_parts(struct daemon *daemon)
{
    daemon->loop = loop_create(NULL);
    daemon_create_metrics(daemon);
    daemon_create_net(daemon);
    daemon_create_store(daemon);
    daemon_create_service(daemon);
    daemon_create_sweep(daemon);
}

static enum net_result daemon_listen(struct daemon *daemon, struct net_error *error)
{
    char port[16];
    snprintf(port, sizeof(port), "%u", daemon->config.listen_port);
    const struct net_listen_options options = {
        .host = daemon->config.listen_address,
        .port = port,
        .tls = daemon->tls,
        .callbacks = &frontend_callbacks,
        .context = daemon->service,
    };
    return net_listener_create(daemon->net, &options, &daemon->listener, error);
}

static enum http_result daemon_show_health(struct daemon *daemon, struct http_error *error)
{
    if (daemon->config.http_port == 0) {
        return HTTP_RESULT_OK;
    }
    const struct http_options options = {
        .loop = daemon->loop,
        .host = daemon->config.http_address,
        .port = (uint16_t)daemon->config.http_port,
        .pages = health_pages,
        .page_count = health_page_count,
        .context = daemon,
    };
    return http_server_create(&options, &daemon->http, error);
}

// A bad start, told as a configuration error is.
static int daemon_refuse(const struct daemon *daemon, enum config_setting setting, const char *fact,
                         const char *hint)
{
    struct buffer text;
    buffer_init(&text, CONFIG_ERRORS_BYTES_MAX);
    struct config_errors errors = {.text = &text};
    config_add_error(&errors, &daemon->config, daemon->config_path, setting, fact, hint);
    fwrite(buffer_bytes(&text), 1, buffer_size(&text), stderr);
    buffer_clear(&text);
    return EX_UNAVAILABLE;
}

// Opens both listeners, that for tills last: with SO_REUSEPORT its connections are taken from
// others at once. An exit code that is not 0 has been explained.
static int daemon_open(struct daemon *daemon)
{
    struct net_error net_error;
    struct http_error http_error;
    if (daemon_show_health(daemon, &http_error) != HTTP_RESULT_OK) {
        return daemon_refuse(daemon, CONFIG_SETTING_http_port, http_error.fact, http_error.hint);
    }
    if (daemon_listen(daemon, &net_error) != NET_OK) {
        return daemon_refuse(daemon, CONFIG_SETTING_listen_port, net_error.fact, net_error.hint);
    }
    return EX_OK;
}

static void daemon_watch(struct daemon *daemon, const struct daemon_options *options)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < BASE_COUNT(signals); i++) {
        loop_watch_signal(daemon->loop, signals[i], daemon_on_signal, daemon);
    }
    notify_open(&daemon->notify, options->notify_socket);
    daemon->watchdog_ms =
        notify_watchdog_ms(options->watchdog_usec, options->watchdog_pid, getpid());
    loop_timer_init(&daemon->watchdog, daemon->loop, daemon_on_watchdog, daemon);
    if (daemon->watchdog_ms > 0) {
        loop_timer_start(&daemon->watchdog, daemon->watchdog_ms);
    }
}

static void daemon_destroy(struct daemon *daemon)
{
    notify_close(&daemon->notify);
    http_server_destroy(daemon->http);
    net_listener_destroy(daemon->listener);
    net_close_all(daemon->net, NET_CLOSE_DRAINED);
    while (net_connection_count(daemon->net) > 0) {
        loop_run_turn(daemon->loop, LOOP_POLL);
    }
    loop_timer_stop(&daemon->watchdog);
    loop_timer_stop(&daemon->takeover_check);
    store_destroy(daemon->store); // answers what is still open, to nobody
    sweep_destroy(daemon->sweep);
    service_destroy(daemon->service);
    net_destroy(daemon->net);
    net_tls_release(daemon->tls);
    daemon->log.dropped_counter = NULL;
    metrics_destroy(daemon->metrics);
    loop_destroy(daemon->loop);
}

int daemon_run(const struct daemon_options *options)
{
    struct daemon daemon = {
        .config_path = options->config_path,
        .config = *options->config,
        .tls = options->tls,
    };
    log_init(&daemon.log, STDERR_FILENO, daemon.config.log_level);
    daemon_raise_descriptors(&daemon);
    daemon_create_parts(&daemon);
    daemon_watch(&daemon, options);
    int code = daemon_open(&daemon);
    if (code == EX_OK) {
        log_event(&daemon.log, LOG_INFO, "started", LOG_TEXT("version", BONUS_VERSION),
                  LOG_INT("port", net_listener_port(daemon.listener)),
                  LOG_INT("http_port", daemon.config.http_port));
        notify_send(&daemon.notify, "READY=1");
        loop_run(daemon.loop);
        log_event(&daemon.log, LOG_INFO, "stopped");
    }
    daemon_destroy(&daemon);
    return code;
}
