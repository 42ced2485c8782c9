// SPDX-License-Identifier: Apache-2.0
// Proves the canonical encoding and the seals against digests that Python's hashlib made from the
// format as journal.h documents it.
#include "store/journal.h"

#include <string.h>

#include "base/hex.h"
#include "domain/lot_moves.h"
#include "support/cmocka.h"

static const uint8_t body[] = {0x00, 0xff, 'r', 'e', 'c', 'e', 'i', 'p', 't'};

static struct journal_row usual_row(void)
{
    struct journal_row row = {
        .lane = 3,
        .position = 1000000007,
        .encoding = 1,
        .kind = JOURNAL_PURCHASE,
        .terminal = 4000000001,
        .epoch = UINT64_C(0xfedcba9876543210),
        .stan = 42,
        .store = 117,
        .card = "4006381333931",
        .member = 77,
        .currency = 643,
        .money = 125000,
        .base = 120000,
        .earned = 13200,
        .redeemed = 5000,
        .balance_after = 98765,
        .lifetime_after = INT64_C(4000000000),
        .previous_position = 999999937,
        .programme_version = 7,
        .rate_bp = 1100,
        .posted_at_us = INT64_C(1763717400123456),
        .receipt_at_us = INT64_C(1763717399000000),
        .utc_offset_min = -210,
        .sent_at_us = INT64_C(1763717399500000),
        .arrived_at_us = INT64_C(1763717400000001),
        .body = body,
        .body_size = sizeof(body),
    };
    for (size_t i = 0; i < sizeof(row.salt); i++) {
        row.salt[i] = (uint8_t)i;
    }
    return row;
}

static const int64_t moves[] = {2147483647, 0, 3, 4, -5000, 20500, 20414, 0, 0, 13200};

// The same row with all that few rows have.
static struct journal_row whole_row(void)
{
    struct journal_row row = usual_row();
    row.encoding = 2;
    row.details = (struct journal_details){
        .original_position = 999999900,
        .spendable_after = -3,
        .pending_after = 11,
        .held_after = 12,
        .debt_after = 13,
        .hold_until_us = INT64_C(1763717999000000),
        .expiring_after = 500,
        .expiring_on = 20430,
        .written_off = 21,
        .cash_deducted = 22,
        .flags = 0x80000005,
        .reason = 79,
        .rule_count = 2,
        .rules = {17, 2000000000},
        .move_count = BASE_COUNT(moves),
        .moves = moves,
    };
    return row;
}

// As little as a row can say: a card without body, member or account, here even without a card.
static struct journal_row bare_row(void)
{
    return (struct journal_row){
        .position = 1,
        .encoding = 1,
        .kind = JOURNAL_CARD_ACTIVATED,
        .terminal = 1,
        .stan = 1,
        .card = "",
    };
}

static int make_engine(void **state)
{
    *state = digest_engine_create();
    return 0;
}

static int drop_engine(void **state)
{
    digest_engine_destroy(*state);
    return 0;
}

static void assert_digest(const uint8_t digest[DIGEST_BYTES], const char *hex)
{
    char text[HEX_TEXT_BYTES(DIGEST_BYTES)];
    hex_print(digest, DIGEST_BYTES, text);
    assert_string_equal(text, hex);
}

static void a_rows_digest_is_that_of_the_documented_encoding(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    struct journal_row row = usual_row();
    journal_row_digest(*state, &row, digest);
    assert_digest(digest, "c68d1dfe9da8c9029b377c2b002397796a163410bd99e31691214b9ac7debb28");
    row = bare_row();
    journal_row_digest(*state, &row, digest);
    assert_digest(digest, "0c5c6ab4c00d4c37c3e873e73723869d760b8e37cbfc2a50b1b83e16016d7119");
    row = whole_row();
    journal_row_digest(*state, &row, digest);
    assert_digest(digest, "e1416d2daf43c62402e6a68a2cd799047845046fe3c2ce582770cb7ac99518a1");
}

