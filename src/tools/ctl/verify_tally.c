// SPDX-License-Identifier: Apache-2.0
// Sums wrap around rather than fail: whoever owns the tables may write any number, and a sum that
// wrapped differs like any other.
#include "tools/ctl/verify_tally.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "store/journal.h"

enum {
    VERIFY_ROOM_FIRST = 2,
    VERIFY_LOT_TEXT_BYTES = 96,
};

static int64_t verify_add(int64_t a, int64_t b)
{
    int64_t sum;
    (void)__builtin_add_overflow(a, b, &sum);
    return sum;
}

static int64_t verify_subtract(int64_t a, int64_t b)
{
    int64_t difference;
    (void)__builtin_sub_overflow(a, b, &difference);
    return difference;
}

// Naming what differs.

BASE_PRINTF(4, 5)
static void verify_tally_differ(const struct verify_tally *tally, int64_t position,
                                const struct verify_listener *listener, const char *format, ...)
{
    char what[VERIFY_WHAT_BYTES_MAX];
    if (listener == NULL) {
        return;
    }
    const int size = snprintf(what, sizeof(what),
                              "member %" PRId64 ", currency %u: ", tally->member, tally->currency);
    va_list values;
    va_start(values, format);
    vsnprintf(what + size, sizeof(what) - (size_t)size, format, values);
    va_end(values);
    listener->differ(listener->context, position, what);
}

static void verify_lot_print(const struct verify_lot *lot, char text[VERIFY_LOT_TEXT_BYTES])
{
    snprintf(text, VERIFY_LOT_TEXT_BYTES,
             "expires_on %d, active_from %d, partner %d, restriction %d", (int)lot->key[0],
             (int)lot->key[1], (int)lot->key[2], (int)lot->key[3]);
}

// Lots and pieces.

void verify_tally_init(struct verify_tally *tally, int64_t member, uint16_t currency)
{
    *tally = (struct verify_tally){.member = member, .currency = currency};
}

void verify_tally_clear(struct verify_tally *tally)
{
    free(tally->lots);
    free(tally->pieces);
}

size_t verify_tally_bytes(const struct verify_tally *tally)
{
    return tally->lot_room * sizeof(*tally->lots) + tally->piece_room * sizeof(*tally->pieces);
}

// False: no lot has such a key.
static bool verify_lot_read(const int64_t numbers[VERIFY_LOT_NUMBERS], struct verify_lot *lot)
{
    for (size_t index = 0; index < VERIFY_LOT_KEY; index++) {
        if (numbers[index] < 0 || numbers[index] > INT32_MAX) {
            return false;
        }
        lot->key[index] = (int32_t)numbers[index];
    }
    lot->points = numbers[VERIFY_LOT_KEY];
    return true;
}

// The order of burning.
static int verify_lot_compare(const struct verify_lot *a, const struct verify_lot *b)
{
    for (size_t index = 0; index < VERIFY_LOT_KEY; index++) {
        if (a->key[index] != b->key[index]) {
            return a->key[index] < b->key[index] ? -1 : 1;
        }
    }
    return 0;
}

static void verify_tally_add_lot(struct verify_tally *tally, const struct verify_lot *added)
{
    for (uint32_t index = 0; index < tally->lot_count; index++) {
        if (verify_lot_compare(&tally->lots[index], added) == 0) {
            tally->lots[index].points = verify_add(tally->lots[index].points, added->points);
            return;
        }
    }
    if (tally->lot_count == tally->lot_room) {
        tally->lot_room = tally->lot_room == 0 ? VERIFY_ROOM_FIRST : 2 * tally->lot_room;
        tally->lots = memory_resize(tally->lots, tally->lot_room * sizeof(*tally->lots));
    }
    tally->lots[tally->lot_count++] = *added;
}

