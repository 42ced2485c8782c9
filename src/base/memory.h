// SPDX-License-Identifier: Apache-2.0
// Allocation that cannot fail. Every amount of memory we ask for is bounded by a limit, so a
// refusal means the host has none left: the program ends and is started again, which the ledger
// survives. Memory is given back with free().
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

// For programs that take and free megabytes many times a second (rows of a turn, records of TLS):
// the allocator keeps what is freed instead of giving it to the kernel and faulting it in again.
// Called once, by main.
void memory_keep_freed(void);

// `count` zeroed objects of `size` bytes. Aborts when there is no memory.
__attribute__((malloc, returns_nonnull)) void *memory_allocate(size_t count, size_t size);

// As realloc(): keeps the contents, the grown part is not zeroed. Aborts when there is no memory.
__attribute__((returns_nonnull)) void *memory_resize(void *memory, size_t size);

// A copy of a string. Aborts when there is no memory.
__attribute__((malloc, returns_nonnull)) char *memory_copy_text(const char *text);

#endif
