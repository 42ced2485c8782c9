// SPDX-License-Identifier: Apache-2.0
// One receipt, one STAN: what is sent, what comes back, and what is refused before it is sent.
#include <string.h>

#include <sqlite3.h>

#include "libbonus/bench.h"
#include "support/cmocka.h"
#include "wire/purchase.h"

static void a_purchase_brings_back_its_facts_and_its_slip(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "536365", 125000), BONUS_OK);
    assert_int_equal(bench->outcome.code, BONUS_CODE_APPROVED);
    assert_int_equal(bench->outcome.stan, 1);
    assert_int_equal(bench->outcome.tries, 1);
    assert_false(bench->outcome.repeated);
    assert_non_null(bench->outcome.purchase);
    assert_int_equal(bench->outcome.purchase->earned, 13750);
    assert_int_equal(bench->outcome.purchase->rrn, FAKE_RRN(1));
    assert_string_equal(bench->outcome.slip, "SLIP\n");
    assert_string_equal(bench->outcome.error, "");
    assert_null(bench->outcome.card);
}

static void stans_count_up_from_one_and_go_on_after_a_restart(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    uint64_t epoch = bonus_journal_epoch(bench->till);
    bench_reopen(bench);
    assert_int_equal(bench_purchase(bench, "3", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 3);
    assert_int_equal(bonus_journal_epoch(bench->till), epoch);
    assert_int_equal(bench->server.logon_epoch, epoch);
}

static void a_new_journal_has_a_new_epoch(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    uint64_t epoch = bonus_journal_epoch(bench->till);
    bench_forget_journal(bench);
    bench_open(bench);
    assert_true(bonus_journal_epoch(bench->till) != epoch);
}

static void the_same_receipt_goes_again_under_its_stan_as_a_repeat(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "536365", 125000), BONUS_OK);
    bench_reopen(bench);
    assert_int_equal(bench_purchase(bench, "536365", 125000), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
    assert_true(bench->outcome.repeated);
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
    assert_false(fake_server_request(&bench->server, 0).repeat);
    assert_true(fake_server_request(&bench->server, 1).repeat);
}

static void the_same_receipt_with_other_contents_is_not_sent(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "536365", 125000), BONUS_OK);
    assert_int_equal(bench_purchase(bench, "536365", 125001), BONUS_RECEIPT_DIFFERS);
    assert_non_null(strstr(bench->outcome.error, "Receipt 536365 of 20101201 was already sent "
                                                 "under STAN 1 with other contents"));
    assert_string_equal(bonus_error(bench->till), bench->outcome.error);
    assert_int_equal(fake_server_request_count(&bench->server), 1);
}

static void the_same_number_on_another_day_is_another_receipt(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("536365", 100);
    bench_open(bench);
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    purchase.receipt.date++;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
}

static void a_late_claim_is_another_request_than_its_sale(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("536365", 100);
    bench_open(bench);
    purchase.card = NULL;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    purchase.card = "2000000178509";
    purchase.late_claim = true;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
}

static void a_late_claim_says_the_card_and_the_receipt_and_no_more(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase claim = *bench_receipt("536365", 100);
    struct wire_purchase sent;
    struct wire_error error;
    bench_open(bench);
    claim.late_claim = true;
    claim.line_count = 0;
    assert_int_equal(bonus_purchase(bench->till, &claim, &bench->outcome), BONUS_OK);
    assert_int_equal(wire_purchase_decode(fake_server_body(&bench->server, 0), &sent, &error),
                     WIRE_OK);
    assert_true(sent.late_claim);
    assert_string_equal(sent.receipt.number, "536365");
    assert_int_equal(sent.total, 0);
    assert_int_equal(sent.receipt_at_us, 0);
    claim.receipt_at_us++; // another day: the same claim
    assert_int_equal(bonus_purchase(bench->till, &claim, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
    claim.card = NULL;
    assert_int_equal(bonus_purchase(bench->till, &claim, &bench->outcome), BONUS_INVALID);
}

static void points_pay_with_tenders_for_the_rest(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("536365", 1000);
    const struct bonus_tender tenders[] = {{BONUS_TENDER_CASH, 500},
                                           {BONUS_TENDER_HELD_POINTS, 200}};
    struct bonus_journal_entry entry;
    bench_open(bench);
    assert_int_equal(bonus_quote(bench->till, &purchase, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.purchase->redeemable_max, 500);
    purchase.redeem = 300;
    purchase.tenders = tenders;
    purchase.tender_count = 1;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_INVALID);
    assert_string_equal(bench->outcome.error,
                        "The tenders add up to 500, 700 are to be paid (minor units).");
    purchase.tender_count = 2;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    assert_int_equal(bonus_journal_find(bench->till, 1, &entry), BONUS_OK);
    assert_int_equal(entry.redeem, 300);
    purchase.redeem = 1001;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_INVALID);
}

static void practice_leaves_the_receipt_free_for_the_real_sale(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("536365", 100);
    purchase.training = true;
    bench_open(bench);
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    assert_true(bench->outcome.purchase->training);
    assert_int_equal(bench->outcome.purchase->rrn, 0);
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2); // practising it twice is two requests
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 3);
    assert_int_equal(bench->outcome.purchase->rrn, FAKE_RRN(3));
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
}

