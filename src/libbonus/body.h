// SPDX-License-Identifier: Apache-2.0
// Values of public requests to those of messages. What can be seen to be wrong here is refused
// here: it would only use up a STAN. INVALID: the fault says which value is wrong, and why.
#ifndef LIBBONUS_BODY_H
#define LIBBONUS_BODY_H

#include "base/buffer.h"
#include "libbonus/till_internal.h"

enum { BODY_ENVELOPE_BYTES_MAX = 128 }; // of a frame around its body

static inline struct wire_view body_view(const struct buffer *body)
{
    return (struct wire_view){buffer_bytes(body), buffer_size(body)};
}

// NULL is empty.
BASE_MUST_USE enum bonus_result body_copy_text(struct bonus *till, const char *name,
                                               const char *text, char *copy, size_t size);

// Must be there, and a card's number.
BASE_MUST_USE enum bonus_result body_copy_card(struct bonus *till, const char *digits, char *copy);

// NULL or empty: none.
BASE_MUST_USE enum bonus_result body_copy_card_if_any(struct bonus *till, const char *digits,
                                                      char *copy);

// The store's own where it is 0.
BASE_MUST_USE enum bonus_result body_copy_receipt(struct bonus *till,
                                                  const struct bonus_receipt *receipt,
                                                  struct wire_receipt_identity *message);
BASE_MUST_USE enum bonus_result body_choose_currency(struct bonus *till, uint32_t asked,
                                                     uint32_t *currency);

struct body_tenders {
    const struct bonus_tender *tenders;
    size_t count;
};

// Tells their sum too.
BASE_MUST_USE enum bonus_result body_copy_tenders(struct bonus *till, struct body_tenders from,
                                                  wire_tender_t to[BONUS_TENDERS_MAX],
                                                  pb_size_t *count, int64_t *sum);

// What an encoder said.
BASE_MUST_USE enum bonus_result body_finish(struct bonus *till, enum wire_result result);

#endif
