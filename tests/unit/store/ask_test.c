// SPDX-License-Identifier: Apache-2.0
// Proves what each kind of ask sends and how its rows are read.
#include "store/ask_internal.h"

#include <string.h>

#include "pgresult.h"
#include "sent.h"
#include "support/cmocka.h"

static const struct receipt_identity receipt = {
    .store = 5, .fiscal_device = "FD-1", .number = "R9", .date = 20251121};

static void assert_text(const struct parameters *parameters, int place, const char *text)
{
    assert_int_equal(parameters->sizes[place], strlen(text));
    assert_memory_equal(parameters->values[place], text, strlen(text));
}

static void facts_are_asked_for_by_lane_card_currency_and_receipt(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {.kind = ASK_FACTS, .lane = 3, .card = "4006381333931", .currency = 643};
    ask.receipt = &receipt;
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_LANE_READ);
    assert_int_equal(parameters.count, 7);
    assert_int_equal(sent_scalar(&parameters, 0), 3);
    assert_text(&parameters, 1, "4006381333931");
    assert_int_equal(sent_scalar(&parameters, 2), 643);
    assert_int_equal(sent_scalar(&parameters, 3), 5);
    assert_text(&parameters, 4, "FD-1");
    assert_int_equal(sent_scalar(&parameters, 5), 20251121);
    assert_text(&parameters, 6, "R9");
}

static void without_a_receipt_its_texts_are_null(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {.kind = ASK_FACTS, .card = ""};
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_LANE_READ);
    assert_non_null(parameters.values[1]);
    assert_int_equal(parameters.sizes[1], 0);
    assert_null(parameters.values[4]);
    assert_null(parameters.values[6]);
}

// read_at, revision, receipt, then card state, member, account's place, position, balance,
// lifetime, debt, lots, held.
static PGresult *create_facts(void)
{
    static const int64_t lots[] = {LOT_NEVER, 0, 0, 0, 100};
    PGresult *rows = pgresult_create_rows(12);
    int row = pgresult_add_row(rows);
    pgresult_set_time(rows, row, 0, 123456);
    pgresult_set_int8(rows, row, 1, 12);
    pgresult_set_int8(rows, row, 2, 8);
    pgresult_set_int2(rows, row, 3, CARD_ACTIVE);
    pgresult_set_int8(rows, row, 4, 77);
    pgresult_set_place(rows, row, 5, 65537);
    pgresult_set_int8(rows, row, 6, 41);
    pgresult_set_int8(rows, row, 7, 100);
    pgresult_set_int8(rows, row, 8, 1000);
    pgresult_set_int8(rows, row, 9, 0);
    pgresult_set_int8_array(rows, row, 10, lots, 5);
    return rows;
}

static void facts_are_taken(void **state)
{
    (void)state;
    struct ask ask = {.kind = ASK_FACTS};
    PGresult *rows = create_facts();
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.read_at_us, 123456);
    assert_int_equal(ask.revision, 12);
    assert_int_equal(ask.receipt_position, 8);
    assert_int_equal(ask.card_state, CARD_ACTIVE);
    assert_int_equal(ask.member, 77);
    assert_int_equal(ask.account.position, 41);
    assert_int_equal(ask.account.balance.minor, 100);
    assert_int_equal(ask.account.lot_count, 1);
    PQclear(rows);
}

static void facts_that_cannot_be_are_unavailable(void **state)
{
    static const int64_t no_whole_lot[] = {1};
    (void)state;
    struct ask ask = {.kind = ASK_FACTS};
    PGresult *rows = create_facts();
    pgresult_set_int8_array(rows, 0, 10, no_whole_lot, 1);
    assert_int_equal(ask_take_result(&ask, rows), STORE_UNAVAILABLE);
    PQclear(rows);
    rows = pgresult_create_rows(11);
    assert_int_equal(ask_take_result(&ask, rows), STORE_UNAVAILABLE);
    PQclear(rows);
}

// read_at, card state, currency, then an account: member, place, position, balance, lifetime, debt,
// lots, held.
enum { BALANCE_COLUMNS = 11, BALANCE_LOTS = 9 };

