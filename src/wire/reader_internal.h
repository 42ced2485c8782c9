// SPDX-License-Identifier: Apache-2.0
// Takes the primitives of the Protocol Buffers encoding from the front of a view. Each function
// says whether there was a whole one; if not, the view is left as it was.
#ifndef WIRE_READER_INTERNAL_H
#define WIRE_READER_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/view.h"

enum wire_type {
    WIRE_TYPE_VARINT = 0,
    WIRE_TYPE_64BIT = 1,
    WIRE_TYPE_BYTES = 2,
    WIRE_TYPE_32BIT = 5,
};

struct field_key {
    uint32_t tag;
    uint32_t wire_type; // not always one of the above
};

static inline bool reader_take_varint(struct wire_view *rest, uint64_t *value)
{
    if (rest->size > 0 && rest->bytes[0] < 0x80) { // nearly all keys and sizes, and most numbers
        *value = rest->bytes[0];
        rest->bytes++;
        rest->size--;
        return true;
    }
    uint64_t sum = 0;
    for (unsigned index = 0; index < 10 && index < rest->size; index++) {
        uint8_t byte = rest->bytes[index];
        if (index == 9 && byte > 1) {
            return false; // beyond 64 bits
        }
        sum |= (uint64_t)(byte & 0x7f) << (7 * index);
        if (byte < 0x80) {
            *value = sum;
            rest->bytes += index + 1;
            rest->size -= index + 1;
            return true;
        }
    }
    return false;
}

static inline bool reader_take_fixed(struct wire_view *rest, unsigned size, uint64_t *value)
{
    if (rest->size < size) {
        return false;
    }
    uint64_t sum = 0;
    for (unsigned index = 0; index < size; index++) {
        sum |= (uint64_t)rest->bytes[index] << (8 * index);
    }
    *value = sum;
    rest->bytes += size;
    rest->size -= size;
    return true;
}

static inline bool reader_take_bytes(struct wire_view *rest, struct wire_view *bytes)
{
    struct wire_view after = *rest;
    uint64_t size = 0;
    if (!reader_take_varint(&after, &size) || size > after.size) {
        return false;
    }
    *bytes = (struct wire_view){.bytes = after.bytes, .size = (size_t)size};
    rest->bytes = after.bytes + size;
    rest->size = after.size - (size_t)size;
    return true;
}

// Tags are 1 to 2^29 - 1.
static inline bool reader_take_key(struct wire_view *rest, struct field_key *key)
{
    struct wire_view after = *rest;
    uint64_t number = 0;
    if (!reader_take_varint(&after, &number) || number > UINT32_MAX || number < 8) {
        return false;
    }
    *key = (struct field_key){.tag = (uint32_t)number >> 3, .wire_type = (uint32_t)number & 7};
    *rest = after;
    return true;
}

// The value of a field nobody here knows. False for groups, which proto3 does not have.
static inline bool reader_skip(struct wire_view *rest, uint32_t wire_type)
{
    uint64_t number = 0;
    struct wire_view bytes = {0};
    switch (wire_type) {
    case WIRE_TYPE_VARINT:
        return reader_take_varint(rest, &number);
    case WIRE_TYPE_64BIT:
        return reader_take_fixed(rest, 8, &number);
    case WIRE_TYPE_BYTES:
        return reader_take_bytes(rest, &bytes);
    case WIRE_TYPE_32BIT:
        return reader_take_fixed(rest, 4, &number);
    default:
        return false;
    }
}

#endif
