// SPDX-License-Identifier: Apache-2.0
// Many clients of one role: connects each with its own certificate, logs it on with a new epoch,
// and then leaves it to its owner what to send. One that is turned away or lost spoils the whole
// load.
#ifndef BENCH_CROWD_H
#define BENCH_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "tools/bench/answer.h"
#include "tools/bench/bench.h"

struct crowd;
struct world;

enum {
    CROWD_CLIENTS_MAX = 20000,
    CROWD_NAME_BYTES = 24, // "operator-01234" and its end
};

// Client `index` of a role is registered as "till-00001" and has its certificate in
// FOLDER/till-00001.pem.
void crowd_name(const char *prefix, uint32_t index, char name[CROWD_NAME_BYTES]);

// Only crowd_reject() calls back before it returns.
struct crowd_callbacks {
    void (*ready)(void *context); // everybody is logged on
    void (*answered)(void *context, uint32_t client, const struct answer *answer);
    void (*failed)(void *context, enum bench_result result); // said already; comes once
};

struct crowd_options {
    struct world *world; // kept
    const char *prefix;  // kept; "till" or "operator"
    uint32_t count;      // at most CROWD_CLIENTS_MAX
    uint64_t epoch_seed;
    struct crowd_callbacks callbacks;
    void *context;
};

// Begins to connect.
struct crowd *crowd_create(const struct crowd_options *options);

// Closes all connections and waits until they are gone.
void crowd_destroy(struct crowd *crowd);

// Requests that one session may have in flight, as the server said; once everybody is ready.
uint32_t crowd_in_flight_max(const struct crowd *crowd);

// Room for a request of `size` bytes, which the next crowd_commit() sends; NULL if the connection
// is lost, which the owner is told or will be.
uint8_t *crowd_reserve(struct crowd *crowd, uint32_t client, size_t size);
void crowd_commit(struct crowd *crowd, uint32_t client, size_t size);

// Says what the server answered to `request` ("award") instead of what was wanted; calls back as
// failed.
void crowd_reject(struct crowd *crowd, uint32_t client, const char *request,
                  const struct answer *answer);

#endif
