// SPDX-License-Identifier: Apache-2.0
// Prints messages by the tables that decode them.
#include "message_text.h"

#include <inttypes.h>
#include <string.h>

#include "support/cmocka.h"
#include "wire/kind.h"
#include "wire/receipt_line.h"
#include "wire/result_code.h"

static void append_message(const struct message *message, const void *source, int indent,
                           struct buffer *text);

static void append_name(const char *name, int indent, struct buffer *text)
{
    assert_int_equal(buffer_append_format(text, "%*s%s", 2 * indent, "", name), BASE_OK);
}

static const char *enum_name(const struct message *message, const struct field *field, int value)
{
    if (strcmp(field->name, "entry") == 0) {
        return wire_card_entry_name((enum wire_card_entry)value);
    }
    if (strcmp(field->name, "state") == 0) {
        return wire_card_state_name((enum wire_card_state)value);
    }
    if (strcmp(field->name, "result") == 0) {
        return wire_result_code_name((enum wire_result_code)value);
    }
    assert_string_equal(field->name, "kind");
    return strcmp(message->name, "tender") == 0
               ? wire_tender_kind_name((enum wire_tender_kind)value)
               : wire_kind_name((enum wire_kind)value);
}

static void append_number(const struct message *message, const struct field *field,
                          const void *value, int indent, struct buffer *text)
{
    uint64_t number = 0;
    memcpy(&number, value, field->size); // little-endian hosts: the tests run nowhere else
    if (number == 0) {
        return;
    }
    append_name(field->name, indent, text);
    enum base_result result = BASE_OK;
    if (field->type == FIELD_UENUM) {
        result = buffer_append_format(text, ": %s\n", enum_name(message, field, (int)number));
    } else if (field->type == FIELD_BOOL) {
        result = buffer_append_text(text, ": true\n");
    } else if (field->type == FIELD_SINT32) {
        result = buffer_append_format(text, ": %" PRId32 "\n", (int32_t)number);
    } else if (field->type == FIELD_INT64 || field->type == FIELD_SINT64) {
        result = buffer_append_format(text, ": %" PRId64 "\n", (int64_t)number);
    } else {
        result = buffer_append_format(text, ": %" PRIu64 "\n", number);
    }
    assert_int_equal(result, BASE_OK);
}

static void append_text(const struct field *field, struct wire_view value, int indent,
                        struct buffer *text)
{
    if (value.size == 0) {
        return;
    }
    append_name(field->name, indent, text);
    assert_int_equal(buffer_append_text(text, ": \""), BASE_OK);
    for (size_t index = 0; index < value.size; index++) {
        char byte = (char)value.bytes[index];
        bool is_special = byte == '"' || byte == '\\' || byte == '\n';
        assert_int_equal(
            buffer_append_format(text, "%s%c", is_special ? "\\" : "", byte == '\n' ? 'n' : byte),
            BASE_OK);
    }
    assert_int_equal(buffer_append_text(text, "\"\n"), BASE_OK);
}

static void append_block(const char *name, const struct message *message, const void *source,
                         int indent, struct buffer *text)
{
    append_name(name, indent, text);
    assert_int_equal(buffer_append_text(text, " {\n"), BASE_OK);
    append_message(message, source, indent + 1, text);
    append_name("}\n", indent, text);
}

static void append_lines(struct wire_view view, int indent, struct buffer *text)
{
    struct wire_receipt_lines lines = wire_receipt_lines_begin(view);
    struct wire_receipt_line line;
    struct wire_error error;
    enum wire_result result = WIRE_OK;
    append_name("lines {\n", indent, text);
    while ((result = wire_receipt_lines_next(&lines, &line, &error)) == WIRE_OK) {
        append_block("lines", &wire_receipt_line_t_message, &line, indent + 1, text);
    }
    assert_int_equal(result, WIRE_END);
    append_name("}\n", indent, text);
}

static void append_view(const struct field *field, struct wire_view value, int indent,
                        struct buffer *text)
{
    if (strcmp(field->name, "lines") == 0 && value.size > 0) {
        append_lines(value, indent, text);
    } else if (strcmp(field->name, "body") != 0) {
        append_text(field, value, indent, text);
    }
}

// How many elements a field has; for numbers and texts 1, as their emptiness is seen in the value.
static size_t field_count(const struct field *field, const uint8_t *base)
{
    pb_size_t number = 0;
    memcpy(&number, base + field->presence, sizeof(number));
    switch ((enum field_rule)field->rule) {
    case FIELD_SINGULAR:
        return 1;
    case FIELD_OPTIONAL:
        return *(const bool *)(base + field->presence) ? 1 : 0;
    case FIELD_REPEATED:
        return number;
    case FIELD_ONEOF:
        return number == field->tag ? 1 : 0;
    }
    return 0;
}

static void append_field(const struct message *message, const struct field *field,
                         const void *value, int indent, struct buffer *text)
{
    if (field->type == FIELD_MESSAGE) {
        append_block(field->name, field->message, value, indent, text);
    } else if (field->type == FIELD_VIEW) {
        append_view(field, *(const struct wire_view *)value, indent, text);
    } else if (field->type == FIELD_STRING) {
        append_text(field, (struct wire_view){.bytes = value, .size = strlen(value)}, indent, text);
    } else {
        append_number(message, field, value, indent, text);
    }
}

static void append_message(const struct message *message, const void *source, int indent,
                           struct buffer *text)
{
    for (size_t index = 0; index < message->count; index++) {
        const struct field *field = &message->fields[index];
        const uint8_t *base = source;
        for (size_t element = 0; element < field_count(field, base); element++) {
            append_field(message, field, base + field->offset + element * field->size, indent,
                         text);
        }
    }
}

void message_text_append(const struct message *message, const void *source, struct buffer *text)
{
    append_message(message, source, 0, text);
}
