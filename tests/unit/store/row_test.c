// SPDX-License-Identifier: Apache-2.0
// Proves how values are read from a binary row.
#include "store/row_internal.h"

#include <string.h>

#include "pgresult.h"
#include "store/parameter.h"
#include "support/cmocka.h"

enum { COLUMNS = 48 };

// A result with one row of nulls.
static int make_row(void **state)
{
    *state = pgresult_create_rows(COLUMNS);
    (void)pgresult_add_row(*state);
    return 0;
}

static int drop_row(void **state)
{
    PQclear(*state);
    return 0;
}

static struct row first_row(void **state)
{
    return (struct row){.result = *state, .number = 0};
}

static void integers_are_read_by_their_size_and_sign(void **state)
{
    pgresult_set_int2(*state, 0, 0, -2);
    pgresult_set_int4(*state, 0, 1, INT32_MIN);
    pgresult_set_int8(*state, 0, 2, INT64_MIN);
    pgresult_set_int2(*state, 0, 3, 0x1234);
    pgresult_set_int4(*state, 0, 4, 0x12345678);
    pgresult_set_int8(*state, 0, 5, INT64_C(0x123456789abcdef0));
    pgresult_set_place(*state, 0, 6, INT64_C(0xfedcba987654));
    struct row row = first_row(state);
    assert_int_equal(row_integer(&row, 0), -2);
    assert_int_equal(row_integer(&row, 1), INT32_MIN);
    assert_int_equal(row_integer(&row, 2), INT64_MIN);
    assert_int_equal(row_integer(&row, 3), 0x1234);
    assert_int_equal(row_integer(&row, 4), 0x12345678);
    assert_int_equal(row_integer(&row, 5), INT64_C(0x123456789abcdef0));
    assert_int_equal(row_integer(&row, 6), INT64_C(0xfedcba987654)); // a place has no sign
}

static void a_boolean_is_0_or_1(void **state)
{
    pgresult_set_bool(*state, 0, 0, 0);
    pgresult_set_bool(*state, 0, 1, 1);
    struct row row = first_row(state);
    assert_int_equal(row_integer(&row, 0), 0);
    assert_int_equal(row_integer(&row, 1), 1);
}

static void null_is_nothing_of_every_type(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    static const uint8_t nothing[DIGEST_BYTES];
    char text[8] = "before";
    struct row row = first_row(state);
    memset(digest, 0xff, sizeof(digest));
    assert_true(row_is_null(&row, 0));
    assert_int_equal(row_integer(&row, 0), 0);
    assert_int_equal(row_time_us(&row, 0), 0);
    row_text(&row, 0, text, sizeof(text));
    assert_string_equal(text, "");
    row_digest(&row, 0, digest);
    assert_memory_equal(digest, nothing, DIGEST_BYTES);
}

static void times_count_from_1970(void **state)
{
    pgresult_set_int8(*state, 0, 0, 0); // the server's epoch
    pgresult_set_time(*state, 0, 1, 1);
    struct row row = first_row(state);
    assert_int_equal(row_time_us(&row, 0), INT64_C(946684800000000));
    assert_int_equal(row_time_us(&row, 1), 1);
}

static void a_text_is_cut_where_its_room_ends(void **state)
{
    char text[4];
    pgresult_set_text(*state, 0, 0, "abc");
    pgresult_set_text(*state, 0, 1, "abcd");
    struct row row = first_row(state);
    row_text(&row, 0, text, sizeof(text));
    assert_string_equal(text, "abc");
    row_text(&row, 1, text, sizeof(text));
    assert_string_equal(text, "abc");
}

static void a_digest_is_copied(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    uint8_t read[DIGEST_BYTES];
    memset(digest, 0xa5, sizeof(digest));
    pgresult_set_bytes(*state, 0, 0, digest, sizeof(digest));
    struct row row = first_row(state);
    row_digest(&row, 0, read);
    assert_memory_equal(digest, read, DIGEST_BYTES);
}

