// SPDX-License-Identifier: Apache-2.0
// Bodies of bonus/v1/hold.proto from bytes and to bytes.
#include "wire/hold.h"

#include "wire/message_internal.h"

enum wire_result wire_hold_decode(struct wire_view body, struct wire_hold *hold,
                                  struct wire_error *error)
{
    return message_decode(&wire_hold_t_message, body, hold, error);
}

enum wire_result wire_hold_append(const struct wire_hold *hold, struct buffer *out)
{
    return message_append(&wire_hold_t_message, hold, out);
}

enum wire_result wire_commit_decode(struct wire_view body, struct wire_commit *commit,
                                    struct wire_error *error)
{
    return message_decode(&wire_commit_t_message, body, commit, error);
}

enum wire_result wire_commit_append(const struct wire_commit *commit, struct buffer *out)
{
    return message_append(&wire_commit_t_message, commit, out);
}

enum wire_result wire_void_decode(struct wire_view body, struct wire_void *release,
                                  struct wire_error *error)
{
    return message_decode(&wire_void_t_message, body, release, error);
}

enum wire_result wire_void_append(const struct wire_void *release, struct buffer *out)
{
    return message_append(&wire_void_t_message, release, out);
}
