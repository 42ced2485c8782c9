// SPDX-License-Identifier: Apache-2.0
// Memory for the bodies of requests in flight, bounded in all. Most receipts fit one block of a
// common size, which is kept and used again; longer ones are allocated.
#ifndef SERVICE_BODY_H
#define SERVICE_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

enum { BODY_BLOCK_BYTES = 2048 }; // the mean receipt of 22 lines takes half of it

union body_block;

struct body_pool {
    size_t bytes_max;
    size_t bytes_held; // by bodies in use
    union body_block *free_blocks;
};

void body_pool_init(struct body_pool *pool, size_t bytes_max);

// Frees the blocks. All bodies must have been given back.
void body_pool_clear(struct body_pool *pool);

// A copy of `size` bytes, never NULL for size 0; NULL if more than bytes_max would be held.
BASE_MUST_USE uint8_t *body_take(struct body_pool *pool, const uint8_t *bytes, size_t size);

// Takes back what body_take() gave, with its size.
void body_give(struct body_pool *pool, uint8_t *body, size_t size);

#endif
