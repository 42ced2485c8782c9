// SPDX-License-Identifier: Apache-2.0
// Responses to bytes and from bytes.
#include "wire/response.h"

#include "wire/message_internal.h"

enum wire_result wire_response_append_frame(const struct wire_response *response,
                                            struct buffer *out)
{
    return message_append_frame(&wire_response_t_message, response, out);
}

enum wire_result wire_response_append(const struct wire_response *response, struct buffer *out)
{
    return message_append(&wire_response_t_message, response, out);
}

enum wire_result wire_response_decode(struct wire_view payload, struct wire_response *response,
                                      struct wire_error *error)
{
    return message_decode(&wire_response_t_message, payload, response, error);
}
