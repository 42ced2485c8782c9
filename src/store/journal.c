// SPDX-License-Identifier: Apache-2.0
// Canonical encoding, row digests and seals; see journal.h for their exact form.
#include "store/journal.h"

#include <stdbool.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"
#include "domain/lot.h"

// The rows' fixed part, and all that a row can have of rules and moves.
enum {
    ENCODED_BYTES_MAX = 512 + LIMIT_RECEIPT_RULES_MAX * 4 + LIMIT_LOT_MOVES_MAX * LOT_STRIDE * 8
};

// The encoding under construction. Its size is fixed by the format, so it cannot overflow.
struct encoder {
    uint8_t bytes[ENCODED_BYTES_MAX];
    size_t size;
};

static void encoder_add_bytes(struct encoder *encoder, const void *bytes, size_t size)
{
    CHECK(encoder->size + size <= sizeof(encoder->bytes));
    memcpy(encoder->bytes + encoder->size, bytes, size);
    encoder->size += size;
}

static void encoder_add_integer(struct encoder *encoder, uint64_t value, size_t size)
{
    CHECK(encoder->size + size <= sizeof(encoder->bytes));
    for (size_t i = 0; i < size; i++) {
        encoder->bytes[encoder->size + i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    }
    encoder->size += size;
}

static void encoder_add_16(struct encoder *encoder, uint16_t value)
{
    encoder_add_integer(encoder, value, 2);
}

static void encoder_add_32(struct encoder *encoder, uint32_t value)
{
    encoder_add_integer(encoder, value, 4);
}

static void encoder_add_64(struct encoder *encoder, int64_t value)
{
    encoder_add_integer(encoder, (uint64_t)value, 8);
}

// `part` keeps the card's digest from ever being the body's.
static void encoder_add_salted(struct encoder *encoder, struct digest_engine *engine,
                               const struct journal_row *row, uint8_t part, const void *bytes,
                               size_t size)
{
    uint8_t digest[DIGEST_BYTES];
    digest_begin(engine);
    digest_update(engine, row->salt, sizeof(row->salt));
    digest_update(engine, &part, 1);
    digest_update(engine, bytes, size);
    digest_finish(engine, digest);
    encoder_add_bytes(encoder, digest, sizeof(digest));
}

static void encoder_add_details(struct encoder *encoder, const struct journal_details *details)
{
    encoder_add_64(encoder, details->original_position);
    encoder_add_64(encoder, details->spendable_after);
    encoder_add_64(encoder, details->pending_after);
    encoder_add_64(encoder, details->held_after);
    encoder_add_64(encoder, details->debt_after);
    encoder_add_64(encoder, details->hold_until_us);
    encoder_add_64(encoder, details->expiring_after);
    encoder_add_32(encoder, (uint32_t)details->expiring_on);
    encoder_add_64(encoder, details->written_off);
    encoder_add_64(encoder, details->cash_deducted);
    encoder_add_32(encoder, details->flags);
    encoder_add_16(encoder, details->reason);
    encoder_add_16(encoder, details->rule_count);
    for (uint16_t i = 0; i < details->rule_count; i++) {
        encoder_add_32(encoder, (uint32_t)details->rules[i]);
    }
    encoder_add_16(encoder, details->move_count);
    for (uint16_t i = 0; i < details->move_count; i++) {
        encoder_add_64(encoder, details->moves[i]);
    }
}

bool journal_row_is_plain(const struct journal_row *row)
{
    const struct journal_details *details = &row->details;
    return details->original_position == 0 && details->spendable_after == row->balance_after &&
           details->pending_after == 0 && details->held_after == 0 && details->debt_after == 0 &&
           details->hold_until_us == 0 && details->expiring_after == 0 &&
           details->expiring_on == 0 && details->written_off == 0 && details->cash_deducted == 0 &&
           details->flags == 0 && details->reason == 0 && details->rule_count == 0 &&
           details->move_count == 0;
}

void journal_row_digest(struct digest_engine *engine, const struct journal_row *row,
                        uint8_t digest[DIGEST_BYTES])
{
    static const char tag[] = "bonus journal row";
    struct encoder encoder;
    encoder.size = 0;
    encoder_add_bytes(&encoder, tag, sizeof(tag));
    encoder_add_16(&encoder, row->encoding);
    encoder_add_16(&encoder, row->lane);
    encoder_add_64(&encoder, row->position);
    encoder_add_16(&encoder, row->kind);
    encoder_add_32(&encoder, row->terminal);
    encoder_add_64(&encoder, (int64_t)row->epoch);
    encoder_add_64(&encoder, (int64_t)row->stan);
    encoder_add_32(&encoder, row->store);
    encoder_add_64(&encoder, row->member);
    encoder_add_16(&encoder, row->currency);
    encoder_add_64(&encoder, row->money);
    encoder_add_64(&encoder, row->base);
    encoder_add_64(&encoder, row->earned);
    encoder_add_64(&encoder, row->redeemed);
    encoder_add_64(&encoder, row->balance_after);
    encoder_add_64(&encoder, row->lifetime_after);
    encoder_add_64(&encoder, row->previous_position);
    encoder_add_32(&encoder, row->programme_version);
    encoder_add_32(&encoder, row->rate_bp);
    encoder_add_64(&encoder, row->posted_at_us);
    encoder_add_64(&encoder, row->receipt_at_us);
    encoder_add_16(&encoder, (uint16_t)row->utc_offset_min);
    encoder_add_64(&encoder, row->sent_at_us);
    encoder_add_64(&encoder, row->arrived_at_us);
    const char *card = row->card != NULL ? row->card : "";
    encoder_add_salted(&encoder, engine, row, 1, card, strlen(card));
    encoder_add_salted(&encoder, engine, row, 2, row->body, row->body_size);
    if (row->encoding != JOURNAL_ENCODING_PLAIN) {
        encoder_add_details(&encoder, &row->details);
    }
    digest_compute(engine, encoder.bytes, encoder.size, digest);
}

void journal_seal(struct digest_engine *engine, const uint8_t previous[DIGEST_BYTES], uint16_t lane,
                  int64_t first, int64_t last, const uint8_t root[DIGEST_BYTES],
                  uint8_t seal[DIGEST_BYTES])
{
    static const char tag[] = "bonus seal";
    struct encoder encoder;
    encoder.size = 0;
    encoder_add_bytes(&encoder, tag, sizeof(tag));
    encoder_add_bytes(&encoder, previous, DIGEST_BYTES);
    encoder_add_16(&encoder, lane);
    encoder_add_64(&encoder, first);
    encoder_add_64(&encoder, last);
    encoder_add_bytes(&encoder, root, DIGEST_BYTES);
    digest_compute(engine, encoder.bytes, encoder.size, seal);
}

const char *journal_kind_name(int kind)
{
    static const char *const names[] = {
        [JOURNAL_PURCHASE] = "purchase",
        [JOURNAL_CARD_ACTIVATED] = "card_activated",
        [JOURNAL_CARD_BLOCKED] = "card_blocked",
        [JOURNAL_CARD_UNBLOCKED] = "card_unblocked",
        [JOURNAL_REFUND] = "refund",
        [JOURNAL_HOLD] = "hold",
        [JOURNAL_HOLD_COMMITTED] = "hold_committed",
        [JOURNAL_HOLD_VOIDED] = "hold_voided",
        [JOURNAL_HOLD_TIMED_OUT] = "hold_timed_out",
        [JOURNAL_EXPIRED] = "expired",
        [JOURNAL_REVERSAL] = "reversal",
        [JOURNAL_LATE_CLAIM] = "late_claim",
        [JOURNAL_CLAIM_GIVEN] = "claim_given",
        [JOURNAL_EXCEPTION] = "exception",
    };
    bool known = kind > 0 && (size_t)kind < BASE_COUNT(names);
    return known ? names[kind] : "unknown";
}
