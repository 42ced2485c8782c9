// SPDX-License-Identifier: Apache-2.0
// Writing: lane_post_v1 into a transaction's copy of the lane.
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "pgresult.h"
#include "sent.h"

static const struct pgresult_error not_as_loaded = {.sqlstate = "40001"};
static const struct pgresult_error not_new = {
    .sqlstate = "23505", .detail = "Key (lane, ...) exists.", .constraint = "posting_key_pkey"};

enum { SCALAR_LANE, SCALAR_TURN_AT, SCALAR_HEAD, SCALAR_SEAL, SCALAR_PROGRAMME_VERSION };

// Each group of arrays runs in parallel: up to the next one's first, and but for what is said.
static void check_group(const struct parameters *p, int first, int end, const int *buts,
                        size_t but_count)
{
    for (int place = first; place < end; place++) {
        bool is_but = false;
        for (size_t i = 0; i < but_count; i++) {
            is_but |= place == buts[i];
        }
        CHECK(is_but || sent_count(p, place) == sent_count(p, first));
    }
}

// Details are as many as the postings, or none.
static void check_details(const struct parameters *p)
{
    static const int details[] = {
#define LOAD_ARRAY(name, type)
#define RECALL_ARRAY(name, type)
#define POST_ARRAY(name, type)
#define DETAIL_ARRAY(name, type) POST_PLACE(name),
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
#undef DETAIL_ARRAY
    };
    for (size_t i = 0; i < BASE_COUNT(details); i++) {
        uint32_t count = sent_count(p, details[i]);
        CHECK(count == 0 || count == sent_count(p, POST_PLACE(KINDS)));
    }
}

static void check_post_counts(const struct parameters *p)
{
    static const int numbers[] = {POST_PLACE(ACCOUNT_LOTS), POST_PLACE(ACCOUNT_HELDS),
                                  POST_PLACE(LEFT_LINES)};
    CHECK(p->count == POST_PLACES);
    check_group(p, POST_PLACE(KINDS), POST_PLACE(ORIGINAL_POSITIONS), NULL, 0);
    check_details(p);
    CHECK(sent_count(p, POST_PLACE(RECEIPT_STORES)) == sent_count(p, POST_PLACE(KINDS)));
    check_group(p, POST_PLACE(RECEIPT_STORES), POST_PLACE(REFUSED_REQUEST_KINDS), NULL, 0);
    check_group(p, POST_PLACE(REFUSED_REQUEST_KINDS), POST_PLACE(ACCOUNT_MEMBERS), NULL, 0);
    check_group(p, POST_PLACE(ACCOUNT_MEMBERS), POST_PLACE(CHANGED_CARDS), numbers,
                BASE_COUNT(numbers));
    check_group(p, POST_PLACE(CHANGED_CARDS), POST_PLACE(LEFT_POSITIONS), NULL, 0);
    check_group(p, POST_PLACE(LEFT_POSITIONS), POST_PLACES, numbers, BASE_COUNT(numbers));
}

// 0 where it is null or nobody has it.
static int64_t sent_detail(const struct parameters *p, int place, uint32_t i)
{
    return sent_is_null(p, place, i) ? 0 : sent_integer(p, place, i);
}

static int64_t sent_detail_time_us(const struct parameters *p, int place, uint32_t i)
{
    return sent_is_null(p, place, i) ? 0 : sent_time_us(p, place, i);
}

// Where the element's part of a list begins and ends.
struct range {
    int64_t first;
    int64_t end;
};

static struct range sent_range(const struct parameters *p, int ends, uint32_t i)
{
    struct range range = {.first = i == 0 ? 0 : sent_detail(p, ends, i - 1),
                          .end = sent_detail(p, ends, i)};
    CHECK(range.first <= range.end);
    return range;
}

