// SPDX-License-Identifier: Apache-2.0
// libpq on the loop; see connection_internal.h.
#include "store/connection_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "loop/descriptor.h"
#include "loop/loop.h"
#include "loop/timer.h"

enum connection_state {
    CONNECTION_CLOSED,     // waits for the back-off to pass
    CONNECTION_CONNECTING, // libpq is at it
    CONNECTION_PREPARING,  // settings and statements are under way
    CONNECTION_READY,
};

static const char *const state_names[] = {
    [CONNECTION_CLOSED] = "closed",
    [CONNECTION_CONNECTING] = "connecting",
    [CONNECTION_PREPARING] = "preparing",
    [CONNECTION_READY] = "ready",
};

// What was sent and is not yet answered, oldest first. A sync is one too.
enum { SENT_SYNC = STATEMENT_COUNT, SENT_SETTING, SENT_PREPARE };

struct sent {
    uint8_t ring[LIMIT_STORE_PIPELINE_MAX];
    uint32_t first;
    uint32_t count;
};

struct connection {
    struct loop *loop;
    struct log *log;
    struct connection_options options;
    const struct connection_events *events;
    void *context;
    enum connection_state state;
    PGconn *libpq;
    struct loop_descriptor descriptor;
    struct loop_timer timer; // back-off while closed, patience otherwise
    struct loop_task lost_task;
    struct sent sent;
    uint32_t backoff_ms;
    bool warned;      // by the server
    bool loss_logged; // one line per change
    char error[256];
};

static void connection_open(struct connection *connection);

static void connection_enter(struct connection *connection, enum connection_state state)
{
    static const uint8_t legal[] = {
        [CONNECTION_CLOSED] = 1 << CONNECTION_CONNECTING,
        [CONNECTION_CONNECTING] = 1 << CONNECTION_PREPARING | 1 << CONNECTION_CLOSED,
        [CONNECTION_PREPARING] = 1 << CONNECTION_READY | 1 << CONNECTION_CLOSED,
        [CONNECTION_READY] = 1 << CONNECTION_CLOSED,
    };
    CHECK((legal[connection->state] & (1 << state)) != 0);
    log_event(connection->log, LOG_DEBUG, "database_connection",
              LOG_TEXT("name", connection->options.name),
              LOG_TEXT("from", state_names[connection->state]), LOG_TEXT("to", state_names[state]));
    connection->state = state;
}

static void sent_push(struct sent *sent, int what)
{
    CHECK(sent->count < BASE_COUNT(sent->ring));
    sent->ring[(sent->first + sent->count) % BASE_COUNT(sent->ring)] = (uint8_t)what;
    sent->count++;
}

static int sent_first(const struct sent *sent)
{
    CHECK(sent->count > 0);
    return sent->ring[sent->first];
}

static void sent_pop(struct sent *sent)
{
    sent->first = (sent->first + 1) % (uint32_t)BASE_COUNT(sent->ring);
    sent->count--;
}

// Keeps the reason, on one line.
static void connection_note_error(struct connection *connection, const char *message)
{
    snprintf(connection->error, sizeof(connection->error), "%s", message);
    for (char *at = connection->error; *at != '\0'; at++) {
        if (*at == '\n') {
            *at = at[1] == '\0' ? '\0' : ' ';
        }
    }
}

// Ends the connection and arms the back-off. Whoever used it hears of it.
static void connection_lose(struct connection *connection)
{
    bool was_ready = connection->state == CONNECTION_READY;
    loop_cancel_task(connection->loop, &connection->lost_task);
    loop_descriptor_close(&connection->descriptor);
    if (connection->libpq != NULL) {
        PQfinish(connection->libpq);
        connection->libpq = NULL;
    }
    connection->sent.count = 0;
    connection_enter(connection, CONNECTION_CLOSED);
    if (!connection->loss_logged) {
        connection->loss_logged = true;
        log_event(connection->log, LOG_WARN, "database_lost",
                  LOG_TEXT("name", connection->options.name),
                  LOG_TEXT("reason", connection->error));
    }
    loop_timer_start(&connection->timer, connection->backoff_ms);
    connection->backoff_ms *= 2;
    if (connection->backoff_ms > LIMIT_STORE_BACKOFF_MS_MAX) {
        connection->backoff_ms = LIMIT_STORE_BACKOFF_MS_MAX;
    }
    if (was_ready) {
        connection->events->lost(connection->context);
    }
}

