// SPDX-License-Identifier: Apache-2.0
// The lines of a refund, read one after another from where they arrived: struct wire_refund_line,
// described in proto/bonus/v1/refund.proto. Like those of a receipt they are never expanded into an
// array.
#ifndef WIRE_REFUND_LINE_H
#define WIRE_REFUND_LINE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/check.h"
#include "bonus/v1/refund.pb.h"
#include "wire/error.h"
#include "wire/result.h"
#include "wire/view.h"

// An iterator: a few words, copied freely. It borrows the view's bytes.
struct wire_refund_lines {
    struct wire_view rest; // not yet read
    size_t count;          // lines given so far
};

// Starts before the first line of refund->lines.
struct wire_refund_lines wire_refund_lines_begin(struct wire_view lines);

// WIRE_OK and the next line; WIRE_END behind the last one; WIRE_MALFORMED, also when there are more
// than LIMIT_RECEIPT_LINES_MAX, with an error such as "refund.lines[3].line: beyond 32 bits". After
// anything but WIRE_OK the iterator is finished.
BASE_MUST_USE enum wire_result wire_refund_lines_next(struct wire_refund_lines *lines,
                                                      struct wire_refund_line *line,
                                                      struct wire_error *error);

// For clients: adds one line behind those already in `lines`, whose bytes then become
// refund->lines. WIRE_FULL, and nothing added, beyond the buffer's maximum.
BASE_MUST_USE enum wire_result wire_refund_lines_append(const struct wire_refund_line *line,
                                                        struct buffer *lines);

#endif
