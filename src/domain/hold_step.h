// SPDX-License-Identifier: Apache-2.0
// The rules of Hold, Commit and Void as tills ask for them, in the order they are asked:
// hold_step_check looks at the message alone, hold_step_decide at the message and the facts loaded
// for it. What a hold does to an account is hold.h's matter.
#ifndef DOMAIN_HOLD_STEP_H
#define DOMAIN_HOLD_STEP_H

#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/card.h"
#include "domain/lot_moves.h"
#include "domain/programme.h"
#include "domain/verdict.h"

enum { HOLD_TIMEOUT_S_MAX = 7 * 24 * 3600 }; // what a message may say; the programme says less

enum hold_step_kind {
    HOLD_STEP_HOLD,
    HOLD_STEP_COMMIT,
    HOLD_STEP_VOID,
};

// What the till says. The card belongs to the request and lives as long as it does.
struct hold_step {
    enum hold_step_kind kind;
    const char *card;     // digits
    uint64_t hold;        // Commit and Void: the hold's RRN, as it was sent
    uint32_t store;       // Hold
    uint32_t currency;    // Hold: ISO 4217 numeric code
    uint32_t timeout_s;   // Hold: 0: as long as the programme says
    struct points points; // Hold and Commit
    int64_t at_us;        // since 1970-01-01 UTC
    int32_t utc_offset_min;
};

// The row that made the hold which Commit and Void name.
struct hold_row {
    int64_t position;  // 0: no hold has this RRN
    bool is_elsewhere; // in another lane than the card's, where nobody looked
    int64_t member;
    uint32_t currency;
};

// What the server knows when it decides.
struct hold_facts {
    uint32_t terminal_store;
    uint32_t terminal_currency;
    const struct programme_settings
        *settings; // of the currency in that store; NULL: it has no rate
    enum card_state card;
    int64_t member;                // the card's, 0: none
    const struct account *account; // in the hold's currency; position 0: not there
    struct hold_row hold;
    int64_t next_position; // what a new hold is named by
    struct account_moment at;
};

// What an approved step does, beside what happens to the account.
struct hold_effect {
    uint32_t currency;
    int64_t hold; // position of the row that made it
    int64_t until_us;
    struct points held;     // by the hold: until now, or from now on
    struct points redeemed; // Commit: of them; what is left of Commit and Void went back
};

// The value rules. APPROVED, or INVALID with a static sentence in `*detail` that tells what would
// be right.
BASE_MUST_USE enum verdict hold_step_check(const struct hold_step *step, const char **detail);

// The refusals in the protocol's order of precedence, then the effect. The step has passed
// hold_step_check. INVALID: longer than the programme lets a hold last. `*account` and `*moves` are
// written whole, `*effect` too, if the verdict is APPROVED, and mean nothing otherwise.
BASE_MUST_USE enum verdict hold_step_decide(const struct hold_step *step,
                                            const struct hold_facts *facts, struct account *account,
                                            struct lot_moves *moves, struct hold_effect *effect);

#endif
