// SPDX-License-Identifier: Apache-2.0
// What one operation did to the lots of an account, in the order in which it happened: the `moves`
// of its journal row. Adding them up, row by row, gives the lots again; a refund reads from them
// which lots its receipt was paid from (see refund.h). Nothing is netted: a purchase that burns 40
// of a lot and adds 10 to the same lot has two moves.
#ifndef DOMAIN_LOT_MOVES_H
#define DOMAIN_LOT_MOVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/result.h"
#include "domain/lot.h"

enum { LOT_MOVES_MAX = LIMIT_LOT_MOVES_MAX };

// A move is written as a lot whose points are the change: more than 0 came, less than 0 left.
struct lot_moves {
    uint16_t count; // starts as 0; the list need not be zeroed
    struct lot list[LOT_MOVES_MAX];
};

// Notes that `minor` points came to the lot (less than 0: left it). 0 is not noted. A list that is
// full is netted first: then it has one move for each lot that changed, at most twice LOTS_MAX.
void lot_moves_note(struct lot_moves *moves, const struct lot *lot, int64_t minor);

// Notes all of `added` behind what is there.
void lot_moves_append(struct lot_moves *moves, const struct lot_moves *added);

// Whether the moves are the usual ones of an award and need not be stored: `earned` came to the
// chain's own lot that is active at once and never expires, and nothing else happened.
bool lot_moves_are_plain(const struct lot_moves *moves, struct points earned);

// The moves that lot_moves_are_plain() leaves out.
void lot_moves_set_plain(struct lot_moves *moves, struct points earned);

// The flat form: LOT_STRIDE numbers a move, as in lots_flatten() but with a signed last one. Where
// nothing moved it is LOT_STRIDE zeros: a row without any numbers has the usual moves of an award.
// There is room for LOT_MOVES_MAX * LOT_STRIDE. Returns how many numbers were written.
size_t lot_moves_flatten(const struct lot_moves *moves, int64_t *numbers);

// Reads the flat form back. BASE_FULL: more than LOT_MOVES_MAX; BASE_OUT_OF_RANGE: not a whole
// number of moves, or a value no move can have. `moves->count` is then 0.
BASE_MUST_USE enum base_result lot_moves_unflatten(const int64_t *numbers, size_t number_count,
                                                   struct lot_moves *moves);

#endif
