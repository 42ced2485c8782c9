// SPDX-License-Identifier: Apache-2.0
// Body of TransactionStatus: struct wire_transaction_status, described in
// proto/bonus/v1/status.proto together with its answer.
#ifndef WIRE_STATUS_H
#define WIRE_STATUS_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/status.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result
wire_transaction_status_decode(struct wire_view body, struct wire_transaction_status *status,
                               struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result
wire_transaction_status_append(const struct wire_transaction_status *status, struct buffer *out);

#endif
