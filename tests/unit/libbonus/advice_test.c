// SPDX-License-Identifier: Apache-2.0
// What happened without the server is kept, in order, and told later.
#include <string.h>

#include <sqlite3.h>

#include "base/limits.h"
#include "libbonus/bench.h"
#include "support/cmocka.h"
#include "wire/advice.h"
#include "wire/purchase.h"

#define CARD "2000000178509"

static enum bonus_result advise(struct bench *bench, const char *number, int64_t total)
{
    const struct bonus_advice advice = {
        .reason = BONUS_ADVICE_NO_CONNECTION,
        .purchase = bench_receipt(number, total),
    };
    return bonus_advise(bench->till, &advice);
}

// The receipt number of the advice at `index` of the server's requests.
static const char *sent_number(struct bench *bench, size_t index)
{
    static struct wire_purchase purchase;
    struct wire_advice advice;
    struct wire_error error;
    assert_int_equal(wire_advice_decode(fake_server_body(&bench->server, index), &advice, &error),
                     WIRE_OK);
    assert_int_equal(advice.which_happened, WIRE_ADVICE_PURCHASE_TAG);
    assert_int_equal(advice.reason, WIRE_ADVICE_REASON_NO_CONNECTION);
    assert_int_equal(wire_purchase_decode(advice.happened.purchase, &purchase, &error), WIRE_OK);
    return purchase.receipt.number;
}

// Sent, and never answered; then the server speaks again.
static void plan_silence(struct bench *bench)
{
    for (int index = 0; index < 16; index++) {
        fake_server_plan(&bench->server, FAKE_CLOSE);
    }
}

static void end_silence(struct bench *bench)
{
    bench->server.deed_next = bench->server.deed_count;
    bench_reopen(bench); // which does not pause before it connects
}

// The till knows its store, and the server is out of reach.
static void go_offline(struct bench *bench)
{
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
    bench->server.logon_result = WIRE_RESULT_UNAVAILABLE;
    fake_server_hang_up(&bench->server);
    bench_reopen(bench);
}

static void go_online(struct bench *bench)
{
    bench->server.logon_result = WIRE_RESULT_APPROVED;
    bench_reopen(bench);
}

static enum bonus_result send_next(struct bench *bench)
{
    enum bonus_result result = bonus_advice_send(bench->till, &bench->outcome);
    assert_int_equal(result, bench->outcome.result);
    return result;
}

static void advices_are_kept_without_a_server_and_sent_in_their_order(void **state)
{
    struct bench *bench = *state;
    go_offline(bench);
    assert_int_equal(bonus_store(bench->till), 3);
    assert_int_equal(advise(bench, "b", 100), BONUS_OK);
    assert_int_equal(advise(bench, "a", 200), BONUS_OK);
    assert_int_equal(bonus_advices_waiting(bench->till), 2);
    go_online(bench);
    assert_int_equal(bonus_advices_waiting(bench->till), 2);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench->outcome.kind, BONUS_KIND_ADVICE);
    assert_int_equal(bench->outcome.purchase->earned, 11);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_int_equal(send_next(bench), BONUS_NOT_FOUND);
    assert_string_equal(sent_number(bench, 0), "b");
    assert_string_equal(sent_number(bench, 1), "a");
    assert_int_equal(bonus_advices_waiting(bench->till), 0);
}

static void a_sale_that_could_not_be_sent_is_advised_instead(void **state)
{
    struct bench *bench = *state;
    struct bonus_journal_entry entry;
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
    bench->server.logon_result = WIRE_RESULT_UNAVAILABLE;
    fake_server_hang_up(&bench->server);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_UNREACHABLE);
    assert_int_equal(bench->outcome.stan, 1);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    assert_int_equal(bonus_journal_find(bench->till, 1, &entry), BONUS_OK);
    assert_int_equal(entry.state, BONUS_JOURNAL_REPLACED);
    assert_int_equal(bonus_journal_next_open(bench->till, 0, &entry), BONUS_NOT_FOUND);
    go_online(bench);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_GIVEN_UP);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_int_equal(fake_server_posting_count(&bench->server), 1);
}

