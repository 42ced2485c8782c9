// SPDX-License-Identifier: Apache-2.0
// Objects of one size, at most a fixed number of them, taken and given back without malloc. An
// object never moves, and its index (0 .. count_max-1) names it for as long as it is taken. Memory
// grows by chunks and is kept.
#ifndef BASE_SLAB_H
#define BASE_SLAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct slab;

// `count_max` is at most LIMIT_SLAB_OBJECTS_MAX.
struct slab *slab_create(size_t object_bytes, uint32_t count_max);

// Everything must have been given back. NULL is fine.
void slab_destroy(struct slab *slab);

// A zeroed object, or NULL when count_max are taken.
BASE_MUST_USE void *slab_take(struct slab *slab);

// Takes an object back; touching it afterwards is caught by AddressSanitizer.
void slab_give(struct slab *slab, void *object);

// How many are taken.
uint32_t slab_count(const struct slab *slab);

uint32_t slab_index(const struct slab *slab, const void *object);

// The object with this index if it is taken, else NULL.
void *slab_at(const struct slab *slab, uint32_t index);

#endif
