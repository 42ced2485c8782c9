// SPDX-License-Identifier: Apache-2.0
// The queue of one lane: postings in the order they came, waiting for the lane's next turn.
#ifndef STORE_LANE_INTERNAL_H
#define STORE_LANE_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct batch;

struct lane {
    uint16_t number;
    bool in_turn;            // one of our turns is on it
    uint32_t turn_requests;  // how many the next turn may take; halved to find a poisonous one
    uint32_t careful_turns;  // how many more turns look up every key before they write
    int64_t paused_until_ms; // after trouble
    bool is_troubled;        // its last turn failed and that was logged
    struct posting *first;
    struct posting *last;
    uint32_t count;
};

void lane_init(struct lane *lane, uint16_t number, uint32_t turn_requests);

void lane_append(struct lane *lane, struct posting *posting);

// Puts the batch's postings back in front, in their order.
void lane_give_back(struct lane *lane, const struct batch *batch);

// Those of a turn that ended well which have to wait for the next one, likewise.
void lane_give_back_deferred(struct lane *lane, const struct batch *batch);

// Moves postings into the empty batch, as many as one turn may hold.
void lane_fill(struct lane *lane, struct batch *batch);

// Takes out those whose deadline has passed; NULL when there are none. Linked by next.
struct posting *lane_take_late(struct lane *lane, int64_t now_ms);

// Takes out all.
struct posting *lane_take_all(struct lane *lane);

#endif
