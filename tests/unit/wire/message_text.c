// SPDX-License-Identifier: Apache-2.0
// Prints messages by the tables that decode them.
#include "message_text.h"

#include <inttypes.h>
#include <string.h>

#include "support/cmocka.h"
#include "base/limits.h"
#include "wire/advice.h"
#include "wire/hold.h"
#include "wire/kind.h"
#include "wire/purchase.h"
#include "wire/refund.h"
#include "wire/result_code.h"
#include "wire/reversal.h"

static void append_message(const struct message *message, const void *source, int indent,
                           struct buffer *text);

static void append_name(const char *name, int indent, struct buffer *text)
{
    assert_int_equal(buffer_append_format(text, "%*s%s", 2 * indent, "", name), BASE_OK);
}

static const char *reason_name(const struct message *message, int value)
{
    if (message == &wire_reversal_t_message) {
        return wire_reversal_reason_name((enum wire_reversal_reason)value);
    }
    if (message == &wire_advice_t_message) {
        return wire_advice_reason_name((enum wire_advice_reason)value);
    }
    assert_ptr_equal(message, &wire_parked_answer_t_message);
    return wire_result_code_name((enum wire_result_code)value);
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
    if (strcmp(field->name, "reason") == 0) {
        return reason_name(message, value);
    }
    if (message == &wire_tender_t_message) {
        return wire_tender_kind_name((enum wire_tender_kind)value);
    }
    assert_non_null(strstr(field->name, "kind"));
    return wire_kind_name((enum wire_kind)value);
}

static void append_number(const struct message *message, const struct field *field,
                          const void *value, int indent, struct buffer *text)
{
    uint64_t number = 0;
    memcpy(&number, value, field->size); // little-endian hosts: the tests run nowhere else
    if (number == 0 && field->rule != FIELD_ONEOF) {
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

// The lines of a receipt or of a refund.
static void append_lines(const struct message *message, struct wire_view view, int indent,
                         struct buffer *text)
{
    bool is_refund = message == &wire_refund_t_message;
    const struct element_field field = {
        .up = message->name,
        .name = "lines",
        .tag = 1,
        .message = is_refund ? &wire_refund_line_t_message : &wire_receipt_line_t_message,
        .count_max = LIMIT_RECEIPT_LINES_MAX,
    };
    union {
        struct wire_receipt_line receipt;
        struct wire_refund_line refund;
    } line;
    size_t count = 0;
    struct wire_error error;
    enum wire_result result = WIRE_OK;
    append_name("lines {\n", indent, text);
    while ((result = message_take_element(&field, &view, &count, &line, &error)) == WIRE_OK) {
        append_block("lines", field.message, &line, indent + 1, text);
    }
    assert_int_equal(result, WIRE_END);
    append_name("}\n", indent, text);
}

// What happened, which an advice keeps encoded.
static void append_happened(const struct field *field, struct wire_view view, int indent,
                            struct buffer *text)
{
    static const struct {
        uint8_t tag;
        const struct message *message;
    } known[] = {
        {WIRE_ADVICE_PURCHASE_TAG, &wire_purchase_t_message},
        {WIRE_ADVICE_REFUND_TAG, &wire_refund_t_message},
        {WIRE_ADVICE_COMMIT_TAG, &wire_commit_t_message},
        {WIRE_ADVICE_VOID_HOLD_TAG, &wire_void_t_message},
    };
    union {
        struct wire_purchase purchase;
        struct wire_refund refund;
        struct wire_commit commit;
        struct wire_void release;
    } happened;
    struct wire_error error;
    for (size_t index = 0; index < BASE_COUNT(known); index++) {
        if (known[index].tag == field->tag) {
            assert_int_equal(message_decode(known[index].message, view, &happened, &error),
                             WIRE_OK);
            append_block(field->name, known[index].message, &happened, indent, text);
        }
    }
}

static void append_view(const struct message *message, const struct field *field,
                        struct wire_view value, int indent, struct buffer *text)
{
    if (message == &wire_advice_t_message) {
        append_happened(field, value, indent, text);
    } else if (strcmp(field->name, "lines") == 0 && value.size > 0) {
        append_lines(message, value, indent, text);
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
        append_view(message, field, *(const struct wire_view *)value, indent, text);
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
