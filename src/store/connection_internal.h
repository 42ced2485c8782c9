// SPDX-License-Identifier: Apache-2.0
// One connection to the database, in pipeline mode on the loop: connects and prepares every
// statement it was given, reconnects with back-off for ever, and hands over results in the order of
// sending. It knows nothing of turns.
#ifndef STORE_CONNECTION_INTERNAL_H
#define STORE_CONNECTION_INTERNAL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/parameter.h"
#include "store/statement.h"

struct connection;
struct log;
struct loop;

// Called from the loop, never from inside connection_send() or connection_sync().
struct connection_events {
    // Connected and prepared: nothing is under way.
    void (*ready)(void *context);
    // The result of each statement sent, in order, borrowed for the call. A statement skipped
    // because an earlier one failed has the status PGRES_PIPELINE_ABORTED.
    void (*result)(void *context, enum statement statement, const PGresult *result);
    // Everything up to a connection_sync() has been answered.
    void (*synced)(void *context);
    // The connection is gone, and with it everything that was under way. It connects again by
    // itself, after back-off.
    void (*lost)(void *context);
};

struct connection_options {
    const char *name;     // application_name and log
    const char *database; // libpq connection string or URI
    const enum statement *statements;
    size_t statement_count;
    uint32_t lock_ms;
    uint32_t statement_ms;
    uint32_t idle_ms;
};

// Starts connecting at once. Everything is copied but the statements, which are kept.
struct connection *connection_create(struct loop *loop, struct log *log,
                                     const struct connection_options *options,
                                     const struct connection_events *events, void *context);

// Closes at once; no callback comes after it. NULL is fine.
void connection_destroy(struct connection *connection);

bool connection_is_ready(const struct connection *connection);

// The reason of the last failure, for logs; "" if there was none.
const char *connection_error(const struct connection *connection);

// Sends one statement, whose parameters are copied. Trouble is told by `lost`.
void connection_send(struct connection *connection, enum statement statement,
                     const struct parameters *parameters);

// Ends what belongs together: after an error the server skips everything up to here.
void connection_sync(struct connection *connection);

// Whether the server warned since the last call: a COMMIT that was not replicated says so.
bool connection_take_warning(struct connection *connection);

#endif
