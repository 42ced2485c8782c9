// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/purchase.proto from bytes and to bytes.
#include "wire/purchase.h"

#include "wire/message_internal.h"

enum wire_result wire_purchase_decode(struct wire_view body, struct wire_purchase *purchase,
                                      struct wire_error *error)
{
    return message_decode(&wire_purchase_t_message, body, purchase, error);
}

enum wire_result wire_purchase_append(const struct wire_purchase *purchase, struct buffer *out)
{
    return message_append(&wire_purchase_t_message, purchase, out);
}