// What was sealed before rows had details stays what it was.
static void the_first_encoding_has_no_room_for_details(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    struct journal_row row = whole_row();
    row.encoding = JOURNAL_ENCODING_PLAIN;
    assert_false(journal_row_is_plain(&row));
    journal_row_digest(*state, &row, digest);
    assert_digest(digest, "c68d1dfe9da8c9029b377c2b002397796a163410bd99e31691214b9ac7debb28");
}

static void no_card_is_an_empty_card(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    struct journal_row row = bare_row();
    row.card = NULL;
    journal_row_digest(*state, &row, digest);
    assert_digest(digest, "0c5c6ab4c00d4c37c3e873e73723869d760b8e37cbfc2a50b1b83e16016d7119");
}

#define FIELD(name)                                                                                \
    {                                                                                              \
#name, offsetof(struct journal_row, name), sizeof(((struct journal_row *)NULL)->name)      \
    }

// Every field but card and body, which are pointers.
static const struct {
    const char *name;
    size_t offset;
    size_t size;
} fields[] = {
    FIELD(lane),
    FIELD(position),
    FIELD(encoding),
    FIELD(kind),
    FIELD(terminal),
    FIELD(epoch),
    FIELD(stan),
    FIELD(store),
    FIELD(member),
    FIELD(currency),
    FIELD(money),
    FIELD(base),
    FIELD(earned),
    FIELD(redeemed),
    FIELD(balance_after),
    FIELD(lifetime_after),
    FIELD(previous_position),
    FIELD(programme_version),
    FIELD(rate_bp),
    FIELD(posted_at_us),
    FIELD(receipt_at_us),
    FIELD(utc_offset_min),
    FIELD(sent_at_us),
    FIELD(arrived_at_us),
    FIELD(salt),
    FIELD(details.original_position),
    FIELD(details.spendable_after),
    FIELD(details.pending_after),
    FIELD(details.held_after),
    FIELD(details.debt_after),
    FIELD(details.hold_until_us),
    FIELD(details.expiring_after),
    FIELD(details.expiring_on),
    FIELD(details.written_off),
    FIELD(details.cash_deducted),
    FIELD(details.flags),
    FIELD(details.reason),
    FIELD(details.rules[0]),
    FIELD(details.rules[1]),
};

static void every_bit_of_every_field_changes_the_digest(void **state)
{
    uint8_t usual[DIGEST_BYTES];
    uint8_t changed[DIGEST_BYTES];
    struct journal_row row = whole_row();
    journal_row_digest(*state, &row, usual);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        for (size_t bit = 0; bit < fields[i].size * 8; bit++) {
            uint8_t *byte = (uint8_t *)&row + fields[i].offset + bit / 8;
            *byte ^= (uint8_t)(1 << bit % 8);
            journal_row_digest(*state, &row, changed);
            *byte ^= (uint8_t)(1 << bit % 8);
            if (memcmp(usual, changed, DIGEST_BYTES) == 0) {
                fail_msg("bit %zu of %s is not sealed", bit, fields[i].name);
            }
        }
    }
}

static void rules_and_moves_are_sealed_one_by_one(void **state)
{
    int64_t other_moves[BASE_COUNT(moves)];
    uint8_t usual[DIGEST_BYTES];
    uint8_t changed[DIGEST_BYTES];
    struct journal_row row = whole_row();
    journal_row_digest(*state, &row, usual);
    row.details.moves = other_moves;
    for (size_t i = 0; i < BASE_COUNT(moves); i++) {
        memcpy(other_moves, moves, sizeof(moves));
        other_moves[i]++;
        journal_row_digest(*state, &row, changed);
        assert_memory_not_equal(usual, changed, DIGEST_BYTES);
    }
    row = whole_row();
    row.details.move_count -= LOT_STRIDE;
    journal_row_digest(*state, &row, changed);
    assert_memory_not_equal(usual, changed, DIGEST_BYTES);
    row = whole_row();
    row.details.rule_count = 1;
    journal_row_digest(*state, &row, changed);
    assert_memory_not_equal(usual, changed, DIGEST_BYTES);
}

