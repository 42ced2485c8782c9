// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/status.proto from bytes and to bytes.
#include "wire/status.h"

#include "wire/message_internal.h"

enum wire_result wire_transaction_status_decode(struct wire_view body,
                                                struct wire_transaction_status *status,
                                                struct wire_error *error)
{
    return message_decode(&wire_transaction_status_t_message, body, status, error);
}

enum wire_result wire_transaction_status_append(const struct wire_transaction_status *status,
                                                struct buffer *out)
{
    return message_append(&wire_transaction_status_t_message, status, out);
}