static void connection_lose_with_error(struct connection *connection)
{
    connection_note_error(connection, PQerrorMessage(connection->libpq));
    connection_lose(connection);
}

// Sending found the connection broken: the loss is told from the loop, not from inside the call.
static void lost_task_run(void *context)
{
    connection_lose_with_error(context);
}

static void connection_flush(struct connection *connection)
{
    int unsent = PQflush(connection->libpq);
    if (unsent < 0) {
        loop_after_turn(connection->loop, &connection->lost_task);
        return;
    }
    loop_descriptor_set_interest(&connection->descriptor,
                                 unsent > 0 ? LOOP_READ | LOOP_WRITE : LOOP_READ);
}

static void connection_note_sent(struct connection *connection, int accepted, int what)
{
    if (accepted == 1) {
        sent_push(&connection->sent, what);
    } else {
        loop_after_turn(connection->loop, &connection->lost_task);
    }
}

static void notice_receive(void *context, const PGresult *result)
{
    struct connection *connection = context;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity != NULL && strcmp(severity, "WARNING") == 0) {
        connection->warned = true;
    }
    log_event(connection->log, LOG_DEBUG, "database_notice",
              LOG_TEXT("name", connection->options.name),
              LOG_TEXT("message", PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
}

static void send_setting(struct connection *connection, const char *name, const char *value)
{
    const char *values[] = {name, value};
    int accepted =
        PQsendQueryParams(connection->libpq, "select pg_catalog.set_config($1, $2, false)", 2, NULL,
                          values, NULL, NULL, 0);
    connection_note_sent(connection, accepted, SENT_SETTING);
}

static void send_timeout(struct connection *connection, const char *name, uint32_t milliseconds)
{
    char value[16];
    snprintf(value, sizeof(value), "%u", milliseconds);
    send_setting(connection, name, value);
}

// Plans of the turn's statements look up by key whatever the statistics say: a plan made while a
// table was small would scan it for ever. No commit is answered before it is durable. Statements
// outside of a turn have an isolation, too, that the database's default must not decide.
static void send_settings(struct connection *connection)
{
    static const char *const settings[][2] = {
        {"client_encoding", "UTF8"},
        {"search_path", "pg_catalog"},
        {"default_transaction_isolation", "read committed"},
        {"plan_cache_mode", "force_generic_plan"},
        {"enable_seqscan", "off"},
        {"enable_bitmapscan", "off"},
        {"enable_hashjoin", "off"},
        {"enable_mergejoin", "off"},
        {"enable_material", "off"},
        {"jit", "off"},
    };
    for (size_t i = 0; i < BASE_COUNT(settings); i++) {
        send_setting(connection, settings[i][0], settings[i][1]);
    }
    send_timeout(connection, "lock_timeout", connection->options.lock_ms);
    send_timeout(connection, "statement_timeout", connection->options.statement_ms);
    send_timeout(connection, "idle_in_transaction_session_timeout", connection->options.idle_ms);
    int accepted = PQsendQueryParams(
        connection->libpq,
        "select pg_catalog.set_config('synchronous_commit', 'on', false)"
        " where pg_catalog.current_setting('synchronous_commit') in ('off', 'local')",
        0, NULL, NULL, NULL, NULL, 0);
    connection_note_sent(connection, accepted, SENT_SETTING);
}

static void connection_prepare(struct connection *connection)
{
    connection_enter(connection, CONNECTION_PREPARING);
    PQsetNoticeReceiver(connection->libpq, notice_receive, connection);
    if (PQsetnonblocking(connection->libpq, 1) != 0 ||
        PQenterPipelineMode(connection->libpq) != 1) {
        connection_lose_with_error(connection);
        return;
    }
    send_settings(connection);
    for (size_t i = 0; i < connection->options.statement_count; i++) {
        enum statement statement = connection->options.statements[i];
        int accepted = PQsendPrepare(connection->libpq, statement_name(statement),
                                     statement_sql(statement), 0, NULL);
        connection_note_sent(connection, accepted, SENT_PREPARE);
    }
    connection_sync(connection);
}

static void connection_become_ready(struct connection *connection)
{
    loop_timer_stop(&connection->timer);
    connection->backoff_ms = LIMIT_STORE_BACKOFF_MS_MIN;
    if (connection->loss_logged) {
        connection->loss_logged = false;
        log_event(connection->log, LOG_INFO, "database_back",
                  LOG_TEXT("name", connection->options.name));
    }
    connection_enter(connection, CONNECTION_READY);
    connection->events->ready(connection->context);
}

// A result while preparing: any error means that this database is not ours, or not yet.
static bool prepare_result_is_ok(struct connection *connection, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        return true;
    }
    if (status != PGRES_PIPELINE_ABORTED) {
        connection_note_error(connection, PQresultErrorMessage(result));
    }
    return false;
}

