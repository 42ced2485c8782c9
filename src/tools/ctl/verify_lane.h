// SPDX-License-Identifier: Apache-2.0
// One lane's journal against its seals: every digest, every Merkle root and every link of the chain
// is computed again. Where rows and seals come from, and who hears of differences, is handed in, so
// this knows no database. Memory is bounded by the largest turn.
#ifndef CTL_VERIFY_LANE_H
#define CTL_VERIFY_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "store/journal.h"

enum { VERIFY_TURN_ROWS_MAX = 65536 }; // under one seal; a turn writes far fewer

enum { VERIFY_DAMAGE_BYTES_MAX = 64 };

// As stored. What no constraint of the schema would let in (its owner can drop them all) is named
// in `damage`, empty where there is none: such a row or seal has no digest that could be compared.
struct verify_row {
    struct journal_row row;
    char damage[VERIFY_DAMAGE_BYTES_MAX];
};

struct verify_seal {
    int64_t first;
    int64_t last;
    uint8_t seal[DIGEST_BYTES];
    char damage[VERIFY_DAMAGE_BYTES_MAX];
};

enum verify_step {
    VERIFY_NEXT, // there is one
    VERIFY_END,
    VERIFY_FAILED, // the source has reported why
};

// Rows and seals of one lane, neither ever below the one before. What a row points to lives until
// the next one is asked for.
struct verify_source {
    enum verify_step (*next_row)(void *context, struct verify_row *row);
    enum verify_step (*next_seal)(void *context, struct verify_seal *seal);
    // Each seal in turn with what it is when computed again; NULL where rows are missing or
    // damaged. May be NULL.
    void (*sealed)(void *context, const struct verify_seal *seal, const uint8_t *computed);
    // Positions first to last are not as they were sealed.
    void (*differ)(void *context, int64_t first, int64_t last, const char *what);
    void *context;
};

struct verify_totals {
    int64_t rows;
    int64_t seals;
    int64_t head; // the last sealed position
    uint8_t head_seal[DIGEST_BYTES];
};

// False if the source failed. Differences are no failure.
BASE_MUST_USE bool verify_lane(const struct verify_source *source, uint16_t lane,
                               struct verify_totals *totals);

#endif
