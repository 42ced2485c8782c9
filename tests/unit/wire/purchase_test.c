// SPDX-License-Identifier: Apache-2.0
// Proves the way of a purchase through the codec: lines, body, request and frame, and back.
#include "wire/purchase.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"
#include "base/limits.h"
#include "wire/frame.h"
#include "wire/receipt_line.h"
#include "wire/request.h"

static struct wire_view view_of(const struct buffer *buffer)
{
    return (struct wire_view){.bytes = buffer_bytes(buffer), .size = buffer_size(buffer)};
}

static void append_lines(struct buffer *lines, int count)
{
    for (int index = 0; index < count; index++) {
        struct wire_receipt_line line = {.quantity_milli = 1000 * (index - 1), .amount = index - 2};
        snprintf(line.sku, sizeof(line.sku), "SKU-%d", index);
        snprintf(line.category, sizeof(line.category), "подарки");
        assert_int_equal(wire_receipt_lines_append(&line, lines), WIRE_OK);
    }
}

static void assert_lines(struct wire_view view, int count)
{
    struct wire_receipt_lines lines = wire_receipt_lines_begin(view);
    struct wire_receipt_line line;
    struct wire_error error;
    for (int index = 0; index < count; index++) {
        char sku[32];
        snprintf(sku, sizeof(sku), "SKU-%d", index);
        assert_int_equal(wire_receipt_lines_next(&lines, &line, &error), WIRE_OK);
        assert_string_equal(line.sku, sku);
        assert_string_equal(line.category, "подарки");
        assert_int_equal(line.quantity_milli, 1000 * (index - 1));
        assert_int_equal(line.amount, index - 2);
    }
    assert_int_equal(wire_receipt_lines_next(&lines, &line, &error), WIRE_END);
    assert_int_equal(wire_receipt_lines_next(&lines, &line, &error), WIRE_END);
}

static const struct wire_purchase example = {
    .card = "4006381333931",
    .entry = WIRE_CARD_ENTRY_BARCODE,
    .has_receipt = true,
    .receipt = {.store = 1, .fiscal_device = "0000123456", .number = "536365", .date = 20101201},
    .receipt_at_us = 1291192000000000,
    .utc_offset_min = -180,
    .cashier = "Анна",
    .shift = 7,
    .currency = 643,
    .total = 125000,
    .tenders_count = 2,
    .tenders = {{WIRE_TENDER_KIND_CASH, 25000}, {WIRE_TENDER_KIND_CARD, 100000}},
};

static void a_purchase_comes_back_as_it_went_with_its_lines_in_place(void **state)
{
    (void)state;
    struct buffer lines;
    struct buffer body;
    struct buffer frame;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&frame, LIMIT_OUTPUT_BYTES_MAX);
    append_lines(&lines, 22);
    struct wire_purchase purchase = example;
    purchase.lines = view_of(&lines);
    assert_int_equal(wire_purchase_append(&purchase, &body), WIRE_OK);
    struct wire_request request = {
        .number = 5, .kind = WIRE_KIND_PURCHASE, .body = view_of(&body), .stan = 17};
    assert_int_equal(wire_request_append_frame(&request, &frame), WIRE_OK);

    struct wire_view payload;
    struct wire_request request_back;
    struct wire_purchase back;
    struct wire_error error;
    assert_int_equal(wire_frame_split(view_of(&frame), LIMIT_FRAME_BYTES_MAX, &payload), WIRE_OK);
    assert_int_equal(payload.size + LIMIT_FRAME_PREFIX_BYTES, buffer_size(&frame));
    assert_int_equal(wire_request_decode(payload, &request_back, &error), WIRE_OK);
    assert_int_equal(request_back.stan, 17);
    assert_int_equal(request_back.body.size, buffer_size(&body));
    assert_memory_equal(request_back.body.bytes, buffer_bytes(&body), buffer_size(&body));
    assert_int_equal(wire_purchase_decode(request_back.body, &back, &error), WIRE_OK);
    assert_true(back.lines.bytes > payload.bytes &&
                back.lines.bytes + back.lines.size <= payload.bytes + payload.size);
    assert_lines(back.lines, 22);
    assert_string_equal(back.cashier, example.cashier);
    assert_string_equal(back.receipt.fiscal_device, example.receipt.fiscal_device);
    assert_int_equal(back.utc_offset_min, -180);
    assert_int_equal(back.tenders_count, 2);
    assert_int_equal(back.tenders[1].amount, 100000);

    buffer_clear(&lines);
    buffer_clear(&body);
    buffer_clear(&frame);
}

