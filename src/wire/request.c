// SPDX-License-Identifier: Apache-2.0
// Requests from bytes and to bytes.
#include "wire/request.h"

#include "wire/message_internal.h"

enum wire_result wire_request_decode(struct wire_view payload, struct wire_request *request,
                                     struct wire_error *error)
{
    enum wire_result result = message_decode(&wire_request_t_message, payload, request, error);
    if (result == WIRE_OK && request->number == 0) {
        wire_error_set(error, "request.number: missing, should be 1 or more");
        return WIRE_MALFORMED;
    }
    return result;
}

enum wire_result wire_request_append_frame(const struct wire_request *request, struct buffer *out)
{
    return message_append_frame(&wire_request_t_message, request, out);
}
