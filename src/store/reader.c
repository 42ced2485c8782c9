// SPDX-License-Identifier: Apache-2.0
// Look-ups, the registry's revision and the partitions; see reader_internal.h.
#include "store/reader_internal.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "store/ask_internal.h"
#include "store/registry_read_internal.h"

// What is under way, oldest first. ask is NULL for the reader's own statements.
struct reader_item {
    enum statement statement;
    struct ask *ask;
    enum store_result result;
};

enum { READER_ITEMS_MAX = LIMIT_STORE_PIPELINE_MAX / 2 };

struct reader {
    struct loop *loop;
    struct log *log;
    struct reader_owner owner;
    struct connection *connection;
    struct reader_item items[READER_ITEMS_MAX];
    uint32_t item_first;
    uint32_t item_count;
    struct ask *waiting_first;
    struct ask *waiting_last;
    uint32_t waiting_count;
    struct loop_task send_task;
    struct loop_timer poll_timer;
    uint32_t poll_ms;
    int64_t revision;       // of the registry handed over last
    bool registry_wanted;   // and not yet under way
    bool registry_underway; // sent, not yet answered
    bool is_refusing;       // the last one; one line per change
    int64_t partitions_due_ms;
    struct parameters parameters;
    struct ask_arrays arrays;
};

static const enum statement reader_statements[] = {
    STATEMENT_LANE_READ,      STATEMENT_CARD_BALANCES,      STATEMENT_POSTING_STATUS,
    STATEMENT_TERMINAL_LOGON, STATEMENT_TERMINAL_TAKEOVERS, STATEMENT_REGISTRY_REVISION,
    STATEMENT_REGISTRY_READ,  STATEMENT_PARTITION_AHEAD,    STATEMENT_SWEEP_HOLDS,
    STATEMENT_SWEEP_LOTS,
};

static bool reader_has_room(const struct reader *reader)
{
    return connection_is_ready(reader->connection) && reader->item_count < READER_ITEMS_MAX;
}

static void reader_send(struct reader *reader, enum statement statement, struct ask *ask)
{
    uint32_t place = (reader->item_first + reader->item_count) % READER_ITEMS_MAX;
    reader->items[place] =
        (struct reader_item){.statement = statement, .ask = ask, .result = STORE_UNAVAILABLE};
    reader->item_count++;
    connection_send(reader->connection, statement, &reader->parameters);
    connection_sync(reader->connection);
}

static void reader_send_own(struct reader *reader, enum statement statement)
{
    parameters_reset(&reader->parameters);
    if (statement == STATEMENT_PARTITION_AHEAD) {
        parameters_add_int8(&reader->parameters, LIMIT_PARTITION_ROWS_AHEAD);
    }
    reader_send(reader, statement, NULL);
}

static struct ask *reader_take_waiting(struct reader *reader)
{
    struct ask *ask = reader->waiting_first;
    reader->waiting_first = ask->next;
    if (reader->waiting_first == NULL) {
        reader->waiting_last = NULL;
    }
    reader->waiting_count--;
    ask->next = NULL;
    return ask;
}

// Sends what waits, as far as the pipeline has room.
static void reader_send_waiting(void *context)
{
    struct reader *reader = context;
    if (reader->registry_wanted && reader_has_room(reader)) {
        reader->registry_wanted = false;
        reader->registry_underway = true;
        reader_send_own(reader, STATEMENT_REGISTRY_READ);
    }
    while (reader->waiting_first != NULL && reader_has_room(reader)) {
        struct ask *ask = reader_take_waiting(reader);
        if (ask->deadline_ms <= loop_now_ms(reader->loop)) {
            ask->answered(ask, STORE_LATE);
            continue;
        }
        reader_send(reader, ask_parameters(ask, &reader->arrays, &reader->parameters), ask);
    }
}

static void reader_add_waiting(struct reader *reader, struct ask *ask)
{
    ask->next = NULL;
    if (reader->waiting_last == NULL) {
        reader->waiting_first = ask;
    } else {
        reader->waiting_last->next = ask;
    }
    reader->waiting_last = ask;
    reader->waiting_count++;
    loop_after_turn(reader->loop, &reader->send_task);
}

enum store_result reader_ask(struct reader *reader, struct ask *ask)
{
    if (!connection_is_ready(reader->connection)) {
        return STORE_UNAVAILABLE;
    }
    if (reader->waiting_count >= LIMIT_STORE_ASKS_MAX) {
        return STORE_BUSY;
    }
    ask->is_second_try = false;
    ask->revision = 0;
    reader_add_waiting(reader, ask);
    return STORE_OK;
}

void reader_want_registry(struct reader *reader)
{
    if (!reader->registry_underway) {
        reader->registry_wanted = true;
        loop_after_turn(reader->loop, &reader->send_task);
    }
}

static void reader_take_registry(struct reader *reader, const PGresult *result)
{
    const char *problem = "";
    struct registry *registry = registry_read(result, &problem);
    if (registry == NULL && !reader->is_refusing) {
        log_event(reader->log, LOG_ERROR, "registry_refused", LOG_TEXT("problem", problem));
    }
    reader->is_refusing = registry == NULL;
    int64_t revision = registry != NULL ? registry->revision : 0;
    if (reader->owner.registry_read(reader->owner.context, registry)) {
        reader->revision = revision;
    }
}

static void reader_take_revision(struct reader *reader, const PGresult *result)
{
    if (ask_read_integer(result) != reader->revision) {
        reader_want_registry(reader);
    }
}

