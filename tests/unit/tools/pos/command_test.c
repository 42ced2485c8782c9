// SPDX-License-Identifier: Apache-2.0
// The command line: what is understood, what is refused and how, and whole commands against a fake
// server.
#include "tools/pos/command.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "support/cmocka.h"
#include "tools/pos/counter.h"
#include "wire/refund.h"
#include "wire/refund_line.h"

#define HEADER "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
#define EXCERPT BONUS_SOURCE_DIR "/tests/data/receipts-2011-01-31.csv"

static void what_is_wrong_with_a_command_line_is_named(void **state)
{
    struct counter *counter = *state;
    static const struct {
        const char *line;
        enum pos_result result;
        const char *fact;
    } cases[] = {
        {"sell", POS_USAGE, "there is no command \"sell\""},
        {"balance", POS_USAGE, "usage: bonus-pos balance CARD"},
        {"balance 1 2", POS_USAGE, "\"2\" is one word too many"},
        {"balance --frobnicate", POS_USAGE, "--frobnicate is no option of balance"},
        {"balance --rate 5", POS_USAGE, "--rate is no option of balance"},
        {"balance --server", POS_USAGE, "--server needs a HOST:PORT"},
        {"replay f --rate many", POS_USAGE, "--rate is \"many\", it should be a number from 1"},
        {"balance 2000000178509", POS_USAGE, "--server is not set"},
        {"balance 2000000178501", POS_DATA, "check digit is 1, should be 9"},
        {"purchase 2000000178509 12,50", POS_DATA, "\"12,50\" is not an amount"},
        {"purchase - 1 --date 2011-02-30", POS_DATA, "--date is \"2011-02-30\""},
        {"status 0", POS_USAGE, "\"0\" is not a STAN"},
        {"replay /nowhere.csv --dry-run", POS_NO_INPUT, "/nowhere.csv cannot be read"},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        assert_int_equal(counter_run(counter, cases[index].line), cases[index].result);
        counter_assert_says(stage_error(counter->stage), cases[index].fact);
        assert_string_equal(stage_out(counter->stage), "");
    }
}

static void every_command_helps(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run(counter, "--help"), POS_OK);
    counter_assert_says(stage_out(counter->stage), "replay FILE");
    assert_int_equal(counter_run(counter, "replay --help"), POS_OK);
    counter_assert_says(stage_out(counter->stage), "--tills-dir DIR");
    counter_assert_says(stage_out(counter->stage), "75  the outcome is unknown");
    assert_int_equal(counter_run(counter, ""), POS_USAGE);
}

static void the_command_line_goes_before_the_file(void **state)
{
    struct counter *counter = *state;
    char line[256];
    const char *path = stage_write(counter->stage, "till.ini",
                                   "; a till\n[till]\nserver = nowhere\nca = /nowhere/ca.pem\n"
                                   "cert = c\nkey = k\njournal = j\nwidth = 32\n");
    snprintf(line, sizeof(line), "balance 2000000178509 --config %s", path);
    assert_int_equal(counter_run(counter, line), POS_USAGE);
    counter_assert_says(stage_error(counter->stage),
                        "--server is \"nowhere\", it should be HOST:PORT");
    snprintf(line, sizeof(line), "balance 2000000178509 --server=[::1]:7 --config %s", path);
    assert_int_equal(counter_run(counter, line), POS_NO_INPUT);
    counter_assert_says(stage_error(counter->stage),
                        "certificate authority /nowhere/ca.pem cannot be used");
}

static void what_is_wrong_with_the_file_is_named_with_its_line(void **state)
{
    struct counter *counter = *state;
    static const struct {
        const char *text;
        const char *fact;
    } cases[] = {
        {"[till]\nservre = a:1\n", "till.ini:2: there is no setting \"servre\""},
        {"[till]\nwidth = wide\n", "till.ini:2: width is \"wide\", it should be a number"},
        {"[tills]\nserver = a:1\n", "till.ini:2: the only section is [till], not [tills]"},
        {"[till]\nreceipt = 7\n", "till.ini:2: there is no setting \"receipt\""},
        {"[till]\nnonsense\n", "till.ini:2: not \"name = value\""},
    };
    for (size_t index = 0; index < BASE_COUNT(cases); index++) {
        char line[256];
        const char *path = stage_write(counter->stage, "till.ini", cases[index].text);
        snprintf(line, sizeof(line), "pending --config %s", path);
        assert_int_equal(counter_run(counter, line), POS_CONFIG);
        counter_assert_says(stage_error(counter->stage), cases[index].fact);
    }
}

