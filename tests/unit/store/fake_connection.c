// SPDX-License-Identifier: Apache-2.0
// The fake connection. A transaction works on a copy of its lane, which COMMIT puts in place.
#include "fake_connection.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sent.h"

enum { SENT_MAX = 2048, STATUS_COLUMNS = 18 };
enum { REGISTRY_NAME = 5, REGISTRY_NUMBERS = 8, REGISTRY_COLUMNS = 9 };

// A statement as it was sent, or a sync.
struct fake_sent {
    bool is_sync;
    enum statement statement;
    struct parameters *parameters; // a copy
};

struct connection {
    struct fake_database *database;
    const struct connection_events *events;
    void *context;
    bool is_ready;
    bool warned;
    struct fake_sent sent[SENT_MAX];
    size_t sent_count;
    bool is_skipping; // up to the next sync
    bool in_transaction;
    bool transaction_failed;
    struct ledger_lane *lane; // the transaction's copy; NULL: no lane is locked
};

void fake_database_init(struct fake_database *database)
{
    *database =
        (struct fake_database){.name = "fake", .ledger = ledger_create(), .lanes = LEDGER_LANES};
}

void fake_database_clear(struct fake_database *database)
{
    ledger_destroy(database->ledger);
}

void fake_database_fail(struct fake_database *database, enum statement statement,
                        struct pgresult_error error)
{
    CHECK(database->fault_count < FAKE_FAULTS_MAX);
    database->faults[database->fault_count++] =
        (struct fake_fault){.statement = statement, .error = error};
}

// The error of the oldest fault of this statement, or NULL.
static PGresult *take_fault(struct fake_database *database, enum statement statement)
{
    for (uint32_t i = 0; i < database->fault_count; i++) {
        struct fake_fault fault = database->faults[i];
        if (fault.statement == statement) {
            database->fault_count--;
            memmove(&database->faults[i], &database->faults[i + 1],
                    (database->fault_count - i) * sizeof(fault));
            return pgresult_create_error(fault.error);
        }
    }
    const struct fake_fault *always = &database->always;
    return always->error.sqlstate != NULL && always->statement == statement
               ? pgresult_create_error(always->error)
               : NULL;
}

// Transactions.

static void transaction_end(struct connection *connection, bool commit)
{
    struct fake_database *database = connection->database;
    if (connection->lane != NULL) {
        uint16_t number = connection->lane->number;
        if (commit) {
            memcpy(&database->ledger->lanes[number], connection->lane, sizeof(*connection->lane));
        }
        database->lane_holders[number] = NULL;
        free(connection->lane);
        connection->lane = NULL;
    }
    connection->in_transaction = false;
    connection->transaction_failed = false;
}

static PGresult *run_begin(struct connection *connection, const struct parameters *parameters)
{
    (void)parameters;
    CHECK(!connection->in_transaction);
    connection->in_transaction = true;
    return pgresult_create_tag("BEGIN");
}

// Whoever waits for a lock waits in vain here: the one who holds it is in the same test.
static PGresult *run_lane_begin(struct connection *connection, const struct parameters *parameters)
{
    struct fake_database *database = connection->database;
    uint16_t number = (uint16_t)sent_scalar(parameters, 0);
    CHECK(connection->in_transaction && connection->lane == NULL && number < LEDGER_LANES);
    if (database->lane_holders[number] != NULL) {
        return pgresult_create_error((struct pgresult_error){.sqlstate = "55P03"});
    }
    database->lane_holders[number] = connection;
    connection->lane = memory_allocate(1, sizeof(*connection->lane));
    memcpy(connection->lane, &database->ledger->lanes[number], sizeof(*connection->lane));
    return ledger_begin(database->ledger, connection->lane, parameters);
}

// In a pipeline, behind LANE_BEGIN.
static PGresult *run_lane_recall(struct connection *connection, const struct parameters *parameters)
{
    CHECK(connection->lane != NULL);
    return ledger_recall(connection->lane, parameters);
}

static PGresult *run_lane_post(struct connection *connection, const struct parameters *parameters)
{
    CHECK(connection->lane != NULL);
    return ledger_post(connection->database->ledger, connection->lane, parameters);
}

static PGresult *run_commit(struct connection *connection, const struct parameters *parameters)
{
    (void)parameters;
    CHECK(connection->in_transaction);
    bool commit = !connection->transaction_failed && !connection->database->commit_rolls_back;
    connection->warned |= connection->database->commit_warns;
    transaction_end(connection, commit);
    return pgresult_create_tag(commit ? "COMMIT" : "ROLLBACK");
}

