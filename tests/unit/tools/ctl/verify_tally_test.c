// SPDX-License-Identifier: Apache-2.0
// Rows as the rules of loyalty write them add up to the account they leave; then each figure of a
// row and of the account is changed alone.
#include "tools/ctl/verify_tally.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/hold.h"
#include "support/cmocka.h"

enum {
    MEMBER = 5,
    CURRENCY = 643,
    ROWS_MAX = 64,
    TEXT_BYTES = 2048,
    ROUNDS = 400,
    HISTORIES = 60,
    DAY_FIRST = 20454,
};

#define DAY_US INT64_C(86400000000)
#define PREFIX "member 5, currency 643: "
#define PLAIN_LOT "the lot of expires_on 2147483647, active_from 0, partner 0, restriction 0"

struct heard {
    char text[TEXT_BYTES];
    size_t count;
};

static void differ(void *context, int64_t position, const char *what)
{
    struct heard *heard = context;
    const size_t size = strlen(heard->text);
    assert_memory_equal(what, PREFIX, strlen(PREFIX));
    snprintf(heard->text + size, TEXT_BYTES - size, "%" PRId64 " %s|", position,
             what + strlen(PREFIX));
    heard->count++;
}

// A history by hand: award 100, award 50 of a lot that expires, spend 30, hold 40, commit 25 of it.

struct history {
    struct verify_posting rows[ROWS_MAX];
    size_t count;
    struct verify_account account;
    int64_t lots[4 * VERIFY_LOT_NUMBERS];
    int64_t held[4 * VERIFY_PIECE_NUMBERS];
};

#define SOON 20500
#define LOT(expires_on, points) (expires_on), 0, 0, 0, (points)
#define NEVER INT32_MAX
#define NUMBERS(...)                                                                               \
    {                                                                                              \
        (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)   \
    }

static const struct verify_posting rows_by_hand[] = {
    {.position = 3, .kind = 1, .earned = 100, .balance_after = 100},
    {.position = 7, .kind = 1, .earned = 50, .balance_after = 150, .moves = NUMBERS(LOT(SOON, 50))},
    {.position = 8,
     .kind = 1,
     .redeemed = 30,
     .balance_after = 120,
     .moves = NUMBERS(LOT(SOON, -30))},
    {.position = 11,
     .kind = 6,
     .balance_after = 120,
     .held_after = 40,
     .hold_until_us = 1000000,
     .moves = NUMBERS(LOT(SOON, -20), LOT(NEVER, -20))},
    {.position = 12,
     .kind = 7,
     .redeemed = 25,
     .earned = 7,
     .balance_after = 102,
     .original_position = 11,
     .moves = NUMBERS(LOT(SOON, 20), LOT(SOON, -20), LOT(NEVER, 5), LOT(NEVER, -5), LOT(NEVER, 15),
                      LOT(NEVER, 7))},
    {.position = 15,
     .kind = 6,
     .balance_after = 102,
     .held_after = 10,
     .hold_until_us = 9000000,
     .moves = NUMBERS(LOT(NEVER, -10))},
};

static struct history history_make(void)
{
    struct history history = {.count = BASE_COUNT(rows_by_hand)};
    for (size_t index = 0; index < history.count; index++) {
        history.rows[index] = rows_by_hand[index];
        history.rows[index].member = MEMBER;
        history.rows[index].currency = CURRENCY;
        history.rows[index].posted_at_us = 100 * (int64_t)index;
    }
    const int64_t lots[] = {LOT(NEVER, 92)};
    const int64_t held[] = {15, 9000000, LOT(NEVER, 10)};
    memcpy(history.lots, lots, sizeof(lots));
    memcpy(history.held, held, sizeof(held));
    history.account = (struct verify_account){
        .member = MEMBER,
        .currency = CURRENCY,
        .position = 15,
        .balance = 102,
        .lots = {.count = BASE_COUNT(lots)},
        .held = {.count = BASE_COUNT(held)},
    };
    return history;
}

static void history_prove(struct history *history, struct heard *heard)
{
    const struct verify_listener listener = {.differ = differ, .context = heard};
    struct verify_tally tally;
    *heard = (struct heard){.count = 0};
    history->account.lots.list = history->lots;
    history->account.held.list = history->account.held.count == 0 ? NULL : history->held;
    verify_tally_init(&tally, MEMBER, CURRENCY);
    for (size_t index = 0; index < history->count; index++) {
        verify_tally_post(&tally, &history->rows[index], &listener);
    }
    verify_tally_compare(&tally, &history->account, &listener);
    verify_tally_end(&tally, &listener);
    verify_tally_clear(&tally);
}

