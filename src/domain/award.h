// SPDX-License-Identifier: Apache-2.0
// The points a receipt earns: floor(sum of line x rate / 10000), rounded down once for the receipt
// and never for a line, so that how a receipt is cut into lines changes nothing. In minor units.
//
// Promotions change the rate of lines or give points beside it. On each line the `replace`
// promotion with the highest number stands alone, if there is one; otherwise the line has the rate
// of the receipt's best plus those of all `add`. The receipt's best is the base rate, or the `best`
// promotion that gives the receipt strictly more, the lowest number if several do. A multiplier is
// a rate: the base rate times its value, rounded down to a basis point; added, it is that much
// without the once that is there already. Points of a promotion are given once, if the lines it has
// a part in come to more than 0; its lines keep the base rate, or have none under `replace`.
//
// The same function of what is left of a receipt, with the promotions that were applied to the
// whole, tells what its refunds take back. Unless lines take back, less is never worth more, if no
// `replace` promotion has a minimum, which the database sees to.
#ifndef DOMAIN_AWARD_H
#define DOMAIN_AWARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/amount.h"
#include "domain/promotion.h"
#include "domain/verdict.h"

// A promotion while lines are added. Internal to award.c.
struct award_offer {
    const struct promotion *promotion;
    int64_t rate_bp;   // that its lines have (best, replace) or have more (add)
    __int128 minor_bp; // best: of the receipt, if it is the one that is taken
    __int128 minor;    // of its lines
    bool has_lines;
};

struct award {
    int64_t rate_bp;
    __int128 minor_bp;       // sum of line x rate; 2^32 lines cannot overflow it
    __int128 offer_minor_bp; // of `replace` and `add`, which are settled line by line
    uint32_t offer_count;
    struct award_offer offers[PROMOTION_OFFERS_MAX]; // the first offer_count
};

// The base rate alone.
void award_begin(struct award *award, uint32_t rate_bp);

// With promotions. `total` is that of the receipt, or what is left of it: promotions with a higher
// minimum drop out. Offers are borrowed until the award is decided and its lines are explained.
void award_begin_offers(struct award *award, uint32_t rate_bp,
                        const struct promotion_offers *offers, struct money total);

// Adds the money of a line that earns; 0 or negative on lines that take back. Without promotions
// the whole receipt may be added as one line.
void award_add_line(struct award *award, struct money amount);
void award_add_article(struct award *award, struct money amount, const char *category);

// APPROVED, or OUT_OF_RANGE if the points do not fit. A receipt that is negative in all earns 0.
BASE_MUST_USE enum verdict award_finish(const struct award *award, struct points *earned);

// A promotion that had a part in the award.
struct award_rule {
    const struct promotion *promotion;
    int64_t rate_bp;      // that it set or added; 0: it gave points
    struct points points; // that it gave beside any rate
};

// A promotion where it is applied, beside this base rate.
struct award_rule award_rule_of(const struct promotion *promotion, int64_t base_bp);

struct award_outcome {
    struct points earned;                          // all
    struct points extra;                           // of them, given beside any rate
    uint32_t rule_count;                           // 0: the base rate alone
    struct award_rule rules[PROMOTION_OFFERS_MAX]; // in order of their numbers
};

// As award_finish(), and says how. The outcome is written whole if the verdict is APPROVED.
BASE_MUST_USE enum verdict award_decide(const struct award *award, struct award_outcome *outcome);

// The rate of a line of this category under an outcome, for those who explain it: the lines' sums
// at their rates, rounded down once, and the extra points are what was earned.
int64_t award_line_rate(const struct award *award, const struct award_outcome *outcome,
                        const char *category);

#endif
