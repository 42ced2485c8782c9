// SPDX-License-Identifier: Apache-2.0
// Holds: points reserved for a sale that is not finished yet, in two steps like the two-phase
// transfers of TigerBeetle. A hold takes pieces of particular lots, earliest expiry first; its
// commit spends some or all of them in the same order and gives the rest back; a void, or the end
// of its time, gives all back to the same lots. None but a commit changes the balance.
//
// A hold ends once. After that, and from the first microsecond at which its time is over, commit
// and void are refused with HOLD_ENDED; account_advance() gives back what timed out.
//
// A refusal leaves the account and its moves as they were.
#ifndef DOMAIN_HOLD_H
#define DOMAIN_HOLD_H

#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/lot_moves.h"
#include "domain/verdict.h"

struct hold {
    int64_t position;     // journal position of the row that makes it; more than 0
    int64_t until_us;     // since 1970-01-01 UTC: the first microsecond at which it is over
    struct points points; // more than 0
};

// Reserves points. DEBT_BLOCKS_SPENDING, INSUFFICIENT_POINTS, or TOO_MANY_HOLDS if no piece is
// free. Points from more lots than there are free pieces have the last of them in one piece with
// the latest expiry of them, in the holder's favour. OUT_OF_RANGE: see lot_put(). In the moves,
// every piece has left its lot.
BASE_MUST_USE enum verdict hold_reserve(struct account *account, const struct hold *hold,
                                        struct account_moment at, struct lot_moves *moves);

// The points a hold still reserves; 0 once it has ended.
struct points hold_points(const struct account *account, int64_t position, int64_t now_us);

// Spends points of a hold, 0 or more, and ends it. HOLD_ENDED, or HOLD_EXCEEDED if they are more
// than it reserves. OUT_OF_RANGE: see lot_put(). Debt blocks no commit: the points were promised.
// In the moves, what is spent comes to its lot and leaves it again, before the rest comes back.
BASE_MUST_USE enum verdict hold_commit(struct account *account, int64_t position,
                                       struct points spent, struct account_moment at,
                                       struct lot_moves *moves);

// Gives all points of a hold back and ends it. HOLD_ENDED; OUT_OF_RANGE: see lot_put().
BASE_MUST_USE enum verdict hold_void(struct account *account, int64_t position,
                                     struct account_moment at, struct lot_moves *moves);

#endif
