// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/advice.proto from bytes and to bytes.
#include "wire/advice.h"

#include "wire/message_internal.h"

enum wire_result wire_advice_decode(struct wire_view body, struct wire_advice *advice,
                                    struct wire_error *error)
{
    return message_decode(&wire_advice_t_message, body, advice, error);
}

enum wire_result wire_advice_append(const struct wire_advice *advice, struct buffer *out)
{
    return message_append(&wire_advice_t_message, advice, out);
}