// An answer: the columns of statement_test's list, here from column 1 on, each with a value of its
// own.
static void set_answer(PGresult *result, enum verdict verdict)
{
    pgresult_set_int8(result, 0, 1, 1001);
    pgresult_set_int2(result, 0, 2, 3);
    pgresult_set_int2(result, 0, 3, verdict);
    pgresult_set_int8(result, 0, 5, 1005);
    pgresult_set_int8(result, 0, 6, 1006);
    pgresult_set_int8(result, 0, 7, 1007);
    pgresult_set_int8(result, 0, 8, 1008);
    pgresult_set_int8(result, 0, 9, 1009);
    pgresult_set_int8(result, 0, 10, 1010);
    pgresult_set_time(result, 0, 11, 1011);
    pgresult_set_int8(result, 0, 12, 1012);
    pgresult_set_int4(result, 0, 13, 1013);
    pgresult_set_int4(result, 0, 14, 1014);
    pgresult_set_int2(result, 0, 15, JOURNAL_CARD_ACTIVATED);
    pgresult_set_int2(result, 0, 16, 643);
    pgresult_set_int8(result, 0, 17, 1017);
    pgresult_set_int8(result, 0, 18, 0);
    pgresult_set_int8(result, 0, 19, 1019);
    pgresult_set_int8(result, 0, 20, 1020);
    pgresult_set_int8(result, 0, 21, 1021);
    pgresult_set_time(result, 0, 22, 1022);
    pgresult_set_int8(result, 0, 23, 1023);
    pgresult_set_int4(result, 0, 24, 1024);
    pgresult_set_int8(result, 0, 25, 1025);
    pgresult_set_int8(result, 0, 26, 1026);
    pgresult_set_int4(result, 0, 27, 1027);
    pgresult_set_int2(result, 0, 28, 1028);
    pgresult_set_int4_array(result, 0, 29, (const int32_t[]){1029, 1030}, 2);
}

static void an_answer_is_read_whole(void **state)
{
    set_answer(*state, VERDICT_APPROVED);
    struct row row = first_row(state);
    struct posting_answer answer = {.lane = 9};
    assert_true(row_has_answer(&row, 1));
    row_answer(&row, 1, &answer);
    assert_int_equal(answer.verdict, VERDICT_APPROVED);
    assert_int_equal(answer.request_kind, 3);
    assert_int_equal(answer.kind, JOURNAL_CARD_ACTIVATED);
    assert_int_equal(answer.lane, 9);
    assert_int_equal(answer.position, 1001);
    assert_int_equal(answer.money, 1005);
    assert_int_equal(answer.base, 1006);
    assert_int_equal(answer.earned, 1007);
    assert_int_equal(answer.redeemed, 1008);
    assert_int_equal(answer.balance_after, 1009);
    assert_int_equal(answer.lifetime_after, 1010);
    assert_int_equal(answer.posted_at_us, 1011);
    assert_int_equal(answer.member, 1012);
    assert_int_equal(answer.programme_version, 1013);
    assert_int_equal(answer.rate_bp, 1014);
    assert_int_equal(answer.currency, 643);
    assert_int_equal(answer.details.original_position, 1017);
    assert_int_equal(answer.details.spendable_after, 0);
    assert_int_equal(answer.details.pending_after, 1019);
    assert_int_equal(answer.details.held_after, 1020);
    assert_int_equal(answer.details.debt_after, 1021);
    assert_int_equal(answer.details.hold_until_us, 1022);
    assert_int_equal(answer.details.expiring_after, 1023);
    assert_int_equal(answer.details.expiring_on, 1024);
    assert_int_equal(answer.details.written_off, 1025);
    assert_int_equal(answer.details.cash_deducted, 1026);
    assert_int_equal(answer.details.flags, 1027);
    assert_int_equal(answer.details.reason, 1028);
    assert_int_equal(answer.details.rule_count, 2);
    assert_int_equal(answer.details.rules[1], 1030);
    assert_int_equal(answer.details.move_count, 0);
}

