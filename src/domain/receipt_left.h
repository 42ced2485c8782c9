// SPDX-License-Identifier: Apache-2.0
// What the database keeps of a receipt after something of it was refunded: the flat form, one
// bigint[]. For each line what refunds by lines left of its money; behind them, cut off where they
// are 0, what refunds by amount took since, and what was written off and kept back of the money.
#ifndef DOMAIN_RECEIPT_LEFT_H
#define DOMAIN_RECEIPT_LEFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/reckon.h"
#include "domain/refund.h"

enum { RECEIPT_LEFT_NUMBERS_MAX = RECKON_LINES_MAX + 3 };

// Returns how many numbers were written, at most `line_count` and three more.
size_t receipt_left_flatten(const struct reckon_left *left, uint32_t line_count,
                            const struct refund_unpaid *unpaid, int64_t *numbers);

// Reads the flat form back; no numbers at all: the whole receipt is left. False: they cannot be of
// this receipt, and `left` and `unpaid` mean nothing.
bool receipt_left_restore(const struct reckon_receipt *receipt, const int64_t *numbers,
                          size_t number_count, struct reckon_left *left,
                          struct refund_unpaid *unpaid);

#endif
