// SPDX-License-Identifier: Apache-2.0
// Newcomers: connections that were accepted and whose owner does not yet know that they are worth
// keeping. Anybody can make them, so they are counted, in all and by where they come from: an IPv4
// address, or the first 64 bits of an IPv6 address, which are one line's.
#ifndef NET_NEWCOMER_INTERNAL_H
#define NET_NEWCOMER_INTERNAL_H

#include <stdint.h>

#include "base/check.h"
#include "net/net.h"

struct hash_seed;
struct net_address;
struct newcomer_origin;
struct newcomers;

enum net_refusal {
#define NET_REFUSAL(name, label) NET_REFUSAL_##name,
#include "net/refusal.def"
#undef NET_REFUSAL
    NET_REFUSAL_COUNT,
};

// The seed is secret: nobody shall choose addresses that meet in one place of the table.
struct newcomers *newcomers_create(const struct net_limits *limits, const struct hash_seed *seed);

// Everybody must have left. NULL is fine.
void newcomers_destroy(struct newcomers *newcomers);

// For who comes from now on.
void newcomers_set_limits(struct newcomers *newcomers, const struct net_limits *limits);

// One more from this address: where it comes from, to be given back by newcomers_leave(). NULL, and
// *refusal, if there are too many.
BASE_MUST_USE struct newcomer_origin *newcomers_enter(struct newcomers *newcomers,
                                                      const struct net_address *address,
                                                      enum net_refusal *refusal);
void newcomers_leave(struct newcomers *newcomers, struct newcomer_origin *origin);

uint32_t newcomers_count(const struct newcomers *newcomers);

#endif
