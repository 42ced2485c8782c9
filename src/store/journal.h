// SPDX-License-Identifier: Apache-2.0
// A journal row as it is sealed: the canonical encoding, its digest, and the chain of seals. The
// daemon computes both when it posts; whoever verifies computes them again from the rows.
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/limits.h"

enum {
    JOURNAL_ENCODING_PLAIN = 1, // a row without details
    JOURNAL_ENCODING_WHOLE = 2, // a row with them
    JOURNAL_SALT_BYTES = 16,
};

// What happened. The numbers stand in bonus.journal_kind and are never used again.
enum journal_kind {
    JOURNAL_PURCHASE = 1,
    JOURNAL_CARD_ACTIVATED = 2,
    JOURNAL_CARD_BLOCKED = 3,
    JOURNAL_CARD_UNBLOCKED = 4,
    JOURNAL_REFUND = 5,
    JOURNAL_HOLD = 6,
    JOURNAL_HOLD_COMMITTED = 7,
    JOURNAL_HOLD_VOIDED = 8,
    JOURNAL_HOLD_TIMED_OUT = 9,
    JOURNAL_EXPIRED = 10,
    JOURNAL_REVERSAL = 11,
    JOURNAL_LATE_CLAIM = 12,  // of a receipt, by the card's row
    JOURNAL_CLAIM_GIVEN = 13, // the same in the receipt's lane, where that is another
    JOURNAL_EXCEPTION = 14,   // an advice that could not be applied
};

// "purchase", "card_activated", ...; "unknown" for a number that is no kind.
const char *journal_kind_name(int kind);

// What few rows have.
struct journal_details {
    int64_t original_position; // the row that this one takes back, ends or claims
    int64_t spendable_after;   // null in the database where it is all of the balance
    int64_t pending_after;
    int64_t held_after;
    int64_t debt_after;
    int64_t hold_until_us;
    int64_t expiring_after; // what expires next and soon
    int32_t expiring_on;    // and when: days since 1970-01-01
    int64_t written_off;
    int64_t cash_deducted;
    uint32_t flags;
    uint16_t reason;
    uint16_t rule_count;
    uint16_t move_count;  // numbers, not moves
    const int64_t *moves; // borrowed; the flat form of domain/lot_moves.h
    int32_t rules[LIMIT_RECEIPT_RULES_MAX];
};

// One row. 0 (or an empty card) stands for the database's null. Times are microseconds since
// 1970-01-01 UTC, amounts minor units. `card` and `body` are borrowed.
struct journal_row {
    uint16_t lane;
    int64_t position;
    uint16_t encoding;
    uint16_t kind;
    uint32_t terminal;
    uint64_t epoch;
    uint64_t stan;
    uint32_t store;
    const char *card;
    int64_t member;
    uint16_t currency;
    int64_t money;
    int64_t base;
    int64_t earned;
    int64_t redeemed;
    int64_t balance_after;
    int64_t lifetime_after;
    int64_t previous_position;
    uint32_t programme_version;
    uint32_t rate_bp;
    int64_t posted_at_us;
    int64_t receipt_at_us;
    int16_t utc_offset_min;
    int64_t sent_at_us;
    int64_t arrived_at_us;
    uint8_t salt[JOURNAL_SALT_BYTES];
    const uint8_t *body;
    size_t body_size;
    struct journal_details details;
};

// Whether the row has no details: all of them are 0, and all of the balance can be spent.
bool journal_row_is_plain(const struct journal_row *row);

// SHA-256 of the canonical encoding. Version 1, for plain rows alone; a row that says version 1 and
// is not plain is damaged, because nothing seals its details:
//
//     "bonus journal row" 0x00, then big-endian, in this order: encoding (2), lane (2),
//     position (8), kind (2), terminal (4), epoch (8), stan (8), store (4), member (8),
//     currency (2), money (8), base (8), earned (8), redeemed (8), balance_after (8),
//     lifetime_after (8), previous_position (8), programme_version (4), rate_bp (4),
//     posted_at_us (8), receipt_at_us (8), utc_offset_min (2), sent_at_us (8), arrived_at_us (8),
//     SHA-256(salt || 0x01 || card), SHA-256(salt || 0x02 || body).
//
// Version 2 goes on with:
//
//     original_position (8), spendable_after (8), pending_after (8), held_after (8),
//     debt_after (8), hold_until_us (8), expiring_after (8), expiring_on (4), written_off (8),
//     cash_deducted (8), flags (4), reason (2), count of rules (2), each rule (4),
//     count of numbers in moves (2), each number (8).
//
// Card and body enter as salted digests, so that they can be withheld or erased and the row still
// be checked.
void journal_row_digest(struct digest_engine *engine, const struct journal_row *row,
                        uint8_t digest[DIGEST_BYTES]);

// The seal of a turn: SHA-256("bonus seal" 0x00 || previous seal || lane (2) || first (8) ||
// last (8) || Merkle root of the rows' digests). The first seal of a lane follows 32 zero bytes.
void journal_seal(struct digest_engine *engine, const uint8_t previous[DIGEST_BYTES], uint16_t lane,
                  int64_t first, int64_t last, const uint8_t root[DIGEST_BYTES],
                  uint8_t seal[DIGEST_BYTES]);

#endif