static void practice_without_an_answer_leaves_the_receipt_free_too(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("536365", 100);
    purchase.training = true;
    bench_open(bench);
    bench->server.retry_after_ms = 2 * BENCH_DEADLINE_MS;
    fake_server_plan(&bench->server, FAKE_UNAVAILABLE);
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_UNREACHABLE);
    bench_reopen(bench);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    assert_int_equal(bench->outcome.purchase->rrn, FAKE_RRN(2));
}

static void a_refused_receipt_may_be_sent_again_under_a_new_stan(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_REFUSED);
    assert_int_equal(bench->outcome.code, BONUS_CODE_CARD_UNKNOWN);
    assert_string_equal(bench->outcome.error, "CARD_UNKNOWN");
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
}

static void a_refusal_stays_what_it_is_under_its_own_stan(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_REFUSED);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_REFUSED);
    assert_int_equal(bench->outcome.code, BONUS_CODE_CARD_UNKNOWN);
    assert_true(bench->outcome.repeated);
}

static void a_receipt_posted_under_another_stan_keeps_its_stan_here(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    bench->server.refusal = WIRE_RESULT_ALREADY_POSTED;
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_REFUSED);
    assert_int_equal(bench->outcome.code, BONUS_CODE_ALREADY_POSTED);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_REFUSED);
    assert_int_equal(bench->outcome.stan, 1);
    assert_true(bench->outcome.repeated);
}

// What a commit does to requests that were answered long ago.
static void forget_contents(struct bench *bench)
{
    sqlite3 *database = NULL;
    bonus_close(bench->till);
    assert_int_equal(sqlite3_open(bench->journal, &database), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(database, "update request set body = null, answer = null", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(database);
    bench_open(bench);
}

static void a_receipt_whose_contents_are_forgotten_keeps_its_stan(void **state)
{
    struct bench *bench = *state;
    struct bonus_journal_entry entry;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    forget_contents(bench);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_NOT_FOUND);
    assert_string_equal(bench->outcome.error, "STAN 1 was answered more than 35 days ago "
                                              "(APPROVED); what was sent is not kept so long.");
    assert_int_equal(bonus_journal_find(bench->till, 1, &entry), BONUS_OK);
    assert_string_equal(entry.receipt.number, "536365");
    assert_string_equal(entry.receipt.fiscal_device, "FD000003");
    assert_int_equal(entry.receipt.store, 3);
    assert_int_equal(entry.code, BONUS_CODE_APPROVED);
    assert_int_equal(entry.total, 100);
    assert_int_equal(entry.receipt_at_us, 1291191960000000);
    assert_int_equal(bench_purchase(bench, "536365", 101), BONUS_RECEIPT_DIFFERS);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
    assert_true(bench->outcome.repeated);
}

static void what_is_plainly_wrong_uses_up_no_stan(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    struct bonus_purchase purchase = *bench_receipt("536365", 100);
    purchase.total = 99;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_INVALID);
    assert_string_equal(bench->outcome.error, "The receipt's lines add up to 100, its total is 99 "
                                              "(minor units).");
    purchase = *bench_receipt("536365", 100);
    purchase.card = "2000000178501";
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_INVALID);
    purchase = *bench_receipt("12345678901234567890123456789012", 100);
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_INVALID);
    assert_string_equal(bench->outcome.error, "The receipt's number is longer than 31 bytes.");
    purchase = *bench_receipt("", 100);
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_INVALID);
    purchase = *bench_receipt("536365", 100);
    purchase.line_count = 0;
    assert_int_equal(bonus_purchase(bench->till, &purchase, &bench->outcome), BONUS_INVALID);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
}

