// SPDX-License-Identifier: Apache-2.0
// A hash table with chains of the places newcomers come from; a place with none is forgotten.
#include "net/newcomer_internal.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/slab.h"
#include "net/address.h"

enum { NEWCOMER_BUCKETS = 4096 };

static_assert(BASE_IS_POWER_OF_TWO(NEWCOMER_BUCKETS), "a bucket is the low bits of a hash");

struct newcomer_origin {
    uint64_t network;
    uint32_t count;
    struct newcomer_origin *next;
};

struct newcomers {
    struct net_limits limits;
    struct hash_seed seed;
    uint32_t count;
    struct slab *origins;
    struct newcomer_origin *buckets[NEWCOMER_BUCKETS];
};

struct newcomers *newcomers_create(const struct net_limits *limits, const struct hash_seed *seed)
{
    struct newcomers *newcomers = memory_allocate(1, sizeof(*newcomers));
    newcomers->limits = *limits;
    newcomers->seed = *seed;
    newcomers->origins = slab_create(sizeof(struct newcomer_origin), LIMIT_CONNECTIONS_MAX);
    return newcomers;
}

void newcomers_destroy(struct newcomers *newcomers)
{
    if (newcomers == NULL) {
        return;
    }
    CHECK(newcomers->count == 0);
    slab_destroy(newcomers->origins);
    free(newcomers);
}

void newcomers_set_limits(struct newcomers *newcomers, const struct net_limits *limits)
{
    newcomers->limits = *limits;
}

static uint64_t network_of_v4(uint32_t address)
{
    // The 64 bits before it are 0:0:0:1::, which no IPv6 line has (RFC 4291, section 4: ::/8).
    return UINT64_C(1) << 32 | address;
}

// One number for who shares it: an IPv4 address, also where it is written as IPv6, or a /64.
static uint64_t newcomer_network(const struct net_address *address)
{
    if (address->storage.ss_family != AF_INET6) {
        struct sockaddr_in v4;
        memcpy(&v4, &address->storage, sizeof(v4));
        return network_of_v4(ntohl(v4.sin_addr.s_addr));
    }
    struct sockaddr_in6 v6;
    memcpy(&v6, &address->storage, sizeof(v6));
    const uint8_t *bytes = v6.sin6_addr.s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
        return network_of_v4((uint32_t)bytes[12] << 24 | (uint32_t)bytes[13] << 16 |
                             (uint32_t)bytes[14] << 8 | bytes[15]);
    }
    uint64_t network = 0;
    for (size_t i = 0; i < sizeof(network); i++) {
        network = network << 8 | bytes[i];
    }
    return network;
}

// Where the origin of this network is linked, or would be.
static struct newcomer_origin **newcomers_find(struct newcomers *newcomers, uint64_t network)
{
    uint64_t hash = hash_keyed(&newcomers->seed, &network, sizeof(network));
    struct newcomer_origin **place = &newcomers->buckets[hash % NEWCOMER_BUCKETS];
    while (*place != NULL && (*place)->network != network) {
        place = &(*place)->next;
    }
    return place;
}

struct newcomer_origin *newcomers_enter(struct newcomers *newcomers,
                                        const struct net_address *address,
                                        enum net_refusal *refusal)
{
    uint64_t network = newcomer_network(address);
    struct newcomer_origin **place = newcomers_find(newcomers, network);
    struct newcomer_origin *origin = *place;
    if (origin != NULL && origin->count >= newcomers->limits.newcomers_per_address_max) {
        *refusal = NET_REFUSAL_ADDRESS;
        return NULL;
    }
    if (newcomers->count >= newcomers->limits.newcomers_max) {
        *refusal = NET_REFUSAL_NEWCOMERS;
        return NULL;
    }
    if (origin == NULL) {
        origin = slab_take(newcomers->origins);
        CHECK(origin != NULL); // there are no more origins than connections
        origin->network = network;
        *place = origin;
    }
    origin->count++;
    newcomers->count++;
    return origin;
}

void newcomers_leave(struct newcomers *newcomers, struct newcomer_origin *origin)
{
    CHECK(origin->count > 0 && newcomers->count > 0);
    origin->count--;
    newcomers->count--;
    if (origin->count > 0) {
        return;
    }
    struct newcomer_origin **place = newcomers_find(newcomers, origin->network);
    CHECK(*place == origin);
    *place = origin->next;
    slab_give(newcomers->origins, origin);
}

uint32_t newcomers_count(const struct newcomers *newcomers)
{
    return newcomers->count;
}
