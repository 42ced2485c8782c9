// SPDX-License-Identifier: Apache-2.0
// Values in PostgreSQL's binary format, read: the other direction of parameter.h.
#ifndef STORE_VALUE_H
#define STORE_VALUE_H

#include <stddef.h>
#include <stdint.h>

// A big-endian integer of 1 to 8 bytes; of 2, 4 and 8 it is signed.
int64_t value_integer(const char *bytes, size_t size);

// The numbers of a bigint[] or integer[] without nulls, at most `max`; no bytes are no numbers.
// Returns how many; SIZE_MAX: more, or not such an array.
size_t value_numbers(const char *bytes, size_t size, int64_t *numbers, size_t max);

#endif
