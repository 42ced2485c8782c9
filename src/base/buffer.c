// SPDX-License-Identifier: Apache-2.0
// The bounded byte buffer. Growth doubles; consumed room at the front is won back before growing.
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BUFFER_BYTES_LEAST = 256 }; // the first allocation

void buffer_init(struct buffer *buffer, size_t bytes_max)
{
    CHECK(bytes_max > 0);
    *buffer = (struct buffer){.bytes_max = bytes_max};
}

void buffer_clear(struct buffer *buffer)
{
    free(buffer->memory);
    buffer_init(buffer, buffer->bytes_max);
}

void buffer_reset(struct buffer *buffer)
{
    buffer->start = 0;
    buffer->end = 0;
}

static void buffer_move_to_front(struct buffer *buffer)
{
    size_t size = buffer_size(buffer);
    if (buffer->start > 0) {
        memmove(buffer->memory, buffer->memory + buffer->start, size);
    }
    buffer->start = 0;
    buffer->end = size;
}

static void buffer_grow(struct buffer *buffer, size_t capacity_needed)
{
    size_t capacity = buffer->capacity == 0 ? BUFFER_BYTES_LEAST : buffer->capacity;
    while (capacity < capacity_needed) {
        capacity *= 2;
    }
    capacity = capacity > buffer->bytes_max ? buffer->bytes_max : capacity;
    buffer->memory = memory_resize(buffer->memory, capacity);
    buffer->capacity = capacity;
}

enum base_result buffer_reserve(struct buffer *buffer, size_t size, uint8_t **room)
{
    if (size > buffer->bytes_max - buffer_size(buffer)) {
        return BASE_FULL;
    }
    if (size > buffer_room(buffer)) {
        buffer_move_to_front(buffer);
    }
    if (size > buffer_room(buffer) || buffer->memory == NULL) {
        buffer_grow(buffer, buffer->end + size);
    }
    *room = buffer->memory + buffer->end;
    return BASE_OK;
}

void buffer_commit(struct buffer *buffer, size_t size)
{
    CHECK(size <= buffer_room(buffer));
    buffer->end += size;
}

enum base_result buffer_append(struct buffer *buffer, const void *bytes, size_t size)
{
    uint8_t *room = NULL;
    enum base_result result = buffer_reserve(buffer, size, &room);
    if (result == BASE_OK && size > 0) {
        memcpy(room, bytes, size);
        buffer_commit(buffer, size);
    }
    return result;
}

enum base_result buffer_append_text(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, text, strlen(text));
}

enum base_result buffer_append_format(struct buffer *buffer, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int size = vsnprintf(NULL, 0, format, values);
    va_end(values);
    CHECK(size >= 0);

    // vsnprintf needs room for its closing zero, which is not kept: it may not cost the maximum.
    char *text = memory_allocate(1, (size_t)size + 1);
    va_start(values, format);
    vsnprintf(text, (size_t)size + 1, format, values);
    va_end(values);
    enum base_result result = buffer_append(buffer, text, (size_t)size);
    free(text);
    return result;
}

void buffer_consume(struct buffer *buffer, size_t size)
{
    CHECK(size <= buffer_size(buffer));
    buffer->start += size;
    if (buffer->start == buffer->end) {
        buffer_reset(buffer);
    }
}
