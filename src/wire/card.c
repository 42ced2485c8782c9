// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/card.proto from bytes and to bytes.
#include "wire/card.h"

#include "wire/message_internal.h"

enum wire_result wire_card_activate_decode(struct wire_view body,
                                           struct wire_card_activate *activate,
                                           struct wire_error *error)
{
    return message_decode(&wire_card_activate_t_message, body, activate, error);
}

enum wire_result wire_card_activate_append(const struct wire_card_activate *activate,
                                           struct buffer *out)
{
    return message_append(&wire_card_activate_t_message, activate, out);
}

enum wire_result wire_card_block_decode(struct wire_view body, struct wire_card_block *block,
                                        struct wire_error *error)
{
    return message_decode(&wire_card_block_t_message, body, block, error);
}

enum wire_result wire_card_block_append(const struct wire_card_block *block, struct buffer *out)
{
    return message_append(&wire_card_block_t_message, block, out);
}
