// SPDX-License-Identifier: Apache-2.0
// Body of Refund: struct wire_refund, described in proto/bonus/v1/refund.proto together with its
// answer. `which_original` is WIRE_REFUND_ORIGINAL_RRN_TAG, WIRE_REFUND_ORIGINAL_RECEIPT_TAG, or 0
// for a blind refund. refund->lines is a view of the encoded lines: refund_line.h iterates them
// where they are.
#ifndef WIRE_REFUND_H
#define WIRE_REFUND_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/refund.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body or from advice->happened. WIRE_MALFORMED: `error` names the
// field.
BASE_MUST_USE enum wire_result wire_refund_decode(struct wire_view body, struct wire_refund *refund,
                                                  struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result wire_refund_append(const struct wire_refund *refund,
                                                  struct buffer *out);

#endif
