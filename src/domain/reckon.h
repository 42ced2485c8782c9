// SPDX-License-Identifier: Apache-2.0
// What is left of a receipt after refunds, and what that is worth: the f of the refund law. Every
// figure of a refund is f(left before) - f(left after), and f looks at nothing but the receipt and
// what is left of it. So slices end where one refund of the same would, in whatever order they
// come, and never come to more than the receipt.
//
// Refunds name lines, or an amount only. An amount is spread over what is left of the lines, unit
// by unit, each to the line of which the smallest part would then be taken (highest averages,
// after V. D'Hondt, Systeme pratique et raisonne de representation proportionnelle, 1882). Largest
// remainder would not do here: with it, a larger amount may take less of some line, and ten
// refunds of 1 could differ from one refund of 10.
//
// The points a receipt earned are the matter of award.h: add reckon_line_base() of every line to an
// award with the promotions of the original.
#ifndef DOMAIN_RECKON_H
#define DOMAIN_RECKON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/result.h"
#include "domain/amount.h"
#include "domain/reckon_spread.h"
#include "domain/verdict.h"

enum { RECKON_LINES_MAX = LIMIT_RECEIPT_LINES_MAX };

// A line as it was sold.
struct reckon_line {
    struct money amount;    // of 0 or less on lines that take back
    struct points redeemed; // part of it that points paid; 0 to amount
    struct money base;      // part of it that earned; see reckon_spread_base()
};

struct reckon_receipt {
    const struct reckon_line *lines;
    uint32_t count; // at most RECKON_LINES_MAX
};

struct reckon_left_line {
    struct money whole; // of the line's amount, what refunds by lines left: kept in the database
    struct money left;  // of that, what refunds by amount left
};

// The arrays are the caller's and have an element for each line of the receipt.
struct reckon_left {
    struct money by_amount; // taken by amount since lines were taken last: kept in the database
    struct reckon_left_line *lines;
};

// Part of a line that comes back.
struct reckon_slice {
    uint32_t line;       // index
    struct money amount; // of the same sign as the line's, at most what is left of it
};

struct reckon_figures {
    struct money total;
    struct money base;
    struct points redeemed;
    struct points earned; // by award.h; 0 until the caller sets it
};

// Sets the base of every line from its amount and what points paid of it. `earning` is the money
// paid by tenders that earn: if that is all the money, the base of a line is its money part;
// otherwise it is spread over the money parts by largest remainder. `parts` is working memory for
// `count` lines. BASE_OUT_OF_RANGE: `earning` is not 0 to the money part, or sums do not fit.
BASE_MUST_USE enum base_result reckon_spread_base(struct reckon_line *lines, uint32_t count,
                                                  struct money earning, struct reckon_part *parts);

// The whole receipt is left.
void reckon_begin(const struct reckon_receipt *receipt, struct reckon_left *left);

// Works out `left` of every line from what the database kept. False: it cannot be of this receipt.
bool reckon_restore(const struct reckon_receipt *receipt, struct reckon_left *left);

// Takes lines, several slices of one line included; `after` is another one than `before` and means
// nothing after a refusal. REFUND_EXCEEDS_ORIGINAL: there is no such line or less is left of it, or
// without these lines those that took back would outweigh the others.
BASE_MUST_USE enum verdict reckon_take_lines(const struct reckon_receipt *receipt,
                                             const struct reckon_left *before,
                                             const struct reckon_slice *slices,
                                             uint32_t slice_count, struct reckon_left *after);

// Takes an amount, 0 or more. REFUND_EXCEEDS_ORIGINAL: less is left. NOT_REFUNDABLE: lines that
// took back are left, over which nothing can be spread; the refund must name its lines.
BASE_MUST_USE enum verdict reckon_take_amount(const struct reckon_receipt *receipt,
                                              const struct reckon_left *before, struct money amount,
                                              struct reckon_left *after);

// Takes all that is left.
void reckon_take_all(const struct reckon_receipt *receipt, struct reckon_left *after);

// The part of a line that earned, of what is left of the line.
struct money reckon_line_base(const struct reckon_receipt *receipt, const struct reckon_left *left,
                              uint32_t line);

// What is left, all but the points earned.
struct reckon_figures reckon_sum(const struct reckon_receipt *receipt,
                                 const struct reckon_left *left);

// The figures of a refund: before - after. REFUND_EXCEEDS_ORIGINAL: the money or the points given
// back would be less than 0, which lines that took back can bring about.
BASE_MUST_USE enum verdict reckon_subtract(const struct reckon_figures *before,
                                           const struct reckon_figures *after,
                                           struct reckon_figures *slice);

#endif