static void a_purchase_prints_its_slip_and_tells_its_stan_beside_it(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "purchase 2000000178509 1250.00"), POS_OK);
    assert_string_equal(stage_out(counter->stage), "SLIP\n");
    counter_assert_says(stage_error(counter->stage), "posted: STAN 1, RRN 1-3-1\n");
}

static void the_same_command_again_is_a_repeat(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run_till(counter, "purchase 2000000178509 5 --receipt 7"), POS_OK);
    fake_clock_advance_ms(&counter->stage->clock, 60000);
    assert_int_equal(counter_run_till(counter, "purchase 2000000178509 5 --receipt 7 --json"),
                     POS_OK);
    json_t *outcome = json_loads(stage_out(counter->stage), 0, NULL);
    assert_true(json_is_true(json_object_get(outcome, "repeated")));
    assert_int_equal(json_integer_value(json_object_get(outcome, "stan")), 1);
    const json_t *purchase = json_object_get(outcome, "purchase");
    assert_string_equal(json_string_value(json_object_get(purchase, "earned")), "0.55");
    json_decref(outcome);
}

static void an_unknown_outcome_says_what_to_do_and_can_be_listed(void **state)
{
    struct counter *counter = *state;
    for (int index = 0; index < 16; index++) {
        fake_server_plan(&counter->bench->server, FAKE_CLOSE);
    }
    assert_int_equal(counter_run_till(counter, "purchase - 5 --receipt 7"), POS_UNKNOWN);
    counter_assert_says(stage_error(counter->stage), "HINT: bonus-pos repeat 1 sends it again");
    assert_int_equal(counter_run_till(counter, "pending"), POS_OK);
    counter_assert_says(stage_out(counter->stage),
                        "STAN 1  unknown  PURCHASE  receipt 7 of 20251121");
    counter->bench->server.deed_next = counter->bench->server.deed_count;
    assert_int_equal(counter_run_till(counter, "status 1"), POS_REFUSED);
    counter_assert_says(stage_error(counter->stage), "HINT: bonus-pos repeat 1 makes it final");
    assert_int_equal(counter_run_till(counter, "repeat 1"), POS_OK);
    assert_int_equal(counter_run_till(counter, "status 1"), POS_OK);
    counter_assert_says(stage_out(counter->stage), "STAN 1: PURCHASE, APPROVED");
    assert_int_equal(counter_run_till(counter, "pending"), POS_OK);
    assert_string_equal(stage_out(counter->stage), "");
}

static void a_refusal_is_told_by_its_code(void **state)
{
    struct counter *counter = *state;
    fake_server_plan(&counter->bench->server, FAKE_REFUSE);
    assert_int_equal(counter_run_till(counter, "purchase 2000000178509 5"), POS_REFUSED);
    counter_assert_says(stage_error(counter->stage), "refused: CARD_UNKNOWN");
}

static json_t *replay(struct counter *counter, const char *options, enum pos_result result)
{
    char line[512];
    const char *path =
        stage_write(counter->stage, "receipts.csv",
                    HEADER "1,A,x,1,2010-12-01 08:00:00,100,17850.0,United Kingdom\n"
                           "2,A,x,2,2010-12-01 08:10:00,1.5,,United Kingdom\n"
                           "3,A,x,1,2010-12-01 08:20:00,7,12583.0,France\n"
                           "C4,A,x,-1,2010-12-01 08:20:00,7,12583.0,France\n"
                           "5,A,x,1,2010-12-01 08:30:00,10.99,17850.0,United Kingdom\n"
                           "C6,A,x,-1,2010-12-01 08:40:00,10,17850.0,United Kingdom\n"
                           "C6,B,x,-1,2010-12-01 08:40:00,2,17850.0,United Kingdom\n"
                           "C7,A,x,-1,2010-12-01 08:50:00,3,,United Kingdom\n");
    snprintf(line, sizeof(line), "replay %s %s --json", path, options);
    assert_int_equal(counter_run_till(counter, line), result);
    json_t *report = json_loads(stage_out(counter->stage), 0, NULL);
    assert_non_null(report);
    return report;
}

