// SPDX-License-Identifier: Apache-2.0
// Bytes as lower-case hexadecimal text.
#include "base/hex.h"

#include <stdint.h>
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";

void hex_print(const void *bytes, size_t size, char *text)
{
    const uint8_t *next = bytes;
    for (size_t i = 0; i < size; i++) {
        *text++ = hex_digits[next[i] >> 4];
        *text++ = hex_digits[next[i] & 15];
    }
    *text = '\0';
}

enum base_result hex_parse(const char *text, size_t text_size, void *bytes, size_t size)
{
    uint8_t *next = bytes;
    if (text_size != 2 * size) {
        return BASE_NOT_A_NUMBER;
    }
    for (size_t i = 0; i < size; i++) {
        const char *high = memchr(hex_digits, text[2 * i], sizeof(hex_digits) - 1);
        const char *low = memchr(hex_digits, text[2 * i + 1], sizeof(hex_digits) - 1);
        if (high == NULL || low == NULL) {
            return BASE_NOT_A_NUMBER;
        }
        next[i] = (uint8_t)((high - hex_digits) << 4 | (low - hex_digits));
    }
    return BASE_OK;
}
