// SPDX-License-Identifier: Apache-2.0
// Body of BalanceInquiry: struct wire_balance_inquiry, described in proto/bonus/v1/balance.proto
// together with its answer.
#ifndef WIRE_BALANCE_H
#define WIRE_BALANCE_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/balance.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result wire_balance_inquiry_decode(struct wire_view body,
                                                           struct wire_balance_inquiry *inquiry,
                                                           struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result
wire_balance_inquiry_append(const struct wire_balance_inquiry *inquiry, struct buffer *out);

#endif
