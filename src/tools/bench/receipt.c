// SPDX-License-Identifier: Apache-2.0
// Receipts are made of invented articles and encoded once, by the same codec as everybody's, with
// recognisable values where something will be written over; then those places are looked for.
#include "tools/bench/receipt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/memory.h"
#include "tools/bench/basket.h"
#include "tools/bench/noise.h"
#include "wire/request.h"

enum {
    RECEIPT_STAN_BYTES = 4, // as a varint
    RECEIPT_TIME_BYTES = 8, // of any time from 1987 to 4253, as a varint
    RECEIPT_QUANTITY_MAX = 12,
    RECEIPT_PRICE_MAX = 120000, // minor units
    RECEIPT_VOUCHER_ONE_IN = 8, // receipts paid in two ways
};

// What stands in an encoded receipt until it is written over.
#define RECEIPT_MARK_CARD "2900000000000"
#define RECEIPT_MARK_DEVICE "DEVICE-DEVICE-01"
#define RECEIPT_MARK_NUMBER "NUMBER-01"
enum { RECEIPT_MARK_STAN = RECEIPT_STAN_FIRST };
static const int64_t receipt_mark_sold_at = 0x00f1234567654321;
static const int64_t receipt_mark_sent_at = 0x00f7654321234567;

// One receipt's Request, and where in it what lies.
struct receipt {
    uint8_t *payload;
    size_t size;
    size_t body_size;
    size_t lines_size; // at the end of the body
    int64_t total;
    uint32_t lines;
    size_t card_at;
    size_t device_at;
    size_t number_at;
    size_t sold_at;
    size_t stan_at;
    size_t sent_at;
};

struct receipt_book {
    struct receipt *receipts;
    uint32_t count;
    uint32_t date;
};