static void what_may_have_been_posted_is_not_advised(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    plan_silence(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_UNKNOWN);
    assert_int_equal(advise(bench, "1", 100), BONUS_RECEIPT_DIFFERS);
    assert_string_equal(bonus_error(bench->till),
                        "STAN 1 (PURCHASE) is the same and may have been posted. Repeat it, or ask "
                        "its status.");
    end_silence(bench);
    assert_int_equal(bonus_repeat(bench->till, 1, &bench->outcome), BONUS_OK);
    assert_int_equal(advise(bench, "1", 100), BONUS_RECEIPT_DIFFERS);
    assert_int_equal(bonus_advices_waiting(bench->till), 0);
}

static void a_repeat_of_what_was_unsent_counts_as_sent_before_it_goes(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    bench->server.retry_after_ms = BENCH_DEADLINE_MS;
    fake_server_plan(&bench->server, FAKE_BUSY);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_UNREACHABLE);
    assert_int_equal(bonus_repeat_submit(bench->till, 1, NULL), BONUS_OK);
    assert_int_equal(advise(bench, "1", 100), BONUS_RECEIPT_DIFFERS);
    assert_int_equal(bonus_poll(bench->till, -1, &bench->outcome), BONUS_OK);
}

static void a_refused_sale_that_had_happened_may_be_advised(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_REFUSED);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    bench->server.parks = WIRE_RESULT_CARD_UNKNOWN;
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_null(bench->outcome.purchase);
    assert_int_equal(bench->outcome.parked->reason, BONUS_CODE_CARD_UNKNOWN);
    assert_int_equal(bench->outcome.parked->rrn, FAKE_RRN(2));
}

static void an_advice_given_twice_is_one_advice(void **state)
{
    struct bench *bench = *state;
    go_offline(bench);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    assert_int_equal(bonus_advices_waiting(bench->till), 1);
    assert_int_equal(advise(bench, "1", 101), BONUS_RECEIPT_DIFFERS);
    go_online(bench);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK); // told, sent and answered
    assert_int_equal(bonus_advices_waiting(bench->till), 0);
    assert_int_equal(advise(bench, "1", 101), BONUS_RECEIPT_DIFFERS);
}

static void a_sale_that_is_advised_is_not_posted_beside_it(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_RECEIPT_DIFFERS);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_OK);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_RECEIPT_DIFFERS);
    assert_int_equal(fake_server_posting_count(&bench->server), 2);
}

static void an_advice_without_an_answer_holds_the_next_ones_back(void **state)
{
    struct bench *bench = *state;
    go_offline(bench);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    assert_int_equal(advise(bench, "2", 100), BONUS_OK);
    go_online(bench);
    plan_silence(bench);
    assert_int_equal(send_next(bench), BONUS_UNKNOWN);
    end_silence(bench);
    assert_int_equal(bonus_advices_waiting(bench->till), 2);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
    assert_string_equal(sent_number(bench, fake_server_request_count(&bench->server) - 1), "2");
}

static void an_unreadable_advice_does_not_hold_the_next_ones_back(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    assert_int_equal(advise(bench, "2", 100), BONUS_OK);
    bench->server.refusal = WIRE_RESULT_INVALID;
    fake_server_plan(&bench->server, FAKE_REFUSE);
    assert_int_equal(send_next(bench), BONUS_REFUSED);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(send_next(bench), BONUS_NOT_FOUND);
}

