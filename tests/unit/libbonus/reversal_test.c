// SPDX-License-Identifier: Apache-2.0
// A request that got no answer is repeated or reversed, never both.
#include <string.h>

#include "libbonus/bench.h"
#include "support/cmocka.h"
#include "wire/reversal.h"

#define CARD "2000000178509"

static struct bonus_reversal reversal(uint64_t stan)
{
    return (struct bonus_reversal){
        .stan = stan, .reason = BONUS_REVERSAL_CANCELLED, .at_us = 1291192000000000};
}

static enum bonus_result reverse(struct bench *bench, uint64_t stan)
{
    const struct bonus_reversal asked = reversal(stan);
    enum bonus_result result = bonus_reverse(bench->till, &asked, &bench->outcome);
    assert_int_equal(result, bench->outcome.result);
    return result;
}

// Every request is met with `deed` until its deadline.
static void plan_trouble(struct bench *bench, enum fake_deed deed)
{
    for (int index = 0; index < FAKE_DEEDS_MAX; index++) {
        fake_server_plan(&bench->server, deed);
    }
}

// Opened again, the till does not pause before it connects.
static void end_trouble(struct bench *bench)
{
    bench->server.deed_next = bench->server.deed_count = 0;
    bench_reopen(bench);
}

// Receipt "1" under STAN 1, sent and not answered.
static void make_unknown(struct bench *bench, enum fake_deed deed)
{
    bench_open(bench);
    plan_trouble(bench, deed);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_UNKNOWN);
    end_trouble(bench);
}

static struct bonus_journal_entry entry_of(struct bench *bench, uint64_t stan)
{
    struct bonus_journal_entry entry;
    assert_int_equal(bonus_journal_find(bench->till, stan, &entry), BONUS_OK);
    return entry;
}

static struct wire_reversal sent_reversal(struct bench *bench)
{
    struct wire_reversal sent;
    struct wire_error error;
    size_t last = fake_server_request_count(&bench->server) - 1;
    assert_int_equal(wire_reversal_decode(fake_server_body(&bench->server, last), &sent, &error),
                     WIRE_OK);
    return sent;
}

static void an_unknown_purchase_that_was_posted_is_undone(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench, FAKE_DOUBT_POSTED);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_int_equal(bench->outcome.reversal->original, FAKE_RRN(1));
    assert_true(fake_server_posting(&bench->server, 1).is_reversed);
    const struct wire_reversal sent = sent_reversal(bench);
    assert_int_equal(sent.epoch, bonus_journal_epoch(bench->till));
    assert_int_equal(sent.stan, 1);
    assert_int_equal(sent.which_place, WIRE_REVERSAL_CARD_TAG);
    assert_string_equal(sent.place.card, CARD);
    const struct bonus_journal_entry entry = entry_of(bench, 1);
    assert_int_equal(entry.reversed_by, 2);
    assert_int_equal(entry.state, BONUS_JOURNAL_ANSWERED);
    assert_int_equal(entry.code, BONUS_CODE_REVERSED);
}

static void an_unknown_purchase_that_never_came_never_will(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench, FAKE_CLOSE);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    assert_int_equal(bench->outcome.reversal->original, 0);
    assert_int_equal(fake_server_posting(&bench->server, 1).result, WIRE_RESULT_REVERSED);
}

static void what_is_reversed_is_not_repeated(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench, FAKE_DOUBT_POSTED);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_GIVEN_UP);
    assert_string_equal(bench->outcome.error, "STAN 1 is given up: STAN 2 reverses it.");
}

static void a_reversal_without_an_answer_stops_its_original_even_after_a_crash(void **state)
{
    struct bench *bench = *state;
    struct bonus_journal_entry entry;
    make_unknown(bench, FAKE_DOUBT_POSTED);
    plan_trouble(bench, FAKE_CLOSE);
    assert_int_equal(reverse(bench, 1), BONUS_UNKNOWN);
    end_trouble(bench);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_GIVEN_UP);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_GIVEN_UP);
    assert_int_equal(bonus_journal_next_open(bench->till, 0, &entry), BONUS_OK);
    assert_int_equal(entry.stan, 2); // the reversal alone
    assert_int_equal(entry.original, 1);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_int_equal(bonus_journal_next_open(bench->till, 0, &entry), BONUS_NOT_FOUND);
}

static void the_receipt_of_a_reversed_sale_is_free(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench, FAKE_CLOSE);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    assert_int_equal(bench_purchase(bench, "1", 900), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 3);
}

