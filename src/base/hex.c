// SPDX-License-Identifier: Apache-2.0
// Bytes as lower-case hexadecimal text.
#include "base/hex.h"

#include <stdint.h>

void hex_print(const void *bytes, size_t size, char *text)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *next = bytes;
    for (size_t i = 0; i < size; i++) {
        *text++ = digits[next[i] >> 4];
        *text++ = digits[next[i] & 15];
    }
    *text = '\0';
}