static void assert_differs(struct history *history, const char *expected)
{
    struct heard heard;
    history_prove(history, &heard);
    assert_string_equal(heard.text, expected);
}

static void rows_and_account_as_they_were_posted_agree(void **state)
{
    (void)state;
    struct history history = history_make();
    assert_differs(&history, "");
}

static void a_changed_account_is_named(void **state)
{
    (void)state;
    struct history history = history_make();
    history.account.balance = 103;
    assert_differs(&history, "15 balance is 103, its rows add up to 102|");
    history = history_make();
    history.account.debt = 4;
    assert_differs(&history, "15 debt is 4, its rows add up to 0|");
    history = history_make();
    history.account.position = 12;
    assert_differs(&history, "15 position is 12, its rows add up to 15|");
    history = history_make();
    history.lots[4] = 90;
    assert_differs(&history, "15 its rows add up to 2 points more in " PLAIN_LOT "|");
    history = history_make();
    history.lots[0] = SOON;
    assert_differs(&history, "15 its rows add up to 92 points more in " PLAIN_LOT
                             "|15 its rows add up to -92 points more in the lot of expires_on "
                             "20500, active_from 0, partner 0, restriction 0|");
    history = history_make();
    history.account.lots.count = 0;
    assert_differs(&history, "15 its rows add up to 92 points more in " PLAIN_LOT "|");
    history = history_make();
    history.held[6] = 11;
    assert_differs(&history,
                   "15 its rows add up to -1 points more held at 15 until 9000000 from " PLAIN_LOT
                   "|");
    history = history_make();
    history.account.held.count = 0;
    assert_differs(&history,
                   "15 its rows add up to 10 points more held at 15 until 9000000 from " PLAIN_LOT
                   "|");
}

static void a_held_piece_under_another_hold_is_named(void **state)
{
    (void)state;
    for (size_t number = 0; number < 2; number++) {
        struct history history = history_make();
        struct heard heard;
        history.held[number]++;
        history_prove(&history, &heard);
        assert_int_equal(heard.count, 2); // one too few, one too many
    }
}

static void lots_out_of_form_are_named(void **state)
{
    (void)state;
    struct history history = history_make();
    history.account.lots.count = 4;
    assert_differs(&history, "15 lots are not in form and order|15 its rows add up to 92 points "
                             "more in " PLAIN_LOT "|");
    history = history_make();
    history.lots[4] = 91;
    const int64_t second[] = {LOT(NEVER, 1)};
    memcpy(history.lots + VERIFY_LOT_NUMBERS, second, sizeof(second));
    history.account.lots.count = 2 * VERIFY_LOT_NUMBERS;
    assert_differs(&history, "15 lots are not in form and order|");
    history = history_make();
    history.lots[1] = -1;
    assert_differs(&history, "15 lots are not in form and order|15 its rows add up to 92 points "
                             "more in " PLAIN_LOT "|");
    history = history_make();
    history.account.held.count--;
    assert_differs(&history, "15 held is not in form|15 its rows add up to 10 points more held at "
                             "15 until 9000000 from " PLAIN_LOT "|");
}

static void a_changed_figure_of_a_row_is_named_there_and_nowhere_else(void **state)
{
    (void)state;
    struct history history = history_make();
    history.rows[1].balance_after = 151;
    assert_differs(&history, "7 balance_after is 151, its rows add up to 150|"
                             "8 balance_after is 120, its rows add up to 120|");
    history = history_make();
    history.rows[2].debt_after = 1;
    assert_differs(&history, "8 debt_after is 1, its rows add up to 0|"
                             "11 debt_after is 0, its rows add up to 0|");
    history = history_make();
    history.rows[4].held_after = 1;
    assert_differs(&history, "12 held_after is 1, its rows add up to 0|"
                             "15 held_after is 10, its rows add up to 10|");
}

static void changed_points_are_named_where_they_part_and_at_the_account(void **state)
{
    (void)state;
    struct history history = history_make();
    history.rows[0].earned = 101; // its moves say the same
    assert_differs(&history, "3 balance_after is 100, its rows add up to 101|"
                             "15 balance is 102, its rows add up to 103|"
                             "15 its rows add up to 1 points more in " PLAIN_LOT "|");
    history = history_make();
    history.rows[2].redeemed = 29;
    assert_differs(&history, "8 balance_after is 120, its rows add up to 121|"
                             "8 debt_after is 0, its rows add up to -1|"
                             "15 balance is 102, its rows add up to 103|"
                             "15 debt is 0, its rows add up to -1|");
}

