// SPDX-License-Identifier: Apache-2.0
// The stable hash, SipHash-2-4, and an open-addressing map with linear probing. The table has twice
// as many slots as entries at least, so probes stay short. A slot belongs to the map only if it
// carries the map's generation: raising the generation empties it.
#include "base/hash.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"

struct hash_slot {
    uint32_t generation; // 0 never matches
    uint32_t value;
    uint32_t hash_high; // compared before the key
    uint8_t key_size;
    uint8_t key[LIMIT_HASH_KEY_BYTES_MAX];
};

struct hash_map {
    struct hash_seed seed;
    uint32_t entries_max;
    uint32_t count;
    uint32_t generation;
    uint32_t slot_mask;
    struct hash_slot *slots;
};

uint64_t hash_stable(const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ next[i]) * UINT64_C(0x100000001b3);
    }
    hash ^= hash >> 33;
    hash *= UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 33;
    hash *= UINT64_C(0xc4ceb9fe1a85ec53);
    hash ^= hash >> 33;
    return hash;
}

static inline uint64_t hash_rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static void hash_sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = hash_rotate(v[1], 13) ^ v[0];
    v[0] = hash_rotate(v[0], 32);
    v[2] += v[3];
    v[3] = hash_rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = hash_rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = hash_rotate(v[1], 17) ^ v[2];
    v[2] = hash_rotate(v[2], 32);
}

static void hash_sip_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    hash_sip_round(v);
    hash_sip_round(v);
    v[0] ^= word;
}

// Up to 8 bytes; the missing ones are zero.
static inline uint64_t hash_read_word(const uint8_t *bytes, size_t size)
{
    uint64_t word = 0;
    memcpy(&word, bytes, size);
    return le64toh(word);
}

uint64_t hash_keyed(const struct hash_seed *seed, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    uint64_t v[4] = {
        UINT64_C(0x736f6d6570736575) ^ seed->words[0],
        UINT64_C(0x646f72616e646f6d) ^ seed->words[1],
        UINT64_C(0x6c7967656e657261) ^ seed->words[0],
        UINT64_C(0x7465646279746573) ^ seed->words[1],
    };
    size_t left = size;
    for (; left >= 8; left -= 8, next += 8) {
        hash_sip_word(v, hash_read_word(next, 8));
    }
    hash_sip_word(v, hash_read_word(next, left) | (uint64_t)size << 56);
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++) {
        hash_sip_round(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct hash_map *hash_map_create(uint32_t entries_max, const struct hash_seed *seed)
{
    CHECK(entries_max > 0 && entries_max <= LIMIT_HASH_ENTRIES_MAX);
    uint32_t slot_count = 2;
    while (slot_count < 2 * entries_max) {
        slot_count *= 2;
    }
    struct hash_map *map = memory_allocate(1, sizeof(*map));
    map->seed = *seed;
    map->entries_max = entries_max;
    map->generation = 1;
    map->slot_mask = slot_count - 1;
    map->slots = memory_allocate(slot_count, sizeof(*map->slots));
    return map;
}

void hash_map_destroy(struct hash_map *map)
{
    if (map == NULL) {
        return;
    }
    free(map->slots);
    free(map);
}

// The slot that holds the key, or the free one where it would go.
static struct hash_slot *hash_map_probe(const struct hash_map *map, uint64_t hash, const void *key,
                                        size_t key_size)
{
    CHECK(key_size > 0 && key_size <= LIMIT_HASH_KEY_BYTES_MAX);
    for (uint32_t index = (uint32_t)hash & map->slot_mask;; index = (index + 1) & map->slot_mask) {
        struct hash_slot *slot = &map->slots[index];
        if (slot->generation != map->generation) {
            return slot;
        }
        if (slot->hash_high == hash >> 32 && slot->key_size == key_size &&
            memcmp(slot->key, key, key_size) == 0) {
            return slot;
        }
    }
}

enum base_result hash_map_add(struct hash_map *map, const void *key, size_t key_size,
                              uint32_t value, uint32_t *present)
{
    uint64_t hash = hash_keyed(&map->seed, key, key_size);
    struct hash_slot *slot = hash_map_probe(map, hash, key, key_size);
    if (slot->generation == map->generation) {
        *present = slot->value;
        return BASE_EXISTS;
    }
    if (map->count == map->entries_max) {
        return BASE_FULL;
    }
    slot->generation = map->generation;
    slot->value = value;
    slot->hash_high = (uint32_t)(hash >> 32);
    slot->key_size = (uint8_t)key_size;
    memcpy(slot->key, key, key_size);
    map->count++;
    return BASE_OK;
}

bool hash_map_find(const struct hash_map *map, const void *key, size_t key_size, uint32_t *value)
{
    uint64_t hash = hash_keyed(&map->seed, key, key_size);
    const struct hash_slot *slot = hash_map_probe(map, hash, key, key_size);
    if (slot->generation != map->generation) {
        return false;
    }
    *value = slot->value;
    return true;
}

uint32_t hash_map_count(const struct hash_map *map)
{
    return map->count;
}

void hash_map_reset(struct hash_map *map)
{
    map->count = 0;
    map->generation++;
    if (map->generation == 0) {
        // Once in four thousand million resets old slots could match again: wipe them for real.
        memset(map->slots, 0, ((size_t)map->slot_mask + 1) * sizeof(*map->slots));
        map->generation = 1;
    }
}