static PGresult *run_rollback(struct connection *connection, const struct parameters *parameters)
{
    (void)parameters;
    transaction_end(connection, false);
    return pgresult_create_tag("ROLLBACK");
}

// Reading.

static int add_item(PGresult *result, const char *item, int64_t number, int64_t other)
{
    int row = pgresult_add_row(result);
    pgresult_set_text(result, row, 0, item);
    pgresult_set_int8(result, row, 1, number);
    pgresult_set_int8(result, row, 2, other);
    return row;
}

// The programme's version is the registry's revision.
static PGresult *run_registry_read(struct connection *connection,
                                   const struct parameters *parameters)
{
    (void)parameters;
    const struct ledger *ledger = connection->database->ledger;
    PGresult *result = pgresult_create_rows(REGISTRY_COLUMNS);
    add_item(result, "ledger", connection->database->lanes, 0);
    for (int64_t lane = 0; lane < connection->database->lanes; lane++) {
        pgresult_set_int4(result, add_item(result, "incarnation", lane, 1), 3, 1);
    }
    add_item(result, "revision", ledger->revision, 0);
    add_item(result, "programme", ledger->revision, 0);
    int rate = add_item(result, "setting", 0, 0);
    pgresult_set_text(result, rate, REGISTRY_NAME, "rate_bp");
    const int64_t numbers[] = {1, UINT32_MAX, 643, 0, 1000};
    pgresult_set_int8_array(result, rate, REGISTRY_NUMBERS, numbers, BASE_COUNT(numbers));
    return result;
}

static PGresult *run_registry_revision(struct connection *connection,
                                       const struct parameters *parameters)
{
    (void)parameters;
    return pgresult_create_int8(connection->database->ledger->revision);
}

// Of lane 0, which is enough for a test: lane, revision, position, request kind and result.
static PGresult *run_posting_status(struct connection *connection,
                                    const struct parameters *parameters)
{
    const struct posting_key key = {
        .terminal = (uint32_t)sent_scalar(parameters, 0),
        .epoch = (uint64_t)sent_scalar(parameters, 1),
        .stan = (uint64_t)sent_scalar(parameters, 2),
    };
    const struct ledger_key *known = ledger_find_key(&connection->database->ledger->lanes[0], &key);
    PGresult *result = pgresult_create_rows(STATUS_COLUMNS);
    if (known != NULL) {
        int row = pgresult_add_row(result);
        pgresult_set_int2(result, row, 0, 0);
        pgresult_set_int8(result, row, 1, connection->database->ledger->revision);
        pgresult_set_int8(result, row, 2, known->position);
        pgresult_set_int2(result, row, 3, known->request_kind);
        pgresult_set_int2(result, row, 4, known->result);
    }
    return result;
}

static PGresult *run_partition_ahead(struct connection *connection,
                                     const struct parameters *parameters)
{
    (void)connection;
    CHECK(parameters->count == 1);
    return pgresult_create_int8(0);
}

static PGresult *(*const runs[STATEMENT_COUNT])(struct connection *connection,
                                                const struct parameters *parameters) = {
    [STATEMENT_BEGIN] = run_begin,
    [STATEMENT_LANE_BEGIN] = run_lane_begin,
    [STATEMENT_LANE_RECALL] = run_lane_recall,
    [STATEMENT_LANE_POST] = run_lane_post,
    [STATEMENT_COMMIT] = run_commit,
    [STATEMENT_ROLLBACK] = run_rollback,
    [STATEMENT_POSTING_STATUS] = run_posting_status,
    [STATEMENT_REGISTRY_REVISION] = run_registry_revision,
    [STATEMENT_REGISTRY_READ] = run_registry_read,
    [STATEMENT_PARTITION_AHEAD] = run_partition_ahead,
};

// As the server does: after an error everything is skipped up to the sync.
static PGresult *run(struct connection *connection, const struct fake_sent *sent)
{
    if (connection->is_skipping) {
        return pgresult_create_aborted();
    }
    CHECK(runs[sent->statement] != NULL);
    connection->database->run_counts[sent->statement]++;
    PGresult *result = take_fault(connection->database, sent->statement);
    if (result == NULL) {
        result = runs[sent->statement](connection, sent->parameters);
    }
    if (PQresultStatus(result) == PGRES_FATAL_ERROR) {
        connection->is_skipping = true;
        connection->transaction_failed = connection->in_transaction;
        if (sent->statement == STATEMENT_COMMIT) {
            transaction_end(connection, false);
        }
    }
    return result;
}