static void verify_tally_add_piece(struct verify_tally *tally, const struct verify_piece *added)
{
    for (uint32_t index = 0; index < tally->piece_count; index++) {
        struct verify_piece *piece = &tally->pieces[index];
        if (piece->hold == added->hold && piece->until_us == added->until_us &&
            verify_lot_compare(&piece->lot, &added->lot) == 0) {
            piece->lot.points = verify_add(piece->lot.points, added->lot.points);
            return;
        }
    }
    if (tally->piece_count == tally->piece_room) {
        tally->piece_room = tally->piece_room == 0 ? VERIFY_ROOM_FIRST : 2 * tally->piece_room;
        tally->pieces = memory_resize(tally->pieces, tally->piece_room * sizeof(*tally->pieces));
    }
    tally->pieces[tally->piece_count++] = *added;
}

static int64_t verify_tally_sum_lots(const struct verify_tally *tally)
{
    int64_t sum = 0;
    for (uint32_t index = 0; index < tally->lot_count; index++) {
        sum = verify_add(sum, tally->lots[index].points);
    }
    return sum;
}

static int64_t verify_tally_sum_held(const struct verify_tally *tally)
{
    int64_t sum = 0;
    for (uint32_t index = 0; index < tally->piece_count; index++) {
        sum = verify_add(sum, tally->pieces[index].lot.points);
    }
    return sum;
}

static int64_t verify_tally_debt(const struct verify_tally *tally)
{
    return verify_subtract(verify_add(verify_tally_sum_lots(tally), verify_tally_sum_held(tally)),
                           tally->balance);
}

// The steps of a posting, in order.

// Holds whose time is over, and the one that the row ends, hold nothing any more.
static void verify_tally_end_holds(struct verify_tally *tally, const struct verify_posting *posting)
{
    uint32_t kept = 0;
    for (uint32_t index = 0; index < tally->piece_count; index++) {
        const struct verify_piece *piece = &tally->pieces[index];
        if (piece->until_us > posting->posted_at_us && piece->hold != posting->original_position) {
            tally->pieces[kept++] = *piece;
        }
    }
    tally->piece_count = kept;
}

static void verify_tally_move(struct verify_tally *tally, const struct verify_posting *posting,
                              const struct verify_listener *listener)
{
    const struct verify_numbers *moves = &posting->moves;
    struct verify_lot move = {.key = {INT32_MAX}, .points = posting->earned};
    if (moves->list == NULL) {
        verify_tally_add_lot(tally, &move);
        return;
    }
    for (size_t at = 0; at + VERIFY_LOT_NUMBERS <= moves->count; at += VERIFY_LOT_NUMBERS) {
        if (verify_lot_read(moves->list + at, &move)) {
            verify_tally_add_lot(tally, &move);
        } else {
            verify_tally_differ(tally, posting->position, listener,
                                "a move of no lot there can be");
        }
    }
    if (moves->count % VERIFY_LOT_NUMBERS != 0) {
        verify_tally_differ(tally, posting->position, listener, "moves are cut off");
    }
}

static bool verify_moves_take_from(const struct verify_numbers *moves, const struct verify_lot *lot)
{
    if (moves->list == NULL) {
        return lot->key[0] == INT32_MAX; // a lot that only a negative award can have taken from
    }
    for (size_t at = 0; at + VERIFY_LOT_NUMBERS <= moves->count; at += VERIFY_LOT_NUMBERS) {
        struct verify_lot move;
        if (verify_lot_read(moves->list + at, &move) && move.points < 0 &&
            verify_lot_compare(&move, lot) == 0) {
            return true;
        }
    }
    return false;
}

