// SPDX-License-Identifier: Apache-2.0
// Body of Reversal: struct wire_reversal, described in proto/bonus/v1/reversal.proto together with
// its answer. `which_place` is WIRE_REVERSAL_CARD_TAG and so on, or 0 for none.
#ifndef WIRE_REVERSAL_H
#define WIRE_REVERSAL_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/reversal.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result wire_reversal_decode(struct wire_view body,
                                                    struct wire_reversal *reversal,
                                                    struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result wire_reversal_append(const struct wire_reversal *reversal,
                                                    struct buffer *out);

#endif
