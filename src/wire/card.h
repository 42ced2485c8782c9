// SPDX-License-Identifier: Apache-2.0
// Bodies of CardActivate and CardBlock: struct wire_card_activate, struct wire_card_block,
// described in proto/bonus/v1/card.proto together with their answer.
#ifndef WIRE_CARD_H
#define WIRE_CARD_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/card.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result wire_card_activate_decode(struct wire_view body,
                                                         struct wire_card_activate *activate,
                                                         struct wire_error *error);
BASE_MUST_USE enum wire_result wire_card_block_decode(struct wire_view body,
                                                      struct wire_card_block *block,
                                                      struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result wire_card_activate_append(const struct wire_card_activate *activate,
                                                         struct buffer *out);
BASE_MUST_USE enum wire_result wire_card_block_append(const struct wire_card_block *block,
                                                      struct buffer *out);

#endif
