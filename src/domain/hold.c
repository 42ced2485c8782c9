// SPDX-License-Identifier: Apache-2.0
// Pieces of lots on their way from the lots into a hold and out of it again. Everything is decided
// on a copy of the account, which replaces it once nothing can be refused any more.
#include "domain/hold.h"

#include <string.h>

// A piece is found by its place in the order; there are few.
static void hold_insert_piece(struct account *account, struct held piece)
{
    CHECK(account->held_count < HOLDS_MAX);
    uint16_t place = 0;
    while (place < account->held_count && held_compare(&account->held[place], &piece) < 0) {
        place++;
    }
    memmove(&account->held[place + 1], &account->held[place],
            (size_t)(account->held_count - place) * sizeof(piece));
    account->held[place] = piece;
    account->held_count++;
}

static struct held hold_remove_piece(struct account *account, uint16_t place)
{
    struct held piece = account->held[place];
    account->held_count--;
    memmove(&account->held[place], &account->held[place + 1],
            (size_t)(account->held_count - place) * sizeof(piece));
    return piece;
}

// Joins what has left the lots from number `kept` on into number `kept` - 1.
static enum verdict hold_join(struct lot_moves *burned, uint16_t kept)
{
    struct lot *last = &burned->list[kept - 1];
    for (uint16_t index = kept; index < burned->count; index++) {
        const struct lot *next = &burned->list[index];
        if (next->partner != last->partner || next->restriction != last->restriction) {
            return VERDICT_TOO_MANY_HOLDS;
        }
        last->expires_on = next->expires_on;
        last->points.minor += next->points.minor;
    }
    burned->count = kept;
    return VERDICT_APPROVED;
}

static enum verdict hold_take(struct account *account, const struct hold *hold, int32_t today,
                              struct lot_moves *moves)
{
    struct lot_moves burned = {.count = 0};
    struct points taken =
        lots_burn(account->lots, &account->lot_count, hold->points, today, &burned);
    CHECK(taken.minor == hold->points.minor);
    lot_moves_append(moves, &burned);
    uint16_t room = HOLDS_MAX - account->held_count;
    if (room == 0) {
        return VERDICT_TOO_MANY_HOLDS;
    }
    if (burned.count > room) {
        enum verdict verdict = hold_join(&burned, room);
        if (verdict != VERDICT_APPROVED) {
            return verdict;
        }
    }
    for (uint16_t index = 0; index < burned.count; index++) {
        struct held piece = {hold->position, hold->until_us, burned.list[index]};
        piece.lot.points.minor = -piece.lot.points.minor;
        hold_insert_piece(account, piece);
    }
    return VERDICT_APPROVED;
}

enum verdict hold_reserve(struct account *account, const struct hold *hold,
                          struct account_moment at, struct lot_moves *moves)
{
    CHECK(hold->position > 0 && hold->points.minor > 0);
    struct account_parts parts = account_divide(account, at);
    if (parts.debt.minor > 0) {
        return VERDICT_DEBT_BLOCKS_SPENDING;
    }
    if (hold->points.minor > parts.spendable.minor) {
        return VERDICT_INSUFFICIENT_POINTS;
    }
    struct account decided = *account;
    struct lot_moves done = {.count = 0};
    if (account_advance(&decided, at, &done) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    enum verdict verdict = hold_take(&decided, hold, at.today, &done);
    if (verdict == VERDICT_APPROVED) {
        *account = decided;
        lot_moves_append(moves, &done);
    }
    return verdict;
}

struct points hold_points(const struct account *account, int64_t position, int64_t now_us)
{
    struct points sum = {0};
    for (uint16_t index = 0; index < account->held_count; index++) {
        const struct held *piece = &account->held[index];
        if (piece->hold == position && piece->until_us > now_us) {
            CHECK(points_add(sum, piece->lot.points, &sum) == BASE_OK);
        }
    }
    return sum;
}

// Ends a hold: spends the first points of its pieces and frees the others.
static enum base_result hold_end(struct account *account, int64_t position, struct points spent,
                                 int32_t today, struct lot_moves *moves)
{
    struct points left = spent;
    uint16_t place = 0;
    while (place < account->held_count) {
        if (account->held[place].hold != position) {
            place++;
            continue;
        }
        struct lot lot = hold_remove_piece(account, place).lot;
        int64_t minor = lot.points.minor < left.minor ? lot.points.minor : left.minor;
        lot_moves_note(moves, &lot, minor);
        lot_moves_note(moves, &lot, -minor);
        left.minor -= minor;
        lot.points.minor -= minor;
        enum base_result result = account_free(account, lot, today, moves);
        if (result != BASE_OK) {
            return result;
        }
    }
    CHECK(left.minor == 0);
    account->balance.minor -= spent.minor;
    return BASE_OK;
}

enum verdict hold_commit(struct account *account, int64_t position, struct points spent,
                         struct account_moment at, struct lot_moves *moves)
{
    CHECK(spent.minor >= 0);
    struct points reserved = hold_points(account, position, at.now_us);
    if (reserved.minor == 0) {
        return VERDICT_HOLD_ENDED;
    }
    if (spent.minor > reserved.minor) {
        return VERDICT_HOLD_EXCEEDED;
    }
    struct account decided = *account;
    struct lot_moves done = {.count = 0};
    if (account_advance(&decided, at, &done) != BASE_OK ||
        hold_end(&decided, position, spent, at.today, &done) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    *account = decided;
    lot_moves_append(moves, &done);
    return VERDICT_APPROVED;
}

enum verdict hold_void(struct account *account, int64_t position, struct account_moment at,
                       struct lot_moves *moves)
{
    return hold_commit(account, position, (struct points){0}, at, moves);
}
