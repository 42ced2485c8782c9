// SPDX-License-Identifier: Apache-2.0
// Bodies of Hold, Commit and Void: struct wire_hold, struct wire_commit, struct wire_void,
// described in proto/bonus/v1/hold.proto together with their answer.
#ifndef WIRE_HOLD_H
#define WIRE_HOLD_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/hold.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body or from advice->happened. WIRE_MALFORMED: `error` names the
// field.
BASE_MUST_USE enum wire_result wire_hold_decode(struct wire_view body, struct wire_hold *hold,
                                                struct wire_error *error);
BASE_MUST_USE enum wire_result wire_commit_decode(struct wire_view body, struct wire_commit *commit,
                                                  struct wire_error *error);
BASE_MUST_USE enum wire_result wire_void_decode(struct wire_view body, struct wire_void *release,
                                                struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result wire_hold_append(const struct wire_hold *hold, struct buffer *out);
BASE_MUST_USE enum wire_result wire_commit_append(const struct wire_commit *commit,
                                                  struct buffer *out);
BASE_MUST_USE enum wire_result wire_void_append(const struct wire_void *release,
                                                struct buffer *out);

#endif