static long long report_count(const json_t *report, const char *key)
{
    return json_integer_value(json_object_get(report, key));
}

static const char *report_sum(const json_t *report, const char *which, const char *rows,
                              const char *what)
{
    const json_t *sums = json_object_get(json_object_get(report, which), rows);
    return json_string_value(json_object_get(json_object_get(sums, "RUB"), what));
}

static void a_replay_posts_what_its_till_may_and_counts_the_rest(void **state)
{
    struct counter *counter = *state;
    // A receipt and its refund are in UAH, the till is not.
    json_t *report = replay(counter, "--supervisor 4711", POS_REFUSED);
    assert_int_equal(report_count(report, "posted_with_card"), 2);
    assert_int_equal(report_count(report, "posted_without_card"), 1);
    assert_int_equal(report_count(report, "refunds"), 1);
    assert_int_equal(report_count(report, "blind_refunds"), 1);
    assert_int_equal(report_count(report, "without_till"), 2);
    assert_int_equal(report_count(report, "refunds_without_card"), 1);
    assert_int_equal(report_count(report, "refund_lines_matched"), 2);
    assert_int_equal(report_count(report, "refund_lines_blind"), 1);
    assert_string_equal(report_sum(report, "first_time", "refunds", "money"), "10.00");
    assert_string_equal(report_sum(report, "first_time", "refunds", "points"), "1.10");
    assert_string_equal(report_sum(report, "first_time", "blind_refunds", "money"), "2.00");
    assert_string_equal(report_sum(report, "first_time", "sales", "money"), "113.99");
    assert_string_equal(report_sum(report, "first_time", "sales", "points"), "12.20");
    json_decref(report);
}

static void a_replay_weeks_later_repeats_and_changes_nothing(void **state)
{
    struct counter *counter = *state;
    json_decref(replay(counter, "", POS_REFUSED));
    counter->stage->clock.wall_us += INT64_C(3) * 7 * 24 * 3600 * 1000000;
    json_t *report = replay(counter, "", POS_REFUSED);
    assert_int_equal(report_count(report, "posted_with_card"), 0);
    assert_int_equal(report_count(report, "repeated"), 4);
    assert_int_equal(report_count(report, "blind_refunds_skipped"), 1);
    assert_int_equal(report_count(report, "failed"), 0);
    assert_string_equal(report_sum(report, "first_time", "sales", "points"), "0.00");
    assert_string_equal(report_sum(report, "with_repeats", "sales", "points"), "12.20");
    assert_int_equal(fake_server_posting_count(&counter->bench->server), 4);
    json_decref(report);
}

static void a_receipt_whose_answer_was_lost_is_posted_for_the_first_time(void **state)
{
    struct counter *counter = *state;
    fake_server_plan(&counter->bench->server, FAKE_POST_AND_CLOSE);
    json_t *report = replay(counter, "", POS_REFUSED);
    assert_int_equal(report_count(report, "posted_with_card"), 2);
    assert_int_equal(report_count(report, "repeated"), 0);
    json_decref(report);
}

static void a_replay_keeps_to_its_rate(void **state)
{
    struct counter *counter = *state;
    struct fake_server *server = &counter->bench->server;
    counter->stage->pos.clock = clock_of_system;
    json_decref(replay(counter, "--rate 20", POS_REFUSED));
    assert_int_equal(fake_server_request_count(server), 4);
    int64_t apart_us =
        fake_server_request(server, 3).arrived_at_us - fake_server_request(server, 0).arrived_at_us;
    assert_true(apart_us >= 140000); // three pauses of 50 ms, the first arrival may be late
}

