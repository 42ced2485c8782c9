// SPDX-License-Identifier: Apache-2.0
// What a cashier does beside selling: pay with points, hold, take back, and go on without a line.
#include <jansson.h>

#include "support/cmocka.h"
#include "tools/pos/counter.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/refund_line.h"
#include "wire/reversal.h"

#define CARD "2000000178509"

static struct wire_view last_body(struct counter *counter)
{
    struct fake_server *server = &counter->bench->server;
    return fake_server_body(server, fake_server_request_count(server) - 1);
}

static struct wire_purchase last_purchase(struct counter *counter)
{
    struct wire_purchase sent;
    struct wire_error error;
    assert_int_equal(wire_purchase_decode(last_body(counter), &sent, &error), WIRE_OK);
    return sent;
}

static struct wire_refund last_refund(struct counter *counter)
{
    struct wire_refund sent;
    struct wire_error error;
    assert_int_equal(wire_refund_decode(last_body(counter), &sent, &error), WIRE_OK);
    return sent;
}

static json_t *printed(struct counter *counter)
{
    json_t *value = json_loads(stage_out(counter->stage), 0, NULL);
    assert_non_null(value);
    return value;
}

// The server answers no Logon from now on; or does again.
static void set_line(struct counter *counter, bool is_up)
{
    counter->bench->server.logon_result = is_up ? WIRE_RESULT_APPROVED : WIRE_RESULT_UNAVAILABLE;
}

static void points_pay_as_said_or_as_many_as_a_quote_allows(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 10 --redeem 3.50"), POS_OK);
    assert_int_equal(last_purchase(counter).redeem, 350);
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 10 --redeem max --receipt 7"),
                     POS_OK);
    assert_int_equal(last_purchase(counter).redeem, 500);
    size_t requests = fake_server_request_count(&counter->bench->server);
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 10 --redeem max --receipt 7"),
                     POS_OK);
    counter_assert_says(stage_error(counter->stage), "posted before: STAN 2");
    assert_int_equal(fake_server_request_count(&counter->bench->server), requests + 1); // no quote
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 10 --redeem all"), POS_DATA);
}

static void a_claim_names_the_receipt(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "claim " CARD " 536366 --of-date 2010-12-01"),
                     POS_OK);
    const struct wire_purchase sent = last_purchase(counter);
    assert_true(sent.late_claim);
    assert_string_equal(sent.receipt.number, "536366");
    assert_string_equal(sent.receipt.fiscal_device, "FD000003");
    assert_int_equal(sent.receipt.date, 20101201);
}

static void a_hold_is_committed_or_voided_by_its_rrn(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "hold " CARD " 500 --timeout 900 --width 0"),
                     POS_OK);
    counter_assert_says(stage_out(counter->stage), "hold         1-3-1\n");
    counter_assert_says(stage_out(counter->stage), "held         500.00\n");
    assert_int_equal(counter_run_till(counter, "commit " CARD " 1-3-1 420 --json"), POS_OK);
    json_t *outcome = printed(counter);
    const json_t *hold = json_object_get(outcome, "hold");
    assert_string_equal(json_string_value(json_object_get(hold, "redeemed")), "420.00");
    assert_string_equal(json_string_value(json_object_get(hold, "hold")), "1-3-1");
    json_decref(outcome);
    assert_int_equal(counter_run_till(counter, "void " CARD " 1-3-9"), POS_OK);
    assert_int_equal(counter_run_till(counter, "void " CARD " 139"), POS_DATA);
    counter_assert_says(stage_error(counter->stage), "\"139\" is not an RRN such as 1-3-48211");
}

static void a_receipt_of_this_till_is_refunded_by_its_number_alone(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 12.50 --receipt 7"), POS_OK);
    assert_int_equal(counter_run_till(counter, "refund 7 --width 0"), POS_OK);
    counter_assert_says(stage_out(counter->stage), "original     1-3-1\n");
    counter_assert_says(stage_out(counter->stage), "pay out      12.50\n");
    const struct wire_refund sent = last_refund(counter);
    assert_int_equal(sent.original.original_rrn, FAKE_RRN(1));
    assert_int_equal(sent.total, 1250);
}

static void a_receipt_of_another_till_is_refunded_by_what_is_printed_on_it(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "refund 7 5 --of-store 2 --of-date 2010-12-01 "
                                               "--card " CARD),
                     POS_OK);
    const struct wire_refund sent = last_refund(counter);
    assert_int_equal(sent.which_original, WIRE_REFUND_ORIGINAL_RECEIPT_TAG);
    assert_int_equal(sent.original.original_receipt.store, 2);
    assert_string_equal(sent.original.original_receipt.fiscal_device, "FD000002");
    assert_string_equal(sent.card, CARD);
    assert_int_equal(counter_run_till(counter, "refund 8"), POS_USAGE);
    counter_assert_says(stage_error(counter->stage), "this till did not sell 8: say the amount");
}

