// SPDX-License-Identifier: Apache-2.0
// One turn after another on one connection: BEGIN and LANE_BEGIN, decide, LANE_POST and COMMIT,
// answer. Says how each turn ended; what happens to its postings then is the store's matter.
#ifndef STORE_TURN_INTERNAL_H
#define STORE_TURN_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/batch_internal.h"
#include "store/connection_internal.h"
#include "store/lane_internal.h"

struct turn;

enum turn_outcome {
    TURN_DONE,         // committed, or nothing to write: the answers are true
    TURN_UNREPLICATED, // committed, but the server warned: posted, and perhaps not for ever
    TURN_UNSURE,       // hopeful, and a key or receipt was not new: run it again carefully
    TURN_STALE,        // the registry is newer than ours: read it, then run the turn again
    TURN_POISON,       // a request that the database refuses: find it, run the others again
    TURN_TROUBLE,      // the database's trouble; nothing was posted; run the turn again
    TURN_IN_DOUBT,     // lost during COMMIT; run the turn again, the keys will tell
};

struct turn_owner {
    // The registry that turns are decided under; NULL: none yet.
    const struct registry *(*registry)(void *context);
    // A turn has ended; it is free again, and its batch as it was until the next turn_start().
    void (*ended)(void *context, struct turn *turn, enum turn_outcome outcome);
    // The turn's connection is up and no turn is on it; or it is gone (after ended(), if a turn was
    // on it).
    void (*connected)(void *context, struct turn *turn);
    void (*disconnected)(void *context, struct turn *turn);
    void *context;
};

struct turn *turn_create(struct loop *loop, struct log *log,
                         const struct connection_options *connection, uint32_t requests_max,
                         const struct hash_seed *seed, const struct turn_owner *owner);
void turn_destroy(struct turn *turn);

// Whether a turn can be started on it.
bool turn_is_free(const struct turn *turn);
bool turn_is_connected(const struct turn *turn);

// Whether a turn is under way; then its lane, and the batch it holds.
bool turn_is_running(const struct turn *turn);
struct lane *turn_lane(const struct turn *turn);
struct batch *turn_batch(const struct turn *turn);

// Takes postings from the lane, of which there is at least one, and begins.
void turn_start(struct turn *turn, struct lane *lane);

// Of the last turn that did not end well: SQLSTATE (or ""), message, and the ordinal the server
// named (0: none).
const char *turn_sqlstate(const struct turn *turn);
const char *turn_error(const struct turn *turn);
uint32_t turn_error_ordinal(const struct turn *turn);

// When it was started, on the loop's clock.
int64_t turn_started_us(const struct turn *turn);

// Whether COMMIT was sent: what is lost from then on is in doubt.
bool turn_is_committing(const struct turn *turn);

#endif
