// SPDX-License-Identifier: Apache-2.0
// Goods that come back: what is sent, what comes back, and what is refused before it is sent.
#include <string.h>

#include "libbonus/bench.h"
#include "support/cmocka.h"
#include "wire/refund.h"
#include "wire/refund_line.h"

#define CARD "2000000178509"

// Refund `number` of `total`, of the original with STAN 1; valid until the next call.
static struct bonus_refund *refund(const char *number, int64_t total)
{
    static struct bonus_refund refund;
    refund = (struct bonus_refund){
        .card = CARD,
        .receipt = {.fiscal_device = "FD000003", .number = number, .date = 20101202},
        .receipt_at_us = 1291278360000000,
        .utc_offset_min = 180,
        .total = total,
        .original_rrn = FAKE_RRN(1),
    };
    return &refund;
}

static struct wire_refund sent_refund(struct bench *bench, size_t index)
{
    struct wire_refund sent;
    struct wire_error error;
    assert_int_equal(wire_refund_decode(fake_server_body(&bench->server, index), &sent, &error),
                     WIRE_OK);
    return sent;
}

static void a_refund_brings_back_what_to_pay_out(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bonus_refund(bench->till, refund("R1", 1000), &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.kind, BONUS_KIND_REFUND);
    const struct bonus_refund_facts *facts = bench->outcome.refund;
    assert_int_equal(facts->original, FAKE_RRN(1));
    assert_int_equal(facts->total, 1000);
    assert_int_equal(facts->taken_back, 110);
    assert_int_equal(facts->pay_out, 1000);
    assert_int_equal(facts->after->points, -110);
    assert_int_equal(facts->after->debt, 110);
    assert_null(bench->outcome.purchase);
    const struct wire_refund sent = sent_refund(bench, 0);
    assert_int_equal(sent.which_original, WIRE_REFUND_ORIGINAL_RRN_TAG);
    assert_int_equal(sent.currency, 643);
    assert_int_equal(sent.receipt.store, 3);
}

static void lines_and_the_paper_of_the_original_are_sent_as_they_are(void **state)
{
    struct bench *bench = *state;
    const struct bonus_refund_line lines[] = {{2, 1500, 36500}, {3, -1000, -1500}};
    const struct bonus_receipt original = {1, "FD000001", "536365", 20101201};
    struct bonus_refund *asked = refund("R1", 35000);
    struct wire_refund_line line;
    struct wire_error error;
    asked->original_rrn = 0;
    asked->original = &original;
    asked->lines = lines;
    asked->line_count = 2;
    bench_open(bench);
    assert_int_equal(bonus_refund(bench->till, asked, &bench->outcome), BONUS_OK);
    const struct wire_refund sent = sent_refund(bench, 0);
    assert_int_equal(sent.which_original, WIRE_REFUND_ORIGINAL_RECEIPT_TAG);
    assert_string_equal(sent.original.original_receipt.number, "536365");
    assert_int_equal(sent.original.original_receipt.store, 1);
    struct wire_refund_lines next = wire_refund_lines_begin(sent.lines);
    assert_int_equal(wire_refund_lines_next(&next, &line, &error), WIRE_OK);
    assert_int_equal(line.line, 2);
    assert_int_equal(wire_refund_lines_next(&next, &line, &error), WIRE_OK);
    assert_int_equal(line.quantity_milli, -1000);
    assert_int_equal(line.amount, -1500);
    assert_int_equal(wire_refund_lines_next(&next, &line, &error), WIRE_END);
}

