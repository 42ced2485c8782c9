// SPDX-License-Identifier: Apache-2.0
// What the database keeps of a receipt after something of it was refunded: the flat form, one
// bigint[]. First what refunds by amount took since lines were taken last, what was written off,
// what was kept back of the money, and which refund was undone last; then for each line what
// refunds by lines left of its money.
#ifndef DOMAIN_RECEIPT_LEFT_H
#define DOMAIN_RECEIPT_LEFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "domain/reckon.h"
#include "domain/refund.h"

enum { RECEIPT_LEFT_HEAD = 4, RECEIPT_LEFT_NUMBERS_MAX = RECEIPT_LEFT_HEAD + RECKON_LINES_MAX };

// Returns how many numbers were written: RECEIPT_LEFT_HEAD and one for each line.
size_t receipt_left_flatten(const struct reckon_left *left, uint32_t line_count,
                            const struct refund_unpaid *unpaid, int64_t *numbers);

// Reads the flat form back; no numbers at all: the whole receipt is left. False: they cannot be of
// this receipt, and `left` and `unpaid` mean nothing.
bool receipt_left_restore(const struct reckon_receipt *receipt, const int64_t *numbers,
                          size_t number_count, struct reckon_left *left,
                          struct refund_unpaid *unpaid);

// A refund that was the last to take something of the receipt, as its row and its body tell it.
struct receipt_left_refund {
    int64_t position;
    struct money total;
    const struct reckon_slice *slices; // that it named; taken as an amount where no lines are known
    uint32_t slice_count;              // 0: it named an amount
    struct refund_unpaid unpaid; // by this refund
};

// Makes the flat form what it was before. What is left of each line is then as it was; how much of
// that was taken by amount and how much by lines need not be. False: that was no refund of this.
BASE_MUST_USE bool receipt_left_undo(const struct receipt_left_refund *refund, int64_t *numbers,
                                     size_t number_count);

// The position of the refund that was undone last, if no other was made since; 0: none.
int64_t receipt_left_undone(const int64_t *numbers, size_t number_count);

#endif