static void commits_and_refunds_are_advised_too(void **state)
{
    struct bench *bench = *state;
    const struct bonus_commit commit = {.card = CARD, .hold = FAKE_RRN(7), .points = 100};
    const struct bonus_void release = {.card = CARD, .hold = FAKE_RRN(7)};
    const struct bonus_refund refund = {
        .receipt = {.fiscal_device = "FD000003", .number = "R1", .date = 20101202},
        .total = 500,
        .original_rrn = FAKE_RRN(8),
    };
    const struct bonus_advice advices[] = {
        {.reason = BONUS_ADVICE_NO_CONNECTION, .commit = &commit},
        {.reason = BONUS_ADVICE_NO_CONNECTION, .refund = &refund},
        {.reason = BONUS_ADVICE_NO_CONNECTION, .release = &release},
    };
    go_offline(bench);
    assert_int_equal(bonus_advise(bench->till, &advices[0]), BONUS_OK);
    assert_int_equal(bonus_advise(bench->till, &advices[1]), BONUS_OK);
    // A hold has one end.
    assert_int_equal(bonus_advise(bench->till, &advices[2]), BONUS_RECEIPT_DIFFERS);
    go_online(bench);
    assert_int_equal(bonus_commit(bench->till, &commit, &bench->outcome), BONUS_RECEIPT_DIFFERS);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench->outcome.hold->redeemed, 100);
    assert_int_equal(send_next(bench), BONUS_OK);
    assert_int_equal(bench->outcome.refund->pay_out, 500);
}

static void a_till_that_never_logged_on_must_name_its_store_and_currency(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("1", 100);
    const struct bonus_advice advice = {.reason = BONUS_ADVICE_OTHER, .purchase = &purchase};
    bench_open(bench);
    assert_int_equal(bonus_advise(bench->till, &advice), BONUS_INVALID);
    purchase.receipt.store = 3;
    assert_int_equal(bonus_advise(bench->till, &advice), BONUS_INVALID);
    purchase.currency = 643;
    assert_int_equal(bonus_advise(bench->till, &advice), BONUS_OK);
}

static void an_advice_is_of_one_thing_that_happened(void **state)
{
    struct bench *bench = *state;
    struct bonus_purchase purchase = *bench_receipt("1", 100);
    const struct bonus_void release = {.card = CARD, .hold = FAKE_RRN(7)};
    struct bonus_advice advice = {.reason = BONUS_ADVICE_OTHER};
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
    assert_int_equal(bonus_advise(bench->till, &advice), BONUS_INVALID);
    advice.purchase = &purchase;
    advice.release = &release;
    assert_int_equal(bonus_advise(bench->till, &advice), BONUS_INVALID);
    advice.release = NULL;
    purchase.training = true;
    assert_int_equal(bonus_advise(bench->till, &advice), BONUS_INVALID);
}

static void no_more_are_kept_than_there_is_room_for(void **state)
{
    struct bench *bench = *state;
    sqlite3 *database = NULL;
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
    assert_int_equal(advise(bench, "1", 100), BONUS_OK);
    bonus_close(bench->till);
    assert_int_equal(sqlite3_open(bench->journal, &database), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(
            database,
            "with recursive n(i) as (select 2 union all select i + 1 from n where i < 10000)"
            " insert into advice (number, date, store, fiscal_device, late_claim,"
            " receipt_at_us, total, body, fingerprint)"
            " select 'n' || i, 1, 1, 'd', 0, 0, 0, x'00', x'00' from n",
            NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(database);
    bench_open(bench);
    assert_int_equal(bonus_advices_waiting(bench->till), LIMIT_TILL_ADVICES_MAX);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
    assert_int_equal(advise(bench, "2", 100), BONUS_FULL);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(advices_are_kept_without_a_server_and_sent_in_their_order),
        CASE(a_sale_that_could_not_be_sent_is_advised_instead),
        CASE(what_may_have_been_posted_is_not_advised),
        CASE(a_repeat_of_what_was_unsent_counts_as_sent_before_it_goes),
        CASE(a_refused_sale_that_had_happened_may_be_advised),
        CASE(an_advice_given_twice_is_one_advice),
        CASE(a_sale_that_is_advised_is_not_posted_beside_it),
        CASE(an_advice_without_an_answer_holds_the_next_ones_back),
        CASE(an_unreadable_advice_does_not_hold_the_next_ones_back),
        CASE(commits_and_refunds_are_advised_too),
        CASE(a_till_that_never_logged_on_must_name_its_store_and_currency),
        CASE(an_advice_is_of_one_thing_that_happened),
        CASE(no_more_are_kept_than_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