static void a_receipt_may_have_as_many_lines_as_the_limit_and_no_more(void **state)
{
    (void)state;
    struct buffer lines;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    append_lines(&lines, LIMIT_RECEIPT_LINES_MAX);
    assert_lines(view_of(&lines), LIMIT_RECEIPT_LINES_MAX);

    append_lines(&lines, 1);
    struct wire_receipt_lines iterator = wire_receipt_lines_begin(view_of(&lines));
    struct wire_receipt_line line;
    struct wire_error error;
    for (int index = 0; index < LIMIT_RECEIPT_LINES_MAX; index++) {
        assert_int_equal(wire_receipt_lines_next(&iterator, &line, &error), WIRE_OK);
    }
    assert_int_equal(wire_receipt_lines_next(&iterator, &line, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "purchase.lines[1024]: too many");
    assert_int_equal(wire_receipt_lines_next(&iterator, &line, &error), WIRE_END);
    buffer_clear(&lines);
}

static void no_lines_end_at_once(void **state)
{
    (void)state;
    assert_lines((struct wire_view){0}, 0);
}

static void a_wrong_line_is_named_by_its_index_and_field(void **state)
{
    (void)state;
    struct buffer lines;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    append_lines(&lines, 1);
    static const char bad[] = "\x0a\x22\x0a\x20"
                              "12345678901234567890123456789012";
    assert_int_equal(buffer_append(&lines, bad, sizeof(bad) - 1), BASE_OK);
    struct wire_receipt_lines iterator = wire_receipt_lines_begin(view_of(&lines));
    struct wire_receipt_line line;
    struct wire_error error;
    assert_int_equal(wire_receipt_lines_next(&iterator, &line, &error), WIRE_OK);
    assert_int_equal(wire_receipt_lines_next(&iterator, &line, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "purchase.lines[1].sku: longer than 31 bytes");
    buffer_clear(&lines);
}

static void an_encoded_message_that_does_not_fit_adds_nothing(void **state)
{
    (void)state;
    struct buffer body;
    buffer_init(&body, 60);
    assert_int_equal(wire_purchase_append(&example, &body), WIRE_FULL);
    assert_int_equal(buffer_size(&body), 0);
    struct wire_receipt_line line = {.sku = "a sku that needs some room", .amount = 1};
    assert_int_equal(wire_receipt_lines_append(&line, &body), WIRE_OK);
    size_t size = buffer_size(&body);
    assert_int_equal(wire_receipt_lines_append(&line, &body), WIRE_FULL);
    assert_int_equal(buffer_size(&body), size);
    buffer_clear(&body);
}

static void a_request_beyond_the_largest_frame_is_not_encoded(void **state)
{
    (void)state;
    static const uint8_t bytes[LIMIT_FRAME_BYTES_MAX] = {0};
    struct buffer out;
    buffer_init(&out, LIMIT_OUTPUT_BYTES_MAX);
    struct wire_request request = {.number = 1, .body = {.bytes = bytes, .size = sizeof(bytes)}};
    assert_int_equal(wire_request_append_frame(&request, &out), WIRE_FULL);
    request.body.size -= 6;
    assert_int_equal(wire_request_append_frame(&request, &out), WIRE_OK);
    assert_int_equal(buffer_size(&out), LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX);
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_purchase_comes_back_as_it_went_with_its_lines_in_place),
        cmocka_unit_test(a_receipt_may_have_as_many_lines_as_the_limit_and_no_more),
        cmocka_unit_test(no_lines_end_at_once),
        cmocka_unit_test(a_wrong_line_is_named_by_its_index_and_field),
        cmocka_unit_test(an_encoded_message_that_does_not_fit_adds_nothing),
        cmocka_unit_test(a_request_beyond_the_largest_frame_is_not_encoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
