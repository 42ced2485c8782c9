// SPDX-License-Identifier: Apache-2.0
// A journal row as it is sealed: the canonical encoding, its digest, and the chain of seals. The
// daemon computes both when it posts; whoever verifies computes them again from the rows.
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

enum {
    JOURNAL_ENCODING = 1, // the newest version of the canonical encoding
    JOURNAL_SALT_BYTES = 16,
};

// What happened. The numbers stand in bonus.journal_kind and are never used again.
enum journal_kind {
    JOURNAL_PURCHASE = 1,
    JOURNAL_CARD_ACTIVATED = 2,
    JOURNAL_CARD_BLOCKED = 3,
    JOURNAL_CARD_UNBLOCKED = 4,
};

// "purchase", "card_activated", ...; "unknown" for a number that is no kind.
const char *journal_kind_name(int kind);

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
};

// SHA-256 of the canonical encoding, version 1:
//
//     "bonus journal row" 0x00, then big-endian, in this order: encoding (2), lane (2),
//     position (8), kind (2), terminal (4), epoch (8), stan (8), store (4), member (8),
//     currency (2), money (8), base (8), earned (8), redeemed (8), balance_after (8),
//     lifetime_after (8), previous_position (8), programme_version (4), rate_bp (4),
//     posted_at_us (8), receipt_at_us (8), utc_offset_min (2), sent_at_us (8), arrived_at_us (8),
//     SHA-256(salt || 0x01 || card), SHA-256(salt || 0x02 || body).
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
