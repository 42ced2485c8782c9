// SPDX-License-Identifier: Apache-2.0
// Bodies of Logon and Echo: struct wire_logon, struct wire_echo, described in
// proto/bonus/v1/session.proto together with their answers.
#ifndef WIRE_SESSION_H
#define WIRE_SESSION_H

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/session.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// Bodies are decoded from request->body. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result wire_logon_decode(struct wire_view body, struct wire_logon *logon,
                                                 struct wire_error *error);
BASE_MUST_USE enum wire_result wire_echo_decode(struct wire_view body, struct wire_echo *echo,
                                                struct wire_error *error);

// For clients: adds the encoded body. WIRE_FULL, and nothing added, beyond the buffer's maximum. An
// Echo has no body to encode.
BASE_MUST_USE enum wire_result wire_logon_append(const struct wire_logon *logon,
                                                 struct buffer *out);

#endif
