// SPDX-License-Identifier: Apache-2.0
// What every daemon knows by heart: lanes, stores, terminals with their certificates, and the
// programme with all its settings and promotions, those of earlier versions too.
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
#include "domain/promotion.h"
#include "domain/zone.h"

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
    uint32_t brand;    // 0: none
    char name[REGISTRY_NAME_BYTES_MAX];
    const struct zone *zone;
    const struct programme_terms *terms; // under the version in force
};

struct registry_terminal {
    uint32_t terminal;
    uint32_t store; // 0: none
    enum terminal_role role;
    bool blocked;
    bool may_refund_blind; // without an original
    char name[REGISTRY_NAME_BYTES_MAX];
};

// Somebody who allows blind refunds in a store; the digest is REGISTRY_SUPERVISOR_TEXT's.
struct registry_supervisor {
    uint32_t store;
    uint8_t code_digest[DIGEST_BYTES];
};

// printf's form of what a supervisor's digest is made of: the store's number and the code.
#define REGISTRY_SUPERVISOR_TEXT "supervisor/%u/%s"

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

// One value of a setting, in force for from_version <= version < to_version.
struct registry_setting {
    uint32_t currency;
    uint32_t store; // 0: of all stores that have no value of their own
    uint32_t from_version;
    uint32_t to_version; // UINT32_MAX: not ended
    size_t setting;
    int64_t value;
    char category[PROGRAMME_CATEGORY_BYTES_MAX];
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
    struct registry_supervisor *supervisors; // by store, then digest
    size_t supervisor_count;
    // Sorted by currency, store, setting, category and version.
    struct registry_setting *settings;
    size_t setting_count;
    // Sorted by number.
    struct promotion *promotions;
    size_t promotion_count;
    struct zone *zones; // those of the stores
    size_t zone_count;

    struct registry_prepared *prepared; // what stores and promotions point into
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

// Whether a supervisor of the store has the code of this digest.
bool registry_has_supervisor(const struct registry *registry, uint32_t store,
                             const uint8_t code_digest[DIGEST_BYTES]);

const struct promotion *registry_find_promotion(const struct registry *registry,
                                                uint32_t promotion);

// All settings of a currency at a store (0: at none in particular) under any version there was.
// Those in force at a known store that sells in the currency are prepared and cost a look-up; all
// others come together in `room`. NULL: the currency had no rate. Lives as long as the registry or
// the room.
struct registry_scope {
    uint32_t version;
    uint32_t currency;
    uint32_t store;
};
const struct programme_settings *registry_find_settings(const struct registry *registry,
                                                        const struct registry_scope *scope,
                                                        struct programme_settings *room);

// The promotions that a receipt is offered under any version there was.
void registry_select_offers(const struct registry *registry, uint32_t version,
                            const struct promotion_receipt *receipt,
                            struct promotion_offers *offers);

// The promotions that a journal row names, to reckon again what is left of it: `rules` are their
// numbers. False: there are more than a receipt can have, or one that never was.
bool registry_recall_offers(const struct registry *registry, const uint32_t *rules, size_t count,
                            struct promotion_offers *offers);

// The lane of a card without a route: hash_stable(number) modulo the number of lanes.
uint16_t registry_lane_of_card(const struct registry *registry, const char *card);

// The lane of a receipt without a card: that of its fiscal device, hash_stable("store/device"), so
// that the same paper receipt sent by another till meets its first copy.
uint16_t registry_lane_of_device(const struct registry *registry, uint32_t store,
                                 const char *fiscal_device);

// Frees everything; NULL is fine.
void registry_destroy(struct registry *registry);

#endif