// A varint of a width that is known beforehand.
static void receipt_write_varint(uint8_t *bytes, size_t size, uint64_t value)
{
    for (size_t at = 0; at + 1 < size; at++) {
        bytes[at] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    bytes[size - 1] = (uint8_t)value;
}

// Where the pattern lies; it lies there once.
static size_t receipt_find(const struct receipt *receipt, const void *pattern, size_t size)
{
    const uint8_t *found = memmem(receipt->payload, receipt->size, pattern, size);
    CHECK(found != NULL);
    const size_t at = (size_t)(found - receipt->payload);
    CHECK(memmem(found + 1, receipt->size - at - 1, pattern, size) == NULL);
    return at;
}

static size_t receipt_find_text(const struct receipt *receipt, const char *text)
{
    return receipt_find(receipt, text, strlen(text));
}

static size_t receipt_find_varint(const struct receipt *receipt, size_t size, uint64_t value)
{
    uint8_t bytes[RECEIPT_TIME_BYTES];
    CHECK(size <= sizeof(bytes));
    receipt_write_varint(bytes, size, value);
    return receipt_find(receipt, bytes, size);
}

static void receipt_find_places(struct receipt *receipt)
{
    receipt->card_at = receipt_find_text(receipt, RECEIPT_MARK_CARD);
    receipt->device_at = receipt_find_text(receipt, RECEIPT_MARK_DEVICE);
    receipt->number_at = receipt_find_text(receipt, RECEIPT_MARK_NUMBER);
    receipt->sold_at =
        receipt_find_varint(receipt, RECEIPT_TIME_BYTES, (uint64_t)receipt_mark_sold_at);
    receipt->sent_at =
        receipt_find_varint(receipt, RECEIPT_TIME_BYTES, (uint64_t)receipt_mark_sent_at);
    // It stands right before the time of sending, whose key is one byte.
    receipt->stan_at = receipt->sent_at - 1 - RECEIPT_STAN_BYTES;
    uint8_t stan[RECEIPT_STAN_BYTES];
    receipt_write_varint(stan, sizeof(stan), RECEIPT_MARK_STAN);
    CHECK(memcmp(receipt->payload + receipt->stan_at, stan, sizeof(stan)) == 0);
}

// Adds lines of invented articles; returns what they cost together.
static int64_t receipt_add_lines(uint32_t count, struct noise *noise, struct buffer *lines)
{
    static const char *const categories[] = {"light", "gift", "kitchen", "paper", "toy", "garden"};
    int64_t total = 0;
    for (uint32_t index = 0; index < count; index++) {
        const uint32_t quantity = 1 + noise_below(noise, RECEIPT_QUANTITY_MAX);
        struct wire_receipt_line line = {
            .quantity_milli = (int64_t)quantity * 1000,
            .amount = (int64_t)quantity * (1 + noise_below(noise, RECEIPT_PRICE_MAX)),
        };
        snprintf(line.sku, sizeof(line.sku), "%05u%c", 20000 + noise_below(noise, 70000),
                 (char)('A' + noise_below(noise, 26)));
        snprintf(line.category, sizeof(line.category), "%s",
                 categories[noise_below(noise, BASE_COUNT(categories))]);
        CHECK(wire_receipt_lines_append(&line, lines) == WIRE_OK);
        total += line.amount;
    }
    return total;
}

static void receipt_add_tenders(struct wire_purchase *purchase, struct noise *noise)
{
    int64_t rest = purchase->total;
    if (noise_below(noise, RECEIPT_VOUCHER_ONE_IN) == 0) {
        purchase->tenders[purchase->tenders_count++] =
            (struct wire_tender){.kind = WIRE_TENDER_KIND_VOUCHER, .amount = rest / 2};
        rest -= rest / 2;
    }
    purchase->tenders[purchase->tenders_count++] =
        (struct wire_tender){.kind = WIRE_TENDER_KIND_CARD, .amount = rest};
}

// What is the same on every receipt.
static void receipt_set_head(struct wire_purchase *purchase, uint32_t date)
{
    *purchase = (struct wire_purchase){
        .entry = WIRE_CARD_ENTRY_BARCODE,
        .has_receipt = true,
        .receipt = {.store = RECEIPT_STORE, .date = date},
        .utc_offset_min = RECEIPT_UTC_OFFSET_MIN,
        .cashier = RECEIPT_CASHIER,
        .shift = RECEIPT_SHIFT,
        .currency = RECEIPT_CURRENCY,
    };
}

static void receipt_encode_body(struct receipt *receipt, uint32_t date, struct noise *noise,
                                struct buffer *body)
{
    struct buffer lines;
    struct wire_purchase purchase;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    receipt_set_head(&purchase, date);
    memcpy(purchase.card, RECEIPT_MARK_CARD, sizeof(RECEIPT_MARK_CARD));
    memcpy(purchase.receipt.fiscal_device, RECEIPT_MARK_DEVICE, sizeof(RECEIPT_MARK_DEVICE));
    memcpy(purchase.receipt.number, RECEIPT_MARK_NUMBER, sizeof(RECEIPT_MARK_NUMBER));
    purchase.receipt_at_us = receipt_mark_sold_at;
    purchase.total = receipt_add_lines(receipt->lines, noise, &lines);
    receipt_add_tenders(&purchase, noise);
    purchase.lines = (struct wire_view){.bytes = buffer_bytes(&lines), .size = buffer_size(&lines)};
    CHECK(wire_purchase_append(&purchase, body) == WIRE_OK);
    receipt->total = purchase.total;
    receipt->lines_size = purchase.lines.size;
    buffer_clear(&lines);
}

static void receipt_encode(struct receipt *receipt, uint32_t date, struct noise *noise)
{
    struct buffer body;
    struct buffer frame;
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&frame, LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX);
    receipt_encode_body(receipt, date, noise, &body);
    const struct wire_request request = {
        .number = RECEIPT_REQUEST_NUMBER,
        .kind = WIRE_KIND_PURCHASE,
        .body = {.bytes = buffer_bytes(&body), .size = buffer_size(&body)},
        .stan = RECEIPT_MARK_STAN,
        .sent_at_us = receipt_mark_sent_at,
        .has_slip = true,
        .slip = {.width = RECEIPT_SLIP_WIDTH, .language = RECEIPT_LANGUAGE},
    };
    CHECK(wire_request_append_frame(&request, &frame) == WIRE_OK);
    buffer_consume(&frame, LIMIT_FRAME_PREFIX_BYTES);
    receipt->size = buffer_size(&frame);
    receipt->body_size = buffer_size(&body);
    receipt->payload = memory_allocate(1, receipt->size);
    memcpy(receipt->payload, buffer_bytes(&frame), receipt->size);
    buffer_clear(&frame);
    buffer_clear(&body);
    receipt_find_places(receipt);
}