static void an_original_that_is_not_reversible_stands(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench, FAKE_DOUBT_POSTED);
    bench->server.refusal = WIRE_RESULT_NOT_REVERSIBLE;
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(reverse(bench, 1), BONUS_REFUSED);
    assert_int_equal(bench->outcome.code, BONUS_CODE_NOT_REVERSIBLE);
    const struct bonus_journal_entry entry = entry_of(bench, 1);
    assert_int_equal(entry.reversed_by, 0);
    assert_int_equal(entry.state, BONUS_JOURNAL_UNKNOWN);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_OK);
}

static void what_was_reversed_already_counts_as_done(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench, FAKE_DOUBT_POSTED);
    bench->server.refusal = WIRE_RESULT_ORIGINAL_REVERSED;
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(reverse(bench, 1), BONUS_REFUSED);
    assert_int_equal(entry_of(bench, 1).code, BONUS_CODE_REVERSED);
    assert_int_equal(bench_purchase(bench, "1", 900), BONUS_OK);
}

static void an_approved_sale_may_be_reversed_when_the_printer_fails(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_OK);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    assert_int_equal(entry_of(bench, 1).code, BONUS_CODE_APPROVED); // its own answer stays
    assert_int_equal(entry_of(bench, 1).reversed_by, 2);
}

static void a_receipt_without_a_card_is_found_by_its_fiscal_device(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("1", 100);
    purchase.card = NULL;
    bench_open(bench);
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    const struct wire_reversal sent = sent_reversal(bench);
    assert_int_equal(sent.which_place, WIRE_REVERSAL_DEVICE_TAG);
    assert_int_equal(sent.place.device.store, 3);
    assert_string_equal(sent.place.device.number, "FD000003");
}

static void a_refund_is_found_by_what_it_named(void **state)
{
    struct bench *bench = *state;
    const struct bonus_receipt original = {2, "FD000002", "77", 20101201};
    struct bonus_refund refund = {
        .receipt = {.fiscal_device = "FD000003", .number = "R1", .date = 20101201},
        .total = 100,
        .original_rrn = FAKE_RRN(77),
    };
    bench_open(bench);
    assert_int_equal(bonus_refund(bench->till, &refund, &bench->outcome), BONUS_OK);
    assert_int_equal(reverse(bench, 1), BONUS_OK);
    struct wire_reversal sent = sent_reversal(bench);
    assert_int_equal(sent.which_place, WIRE_REVERSAL_ORIGINAL_RRN_TAG);
    assert_int_equal(sent.place.original_rrn, FAKE_RRN(77));
    refund.receipt.number = "R2";
    refund.original_rrn = 0;
    refund.original = &original;
    assert_int_equal(bonus_refund(bench->till, &refund, &bench->outcome), BONUS_OK);
    assert_int_equal(reverse(bench, bench->outcome.stan), BONUS_OK);
    sent = sent_reversal(bench);
    assert_int_equal(sent.which_place, WIRE_REVERSAL_DEVICE_TAG);
    assert_int_equal(sent.place.device.store, 2);
    assert_string_equal(sent.place.device.number, "FD000002");
}

static void holds_and_commits_are_found_by_their_card(void **state)
{
    struct bench *bench = *state;
    const struct bonus_hold hold = {.card = CARD, .points = 100};
    const struct bonus_commit commit = {.card = CARD, .hold = FAKE_RRN(1), .points = 100};
    bench_open(bench);
    assert_int_equal(bonus_hold(bench->till, &hold, &bench->outcome), BONUS_OK);
    assert_int_equal(bonus_commit(bench->till, &commit, &bench->outcome), BONUS_OK);
    for (uint64_t stan = 1; stan <= 2; stan++) {
        assert_int_equal(reverse(bench, stan), BONUS_OK);
        assert_string_equal(sent_reversal(bench).place.card, CARD);
    }
}

static void what_cannot_be_reversed_is_told_before_a_stan_is_used_up(void **state)
{
    struct bench *bench = *state;
    const struct bonus_void release = {.card = CARD, .hold = FAKE_RRN(9)};
    bench_open(bench);
    assert_int_equal(bonus_void(bench->till, &release, &bench->outcome), BONUS_OK);
    assert_int_equal(reverse(bench, 1), BONUS_INVALID);
    assert_string_equal(bench->outcome.error, "STAN 1 is a VOID: that is not reversed.");
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(bench_purchase(bench, "1", 1000), BONUS_REFUSED);
    assert_int_equal(reverse(bench, 2), BONUS_INVALID);
    assert_string_equal(bench->outcome.error,
                        "STAN 2 posted nothing (CARD_UNKNOWN): there is nothing to reverse.");
    assert_int_equal(reverse(bench, 99), BONUS_NOT_FOUND);
    assert_int_equal(bench_purchase(bench, "2", 1000), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 3);
    assert_int_equal(reverse(bench, 3), BONUS_OK);
    assert_int_equal(reverse(bench, 4), BONUS_INVALID); // a reversal of a reversal
}