static void lines_say_what_comes_back(void **state)
{
    struct counter *counter = *state;
    struct wire_refund_line line;
    struct wire_error error;
    assert_int_equal(counter_run_till(counter, "refund 1-3-48211 --line 2:365 --line 3:-15 --json"),
                     POS_OK);
    const struct wire_refund sent = last_refund(counter);
    assert_int_equal(sent.total, 35000);
    struct wire_refund_lines next = wire_refund_lines_begin(sent.lines);
    assert_int_equal(wire_refund_lines_next(&next, &line, &error), WIRE_OK);
    assert_int_equal(line.line, 2);
    assert_int_equal(wire_refund_lines_next(&next, &line, &error), WIRE_OK);
    assert_int_equal(line.amount, -1500);
    assert_int_equal(counter_run_till(counter, "refund 1-3-48211 --line 2"), POS_DATA);
    counter_assert_says(stage_error(counter->stage), "such as 2:12.50");
}

static void a_refund_without_an_original_takes_a_card_and_a_supervisor(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "refund - 99 --card " CARD " --supervisor 4711-83"),
                     POS_OK);
    const struct wire_refund sent = last_refund(counter);
    assert_int_equal(sent.which_original, 0);
    assert_string_equal(sent.supervisor, "4711-83");
    assert_int_equal(counter_run_till(counter, "refund - 99"), POS_DATA);
}

static void a_request_is_reversed_by_its_stan(void **state)
{
    struct counter *counter = *state;
    struct wire_reversal sent;
    struct wire_error error;
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 5"), POS_OK);
    assert_int_equal(counter_run_till(counter, "reverse 1 --reason device-failure --width 0"),
                     POS_OK);
    counter_assert_says(stage_out(counter->stage), "original     1-3-1\n");
    assert_int_equal(wire_reversal_decode(last_body(counter), &sent, &error), WIRE_OK);
    assert_int_equal(sent.reason, WIRE_REVERSAL_REASON_DEVICE_FAILURE);
    assert_int_equal(counter_run_till(counter, "reverse 1 --reason mood"), POS_USAGE);
    assert_int_equal(counter_run_till(counter, "repeat 1"), POS_DATA);
    counter_assert_says(stage_error(counter->stage), "STAN 1 is given up: STAN 2 reverses it.");
}

static void sales_without_a_line_are_kept_and_sent_later(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "balance " CARD), POS_OK); // learns its store
    set_line(counter, false);
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 5 --receipt 7 --offline"),
                     POS_OK);
    counter_assert_says(stage_error(counter->stage), "kept; 1 for bonus-pos advise to send");
    assert_int_equal(counter_run_till(counter, "commit " CARD " 1-3-9 1 --offline"), POS_OK);
    assert_int_equal(counter_run_till(counter, "advise"), POS_UNAVAILABLE);
    set_line(counter, true);
    assert_int_equal(counter_run_till(counter, "pending"), POS_OK);
    counter_assert_says(stage_error(counter->stage), "2 for bonus-pos advise to send");
    assert_int_equal(counter_run_till(counter, "advise --json"), POS_OK);
    json_t *outcomes = printed(counter);
    assert_int_equal(json_array_size(outcomes), 2);
    assert_non_null(json_object_get(json_array_get(outcomes, 0), "purchase"));
    assert_non_null(json_object_get(json_array_get(outcomes, 1), "hold"));
    json_decref(outcomes);
    assert_int_equal(counter_run_till(counter, "advise"), POS_OK);
    assert_string_equal(stage_out(counter->stage), "");
}

static void what_is_parked_is_told_with_its_reason(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "balance " CARD), POS_OK);
    assert_int_equal(counter_run_till(counter, "void " CARD " 1-3-9 --offline"), POS_OK);
    counter->bench->server.parks = WIRE_RESULT_HOLD_ENDED;
    assert_int_equal(counter_run_till(counter, "advise --width 0"), POS_OK);
    counter_assert_says(stage_out(counter->stage), "parked for   HOLD_ENDED\n");
}

static void what_is_uncertain_is_repeated_or_reversed(void **state)
{
    struct counter *counter = *state;
    struct fake_server *server = &counter->bench->server;
    for (int index = 0; index < 16; index++) {
        fake_server_plan(server, FAKE_CLOSE);
    }
    assert_int_equal(counter_run_till(counter, "purchase " CARD " 5 --receipt 7"), POS_UNKNOWN);
    server->deed_next = server->deed_count;
    assert_int_equal(counter_run_till(counter, "resolve --reverse --width 0"), POS_OK);
    counter_assert_says(stage_out(counter->stage), "never posted, and never will be");
    assert_int_equal(counter_run_till(counter, "resolve"), POS_OK);
    assert_string_equal(stage_out(counter->stage), "");
    assert_int_equal(fake_server_posting(server, 1).result, WIRE_RESULT_REVERSED);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, counter_set_up, counter_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(points_pay_as_said_or_as_many_as_a_quote_allows),
        CASE(a_claim_names_the_receipt),
        CASE(a_hold_is_committed_or_voided_by_its_rrn),
        CASE(a_receipt_of_this_till_is_refunded_by_its_number_alone),
        CASE(a_receipt_of_another_till_is_refunded_by_what_is_printed_on_it),
        CASE(lines_say_what_comes_back),
        CASE(a_refund_without_an_original_takes_a_card_and_a_supervisor),
        CASE(a_request_is_reversed_by_its_stan),
        CASE(sales_without_a_line_are_kept_and_sent_later),
        CASE(what_is_parked_is_told_with_its_reason),
        CASE(what_is_uncertain_is_repeated_or_reversed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
