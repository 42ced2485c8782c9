// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/session.proto from bytes and to bytes.
#include "wire/session.h"

#include "wire/message_internal.h"

enum wire_result wire_logon_decode(struct wire_view body, struct wire_logon *logon,
                                   struct wire_error *error)
{
    return message_decode(&wire_logon_t_message, body, logon, error);
}

enum wire_result wire_logon_append(const struct wire_logon *logon, struct buffer *out)
{
    return message_append(&wire_logon_t_message, logon, out);
}

enum wire_result wire_echo_decode(struct wire_view body, struct wire_echo *echo,
                                  struct wire_error *error)
{
    return message_decode(&wire_echo_t_message, body, echo, error);
}
