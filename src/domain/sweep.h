// SPDX-License-Identifier: Apache-2.0
// What time alone does to an account, written into the books. Nobody waits for it: what has expired
// cannot be spent and a hold whose time is over holds nothing, whether a row says so or not.
#ifndef DOMAIN_SWEEP_H
#define DOMAIN_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/lot_moves.h"

enum sweep_finding {
    SWEEP_NOTHING,
    SWEEP_HOLD_TIMED_OUT,
    SWEEP_EXPIRED,
};

struct sweep_effect {
    enum sweep_finding finding;
    struct points points; // that came free, or that expired
    int64_t hold;         // that timed out: the first of them, if there were several
    int64_t until_us;     // when
    bool is_more;         // the account is to be swept once more
};

// The day, since 1970-01-01, at UTC-12: as long as a point could be spent anywhere it stays.
int32_t sweep_day(int64_t now_us);

// Does the first thing that is due: gives back what holds reserved whose time is over, or else
// writes expired lots off, and what came back expired is `more`. SWEEP_NOTHING, also where there is
// no room for what comes back: account and moves then mean nothing. `*moves` is written whole.
BASE_MUST_USE struct sweep_effect sweep_account(struct account *account, int64_t now_us,
                                                struct lot_moves *moves);

#endif
