// SPDX-License-Identifier: Apache-2.0
// A ledger in memory behind the parameters and results of lane_begin_v1, lane_recall_v1 and
// lane_post_v1, as plain as can be: lists that are searched from the front. It guards what the
// database guards, and checks each seal against the rows that came with it.
#ifndef STORE_TEST_LEDGER_H
#define STORE_TEST_LEDGER_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/parameter.h"
#include "store/store.h"

enum {
    LEDGER_LANES = 4,
    LEDGER_KEYS_MAX = 2048,
    LEDGER_ROWS_MAX = 2048,
    LEDGER_CARDS_MAX = 32,
    LEDGER_ACCOUNTS_MAX = 64,
    LEDGER_LEFTS_MAX = 64,
    LEDGER_LINES_MAX = 4,
    LEDGER_MOVES_MAX = 4 * LOT_STRIDE,
    LEDGER_TEXT_BYTES = 32,
};

struct ledger_key {
    struct posting_key key;
    int64_t position;
    uint16_t request_kind;
    uint16_t result;
    uint8_t fingerprint[DIGEST_BYTES];
};

// What the row would point to is kept beside it; receipt.number "" means none.
struct ledger_row {
    struct journal_row row;
    char card[LEDGER_TEXT_BYTES];
    uint8_t body[LEDGER_TEXT_BYTES];
    int64_t moves[LEDGER_MOVES_MAX];
    struct {
        uint32_t store;
        uint32_t date;
        char fiscal_device[LEDGER_TEXT_BYTES];
        char number[LEDGER_TEXT_BYTES];
    } receipt;
};

struct ledger_card {
    char number[LEDGER_TEXT_BYTES];
    enum card_state state;
    int64_t member;
};

struct ledger_account {
    int64_t member;
    uint16_t currency;
    struct account account;
};

// What is left of the row at `position`.
struct ledger_left {
    int64_t position;
    int64_t loaded_position;
    int64_t changed_position;
    int64_t claim_position;
    int64_t reversal_position;
    uint32_t line_count;
    int64_t lines[LEDGER_LINES_MAX];
};

struct ledger_lane {
    uint16_t number;
    uint8_t seal[DIGEST_BYTES];
    int64_t posted_at_us;
    uint32_t key_count;
    struct ledger_key keys[LEDGER_KEYS_MAX];
    uint32_t row_count; // the head: positions count from 1
    struct ledger_row rows[LEDGER_ROWS_MAX];
    uint32_t card_count;
    struct ledger_card cards[LEDGER_CARDS_MAX];
    uint32_t account_count;
    struct ledger_account accounts[LEDGER_ACCOUNTS_MAX];
    uint32_t left_count;
    struct ledger_left lefts[LEDGER_LEFTS_MAX];
};

struct ledger {
    int64_t now_us;
    int64_t revision;
    uint64_t poison_stan; // its row is refused; 0: none
    bool poison_is_named; // by its ordinal
    struct ledger_lane lanes[LEDGER_LANES];
};

struct ledger *ledger_create(void);
void ledger_destroy(struct ledger *ledger);

void ledger_add_card(struct ledger_lane *lane, const char *number, enum card_state state,
                     int64_t member);

// Each returns the result of the statement, an error if that is what the database would say. `lane`
// is a transaction's own copy. The parameters must be complete: counts that do not agree abort.
PGresult *ledger_begin(const struct ledger *ledger, const struct ledger_lane *lane,
                       const struct parameters *parameters);
PGresult *ledger_recall(const struct ledger_lane *lane, const struct parameters *parameters);
PGresult *ledger_post(const struct ledger *ledger, struct ledger_lane *lane,
                      const struct parameters *parameters);

const struct ledger_key *ledger_find_key(const struct ledger_lane *lane,
                                         const struct posting_key *key);
const struct ledger_card *ledger_find_card(const struct ledger_lane *lane, const char *number);

// The columns account_place .. held, from `column` on.
void ledger_set_account(const struct ledger_lane *lane, const struct ledger_account *stored,
                        PGresult *result, int row, int column);

// Where the account is stored: a number of 48 bits with the highest set, as in a table of 16 TB.
int64_t ledger_account_place(const struct ledger_lane *lane, const struct ledger_account *account);

// NULL: all of it is left.
const struct ledger_left *ledger_find_left(const struct ledger_lane *lane, int64_t position);

const struct ledger_account *ledger_find_account(const struct ledger_lane *lane, int64_t member,
                                                 uint16_t currency);

#endif