static void changed_moves_are_named_where_they_part_and_at_the_account(void **state)
{
    (void)state;
    static const int64_t more[] = {LOT(SOON, 51)};
    static const int64_t other[] = {LOT(SOON + 1, 50)};
    static const int64_t no_lot[] = {LOT(-1, 50)};
    static const int64_t cut[] = {LOT(SOON, 50), 1};
    struct history history = history_make();
    history.rows[1].moves.list = more;
    assert_differs(&history, "7 debt_after is 0, its rows add up to 1|"
                             "15 debt is 0, its rows add up to 1|"
                             "15 its rows add up to 1 points more in the lot of expires_on 20500, "
                             "active_from 0, partner 0, restriction 0|");
    history = history_make();
    history.rows[1].moves.list = other;
    struct heard heard;
    history_prove(&history, &heard);
    assert_non_null(strstr(heard.text, "8 takes 30 more than there is from the lot of expires_on "
                                       "20500, active_from 0, partner 0, restriction 0|"));
    history = history_make();
    history.rows[1].moves.list = no_lot;
    history_prove(&history, &heard);
    assert_non_null(strstr(heard.text, "7 a move of no lot there can be|"));
    history = history_make();
    history.rows[1].moves = (struct verify_numbers){cut, BASE_COUNT(cut)};
    assert_differs(&history, "7 moves are cut off|");
}

static void a_row_left_out_is_named_by_the_next(void **state)
{
    (void)state;
    for (size_t gone = 0; gone < BASE_COUNT(rows_by_hand); gone++) {
        struct history history = history_make();
        struct heard heard;
        memmove(&history.rows[gone], &history.rows[gone + 1],
                (history.count - gone - 1) * sizeof(history.rows[0]));
        history.count--;
        history_prove(&history, &heard);
        assert_true(heard.count > 0);
    }
}

static void a_hold_whose_moves_hold_something_else_is_named(void **state)
{
    (void)state;
    struct history history = history_make();
    history.rows[3].held_after = 41;
    struct heard heard;
    history_prove(&history, &heard);
    assert_non_null(strstr(heard.text, "11 held_after rises by 41, its moves hold 40|"));
    history = history_make();
    history.rows[3].kind = 1;
    history_prove(&history, &heard);
    assert_non_null(strstr(heard.text, "11 held_after is 40, its rows add up to 0|"));
}

static void a_hold_is_over_in_its_first_microsecond(void **state)
{
    (void)state;
    struct history history = history_make();
    const int64_t back[] = {LOT(NEVER, 10)};
    struct verify_posting *last = &history.rows[history.count++];
    *last = (struct verify_posting){.position = 20,
                                    .member = MEMBER,
                                    .currency = CURRENCY,
                                    .kind = 1,
                                    .balance_after = 102,
                                    .posted_at_us = 9000000,
                                    .moves = {back, BASE_COUNT(back)}};
    history.account.position = 20;
    history.account.held.count = 0;
    history.lots[4] = 102;
    assert_differs(&history, "");
    last->posted_at_us--;
    struct heard heard;
    history_prove(&history, &heard);
    assert_true(heard.count > 0);
}

static void an_account_is_there_once_and_only_with_postings(void **state)
{
    (void)state;
    struct heard heard = {.count = 0};
    const struct verify_listener listener = {.differ = differ, .context = &heard};
    const struct verify_account account = {.member = MEMBER, .currency = CURRENCY, .position = 9};
    struct verify_tally tally;
    verify_tally_init(&tally, MEMBER, CURRENCY);
    verify_tally_compare(&tally, &account, &listener);
    verify_tally_compare(&tally, &account, &listener);
    verify_tally_clear(&tally);
    assert_string_equal(heard.text, "9 an account without a posting|"
                                    "0 there is more than one account|");
    heard = (struct heard){.count = 0};
    verify_tally_init(&tally, MEMBER, CURRENCY);
    verify_tally_post(&tally, &(struct verify_posting){.position = 3}, &listener);
    verify_tally_end(&tally, &listener);
    verify_tally_clear(&tally);
    assert_string_equal(heard.text, "3 has postings and no account|");
}

