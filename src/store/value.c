// SPDX-License-Identifier: Apache-2.0
// Reads PostgreSQL's binary format; see value.h.
#include "store/value.h"

#include <endian.h>
#include <string.h>

int64_t value_integer(const char *bytes, size_t size)
{
    uint64_t big = 0;
    memcpy((char *)&big + (sizeof(big) - size), bytes, size);
    uint64_t value = be64toh(big);
    switch (size) {
    case 2:
        return (int16_t)value;
    case 4:
        return (int32_t)value;
    default:
        return (int64_t)value;
    }
}

size_t value_numbers(const char *bytes, size_t size, int64_t *numbers, size_t max)
{
    // The array's header, then a length and a number for each element; null has the length -1.
    enum { HEADER_BYTES = 20, LENGTH_BYTES = 4 };
    size_t count = 0;
    size_t at = HEADER_BYTES;
    while (at + LENGTH_BYTES <= size) {
        int64_t length = value_integer(bytes + at, LENGTH_BYTES);
        at += LENGTH_BYTES;
        if ((length != 4 && length != 8) || (size_t)length > size - at || count == max) {
            return SIZE_MAX;
        }
        numbers[count] = value_integer(bytes + at, (size_t)length);
        count++;
        at += (size_t)length;
    }
    return size <= HEADER_BYTES || at == size ? count : SIZE_MAX;
}
