// SPDX-License-Identifier: Apache-2.0
// What the server says of a request: enum wire_result_code, WIRE_RESULT_APPROVED and so on, in
// order of precedence, as proto/bonus/v1/result.proto lists them; and what a client may do about
// it.
#ifndef WIRE_RESULT_CODE_H
#define WIRE_RESULT_CODE_H

#include "bonus/v1/result.pb.h"

// Whether sending the request again can help; docs/protocol.md explains each.
enum wire_retry {
    WIRE_RETRY_NEVER,     // the answer will stay the same: correct what is wrong, or give up
    WIRE_RETRY_SAME_STAN, // send the same body under the same STAN, after retry_after_ms
    WIRE_RETRY_IN_DOUBT,  // as before, and nothing else may be done with this sale until answered
    WIRE_RETRY_LOGON,     // connect and log on, then send the same body under the same STAN
    WIRE_RETRY_LATER,     // a look-up: ask again after the original has been repeated
};

// A code this build does not know counts as WIRE_RETRY_IN_DOUBT: the careful reading.
enum wire_retry wire_result_code_retry(enum wire_result_code code);

// wire_result_code_name(code), declared in the generated header: "RESULT_BUSY", or "unknown".

#endif
