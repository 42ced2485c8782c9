// SPDX-License-Identifier: Apache-2.0
// Body of Quote and Purchase: struct wire_purchase, described in proto/bonus/v1/purchase.proto
// together with its answer. purchase->lines is a view of the encoded lines: receipt_line.h iterates
// them where they are.
#ifndef WIRE_PURCHASE_H
#define WIRE_PURCHASE_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/purchase.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result wire_purchase_decode(struct wire_view body,
                                                    struct wire_purchase *purchase,
                                                    struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result wire_purchase_append(const struct wire_purchase *purchase,
                                                    struct buffer *out);

#endif
