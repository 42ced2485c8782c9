// SPDX-License-Identifier: Apache-2.0
// What a refund does to an account, once reckon.h and award.h have told its figures. The rules:
//
// Given back. Points that paid for the goods return to the lots they were burned from, the last
// burned first; so slices return what one refund of the same would, and the longest-lived points
// come back first. Which lots those were stands in the moves of the row that spent them. A lot that
// has expired meanwhile comes back with a grace: so many days from today, and to the end of that
// month. Like all points that come free they repay debt first.
//
// Taken back. Points that the goods earned are taken from pending lots, then from the newest. For
// what was spent meanwhile the policy decides: it becomes debt, up to a limit, beyond which the
// chain bears it (debt); the chain bears it (cap); or it is kept back from the money that is paid
// out, as far as that goes, and the chain bears the rest (cash).
//
// Lapsed. Points whose expiry has come are not taken back: unless they were spent in time, the
// holder has lost them already and would pay for them twice.
//
// Made good. What this receipt could not pay at an earlier slice is paid, before anything else,
// from what a later slice gives back. So slices in any order, with nothing else in between, end at
// the same balance under every policy.
#ifndef DOMAIN_REFUND_H
#define DOMAIN_REFUND_H

#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/lot.h"
#include "domain/lot_moves.h"
#include "domain/programme.h"
#include "domain/reckon.h"
#include "domain/verdict.h"

struct refund_rules {
    enum programme_refund_policy policy;
    struct points debt_max; // INT64_MAX: no limit
    int32_t grace_days;
};

// What refunds of one receipt took back in name only so far: kept in the database.
struct refund_unpaid {
    struct points written_off;
    struct points cash_deducted;
};

struct refund {
    struct reckon_figures slice;
    struct lot earned;             // the lot of the points the receipt earned; points not looked at
    const struct lot_moves *spent; // of the row that redeemed; NULL: nothing was redeemed
    struct points redeemed;        // by the whole receipt
    struct points given_back;      // of them, by earlier slices
    struct refund_unpaid unpaid;   // by earlier slices
    struct refund_rules rules;
};

// Of the points that the goods earned,
// slice.earned = taken + lapsed + unpaid.written_off + unpaid.cash_deducted,
// and the balance is less by taken - given. `unpaid` is less than 0 where it was made good.
struct refund_effect {
    struct points taken; // with what became debt; less than 0 where less left earns more
    struct points given;
    struct points lapsed;
    struct refund_unpaid unpaid; // by this slice: add it to the receipt's
    struct money pay_out;        // slice.total - given - unpaid.cash_deducted; 0 or more
};

// APPROVED, or OUT_OF_RANGE if the account would leave the range of its numbers; then account,
// effect and moves are as they were. The lifetime is less by slice.total.
BASE_MUST_USE enum verdict refund_apply(struct account *account, const struct refund *refund,
                                        struct account_moment at, struct refund_effect *effect,
                                        struct lot_moves *moves);

#endif
