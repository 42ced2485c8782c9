// SPDX-License-Identifier: Apache-2.0
// A free list of equal blocks, last given first taken; longer bodies are malloc's.
#include "service/body.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

union body_block {
    union body_block *next_free;
    uint8_t bytes[BODY_BLOCK_BYTES];
};

void body_pool_init(struct body_pool *pool, size_t bytes_max)
{
    *pool = (struct body_pool){.bytes_max = bytes_max};
}

void body_pool_clear(struct body_pool *pool)
{
    CHECK(pool->bytes_held == 0);
    while (pool->free_blocks != NULL) {
        union body_block *block = pool->free_blocks;
        pool->free_blocks = block->next_free;
        free(block);
    }
}

// What a body costs: small ones hold a whole block.
static size_t body_cost(size_t size)
{
    return size <= BODY_BLOCK_BYTES ? BODY_BLOCK_BYTES : size;
}

static uint8_t *body_take_block(struct body_pool *pool)
{
    union body_block *block = pool->free_blocks;
    if (block == NULL) {
        block = memory_allocate(1, sizeof(*block));
    } else {
        pool->free_blocks = block->next_free;
    }
    return block->bytes;
}

uint8_t *body_take(struct body_pool *pool, const uint8_t *bytes, size_t size)
{
    size_t cost = body_cost(size);
    if (cost > pool->bytes_max - pool->bytes_held) {
        return NULL;
    }
    uint8_t *body = size <= BODY_BLOCK_BYTES ? body_take_block(pool) : memory_allocate(1, size);
    if (size > 0) {
        memcpy(body, bytes, size);
    }
    pool->bytes_held += cost;
    return body;
}

void body_give(struct body_pool *pool, uint8_t *body, size_t size)
{
    pool->bytes_held -= body_cost(size);
    if (size > BODY_BLOCK_BYTES) {
        free(body);
        return;
    }
    union body_block *block = (union body_block *)(void *)body;
    block->next_free = pool->free_blocks;
    pool->free_blocks = block;
}