static void reader_take_own(struct reader *reader, enum statement statement, const PGresult *result)
{
    if (statement == STATEMENT_REGISTRY_READ) {
        reader_take_registry(reader, result);
    } else if (statement == STATEMENT_REGISTRY_REVISION) {
        reader_take_revision(reader, result);
    } else if (ask_read_integer(result) > 0) {
        log_event(reader->log, LOG_INFO, "partitions_made",
                  LOG_INT("count", ask_read_integer(result)));
    }
}

static void reader_result(void *context, enum statement statement, const PGresult *result)
{
    struct reader *reader = context;
    struct reader_item *item = &reader->items[reader->item_first];
    CHECK(reader->item_count > 0 && item->statement == statement);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        log_event(reader->log, LOG_WARN, "read_failed",
                  LOG_TEXT("statement", statement_name(statement)),
                  LOG_TEXT("sqlstate", PQresultErrorField(result, PG_DIAG_SQLSTATE)),
                  LOG_TEXT("reason", PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
        return;
    }
    if (item->ask != NULL) {
        item->result = ask_take_result(item->ask, result);
    } else {
        reader_take_own(reader, statement, result);
    }
}

static struct reader_item reader_take_item(struct reader *reader)
{
    CHECK(reader->item_count > 0);
    struct reader_item item = reader->items[reader->item_first];
    reader->item_first = (reader->item_first + 1) % READER_ITEMS_MAX;
    reader->item_count--;
    if (item.statement == STATEMENT_REGISTRY_READ) {
        reader->registry_underway = false;
    }
    return item;
}

// Whether this ask found the registry newer than the one we have.
static bool reader_is_behind(const struct reader *reader, const struct reader_item *item)
{
    int64_t revision = item->ask->revision;
    return item->result == STORE_OK && revision != 0 && revision != reader->revision;
}

static void reader_synced(void *context)
{
    struct reader *reader = context;
    struct reader_item item = reader_take_item(reader);
    if (reader->waiting_first != NULL || reader->registry_wanted) {
        loop_after_turn(reader->loop, &reader->send_task);
    }
    // The end of what was read was to wait for a standby, and did not.
    if (connection_take_warning(reader->connection)) {
        item.result = STORE_UNAVAILABLE;
    }
    if (item.ask == NULL) {
        return;
    }
    if (reader_is_behind(reader, &item) && !item.ask->is_second_try) {
        item.ask->is_second_try = true;
        reader_want_registry(reader);
        reader_add_waiting(reader, item.ask); // goes out behind the registry, and finds it there
        return;
    }
    // Still behind: the registry was refused, or moves faster than it can be read.
    item.ask->answered(item.ask, reader_is_behind(reader, &item) ? STORE_UNAVAILABLE : item.result);
}

static void reader_poll(void *context)
{
    struct reader *reader = context;
    loop_timer_start(&reader->poll_timer, reader->poll_ms);
    if (!reader_has_room(reader) || reader->registry_underway) {
        return;
    }
    int64_t now_ms = loop_now_ms(reader->loop);
    if (now_ms >= reader->partitions_due_ms) {
        reader->partitions_due_ms = now_ms + LIMIT_PARTITION_CHECK_MS;
        reader_send_own(reader, STATEMENT_PARTITION_AHEAD);
    }
    if (reader_has_room(reader)) {
        reader_send_own(reader, STATEMENT_REGISTRY_REVISION);
    }
}

static void reader_ready(void *context)
{
    struct reader *reader = context;
    reader_want_registry(reader);
    loop_timer_start(&reader->poll_timer, reader->poll_ms);
}

// Answers everything that waits or was under way.
static void reader_fail_all(struct reader *reader)
{
    while (reader->item_count > 0) {
        struct reader_item item = reader_take_item(reader);
        if (item.ask != NULL) {
            item.ask->answered(item.ask, STORE_UNAVAILABLE);
        }
    }
    while (reader->waiting_first != NULL) {
        struct ask *ask = reader_take_waiting(reader);
        ask->answered(ask, STORE_UNAVAILABLE);
    }
}

static void reader_lost(void *context)
{
    struct reader *reader = context;
    loop_timer_stop(&reader->poll_timer);
    reader_fail_all(reader);
}

bool reader_is_ready(const struct reader *reader)
{
    return connection_is_ready(reader->connection);
}

struct reader *reader_create(struct loop *loop, struct log *log,
                             const struct connection_options *connection, uint32_t poll_ms,
                             const struct reader_owner *owner)
{
    static const struct connection_events events = {.ready = reader_ready,
                                                    .result = reader_result,
                                                    .synced = reader_synced,
                                                    .lost = reader_lost};
    struct reader *reader = memory_allocate(1, sizeof(*reader));
    reader->loop = loop;
    reader->log = log;
    reader->owner = *owner;
    reader->poll_ms = poll_ms;
    ask_arrays_init(&reader->arrays);
    reader->send_task = (struct loop_task){.run = reader_send_waiting, .context = reader};
    loop_timer_init(&reader->poll_timer, loop, reader_poll, reader);
    struct connection_options options = *connection;
    options.statements = reader_statements;
    options.statement_count = BASE_COUNT(reader_statements);
    reader->connection = connection_create(loop, log, &options, &events, reader);
    return reader;
}

void reader_destroy(struct reader *reader)
{
    if (reader == NULL) {
        return;
    }
    reader_fail_all(reader);
    loop_timer_stop(&reader->poll_timer);
    loop_cancel_task(reader->loop, &reader->send_task);
    connection_destroy(reader->connection);
    ask_arrays_clear(&reader->arrays);
    free(reader);
}
