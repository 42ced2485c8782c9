// SPDX-License-Identifier: Apache-2.0
// The rules of one receipt, in the order they are asked: purchase_check looks at the message alone,
// purchase_decide at the message and the facts loaded for it. Quote and training are decided by the
// same function; whether anything is posted is the caller's matter.
#ifndef DOMAIN_PURCHASE_H
#define DOMAIN_PURCHASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/card.h"
#include "domain/programme.h"
#include "domain/verdict.h"

// What makes a paper receipt that receipt and no other.
struct receipt_identity {
    uint32_t store;
    const char *fiscal_device; // 1 to 31 bytes
    const char *number;        // 1 to 31 bytes
    uint32_t date;             // YYYYMMDD
};

// What the till says. The texts belong to the request and live as long as it does.
struct purchase {
    const char *card; // digits; empty: no card was shown
    struct receipt_identity receipt;
    int64_t receipt_at_us; // since 1970-01-01 UTC
    int32_t utc_offset_min;
    uint32_t currency; // ISO 4217 numeric code
    struct money total;
    struct points redeem;
    struct money_sum lines;   // add every line with money_sum_add()
    struct money_sum tenders; // and every tender
    bool training;
    bool late_claim;
};

bool purchase_has_card(const struct purchase *purchase);

// What the server knows when it decides.
struct purchase_facts {
    uint32_t terminal_store;
    uint32_t terminal_currency;
    const struct programme *programme;
    enum card_state card;          // not looked at for a receipt without a card
    const struct account *account; // in the receipt's currency; NULL or position 0: not there yet
    bool receipt_posted;           // under another key
};

// What an approved receipt does.
struct purchase_effect {
    struct money base; // money the points are reckoned on; 0 without a card
    uint32_t rate_bp;  // 0 without a card
    struct points earned;
    struct points redeemed;
    uint32_t programme_version;
    struct account
        account; // after the receipt, its position still the old one; zero without a card
};

// The value rules. APPROVED, or INVALID with a static sentence in `*detail` that tells what would
// be right.
BASE_MUST_USE enum verdict purchase_check(const struct purchase *purchase, const char **detail);

// The refusals in the protocol's order of precedence, then the effect. The purchase has passed
// purchase_check. `*effect` is written whole if the verdict is APPROVED and not at all otherwise.
BASE_MUST_USE enum verdict purchase_decide(const struct purchase *purchase,
                                           const struct purchase_facts *facts,
                                           struct purchase_effect *effect);

#endif
