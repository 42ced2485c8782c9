// SPDX-License-Identifier: Apache-2.0
// Canonical encoding, row digests and seals; see journal.h for their exact form.
#include "store/journal.h"

#include <stdbool.h>
#include <string.h>

#include "base/check.h"

enum { ENCODED_BYTES_MAX = 256 };

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

void journal_row_digest(struct digest_engine *engine, const struct journal_row *row,
                        uint8_t digest[DIGEST_BYTES])
{
    static const char tag[] = "bonus journal row";
    struct encoder encoder = {.size = 0};
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
    digest_compute(engine, encoder.bytes, encoder.size, digest);
}

void journal_seal(struct digest_engine *engine, const uint8_t previous[DIGEST_BYTES], uint16_t lane,
                  int64_t first, int64_t last, const uint8_t root[DIGEST_BYTES],
                  uint8_t seal[DIGEST_BYTES])
{
    static const char tag[] = "bonus seal";
    struct encoder encoder = {.size = 0};
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
    };
    bool known = kind > 0 && (size_t)kind < BASE_COUNT(names);
    return known ? names[kind] : "unknown";
}
