// SPDX-License-Identifier: Apache-2.0
// The programme's part of a registry: sorted, joined, and prepared for each store, so that a
// purchase finds its terms without a search.
#ifndef STORE_REGISTRY_PROGRAMME_INTERNAL_H
#define STORE_REGISTRY_PROGRAMME_INTERNAL_H

#include "base/check.h"
#include "store/registry.h"

// A category of articles of one promotion.
struct registry_category {
    uint32_t promotion;
    char name[PROGRAMME_CATEGORY_BYTES_MAX];
};

// What the registry's pointers point into. Stores with the same settings and promotions share their
// terms.
struct registry_prepared {
    struct registry_category *categories; // sorted by promotion
    size_t category_count;
    const char **category_names; // in the same order
    struct zone_shift *shifts;   // of one zone after the other
    size_t shift_count;
    struct programme_terms *terms;
    struct programme_settings *settings; // of each terms
    const struct promotion **promotions; // of one terms after the other
};

// Sorts what belongs to the programme and prepares the terms of all stores, which are sorted
// already. False: something does not fit together, and *problem says what.
BASE_MUST_USE bool registry_prepare(struct registry *registry, const char **problem);

// NULL is fine.
void registry_prepared_destroy(struct registry_prepared *prepared);

#endif
