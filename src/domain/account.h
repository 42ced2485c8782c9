// SPDX-License-Identifier: Apache-2.0
// A member's account in one currency: what a posting finds, and what it leaves behind.
// Always: balance = sum of the lots + sum of what is held - debt. It may be less than 0.
//
// Debt is what a refund took back and the account no longer had. Points that come free, whether
// earned, given back by a refund or by a hold, repay debt before they become a lot, so that nothing
// is owed beside points that could pay for it; as long as something is owed, nothing can be spent.
//
// A hold whose time is over counts as given back from that moment on: every figure here sees it so,
// and account_advance(), with which every operation begins, makes it so.
//
// Functions that change an account note in `moves` what happened to its lots. A result other than
// BASE_OK leaves the account half changed: decide on a copy, and keep it only if all went well.
#ifndef DOMAIN_ACCOUNT_H
#define DOMAIN_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/result.h"
#include "domain/amount.h"
#include "domain/lot.h"
#include "domain/lot_moves.h"

enum {
    HOLDS_MAX = LIMIT_ACCOUNT_HOLDS_MAX,
    HOLD_STRIDE = 2 + LOT_STRIDE, // numbers of one piece in the flat form
};

// A piece of a lot that a hold reserves. It does not expire while its hold lasts.
struct held {
    int64_t hold;     // journal position of the hold's row
    int64_t until_us; // since 1970-01-01 UTC: the first microsecond at which the hold is over
    struct lot lot;   // the lot it came from and goes back to, with the points that are held
};

struct account {
    int64_t position;      // journal position of its last row; 0: the account is not there yet
    struct points balance; // all points
    struct money lifetime; // money of all purchases so far
    struct points debt;    // 0 or more
    uint16_t held_count;
    uint16_t lot_count;
    struct held held[HOLDS_MAX]; // by until_us, then hold, then order of burning
    struct lot lots[LOTS_MAX];
};

// When something happens to an account. The day is the one of the store's zone, or for sweeps the
// one at UTC-12, the last place on Earth where a point could still be spent.
struct account_moment {
    int64_t now_us; // since 1970-01-01 UTC
    int32_t today;  // since 1970-01-01
};

// Whether the account is what the head of this file says and its lots and pieces stand in order.
// An account from outside is asked this once; everything below relies on it.
bool account_is_sound(const struct account *account);

// What the points of an account are at a moment. While debt is 0,
// spendable + pending + held + expired = balance.
struct account_parts {
    struct points spendable; // 0 while anything is owed
    struct points pending;   // not active yet
    struct points held;      // by holds whose time is not over
    struct points expired;   // still in the balance until a sweep writes them off
    struct points debt;
};

struct account_parts account_divide(const struct account *account, struct account_moment at);
struct points account_spendable(const struct account *account, struct account_moment at);

// Brings an account to a moment: lots whose day has come are active, and holds whose time is over
// give back their points. Changes no balance. BASE_FULL: see lot_put().
BASE_MUST_USE enum base_result account_advance(struct account *account, struct account_moment at,
                                               struct lot_moves *moves);

// Points of the account that come free: they repay debt, the rest stands in its lot. Changes no
// balance. BASE_FULL: see lot_put().
BASE_MUST_USE enum base_result account_free(struct account *account, struct lot freed,
                                            int32_t today, struct lot_moves *moves);

// New points, awarded or given back: they add to the balance and come free. BASE_OUT_OF_RANGE if
// they are negative or too many.
BASE_MUST_USE enum base_result account_credit(struct account *account, struct lot added,
                                              int32_t today, struct lot_moves *moves);

// Spends points, earliest expiry first. The account has been advanced to this day, and they are at
// most what is spendable.
void account_debit(struct account *account, struct points spent, int32_t today,
                   struct lot_moves *moves);

// Takes points back: pending lots first, then the newest. What the lots do not have becomes debt,
// as far as `debt_max` allows. Returns what was taken, debt included; the balance is less by that.
struct points account_claw_back(struct account *account, struct points wanted,
                                struct points debt_max, int32_t today, struct lot_moves *moves);

// Writes the expired lots off and returns the points that stood in them.
struct points account_expire(struct account *account, int32_t today, struct lot_moves *moves);

// The flat form of what is held, one bigint[] in the database: for each piece, in order, hold,
// until_us and the numbers of its lot. Returns how many numbers were written.
size_t holds_flatten(const struct held *held, uint16_t count, int64_t *numbers);

// Reads the flat form back. BASE_FULL: more than HOLDS_MAX pieces; BASE_OUT_OF_RANGE: not a whole
// number of pieces, a value no piece can have, or not in strictly rising order. `*count` is then 0.
BASE_MUST_USE enum base_result holds_unflatten(const int64_t *numbers, size_t number_count,
                                               struct held *held, uint16_t *count);

// Less than 0: `a` is given back before `b`.
int held_compare(const struct held *a, const struct held *b);

#endif
