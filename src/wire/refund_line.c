// SPDX-License-Identifier: Apache-2.0
// Iterates the encoded lines of a refund.
#include "wire/refund_line.h"

#include "base/limits.h"
#include "wire/message_internal.h"

static const struct element_field refund_lines = {
    .up = "refund",
    .name = "lines",
    .tag = 1, // RefundLines.lines
    .message = &wire_refund_line_t_message,
    .count_max = LIMIT_RECEIPT_LINES_MAX,
};

struct wire_refund_lines wire_refund_lines_begin(struct wire_view lines)
{
    return (struct wire_refund_lines){.rest = lines};
}

enum wire_result wire_refund_lines_next(struct wire_refund_lines *lines,
                                        struct wire_refund_line *line, struct wire_error *error)
{
    return message_take_element(&refund_lines, &lines->rest, &lines->count, line, error);
}

enum wire_result wire_refund_lines_append(const struct wire_refund_line *line, struct buffer *lines)
{
    return message_append_element(refund_lines.message, refund_lines.tag, line, lines);
}
