// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/refund.proto from bytes and to bytes.
#include "wire/refund.h"

#include "wire/message_internal.h"

enum wire_result wire_refund_decode(struct wire_view body, struct wire_refund *refund,
                                    struct wire_error *error)
{
    return message_decode(&wire_refund_t_message, body, refund, error);
}

enum wire_result wire_refund_append(const struct wire_refund *refund, struct buffer *out)
{
    return message_append(&wire_refund_t_message, refund, out);
}