static void all_of_the_balance_can_be_spent_where_nothing_is_said(void **state)
{
    set_answer(*state, VERDICT_APPROVED);
    pgresult_set_null(*state, 0, 18);
    struct row row = first_row(state);
    struct posting_answer answer = {.lane = 9};
    row_answer(&row, 1, &answer);
    assert_int_equal(answer.details.spendable_after, 1009);
}

// The row that a refused receipt names was somebody else's.
static void of_a_refusal_only_verdict_and_position_are_read(void **state)
{
    set_answer(*state, VERDICT_ALREADY_POSTED);
    struct row row = first_row(state);
    struct posting_answer answer = {.verdict = VERDICT_UNSPECIFIED};
    row_answer(&row, 1, &answer);
    assert_int_equal(answer.verdict, VERDICT_ALREADY_POSTED);
    assert_int_equal(answer.position, 1001);
    assert_int_equal(answer.request_kind, 3);
    assert_int_equal(answer.money, 0);
    assert_int_equal(answer.member, 0);
    assert_int_equal(answer.balance_after, 0);
}

static void without_a_key_there_is_no_answer(void **state)
{
    struct row row = first_row(state);
    assert_false(row_has_answer(&row, 1));
}

// Facts: card state, member, account's place, position, balance, lifetime, debt, lots, held.
enum {
    FACTS_CARD_STATE = 2,
    FACTS_MEMBER,
    FACTS_PLACE,
    FACTS_POSITION,
    FACTS_BALANCE,
    FACTS_LIFETIME,
    FACTS_DEBT,
    FACTS_LOTS,
    FACTS_HELD
};

static struct row_account read_account(void **state)
{
    struct row row = first_row(state);
    struct row_facts facts;
    row_facts(&row, FACTS_CARD_STATE, &facts);
    return facts.account;
}

static void facts_are_read_whole(void **state)
{
    static const int64_t lots[] = {20000, 0, 0, 0, 30, LOT_NEVER, 19000, 1, 2, 70};
    static const int64_t held[] = {40, 1763717400000000, 20100, 0, 0, 0, 9};
    pgresult_set_int2(*state, 0, FACTS_CARD_STATE, CARD_BLOCKED);
    pgresult_set_int8(*state, 0, FACTS_MEMBER, 77);
    pgresult_set_place(*state, 0, FACTS_PLACE, INT64_C(0xfffffffe0123));
    pgresult_set_int8(*state, 0, FACTS_POSITION, 41);
    pgresult_set_int8(*state, 0, FACTS_BALANCE, 106);
    pgresult_set_int8(*state, 0, FACTS_LIFETIME, 1000);
    pgresult_set_int8(*state, 0, FACTS_DEBT, 3);
    pgresult_set_int8_array(*state, 0, FACTS_LOTS, lots, 10);
    pgresult_set_int8_array(*state, 0, FACTS_HELD, held, 7);
    struct row row = first_row(state);
    struct row_facts facts;
    row_facts(&row, FACTS_CARD_STATE, &facts);
    const struct account *account = &facts.account.account;
    assert_false(facts.account.is_damaged);
    assert_int_equal(facts.account.place, INT64_C(0xfffffffe0123));
    assert_int_equal(facts.card, CARD_BLOCKED);
    assert_int_equal(facts.account.member, 77);
    assert_int_equal(account->position, 41);
    assert_int_equal(account->balance.minor, 106);
    assert_int_equal(account->lifetime.minor, 1000);
    assert_int_equal(account->debt.minor, 3);
    assert_int_equal(account->lot_count, 2);
    assert_int_equal(account->lots[1].active_from, 19000);
    assert_int_equal(account->lots[1].restriction, 2);
    assert_int_equal(account->lots[1].points.minor, 70);
    assert_int_equal(account->held_count, 1);
    assert_int_equal(account->held[0].hold, 40);
    assert_int_equal(account->held[0].lot.points.minor, 9);
}