static struct journal_details sent_details(const struct parameters *p, uint32_t i,
                                           int64_t moves[LEDGER_MOVES_MAX])
{
    int64_t balance_after = sent_integer(p, POST_PLACE(BALANCES_AFTER), i);
    bool is_all = sent_is_null(p, POST_PLACE(SPENDABLES_AFTER), i);
    struct range rules = sent_range(p, POST_PLACE(RULE_ENDS), i);
    struct range of_moves = sent_range(p, POST_PLACE(MOVE_ENDS), i);
    struct journal_details details = {
        .original_position = sent_detail(p, POST_PLACE(ORIGINAL_POSITIONS), i),
        .spendable_after = is_all ? balance_after : sent_detail(p, POST_PLACE(SPENDABLES_AFTER), i),
        .pending_after = sent_detail(p, POST_PLACE(PENDINGS_AFTER), i),
        .held_after = sent_detail(p, POST_PLACE(HELDS_AFTER), i),
        .debt_after = sent_detail(p, POST_PLACE(DEBTS_AFTER), i),
        .hold_until_us = sent_detail_time_us(p, POST_PLACE(HOLDS_UNTIL), i),
        .expiring_after = sent_detail(p, POST_PLACE(EXPIRINGS_AFTER), i),
        .expiring_on = (int32_t)sent_detail(p, POST_PLACE(EXPIRINGS_ON), i),
        .written_off = sent_detail(p, POST_PLACE(WRITTEN_OFFS), i),
        .cash_deducted = sent_detail(p, POST_PLACE(CASH_DEDUCTEDS), i),
        .flags = (uint32_t)sent_detail(p, POST_PLACE(FLAGS), i),
        .reason = (uint16_t)sent_detail(p, POST_PLACE(REASONS), i),
        .rule_count = (uint16_t)(rules.end - rules.first),
        .move_count = (uint16_t)(of_moves.end - of_moves.first),
        .moves = moves,
    };
    CHECK(details.rule_count <= LIMIT_RECEIPT_RULES_MAX && details.move_count <= LEDGER_MOVES_MAX);
    for (uint32_t at = 0; at < details.rule_count; at++) {
        details.rules[at] = (int32_t)sent_integer(p, POST_PLACE(RULES), (uint32_t)rules.first + at);
    }
    for (uint32_t at = 0; at < details.move_count; at++) {
        moves[at] = sent_integer(p, POST_PLACE(MOVES), (uint32_t)of_moves.first + at);
    }
    return details;
}

// A row as it was sent; card, body and details are the caller's to give.
static struct journal_row sent_row(const struct parameters *p, uint32_t i)
{
    struct journal_row row = {
        .lane = (uint16_t)sent_scalar(p, SCALAR_LANE),
        .position = sent_scalar(p, SCALAR_HEAD) + i + 1,
        .encoding = (uint16_t)sent_integer(p, POST_PLACE(ENCODINGS), i),
        .kind = (uint16_t)sent_integer(p, POST_PLACE(KINDS), i),
        .terminal = (uint32_t)sent_integer(p, POST_PLACE(TERMINALS), i),
        .epoch = (uint64_t)sent_integer(p, POST_PLACE(EPOCHS), i),
        .stan = (uint64_t)sent_integer(p, POST_PLACE(STANS), i),
        .store = (uint32_t)sent_integer(p, POST_PLACE(STORES), i),
        .member = sent_integer(p, POST_PLACE(MEMBERS), i),
        .currency = (uint16_t)sent_integer(p, POST_PLACE(CURRENCIES), i),
        .money = sent_integer(p, POST_PLACE(MONEYS), i),
        .base = sent_integer(p, POST_PLACE(BASES), i),
        .earned = sent_integer(p, POST_PLACE(EARNEDS), i),
        .redeemed = sent_integer(p, POST_PLACE(REDEEMEDS), i),
        .balance_after = sent_integer(p, POST_PLACE(BALANCES_AFTER), i),
        .lifetime_after = sent_integer(p, POST_PLACE(LIFETIMES_AFTER), i),
        .previous_position = sent_integer(p, POST_PLACE(PREVIOUS_POSITIONS), i),
        .programme_version = (uint32_t)sent_scalar(p, SCALAR_PROGRAMME_VERSION),
        .rate_bp = (uint32_t)sent_integer(p, POST_PLACE(RATES_BP), i),
        .posted_at_us = sent_scalar(p, SCALAR_TURN_AT) + PARAMETER_EPOCH_US,
        .receipt_at_us = sent_time_us(p, POST_PLACE(RECEIPTS_AT), i),
        .utc_offset_min = (int16_t)sent_integer(p, POST_PLACE(UTC_OFFSETS_MIN), i),
        .sent_at_us = sent_time_us(p, POST_PLACE(SENTS_AT), i),
        .arrived_at_us = sent_time_us(p, POST_PLACE(ARRIVEDS_AT), i),
    };
    size_t salt_size;
    const uint8_t *salt = sent_bytes(p, POST_PLACE(SALTS), i, &salt_size);
    CHECK(salt_size == sizeof(row.salt));
    memcpy(row.salt, salt, salt_size);
    return row;
}

