// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/reversal.proto from bytes and to bytes.
#include "wire/reversal.h"

#include "wire/message_internal.h"

enum wire_result wire_reversal_decode(struct wire_view body, struct wire_reversal *reversal,
                                      struct wire_error *error)
{
    return message_decode(&wire_reversal_t_message, body, reversal, error);
}

enum wire_result wire_reversal_append(const struct wire_reversal *reversal, struct buffer *out)
{
    return message_append(&wire_reversal_t_message, reversal, out);
}
