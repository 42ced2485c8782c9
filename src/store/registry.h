// SPDX-License-Identifier: Apache-2.0
// What every daemon knows by heart: lanes, stores, terminals with their certificates, programme.
// Read whole from the database at start and whenever its revision moves, then never changed: a
// newer registry is another object. Pointers into it live until the registry_changed callback of
// the store returns with a newer one.
#ifndef STORE_REGISTRY_H
#define STORE_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "domain/programme.h"

enum { REGISTRY_NAME_BYTES_MAX = 64 };

enum terminal_role {
    TERMINAL_ROLE_TERMINAL,
    TERMINAL_ROLE_OPERATOR,
    TERMINAL_ROLE_SUBSCRIBER,
};

// "terminal", "operator", "subscriber": also the OU of a certificate.
const char *terminal_role_name(enum terminal_role role);

struct registry_store {
    uint32_t store;
    uint16_t currency; // ISO 4217 numeric code
    char name[REGISTRY_NAME_BYTES_MAX];
    char zone[REGISTRY_NAME_BYTES_MAX]; // IANA time zone
};

struct registry_terminal {
    uint32_t terminal;
    uint32_t store; // 0: none
    enum terminal_role role;
    bool blocked;
    char name[REGISTRY_NAME_BYTES_MAX];
};

struct registry_certificate {
    uint8_t fingerprint[DIGEST_BYTES];
    uint32_t terminal;
    bool blocked;
};

// From this position on, until the next one of its lane begins.
struct registry_incarnation {
    uint16_t lane;
    uint16_t incarnation;
    int64_t first_position;
};

struct registry {
    int64_t revision;
    uint16_t lane_count;
    uint16_t incarnation;       // the newest
    struct programme programme; // version 0: none yet
    // Sorted by lane, first position and incarnation.
    struct registry_incarnation *incarnations;
    size_t incarnation_count;
    // Each sorted by its first field.
    struct registry_store *stores;
    size_t store_count;
    struct registry_terminal *terminals;
    size_t terminal_count;
    struct registry_certificate *certificates;
    size_t certificate_count;
};

// The incarnation that this position of a lane was or will be given out under.
uint16_t registry_find_incarnation(const struct registry *registry, uint16_t lane,
                                   int64_t position);

// NULL when there is no such thing.
const struct registry_store *registry_find_store(const struct registry *registry, uint32_t store);
const struct registry_terminal *registry_find_terminal(const struct registry *registry,
                                                       uint32_t terminal);
const struct registry_certificate *
registry_find_certificate(const struct registry *registry, const uint8_t fingerprint[DIGEST_BYTES]);

// The lane of a card without a route: hash_stable(number) modulo the number of lanes.
uint16_t registry_lane_of_card(const struct registry *registry, const char *card);

// The lane of a receipt without a card: that of its fiscal device, hash_stable("store/device"), so
// that the same paper receipt sent by another till meets its first copy.
uint16_t registry_lane_of_device(const struct registry *registry, uint32_t store,
                                 const char *fiscal_device);

// Frees everything; NULL is fine.
void registry_destroy(struct registry *registry);

#endif
