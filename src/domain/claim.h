// SPDX-License-Identifier: Apache-2.0
// Late claims: a card that is shown after the sale earns what a receipt without a card would have
// earned then: by the promotions of its time and the settings of the version it was posted under.
// Whether it may still be claimed is judged by the settings in force now. What was refunded
// meanwhile earns nothing. A receipt is claimed once.
#ifndef DOMAIN_CLAIM_H
#define DOMAIN_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/award.h"
#include "domain/card.h"
#include "domain/lot_moves.h"
#include "domain/programme.h"
#include "domain/promotion.h"
#include "domain/receipt_reckon.h"
#include "domain/verdict.h"

// The receipt as it lies in the ledger.
struct claim_original {
    bool is_known; // false: nothing of it is looked at
    bool is_sale;
    bool is_reversed;
    bool is_taken; // a card was shown for it, at once or later
    uint32_t currency;
    int32_t day; // local, since 1970-01-01
};

// What the server knows when it decides.
struct claim_facts {
    uint32_t terminal_currency;
    const struct programme_settings *settings; // of the terminal's store, in force now; NULL: none
    enum card_state card;
    struct claim_original original;
    int32_t today; // local
};

// The refusals in the protocol's order of precedence; APPROVED if none applies.
BASE_MUST_USE enum verdict claim_refuse(const struct claim_facts *facts);

// The receipt as it is reckoned again.
struct claim_receipt {
    struct receipt_reckon *reckon; // its lines were added
    const int64_t *left;           // see receipt_left.h; `left_count` 0: all of it is left
    size_t left_count;
    const struct programme_settings *settings; // of its own version
    const struct promotion_offers *offers;     // of its own time
    struct money earning;                      // paid by tenders that earn
    int32_t day;                               // local, since 1970-01-01
};

// What a claim brings to the card.
struct claim_award {
    struct money total; // of what is left of the receipt
    struct money base;
    uint32_t rate_bp;
    struct points earned;
    int32_t active_from; // days as a lot has them; 0: at once
    int32_t expires_on;
    uint32_t rule_count;
    uint32_t rules[PROMOTION_OFFERS_MAX];
};

// APPROVED, or OUT_OF_RANGE if points do not fit or what is left cannot be of this receipt.
BASE_MUST_USE enum verdict claim_reckon(const struct claim_receipt *receipt,
                                        struct claim_award *award);

// Brings it. OUT_OF_RANGE: the account is half changed and means nothing.
BASE_MUST_USE enum verdict claim_apply(struct account *account, const struct claim_award *award,
                                       struct account_moment at, struct lot_moves *moves);

#endif
