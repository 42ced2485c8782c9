// SPDX-License-Identifier: Apache-2.0
// Iterates the encoded lines of a receipt.
#include "wire/receipt_line.h"

#include "base/limits.h"
#include "wire/message_internal.h"
#include "wire/reader_internal.h"

enum {
    RECEIPT_LINES_TAG = 1, // ReceiptLines.lines
};

struct wire_receipt_lines wire_receipt_lines_begin(struct wire_view lines)
{
    return (struct wire_receipt_lines){.rest = lines};
}

static enum wire_result lines_take(struct wire_receipt_lines *lines, struct wire_view *line,
                                   const struct field_path *path, struct wire_error *error)
{
    while (lines->rest.size > 0) {
        struct field_key key;
        if (!reader_take_key(&lines->rest, &key)) {
            return field_path_refuse(path, "no line begins where one should", error);
        }
        if (key.tag != RECEIPT_LINES_TAG) {
            if (!reader_skip(&lines->rest, key.wire_type)) {
                return field_path_refuse(path, "an unknown field is cut short", error);
            }
            continue;
        }
        if (key.wire_type != WIRE_TYPE_BYTES) {
            return field_path_refuse(path, "of another type", error);
        }
        if (!reader_take_bytes(&lines->rest, line)) {
            return field_path_refuse(path, "cut short", error);
        }
        return WIRE_OK;
    }
    return WIRE_END;
}

enum wire_result wire_receipt_lines_next(struct wire_receipt_lines *lines,
                                         struct wire_receipt_line *line, struct wire_error *error)
{
    struct field_path purchase = {.up = NULL, .name = "purchase", .index = FIELD_PATH_NO_INDEX};
    struct field_path path = {.up = &purchase, .name = "lines", .index = (int)lines->count};
    struct wire_view bytes = {0};
    enum wire_result result = lines_take(lines, &bytes, &path, error);
    if (result == WIRE_OK && lines->count == LIMIT_RECEIPT_LINES_MAX) {
        result = field_path_refuse(&path, "too many", error);
    }
    if (result == WIRE_OK) {
        lines->count++;
        result = message_decode_at(&wire_receipt_line_t_message, bytes, line, &path, error);
    }
    if (result != WIRE_OK) {
        lines->rest = (struct wire_view){0};
    }
    return result;
}

enum wire_result wire_receipt_lines_append(const struct wire_receipt_line *line,
                                           struct buffer *lines)
{
    return message_append_element(&wire_receipt_line_t_message, RECEIPT_LINES_TAG, line, lines);
}