static int add_balance(PGresult *rows, int64_t currency, int64_t points)
{
    const int64_t lot[] = {LOT_NEVER, 0, 0, 0, points};
    int row = pgresult_add_row(rows);
    pgresult_set_time(rows, row, 0, 123456);
    pgresult_set_int2(rows, row, 1, CARD_ACTIVE);
    pgresult_set_int8(rows, row, 3, 77);
    if (currency > 0) {
        pgresult_set_int2(rows, row, 2, currency);
        pgresult_set_place(rows, row, 4, 65537);
        pgresult_set_int8(rows, row, 5, 41);
        pgresult_set_int8(rows, row, 6, points);
        pgresult_set_int8(rows, row, 7, points * 10);
        pgresult_set_int8(rows, row, 8, 0);
        pgresult_set_int8_array(rows, row, BALANCE_LOTS, lot, LOT_STRIDE);
    }
    return row;
}

// Shows what it is called with.
static struct account_view see_balance(const struct ask *ask, const struct account *account)
{
    assert_int_equal(ask->read_at_us, 123456);
    return (struct account_view){.parts = {.spendable = account->lots[0].points}};
}

static void balances_are_asked_for_by_lane_and_card(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {.kind = ASK_BALANCES, .lane = 2, .card = "4006381333931"};
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_CARD_BALANCES);
    assert_int_equal(parameters.count, 2);
    assert_int_equal(sent_scalar(&parameters, 0), 2);
    assert_text(&parameters, 1, "4006381333931");
}

static void balances_come_one_row_a_currency(void **state)
{
    (void)state;
    struct ask ask = {.kind = ASK_BALANCES, .view = see_balance, .balance_count = 9};
    PGresult *rows = pgresult_create_rows(BALANCE_COLUMNS);
    add_balance(rows, 398, 10);
    add_balance(rows, 643, 20);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.read_at_us, 123456);
    assert_int_equal(ask.card_state, CARD_ACTIVE);
    assert_int_equal(ask.member, 77);
    assert_int_equal(ask.balance_count, 2);
    assert_int_equal(ask.balances[0].currency, 398);
    assert_int_equal(ask.balances[1].points, 20);
    assert_int_equal(ask.balances[1].lifetime, 200);
    assert_int_equal(ask.balances[1].view.parts.spendable.minor, 20);
    assert_int_equal(ask.balances_left_out, 0);
    PQclear(rows);
}

static void a_card_without_an_account_has_no_balances(void **state)
{
    (void)state;
    struct ask ask = {.kind = ASK_BALANCES, .view = see_balance};
    PGresult *rows = pgresult_create_rows(BALANCE_COLUMNS);
    add_balance(rows, 0, 0);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.card_state, CARD_ACTIVE);
    assert_int_equal(ask.balance_count, 0);
    PQclear(rows);
}

static void a_card_that_is_not_there_is_absent(void **state)
{
    (void)state;
    struct ask ask = {.kind = ASK_BALANCES, .card_state = CARD_ACTIVE, .balance_count = 1};
    PGresult *rows = pgresult_create_rows(BALANCE_COLUMNS);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.card_state, CARD_ABSENT);
    assert_int_equal(ask.balance_count, 0);
    PQclear(rows);
}

static void a_damaged_account_is_no_balance(void **state)
{
    (void)state;
    static const int64_t no_whole_lot[] = {1};
    struct ask ask = {.kind = ASK_BALANCES, .view = see_balance};
    PGresult *rows = pgresult_create_rows(BALANCE_COLUMNS);
    int row = add_balance(rows, 643, 20);
    pgresult_set_int8_array(rows, row, BALANCE_LOTS, no_whole_lot, 1);
    assert_int_equal(ask_take_result(&ask, rows), STORE_UNAVAILABLE);
    PQclear(rows);
}

static void no_more_balances_are_taken_than_there_is_room_for(void **state)
{
    (void)state;
    struct ask ask = {.kind = ASK_BALANCES, .view = see_balance};
    PGresult *rows = pgresult_create_rows(BALANCE_COLUMNS);
    for (int i = 0; i < ASK_BALANCES_MAX + 3; i++) {
        add_balance(rows, i + 1, i + 1);
    }
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.balance_count, ASK_BALANCES_MAX);
    assert_int_equal(ask.balances_left_out, 3);
    PQclear(rows);
}

static void a_status_is_asked_for_by_its_key(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {.kind = ASK_STATUS,
                      .key = {.terminal = 4000000000, .epoch = UINT64_MAX, .stan = 3}};
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_POSTING_STATUS);
    assert_int_equal(parameters.count, 3);
    assert_int_equal((uint32_t)sent_scalar(&parameters, 0), 4000000000);
    assert_int_equal((uint64_t)sent_scalar(&parameters, 1), UINT64_MAX);
    assert_int_equal(sent_scalar(&parameters, 2), 3);
}

