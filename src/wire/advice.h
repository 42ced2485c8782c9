// SPDX-License-Identifier: Apache-2.0
// Body of Advice: struct wire_advice, described in proto/bonus/v1/advice.proto. `which_happened` is
// WIRE_ADVICE_PURCHASE_TAG and so on, or 0 for none; the message itself stays encoded, a view into
// the body: advice->happened.purchase is what wire_purchase_decode() takes, and for clients what
// wire_purchase_append() made.
#ifndef WIRE_ADVICE_H
#define WIRE_ADVICE_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/advice.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result wire_advice_decode(struct wire_view body, struct wire_advice *advice,
                                                  struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result wire_advice_append(const struct wire_advice *advice,
                                                  struct buffer *out);

#endif
