// SPDX-License-Identifier: Apache-2.0
// The steps of a lane's turn, in the order they happen.
#include "store/turn_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "base/memory.h"
#include "loop/loop.h"

enum turn_step {
    TURN_FREE,         // nothing under way
    TURN_LOADING,      // BEGIN, LANE_BEGIN and, if wanted, VELOCITY_READ, LANE_RECALL are sent
    TURN_COMMITTING,   // LANE_POST, if wanted VELOCITY_POST, and COMMIT are sent
    TURN_ROLLING_BACK, // ROLLBACK is sent; `outcome` says why
};

struct turn {
    struct loop *loop;
    struct log *log;
    struct turn_owner owner;
    struct connection *connection;
    struct batch *batch;
    struct lane *lane;
    enum turn_step step;
    enum turn_outcome outcome; // of the turn under way, as far as it is known
    bool decided;
    bool committed;
    int64_t started_us;
    char sqlstate[6];
    char error[256];
    uint32_t error_ordinal;
};

static void turn_enter(struct turn *turn, enum turn_step step)
{
    static const char *const names[] = {
        [TURN_FREE] = "free",
        [TURN_LOADING] = "loading",
        [TURN_COMMITTING] = "committing",
        [TURN_ROLLING_BACK] = "rolling_back",
    };
    static const uint8_t legal[] = {
        [TURN_FREE] = 1 << TURN_LOADING,
        [TURN_LOADING] = 1 << TURN_COMMITTING | 1 << TURN_ROLLING_BACK | 1 << TURN_FREE,
        [TURN_COMMITTING] = 1 << TURN_FREE | 1 << TURN_ROLLING_BACK,
        [TURN_ROLLING_BACK] = 1 << TURN_FREE,
    };
    CHECK((legal[turn->step] & (1 << step)) != 0);
    log_event(turn->log, LOG_DEBUG, "turn_step", LOG_INT("lane", turn->lane->number),
              LOG_TEXT("from", names[turn->step]), LOG_TEXT("to", names[step]));
    turn->step = step;
}

static void turn_end(struct turn *turn, enum turn_outcome outcome)
{
    turn_enter(turn, TURN_FREE);
    turn->lane->in_turn = false;
    turn->owner.ended(turn->owner.context, turn, outcome);
}

void turn_start(struct turn *turn, struct lane *lane)
{
    CHECK(turn_is_free(turn));
    turn->lane = lane;
    lane->in_turn = true;
    turn->outcome = TURN_DONE;
    turn->decided = false;
    turn->committed = false;
    turn->sqlstate[0] = '\0';
    turn->error[0] = '\0';
    turn->error_ordinal = 0;
    turn->started_us = loop_now_us(turn->loop);
    batch_reset(turn->batch, lane->number, lane->careful_turns > 0);
    lane->careful_turns -= lane->careful_turns > 0 ? 1 : 0;
    lane_fill(lane, turn->batch);
    CHECK(turn->batch->count > 0);
    (void)connection_take_warning(turn->connection);
    turn_enter(turn, TURN_LOADING);
    connection_send(turn->connection, STATEMENT_BEGIN, NULL);
    connection_send(turn->connection, STATEMENT_LANE_BEGIN, batch_load_parameters(turn->batch));
    batch_choose_velocities(turn->batch);
    if (batch_wants_velocity(turn->batch)) {
        connection_send(turn->connection, STATEMENT_VELOCITY_READ,
                        batch_velocity_parameters(turn->batch));
    }
    batch_choose_recalls(turn->batch);
    if (batch_wants_recall(turn->batch)) {
        connection_send(turn->connection, STATEMENT_LANE_RECALL,
                        batch_recall_parameters(turn->batch));
    }
    connection_sync(turn->connection);
}

static void turn_fail_to_read(struct turn *turn, const char *function)
{
    turn->outcome = TURN_TROUBLE;
    snprintf(turn->error, sizeof(turn->error),
             "%s returned rows this daemon does not know; schema too new?", function);
}