// lane, revision, position, request kind, result, fingerprint, then what was posted. The first row
// counts.
static void a_status_is_the_first_answer(void **state)
{
    (void)state;
    struct ask ask = {.kind = ASK_STATUS, .answer = {.money = 5, .position = 6}};
    PGresult *rows = pgresult_create_rows(31);
    for (int i = 0; i < 2; i++) {
        int row = pgresult_add_row(rows);
        pgresult_set_int2(rows, row, 0, 3 - i);
        pgresult_set_int8(rows, row, 1, 12);
        pgresult_set_int8(rows, row, 2, 41);
        pgresult_set_int2(rows, row, 3, 4);
        pgresult_set_int2(rows, row, 4, i == 0 ? VERDICT_APPROVED : VERDICT_CARD_UNKNOWN);
        pgresult_set_int8(rows, row, 6, 1000);
    }
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.revision, 12);
    assert_int_equal(ask.answer.lane, 3);
    assert_int_equal(ask.answer.position, 41);
    assert_int_equal(ask.answer.verdict, VERDICT_APPROVED);
    assert_int_equal(ask.answer.money, 1000);
    PQclear(rows);
}

static void an_unknown_key_is_not_found(void **state)
{
    (void)state;
    struct ask ask = {.kind = ASK_STATUS};
    PGresult *rows = pgresult_create_rows(31);
    assert_int_equal(ask_take_result(&ask, rows), STORE_NOT_FOUND);
    PQclear(rows);
}

static void a_logon_sends_its_token_and_hears_the_highest_stan(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {
        .kind = ASK_LOGON, .key = {.terminal = 7, .epoch = 9}, .token = UINT64_MAX - 1};
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_TERMINAL_LOGON);
    assert_int_equal(parameters.count, 3);
    assert_int_equal(sent_scalar(&parameters, 0), 7);
    assert_int_equal(sent_scalar(&parameters, 1), 9);
    assert_int_equal((uint64_t)sent_scalar(&parameters, 2), UINT64_MAX - 1);
    PGresult *rows = pgresult_create_int8(INT64_MAX);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.highest_stan, INT64_MAX);
    PQclear(rows);
}

static void takeovers_are_asked_for_by_terminals_and_tokens(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask_arrays arrays;
    struct ask_session sessions[] = {{.terminal = 7, .token = UINT64_MAX}, {.terminal = 8}};
    struct ask ask = {.kind = ASK_TAKEOVERS, .sessions = sessions, .session_count = 2};
    ask_arrays_init(&arrays);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ask_parameters(&ask, &arrays, &parameters), STATEMENT_TERMINAL_TAKEOVERS);
        assert_int_equal(parameters.count, 2);
        assert_int_equal(sent_count(&parameters, 0), 2);
        assert_int_equal(sent_count(&parameters, 1), 2);
        assert_int_equal(sent_integer(&parameters, 0, 1), 8);
        assert_int_equal((uint64_t)sent_integer(&parameters, 1, 0), UINT64_MAX);
    }
    ask_arrays_clear(&arrays);
}

static void takeovers_come_as_ordinals(void **state)
{
    (void)state;
    struct ask_session sessions[] = {{.terminal = 7, .is_taken_over = true}, {.terminal = 8}};
    struct ask ask = {.kind = ASK_TAKEOVERS, .sessions = sessions, .session_count = 2};
    PGresult *rows = pgresult_create_rows(1);
    pgresult_set_int4(rows, pgresult_add_row(rows), 0, 2);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_false(sessions[0].is_taken_over);
    assert_true(sessions[1].is_taken_over);
    pgresult_set_int4(rows, pgresult_add_row(rows), 0, 3);
    assert_int_equal(ask_take_result(&ask, rows), STORE_UNAVAILABLE);
    PQclear(rows);
}

static void holds_that_are_over_are_asked_for_by_how_many_are_wanted(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {.kind = ASK_SWEEP_HOLDS, .account_max = 256};
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_SWEEP_HOLDS);
    assert_int_equal(parameters.count, 1);
    assert_int_equal(sent_scalar(&parameters, 0), 256);
}

