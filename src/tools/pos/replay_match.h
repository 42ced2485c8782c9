// SPDX-License-Identifier: Apache-2.0
// Finds the sales that the refunds of a file take back, which the file does not tell. Each line of
// a refund takes back of the latest earlier receipt of the same customer, in the same currency,
// that has as many of the article, and as much money for them, not yet refunded; earlier is by
// time, and at the same time by place in the file. On that receipt it takes the first line that has
// enough, or of several in their order. What finds no such receipt is refunded without an original.
//
// An invoice becomes one refund for each receipt it takes back of, and one for the rest. The paper
// of the first is numbered "C536379/536365", after both, that of the rest "C536379": so it does not
// depend on what else is in the file.
#ifndef POS_REPLAY_MATCH_H
#define POS_REPLAY_MATCH_H

#include "tools/pos/retail.h"

struct replay_refund {
    const struct retail_receipt *invoice;
    const struct retail_receipt *original; // NULL: none was found
    char number[RETAIL_NAME_BYTES];
    int64_t total;                         // more than 0
    const struct bonus_refund_line *lines; // of the original; none without one
    size_t line_count;
};

struct replay_matches {
    struct replay_refund *refunds; // in the order of their invoices' times
    size_t count;
    size_t lines_matched; // of the file's refunds
    size_t lines_blind;
    struct bonus_refund_line *lines;
};

void replay_match(const struct retail *retail, struct replay_matches *matches);
void replay_match_clear(struct replay_matches *matches);

// Earlier by time, then by place: for qsort() of pointers to receipts.
int replay_compare_receipts(const void *first, const void *second);

#endif
