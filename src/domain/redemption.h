// SPDX-License-Identifier: Apache-2.0
// Paying for a receipt with points: how many the programme lets it take, and which line they pay
// for. The most is told exactly, to the minor unit, so that a till that asks for no more is never
// refused for it and never left with an amount that nothing may pay: Quote shows it, and a refusal
// names it.
#ifndef DOMAIN_REDEMPTION_H
#define DOMAIN_REDEMPTION_H

#include <stdint.h>

#include "base/check.h"
#include "base/result.h"
#include "domain/account.h"
#include "domain/amount.h"
#include "domain/reckon_spread.h"
#include "domain/verdict.h"

struct redemption_line {
    struct money amount; // lines of 0 or less take no points
    int64_t share_bp;    // of it points may pay, rounded down; 0: none
};

// The most that may be paid by points, whoever pays: what the lines allow, and no more than leaves
// `money_least` of the total to pay in money. A total below that takes no points.
struct points redemption_payable(const struct redemption_line *lines, uint32_t count,
                                 struct money money_least);

// The most that this account can pay of it.
struct points redemption_most(struct points payable, const struct account_parts *account);

// REDEEM_LIMIT, DEBT_BLOCKS_SPENDING or INSUFFICIENT_POINTS, in this order; none of them for 0.
BASE_MUST_USE enum verdict redemption_check(struct points wanted, struct points payable,
                                            const struct account_parts *account);

// Spreads redeemed points, at most what is payable, over the lines in proportion to what points may
// pay of each: parts[i].share is what they pay of line i. The rest of the line is money.
// BASE_OUT_OF_RANGE: the points are not 0 to what the lines allow, or that does not fit.
BASE_MUST_USE enum base_result redemption_spread(const struct redemption_line *lines,
                                                 uint32_t count, struct points redeemed,
                                                 struct reckon_part *parts);

#endif