// day, lane, member, currency.
static void holds_that_are_over_come_with_the_day(void **state)
{
    (void)state;
    struct ask_account accounts[1];
    struct ask ask = {.kind = ASK_SWEEP_HOLDS, .accounts = accounts, .account_max = 1};
    PGresult *rows = pgresult_create_rows(4);
    int row = pgresult_add_row(rows);
    pgresult_set_int4(rows, row, 0, 20000);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK); // none is over
    assert_int_equal(ask.day, 20000);
    assert_int_equal(ask.account_count, 0);
    pgresult_set_int2(rows, row, 1, 3);
    pgresult_set_int8(rows, row, 2, 77);
    pgresult_set_int2(rows, row, 3, 643);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.account_count, 1);
    assert_int_equal(accounts[0].lane, 3);
    assert_int_equal(accounts[0].member, 77);
    assert_int_equal(accounts[0].currency, 643);
    assert_true(accounts[0].is_due);
    pgresult_set_int4(rows, pgresult_add_row(rows), 0, 20000);
    assert_int_equal(ask_take_result(&ask, rows), STORE_UNAVAILABLE); // more than were wanted
    PQclear(rows);
}

static void the_next_accounts_are_asked_for_by_the_one_before(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {.kind = ASK_SWEEP_LOTS,
                      .after = {.lane = 3, .member = 77, .currency = 643},
                      .account_max = 256};
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_SWEEP_LOTS);
    assert_int_equal(parameters.count, 4);
    assert_int_equal(sent_scalar(&parameters, 0), 3);
    assert_int_equal(sent_scalar(&parameters, 1), 77);
    assert_int_equal(sent_scalar(&parameters, 2), 643);
    assert_int_equal(sent_scalar(&parameters, 3), 256);
}

// day, member, currency, is_due.
static void the_next_accounts_come_due_or_not(void **state)
{
    (void)state;
    struct ask_account accounts[2];
    struct ask ask = {
        .kind = ASK_SWEEP_LOTS, .after = {.lane = 3}, .accounts = accounts, .account_max = 2};
    PGresult *rows = pgresult_create_rows(4);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK); // behind the last account
    assert_int_equal(ask.account_count, 0);
    for (int i = 0; i < 2; i++) {
        int row = pgresult_add_row(rows);
        pgresult_set_int4(rows, row, 0, 20000);
        pgresult_set_int8(rows, row, 1, 77 + i);
        pgresult_set_int2(rows, row, 2, 643);
        pgresult_set_bool(rows, row, 3, i);
    }
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.day, 20000);
    assert_int_equal(ask.account_count, 2);
    assert_int_equal(accounts[1].lane, 3);
    assert_int_equal(accounts[1].member, 78);
    assert_false(accounts[0].is_due);
    assert_true(accounts[1].is_due);
    ask.account_max = 1;
    assert_int_equal(ask_take_result(&ask, rows), STORE_UNAVAILABLE);
    PQclear(rows);
}

static void the_revision_is_one_number_and_asked_for_with_nothing(void **state)
{
    (void)state;
    struct parameters parameters;
    struct ask ask = {.kind = ASK_REGISTRY};
    assert_int_equal(ask_parameters(&ask, NULL, &parameters), STATEMENT_REGISTRY_REVISION);
    assert_int_equal(parameters.count, 0);
    PGresult *rows = pgresult_create_int8(12);
    assert_int_equal(ask_take_result(&ask, rows), STORE_OK);
    assert_int_equal(ask.revision, 12);
    PQclear(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_asked_for_by_lane_card_currency_and_receipt),
        cmocka_unit_test(without_a_receipt_its_texts_are_null),
        cmocka_unit_test(facts_are_taken),
        cmocka_unit_test(facts_that_cannot_be_are_unavailable),
        cmocka_unit_test(balances_are_asked_for_by_lane_and_card),
        cmocka_unit_test(balances_come_one_row_a_currency),
        cmocka_unit_test(a_card_without_an_account_has_no_balances),
        cmocka_unit_test(a_card_that_is_not_there_is_absent),
        cmocka_unit_test(a_damaged_account_is_no_balance),
        cmocka_unit_test(no_more_balances_are_taken_than_there_is_room_for),
        cmocka_unit_test(a_status_is_asked_for_by_its_key),
        cmocka_unit_test(a_status_is_the_first_answer),
        cmocka_unit_test(an_unknown_key_is_not_found),
        cmocka_unit_test(a_logon_sends_its_token_and_hears_the_highest_stan),
        cmocka_unit_test(takeovers_are_asked_for_by_terminals_and_tokens),
        cmocka_unit_test(takeovers_come_as_ordinals),
        cmocka_unit_test(holds_that_are_over_are_asked_for_by_how_many_are_wanted),
        cmocka_unit_test(holds_that_are_over_come_with_the_day),
        cmocka_unit_test(the_next_accounts_are_asked_for_by_the_one_before),
        cmocka_unit_test(the_next_accounts_come_due_or_not),
        cmocka_unit_test(the_revision_is_one_number_and_asked_for_with_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
