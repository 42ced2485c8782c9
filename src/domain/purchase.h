// SPDX-License-Identifier: Apache-2.0
// The rules of one receipt, in the order they are asked: purchase_check looks at the message alone,
// purchase_decide at the message and the facts loaded for it. Quote and training are decided by the
// same function; whether anything is posted is the caller's matter. Late claims are the matter of
// claim.h.
#ifndef DOMAIN_PURCHASE_H
#define DOMAIN_PURCHASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/account.h"
#include "domain/account_view.h"
#include "domain/amount.h"
#include "domain/award.h"
#include "domain/card.h"
#include "domain/promotion.h"
#include "domain/receipt_reckon.h"
#include "domain/velocity.h"
#include "domain/verdict.h"
#include "domain/zone.h"

enum { PURCHASE_TENDER_KINDS = 6 }; // TenderKind of proto/bonus/v1/purchase.proto

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
    struct money_sum tenders; // and every tender with purchase_add_tender()
    struct money tenders_of_kind[PURCHASE_TENDER_KINDS];
    bool training;
    bool late_claim;
    // Adds the lines to a reckoning. Called where more than their sum is needed; `sent` is the
    // reader's own.
    const void *sent;
    void (*read_lines)(const struct purchase *purchase, struct receipt_reckon *reckon);
};

bool purchase_has_card(const struct purchase *purchase);

// A kind that is not known counts as none that was said: it earns nothing.
void purchase_add_tender(struct purchase *purchase, uint32_t kind, struct money amount);

// What of the money was paid by tenders that earn, if points pay so much of the total.
struct money purchase_earning(const struct purchase *purchase,
                              const struct programme_settings *settings, struct points redeemed);

// What the server knows when it decides.
struct purchase_facts {
    uint32_t terminal_store;
    uint32_t terminal_currency;
    const struct programme_terms *terms; // of that store; NULL: none
    const struct zone *zone;             // of that store
    uint32_t brand;                      // of that store; 0: none
    int64_t sent_at_us;                  // the till's clock; 0: not said
    int64_t arrived_at_us;
    int64_t turn_at_us;
    enum card_state card;          // not looked at for a receipt without a card
    const struct account *account; // in the receipt's currency; NULL or position 0: not there yet
    bool receipt_posted;           // under another key
    // What passed before; NULL: nothing is limited. Not looked at for a receipt without a card.
    const struct velocity_used *velocity;
    struct receipt_reckon *reckon; // working memory
};

// What an approved receipt does.
struct purchase_effect {
    // Where account and moves are written, the caller's. Both mean nothing after a refusal.
    struct account *account; // after the receipt, its position still the old one
    struct lot_moves *moves;

    struct money base; // money the points are reckoned on; 0 without a card
    uint32_t rate_bp;  // of all lines, or the programme's where they differ; 0 without a card
    struct points earned;
    struct points redeemed;
    uint32_t flags; // enum posting_flag
    uint32_t rule_count;
    struct award_rule rules[PROMOTION_OFFERS_MAX];
    struct account_view after; // all 0 without a card
};

// The value rules. APPROVED, or INVALID with a static sentence in `*detail` that tells what would
// be right.
BASE_MUST_USE enum verdict purchase_check(const struct purchase *purchase, const char **detail);

// The refusals in the protocol's order of precedence, then the effect. The purchase has passed
// purchase_check and is no late claim.
BASE_MUST_USE enum verdict purchase_decide(const struct purchase *purchase,
                                           const struct purchase_facts *facts,
                                           struct purchase_effect *effect);

// The most points that a purchase with these lines may be paid with by this account; 0 without a
// card. For one that purchase_decide() approves.
struct points purchase_redeemable_max(const struct purchase *purchase,
                                      const struct purchase_facts *facts);

#endif
