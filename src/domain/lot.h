// SPDX-License-Identifier: Apache-2.0
// Lots: the points of one account, divided by when they expire, when they become active, who issued
// them and what they may buy. Points with the same four stand in one lot. The order is always that
// of burning: earliest expiry first, then earliest activation, then partner, then restriction.
//
// On a day, a lot is expired (expires_on has come), otherwise pending (active_from is still to
// come), otherwise spendable. Nothing here looks at a clock: the day is handed in. Every function
// that changes lots notes in `moves` what it did.
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

struct lot_moves;

// Less than 0: `a` burns before `b`; 0: their points stand in one lot.
int lot_compare(const struct lot *a, const struct lot *b);

// The day on which points expire that are good up to the end of the month of `day`: the first day
// of the month after.
int32_t lot_month_end(int32_t day);

// The same for points that are good for so many months from `day`, rounded up to the end of the
// month. LOT_NEVER for 0 months, and beyond 1000 years.
int32_t lot_expiry_day(int32_t day, uint32_t months);

// Adds points: to the lot with the same expiry, activation, partner and restriction, or as a new
// one in its place. `lots` has room for LOTS_MAX. No points, no change. BASE_FULL or
// BASE_OUT_OF_RANGE change nothing.
BASE_MUST_USE enum base_result lot_add(struct lot *lots, uint16_t *count, struct lot added);

// Adds points as lot_add() does, and finds room for them where it would be BASE_FULL: of all lots
// and the new one, the two that are closest in days are joined and take the later expiry and the
// earlier activation of both, so that nothing is lost and the holder gains the few days between.
// Joined are only lots of the same partner and restriction, and expired ones only with each other.
// BASE_FULL: there are no such two, which takes more than LOTS_MAX partners and restrictions.
// BASE_OUT_OF_RANGE: negative, or too many. Both change nothing.
BASE_MUST_USE enum base_result lot_put(struct lot *lots, uint16_t *count, struct lot added,
                                       int32_t today, struct lot_moves *moves);

// All points, active or not.
BASE_MUST_USE enum base_result lots_sum(const struct lot *lots, uint16_t count, struct points *sum);

// What the lots are on a day. The three make lots_sum(), which must fit.
struct lots_parts {
    struct points spendable;
    struct points pending;
    struct points expired;
};

struct lots_parts lots_divide(const struct lot *lots, uint16_t count, int32_t today);

// Gives every lot whose activation has come active_from 0, so that it stands in one lot with the
// others of its expiry.
void lots_activate(struct lot *lots, uint16_t *count, int32_t today, struct lot_moves *moves);

// Takes up to `wanted` from what is spendable, in the order of burning, and returns what it took.
struct points lots_burn(struct lot *lots, uint16_t *count, struct points wanted, int32_t today,
                        struct lot_moves *moves);

// Takes up to `wanted` from pending lots and then from spendable ones, each time from the newest:
// the latest expiry, then the latest activation. Returns what it took. Expired points are as good
// as gone, swept or not, and pay for nothing.
struct points lots_claw_back(struct lot *lots, uint16_t *count, struct points wanted, int32_t today,
                             struct lot_moves *moves);

// Removes the expired lots and returns the points that stood in them.
struct points lots_expire(struct lot *lots, uint16_t *count, int32_t today,
                          struct lot_moves *moves);

// The flat form, one bigint[] in the database: for each lot, in order, the LOT_STRIDE numbers
// expires_on, active_from, partner, restriction, points. Returns how many numbers were written.
size_t lots_flatten(const struct lot *lots, uint16_t count, int64_t *numbers);

// Reads one lot, with any points. BASE_OUT_OF_RANGE: one of the other four is no day or number.
BASE_MUST_USE enum base_result lot_read(const int64_t *numbers, struct lot *lot);

// Reads the flat form back. BASE_FULL: more than LOTS_MAX lots; BASE_OUT_OF_RANGE: not a whole
// number of lots, a value no lot can have, or not in strictly rising order. `*count` is then 0.
BASE_MUST_USE enum base_result lots_unflatten(const int64_t *numbers, size_t number_count,
                                              struct lot *lots, uint16_t *count);

#endif
