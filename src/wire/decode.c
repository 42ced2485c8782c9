// SPDX-License-Identifier: Apache-2.0
// The decoder of all messages: walks the bytes once, field by field, by the message's table. Fields
// it does not know are skipped, so that a newer client may send them.
#include "wire/message_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "wire/reader_internal.h"

// One field of one message, while its value is taken.
struct slot {
    const struct field *field;
    void *target; // where the value belongs
    struct field_path path;
    struct wire_error *error;
};

static enum wire_result slot_refuse(const struct slot *slot, const char *what)
{
    return field_path_refuse(&slot->path, what, slot->error);
}

static void slot_store_32(const struct slot *slot, uint32_t value)
{
    CHECK(slot->field->size == sizeof(value));
    memcpy(slot->target, &value, sizeof(value));
}

static void slot_store_64(const struct slot *slot, uint64_t value)
{
    CHECK(slot->field->size == sizeof(value));
    memcpy(slot->target, &value, sizeof(value));
}

// Zigzag: 0, -1, 1, -2 ... are sent as 0, 1, 2, 3 ...
static uint64_t unfold_sign(uint64_t value)
{
    return (value >> 1) ^ (0 - (value & 1));
}

static enum wire_result take_bool(const struct slot *slot, uint64_t value)
{
    if (value > 1) {
        return slot_refuse(slot, "neither 0 nor 1");
    }
    *(bool *)slot->target = value == 1;
    return WIRE_OK;
}

static enum wire_result take_32(const struct slot *slot, uint64_t value)
{
    if (value > UINT32_MAX) {
        return slot_refuse(slot, "beyond 32 bits");
    }
    slot_store_32(slot, (uint32_t)value);
    return WIRE_OK;
}

static enum wire_result take_64(const struct slot *slot, uint64_t value)
{
    slot_store_64(slot, value);
    return WIRE_OK;
}

static enum wire_result take_signed_32(const struct slot *slot, uint64_t value)
{
    if (value > UINT32_MAX) {
        return slot_refuse(slot, "beyond 32 bits");
    }
    slot_store_32(slot, (uint32_t)unfold_sign(value));
    return WIRE_OK;
}

static enum wire_result take_signed_64(const struct slot *slot, uint64_t value)
{
    slot_store_64(slot, unfold_sign(value));
    return WIRE_OK;
}

static enum wire_result take_text(const struct slot *slot, struct wire_view bytes)
{
    if (bytes.size >= slot->field->size) {
        char what[40];
        snprintf(what, sizeof(what), "longer than %d bytes", slot->field->size - 1);
        return slot_refuse(slot, what);
    }
    if (!utf8_is_plain(bytes.bytes, bytes.size)) {
        return slot_refuse(slot, "not UTF-8 text without control characters");
    }
    memcpy(slot->target, bytes.bytes, bytes.size);
    ((char *)slot->target)[bytes.size] = '\0';
    return WIRE_OK;
}

static enum wire_result take_view(const struct slot *slot, struct wire_view bytes)
{
    *(struct wire_view *)slot->target = bytes;
    return WIRE_OK;
}

static enum wire_result take_message(const struct slot *slot, struct wire_view bytes)
{
    return message_decode_at(slot->field->message, bytes, slot->target, &slot->path, slot->error);
}

// How each type stands in the bytes; one of the two functions takes it.
static const struct {
    enum wire_type wire_type;
    enum wire_result (*take_number)(const struct slot *slot, uint64_t value);
    enum wire_result (*take_bytes)(const struct slot *slot, struct wire_view bytes);
} field_types[] = {
    [FIELD_BOOL] = {WIRE_TYPE_VARINT, take_bool, NULL},
    [FIELD_UINT32] = {WIRE_TYPE_VARINT, take_32, NULL},
    [FIELD_UINT64] = {WIRE_TYPE_VARINT, take_64, NULL},
    [FIELD_INT64] = {WIRE_TYPE_VARINT, take_64, NULL},
    [FIELD_SINT32] = {WIRE_TYPE_VARINT, take_signed_32, NULL},
    [FIELD_SINT64] = {WIRE_TYPE_VARINT, take_signed_64, NULL},
    [FIELD_FIXED64] = {WIRE_TYPE_64BIT, take_64, NULL},
    [FIELD_UENUM] = {WIRE_TYPE_VARINT, take_32, NULL},
    [FIELD_STRING] = {WIRE_TYPE_BYTES, NULL, take_text},
    [FIELD_VIEW] = {WIRE_TYPE_BYTES, NULL, take_view},
    [FIELD_MESSAGE] = {WIRE_TYPE_BYTES, NULL, take_message},
};

