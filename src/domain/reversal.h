// SPDX-License-Identifier: Apache-2.0
// Undoing a posting whose answer was lost: what it gave is taken back and what it took is given
// back, by the rules of refund.h. Nothing rests on it, so that its own figures are those to undo.
#ifndef DOMAIN_REVERSAL_H
#define DOMAIN_REVERSAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/lot.h"
#include "domain/lot_moves.h"
#include "domain/refund.h"
#include "domain/verdict.h"

// What the till says. The texts belong to the request and live as long as it does.
struct reversal {
    uint64_t epoch; // of the original
    uint64_t stan;
    bool is_itself;            // the original's key is that of the reversal
    const char *card;          // digits; NULL: the place is not a card
    uint32_t device_store;     // the place is a fiscal device
    const char *fiscal_device; // NULL: it is not
    bool has_rrn;
    int64_t at_us; // since 1970-01-01 UTC
    int32_t utc_offset_min;
};

// The value rules. APPROVED, or INVALID with a static sentence in `*detail` that tells what would
// be right.
BASE_MUST_USE enum verdict reversal_check(const struct reversal *reversal, const char **detail);

// The posting to undo, in the figures of its row.
struct reversal_original {
    struct money money;
    struct money base;
    struct points earned;
    struct points redeemed;
    const struct lot_moves *moves;
    struct lot lot; // of what it earned; points not looked at
};

// The change of the balance is earned - redeemed.
struct reversal_effect {
    struct points earned;
    struct points redeemed;
    struct points written_off; // what could not be taken back and may not be owed
};

// Undoes a posting that earned or spent: a purchase, a claim, a commit. No money is paid out here,
// so that the policy `cash` leaves a debt like `debt`. APPROVED, or OUT_OF_RANGE if the account
// would leave the range of its numbers; then account, effect and moves are as they were.
BASE_MUST_USE enum verdict
reversal_undo_sale(struct account *account, const struct reversal_original *original,
                   const struct refund_rules *rules, struct account_moment at,
                   struct reversal_effect *effect, struct lot_moves *moves);

// Undoes a refund: what it took returns to the lots it was taken from, and what it gave is taken
// back like points of a purchase.
BASE_MUST_USE enum verdict
reversal_undo_refund(struct account *account, const struct reversal_original *original,
                     const struct refund_rules *rules, struct account_moment at,
                     struct reversal_effect *effect, struct lot_moves *moves);

#endif
