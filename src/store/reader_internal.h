// SPDX-License-Identifier: Apache-2.0
// Everything that is read without a turn, on a connection of its own: asks, the registry, and the
// housekeeping that keeps partitions ahead of the journal. Statements are pipelined, each with a
// sync of its own, so that one that fails fails alone.
#ifndef STORE_READER_INTERNAL_H
#define STORE_READER_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/connection_internal.h"
#include "store/store.h"

struct reader;

struct reader_owner {
    // The registry was read; it is handed over. NULL: it is not one that this daemon knows. Whether
    // it was accepted; one that was not is read again at each poll.
    bool (*registry_read)(void *context, struct registry *registry);
    void *context;
};

struct reader *reader_create(struct loop *loop, struct log *log,
                             const struct connection_options *connection, uint32_t poll_ms,
                             const struct reader_owner *owner);

// Asks still open are answered UNAVAILABLE. NULL is fine.
void reader_destroy(struct reader *reader);

bool reader_is_ready(const struct reader *reader);

BASE_MUST_USE enum store_result reader_ask(struct reader *reader, struct ask *ask);

// Reads the registry as soon as possible; once, however often it is said.
void reader_want_registry(struct reader *reader);

#endif
