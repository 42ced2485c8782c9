// SPDX-License-Identifier: Apache-2.0
// Promotions: what a receipt earns instead of, or on top of, the base rate, and when. A promotion
// is offered to a receipt if every one of its conditions holds; what of it is applied to which line
// is the matter of award.h.
#ifndef DOMAIN_PROMOTION_H
#define DOMAIN_PROMOTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "domain/amount.h"
#include "domain/programme.h"
#include "domain/zone.h"

enum {
    PROMOTION_OFFERS_MAX = LIMIT_RECEIPT_RULES_MAX,
    PROMOTION_NAME_BYTES_MAX = 64,
    PROMOTION_EVERY_DAY = 0x7f,       // of the week
    PROMOTION_EVERY_HOUR = 0xffffff,  // of the day
    PROMOTION_MULTIPLIER_ONE = 10000, // once the base rate
};

// The numbers of the database.
enum promotion_kind {
    PROMOTION_RATE = 1, // value: basis points of the money paid
    PROMOTION_MULTIPLIER =
        2,                // value: of the base rate, in basis points, 10000 or more; 20000 is twice
    PROMOTION_POINTS = 3, // value: points for the receipt, minor units
};

// How a promotion gets on with the others. In one line: `replace` stands alone on its lines; of all
// `best`, the base rate among them, the receipt takes the one that gives most; `add` comes on top.
enum promotion_stacking {
    PROMOTION_BEST = 1,
    PROMOTION_ADD = 2,
    PROMOTION_REPLACE = 3,
};

struct promotion {
    uint32_t promotion;    // its number, 1 or more, never used again
    uint32_t from_version; // in force for from_version <= version < to_version
    uint32_t to_version;   // UINT32_MAX: not ended
    enum promotion_kind kind;
    enum promotion_stacking stacking;
    int64_t value;

    // The conditions; 0 is "any" where nothing else is said.
    uint32_t currency; // ISO 4217 numeric code; given if there is a minimum or points
    uint32_t store;
    uint32_t brand;
    uint32_t segment;        // of the card
    uint32_t weekdays;       // bit 0: Monday
    uint32_t hours;          // local, bit 0: the hour after midnight
    int32_t first_day;       // local days from 1970-01-01, both included
    int32_t last_day;        // INT32_MAX: without end
    struct money minimum;    // of the receipt's total
    uint32_t category_count; // of articles; 0: all lines
    const char *const *categories;

    char name[PROMOTION_NAME_BYTES_MAX]; // as slips show it
};

// What of a receipt decides whether a promotion is offered to it.
struct promotion_receipt {
    int64_t judged_at_us; // see clock_judge()
    const struct zone *zone;
    uint32_t currency;
    uint32_t store;
    uint32_t brand;   // of the store; 0: none
    uint32_t segment; // of the card; 0: none
};

// The promotions offered to one receipt, in order of their numbers.
struct promotion_offers {
    uint32_t count;
    const struct promotion *offers[PROMOTION_OFFERS_MAX];
};

bool promotion_is_in_force(const struct promotion *promotion, uint32_t version);

// Whether a store could ever be offered the promotion.
bool promotion_is_for_store(const struct promotion *promotion, uint32_t currency, uint32_t store,
                            uint32_t brand);

// Whether all conditions hold but the minimum.
bool promotion_is_offered(const struct promotion *promotion,
                          const struct promotion_receipt *receipt);

// Those of `candidates`, which are sorted by number, that are offered; the minimum is asked by
// the award. The database lets no more than PROMOTION_OFFERS_MAX overlap; if there were more, the
// first are offered.
void promotion_select(const struct promotion *const *candidates, size_t count,
                      const struct promotion_receipt *receipt, struct promotion_offers *offers);

// Whether articles of this category have a part in it; "" is an article without one.
bool promotion_has_category(const struct promotion *promotion, const char *category);

// What holds at one store under one version.
struct programme_terms {
    uint32_t version;
    const struct programme_settings *settings; // NULL: the currency has no rate
    const struct promotion *const *promotions; // that could be offered, sorted by number
    size_t promotion_count;
};

#endif