static void numbers_that_nothing_can_be_wrap_and_crash_nothing(void **state)
{
    (void)state;
    static const int64_t edges[] = {INT64_MIN, INT64_MAX, -1, 0, 1, INT32_MAX, INT64_C(1) << 32};
    for (size_t one = 0; one < BASE_COUNT(edges); one++) {
        for (size_t other = 0; other < BASE_COUNT(edges); other++) {
            struct history history = history_make();
            struct heard heard;
            const int64_t moves[] = {edges[one], edges[other], 0, 0,           edges[one], SOON,
                                     0,          edges[other], 0, edges[other]};
            history.rows[2].moves = (struct verify_numbers){moves, BASE_COUNT(moves)};
            history.rows[3].held_after = edges[one];
            history.rows[3].moves = (struct verify_numbers){moves, BASE_COUNT(moves)};
            history.rows[4].earned = edges[one];
            history.rows[4].redeemed = edges[other];
            history.rows[5].hold_until_us = edges[other];
            history.account.balance = edges[other];
            history.lots[4] = edges[one];
            history.held[6] = edges[other];
            history_prove(&history, &heard);
            assert_true(heard.count > 0);
        }
    }
}

// Random histories, decided by the rules.

struct till {
    uint64_t random;
    struct account account;
    struct account_moment at;
    int64_t position;
    int64_t holds[ROUNDS]; // positions, ended or not
    size_t hold_count;
    struct verify_tally tally;
    struct heard heard;
};

static uint32_t roll(struct till *till, uint32_t below)
{
    till->random = till->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(till->random >> 33) % below;
}

static struct lot roll_lot(struct till *till)
{
    return (struct lot){
        .expires_on = roll(till, 4) == 0 ? LOT_NEVER : till->at.today + 1 + (int)roll(till, 9) * 5,
        .active_from = roll(till, 3) == 0 ? till->at.today + 1 + (int)roll(till, 4) : 0,
        .partner = (int)roll(till, 2),
        .points = {1 + roll(till, 500)},
    };
}

static void award(struct till *till, struct verify_posting *row, struct lot_moves *moves)
{
    struct lot lot = roll_lot(till);
    assert_int_equal(account_advance(&till->account, till->at, moves), BASE_OK);
    assert_int_equal(account_credit(&till->account, lot, till->at.today, moves), BASE_OK);
    row->earned = lot.points.minor;
}

static void spend(struct till *till, struct verify_posting *row, struct lot_moves *moves)
{
    assert_int_equal(account_advance(&till->account, till->at, moves), BASE_OK);
    const int64_t most = account_spendable(&till->account, till->at).minor;
    struct points spent = {most == 0 ? 0 : roll(till, (uint32_t)most + 1)};
    account_debit(&till->account, spent, till->at.today, moves);
    row->redeemed = spent.minor;
}

static void claw_back(struct till *till, struct verify_posting *row, struct lot_moves *moves)
{
    assert_int_equal(account_advance(&till->account, till->at, moves), BASE_OK);
    struct points taken = account_claw_back(&till->account, (struct points){roll(till, 700)},
                                            (struct points){1000}, till->at.today, moves);
    row->kind = 5;
    row->earned = -taken.minor;
}

static void expire(struct till *till, struct verify_posting *row, struct lot_moves *moves)
{
    assert_int_equal(account_advance(&till->account, till->at, moves), BASE_OK);
    row->kind = 10;
    row->earned = -account_expire(&till->account, till->at.today, moves).minor;
}

static void reserve(struct till *till, struct verify_posting *row, struct lot_moves *moves)
{
    const int64_t most = account_spendable(&till->account, till->at).minor;
    const struct hold hold = {
        .position = row->position,
        .until_us = till->at.now_us + 1 + roll(till, 3 * (uint32_t)(DAY_US / 1000)) * 1000,
        .points = {1 + roll(till, (uint32_t)most + 1)},
    };
    if (hold_reserve(&till->account, &hold, till->at, moves) == VERDICT_APPROVED) {
        row->kind = 6;
        row->hold_until_us = hold.until_us;
        till->holds[till->hold_count++] = hold.position;
    } else {
        assert_int_equal(account_advance(&till->account, till->at, moves), BASE_OK);
    }
}

