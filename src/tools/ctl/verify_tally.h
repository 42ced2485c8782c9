// SPDX-License-Identifier: Apache-2.0
// One account as its journal rows alone tell it. They are added up in the order of positions: the
// balance is earned - redeemed, lots are moves, held pieces are holds that have not ended, and the
// debt is lots + held - balance, what is left to be true. Each row's own figures are compared on
// the way, the row of bonus.account at the end. Nothing of the code that decided the postings is
// used.
#ifndef CTL_VERIFY_TALLY_H
#define CTL_VERIFY_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

enum {
    VERIFY_LOT_KEY = 4,       // numbers that tell lots apart
    VERIFY_LOT_NUMBERS = 5,   // expires_on, active_from, partner, restriction, points
    VERIFY_PIECE_NUMBERS = 7, // hold, until_us, and those of a lot
    VERIFY_WHAT_BYTES_MAX = 256,
};

// A flat bigint[] of the database; list NULL: null.
struct verify_numbers {
    const int64_t *list;
    size_t count;
};

// A journal row of an account. Times are microseconds since 1970-01-01.
struct verify_posting {
    int64_t position;
    int64_t member;
    uint16_t currency;
    uint16_t kind;
    int64_t earned;
    int64_t redeemed;
    int64_t balance_after;
    int64_t debt_after;
    int64_t held_after;
    int64_t posted_at_us;
    int64_t hold_until_us;
    int64_t original_position;
    struct verify_numbers moves; // null: `earned` came to the lot that never expires, and no more
};

// A row of bonus.account.
struct verify_account {
    int64_t member;
    uint16_t currency;
    int64_t position;
    int64_t balance;
    int64_t debt;
    struct verify_numbers lots;
    struct verify_numbers held; // null: nothing is held
};

// Who hears that a row, or the account whose last row stands there, is not what its rows add up to.
struct verify_listener {
    void (*differ)(void *context, int64_t position, const char *what);
    void *context;
};

struct verify_lot {
    int32_t key[VERIFY_LOT_KEY];
    int64_t points;
};

struct verify_piece {
    int64_t hold; // position of the hold's row
    int64_t until_us;
    struct verify_lot lot;
};

// How far a figure of the rows is from what they add up to: named once, where it changes.
struct verify_gaps {
    int64_t balance;
    int64_t debt;
    int64_t held;
};

struct verify_tally {
    int64_t member;
    int64_t position; // of the last row, 0: none yet
    int64_t balance;
    struct verify_gaps gaps;
    struct verify_lot *lots;
    struct verify_piece *pieces;
    uint32_t lot_count;
    uint32_t lot_room;
    uint32_t piece_count;
    uint32_t piece_room;
    uint16_t currency;
    bool is_compared;
};

void verify_tally_init(struct verify_tally *tally, int64_t member, uint16_t currency);
void verify_tally_clear(struct verify_tally *tally);

// Memory it takes beside itself.
size_t verify_tally_bytes(const struct verify_tally *tally);

// Adds up the next row. The listener may be NULL.
void verify_tally_post(struct verify_tally *tally, const struct verify_posting *posting,
                       const struct verify_listener *listener);

// Compares and uses the tally up: nothing is posted to it afterwards.
void verify_tally_compare(struct verify_tally *tally, const struct verify_account *account,
                          const struct verify_listener *listener);

// The account has rows and was not compared: it is not there.
void verify_tally_end(const struct verify_tally *tally, const struct verify_listener *listener);

#endif
