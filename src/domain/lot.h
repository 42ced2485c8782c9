// SPDX-License-Identifier: Apache-2.0
// Lots: the points of one account, divided by when they expire, when they become active, who issued
// them and what they may buy. Points with the same four stand in one lot. The order is always that
// of burning: earliest expiry first, then earliest activation, then partner, then restriction.
#ifndef DOMAIN_LOT_H
#define DOMAIN_LOT_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/result.h"
#include "domain/amount.h"

enum {
    LOTS_MAX = LIMIT_ACCOUNT_LOTS_MAX,
    LOT_STRIDE = 5, // numbers of one lot in the flat form
};

#define LOT_NEVER INT32_MAX

// Days are counted from 1970-01-01.
struct lot {
    int32_t expires_on;   // the first day these points are gone; LOT_NEVER
    int32_t active_from;  // the first day they can be spent; 0: at once
    int32_t partner;      // who issued them; 0: the chain itself
    int32_t restriction;  // what they may buy; 0: everything
    struct points points; // more than 0
};

// Adds points: to the lot with the same expiry, activation, partner and restriction, or as a new
// one in its place. `lots` has room for LOTS_MAX. No points, no change. BASE_FULL or
// BASE_OUT_OF_RANGE change nothing.
BASE_MUST_USE enum base_result lot_add(struct lot *lots, uint16_t *count, struct lot added);

// All points, active or not.
BASE_MUST_USE enum base_result lots_sum(const struct lot *lots, uint16_t count, struct points *sum);

// The flat form, one bigint[] in the database: for each lot, in order, the LOT_STRIDE numbers
// expires_on, active_from, partner, restriction, points. Returns how many numbers were written.
size_t lots_flatten(const struct lot *lots, uint16_t count, int64_t *numbers);

// Reads the flat form back. BASE_FULL: more than LOTS_MAX lots; BASE_OUT_OF_RANGE: not a whole
// number of lots, a value no lot can have, or not in strictly rising order. `*count` is then 0.
BASE_MUST_USE enum base_result lots_unflatten(const int64_t *numbers, size_t number_count,
                                              struct lot *lots, uint16_t *count);

#endif
