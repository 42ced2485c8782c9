// SPDX-License-Identifier: Apache-2.0
// connection_internal.h over a ledger in memory, linked in place of libpq's. Nothing happens by
// itself: the test connects, answers and breaks connections one by one. A store whose options name
// `database.name` as its database gets these connections, in the order of their making: the turns,
// then the reader.
#ifndef STORE_TEST_FAKE_CONNECTION_H
#define STORE_TEST_FAKE_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger.h"
#include "pgresult.h"
#include "store/connection_internal.h"

enum { FAKE_CONNECTIONS_MAX = 8, FAKE_FAULTS_MAX = 8 };

// What a statement does instead of its work, the next time it is run.
struct fake_fault {
    enum statement statement;
    struct pgresult_error error;
};

struct fake_database {
    char name[8]; // first: options.database leads here
    struct ledger *ledger;
    struct connection *connections[FAKE_CONNECTIONS_MAX];
    uint32_t connection_count;
    struct connection *lane_holders[LEDGER_LANES];
    struct fake_fault faults[FAKE_FAULTS_MAX];
    uint32_t fault_count;
    struct fake_fault always; // besides; no sqlstate: none
    int64_t lanes;            // what the registry says
    bool commit_rolls_back;   // and says so, by its tag
    bool commit_warns;
    uint32_t run_counts[STATEMENT_COUNT]; // how often each statement was run
};

void fake_database_init(struct fake_database *database);
void fake_database_clear(struct fake_database *database);

// `statement` fails once. Several faults of one statement come one after the other.
void fake_database_fail(struct fake_database *database, enum statement statement,
                        struct pgresult_error error);

void fake_connection_open(struct connection *connection);

// The server warns of something that nobody asked for.
void fake_connection_warn(struct connection *connection);

// Whether anything waits for an answer.
bool fake_connection_is_asked(const struct connection *connection);

// Runs and answers everything up to the next sync.
void fake_connection_answer(struct connection *connection);

// Runs everything up to the next sync, and then the connection is gone before it could answer.
void fake_connection_lose_answer(struct connection *connection);

// Runs and answers everything up to the next sync, and then the connection is gone.
void fake_connection_answer_and_lose(struct connection *connection);

// The connection is gone; what was sent was not run.
void fake_connection_lose(struct connection *connection);

#endif
