// SPDX-License-Identifier: Apache-2.0
// Proves that what is written over an encoded receipt decodes as a good purchase.
#include "tools/bench/receipt.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/cmocka.h"
#include "tools/bench/basket.h"
#include "wire/purchase.h"
#include "wire/receipt_line.h"
#include "wire/request.h"

enum { RECEIPTS = 64, DATE = 20101201 };

static const struct receipt_sale sale = {
    .card = {'2', '9', '0', '0', '0', '0', '1', '2', '3', '4', '5', '6', '7'},
    .device = "00c0ffee00c0ffee",
    .stan = RECEIPT_STAN_FIRST + 41,
    .at_us = 1291192565000000,
};

// The purchase of one request as the server would see it.
static void decode(const struct receipt_book *book, uint32_t index, struct wire_request *request,
                   struct wire_purchase *purchase, uint8_t **payload)
{
    struct wire_error error;
    const size_t size = receipt_size(book, index);
    *payload = memory_allocate(1, size);
    receipt_write(book, index, &sale, *payload);
    const struct wire_view view = {.bytes = *payload, .size = size};
    assert_int_equal(wire_request_decode(view, request, &error), WIRE_OK);
    assert_int_equal(wire_purchase_decode(request->body, purchase, &error), WIRE_OK);
}

static void every_receipt_carries_what_was_written_over_it(void **state)
{
    (void)state;
    struct receipt_book *book = receipt_book_create(RECEIPTS, DATE, 1);
    for (uint32_t index = 0; index < receipt_book_count(book); index++) {
        struct wire_request request;
        struct wire_purchase purchase;
        uint8_t *payload = NULL;
        decode(book, index, &request, &purchase, &payload);
        assert_int_equal(request.kind, WIRE_KIND_PURCHASE);
        assert_int_equal(request.number, RECEIPT_REQUEST_NUMBER);
        assert_int_equal(request.stan, sale.stan);
        assert_int_equal(request.sent_at_us, sale.at_us);
        assert_int_equal(request.slip.width, 40);
        assert_string_equal(request.slip.language, "ru");
        assert_string_equal(purchase.card, "2900001234567");
        assert_string_equal(purchase.receipt.fiscal_device, sale.device);
        assert_string_equal(purchase.receipt.number, "002097193");
        assert_int_equal(purchase.receipt.date, DATE);
        assert_int_equal(purchase.receipt_at_us, sale.at_us);
        assert_int_equal(receipt_body(book, index).size, request.body.size);
        free(payload);
    }
    receipt_book_destroy(book);
}

static void lines_and_tenders_add_up(void **state)
{
    (void)state;
    struct receipt_book *book = receipt_book_create(RECEIPTS, DATE, 2);
    for (uint32_t index = 0; index < RECEIPTS; index++) {
        struct wire_request request;
        struct wire_purchase purchase;
        struct wire_error error;
        uint8_t *payload = NULL;
        decode(book, index, &request, &purchase, &payload);
        int64_t lines_sum = 0;
        int64_t tenders_sum = 0;
        struct wire_receipt_lines lines = wire_receipt_lines_begin(purchase.lines);
        struct wire_receipt_line line;
        while (wire_receipt_lines_next(&lines, &line, &error) == WIRE_OK) {
            lines_sum += line.amount;
            const struct wire_receipt_line again = receipt_line(book, index, (uint32_t)lines.count);
            assert_int_equal(again.amount, line.amount);
            assert_int_equal(again.quantity_milli, line.quantity_milli);
        }
        for (size_t tender = 0; tender < purchase.tenders_count; tender++) {
            tenders_sum += purchase.tenders[tender].amount;
        }
        assert_int_equal(lines.count, basket_lines(index, RECEIPTS));
        assert_int_equal(lines.count, receipt_lines(book, index));
        assert_int_equal(lines_sum, purchase.total);
        assert_int_equal(receipt_total(book, index), purchase.total);
        assert_int_equal(tenders_sum, purchase.total);
        free(payload);
    }
    receipt_book_destroy(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_receipt_carries_what_was_written_over_it),
        cmocka_unit_test(lines_and_tenders_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
