// SPDX-License-Identifier: Apache-2.0
// Text that may go to a database, a log, a terminal and a receipt printer as it is: well-formed
// UTF-8 (RFC 3629) without control characters (C0, DEL, C1).
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes of the character beyond ASCII that the text begins with; 0 if it begins with none, or with
// one that may not pass. `size` is at least 1.
size_t utf8_measure_character(const uint8_t *bytes, size_t size);

// Whether the whole text may pass.
bool utf8_is_plain(const uint8_t *bytes, size_t size);

#endif
