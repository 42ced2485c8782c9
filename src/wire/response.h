// SPDX-License-Identifier: Apache-2.0
// What the server sends: struct wire_response, described field by field in
// proto/bonus/v1/frame.proto. `which_answer` is WIRE_RESPONSE_PURCHASE_TAG and so on, or 0 for
// none; the slip is a view, so that its text is copied once, into the frame.
#ifndef WIRE_RESPONSE_H
#define WIRE_RESPONSE_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/frame.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/result_code.h"
#include "wire/view.h"

// Adds one whole frame, prefix included. WIRE_FULL, and nothing added, beyond the buffer's maximum
// or LIMIT_FRAME_BYTES_MAX.
BASE_MUST_USE enum wire_result wire_response_append_frame(const struct wire_response *response,
                                                          struct buffer *out);

// Adds the payload alone.
BASE_MUST_USE enum wire_result wire_response_append(const struct wire_response *response,
                                                    struct buffer *out);

// For clients: the payload of one frame. The slip is a view into it.
BASE_MUST_USE enum wire_result wire_response_decode(struct wire_view payload,
                                                    struct wire_response *response,
                                                    struct wire_error *error);

#endif
