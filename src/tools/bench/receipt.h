// SPDX-License-Identifier: Apache-2.0
// A book of receipts to post, encoded beforehand: to send one costs a copy and a few bytes that are
// written over it. What varies from one sending to the next (card, fiscal device, number, times,
// STAN) has the same width in every receipt.
#ifndef BENCH_RECEIPT_H
#define BENCH_RECEIPT_H

#include <stddef.h>
#include <stdint.h>

#include "tools/bench/card_text.h"
#include "wire/purchase.h"
#include "wire/receipt_line.h"
#include "wire/view.h"

enum {
    RECEIPT_STORE = 1,            // the bench's only store
    RECEIPT_CURRENCY = 643,       // which sells in roubles
    RECEIPT_UTC_OFFSET_MIN = 180, // in Moscow
    RECEIPT_SHIFT = 7,
    RECEIPT_SLIP_WIDTH = 40,
    RECEIPT_REQUEST_NUMBER = 1,       // a till has one request in flight
    RECEIPT_STAN_FIRST = 1 << 21,     // from here on a STAN is a varint of four bytes
    RECEIPT_STAN_END = 1 << 28,       // and here of five
    RECEIPT_DEVICE_BYTES = 16,        // a fiscal device's registration
    RECEIPT_NUMBER_BYTES = 9,         // digits of any STAN we use
    RECEIPT_BOOK_COUNT_DEFAULT = 1024 // long enough for the rare long ones, short for the caches
};

#define RECEIPT_CASHIER "Анна"
#define RECEIPT_LANGUAGE "ru"

struct receipt_book;

// What varies.
struct receipt_sale {
    char card[CARD_TEXT_DIGITS];
    const char *device; // RECEIPT_DEVICE_BYTES characters
    uint32_t stan;      // RECEIPT_STAN_FIRST .. RECEIPT_STAN_END-1; also the receipt's number
    int64_t at_us;      // of selling and of sending
};

// `count` receipts with the distribution of lines of basket.h, printed on `date` (YYYYMMDD), slips
// of 40 columns in Russian wanted.
struct receipt_book *receipt_book_create(uint32_t count, uint32_t date, uint64_t seed);

// NULL is fine.
void receipt_book_destroy(struct receipt_book *book);

uint32_t receipt_book_count(const struct receipt_book *book);

// Bytes of the whole request, lines of the receipt, and what they cost together.
size_t receipt_size(const struct receipt_book *book, uint32_t index);
uint32_t receipt_lines(const struct receipt_book *book, uint32_t index);
int64_t receipt_total(const struct receipt_book *book, uint32_t index);

// Line `number` (from 1) of the receipt.
struct wire_receipt_line receipt_line(const struct receipt_book *book, uint32_t index,
                                      uint32_t number);

// The body within the request, with nothing written over it yet.
struct wire_view receipt_body(const struct receipt_book *book, uint32_t index);

// Writes the Request, receipt_size() bytes: the payload of a frame.
void receipt_write(const struct receipt_book *book, uint32_t index, const struct receipt_sale *sale,
                   uint8_t *payload);

// The same purchase for whoever encodes it himself, without tenders; its lines are a view into the
// book.
void receipt_fill(const struct receipt_book *book, uint32_t index, const struct receipt_sale *sale,
                  struct wire_purchase *purchase);

// The number that is printed on what a till sends under this STAN, with leading zeros.
void receipt_print_number(uint32_t stan, char digits[RECEIPT_NUMBER_BYTES]);

#endif
