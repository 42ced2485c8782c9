// SPDX-License-Identifier: Apache-2.0
// Proves that what is encoded anew for each sending decodes as what was meant.
#include "tools/bench/encoder.h"

#include <string.h>

#include "support/cmocka.h"
#include "wire/balance.h"
#include "wire/hold.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/request.h"

enum { RECEIPTS = 16, DATE = 20101201, RECEIPT = 9 };

static const struct receipt_sale sale = {
    .card = {'2', '9', '0', '0', '0', '0', '1', '2', '3', '4', '5', '6', '7'},
    .device = "00c0ffee00c0ffee",
    .stan = RECEIPT_STAN_FIRST + 41,
    .at_us = 1291192565000000,
};

static int set_up(void **state)
{
    static struct encoder encoder;
    encoder_init(&encoder, DATE);
    *state = &encoder;
    return 0;
}

static int tear_down(void **state)
{
    encoder_clear(*state);
    return 0;
}

// The body of a request whose envelope is right.
static struct wire_view body_of(struct wire_view payload, enum wire_kind kind, uint32_t stan)
{
    struct wire_request request;
    struct wire_error error;
    assert_int_equal(wire_request_decode(payload, &request, &error), WIRE_OK);
    assert_int_equal(request.number, RECEIPT_REQUEST_NUMBER);
    assert_int_equal(request.kind, kind);
    assert_int_equal(request.stan, stan);
    assert_int_equal(request.sent_at_us, sale.at_us);
    assert_int_equal(request.slip.width, 40);
    return request.body;
}

static void a_redemption_is_the_receipt_paid_in_part_with_points(void **state)
{
    struct receipt_book *book = receipt_book_create(RECEIPTS, DATE, 1);
    const int64_t total = receipt_total(book, RECEIPT);
    const int64_t points[] = {1, total - 1, total};
    for (size_t index = 0; index < BASE_COUNT(points); index++) {
        const struct wire_view body =
            body_of(encoder_redemption(*state, book, RECEIPT, &sale, points[index]),
                    WIRE_KIND_PURCHASE, sale.stan);
        struct wire_purchase purchase;
        struct wire_error error;
        assert_int_equal(wire_purchase_decode(body, &purchase, &error), WIRE_OK);
        assert_string_equal(purchase.card, "2900001234567");
        assert_string_equal(purchase.receipt.fiscal_device, sale.device);
        assert_string_equal(purchase.receipt.number, "002097193");
        assert_int_equal(purchase.receipt.date, DATE);
        assert_int_equal(purchase.total, total);
        assert_int_equal(purchase.redeem, points[index]);
        assert_int_equal(purchase.tenders_count, points[index] < total ? 1 : 0);
        if (purchase.tenders_count == 1) {
            assert_int_equal(purchase.tenders[0].amount, total - points[index]);
        }
        struct wire_receipt_lines lines = wire_receipt_lines_begin(purchase.lines);
        struct wire_receipt_line line;
        while (wire_receipt_lines_next(&lines, &line, &error) == WIRE_OK) {
            assert_int_equal(line.amount,
                             receipt_line(book, RECEIPT, (uint32_t)lines.count).amount);
        }
        assert_int_equal(lines.count, receipt_lines(book, RECEIPT));
    }
    receipt_book_destroy(book);
}

static void a_hold_and_its_commit_name_the_same_card(void **state)
{
    struct wire_hold hold;
    struct wire_commit commit;
    struct wire_error error;
    const struct wire_view hold_body =
        body_of(encoder_hold(*state, &sale, 700), WIRE_KIND_HOLD, sale.stan);
    assert_int_equal(wire_hold_decode(hold_body, &hold, &error), WIRE_OK);
    assert_string_equal(hold.card, "2900001234567");
    assert_int_equal(hold.store, RECEIPT_STORE);
    assert_int_equal(hold.currency, RECEIPT_CURRENCY);
    assert_int_equal(hold.points, 700);
    assert_int_equal(hold.timeout_s, 0);
    const struct wire_view commit_body =
        body_of(encoder_commit(*state, &sale, 4711, 300), WIRE_KIND_COMMIT, sale.stan);
    assert_int_equal(wire_commit_decode(commit_body, &commit, &error), WIRE_OK);
    assert_string_equal(commit.card, hold.card);
    assert_int_equal(commit.hold, 4711);
    assert_int_equal(commit.points, 300);
    assert_int_equal(commit.at_us, sale.at_us);
}

static void assert_refund(void **state, const struct encoder_refund *wanted)
{
    struct wire_refund refund;
    struct wire_refund_line line;
    struct wire_error error;
    const struct wire_view body =
        body_of(encoder_refund(*state, &sale, wanted), WIRE_KIND_REFUND, sale.stan);
    assert_int_equal(wire_refund_decode(body, &refund, &error), WIRE_OK);
    assert_string_equal(refund.card, "2900001234567");
    assert_int_equal(refund.which_original, WIRE_REFUND_ORIGINAL_RRN_TAG);
    assert_int_equal(refund.original.original_rrn, wanted->original);
    assert_int_equal(refund.total, wanted->total);
    assert_string_equal(refund.receipt.fiscal_device, sale.device);
    assert_string_equal(refund.receipt.number, "002097193");
    assert_int_equal(refund.receipt.date, DATE);
    struct wire_refund_lines lines = wire_refund_lines_begin(refund.lines);
    if (wanted->line.line != 0) {
        assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_OK);
        assert_int_equal(line.line, wanted->line.line);
        assert_int_equal(line.quantity_milli, wanted->line.quantity_milli);
        assert_int_equal(line.amount, wanted->line.amount);
    }
    assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_END);
}

static void a_refund_is_of_a_line_or_of_an_amount(void **state)
{
    assert_refund(state, &(struct encoder_refund){
                             .original = 4711,
                             .total = 500,
                             .line = {.line = 2, .quantity_milli = 3000, .amount = 500}});
    // The lines of the one before are forgotten.
    assert_refund(state, &(struct encoder_refund){.original = 4712, .total = 900});
}

static void a_balance_is_asked_for_without_a_stan(void **state)
{
    struct wire_balance_inquiry inquiry;
    struct wire_error error;
    const struct wire_view body =
        body_of(encoder_balance(*state, &sale), WIRE_KIND_BALANCE_INQUIRY, 0);
    assert_int_equal(wire_balance_inquiry_decode(body, &inquiry, &error), WIRE_OK);
    assert_string_equal(inquiry.card, "2900001234567");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_redemption_is_the_receipt_paid_in_part_with_points,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hold_and_its_commit_name_the_same_card, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_refund_is_of_a_line_or_of_an_amount, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_balance_is_asked_for_without_a_stan, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