// Handles one result. False when the connection was lost over it.
static bool connection_take_result(struct connection *connection, const PGresult *result)
{
    int what = sent_first(&connection->sent);
    if (what == SENT_SYNC) {
        if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
            // The server was ended between the statements and their sync.
            connection_note_error(connection, PQresultErrorMessage(result));
            connection_lose(connection);
            return false;
        }
        sent_pop(&connection->sent);
        if (connection->state == CONNECTION_PREPARING) {
            connection_become_ready(connection);
        } else {
            connection->events->synced(connection->context);
        }
        return connection->state == CONNECTION_READY;
    }
    if (connection->state == CONNECTION_PREPARING) {
        if (!prepare_result_is_ok(connection, result)) {
            connection_lose(connection);
            return false;
        }
        return true;
    }
    connection->events->result(connection->context, (enum statement)what, result);
    return connection->state == CONNECTION_READY;
}

// A server that was stopped keeps its connection and never answers: what waits for it has to be
// told otherwise. A living one ends every statement sooner than this by its own timeouts.
static void connection_be_patient(struct connection *connection)
{
    if (connection->state != CONNECTION_READY) {
        return;
    }
    if (connection->sent.count > 0) {
        loop_timer_start(&connection->timer,
                         connection->options.statement_ms + connection->options.lock_ms);
    } else {
        loop_timer_stop(&connection->timer);
    }
}

// After each statement's results libpq says NULL; after a sync it does not.
static void connection_take_results(struct connection *connection)
{
    while (connection->sent.count > 0 && !PQisBusy(connection->libpq)) {
        PGresult *result = PQgetResult(connection->libpq);
        if (PQstatus(connection->libpq) == CONNECTION_BAD) {
            PQclear(result);
            connection_lose_with_error(connection);
            return;
        }
        if (result == NULL) {
            if (sent_first(&connection->sent) != SENT_SYNC) {
                sent_pop(&connection->sent);
            }
            continue;
        }
        bool alive = connection_take_result(connection, result);
        PQclear(result);
        if (!alive) {
            return;
        }
    }
}

static void descriptor_ready(void *context, unsigned ready);

static void connection_watch(struct connection *connection)
{
    if (connection->state == CONNECTION_CLOSED || connection->descriptor.read_event != NULL) {
        return;
    }
    loop_descriptor_open(&connection->descriptor, connection->loop, PQsocket(connection->libpq),
                         descriptor_ready, connection);
}

static void connection_continue_connecting(struct connection *connection)
{
    PostgresPollingStatusType status = PQconnectPoll(connection->libpq);
    // The socket may have changed: libpq tries one host after the other.
    loop_descriptor_close(&connection->descriptor);
    if (status == PGRES_POLLING_FAILED) {
        connection_lose_with_error(connection);
        return;
    }
    connection_watch(connection);
    if (status == PGRES_POLLING_OK) {
        connection_prepare(connection);
        return;
    }
    loop_descriptor_set_interest(&connection->descriptor,
                                 status == PGRES_POLLING_READING ? LOOP_READ : LOOP_WRITE);
}

