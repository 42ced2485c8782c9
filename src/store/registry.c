// SPDX-License-Identifier: Apache-2.0
// Look-ups in a registry, which never change it.
#include "store/registry.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "store/registry_programme_internal.h"

const char *terminal_role_name(enum terminal_role role)
{
    switch (role) {
    case TERMINAL_ROLE_TERMINAL:
        return "terminal";
    case TERMINAL_ROLE_OPERATOR:
        return "operator";
    case TERMINAL_ROLE_SUBSCRIBER:
        return "subscriber";
    }
    return "unknown";
}

// Stores, terminals and promotions are found by the number that is their first field.
static int compare_number(const void *key, const void *element)
{
    uint32_t a, b;
    memcpy(&a, key, sizeof(a));
    memcpy(&b, element, sizeof(b));
    return (a > b) - (a < b);
}

static_assert(offsetof(struct registry_store, store) == 0, "compare_number reads the first field");
static_assert(offsetof(struct registry_terminal, terminal) == 0, "and here");
static_assert(offsetof(struct promotion, promotion) == 0, "and here");

static int compare_fingerprint(const void *key, const void *element)
{
    const struct registry_certificate *certificate = element;
    return memcmp(key, certificate->fingerprint, DIGEST_BYTES);
}

static int compare_supervisor(const void *key, const void *element)
{
    const struct registry_supervisor *a = key;
    const struct registry_supervisor *b = element;
    if (a->store != b->store) {
        return a->store < b->store ? -1 : 1;
    }
    return memcmp(a->code_digest, b->code_digest, DIGEST_BYTES);
}

// Whether this incarnation begins behind the position.
static bool begins_behind(const struct registry_incarnation *incarnation, uint16_t lane,
                          int64_t position)
{
    return incarnation->lane > lane ||
           (incarnation->lane == lane && incarnation->first_position > position);
}

uint16_t registry_find_incarnation(const struct registry *registry, uint16_t lane, int64_t position)
{
    size_t from = 0;
    size_t to = registry->incarnation_count; // the first that begins behind lies in [from, to]
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (begins_behind(&registry->incarnations[middle], lane, position)) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    CHECK(from > 0 && registry->incarnations[from - 1].lane == lane);
    return registry->incarnations[from - 1].incarnation;
}

const struct registry_store *registry_find_store(const struct registry *registry, uint32_t store)
{
    if (registry->store_count == 0) {
        return NULL;
    }
    return bsearch(&store, registry->stores, registry->store_count, sizeof(*registry->stores),
                   compare_number);
}

const struct registry_terminal *registry_find_terminal(const struct registry *registry,
                                                       uint32_t terminal)
{
    if (registry->terminal_count == 0) {
        return NULL;
    }
    return bsearch(&terminal, registry->terminals, registry->terminal_count,
                   sizeof(*registry->terminals), compare_number);
}

const struct registry_certificate *
registry_find_certificate(const struct registry *registry, const uint8_t fingerprint[DIGEST_BYTES])
{
    if (registry->certificate_count == 0) {
        return NULL;
    }
    return bsearch(fingerprint, registry->certificates, registry->certificate_count,
                   sizeof(*registry->certificates), compare_fingerprint);
}

const struct promotion *registry_find_promotion(const struct registry *registry, uint32_t promotion)
{
    if (registry->promotion_count == 0) {
        return NULL;
    }
    return bsearch(&promotion, registry->promotions, registry->promotion_count,
                   sizeof(*registry->promotions), compare_number);
}

bool registry_has_supervisor(const struct registry *registry, uint32_t store,
                             const uint8_t code_digest[DIGEST_BYTES])
{
    struct registry_supervisor wanted = {.store = store};
    memcpy(wanted.code_digest, code_digest, DIGEST_BYTES);
    return registry->supervisor_count > 0 &&
           bsearch(&wanted, registry->supervisors, registry->supervisor_count,
                   sizeof(*registry->supervisors), compare_supervisor) != NULL;
}

static uint16_t lane_of(const struct registry *registry, const char *text, size_t size)
{
    return (uint16_t)(hash_stable(text, size) % registry->lane_count);
}

uint16_t registry_lane_of_card(const struct registry *registry, const char *card)
{
    return lane_of(registry, card, strlen(card));
}

uint16_t registry_lane_of_device(const struct registry *registry, uint32_t store,
                                 const char *fiscal_device)
{
    char text[64];
    int size = snprintf(text, sizeof(text), "%u/%s", store, fiscal_device);
    CHECK(size > 0 && (size_t)size < sizeof(text));
    return lane_of(registry, text, (size_t)size);
}

void registry_destroy(struct registry *registry)
{
    if (registry == NULL) {
        return;
    }
    free(registry->incarnations);
    free(registry->stores);
    free(registry->terminals);
    free(registry->certificates);
    free(registry->supervisors);
    free(registry->settings);
    free(registry->promotions);
    free(registry->zones);
    registry_prepared_destroy(registry->prepared);
    free(registry);
}