// The seal is that of the rows as they were sent.
static void check_seal(const struct ledger_lane *lane, const struct parameters *p)
{
    uint32_t count = sent_count(p, POST_PLACE(KINDS));
    uint8_t *leaves = memory_allocate(count, DIGEST_BYTES);
    struct digest_engine *engine = digest_engine_create();
    for (uint32_t i = 0; i < count; i++) {
        char card[LEDGER_TEXT_BYTES];
        int64_t moves[LEDGER_MOVES_MAX];
        struct journal_row row = sent_row(p, i);
        row.details = sent_details(p, i, moves);
        sent_text(p, POST_PLACE(CARDS), i, card, sizeof(card));
        row.card = card;
        row.body = sent_bytes(p, POST_PLACE(BODIES), i, &row.body_size);
        CHECK((row.encoding == JOURNAL_ENCODING_PLAIN) == journal_row_is_plain(&row));
        journal_row_digest(engine, &row, leaves + (size_t)i * DIGEST_BYTES);
    }
    uint8_t root[DIGEST_BYTES];
    uint8_t seal[DIGEST_BYTES];
    digest_compute_merkle_root(engine, leaves, count, root);
    journal_seal(engine, lane->seal, lane->number, lane->row_count + 1, lane->row_count + count,
                 root, seal);
    CHECK(p->sizes[SCALAR_SEAL] == DIGEST_BYTES);
    CHECK(memcmp(p->values[SCALAR_SEAL], seal, DIGEST_BYTES) == 0);
    digest_engine_destroy(engine);
    free(leaves);
}

static PGresult *refuse_poison(const struct ledger *ledger, uint32_t index)
{
    char ordinal[32];
    snprintf(ordinal, sizeof(ordinal), "ordinal=%u", index + 1);
    const struct pgresult_error named = {.sqlstate = "BN001", .detail = ordinal};
    const struct pgresult_error unnamed = {.sqlstate = "23514",
                                           .detail = "Failing row contains (1).",
                                           .constraint = "journal_points_check"};
    return pgresult_create_error(ledger->poison_is_named ? named : unnamed);
}

// False: the key is there already.
static bool add_key(struct ledger_lane *lane, const struct ledger_key *key)
{
    CHECK(lane->key_count < LEDGER_KEYS_MAX);
    if (ledger_find_key(lane, &key->key) != NULL) {
        return false;
    }
    lane->keys[lane->key_count++] = *key;
    return true;
}

static void take_fingerprint(const struct parameters *p, int place, uint32_t index,
                             uint8_t fingerprint[DIGEST_BYTES])
{
    size_t size;
    const uint8_t *bytes = sent_bytes(p, place, index, &size);
    CHECK(size == DIGEST_BYTES);
    memcpy(fingerprint, bytes, DIGEST_BYTES);
}

// False: the receipt was posted before.
static bool add_row(struct ledger_lane *lane, const struct parameters *p, uint32_t i)
{
    CHECK(lane->row_count < LEDGER_ROWS_MAX);
    struct ledger_row row = {.row = sent_row(p, i)};
    const uint8_t *body = sent_bytes(p, POST_PLACE(BODIES), i, &row.row.body_size);
    CHECK(row.row.body_size <= sizeof(row.body));
    memcpy(row.body, body, row.row.body_size);
    sent_text(p, POST_PLACE(CARDS), i, row.card, sizeof(row.card));
    row.row.details = sent_details(p, i, row.moves);
    row.row.details.moves = NULL; // they stand in this lane, which is copied
    row.receipt.store = (uint32_t)sent_integer(p, POST_PLACE(RECEIPT_STORES), i);
    row.receipt.date = (uint32_t)sent_integer(p, POST_PLACE(DATES), i);
    sent_text(p, POST_PLACE(FISCAL_DEVICES), i, row.receipt.fiscal_device, LEDGER_TEXT_BYTES);
    sent_text(p, POST_PLACE(NUMBERS), i, row.receipt.number, LEDGER_TEXT_BYTES);
    CHECK(row.row.position == (int64_t)lane->row_count + 1);
    for (uint32_t other = 0; other < lane->row_count && *row.receipt.number != '\0'; other++) {
        if (memcmp(&lane->rows[other].receipt, &row.receipt, sizeof(row.receipt)) == 0) {
            return false;
        }
    }
    lane->rows[lane->row_count++] = row;
    return true;
}

