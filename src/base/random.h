// SPDX-License-Identifier: Apache-2.0
// Random bytes from the kernel. Randomness is handed in: only main programs and the owners of
// long-lived things call this, everything below takes the bytes as a parameter.
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

// Fills `bytes` from getrandom(2). Aborts if the kernel refuses.
void random_fill(void *bytes, size_t size);

#endif
