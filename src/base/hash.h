// SPDX-License-Identifier: Apache-2.0
// Two hashes with different duties. hash_stable() is for ever: lanes are chosen by it. hash_map is
// a map from short byte keys to uint32 for finding duplicates in a batch, keyed with a secret seed
// so that nobody can choose colliding keys, and emptied in O(1).
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/result.h"

// FNV-1a, 64 bits (offset basis 0xcbf29ce484222325, prime 0x100000001b3), then the finalizer of
// MurmurHash3 (x ^= x >> 33; x *= 0xff51afd7ed558ccd; x ^= x >> 33; x *= 0xc4ceb9fe1a85ec53;
// x ^= x >> 33), so that every bit of the result may be used. It places members on lanes and
// therefore never changes; its vectors stand in hash_test.c.
uint64_t hash_stable(const void *bytes, size_t size);

// SipHash-2-4 with a 128-bit key, by Aumasson and Bernstein.
struct hash_seed {
    uint64_t words[2];
};
uint64_t hash_keyed(const struct hash_seed *seed, const void *bytes, size_t size);

struct hash_map;

// Room for `entries_max` entries (at most LIMIT_HASH_ENTRIES_MAX), allocated now and never grown.
// The seed is copied; it comes from random_fill() outside of tests.
struct hash_map *hash_map_create(uint32_t entries_max, const struct hash_seed *seed);

// NULL is fine.
void hash_map_destroy(struct hash_map *map);

// Adds a key of 1 .. LIMIT_HASH_KEY_BYTES_MAX bytes, which is copied. BASE_EXISTS if it is there:
// then nothing changes and *present is the value it has. BASE_FULL if entries_max are there.
BASE_MUST_USE enum base_result hash_map_add(struct hash_map *map, const void *key, size_t key_size,
                                            uint32_t value, uint32_t *present);

// Whether the key is there; then *value is its value.
bool hash_map_find(const struct hash_map *map, const void *key, size_t key_size, uint32_t *value);

uint32_t hash_map_count(const struct hash_map *map);

// Forgets everything in constant time.
void hash_map_reset(struct hash_map *map);

#endif