static PGresult *post_rows(const struct ledger *ledger, struct ledger_lane *lane,
                           const struct parameters *p)
{
    uint32_t count = sent_count(p, POST_PLACE(KINDS));
    if (count == 0) {
        return NULL;
    }
    if (sent_scalar(p, SCALAR_HEAD) != (int64_t)lane->row_count) {
        return pgresult_create_error(not_as_loaded);
    }
    check_seal(lane, p);
    for (uint32_t i = 0; i < count; i++) {
        struct ledger_key key = {
            .key = {.terminal = (uint32_t)sent_integer(p, POST_PLACE(TERMINALS), i),
                    .epoch = (uint64_t)sent_integer(p, POST_PLACE(EPOCHS), i),
                    .stan = (uint64_t)sent_integer(p, POST_PLACE(STANS), i)},
            .position = (int64_t)lane->row_count + 1,
            .request_kind = (uint16_t)sent_integer(p, POST_PLACE(REQUEST_KINDS), i),
            .result = VERDICT_APPROVED,
        };
        if (key.key.stan > 0 && key.key.stan == ledger->poison_stan) {
            return refuse_poison(ledger, i);
        }
        take_fingerprint(p, POST_PLACE(FINGERPRINTS), i, key.fingerprint);
        bool is_new = key.key.stan == 0 || add_key(lane, &key);
        if (!is_new || !add_row(lane, p, i)) {
            return pgresult_create_error(not_new);
        }
    }
    memcpy(lane->seal, p->values[SCALAR_SEAL], DIGEST_BYTES);
    lane->posted_at_us = sent_scalar(p, SCALAR_TURN_AT) + PARAMETER_EPOCH_US;
    return NULL;
}

static PGresult *post_refusals(struct ledger_lane *lane, const struct parameters *p)
{
    for (uint32_t i = 0; i < sent_count(p, POST_PLACE(REFUSED_STANS)); i++) {
        struct ledger_key key = {
            .key = {.terminal = (uint32_t)sent_integer(p, POST_PLACE(REFUSED_TERMINALS), i),
                    .epoch = (uint64_t)sent_integer(p, POST_PLACE(REFUSED_EPOCHS), i),
                    .stan = (uint64_t)sent_integer(p, POST_PLACE(REFUSED_STANS), i)},
            .position = sent_integer(p, POST_PLACE(REFUSED_POSITIONS), i),
            .request_kind = (uint16_t)sent_integer(p, POST_PLACE(REFUSED_REQUEST_KINDS), i),
            .result = (uint16_t)sent_integer(p, POST_PLACE(REFUSED_RESULTS), i),
        };
        take_fingerprint(p, POST_PLACE(REFUSED_FINGERPRINTS), i, key.fingerprint);
        if (!add_key(lane, &key)) {
            return pgresult_create_error(not_new);
        }
    }
    return NULL;
}

// The numbers of one element; how many.
static size_t take_numbers(const struct parameters *p, int place, struct range range,
                           int64_t *numbers, int64_t max)
{
    CHECK(range.end - range.first <= max);
    for (int64_t at = range.first; at < range.end; at++) {
        numbers[at - range.first] = sent_integer(p, place, (uint32_t)at);
    }
    return (size_t)(range.end - range.first);
}

static void take_lots(const struct parameters *p, uint32_t i, struct account *account)
{
    int64_t numbers[LOTS_MAX * LOT_STRIDE];
    struct range range = sent_range(p, POST_PLACE(ACCOUNT_LOT_ENDS), i);
    size_t count = take_numbers(p, POST_PLACE(ACCOUNT_LOTS), range, numbers, BASE_COUNT(numbers));
    CHECK(lots_unflatten(numbers, count, account->lots, &account->lot_count) == BASE_OK);
}

static void take_held(const struct parameters *p, uint32_t i, struct account *account)
{
    int64_t numbers[HOLDS_MAX * HOLD_STRIDE];
    struct range range = sent_range(p, POST_PLACE(ACCOUNT_HELD_ENDS), i);
    size_t count = take_numbers(p, POST_PLACE(ACCOUNT_HELDS), range, numbers, BASE_COUNT(numbers));
    CHECK(holds_unflatten(numbers, count, account->held, &account->held_count) == BASE_OK);
}