static void facts_of_nothing_are_nothing(void **state)
{
    struct row row = first_row(state);
    struct row_facts facts;
    row_facts(&row, FACTS_CARD_STATE, &facts);
    assert_false(facts.account.is_damaged);
    assert_int_equal(facts.account.place, 0);
    assert_int_equal(facts.card, CARD_ABSENT);
    assert_int_equal(facts.account.member, 0);
    assert_int_equal(facts.account.account.position, 0);
    assert_int_equal(facts.account.account.lot_count, 0);
    assert_int_equal(facts.account.account.held_count, 0);
}

static void assert_lots(void **state, const int64_t *lots, size_t count, bool is_damaged)
{
    pgresult_set_int8(*state, 0, FACTS_POSITION, 41);
    pgresult_set_int8_array(*state, 0, FACTS_LOTS, lots, count);
    assert_int_equal(read_account(state).is_damaged, is_damaged);
}

static void an_account_may_have_no_lots(void **state)
{
    assert_lots(state, NULL, 0, false);
}

static void lots_that_cannot_be_are_damage(void **state)
{
    static const int64_t cut_off[] = {1, 0, 0, 0};
    static const int64_t unordered[] = {2, 0, 0, 0, 5, 1, 0, 0, 0, 5};
    static const int64_t empty[] = {1, 0, 0, 0, 0};
    static int64_t many[(LOTS_MAX + 1) * LOT_STRIDE];
    assert_lots(state, cut_off, 4, true);
    assert_lots(state, unordered, 10, true);
    assert_lots(state, empty, 5, true);
    for (int64_t i = 0; i <= LOTS_MAX; i++) {
        many[i * LOT_STRIDE] = i + 1;
        many[i * LOT_STRIDE + 4] = 1;
    }
    assert_lots(state, many, (size_t)LOTS_MAX * LOT_STRIDE, false);
    assert_lots(state, many, (size_t)(LOTS_MAX + 1) * LOT_STRIDE, true);
}

static void held_pieces_that_cannot_be_are_damage(void **state)
{
    static const int64_t cut_off[] = {40, 1, 1, 0, 0, 0};
    static const int64_t empty[] = {40, 1, 1, 0, 0, 0, 0};
    pgresult_set_int8(*state, 0, FACTS_POSITION, 41);
    pgresult_set_int8_array(*state, 0, FACTS_HELD, cut_off, 6);
    assert_true(read_account(state).is_damaged);
    pgresult_set_int8_array(*state, 0, FACTS_HELD, empty, 7);
    assert_true(read_account(state).is_damaged);
}

// Three nulls take as many bytes as one number.
static void nulls_are_no_lots(void **state)
{
    static const uint8_t nulls[20 + 60] = {
        0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 15, 0, 0, 0, 1, [20 ... 79] = 0xff};
    pgresult_set_int8(*state, 0, FACTS_POSITION, 41);
    pgresult_set_bytes(*state, 0, FACTS_LOTS, nulls, sizeof(nulls));
    assert_true(read_account(state).is_damaged);
    pgresult_set_bytes(*state, 0, FACTS_LOTS, nulls, sizeof(nulls) - 1);
    assert_true(read_account(state).is_damaged);
}

// An original: from column 1 on, each with a value of its own; rules stand in column 23, moves in
// 24, lines in 30.
enum { ORIGINAL_FIRST = 1, ORIGINAL_RULES = 23, ORIGINAL_MOVES = 24, ORIGINAL_LINES = 30 };

