// SPDX-License-Identifier: Apache-2.0
// The sweep: rows for what time alone did to accounts, holds that timed out and lots that expired.
// It books what is so already; nobody waits for it. Every daemon sweeps, in the background: what it
// finds it posts like a till, into the queues of the lanes, a few at a time, and inside the turn
// the rule decides whether there is still something to book. So several daemons write each row
// once.
//
// Holds are found by their index, each second. Expired lots are found by a walk over all accounts
// in small steps, once a day at UTC-12 and once after the start.
#ifndef SERVICE_SWEEP_H
#define SERVICE_SWEEP_H

#include <stdint.h>

struct log;
struct loop;
struct metrics;
struct store;
struct sweep;

// Keeps everything it is given. The seed is random: daemons that start together begin elsewhere.
struct sweep *sweep_create(struct loop *loop, struct store *store, struct log *log,
                           struct metrics *metrics, uint64_t random_seed);

// The store is destroyed before. NULL is fine.
void sweep_destroy(struct sweep *sweep);

#endif
