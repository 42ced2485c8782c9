// SPDX-License-Identifier: Apache-2.0
// The envelope of what a client sends: struct wire_request, described field by field in
// proto/bonus/v1/frame.proto. The body stays encoded, a view into the frame: its bytes are the
// request's fingerprint, and `kind` says which header decodes them.
#ifndef WIRE_REQUEST_H
#define WIRE_REQUEST_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/frame.pb.h"
#include "wire/error.h"
#include "wire/kind.h"
#include "wire/result.h"
#include "wire/view.h"

// The payload of one frame. With WIRE_MALFORMED request->number is what could be read of it, or 0,
// and `error` says what is wrong.
BASE_MUST_USE enum wire_result wire_request_decode(struct wire_view payload,
                                                   struct wire_request *request,
                                                   struct wire_error *error);

// For clients: adds one whole frame, prefix included. WIRE_FULL, and nothing added, beyond the
// buffer's maximum or LIMIT_FRAME_BYTES_MAX.
BASE_MUST_USE enum wire_result wire_request_append_frame(const struct wire_request *request,
                                                         struct buffer *out);

#endif