static void end_hold(struct till *till, struct verify_posting *row, struct lot_moves *moves)
{
    if (till->hold_count == 0) {
        award(till, row, moves);
        return;
    }
    const int64_t hold = till->holds[roll(till, (uint32_t)till->hold_count)];
    const int64_t most = hold_points(&till->account, hold, till->at.now_us).minor;
    struct points spent = {roll(till, (uint32_t)most + 1)};
    if (hold_commit(&till->account, hold, spent, till->at, moves) == VERDICT_APPROVED) {
        row->kind = 7;
        row->original_position = hold;
        row->redeemed = spent.minor;
    } else {
        assert_int_equal(account_advance(&till->account, till->at, moves), BASE_OK);
    }
}

static void post_one(struct till *till)
{
    static void (*const operations[])(struct till *, struct verify_posting *,
                                      struct lot_moves *) = {award,  award,   spend,   claw_back,
                                                             expire, reserve, reserve, end_hold};
    int64_t numbers[LOT_MOVES_MAX * LOT_STRIDE];
    struct lot_moves moves = {.count = 0};
    till->position += 1 + roll(till, 3);
    till->at.now_us += roll(till, (uint32_t)(DAY_US / 2000)) * 1000;
    till->at.today = (int32_t)(till->at.now_us / DAY_US);
    struct verify_posting row = {.position = till->position,
                                 .member = MEMBER,
                                 .currency = CURRENCY,
                                 .kind = 1,
                                 .posted_at_us = till->at.now_us};
    operations[roll(till, BASE_COUNT(operations))](till, &row, &moves);
    till->account.position = till->position;
    assert_true(account_is_sound(&till->account));
    row.balance_after = till->account.balance.minor;
    row.debt_after = till->account.debt.minor;
    for (uint16_t index = 0; index < till->account.held_count; index++) {
        row.held_after += till->account.held[index].lot.points.minor;
    }
    if (!lot_moves_are_plain(&moves, (struct points){row.earned})) {
        row.moves = (struct verify_numbers){numbers, lot_moves_flatten(&moves, numbers)};
    }
    const struct verify_listener listener = {.differ = differ, .context = &till->heard};
    verify_tally_post(&till->tally, &row, &listener);
    if (till->heard.count > 0) {
        fail_msg("%s", till->heard.text);
    }
}

static void play(uint64_t seed)
{
    int64_t lots[LOTS_MAX * LOT_STRIDE];
    int64_t held[HOLDS_MAX * HOLD_STRIDE];
    struct till till = {.random = seed, .at.now_us = DAY_FIRST * DAY_US};
    verify_tally_init(&till.tally, MEMBER, CURRENCY);
    for (int round = 0; round < ROUNDS; round++) {
        post_one(&till);
    }
    const struct account *account = &till.account;
    const struct verify_account row = {
        .member = MEMBER,
        .currency = CURRENCY,
        .position = account->position,
        .balance = account->balance.minor,
        .debt = account->debt.minor,
        .lots = {lots, lots_flatten(account->lots, account->lot_count, lots)},
        .held = {held, holds_flatten(account->held, account->held_count, held)},
    };
    const struct verify_listener listener = {.differ = differ, .context = &till.heard};
    verify_tally_compare(&till.tally, &row, &listener);
    verify_tally_clear(&till.tally);
    if (till.heard.count > 0) {
        fail_msg("%s", till.heard.text);
    }
}

static void what_the_rules_decide_adds_up(void **state)
{
    (void)state;
    const char *given = getenv("BONUS_SEED");
    const uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20261122;
    for (uint64_t history = 0; history < HISTORIES; history++) {
        print_message("BONUS_SEED=%" PRIu64 "\n", seed + history);
        play(seed + history);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_account_as_they_were_posted_agree),
        cmocka_unit_test(a_changed_account_is_named),
        cmocka_unit_test(a_held_piece_under_another_hold_is_named),
        cmocka_unit_test(lots_out_of_form_are_named),
        cmocka_unit_test(a_changed_figure_of_a_row_is_named_there_and_nowhere_else),
        cmocka_unit_test(changed_points_are_named_where_they_part_and_at_the_account),
        cmocka_unit_test(changed_moves_are_named_where_they_part_and_at_the_account),
        cmocka_unit_test(a_row_left_out_is_named_by_the_next),
        cmocka_unit_test(a_hold_whose_moves_hold_something_else_is_named),
        cmocka_unit_test(a_hold_is_over_in_its_first_microsecond),
        cmocka_unit_test(an_account_is_there_once_and_only_with_postings),
        cmocka_unit_test(numbers_that_nothing_can_be_wrap_and_crash_nothing),
        cmocka_unit_test(what_the_rules_decide_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