static void set_original(PGresult *result, enum verdict verdict)
{
    pgresult_set_int8(result, 0, 1, 1001);
    pgresult_set_int2(result, 0, 2, verdict);
    pgresult_set_int2(result, 0, 3, JOURNAL_PURCHASE);
    pgresult_set_int4(result, 0, 4, 1004);
    pgresult_set_int4(result, 0, 5, 1005);
    pgresult_set_text(result, 0, 6, "4006381333931");
    pgresult_set_int8(result, 0, 7, 1007);
    pgresult_set_int2(result, 0, 8, 643);
    pgresult_set_int8(result, 0, 9, 1009);
    pgresult_set_int8(result, 0, 10, 1010);
    pgresult_set_int8(result, 0, 11, 1011);
    pgresult_set_int8(result, 0, 12, 1012);
    pgresult_set_int4(result, 0, 13, 1013);
    pgresult_set_int4(result, 0, 14, 1014);
    pgresult_set_time(result, 0, 15, 1015);
    pgresult_set_time(result, 0, 16, 1016);
    pgresult_set_int2(result, 0, 17, 1017);
    pgresult_set_int8(result, 0, 18, 1018);
    pgresult_set_time(result, 0, 19, 1019);
    pgresult_set_int8(result, 0, 20, 1020);
    pgresult_set_int8(result, 0, 21, 1021);
    pgresult_set_int4(result, 0, 22, 1022);
    pgresult_set_bytes(result, 0, 25, "body", 4);
    pgresult_set_int8(result, 0, 26, 1026);
    pgresult_set_int8(result, 0, 27, 1027);
    pgresult_set_int8(result, 0, 28, 1028);
    pgresult_set_int8(result, 0, 29, 1029);
}

static enum base_result read_original(void **state, struct posting_original *original)
{
    struct row row = first_row(state);
    return row_original(&row, ORIGINAL_FIRST, original);
}

static void an_original_is_read_whole(void **state)
{
    static const int64_t moves[] = {20500, 0, 1, 2, -40};
    static const int64_t lines[] = {5, 0, -7};
    static const int64_t rules[] = {7, 9};
    static struct posting_original original;
    set_original(*state, VERDICT_APPROVED);
    pgresult_set_int8_array(*state, 0, ORIGINAL_MOVES, moves, 5);
    pgresult_set_int8_array(*state, 0, ORIGINAL_LINES, lines, 3);
    pgresult_set_int8_array(*state, 0, ORIGINAL_RULES, rules, 2);
    assert_int_equal(read_original(state, &original), BASE_OK);
    assert_int_equal(original.verdict, VERDICT_APPROVED);
    assert_int_equal(original.position, 1001);
    assert_int_equal(original.kind, JOURNAL_PURCHASE);
    assert_int_equal(original.terminal, 1004);
    assert_int_equal(original.store, 1005);
    assert_string_equal(original.card, "4006381333931");
    assert_int_equal(original.member, 1007);
    assert_int_equal(original.currency, 643);
    assert_int_equal(original.money, 1009);
    assert_int_equal(original.base, 1010);
    assert_int_equal(original.earned, 1011);
    assert_int_equal(original.redeemed, 1012);
    assert_int_equal(original.rate_bp, 1013);
    assert_int_equal(original.programme_version, 1014);
    assert_int_equal(original.posted_at_us, 1015);
    assert_int_equal(original.receipt_at_us, 1016);
    assert_int_equal(original.utc_offset_min, 1017);
    assert_int_equal(original.original_position, 1018);
    assert_int_equal(original.hold_until_us, 1019);
    assert_int_equal(original.written_off, 1020);
    assert_int_equal(original.cash_deducted, 1021);
    assert_int_equal(original.flags, 1022);
    assert_int_equal(original.rule_count, 2);
    assert_int_equal(original.rules[1], 9);
    assert_int_equal(original.body_size, 4);
    assert_memory_equal(original.body, "body", 4);
    assert_int_equal(original.left_of, 1026);
    assert_int_equal(original.left_position, 1027);
    assert_int_equal(original.claim_position, 1028);
    assert_int_equal(original.reversal_position, 1029);
    assert_int_equal(original.moves.count, 1);
    assert_int_equal(original.moves.list[0].points.minor, -40);
    assert_int_equal(original.line_count, 3);
    assert_int_equal(original.lines[2], -7);
}

