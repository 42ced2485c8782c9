// SPDX-License-Identifier: Apache-2.0
// The list of moves: appended to, and netted only when it would run over.
#include "domain/lot_moves.h"

#include <string.h>

#include "base/checked.h"

static_assert(LOT_MOVES_MAX > 2 * LOTS_MAX + 1,
              "a netted list, with the lot that is being put, leaves room for the next move");

// Adds up the moves of each lot and drops what came and went again.
static void lot_moves_net(struct lot_moves *moves)
{
    uint16_t kept = 0;
    for (uint16_t index = 0; index < moves->count; index++) {
        struct lot *move = &moves->list[index];
        uint16_t place = 0;
        while (place < kept && lot_compare(&moves->list[place], move) != 0) {
            place++;
        }
        if (place < kept) {
            struct points *sum = &moves->list[place].points;
            CHECK(points_add(*sum, move->points, sum) == BASE_OK);
        } else {
            moves->list[kept++] = *move;
        }
    }
    moves->count = 0;
    for (uint16_t index = 0; index < kept; index++) {
        if (moves->list[index].points.minor != 0) {
            moves->list[moves->count++] = moves->list[index];
        }
    }
}

void lot_moves_note(struct lot_moves *moves, const struct lot *lot, int64_t minor)
{
    if (minor == 0) {
        return;
    }
    if (moves->count == LOT_MOVES_MAX) {
        lot_moves_net(moves);
        CHECK(moves->count < LOT_MOVES_MAX);
    }
    struct lot *move = &moves->list[moves->count++];
    *move = *lot;
    move->points.minor = minor;
}

void lot_moves_append(struct lot_moves *moves, const struct lot_moves *added)
{
    for (uint16_t index = 0; index < added->count; index++) {
        lot_moves_note(moves, &added->list[index], added->list[index].points.minor);
    }
}

bool lot_moves_are_plain(const struct lot_moves *moves, struct points earned)
{
    static const struct lot plain = {.expires_on = LOT_NEVER};
    if (moves->count == 0) {
        return earned.minor == 0;
    }
    return moves->count == 1 && earned.minor > 0 && moves->list[0].points.minor == earned.minor &&
           lot_compare(&moves->list[0], &plain) == 0;
}

void lot_moves_set_plain(struct lot_moves *moves, struct points earned)
{
    static const struct lot plain = {.expires_on = LOT_NEVER};
    moves->count = 0;
    lot_moves_note(moves, &plain, earned.minor);
}

size_t lot_moves_flatten(const struct lot_moves *moves, int64_t *numbers)
{
    if (moves->count == 0) {
        memset(numbers, 0, LOT_STRIDE * sizeof(*numbers));
        return LOT_STRIDE;
    }
    return lots_flatten(moves->list, moves->count, numbers);
}

static bool lot_moves_are_none(const int64_t *numbers, size_t number_count)
{
    static const int64_t none[LOT_STRIDE];
    return number_count == LOT_STRIDE && memcmp(numbers, none, sizeof(none)) == 0;
}

enum base_result lot_moves_unflatten(const int64_t *numbers, size_t number_count,
                                     struct lot_moves *moves)
{
    moves->count = 0;
    if (number_count % LOT_STRIDE != 0) {
        return BASE_OUT_OF_RANGE;
    }
    size_t count = number_count / LOT_STRIDE;
    if (count > LOT_MOVES_MAX) {
        return BASE_FULL;
    }
    if (lot_moves_are_none(numbers, number_count)) {
        return BASE_OK;
    }
    for (size_t index = 0; index < count; index++) {
        struct lot *move = &moves->list[index];
        if (lot_read(numbers + index * LOT_STRIDE, move) != BASE_OK || move->points.minor == 0) {
            return BASE_OUT_OF_RANGE;
        }
    }
    moves->count = (uint16_t)count;
    return BASE_OK;
}
