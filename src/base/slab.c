// SPDX-License-Identifier: Apache-2.0
// Fixed-size objects in chunks. A slot is a small head with its index, then the object; free slots
// form a list, last given first taken, so that warm memory is used again.
#include "base/slab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define SLAB_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLAB_POISON 1
#endif
#endif
#ifdef SLAB_POISON
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

#include "base/limits.h"
#include "base/memory.h"

enum { SLAB_CHUNK_SLOTS = 256 };

struct slab_slot {
    struct slab_slot *next_free;
    uint32_t index;
    bool is_taken;
    _Alignas(max_align_t) uint8_t object[];
};

struct slab {
    size_t object_bytes;
    size_t slot_bytes;
    uint32_t count_max;
    uint32_t count_taken;
    uint32_t slots_made;
    struct slab_slot *free_slots;
    uint8_t **chunks;
    uint32_t chunk_count;
};

struct slab *slab_create(size_t object_bytes, uint32_t count_max)
{
    CHECK(object_bytes > 0 && count_max > 0 && count_max <= LIMIT_SLAB_OBJECTS_MAX);
    struct slab *slab = memory_allocate(1, sizeof(*slab));
    size_t align = _Alignof(max_align_t);
    slab->object_bytes = object_bytes;
    slab->slot_bytes = (sizeof(struct slab_slot) + object_bytes + align - 1) / align * align;
    slab->count_max = count_max;
    slab->chunks =
        memory_allocate((count_max + SLAB_CHUNK_SLOTS - 1) / SLAB_CHUNK_SLOTS, sizeof(uint8_t *));
    return slab;
}

void slab_destroy(struct slab *slab)
{
    if (slab == NULL) {
        return;
    }
    CHECK(slab->count_taken == 0);
    for (uint32_t i = 0; i < slab->chunk_count; i++) {
        ASAN_UNPOISON_MEMORY_REGION(slab->chunks[i], slab->slot_bytes * SLAB_CHUNK_SLOTS);
        free(slab->chunks[i]);
    }
    free(slab->chunks);
    free(slab);
}

static struct slab_slot *slab_slot_at(const struct slab *slab, uint32_t index)
{
    uint8_t *chunk = slab->chunks[index / SLAB_CHUNK_SLOTS];
    return (struct slab_slot *)(void *)(chunk + slab->slot_bytes * (index % SLAB_CHUNK_SLOTS));
}

static struct slab_slot *slab_slot_of(const void *object)
{
    const uint8_t *bytes = object;
    return (struct slab_slot *)(uintptr_t)(bytes - offsetof(struct slab_slot, object));
}

static struct slab_slot *slab_make_slot(struct slab *slab)
{
    uint32_t index = slab->slots_made++;
    if (index % SLAB_CHUNK_SLOTS == 0) {
        uint8_t *chunk = memory_allocate(SLAB_CHUNK_SLOTS, slab->slot_bytes);
        slab->chunks[slab->chunk_count++] = chunk;
    }
    struct slab_slot *slot = slab_slot_at(slab, index);
    slot->index = index;
    return slot;
}

void *slab_take(struct slab *slab)
{
    if (slab->count_taken == slab->count_max) {
        return NULL;
    }
    struct slab_slot *slot = slab->free_slots;
    if (slot != NULL) {
        slab->free_slots = slot->next_free;
        ASAN_UNPOISON_MEMORY_REGION(slot->object, slab->object_bytes);
        memset(slot->object, 0, slab->object_bytes);
    } else {
        slot = slab_make_slot(slab);
    }
    slot->is_taken = true;
    slab->count_taken++;
    return slot->object;
}

void slab_give(struct slab *slab, void *object)
{
    struct slab_slot *slot = slab_slot_of(object);
    CHECK(slot->is_taken && slab_slot_at(slab, slot->index) == slot);
    slot->is_taken = false;
    slot->next_free = slab->free_slots;
    slab->free_slots = slot;
    slab->count_taken--;
    ASAN_POISON_MEMORY_REGION(slot->object, slab->object_bytes);
}

uint32_t slab_count(const struct slab *slab)
{
    return slab->count_taken;
}

uint32_t slab_index(const struct slab *slab, const void *object)
{
    const struct slab_slot *slot = slab_slot_of(object);
    CHECK(slot->is_taken && slot->index < slab->slots_made);
    return slot->index;
}

void *slab_at(const struct slab *slab, uint32_t index)
{
    if (index >= slab->slots_made) {
        return NULL;
    }
    struct slab_slot *slot = slab_slot_at(slab, index);
    return slot->is_taken ? slot->object : NULL;
}