static void without_moves_an_original_has_the_usual_ones(void **state)
{
    static struct posting_original original;
    set_original(*state, VERDICT_APPROVED);
    assert_int_equal(read_original(state, &original), BASE_OK);
    assert_int_equal(original.moves.count, 1);
    assert_int_equal(original.moves.list[0].expires_on, LOT_NEVER);
    assert_int_equal(original.moves.list[0].points.minor, 1011);
    assert_int_equal(original.line_count, 0);
}

static void moves_or_lines_that_cannot_be_are_damage(void **state)
{
    static const int64_t cut_off[] = {20500, 0, 1, 2};
    static int64_t many[LIMIT_RECEIPT_LINES_MAX / 2];
    static struct posting_original original;
    set_original(*state, VERDICT_APPROVED);
    pgresult_set_int8_array(*state, 0, ORIGINAL_MOVES, cut_off, 4);
    assert_int_equal(read_original(state, &original), BASE_OUT_OF_RANGE);
    pgresult_set_null(*state, 0, ORIGINAL_MOVES);
    pgresult_set_int8_array(*state, 0, ORIGINAL_LINES, many, BASE_COUNT(many));
    assert_int_equal(read_original(state, &original), BASE_OK);
    pgresult_set_bytes(*state, 0, ORIGINAL_LINES, "123456789012345678901", 21);
    assert_int_equal(read_original(state, &original), BASE_OUT_OF_RANGE);
}

static void of_a_refused_original_only_verdict_and_position_are_read(void **state)
{
    static struct posting_original original;
    original.member = 5;
    set_original(*state, VERDICT_ALREADY_POSTED);
    assert_int_equal(read_original(state, &original), BASE_OK);
    assert_int_equal(original.verdict, VERDICT_ALREADY_POSTED);
    assert_int_equal(original.position, 1001);
    assert_int_equal(original.member, 0);
    assert_int_equal(original.currency, 0);
}

static void an_original_without_its_row_is_not_found(void **state)
{
    static struct posting_original original;
    original.position = 5;
    assert_int_equal(read_original(state, &original), BASE_OK);
    assert_int_equal(original.verdict, VERDICT_NOT_FOUND);
    assert_int_equal(original.position, 0);
    pgresult_set_int8(*state, 0, 1, 1001);
    pgresult_set_int2(*state, 0, 2, VERDICT_APPROVED);
    assert_int_equal(read_original(state, &original), BASE_OK);
    assert_int_equal(original.verdict, VERDICT_NOT_FOUND);
    assert_int_equal(original.position, 1001); // but where it would be is
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_row, drop_row)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(integers_are_read_by_their_size_and_sign),
        TEST(a_boolean_is_0_or_1),
        TEST(null_is_nothing_of_every_type),
        TEST(times_count_from_1970),
        TEST(a_text_is_cut_where_its_room_ends),
        TEST(a_digest_is_copied),
        TEST(an_answer_is_read_whole),
        TEST(all_of_the_balance_can_be_spent_where_nothing_is_said),
        TEST(of_a_refusal_only_verdict_and_position_are_read),
        TEST(without_a_key_there_is_no_answer),
        TEST(facts_are_read_whole),
        TEST(facts_of_nothing_are_nothing),
        TEST(an_account_may_have_no_lots),
        TEST(lots_that_cannot_be_are_damage),
        TEST(held_pieces_that_cannot_be_are_damage),
        TEST(nulls_are_no_lots),
        TEST(an_original_is_read_whole),
        TEST(without_moves_an_original_has_the_usual_ones),
        TEST(moves_or_lines_that_cannot_be_are_damage),
        TEST(of_a_refused_original_only_verdict_and_position_are_read),
        TEST(an_original_without_its_row_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
