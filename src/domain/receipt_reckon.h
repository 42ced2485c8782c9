// SPDX-License-Identifier: Apache-2.0
// The reckoning of one receipt, line by line: what points may pay, which part of each line they
// pay, which part earns, and what it earns. The same lines under the same rules give the same
// figures at any time, so that a refund reckons its original again, and a late claim what was sold
// without a card.
#ifndef DOMAIN_RECEIPT_RECKON_H
#define DOMAIN_RECEIPT_RECKON_H

#include <stdint.h>

#include "base/check.h"
#include "base/result.h"
#include "domain/amount.h"
#include "domain/award.h"
#include "domain/programme.h"
#include "domain/promotion.h"
#include "domain/reckon.h"
#include "domain/redemption.h"
#include "domain/verdict.h"

// Working memory, too large for the stack: the caller keeps one and uses it for one receipt after
// another. Begin, add every line in order, pay; then what it earns can be asked.
struct receipt_reckon {
    uint32_t count;
    struct reckon_line lines[RECKON_LINES_MAX];
    char categories[RECKON_LINES_MAX][PROGRAMME_CATEGORY_BYTES_MAX];
    struct redemption_line payable[RECKON_LINES_MAX]; // internal
    struct reckon_part parts[RECKON_LINES_MAX];       // internal, or the caller's between two calls
};

void receipt_reckon_begin(struct receipt_reckon *reckon);

// BASE_FULL: a receipt has at most RECKON_LINES_MAX lines. A longer category is cut.
BASE_MUST_USE enum base_result receipt_reckon_add(struct receipt_reckon *reckon,
                                                  struct money amount, const char *category);

// The most that points may pay, whoever pays.
struct points receipt_reckon_payable(struct receipt_reckon *reckon,
                                     const struct programme_settings *settings);

// How the receipt was paid.
struct receipt_payment {
    struct points redeemed; // at most what is payable
    struct money earning;   // paid by tenders that earn: 0 to what points do not pay
};

// Divides each line into what points pay, what earns and what does not. BASE_OUT_OF_RANGE: the
// payment is not one of this receipt, or its sums do not fit.
BASE_MUST_USE enum base_result receipt_reckon_pay(struct receipt_reckon *reckon,
                                                  const struct programme_settings *settings,
                                                  const struct receipt_payment *payment);

// The receipt as reckon.h sees it. It borrows.
struct reckon_receipt receipt_reckon_lines(const struct receipt_reckon *reckon);

// By what it earns: the base rate, and the promotions that are offered to it or, when it is
// reckoned again, those that were applied.
struct receipt_terms {
    uint32_t rate_bp;
    const struct promotion_offers *offers;
};

struct receipt_award {
    struct award_outcome outcome;
    uint32_t rate_bp; // of every line that earned, or the base rate where they differ
};

// What the receipt earns, or what is left of it; `left` NULL: all is. OUT_OF_RANGE: the points do
// not fit.
BASE_MUST_USE enum verdict receipt_reckon_award(const struct receipt_reckon *reckon,
                                                const struct reckon_left *left,
                                                const struct receipt_terms *terms,
                                                struct receipt_award *award);

#endif
