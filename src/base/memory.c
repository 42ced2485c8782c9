// SPDX-License-Identifier: Apache-2.0
// malloc and friends that end the program instead of returning NULL.
#include "base/memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

void memory_keep_freed(void)
{
    enum { KEPT_BYTES = 256 << 20 };
    // Advice: an allocator that does not take it is merely slower.
    (void)mallopt(M_MMAP_THRESHOLD, 32 << 20); // glibc's own maximum
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    (void)mallopt(M_TOP_PAD, 1 << 20);
}

void *memory_allocate(size_t count, size_t size)
{
    CHECK(count > 0 && size > 0);
    void *memory = calloc(count, size);
    CHECK(memory != NULL);
    return memory;
}

void *memory_resize(void *memory, size_t size)
{
    CHECK(size > 0);
    void *resized = realloc(memory, size);
    CHECK(resized != NULL);
    return resized;
}

char *memory_copy_text(const char *text)
{
    char *copy = strdup(text);
    CHECK(copy != NULL);
    return copy;
}