static void descriptor_ready(void *context, unsigned ready)
{
    struct connection *connection = context;
    if (connection->state == CONNECTION_CONNECTING) {
        connection_continue_connecting(connection);
        return;
    }
    if (ready == LOOP_WRITE) {
        connection_flush(connection);
        return;
    }
    if (PQconsumeInput(connection->libpq) == 0) {
        connection_lose_with_error(connection);
        return;
    }
    connection_take_results(connection);
    connection_be_patient(connection);
    if (connection->state == CONNECTION_PREPARING || connection->state == CONNECTION_READY) {
        connection_flush(connection);
    }
}

// Time is up: the back-off's, or that of a connection that does not come about or has gone silent.
static void timer_fired(void *context)
{
    struct connection *connection = context;
    if (connection->state == CONNECTION_CLOSED) {
        connection_open(connection);
        return;
    }
    connection_note_error(connection, connection->state == CONNECTION_READY
                                          ? "no answer within the time allowed"
                                          : "no connection within the time allowed");
    connection_lose(connection);
}

// Defaults first: what the connection string says wins over them.
static void connection_open(struct connection *connection)
{
    static const char *const keywords[] = {
        "keepalives_idle",  "keepalives_interval",  "keepalives_count", "tcp_user_timeout",
        "application_name", "target_session_attrs", "dbname",           NULL};
    const char *values[] = {
        "5", "2", "3", "5000", connection->options.name, "read-write", connection->options.database,
        NULL};
    connection_enter(connection, CONNECTION_CONNECTING);
    loop_timer_start(&connection->timer, LIMIT_STORE_CONNECT_MS);
    connection->libpq = PQconnectStartParams(keywords, values, 1);
    CHECK(connection->libpq != NULL);
    if (PQstatus(connection->libpq) == CONNECTION_BAD) {
        connection_lose_with_error(connection);
        return;
    }
    connection_watch(connection);
    loop_descriptor_set_interest(&connection->descriptor, LOOP_WRITE);
}

struct connection *connection_create(struct loop *loop, struct log *log,
                                     const struct connection_options *options,
                                     const struct connection_events *events, void *context)
{
    struct connection *connection = memory_allocate(1, sizeof(*connection));
    connection->loop = loop;
    connection->log = log;
    connection->options = *options;
    connection->options.name = memory_copy_text(options->name);
    connection->options.database = memory_copy_text(options->database);
    connection->events = events;
    connection->context = context;
    connection->backoff_ms = LIMIT_STORE_BACKOFF_MS_MIN;
    connection->lost_task = (struct loop_task){.run = lost_task_run, .context = connection};
    loop_timer_init(&connection->timer, loop, timer_fired, connection);
    loop_timer_start(&connection->timer, 0);
    return connection;
}

void connection_destroy(struct connection *connection)
{
    if (connection == NULL) {
        return;
    }
    loop_timer_stop(&connection->timer);
    loop_cancel_task(connection->loop, &connection->lost_task);
    loop_descriptor_close(&connection->descriptor);
    if (connection->libpq != NULL) {
        PQfinish(connection->libpq);
    }
    free((void *)(uintptr_t)connection->options.name);
    free((void *)(uintptr_t)connection->options.database);
    free(connection);
}

bool connection_is_ready(const struct connection *connection)
{
    return connection->state == CONNECTION_READY;
}

const char *connection_error(const struct connection *connection)
{
    return connection->error;
}

void connection_send(struct connection *connection, enum statement statement,
                     const struct parameters *parameters)
{
    int count = parameters != NULL ? parameters->count : 0;
    int accepted =
        PQsendQueryPrepared(connection->libpq, statement_name(statement), count,
                            parameters != NULL ? parameters->values : NULL,
                            parameters != NULL ? parameters->sizes : NULL, parameters_formats(), 1);
    connection_note_sent(connection, accepted, (int)statement);
}

void connection_sync(struct connection *connection)
{
    connection_note_sent(connection, PQpipelineSync(connection->libpq), SENT_SYNC);
    if (!loop_timer_is_armed(&connection->timer)) {
        connection_be_patient(connection);
    }
    connection_flush(connection);
}

bool connection_take_warning(struct connection *connection)
{
    bool warned = connection->warned;
    connection->warned = false;
    return warned;
}