static void a_refund_has_one_stan_and_its_own_paper(void **state)
{
    struct bench *bench = *state;
    struct bonus_journal_entry entry;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "536365", 1000), BONUS_OK);
    struct bonus_refund *asked = refund("R1", 1000);
    assert_int_equal(bonus_refund(bench->till, asked, &bench->outcome), BONUS_OK);
    bench_reopen(bench);
    assert_int_equal(bonus_refund(bench->till, asked, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_true(bench->outcome.repeated);
    assert_int_equal(bonus_journal_find_receipt(bench->till, &asked->receipt, &entry), BONUS_OK);
    assert_int_equal(entry.kind, BONUS_KIND_REFUND);
    assert_int_equal(entry.rrn, FAKE_RRN(2));
    assert_int_equal(entry.total, 1000);
    asked->receipt = bench_receipt("536365", 1000)->receipt; // the sale's
    assert_int_equal(bonus_refund(bench->till, asked, &bench->outcome), BONUS_RECEIPT_DIFFERS);
}

static void a_blind_refund_carries_the_supervisors_code(void **state)
{
    struct bench *bench = *state;
    struct bonus_refund *asked = refund("R1", 900);
    asked->original_rrn = 0;
    asked->supervisor = "4711-83";
    bench_open(bench);
    assert_int_equal(bonus_refund(bench->till, asked, &bench->outcome), BONUS_OK);
    const struct wire_refund sent = sent_refund(bench, 0);
    assert_int_equal(sent.which_original, 0);
    assert_string_equal(sent.supervisor, "4711-83");
}

static void refunds_may_be_submitted_too(void **state)
{
    struct bench *bench = *state;
    uint64_t stan = 0;
    bench_open(bench);
    assert_int_equal(bonus_refund_submit(bench->till, refund("R1", 100), bench, &stan), BONUS_OK);
    assert_int_equal(stan, 1);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    assert_ptr_equal(bench->outcome.tag, bench);
    assert_int_equal(bench->outcome.refund->taken_back, 11);
}

static void what_is_plainly_wrong_uses_up_no_stan(void **state)
{
    struct bench *bench = *state;
    const struct bonus_refund_line line = {.line = 1, .amount = 100};
    const struct bonus_refund_line nowhere = {.line = 0, .amount = 100};
    const struct bonus_tender tender = {BONUS_TENDER_CASH, 101};
    const struct bonus_receipt original = {.fiscal_device = "FD", .number = "1", .date = 20101201};
    bench_open(bench);
    struct bonus_refund wrong = *refund("R1", 99);
    wrong.lines = &line;
    wrong.line_count = 1;
    assert_int_equal(bonus_refund(bench->till, &wrong, &bench->outcome), BONUS_INVALID);
    assert_string_equal(bench->outcome.error, "The refund's lines add up to 100, its total is 99 "
                                              "(minor units).");
    wrong = *refund("R1", 100);
    wrong.lines = &nowhere;
    wrong.line_count = 1;
    assert_int_equal(bonus_refund(bench->till, &wrong, &bench->outcome), BONUS_INVALID);
    wrong = *refund("R1", 100);
    wrong.original = &original;
    assert_int_equal(bonus_refund(bench->till, &wrong, &bench->outcome), BONUS_INVALID);
    wrong = *refund("R1", 100);
    wrong.original_rrn = 0;
    wrong.card = "";
    assert_int_equal(bonus_refund(bench->till, &wrong, &bench->outcome), BONUS_INVALID);
    wrong = *refund("R1", 100);
    wrong.tenders = &tender;
    wrong.tender_count = 1;
    assert_int_equal(bonus_refund(bench->till, &wrong, &bench->outcome), BONUS_INVALID);
    wrong = *refund("R1", -1);
    assert_int_equal(bonus_refund(bench->till, &wrong, &bench->outcome), BONUS_INVALID);
    assert_int_equal(bonus_refund(bench->till, refund("R1", 100), &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_refund_brings_back_what_to_pay_out),
        CASE(lines_and_the_paper_of_the_original_are_sent_as_they_are),
        CASE(a_refund_has_one_stan_and_its_own_paper),
        CASE(a_blind_refund_carries_the_supervisors_code),
        CASE(refunds_may_be_submitted_too),
        CASE(what_is_plainly_wrong_uses_up_no_stan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