// The element a field's next value belongs to, and its presence noted. WIRE_MALFORMED if there may
// be no further one.
static enum wire_result slot_claim(struct slot *slot, uint8_t *base, uint64_t *seen)
{
    const struct field *field = slot->field;
    slot->target = base + field->offset;
    pb_size_t *count = (void *)(base + field->presence);
    if (field->rule == FIELD_REPEATED) {
        slot->path.index = *count;
        if (*count == field->count_max) {
            return slot_refuse(slot, "too many");
        }
        slot->target = base + field->offset + (size_t)*count * field->size;
        (*count)++;
        return WIRE_OK;
    }
    uint64_t bit = 1ull << field->tag;
    if ((*seen & bit) != 0) {
        return slot_refuse(slot, "given twice");
    }
    *seen |= bit;
    if (field->rule == FIELD_OPTIONAL) {
        *(bool *)(base + field->presence) = true;
    }
    if (field->rule == FIELD_ONEOF) {
        if (*count != 0) {
            return slot_refuse(slot, "a second one of things that exclude each other");
        }
        *count = field->tag;
    }
    return WIRE_OK;
}

static enum wire_result slot_take(const struct slot *slot, uint32_t wire_type,
                                  struct wire_view *rest)
{
    uint64_t number = 0;
    struct wire_view bytes = {0};
    if (wire_type != field_types[slot->field->type].wire_type) {
        return slot_refuse(slot, "of another type");
    }
    switch (field_types[slot->field->type].wire_type) {
    case WIRE_TYPE_VARINT:
        if (!reader_take_varint(rest, &number)) {
            break;
        }
        return field_types[slot->field->type].take_number(slot, number);
    case WIRE_TYPE_64BIT:
        if (!reader_take_fixed(rest, 8, &number)) {
            break;
        }
        return field_types[slot->field->type].take_number(slot, number);
    case WIRE_TYPE_BYTES:
        if (!reader_take_bytes(rest, &bytes)) {
            break;
        }
        return field_types[slot->field->type].take_bytes(slot, bytes);
    case WIRE_TYPE_32BIT:
        break;
    }
    return slot_refuse(slot, "cut short");
}

// Nearly all there is: a number or a text that may stand once and does. Takes it without what only
// a refusal needs, or takes nothing and leaves it to the long way, which finds what is wrong.
static bool field_take_plainly(const struct field *field, uint32_t wire_type,
                               struct wire_view *rest, uint8_t *base)
{
    const enum field_type type = (enum field_type)field->type;
    struct wire_view after = *rest;
    void *target = base + field->offset;
    if (field->rule != FIELD_SINGULAR || wire_type != field_types[type].wire_type) {
        return false;
    }
    if (type == FIELD_INT64 || type == FIELD_UINT64 || type == FIELD_SINT64) {
        uint64_t number = 0;
        if (!reader_take_varint(&after, &number)) {
            return false;
        }
        number = type == FIELD_SINT64 ? unfold_sign(number) : number;
        memcpy(target, &number, sizeof(number));
    } else if (type == FIELD_STRING) {
        struct wire_view text = {0};
        if (!reader_take_bytes(&after, &text) || text.size >= field->size ||
            !utf8_is_plain(text.bytes, text.size)) {
            return false;
        }
        memcpy(target, text.bytes, text.size);
        ((char *)target)[text.size] = '\0';
    } else {
        return false;
    }
    *rest = after;
    return true;
}

// Encoders write fields by tag, so the field after the last one is nearly always the one.
static const struct field *message_find(const struct message *message, uint32_t tag, size_t *next)
{
    for (size_t tried = 0; tried < message->count; tried++) {
        const struct field *field = &message->fields[*next];
        if (field->tag == tag) {
            return field;
        }
        *next = *next + 1 < message->count ? *next + 1 : 0;
    }
    return NULL;
}

enum wire_result message_decode_at(const struct message *message, struct wire_view bytes,
                                   void *target, const struct field_path *path,
                                   struct wire_error *error)
{
    memset(target, 0, message->size);
    uint64_t seen = 0;
    size_t next = 0;
    while (bytes.size > 0) {
        struct field_key key;
        if (!reader_take_key(&bytes, &key)) {
            return field_path_refuse(path, "no field begins where one should", error);
        }
        const struct field *field = message_find(message, key.tag, &next);
        if (field == NULL) {
            if (!reader_skip(&bytes, key.wire_type)) {
                return field_path_refuse(path, "an unknown field is cut short", error);
            }
            continue;
        }
        if ((seen & 1ull << field->tag) == 0 &&
            field_take_plainly(field, key.wire_type, &bytes, target)) {
            seen |= 1ull << field->tag;
            continue;
        }
        struct slot slot = {
            .field = field,
            .path = {.up = path, .name = field->name, .index = FIELD_PATH_NO_INDEX},
            .error = error,
        };
        enum wire_result result = slot_claim(&slot, target, &seen);
        if (result == WIRE_OK) {
            result = slot_take(&slot, key.wire_type, &bytes);
        }
        if (result != WIRE_OK) {
            return result;
        }
    }
    return WIRE_OK;
}

enum wire_result message_decode(const struct message *message, struct wire_view bytes, void *target,
                                struct wire_error *error)
{
    struct field_path path = {.up = NULL, .name = message->name, .index = FIELD_PATH_NO_INDEX};
    return message_decode_at(message, bytes, target, &path, error);
}