// All is loaded: decides at once, while the rows are at hand.
static void turn_decide(struct turn *turn, const PGresult *recalled)
{
    const struct registry *registry = turn->owner.registry(turn->owner.context);
    if (registry == NULL || turn->batch->revision != registry->revision) {
        turn->outcome = TURN_STALE;
        return;
    }
    if (batch_decide(turn->batch, recalled, registry) != BASE_OK) {
        turn_fail_to_read(turn, "lane_recall_v1");
        return;
    }
    if (turn->batch->unsure) {
        turn->outcome = TURN_UNSURE;
        return;
    }
    turn->decided = true;
}

// With the last of what was asked for, all is loaded.
static void turn_take_loaded(struct turn *turn, enum statement statement, const PGresult *result)
{
    enum statement last = STATEMENT_LANE_BEGIN;
    if (batch_wants_velocity(turn->batch)) {
        last = STATEMENT_VELOCITY_READ;
    }
    if (batch_wants_recall(turn->batch)) {
        last = STATEMENT_LANE_RECALL;
    }
    if (statement == STATEMENT_LANE_BEGIN && batch_take_lane(turn->batch, result) != BASE_OK) {
        turn_fail_to_read(turn, "lane_begin_v1");
    } else if (statement == STATEMENT_VELOCITY_READ &&
               batch_take_velocity(turn->batch, result) != BASE_OK) {
        turn_fail_to_read(turn, "velocity_read_v1");
    } else if (statement == last) {
        turn_decide(turn, statement == STATEMENT_LANE_RECALL ? result : NULL);
    }
}

// Only these are a request's own fault: data the server cannot take, and rows that must never be. A
// row without a partition has a state of class 23 too, but breaks no constraint and no column: that
// is the database's trouble.
static bool error_is_poison(const PGresult *result, const char *sqlstate)
{
    if (strncmp(sqlstate, "23", 2) == 0) {
        return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) != NULL ||
               PQresultErrorField(result, PG_DIAG_COLUMN_NAME) != NULL;
    }
    return strncmp(sqlstate, "22", 2) == 0 || strcmp(sqlstate, "BN001") == 0;
}

// Keeps the first error of a turn; what follows is only its consequence.
static void turn_note_error(struct turn *turn, const PGresult *result)
{
    if (turn->outcome != TURN_DONE) {
        return;
    }
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    snprintf(turn->sqlstate, sizeof(turn->sqlstate), "%s", sqlstate != NULL ? sqlstate : "");
    snprintf(turn->error, sizeof(turn->error), "%s",
             message != NULL ? message : PQresultErrorMessage(result));
    static const char ordinal[] = "ordinal=";
    if (detail != NULL && strncmp(detail, ordinal, strlen(ordinal)) == 0) {
        turn->error_ordinal = (uint32_t)strtoul(detail + strlen(ordinal), NULL, 10);
    }
    if (!turn->batch->careful && strcmp(turn->sqlstate, "23505") == 0) {
        turn->outcome = TURN_UNSURE; // unique_violation
    } else {
        turn->outcome = error_is_poison(result, turn->sqlstate) ? TURN_POISON : TURN_TROUBLE;
    }
}

static void turn_result(void *context, enum statement statement, const PGresult *result)
{
    struct turn *turn = context;
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_ABORTED) {
        return;
    }
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        turn_note_error(turn, result);
        return;
    }
    if (turn->step == TURN_LOADING && turn->outcome == TURN_DONE) {
        turn_take_loaded(turn, statement, result);
    } else if (statement == STATEMENT_COMMIT) {
        // The server answers ROLLBACK to the COMMIT of a transaction that had failed.
        PGresult *borrowed = (PGresult *)(uintptr_t)result;
        turn->committed = strcmp(PQcmdStatus(borrowed), "COMMIT") == 0;
    }
}

static void turn_roll_back(struct turn *turn)
{
    turn_enter(turn, TURN_ROLLING_BACK);
    connection_send(turn->connection, STATEMENT_ROLLBACK, NULL);
    connection_sync(turn->connection);
}