// What a hold reserves left its lots in the last moves of its row, piece by piece. Pieces beyond
// the last that an account has room for are joined with that one, whose points then expire with the
// latest of them.
static void verify_tally_hold(struct verify_tally *tally, const struct verify_posting *posting,
                              const struct verify_listener *listener)
{
    const struct verify_numbers *moves = &posting->moves;
    const int64_t wanted = verify_subtract(posting->held_after, verify_tally_sum_held(tally));
    struct verify_piece piece = {.hold = posting->position, .until_us = posting->hold_until_us};
    size_t first = moves->list == NULL ? 0 : moves->count - moves->count % VERIFY_LOT_NUMBERS;
    const size_t end = first;
    int64_t found = 0;
    while (first > 0 && found < wanted && moves->list[first - 1] < 0) {
        found = verify_subtract(found, moves->list[first - 1]);
        first -= VERIFY_LOT_NUMBERS;
    }
    if (found != wanted) {
        verify_tally_differ(tally, posting->position, listener,
                            "held_after rises by %" PRId64 ", its moves hold %" PRId64, wanted,
                            found);
    }
    for (size_t at = first; at < end; at += VERIFY_LOT_NUMBERS) {
        struct verify_lot lot;
        if (!verify_lot_read(moves->list + at, &lot)) {
            continue; // named with the moves
        }
        lot.points = verify_subtract(0, lot.points);
        if (tally->piece_count == LIMIT_ACCOUNT_HOLDS_MAX && at > first) {
            struct verify_piece *last = &tally->pieces[tally->piece_count - 1];
            last->lot.key[0] = lot.key[0];
            last->lot.points = verify_add(last->lot.points, lot.points);
        } else {
            piece.lot = lot;
            verify_tally_add_piece(tally, &piece);
        }
    }
}

// Empty lots go. One that gave more than it had is named by the row that took it, and stays, so
// that the sums stay true.
static void verify_tally_settle(struct verify_tally *tally, const struct verify_posting *posting,
                                const struct verify_listener *listener)
{
    char text[VERIFY_LOT_TEXT_BYTES];
    uint32_t kept = 0;
    for (uint32_t index = 0; index < tally->lot_count; index++) {
        const struct verify_lot lot = tally->lots[index];
        if (lot.points < 0 && verify_moves_take_from(&posting->moves, &lot)) {
            verify_lot_print(&lot, text);
            verify_tally_differ(tally, posting->position, listener,
                                "takes %" PRId64 " more than there is from the lot of %s",
                                verify_subtract(0, lot.points), text);
        }
        if (lot.points != 0) {
            tally->lots[kept++] = lot;
        }
    }
    tally->lot_count = kept;
}

// A figure of a row, and what the rows add up to.
struct verify_figure {
    const char *name;
    int64_t stored;
    int64_t sum;
    int64_t *gap;
};

static void verify_tally_check(const struct verify_tally *tally, int64_t position,
                               const struct verify_figure *figure,
                               const struct verify_listener *listener)
{
    const int64_t gap = verify_subtract(figure->stored, figure->sum);
    if (gap != *figure->gap) {
        verify_tally_differ(tally, position, listener,
                            "%s is %" PRId64 ", its rows add up to %" PRId64, figure->name,
                            figure->stored, figure->sum);
    }
    *figure->gap = gap;
}

static void verify_tally_check_row(struct verify_tally *tally, const struct verify_posting *posting,
                                   const struct verify_listener *listener)
{
    const struct verify_figure figures[] = {
        {"balance_after", posting->balance_after, tally->balance, &tally->gaps.balance},
        {"held_after", posting->held_after, verify_tally_sum_held(tally), &tally->gaps.held},
        {"debt_after", posting->debt_after, verify_tally_debt(tally), &tally->gaps.debt},
    };
    for (size_t index = 0; index < BASE_COUNT(figures); index++) {
        verify_tally_check(tally, posting->position, &figures[index], listener);
    }
}

void verify_tally_post(struct verify_tally *tally, const struct verify_posting *posting,
                       const struct verify_listener *listener)
{
    tally->position = posting->position;
    tally->balance =
        verify_add(tally->balance, verify_subtract(posting->earned, posting->redeemed));
    verify_tally_end_holds(tally, posting);
    verify_tally_move(tally, posting, listener);
    if (posting->kind == JOURNAL_HOLD) {
        verify_tally_hold(tally, posting, listener);
    }
    verify_tally_settle(tally, posting, listener);
    verify_tally_check_row(tally, posting, listener);
}

// The account. Its lots and pieces are taken off those of the tally: what is left over differs.

