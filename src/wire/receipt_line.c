// SPDX-License-Identifier: Apache-2.0
// Iterates the encoded lines of a receipt.
#include "wire/receipt_line.h"

#include "base/limits.h"
#include "wire/message_internal.h"

static const struct element_field receipt_lines = {
    .up = "purchase",
    .name = "lines",
    .tag = 1, // ReceiptLines.lines
    .message = &wire_receipt_line_t_message,
    .count_max = LIMIT_RECEIPT_LINES_MAX,
};

struct wire_receipt_lines wire_receipt_lines_begin(struct wire_view lines)
{
    return (struct wire_receipt_lines){.rest = lines};
}

enum wire_result wire_receipt_lines_next(struct wire_receipt_lines *lines,
                                         struct wire_receipt_line *line, struct wire_error *error)
{
    return message_take_element(&receipt_lines, &lines->rest, &lines->count, line, error);
}

enum wire_result wire_receipt_lines_append(const struct wire_receipt_line *line,
                                           struct buffer *lines)
{
    return message_append_element(receipt_lines.message, receipt_lines.tag, line, lines);
}
