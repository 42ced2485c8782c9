// SPDX-License-Identifier: Apache-2.0
// The rules of a Refund, in the order they are asked: taking_back_check looks at the message alone,
// taking_back_refuse at the message and the facts loaded for it. What a refund takes and gives is
// the matter of reckon.h and refund.h.
#ifndef DOMAIN_TAKING_BACK_H
#define DOMAIN_TAKING_BACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/amount.h"
#include "domain/card.h"
#include "domain/purchase.h"
#include "domain/verdict.h"

// What the till says. The texts belong to the request and live as long as it does.
struct taking_back {
    const char *card; // digits; empty: none was shown
    struct receipt_identity receipt;
    int64_t receipt_at_us; // since 1970-01-01 UTC
    int32_t utc_offset_min;
    uint32_t currency; // ISO 4217 numeric code
    struct money total;
    bool is_blind;                                   // names no original
    const struct receipt_identity *original_receipt; // NULL: not named by it
    struct money_sum lines;                          // add every line
    struct money_sum tenders;                        // and every tender
    bool has_lines;
    bool has_odd_line;   // one without a number, or whose quantity and amount differ in sign
    bool has_odd_tender; // one of less than 0
};

bool taking_back_has_card(const struct taking_back *refund);

// The value rules. APPROVED, or INVALID with a static sentence in `*detail` that tells what would
// be right.
BASE_MUST_USE enum verdict taking_back_check(const struct taking_back *refund, const char **detail);

// The posting that the refund names.
struct taking_back_original {
    bool is_known;
    bool is_kept; // false: it was posted, but its row is not at hand any more
    bool is_sale;
    bool is_reversed;
    bool is_claimed; // its points are those of another row
    int64_t member;  // 0: none
    uint32_t currency;
};

// What the server knows when it decides.
struct taking_back_facts {
    uint32_t terminal_store;
    uint32_t terminal_currency;
    bool has_rate;           // the programme has one for the currency
    bool may_refund_blind;   // the terminal's right
    bool has_supervisor;     // the code is one of the store's supervisors
    bool receipt_posted;     // the refund's own, under another key
    enum card_state card;    // not looked at without a card
    int64_t member;          // of the card
    bool original_elsewhere; // it lies in another lane than that of the card: it is another card's
    struct taking_back_original original; // not looked at if the refund is blind
};

// The refusals in the protocol's order of precedence, but for those that need the lines of the
// original. A card need only be that of the original: a block keeps nobody from bringing goods
// back. APPROVED if none applies. The refund has passed taking_back_check.
BASE_MUST_USE enum verdict taking_back_refuse(const struct taking_back *refund,
                                              const struct taking_back_facts *facts);

#endif