static void verify_tally_compare_figures(struct verify_tally *tally,
                                         const struct verify_account *account,
                                         const struct verify_listener *listener)
{
    struct verify_gaps gaps = {0};
    int64_t position_gap = 0;
    const struct verify_figure figures[] = {
        {"position", account->position, tally->position, &position_gap},
        {"balance", account->balance, tally->balance, &gaps.balance},
        {"debt", account->debt, verify_tally_debt(tally), &gaps.debt},
    };
    for (size_t index = 0; index < BASE_COUNT(figures); index++) {
        verify_tally_check(tally, tally->position, &figures[index], listener);
    }
}

static void verify_tally_take_lots(struct verify_tally *tally, const struct verify_numbers *lots,
                                   const struct verify_listener *listener)
{
    struct verify_lot before = {.key = {-1}};
    bool is_in_form = lots->count % VERIFY_LOT_NUMBERS == 0;
    for (size_t at = 0; at + VERIFY_LOT_NUMBERS <= lots->count; at += VERIFY_LOT_NUMBERS) {
        struct verify_lot lot;
        if (!verify_lot_read(lots->list + at, &lot)) {
            is_in_form = false;
            continue;
        }
        is_in_form = is_in_form && lot.points > 0 && verify_lot_compare(&before, &lot) < 0;
        before = lot;
        lot.points = verify_subtract(0, lot.points);
        verify_tally_add_lot(tally, &lot);
    }
    if (!is_in_form) {
        verify_tally_differ(tally, tally->position, listener, "lots are not in form and order");
    }
}

static void verify_tally_take_held(struct verify_tally *tally, const struct verify_numbers *held,
                                   const struct verify_listener *listener)
{
    bool is_in_form = held->count % VERIFY_PIECE_NUMBERS == 0;
    for (size_t at = 0; at + VERIFY_PIECE_NUMBERS <= held->count; at += VERIFY_PIECE_NUMBERS) {
        struct verify_piece piece = {.hold = held->list[at], .until_us = held->list[at + 1]};
        if (!verify_lot_read(held->list + at + 2, &piece.lot)) {
            is_in_form = false;
            continue;
        }
        is_in_form = is_in_form && piece.lot.points > 0;
        piece.lot.points = verify_subtract(0, piece.lot.points);
        verify_tally_add_piece(tally, &piece);
    }
    if (!is_in_form) {
        verify_tally_differ(tally, tally->position, listener, "held is not in form");
    }
}

static void verify_tally_name_left_over(const struct verify_tally *tally,
                                        const struct verify_listener *listener)
{
    char text[VERIFY_LOT_TEXT_BYTES];
    for (uint32_t index = 0; index < tally->lot_count; index++) {
        const struct verify_lot *lot = &tally->lots[index];
        verify_lot_print(lot, text);
        if (lot->points != 0) {
            verify_tally_differ(tally, tally->position, listener,
                                "its rows add up to %" PRId64 " points more in the lot of %s",
                                lot->points, text);
        }
    }
    for (uint32_t index = 0; index < tally->piece_count; index++) {
        const struct verify_piece *piece = &tally->pieces[index];
        verify_lot_print(&piece->lot, text);
        if (piece->lot.points != 0) {
            verify_tally_differ(tally, tally->position, listener,
                                "its rows add up to %" PRId64 " points more held at %" PRId64
                                " until %" PRId64 " from the lot of %s",
                                piece->lot.points, piece->hold, piece->until_us, text);
        }
    }
}

void verify_tally_compare(struct verify_tally *tally, const struct verify_account *account,
                          const struct verify_listener *listener)
{
    if (tally->is_compared) {
        verify_tally_differ(tally, tally->position, listener, "there is more than one account");
        return;
    }
    tally->is_compared = true;
    if (tally->position == 0) {
        verify_tally_differ(tally, account->position, listener, "an account without a posting");
        return;
    }
    verify_tally_compare_figures(tally, account, listener);
    verify_tally_take_lots(tally, &account->lots, listener);
    verify_tally_take_held(tally, &account->held, listener);
    verify_tally_name_left_over(tally, listener);
}

void verify_tally_end(const struct verify_tally *tally, const struct verify_listener *listener)
{
    if (!tally->is_compared) {
        verify_tally_differ(tally, tally->position, listener, "has postings and no account");
    }
}
