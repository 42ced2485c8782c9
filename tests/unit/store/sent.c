// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's array format, read as strictly as array_recv does.
#include "sent.h"

#include <endian.h>
#include <string.h>

#include "base/check.h"

enum { HEADER_BYTES = 20, EMPTY_BYTES = 12 };

static uint32_t read_32(const char *bytes)
{
    uint32_t big;
    memcpy(&big, bytes, sizeof(big));
    return be32toh(big);
}

static int64_t read_integer(const uint8_t *bytes, size_t size)
{
    CHECK(size == 2 || size == 4 || size == 6 || size == 8);
    // Six bytes are a place, which has no sign.
    uint64_t value = size != 6 && (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | bytes[i];
    }
    return (int64_t)value;
}

int64_t sent_scalar(const struct parameters *parameters, int place)
{
    CHECK(place < parameters->count);
    return read_integer((const uint8_t *)parameters->values[place],
                        (size_t)parameters->sizes[place]);
}

uint32_t sent_type(const struct parameters *parameters, int place)
{
    CHECK(place < parameters->count && parameters->sizes[place] >= EMPTY_BYTES);
    return read_32(parameters->values[place] + 8);
}

uint32_t sent_count(const struct parameters *parameters, int place)
{
    CHECK(place < parameters->count && parameters->sizes[place] >= EMPTY_BYTES);
    const char *array = parameters->values[place];
    if (read_32(array) == 0) {
        CHECK(parameters->sizes[place] == EMPTY_BYTES);
        return 0;
    }
    CHECK(read_32(array) == 1 && parameters->sizes[place] >= HEADER_BYTES);
    return read_32(array + 12);
}

uint32_t sent_count_all(const struct parameters *parameters, int first, int end)
{
    CHECK(parameters->count >= end);
    for (int place = first; place < end; place++) {
        CHECK(sent_count(parameters, place) == sent_count(parameters, first));
    }
    return sent_count(parameters, first);
}

const uint8_t *sent_bytes(const struct parameters *parameters, int place, uint32_t index,
                          size_t *size)
{
    CHECK(index < sent_count(parameters, place));
    const char *at = parameters->values[place] + HEADER_BYTES;
    const char *end = parameters->values[place] + parameters->sizes[place];
    for (uint32_t i = 0;; i++) {
        uint32_t length = read_32(at);
        bool is_null = length == UINT32_MAX;
        at += 4;
        *size = is_null ? 0 : length;
        CHECK((size_t)(end - at) >= *size);
        if (i == index) {
            return is_null ? NULL : (const uint8_t *)at;
        }
        at += *size;
    }
}

int64_t sent_integer(const struct parameters *parameters, int place, uint32_t index)
{
    size_t size;
    const uint8_t *bytes = sent_bytes(parameters, place, index, &size);
    return bytes == NULL ? 0 : read_integer(bytes, size);
}

bool sent_is_null(const struct parameters *parameters, int place, uint32_t index)
{
    size_t size;
    return sent_count(parameters, place) == 0 ||
           sent_bytes(parameters, place, index, &size) == NULL;
}

int64_t sent_time_us(const struct parameters *parameters, int place, uint32_t index)
{
    size_t size;
    const uint8_t *bytes = sent_bytes(parameters, place, index, &size);
    return bytes == NULL ? 0 : read_integer(bytes, size) + PARAMETER_EPOCH_US;
}

void sent_text(const struct parameters *parameters, int place, uint32_t index, char *text,
               size_t size)
{
    size_t length;
    const uint8_t *bytes = sent_bytes(parameters, place, index, &length);
    CHECK(length < size);
    if (bytes != NULL) {
        memcpy(text, bytes, length);
    }
    text[length] = '\0';
}
