// SPDX-License-Identifier: Apache-2.0
// Iterates the elements of a repeated field in the encoded bytes of the message that holds them.
#include "wire/message_internal.h"
#include "wire/reader_internal.h"

static enum wire_result element_find(const struct element_field *field, struct wire_view *rest,
                                     struct wire_view *element, const struct field_path *path,
                                     struct wire_error *error)
{
    while (rest->size > 0) {
        struct field_key key;
        if (!reader_take_key(rest, &key)) {
            return field_path_refuse(path, "no field begins where one should", error);
        }
        if (key.tag != field->tag) {
            if (!reader_skip(rest, key.wire_type)) {
                return field_path_refuse(path, "an unknown field is cut short", error);
            }
            continue;
        }
        if (key.wire_type != WIRE_TYPE_BYTES) {
            return field_path_refuse(path, "of another type", error);
        }
        if (!reader_take_bytes(rest, element)) {
            return field_path_refuse(path, "cut short", error);
        }
        return WIRE_OK;
    }
    return WIRE_END;
}

enum wire_result message_take_element(const struct element_field *field, struct wire_view *rest,
                                      size_t *count, void *target, struct wire_error *error)
{
    struct field_path up = {.up = NULL, .name = field->up, .index = FIELD_PATH_NO_INDEX};
    struct field_path path = {.up = &up, .name = field->name, .index = (int)*count};
    struct wire_view bytes = {0};
    enum wire_result result = element_find(field, rest, &bytes, &path, error);
    if (result == WIRE_OK && *count == field->count_max) {
        result = field_path_refuse(&path, "too many", error);
    }
    if (result == WIRE_OK) {
        (*count)++;
        result = message_decode_at(field->message, bytes, target, &path, error);
    }
    if (result != WIRE_OK) {
        *rest = (struct wire_view){0};
    }
    return result;
}