static PGresult *post_accounts(struct ledger_lane *lane, const struct parameters *p)
{
    for (uint32_t i = 0; i < sent_count(p, POST_PLACE(ACCOUNT_MEMBERS)); i++) {
        int64_t member = sent_integer(p, POST_PLACE(ACCOUNT_MEMBERS), i);
        uint16_t currency = (uint16_t)sent_integer(p, POST_PLACE(ACCOUNT_CURRENCIES), i);
        const struct ledger_account *known = ledger_find_account(lane, member, currency);
        int64_t place = sent_integer(p, POST_PLACE(ACCOUNT_PLACES), i);
        int64_t loaded = sent_integer(p, POST_PLACE(ACCOUNT_LOADED_POSITIONS), i);
        if (place != (known != NULL ? ledger_account_place(lane, known) : 0) ||
            loaded != (known != NULL ? known->account.position : 0)) {
            return pgresult_create_error(not_as_loaded);
        }
        CHECK(lane->account_count < LEDGER_ACCOUNTS_MAX);
        size_t index = known != NULL ? (size_t)(known - lane->accounts) : lane->account_count++;
        struct ledger_account *account = &lane->accounts[index];
        *account = (struct ledger_account){.member = member, .currency = currency};
        account->account.position = sent_integer(p, POST_PLACE(ACCOUNT_POSITIONS), i);
        account->account.balance.minor = sent_integer(p, POST_PLACE(ACCOUNT_BALANCES), i);
        account->account.lifetime.minor = sent_integer(p, POST_PLACE(ACCOUNT_LIFETIMES), i);
        account->account.debt.minor = sent_integer(p, POST_PLACE(ACCOUNT_DEBTS), i);
        take_lots(p, i, &account->account);
        take_held(p, i, &account->account);
        CHECK(account_is_sound(&account->account));
    }
    return NULL;
}

static PGresult *post_cards(struct ledger_lane *lane, const struct parameters *p)
{
    for (uint32_t i = 0; i < sent_count(p, POST_PLACE(CHANGED_CARDS)); i++) {
        char number[LEDGER_TEXT_BYTES];
        sent_text(p, POST_PLACE(CHANGED_CARDS), i, number, sizeof(number));
        const struct ledger_card *known = ledger_find_card(lane, number);
        if (known == NULL ||
            (int64_t)known->state != sent_integer(p, POST_PLACE(CHANGED_LOADED_STATES), i)) {
            return pgresult_create_error(not_as_loaded);
        }
        struct ledger_card *card = &lane->cards[known - lane->cards];
        card->state = (enum card_state)sent_integer(p, POST_PLACE(CHANGED_STATES), i);
        card->member = sent_integer(p, POST_PLACE(CHANGED_MEMBERS), i);
    }
    return NULL;
}

static PGresult *post_lefts(struct ledger_lane *lane, const struct parameters *p)
{
    for (uint32_t i = 0; i < sent_count(p, POST_PLACE(LEFT_POSITIONS)); i++) {
        struct ledger_left left = {
            .position = sent_integer(p, POST_PLACE(LEFT_POSITIONS), i),
            .loaded_position = sent_integer(p, POST_PLACE(LEFT_LOADED_POSITIONS), i),
            .changed_position = sent_integer(p, POST_PLACE(LEFT_CHANGED_POSITIONS), i),
            .claim_position = sent_integer(p, POST_PLACE(LEFT_CLAIM_POSITIONS), i),
            .reversal_position = sent_integer(p, POST_PLACE(LEFT_REVERSAL_POSITIONS), i),
        };
        struct range range = sent_range(p, POST_PLACE(LEFT_LINE_ENDS), i);
        left.line_count =
            (uint32_t)take_numbers(p, POST_PLACE(LEFT_LINES), range, left.lines, LEDGER_LINES_MAX);
        const struct ledger_left *known = ledger_find_left(lane, left.position);
        if (left.loaded_position != (known != NULL ? known->changed_position : 0)) {
            return pgresult_create_error(not_as_loaded);
        }
        CHECK(lane->left_count < LEDGER_LEFTS_MAX);
        size_t index = known != NULL ? (size_t)(known - lane->lefts) : lane->left_count++;
        lane->lefts[index] = left;
    }
    return NULL;
}

PGresult *ledger_post(const struct ledger *ledger, struct ledger_lane *lane,
                      const struct parameters *parameters)
{
    check_post_counts(parameters);
    CHECK(sent_scalar(parameters, SCALAR_LANE) == lane->number);
    PGresult *error = post_rows(ledger, lane, parameters);
    if (error == NULL) {
        error = post_refusals(lane, parameters);
    }
    if (error == NULL) {
        error = post_accounts(lane, parameters);
    }
    if (error == NULL) {
        error = post_cards(lane, parameters);
    }
    if (error == NULL) {
        error = post_lefts(lane, parameters);
    }
    if (error != NULL) {
        return error;
    }
    PGresult *nothing = pgresult_create_rows(1);
    (void)pgresult_add_row(nothing);
    return nothing;
}
