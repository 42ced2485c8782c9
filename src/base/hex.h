// SPDX-License-Identifier: Apache-2.0
// Bytes as lower-case hexadecimal text.
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>

#include "base/check.h"
#include "base/result.h"

// The room that hex_print() needs, with the closing zero.
#define HEX_TEXT_BYTES(size) (2 * (size) + 1)

// Writes HEX_TEXT_BYTES(size) bytes to `text`.
void hex_print(const void *bytes, size_t size, char *text);

// Reads `size` bytes from the 2 * size digits that hex_print() writes; anything else, capitals too,
// is BASE_NOT_A_NUMBER, and what `bytes` hold then means nothing.
BASE_MUST_USE enum base_result hex_parse(const char *text, size_t text_size, void *bytes,
                                         size_t size);

#endif