struct receipt_book *receipt_book_create(uint32_t count, uint32_t date, uint64_t seed)
{
    struct noise noise;
    noise_init(&noise, seed);
    struct receipt_book *book = memory_allocate(1, sizeof(*book));
    book->receipts = memory_allocate(count, sizeof(*book->receipts));
    book->count = count;
    book->date = date;
    for (uint32_t index = 0; index < count; index++) {
        book->receipts[index].lines = basket_lines(index, count);
        receipt_encode(&book->receipts[index], date, &noise);
    }
    return book;
}

void receipt_book_destroy(struct receipt_book *book)
{
    if (book == NULL) {
        return;
    }
    for (uint32_t index = 0; index < book->count; index++) {
        free(book->receipts[index].payload);
    }
    free(book->receipts);
    free(book);
}

uint32_t receipt_book_count(const struct receipt_book *book)
{
    return book->count;
}

static const struct receipt *receipt_at(const struct receipt_book *book, uint32_t index)
{
    CHECK(index < book->count);
    return &book->receipts[index];
}

size_t receipt_size(const struct receipt_book *book, uint32_t index)
{
    return receipt_at(book, index)->size;
}

uint32_t receipt_lines(const struct receipt_book *book, uint32_t index)
{
    return receipt_at(book, index)->lines;
}

int64_t receipt_total(const struct receipt_book *book, uint32_t index)
{
    return receipt_at(book, index)->total;
}

// The card is the body's first field: a key, a length and the digits.
static size_t receipt_body_at(const struct receipt *receipt)
{
    return receipt->card_at - 2;
}

struct wire_view receipt_body(const struct receipt_book *book, uint32_t index)
{
    const struct receipt *receipt = receipt_at(book, index);
    return (struct wire_view){.bytes = receipt->payload + receipt_body_at(receipt),
                              .size = receipt->body_size};
}

// The lines are its last.
static struct wire_view receipt_encoded_lines(const struct receipt *receipt)
{
    const size_t end = receipt_body_at(receipt) + receipt->body_size;
    return (struct wire_view){.bytes = receipt->payload + end - receipt->lines_size,
                              .size = receipt->lines_size};
}

struct wire_receipt_line receipt_line(const struct receipt_book *book, uint32_t index,
                                      uint32_t number)
{
    struct wire_receipt_lines lines =
        wire_receipt_lines_begin(receipt_encoded_lines(receipt_at(book, index)));
    struct wire_receipt_line line;
    struct wire_error error;
    do {
        CHECK(wire_receipt_lines_next(&lines, &line, &error) == WIRE_OK);
    } while (lines.count < number);
    return line;
}

void receipt_print_number(uint32_t stan, char digits[RECEIPT_NUMBER_BYTES])
{
    for (int place = RECEIPT_NUMBER_BYTES - 1; place >= 0; place--) {
        digits[place] = (char)('0' + stan % 10);
        stan /= 10;
    }
}

void receipt_write(const struct receipt_book *book, uint32_t index, const struct receipt_sale *sale,
                   uint8_t *payload)
{
    CHECK(sale->stan >= RECEIPT_STAN_FIRST && sale->stan < RECEIPT_STAN_END);
    const struct receipt *receipt = receipt_at(book, index);
    memcpy(payload, receipt->payload, receipt->size);
    memcpy(payload + receipt->card_at, sale->card, CARD_TEXT_DIGITS);
    memcpy(payload + receipt->device_at, sale->device, RECEIPT_DEVICE_BYTES);
    receipt_print_number(sale->stan, (char *)payload + receipt->number_at);
    receipt_write_varint(payload + receipt->sold_at, RECEIPT_TIME_BYTES, (uint64_t)sale->at_us);
    receipt_write_varint(payload + receipt->stan_at, RECEIPT_STAN_BYTES, sale->stan);
    receipt_write_varint(payload + receipt->sent_at, RECEIPT_TIME_BYTES, (uint64_t)sale->at_us);
}

void receipt_fill(const struct receipt_book *book, uint32_t index, const struct receipt_sale *sale,
                  struct wire_purchase *purchase)
{
    const struct receipt *receipt = receipt_at(book, index);
    receipt_set_head(purchase, book->date);
    memcpy(purchase->card, sale->card, CARD_TEXT_DIGITS);
    memcpy(purchase->receipt.fiscal_device, sale->device, RECEIPT_DEVICE_BYTES);
    receipt_print_number(sale->stan, purchase->receipt.number);
    purchase->receipt_at_us = sale->at_us;
    purchase->total = receipt->total;
    purchase->lines = receipt_encoded_lines(receipt);
}