static void turn_loaded(struct turn *turn)
{
    if (!turn->decided || !batch_wants_commit(turn->batch)) {
        turn_roll_back(turn);
        return;
    }
    turn_enter(turn, TURN_COMMITTING);
    connection_send(turn->connection, STATEMENT_LANE_POST, batch_post_parameters(turn->batch));
    if (batch_wants_velocity(turn->batch)) {
        connection_send(turn->connection, STATEMENT_VELOCITY_POST,
                        batch_velocity_post_parameters(turn->batch));
    }
    connection_send(turn->connection, STATEMENT_COMMIT, NULL);
    connection_sync(turn->connection);
}

static void turn_posted(struct turn *turn)
{
    if (!turn->committed) {
        if (turn->outcome == TURN_DONE) {
            turn->outcome = TURN_TROUBLE;
        }
        turn_roll_back(turn);
        return;
    }
    bool warned = connection_take_warning(turn->connection);
    turn_end(turn, warned ? TURN_UNREPLICATED : TURN_DONE);
}

static void turn_synced(void *context)
{
    struct turn *turn = context;
    switch (turn->step) {
    case TURN_LOADING:
        turn_loaded(turn);
        return;
    case TURN_COMMITTING:
        turn_posted(turn);
        return;
    case TURN_ROLLING_BACK:
        turn_end(turn, turn->outcome);
        return;
    case TURN_FREE:
        break;
    }
    CHECK(!"a sync without a turn");
}

static void turn_ready(void *context)
{
    struct turn *turn = context;
    turn->owner.connected(turn->owner.context, turn);
}

static void turn_lost(void *context)
{
    struct turn *turn = context;
    if (turn_is_running(turn)) {
        // An error of LANE_POST made the server skip COMMIT, and one of COMMIT undid it.
        bool in_doubt = turn->step == TURN_COMMITTING && turn->outcome == TURN_DONE;
        turn->sqlstate[0] = '\0';
        snprintf(turn->error, sizeof(turn->error), "%s", connection_error(turn->connection));
        turn_end(turn, in_doubt ? TURN_IN_DOUBT : TURN_TROUBLE);
    }
    turn->owner.disconnected(turn->owner.context, turn);
}

struct turn *turn_create(struct loop *loop, struct log *log,
                         const struct connection_options *connection, uint32_t requests_max,
                         const struct hash_seed *seed, const struct turn_owner *owner)
{
    static const struct connection_events events = {
        .ready = turn_ready, .result = turn_result, .synced = turn_synced, .lost = turn_lost};
    struct turn *turn = memory_allocate(1, sizeof(*turn));
    turn->loop = loop;
    turn->log = log;
    turn->owner = *owner;
    turn->batch = batch_create(requests_max, seed);
    turn->connection = connection_create(loop, log, connection, &events, turn);
    return turn;
}

void turn_destroy(struct turn *turn)
{
    if (turn == NULL) {
        return;
    }
    connection_destroy(turn->connection);
    batch_destroy(turn->batch);
    free(turn);
}

bool turn_is_free(const struct turn *turn)
{
    return turn->step == TURN_FREE && connection_is_ready(turn->connection);
}

bool turn_is_connected(const struct turn *turn)
{
    return connection_is_ready(turn->connection);
}

bool turn_is_running(const struct turn *turn)
{
    return turn->step != TURN_FREE;
}

struct lane *turn_lane(const struct turn *turn)
{
    return turn->lane;
}

struct batch *turn_batch(const struct turn *turn)
{
    return turn->batch;
}

const char *turn_sqlstate(const struct turn *turn)
{
    return turn->sqlstate;
}

const char *turn_error(const struct turn *turn)
{
    return turn->error;
}

uint32_t turn_error_ordinal(const struct turn *turn)
{
    return turn->error_ordinal;
}

int64_t turn_started_us(const struct turn *turn)
{
    return turn->started_us;
}

bool turn_is_committing(const struct turn *turn)
{
    return turn->step == TURN_COMMITTING;
}