static void a_purchase_takes_store_and_currency_from_the_logon(void **state)
{
    struct bench *bench = *state;
    struct bonus_journal_entry entry;
    bench_open(bench);
    assert_null(bonus_session(bench->till));
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    assert_int_equal(bonus_session(bench->till)->store, 3);
    assert_string_equal(bonus_session(bench->till)->terminal_name, "till-1");
    const struct bonus_receipt receipt = bench_receipt("536365", 100)->receipt;
    assert_int_equal(bonus_journal_find_receipt(bench->till, &receipt, &entry), BONUS_OK);
    assert_int_equal(entry.receipt.store, 3);
    assert_int_equal(entry.stan, 1);
    assert_int_equal(entry.kind, BONUS_KIND_PURCHASE);
    assert_int_equal(entry.state, BONUS_JOURNAL_ANSWERED);
    assert_int_equal(entry.code, BONUS_CODE_APPROVED);
    assert_int_equal(entry.receipt_at_us, 1291191960000000);
}

static void look_ups_bring_back_their_facts_and_leave_no_trace(void **state)
{
    struct bench *bench = *state;
    struct bonus_journal_entry entry;
    const struct bonus_card card = {"2000000178509", BONUS_CARD_ENTRY_KEYED};
    bench_open(bench);
    assert_int_equal(bonus_balance(bench->till, &card, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.balance->count, 2);
    assert_int_equal(bench->outcome.balance->balances[1].currency, 643);
    assert_int_equal(bench->outcome.balance->balances[1].points, 200);
    assert_int_equal(bonus_quote(bench->till, bench_receipt("1", 1000), &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.purchase->earned, 110);
    assert_int_equal(bonus_echo(bench->till, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.server_at_us, 1700000000);
    assert_int_equal(bonus_journal_find(bench->till, 1, &entry), BONUS_NOT_FOUND);
}

static void an_operator_activates_and_blocks_cards_under_stans(void **state)
{
    struct bench *bench = *state;
    const struct bonus_card_block block = {.card = "2000000178509", .reason = "lost"};
    bench_open(bench);
    assert_int_equal(bonus_card_activate(bench->till, "2000000178509", &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
    assert_int_equal(bench->outcome.card->member, 7);
    assert_int_equal(bonus_card_block(bench->till, &block, &bench->outcome), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_int_equal(bonus_card_activate(bench->till, "123", &bench->outcome), BONUS_INVALID);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_purchase_brings_back_its_facts_and_its_slip),
        CASE(stans_count_up_from_one_and_go_on_after_a_restart),
        CASE(a_new_journal_has_a_new_epoch),
        CASE(the_same_receipt_goes_again_under_its_stan_as_a_repeat),
        CASE(the_same_receipt_with_other_contents_is_not_sent),
        CASE(the_same_number_on_another_day_is_another_receipt),
        CASE(a_late_claim_is_another_request_than_its_sale),
        CASE(a_late_claim_says_the_card_and_the_receipt_and_no_more),
        CASE(points_pay_with_tenders_for_the_rest),
        CASE(practice_leaves_the_receipt_free_for_the_real_sale),
        CASE(practice_without_an_answer_leaves_the_receipt_free_too),
        CASE(a_refused_receipt_may_be_sent_again_under_a_new_stan),
        CASE(a_refusal_stays_what_it_is_under_its_own_stan),
        CASE(a_receipt_posted_under_another_stan_keeps_its_stan_here),
        CASE(a_receipt_whose_contents_are_forgotten_keeps_its_stan),
        CASE(what_is_plainly_wrong_uses_up_no_stan),
        CASE(a_purchase_takes_store_and_currency_from_the_logon),
        CASE(look_ups_bring_back_their_facts_and_leave_no_trace),
        CASE(an_operator_activates_and_blocks_cards_under_stans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