static void a_request_under_way_is_not_reversed(void **state)
{
    struct bench *bench = *state;
    uint64_t stan = 0;
    bench_open(bench);
    assert_int_equal(bonus_purchase_submit(bench->till, bench_receipt("1", 100), NULL, &stan),
                     BONUS_OK);
    assert_int_equal(reverse(bench, stan), BONUS_INVALID);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
    assert_int_equal(reverse(bench, stan), BONUS_OK);
}

static void resolving_repeats_what_stands(void **state)
{
    struct bench *bench = *state;
    uint64_t after = 0;
    make_unknown(bench, FAKE_CLOSE);
    assert_int_equal(bonus_resolve(bench->till, BONUS_RESOLVE_REPEAT, &after, &bench->outcome),
                     BONUS_OK);
    assert_int_equal(after, 1);
    assert_int_equal(bench->outcome.kind, BONUS_KIND_PURCHASE);
    assert_int_equal(bonus_resolve(bench->till, BONUS_RESOLVE_REPEAT, &after, &bench->outcome),
                     BONUS_NOT_FOUND);
    assert_int_equal(fake_server_posting(&bench->server, 1).result, WIRE_RESULT_APPROVED);
}

static void resolving_reverses_what_is_given_up_and_ends(void **state)
{
    struct bench *bench = *state;
    const struct bonus_void release = {.card = CARD, .hold = FAKE_RRN(9)};
    uint64_t after = 0;
    make_unknown(bench, FAKE_DOUBT_POSTED);
    plan_trouble(bench, FAKE_CLOSE);
    assert_int_equal(bonus_void(bench->till, &release, &bench->outcome), BONUS_UNKNOWN);
    end_trouble(bench);
    assert_int_equal(bonus_resolve(bench->till, BONUS_RESOLVE_REVERSE, &after, &bench->outcome),
                     BONUS_OK);
    assert_int_equal(bench->outcome.kind, BONUS_KIND_REVERSAL);
    assert_int_equal(bonus_resolve(bench->till, BONUS_RESOLVE_REVERSE, &after, &bench->outcome),
                     BONUS_OK);
    assert_int_equal(bench->outcome.kind, BONUS_KIND_VOID); // there is nothing else for it
    assert_int_equal(bonus_resolve(bench->till, BONUS_RESOLVE_REVERSE, &after, &bench->outcome),
                     BONUS_NOT_FOUND);
    assert_true(fake_server_posting(&bench->server, 1).is_reversed);
}

static void a_status_settles_a_reversal_too(void **state)
{
    struct bench *bench = *state;
    make_unknown(bench, FAKE_DOUBT_POSTED);
    plan_trouble(bench, FAKE_DOUBT_POSTED);
    assert_int_equal(reverse(bench, 1), BONUS_UNKNOWN);
    end_trouble(bench);
    assert_int_equal(bonus_status(bench->till, 2, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.reversal->original, FAKE_RRN(1));
    assert_int_equal(entry_of(bench, 1).code, BONUS_CODE_REVERSED);
    assert_int_equal(entry_of(bench, 2).rrn, FAKE_RRN(2));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(an_unknown_purchase_that_was_posted_is_undone),
        CASE(an_unknown_purchase_that_never_came_never_will),
        CASE(what_is_reversed_is_not_repeated),
        CASE(a_reversal_without_an_answer_stops_its_original_even_after_a_crash),
        CASE(the_receipt_of_a_reversed_sale_is_free),
        CASE(an_original_that_is_not_reversible_stands),
        CASE(what_was_reversed_already_counts_as_done),
        CASE(an_approved_sale_may_be_reversed_when_the_printer_fails),
        CASE(a_receipt_without_a_card_is_found_by_its_fiscal_device),
        CASE(a_refund_is_found_by_what_it_named),
        CASE(holds_and_commits_are_found_by_their_card),
        CASE(what_cannot_be_reversed_is_told_before_a_stan_is_used_up),
        CASE(a_request_under_way_is_not_reversed),
        CASE(resolving_repeats_what_stands),
        CASE(resolving_reverses_what_is_given_up_and_ends),
        CASE(a_status_settles_a_reversal_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