static void the_longest_row_has_room(void **state)
{
    static int64_t many[LOT_MOVES_MAX * LOT_STRIDE];
    uint8_t digest[DIGEST_BYTES];
    struct journal_row row = whole_row();
    row.details.rule_count = LIMIT_RECEIPT_RULES_MAX;
    row.details.move_count = BASE_COUNT(many);
    row.details.moves = many;
    journal_row_digest(*state, &row, digest);
}

#define DETAIL(name, value)                                                                        \
    {                                                                                              \
#name,                                                                                     \
        {                                                                                          \
            .name = (value)                                                                        \
        }                                                                                          \
    }

static void one_detail_alone_makes_a_row_not_plain(void **state)
{
    static const struct {
        const char *name;
        struct journal_details details;
    } alone[] = {
        DETAIL(original_position, 1),
        DETAIL(pending_after, 1),
        DETAIL(held_after, 1),
        DETAIL(debt_after, 1),
        DETAIL(hold_until_us, 1),
        DETAIL(expiring_after, 1),
        DETAIL(expiring_on, 1),
        DETAIL(written_off, 1),
        DETAIL(cash_deducted, 1),
        DETAIL(flags, 1),
        DETAIL(reason, 1),
        DETAIL(rule_count, 1),
        DETAIL(move_count, 5),
        DETAIL(spendable_after, 0),
    };
    struct journal_row row = usual_row();
    (void)state;
    row.details.spendable_after = row.balance_after;
    assert_true(journal_row_is_plain(&row));
    for (size_t i = 0; i < BASE_COUNT(alone); i++) {
        row.details = alone[i].details;
        row.details.spendable_after += i + 1 < BASE_COUNT(alone) ? row.balance_after : 0;
        if (journal_row_is_plain(&row)) {
            fail_msg("%s is not sealed", alone[i].name);
        }
    }
}

static void card_and_body_change_the_digest(void **state)
{
    static const uint8_t other_body[] = {0x00, 0xff, 'r', 'e', 'c', 'e', 'i', 'p', 'T'};
    uint8_t usual[DIGEST_BYTES];
    uint8_t changed[DIGEST_BYTES];
    struct journal_row row = usual_row();
    journal_row_digest(*state, &row, usual);
    row.card = "4006381333932";
    journal_row_digest(*state, &row, changed);
    assert_memory_not_equal(usual, changed, DIGEST_BYTES);
    row = usual_row();
    row.body = other_body;
    journal_row_digest(*state, &row, changed);
    assert_memory_not_equal(usual, changed, DIGEST_BYTES);
    row = usual_row();
    row.body_size--;
    journal_row_digest(*state, &row, changed);
    assert_memory_not_equal(usual, changed, DIGEST_BYTES);
}

static void card_and_body_cannot_trade_places(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    uint8_t traded[DIGEST_BYTES];
    struct journal_row row = usual_row();
    row.card = "4006381333931";
    row.body = (const uint8_t *)"12345";
    row.body_size = 5;
    journal_row_digest(*state, &row, digest);
    row.card = "12345";
    row.body = (const uint8_t *)"4006381333931";
    row.body_size = 13;
    journal_row_digest(*state, &row, traded);
    assert_memory_not_equal(digest, traded, DIGEST_BYTES);
}

// The card's last digit as the body's first: what lies between them is sealed too.
static void nothing_moves_between_card_and_body(void **state)
{
    uint8_t digest[DIGEST_BYTES];
    uint8_t moved[DIGEST_BYTES];
    struct journal_row row = usual_row();
    row.card = "1234";
    row.body = (const uint8_t *)"5678";
    row.body_size = 4;
    journal_row_digest(*state, &row, digest);
    row.card = "123";
    row.body = (const uint8_t *)"45678";
    row.body_size = 5;
    journal_row_digest(*state, &row, moved);
    assert_memory_not_equal(digest, moved, DIGEST_BYTES);
}

