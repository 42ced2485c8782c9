// SPDX-License-Identifier: Apache-2.0
// Proves the way of a refund through the codec: how it names its original, and its lines.
#include "wire/refund.h"

#include "support/cmocka.h"
#include "base/limits.h"
#include "wire/refund_line.h"

// The bytes of a literal without its terminating zero.
#define BYTES(literal)                                                                             \
    ((struct wire_view){.bytes = (const uint8_t *)(literal), .size = sizeof(literal) - 1})

static struct wire_view view_of(const struct buffer *buffer)
{
    return (struct wire_view){.bytes = buffer_bytes(buffer), .size = buffer_size(buffer)};
}

static void append_lines(struct buffer *lines, uint32_t count)
{
    for (uint32_t number = 1; number <= count; number++) {
        struct wire_refund_line line = {
            .line = number,
            .quantity_milli = 1000 * ((int64_t)number - 2),
            .amount = (int64_t)number - 3,
        };
        assert_int_equal(wire_refund_lines_append(&line, lines), WIRE_OK);
    }
}

static void assert_lines(struct wire_view view, uint32_t count)
{
    struct wire_refund_lines lines = wire_refund_lines_begin(view);
    struct wire_refund_line line;
    struct wire_error error;
    for (uint32_t number = 1; number <= count; number++) {
        assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_OK);
        assert_int_equal(line.line, number);
        assert_int_equal(line.quantity_milli, 1000 * ((int64_t)number - 2));
        assert_int_equal(line.amount, (int64_t)number - 3);
    }
    assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_END);
    assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_END);
}

static const struct wire_refund example = {
    .card = "4006381333931",
    .has_receipt = true,
    .receipt = {.store = 1, .fiscal_device = "0000123456", .number = "536379", .date = 20101201},
    .receipt_at_us = 1291192999000000,
    .utc_offset_min = 180,
    .cashier = "Анна",
    .currency = 643,
    .total = 35000,
    .tenders_count = 1,
    .tenders = {{WIRE_TENDER_KIND_CASH, 35000}},
    .supervisor = "4711-83",
};

static void assert_round_trip(const struct wire_refund *refund, struct wire_refund *back)
{
    struct buffer body;
    struct wire_error error;
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_refund_append(refund, &body), WIRE_OK);
    assert_int_equal(wire_refund_decode(view_of(&body), back, &error), WIRE_OK);
    assert_int_equal(back->which_original, refund->which_original);
    assert_string_equal(back->receipt.number, "536379");
    assert_string_equal(back->supervisor, "4711-83");
    assert_int_equal(back->tenders_count, 1);
    assert_int_equal(back->total, 35000);
    if (refund->lines.size > 0) {
        assert_lines(back->lines, 3);
    } else {
        assert_int_equal(back->lines.size, 0);
    }
    buffer_clear(&body);
}

static void an_original_is_named_by_rrn_by_receipt_or_not_at_all(void **state)
{
    (void)state;
    struct buffer lines;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    append_lines(&lines, 3);
    struct wire_refund back;
    struct wire_refund refund = example;
    assert_round_trip(&refund, &back);
    assert_int_equal(back.which_original, 0);

    refund.lines = view_of(&lines);
    refund.which_original = WIRE_REFUND_ORIGINAL_RRN_TAG;
    refund.original.original_rrn = UINT64_MAX - 1;
    assert_round_trip(&refund, &back);
    assert_true(back.original.original_rrn == UINT64_MAX - 1);

    refund.which_original = WIRE_REFUND_ORIGINAL_RECEIPT_TAG;
    refund.original.original_receipt = (struct wire_receipt_identity){.number = "536365"};
    assert_round_trip(&refund, &back);
    assert_string_equal(back.original.original_receipt.number, "536365");
    buffer_clear(&lines);
}

static void an_original_named_twice_is_refused(void **state)
{
    (void)state;
    struct wire_refund refund;
    struct wire_error error;
    struct wire_view both = BYTES("\x51\1\2\3\4\5\6\7\x08\x5a\x00");
    assert_int_equal(wire_refund_decode(both, &refund, &error), WIRE_MALFORMED);
    assert_string_equal(error.text,
                        "refund.original_receipt: a second one of things that exclude each other");
    struct wire_view same = BYTES("\x51\1\2\3\4\5\6\7\x08\x51\1\2\3\4\5\6\7\x08");
    assert_int_equal(wire_refund_decode(same, &refund, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "refund.original_rrn: given twice");
    assert_int_equal(wire_refund_decode(BYTES("\x51\1\2\3"), &refund, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "refund.original_rrn: cut short");
    assert_int_equal(wire_refund_decode(BYTES("\x50\1"), &refund, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "refund.original_rrn: of another type");
}

static void a_refund_may_have_as_many_lines_as_a_receipt_and_no_more(void **state)
{
    (void)state;
    struct buffer lines;
    buffer_init(&lines, LIMIT_FRAME_BYTES_MAX);
    append_lines(&lines, LIMIT_RECEIPT_LINES_MAX);
    assert_lines(view_of(&lines), LIMIT_RECEIPT_LINES_MAX);

    append_lines(&lines, 1);
    struct wire_refund_lines iterator = wire_refund_lines_begin(view_of(&lines));
    struct wire_refund_line line;
    struct wire_error error;
    for (int index = 0; index < LIMIT_RECEIPT_LINES_MAX; index++) {
        assert_int_equal(wire_refund_lines_next(&iterator, &line, &error), WIRE_OK);
    }
    assert_int_equal(wire_refund_lines_next(&iterator, &line, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "refund.lines[1024]: too many");
    assert_int_equal(wire_refund_lines_next(&iterator, &line, &error), WIRE_END);
    buffer_clear(&lines);
}

static void a_wrong_line_is_named_by_its_index_and_field(void **state)
{
    (void)state;
    struct wire_refund_lines lines =
        wire_refund_lines_begin(BYTES("\x0a\x02\x08\x01\x0a\x06\x08\x80\x80\x80\x80\x10"));
    struct wire_refund_line line;
    struct wire_error error;
    assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_OK);
    assert_int_equal(line.line, 1);
    assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_MALFORMED);
    assert_string_equal(error.text, "refund.lines[1].line: beyond 32 bits");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_original_is_named_by_rrn_by_receipt_or_not_at_all),
        cmocka_unit_test(an_original_named_twice_is_refused),
        cmocka_unit_test(a_refund_may_have_as_many_lines_as_a_receipt_and_no_more),
        cmocka_unit_test(a_wrong_line_is_named_by_its_index_and_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
