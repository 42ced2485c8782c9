// SPDX-License-Identifier: Apache-2.0
// Proves how values are read from a binary row.
#include "store/row_internal.h"

#include <string.h>

#include "pgresult.h"
#include "store/parameter.h"
#include "support/cmocka.h"

enum { COLUMNS = 20 };

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

// Facts: card state, member, account's place, position, balance, lifetime, lots.
static void facts_are_read_whole(void **state)
{
    static const int64_t lots[] = {20000, 0, 0, 0, 30, LOT_NEVER, 19000, 1, 2, 70};
    pgresult_set_int2(*state, 0, 2, CARD_BLOCKED);
    pgresult_set_int8(*state, 0, 3, 77);
    pgresult_set_place(*state, 0, 4, INT64_C(0xfffffffe0123));
    pgresult_set_int8(*state, 0, 5, 41);
    pgresult_set_int8(*state, 0, 6, 100);
    pgresult_set_int8(*state, 0, 7, 1000);
    pgresult_set_int8_array(*state, 0, 8, lots, 10);
    struct row row = first_row(state);
    struct row_facts facts;
    row_facts(&row, 2, &facts);
    assert_false(facts.is_damaged);
    assert_int_equal(facts.account_place, INT64_C(0xfffffffe0123));
    assert_int_equal(facts.card, CARD_BLOCKED);
    assert_int_equal(facts.member, 77);
    assert_int_equal(facts.account.position, 41);
    assert_int_equal(facts.account.balance.minor, 100);
    assert_int_equal(facts.account.lifetime.minor, 1000);
    assert_int_equal(facts.account.lot_count, 2);
    assert_int_equal(facts.account.lots[1].active_from, 19000);
    assert_int_equal(facts.account.lots[1].restriction, 2);
    assert_int_equal(facts.account.lots[1].points.minor, 70);
}

static void facts_of_nothing_are_nothing(void **state)
{
    struct row row = first_row(state);
    struct row_facts facts;
    row_facts(&row, 2, &facts);
    assert_false(facts.is_damaged);
    assert_int_equal(facts.account_place, 0);
    assert_int_equal(facts.card, CARD_ABSENT);
    assert_int_equal(facts.member, 0);
    assert_int_equal(facts.account.position, 0);
    assert_int_equal(facts.account.lot_count, 0);
}

static void assert_lots(void **state, const int64_t *lots, size_t count, bool is_damaged)
{
    struct row_facts facts;
    pgresult_set_int8(*state, 0, 5, 41);
    pgresult_set_int8_array(*state, 0, 8, lots, count);
    struct row row = first_row(state);
    row_facts(&row, 2, &facts);
    assert_int_equal(facts.is_damaged, is_damaged);
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

// Three nulls take as many bytes as one number.
static void nulls_are_no_lots(void **state)
{
    static const uint8_t nulls[20 + 60] = {
        0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 15, 0, 0, 0, 1, [20 ... 79] = 0xff};
    struct row_facts facts;
    pgresult_set_int8(*state, 0, 5, 41);
    pgresult_set_bytes(*state, 0, 8, nulls, sizeof(nulls));
    struct row row = first_row(state);
    row_facts(&row, 2, &facts);
    assert_true(facts.is_damaged);
    pgresult_set_bytes(*state, 0, 8, nulls, sizeof(nulls) - 1);
    row_facts(&row, 2, &facts);
    assert_true(facts.is_damaged);
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
        TEST(of_a_refusal_only_verdict_and_position_are_read),
        TEST(without_a_key_there_is_no_answer),
        TEST(facts_are_read_whole),
        TEST(facts_of_nothing_are_nothing),
        TEST(an_account_may_have_no_lots),
        TEST(lots_that_cannot_be_are_damage),
        TEST(nulls_are_no_lots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