static void seals_chain_as_documented(void **state)
{
    static const uint8_t nothing[DIGEST_BYTES];
    uint8_t leaves[3 * DIGEST_BYTES];
    uint8_t root[DIGEST_BYTES];
    uint8_t first[DIGEST_BYTES];
    uint8_t second[DIGEST_BYTES];
    struct journal_row row = usual_row();
    journal_row_digest(*state, &row, leaves);
    digest_compute_merkle_root(*state, leaves, 1, root);
    journal_seal(*state, nothing, 3, 1, 1, root, first);
    assert_digest(first, "84fdc715edbf8ffa3825246e8843e8534dce1e742cceb102510089b10c5d9cc7");

    row.stan = 43;
    journal_row_digest(*state, &row, leaves + (size_t)2 * DIGEST_BYTES);
    row = bare_row();
    journal_row_digest(*state, &row, leaves + DIGEST_BYTES);
    digest_compute_merkle_root(*state, leaves, 3, root);
    journal_seal(*state, first, 3, 2, 4, root, second);
    assert_digest(second, "45ab87b7c96419c449640dd577cb0c9fda100e91cdf70aa388bb53e665f083ad");
}

static void a_seal_depends_on_all_it_is_made_of(void **state)
{
    static const uint8_t previous[DIGEST_BYTES] = {1};
    static const uint8_t other[DIGEST_BYTES] = {2};
    uint8_t seal[DIGEST_BYTES];
    uint8_t changed[DIGEST_BYTES];
    journal_seal(*state, previous, 1, 2, 3, other, seal);
    journal_seal(*state, other, 1, 2, 3, other, changed);
    assert_memory_not_equal(seal, changed, DIGEST_BYTES);
    journal_seal(*state, previous, 0, 2, 3, other, changed);
    assert_memory_not_equal(seal, changed, DIGEST_BYTES);
    journal_seal(*state, previous, 1, 1, 3, other, changed);
    assert_memory_not_equal(seal, changed, DIGEST_BYTES);
    journal_seal(*state, previous, 1, 2, 4, other, changed);
    assert_memory_not_equal(seal, changed, DIGEST_BYTES);
    journal_seal(*state, previous, 1, 2, 3, previous, changed);
    assert_memory_not_equal(seal, changed, DIGEST_BYTES);
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(journal_kind_name(JOURNAL_PURCHASE), "purchase");
    assert_string_equal(journal_kind_name(JOURNAL_CARD_UNBLOCKED), "card_unblocked");
    assert_string_equal(journal_kind_name(0), "unknown");
    assert_string_equal(journal_kind_name(JOURNAL_REFUND), "refund");
    assert_string_equal(journal_kind_name(JOURNAL_EXCEPTION), "exception");
    assert_string_equal(journal_kind_name(JOURNAL_EXCEPTION + 1), "unknown");
    assert_string_equal(journal_kind_name(-1), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rows_digest_is_that_of_the_documented_encoding),
        cmocka_unit_test(the_first_encoding_has_no_room_for_details),
        cmocka_unit_test(no_card_is_an_empty_card),
        cmocka_unit_test(every_bit_of_every_field_changes_the_digest),
        cmocka_unit_test(rules_and_moves_are_sealed_one_by_one),
        cmocka_unit_test(the_longest_row_has_room),
        cmocka_unit_test(one_detail_alone_makes_a_row_not_plain),
        cmocka_unit_test(card_and_body_change_the_digest),
        cmocka_unit_test(card_and_body_cannot_trade_places),
        cmocka_unit_test(nothing_moves_between_card_and_body),
        cmocka_unit_test(seals_chain_as_documented),
        cmocka_unit_test(a_seal_depends_on_all_it_is_made_of),
        cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests(tests, make_engine, drop_engine);
}
