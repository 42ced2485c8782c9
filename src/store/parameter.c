// SPDX-License-Identifier: Apache-2.0
// Writes PostgreSQL's binary format; see parameter.h.
#include "store/parameter.h"

#include <endian.h>
#include <limits.h>
#include <string.h>

#include "base/check.h"
#include "base/limits.h"

// ndim, has null, element type, length, lower bound: 32 bits each.
enum { ARRAY_HEADER_BYTES = 20, ARRAY_EMPTY_BYTES = 12 };

static void put_32(uint8_t *at, uint32_t value)
{
    value = htobe32(value);
    memcpy(at, &value, sizeof(value));
}

// What an integer of each type takes.
static size_t type_size(enum parameter_type type)
{
    switch (type) {
    case PARAMETER_INT2:
        return 2;
    case PARAMETER_INT4:
        return 4;
    case PARAMETER_TID:
        return 6;
    case PARAMETER_INT8:
    case PARAMETER_TIMESTAMPTZ:
        return 8;
    case PARAMETER_BYTEA:
    case PARAMETER_TEXT:
        break;
    }
    CHECK(!"an integer type");
    return 0;
}

static void put_integer(uint8_t *at, int64_t value, size_t size)
{
    uint64_t big = htobe64((uint64_t)value);
    memcpy(at, (const uint8_t *)&big + (sizeof(big) - size), size);
}

void parameter_array_init(struct parameter_array *array, enum parameter_type type)
{
    array->type = type;
    // Every element of a turn fits: the turn's bodies, and a length and a value for each request.
    buffer_init(&array->bytes, (size_t)LIMIT_TURN_BYTES_MAX + (size_t)LIMIT_FRAME_BYTES_MAX);
    parameter_array_reset(array);
}

void parameter_array_clear(struct parameter_array *array)
{
    buffer_clear(&array->bytes);
}

// Room for `size` bytes; an array holds no more than a turn does, so it is always there.
static uint8_t *array_reserve(struct parameter_array *array, size_t size)
{
    uint8_t *room = NULL;
    CHECK(buffer_reserve(&array->bytes, size, &room) == BASE_OK);
    buffer_commit(&array->bytes, size);
    return room;
}

void parameter_array_reset(struct parameter_array *array)
{
    buffer_reset(&array->bytes);
    memset(array_reserve(array, ARRAY_HEADER_BYTES), 0, ARRAY_HEADER_BYTES);
    array->count = 0;
    array->has_null = false;
}

void parameter_array_add_integer(struct parameter_array *array, int64_t value)
{
    size_t size = type_size(array->type);
    uint8_t *room = array_reserve(array, 4 + size);
    put_32(room, (uint32_t)size);
    put_integer(room + 4, value, size);
    array->count++;
}

void parameter_array_add_bytes(struct parameter_array *array, const void *bytes, size_t size)
{
    uint8_t *room = array_reserve(array, 4 + size);
    put_32(room, (uint32_t)size);
    if (size > 0) {
        memcpy(room + 4, bytes, size);
    }
    array->count++;
}

void parameter_array_add_null(struct parameter_array *array)
{
    put_32(array_reserve(array, 4), UINT32_MAX);
    array->has_null = true;
    array->count++;
}

void parameter_array_fill(struct parameter_array *array, uint32_t count)
{
    while (array->count < count) {
        parameter_array_add_null(array);
    }
}

void parameter_array_fill_zero(struct parameter_array *array, uint32_t count)
{
    while (array->count < count) {
        parameter_array_add_integer(array, 0);
    }
}

void parameter_array_add_nullable(struct parameter_array *array, int64_t value)
{
    if (value == 0) {
        parameter_array_add_null(array);
    } else {
        parameter_array_add_integer(array, value);
    }
}

void parameter_array_add_text(struct parameter_array *array, const char *text)
{
    if (text == NULL || *text == '\0') {
        parameter_array_add_null(array);
    } else {
        parameter_array_add_bytes(array, text, strlen(text));
    }
}

void parameter_array_add_time(struct parameter_array *array, int64_t unix_us)
{
    if (unix_us == 0) {
        parameter_array_add_null(array);
    } else {
        parameter_array_add_integer(array, unix_us - PARAMETER_EPOCH_US);
    }
}

void parameters_reset(struct parameters *parameters)
{
    parameters->count = 0;
}

static void parameters_add(struct parameters *parameters, const void *value, size_t size)
{
    CHECK(parameters->count < PARAMETERS_MAX && size <= INT_MAX);
    parameters->values[parameters->count] = value;
    parameters->sizes[parameters->count] = (int)size;
    parameters->count++;
}

static void parameters_add_integer(struct parameters *parameters, int64_t value, size_t size)
{
    CHECK(parameters->count < PARAMETERS_MAX);
    char *scalar = parameters->scalars[parameters->count];
    put_integer((uint8_t *)scalar, value, size);
    parameters_add(parameters, scalar, size);
}

void parameters_add_int2(struct parameters *parameters, int16_t value)
{
    parameters_add_integer(parameters, value, 2);
}

void parameters_add_int4(struct parameters *parameters, int32_t value)
{
    parameters_add_integer(parameters, value, 4);
}

void parameters_add_int8(struct parameters *parameters, int64_t value)
{
    parameters_add_integer(parameters, value, 8);
}

void parameters_add_time(struct parameters *parameters, int64_t unix_us)
{
    parameters_add_integer(parameters, unix_us - PARAMETER_EPOCH_US, 8);
}

void parameters_add_bytes(struct parameters *parameters, const void *bytes, size_t size)
{
    parameters_add(parameters, bytes, size);
}

void parameters_add_array(struct parameters *parameters, struct parameter_array *array)
{
    uint8_t *bytes = buffer_bytes(&array->bytes);
    put_32(bytes, array->count > 0 ? 1 : 0);
    put_32(bytes + 4, array->has_null ? 1 : 0);
    put_32(bytes + 8, (uint32_t)array->type);
    put_32(bytes + 12, array->count);
    put_32(bytes + 16, 1);
    size_t size = array->count > 0 ? buffer_size(&array->bytes) : (size_t)ARRAY_EMPTY_BYTES;
    parameters_add(parameters, bytes, size);
}

const int *parameters_formats(void)
{
    static const int formats[PARAMETERS_MAX] = {
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    };
    return formats;
}
