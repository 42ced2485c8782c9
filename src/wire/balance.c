// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/balance.proto from bytes and to bytes.
#include "wire/balance.h"

#include "wire/message_internal.h"

enum wire_result wire_balance_inquiry_decode(struct wire_view body,
                                             struct wire_balance_inquiry *inquiry,
                                             struct wire_error *error)
{
    return message_decode(&wire_balance_inquiry_t_message, body, inquiry, error);
}

enum wire_result wire_balance_inquiry_append(const struct wire_balance_inquiry *inquiry,
                                             struct buffer *out)
{
    return message_append(&wire_balance_inquiry_t_message, inquiry, out);
}
