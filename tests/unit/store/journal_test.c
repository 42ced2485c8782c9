// SPDX-License-Identifier: Apache-2.0
// Proves the canonical encoding and the seals against digests that Python's hashlib made from the
// format as journal.h documents it.
#include "store/journal.h"

#include <string.h>

#include "base/hex.h"
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
};

static void every_bit_of_every_field_changes_the_digest(void **state)
{
    uint8_t usual[DIGEST_BYTES];
    uint8_t changed[DIGEST_BYTES];
    struct journal_row row = usual_row();
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
    assert_string_equal(journal_kind_name(5), "unknown");
    assert_string_equal(journal_kind_name(-1), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rows_digest_is_that_of_the_documented_encoding),
        cmocka_unit_test(no_card_is_an_empty_card),
        cmocka_unit_test(every_bit_of_every_field_changes_the_digest),
        cmocka_unit_test(card_and_body_change_the_digest),
        cmocka_unit_test(card_and_body_cannot_trade_places),
        cmocka_unit_test(nothing_moves_between_card_and_body),
        cmocka_unit_test(seals_chain_as_documented),
        cmocka_unit_test(a_seal_depends_on_all_it_is_made_of),
        cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests(tests, make_engine, drop_engine);
}