// What the original and its refund have to do with each other the server would refuse otherwise.
static void a_refund_follows_its_original_and_names_it(void **state)
{
    struct counter *counter = *state;
    struct fake_server *server = &counter->bench->server;
    struct wire_refund sent;
    struct wire_refund_line line;
    struct wire_error error;
    json_decref(replay(counter, "--supervisor 4711", POS_REFUSED));
    assert_int_equal(fake_server_request_count(server), 5);
    for (size_t index = 0; index < 3; index++) {
        assert_int_equal(fake_server_request(server, index).kind, WIRE_KIND_PURCHASE);
    }
    assert_int_equal(wire_refund_decode(fake_server_body(server, 3), &sent, &error), WIRE_OK);
    assert_string_equal(sent.receipt.number, "C6/5");
    assert_string_equal(sent.original.original_receipt.number, "5");
    assert_int_equal(sent.original.original_receipt.date, 20101201);
    assert_string_equal(sent.original.original_receipt.fiscal_device, "FD000003");
    assert_string_equal(sent.supervisor, "");
    struct wire_refund_lines lines = wire_refund_lines_begin(sent.lines);
    assert_int_equal(wire_refund_lines_next(&lines, &line, &error), WIRE_OK);
    assert_int_equal(line.line, 1);
    assert_int_equal(line.amount, 1000);
    assert_int_equal(wire_refund_decode(fake_server_body(server, 4), &sent, &error), WIRE_OK);
    assert_string_equal(sent.receipt.number, "C6");
    assert_int_equal(sent.which_original, 0);
    assert_string_equal(sent.supervisor, "4711");
}

static void a_replay_counts_refusals_by_their_code(void **state)
{
    struct counter *counter = *state;
    fake_server_plan(&counter->bench->server, FAKE_REFUSE);
    json_t *report = replay(counter, "", POS_REFUSED);
    assert_int_equal(report_count(report, "refused"), 1);
    assert_int_equal(report_count(json_object_get(report, "refused_by_code"), "CARD_UNKNOWN"), 1);
    json_decref(report);
}

static void a_dry_run_of_the_excerpt_reckons_what_was_reckoned_independently(void **state)
{
    struct counter *counter = *state;
    assert_int_equal(counter_run(counter, "replay " EXCERPT " --dry-run --supervisor 1"), POS_OK);
    const char *out = stage_out(counter->stage);
    counter_assert_says(out, "posted with a card                      272\n");
    counter_assert_says(out, "refunds with an original                 14\n");
    counter_assert_says(out, "refunds without one                      43\n");
    counter_assert_says(out, "21 lines of refunds found their receipt, 82 did not\n");
    counter_assert_says(out, "RUB  sold            109,837.89       9,894.26");
    counter_assert_says(out, "RUB  refunded            133.50          14.69");
    assert_int_equal(counter_run(counter, "cards " EXCERPT), POS_OK);
    size_t lines = 0;
    for (const char *at = stage_out(counter->stage); *at != '\0'; at++) {
        lines += *at == '\n';
    }
    assert_int_equal(lines, 270);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, counter_set_up, counter_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(what_is_wrong_with_a_command_line_is_named),
        CASE(every_command_helps),
        CASE(the_command_line_goes_before_the_file),
        CASE(what_is_wrong_with_the_file_is_named_with_its_line),
        CASE(a_purchase_prints_its_slip_and_tells_its_stan_beside_it),
        CASE(the_same_command_again_is_a_repeat),
        CASE(an_unknown_outcome_says_what_to_do_and_can_be_listed),
        CASE(a_refusal_is_told_by_its_code),
        CASE(a_replay_posts_what_its_till_may_and_counts_the_rest),
        CASE(a_replay_weeks_later_repeats_and_changes_nothing),
        CASE(a_receipt_whose_answer_was_lost_is_posted_for_the_first_time),
        CASE(a_replay_keeps_to_its_rate),
        CASE(a_refund_follows_its_original_and_names_it),
        CASE(a_replay_counts_refusals_by_their_code),
        CASE(a_dry_run_of_the_excerpt_reckons_what_was_reckoned_independently),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
