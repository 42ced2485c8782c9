// SPDX-License-Identifier: Apache-2.0
// One simulated till: what it sends next, and what it learns from the answers. In the mix it
// remembers some of its customers, so that it spends only points it was told of and refunds only
// what is left of a receipt: an honest till is never refused. It has one request in flight.
#ifndef BENCH_TILL_H
#define BENCH_TILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/bench/answer.h"
#include "tools/bench/encoder.h"
#include "tools/bench/mix.h"
#include "tools/bench/noise.h"
#include "tools/bench/receipt.h"

enum { TILL_VISITS = 8 };

// What all tills share. The last three belong to the request that till_next() made last.
struct till_shop {
    const struct receipt_book *book;
    struct encoder encoder;
    struct noise noise;
    uint32_t tills;
    uint32_t first_card; // the cards are first_card .. first_card + cards - 1
    uint32_t cards;      // in the mix not fewer than tills
    bool is_mixed;       // otherwise all are awards
    uint64_t answers;
    struct receipt_sale sale;
    struct wire_view encoded; // of size 0 for an award, which lies in the book
    uint32_t receipt;
};

// A customer who is remembered, and the last receipt.
struct till_visit {
    uint64_t rrn;      // 0: nobody
    int64_t spendable; // points, as last told
    int64_t left;      // money of the receipt that has not come back
    uint32_t card;
    uint32_t receipt;        // in the book
    uint32_t lines_refunded; // from the first
    bool is_split;           // an amount has come back, which is in no line
};

struct till {
    char device[RECEIPT_DEVICE_BYTES + 1]; // a new one in each run, so no receipt is posted twice
    uint32_t index;
    uint32_t stan;
    uint64_t hold; // RRN of the hold to commit next; 0: none
    int64_t held;
    // Of the request in flight.
    enum mix_kind kind;
    int64_t sent_us;
    uint32_t card;
    uint32_t receipt;
    int64_t amount;           // points, or money that comes back
    uint32_t line;            // that comes back; 0: the amount alone
    struct till_visit *visit; // whom it is about; NULL: nobody who is remembered
    struct till_visit visits[TILL_VISITS];
};

// Till `index` of the shop, without memories.
void till_init(struct till *till, struct till_shop *shop, uint32_t index);

// Decides what to send now and returns its size; at most one till at a time.
size_t till_next(struct till *till, struct till_shop *shop, int64_t at_us);

// Writes what till_next() decided: the payload of a frame.
void till_write(const struct till_shop *shop, uint8_t *payload);

// Lines of the receipt that till_next() decided on; 0 if it is none.
uint32_t till_lines(const struct till *till, const struct till_shop *shop);

// Learns from the answer; false if it is a refusal, or no answer to what was asked. Most answers to
// awards are only looked at, one in 64 of them is decoded whole, and so is everything else.
BASE_MUST_USE bool till_take(struct till *till, struct till_shop *shop,
                             const struct answer *answer);

#endif
