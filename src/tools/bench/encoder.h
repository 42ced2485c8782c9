// SPDX-License-Identifier: Apache-2.0
// Requests that differ too much from one sending to the next to be written over a copy: encoded by
// the same codec as everybody's, each into the memory of the last one.
#ifndef BENCH_ENCODER_H
#define BENCH_ENCODER_H

#include <stdint.h>

#include "base/buffer.h"
#include "tools/bench/receipt.h"
#include "wire/refund_line.h"
#include "wire/view.h"

struct encoder {
    uint32_t date; // YYYYMMDD, printed on refunds
    struct buffer body;
    struct buffer lines;
    struct buffer frame;
};

// What a refund takes back, beside whose it is and when.
struct encoder_refund {
    uint64_t original; // RRN
    int64_t total;
    struct wire_refund_line line; // number 0: the amount alone
};

void encoder_init(struct encoder *encoder, uint32_t date);
void encoder_clear(struct encoder *encoder);

// Each returns the Request, the payload of a frame, until the next is encoded. `sale` is whose
// card, at which till and when.
//
// A receipt of the book, paid with so many points and the rest by card.
struct wire_view encoder_redemption(struct encoder *encoder, const struct receipt_book *book,
                                    uint32_t index, const struct receipt_sale *sale,
                                    int64_t points);
struct wire_view encoder_hold(struct encoder *encoder, const struct receipt_sale *sale,
                              int64_t points);
struct wire_view encoder_commit(struct encoder *encoder, const struct receipt_sale *sale,
                                uint64_t hold, int64_t points);
struct wire_view encoder_refund(struct encoder *encoder, const struct receipt_sale *sale,
                                const struct encoder_refund *refund);
struct wire_view encoder_balance(struct encoder *encoder, const struct receipt_sale *sale);

#endif
