// SPDX-License-Identifier: Apache-2.0
// A growable byte buffer that cannot be made without its maximum: bytes go in at the end and are
// consumed from the front. Memory is allocated when first needed and moves as it grows, so a
// pointer into the buffer lives until the next call that adds.
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/result.h"

struct buffer {
    uint8_t *memory;
    size_t start; // of the unconsumed bytes in memory
    size_t end;   // behind the last byte
    size_t capacity;
    size_t bytes_max;
};

// An empty buffer that never holds more than `bytes_max` bytes.
void buffer_init(struct buffer *buffer, size_t bytes_max);

// Frees the memory; the buffer is empty and may be used again.
void buffer_clear(struct buffer *buffer);

// Forgets the bytes and keeps the memory.
void buffer_reset(struct buffer *buffer);

// The unconsumed bytes and how many there are.
static inline uint8_t *buffer_bytes(const struct buffer *buffer)
{
    // Adding even nothing to a null pointer is undefined.
    return buffer->memory == NULL ? NULL : buffer->memory + buffer->start;
}

static inline size_t buffer_size(const struct buffer *buffer)
{
    return buffer->end - buffer->start;
}

// BASE_FULL, and nothing added, if the buffer would hold more than its maximum.
BASE_MUST_USE enum base_result buffer_append(struct buffer *buffer, const void *bytes, size_t size);
BASE_MUST_USE enum base_result buffer_append_text(struct buffer *buffer, const char *text);
BASE_MUST_USE BASE_PRINTF(2, 3) enum base_result
    buffer_append_format(struct buffer *buffer, const char *format, ...);

// Writing in place: room for `size` bytes behind the last one, of which buffer_commit() then adds
// as many as were written. `*room` is valid until the next call that adds.
BASE_MUST_USE enum base_result buffer_reserve(struct buffer *buffer, size_t size, uint8_t **room);
void buffer_commit(struct buffer *buffer, size_t size);

// The room behind the last byte that is there without moving anything.
static inline size_t buffer_room(const struct buffer *buffer)
{
    return buffer->capacity - buffer->end;
}

// Drops `size` bytes from the front.
void buffer_consume(struct buffer *buffer, size_t size);

#endif