// What was sent.

static struct parameters *copy_parameters(const struct parameters *parameters)
{
    struct parameters *copy = memory_allocate(1, sizeof(*copy));
    copy->count = parameters != NULL ? parameters->count : 0;
    for (int i = 0; i < copy->count; i++) {
        size_t size = (size_t)parameters->sizes[i];
        char *value = memory_allocate(1, size + 1);
        if (size > 0) {
            memcpy(value, parameters->values[i], size);
        }
        copy->values[i] = value;
        copy->sizes[i] = (int)size;
    }
    return copy;
}

static void free_parameters(struct parameters *parameters)
{
    for (int i = 0; parameters != NULL && i < parameters->count; i++) {
        free((void *)(uintptr_t)parameters->values[i]);
    }
    free(parameters);
}

static void push_sent(struct connection *connection, struct fake_sent sent)
{
    CHECK(connection->is_ready && connection->sent_count < SENT_MAX);
    connection->sent[connection->sent_count++] = sent;
}

static struct fake_sent take_sent(struct connection *connection)
{
    CHECK(connection->sent_count > 0);
    struct fake_sent sent = connection->sent[0];
    connection->sent_count--;
    memmove(&connection->sent[0], &connection->sent[1], connection->sent_count * sizeof(sent));
    return sent;
}

static void forget_sent(struct connection *connection)
{
    while (connection->sent_count > 0) {
        free_parameters(take_sent(connection).parameters);
    }
}

// What the test does.

void fake_connection_open(struct connection *connection)
{
    CHECK(!connection->is_ready);
    connection->is_ready = true;
    connection->is_skipping = false;
    connection->events->ready(connection->context);
}

void fake_connection_warn(struct connection *connection)
{
    connection->warned = true;
}

bool fake_connection_is_asked(const struct connection *connection)
{
    return connection->sent_count > 0;
}

static bool run_next(struct connection *connection, bool answer)
{
    struct fake_sent sent = take_sent(connection);
    if (sent.is_sync) {
        connection->is_skipping = false;
        return false;
    }
    PGresult *result = run(connection, &sent);
    free_parameters(sent.parameters);
    if (answer) {
        connection->events->result(connection->context, sent.statement, result);
    }
    PQclear(result);
    return true;
}

void fake_connection_answer(struct connection *connection)
{
    while (run_next(connection, true)) {
    }
    connection->events->synced(connection->context);
}

void fake_connection_lose_answer(struct connection *connection)
{
    while (run_next(connection, false)) {
    }
    fake_connection_lose(connection);
}

void fake_connection_answer_and_lose(struct connection *connection)
{
    while (run_next(connection, true)) {
    }
    fake_connection_lose(connection);
}

void fake_connection_lose(struct connection *connection)
{
    forget_sent(connection);
    transaction_end(connection, false);
    connection->is_ready = false;
    connection->warned = false;
    connection->events->lost(connection->context);
}

// connection_internal.h

struct connection *connection_create(struct loop *loop, struct log *log,
                                     const struct connection_options *options,
                                     const struct connection_events *events, void *context)
{
    (void)loop;
    (void)log;
    struct connection *connection = memory_allocate(1, sizeof(*connection));
    connection->database = (struct fake_database *)(uintptr_t)options->database;
    connection->events = events;
    connection->context = context;
    CHECK(connection->database->connection_count < FAKE_CONNECTIONS_MAX);
    connection->database->connections[connection->database->connection_count++] = connection;
    return connection;
}

void connection_destroy(struct connection *connection)
{
    if (connection == NULL) {
        return;
    }
    forget_sent(connection);
    transaction_end(connection, false);
    free(connection);
}

bool connection_is_ready(const struct connection *connection)
{
    return connection->is_ready;
}

const char *connection_error(const struct connection *connection)
{
    (void)connection;
    return "the server is gone";
}

void connection_send(struct connection *connection, enum statement statement,
                     const struct parameters *parameters)
{
    push_sent(connection, (struct fake_sent){.statement = statement,
                                             .parameters = copy_parameters(parameters)});
}

void connection_sync(struct connection *connection)
{
    push_sent(connection, (struct fake_sent){.is_sync = true});
}

bool connection_take_warning(struct connection *connection)
{
    bool warned = connection->warned;
    connection->warned = false;
    return warned;
}
