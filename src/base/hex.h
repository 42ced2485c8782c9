// SPDX-License-Identifier: Apache-2.0
// Bytes as lower-case hexadecimal text.
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>

// The room that hex_print() needs, with the closing zero.
#define HEX_TEXT_BYTES(size) (2 * (size) + 1)

// Writes HEX_TEXT_BYTES(size) bytes to `text`.
void hex_print(const void *bytes, size_t size, char *text);

#endif
