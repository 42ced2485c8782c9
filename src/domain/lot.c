// SPDX-License-Identifier: Apache-2.0
// Lots in burning order: a short sorted array, searched from the front.
#include "domain/lot.h"

#include <stdbool.h>
#include <string.h>

#include "domain/date.h"
#include "domain/lot_moves.h"

enum { LOT_MONTHS_MAX = 12 * 1000 }; // the calendar goes on for longer than that

static int lot_compare_number(int32_t a, int32_t b)
{
    return (a > b) - (a < b);
}

int lot_compare(const struct lot *a, const struct lot *b)
{
    int order = lot_compare_number(a->expires_on, b->expires_on);
    if (order == 0) {
        order = lot_compare_number(a->active_from, b->active_from);
    }
    if (order == 0) {
        order = lot_compare_number(a->partner, b->partner);
    }
    if (order == 0) {
        order = lot_compare_number(a->restriction, b->restriction);
    }
    return order;
}

int32_t lot_month_end(int32_t day)
{
    struct date_time date = date_of_day(day);
    return date_to_day(date.year, date.month + 1, 1);
}

int32_t lot_expiry_day(int32_t day, uint32_t months)
{
    if (months == 0 || months > LOT_MONTHS_MAX) {
        return LOT_NEVER;
    }
    struct date_time date = date_of_day(day);
    return date_to_day(date.year, date.month + (int32_t)months + 1, 1);
}

// The place of a lot, or the one where it belongs.
static uint16_t lot_find(const struct lot *lots, uint16_t count, const struct lot *wanted)
{
    uint16_t place = 0;
    while (place < count && lot_compare(&lots[place], wanted) < 0) {
        place++;
    }
    return place;
}

static void lot_insert(struct lot *lots, uint16_t *count, uint16_t place, struct lot added)
{
    memmove(&lots[place + 1], &lots[place], (size_t)(*count - place) * sizeof(lots[0]));
    lots[place] = added;
    (*count)++;
}

static struct lot lot_remove(struct lot *lots, uint16_t *count, uint16_t place)
{
    struct lot removed = lots[place];
    (*count)--;
    memmove(&lots[place], &lots[place + 1], (size_t)(*count - place) * sizeof(lots[0]));
    return removed;
}

enum base_result lot_add(struct lot *lots, uint16_t *count, struct lot added)
{
    if (added.points.minor < 0) {
        return BASE_OUT_OF_RANGE;
    }
    if (added.points.minor == 0) {
        return BASE_OK;
    }
    uint16_t place = lot_find(lots, *count, &added);
    if (place < *count && lot_compare(&lots[place], &added) == 0) {
        return points_add(lots[place].points, added.points, &lots[place].points);
    }
    if (*count >= LOTS_MAX) {
        return BASE_FULL;
    }
    lot_insert(lots, count, place, added);
    return BASE_OK;
}

// Making room.

static bool lot_is_expired(const struct lot *lot, int32_t today)
{
    return lot->expires_on <= today;
}

static bool lot_is_pending(const struct lot *lot, int32_t today)
{
    return !lot_is_expired(lot, today) && lot->active_from > today;
}

static bool lots_may_be_joined(const struct lot *a, const struct lot *b, int32_t today)
{
    return a->partner == b->partner && a->restriction == b->restriction &&
           lot_is_expired(a, today) == lot_is_expired(b, today);
}

// How many days lie between two lots; `b` burns later. What is active already is active today.
static int64_t lots_days_between(const struct lot *a, const struct lot *b, int32_t today)
{
    int64_t a_active = a->active_from > today ? a->active_from : today;
    int64_t b_active = b->active_from > today ? b->active_from : today;
    int64_t between = a_active > b_active ? a_active - b_active : b_active - a_active;
    return (int64_t)b->expires_on - a->expires_on + between;
}

struct lot_pair {
    uint16_t earlier;
    uint16_t later; // 0: there is no pair
};

static struct lot_pair lots_find_closest(const struct lot *lots, uint16_t count, int32_t today)
{
    struct lot_pair closest = {0};
    int64_t days_least = INT64_MAX;
    for (uint16_t later = 1; later < count; later++) {
        for (uint16_t earlier = 0; earlier < later; earlier++) {
            int64_t days = lots_days_between(&lots[earlier], &lots[later], today);
            if (days < days_least && lots_may_be_joined(&lots[earlier], &lots[later], today)) {
                days_least = days;
                closest = (struct lot_pair){.earlier = earlier, .later = later};
            }
        }
    }
    return closest;
}

// Notes that the points of a lot stand in the joined one now.
static void lot_note_joined(struct lot_moves *moves, const struct lot *lot,
                            const struct lot *joined)
{
    if (lot_compare(lot, joined) != 0) {
        lot_moves_note(moves, lot, -lot->points.minor);
        lot_moves_note(moves, joined, lot->points.minor);
    }
}

static enum base_result lot_put_by_joining(struct lot *lots, uint16_t *count, struct lot added,
                                           int32_t today, struct lot_moves *moves)
{
    struct lot crowd[LOTS_MAX + 1];
    uint16_t crowd_count = *count;
    memcpy(crowd, lots, crowd_count * sizeof(crowd[0]));
    lot_insert(crowd, &crowd_count, lot_find(crowd, crowd_count, &added), added);
    struct lot_pair pair = lots_find_closest(crowd, crowd_count, today);
    if (pair.later == 0) {
        return BASE_FULL;
    }
    struct lot later = lot_remove(crowd, &crowd_count, pair.later);
    struct lot earlier = lot_remove(crowd, &crowd_count, pair.earlier);
    struct lot joined = later;
    if (earlier.active_from < later.active_from) {
        joined.active_from = earlier.active_from;
    }
    if (points_add(earlier.points, later.points, &joined.points) != BASE_OK ||
        lot_add(crowd, &crowd_count, joined) != BASE_OK) {
        return BASE_OUT_OF_RANGE;
    }
    memcpy(lots, crowd, crowd_count * sizeof(crowd[0]));
    *count = crowd_count;
    lot_moves_note(moves, &added, added.points.minor);
    lot_note_joined(moves, &earlier, &joined);
    lot_note_joined(moves, &later, &joined);
    return BASE_OK;
}

enum base_result lot_put(struct lot *lots, uint16_t *count, struct lot added, int32_t today,
                         struct lot_moves *moves)
{
    enum base_result result = lot_add(lots, count, added);
    if (result == BASE_FULL) {
        return lot_put_by_joining(lots, count, added, today, moves);
    }
    if (result == BASE_OK) {
        lot_moves_note(moves, &added, added.points.minor);
    }
    return result;
}

enum base_result lots_sum(const struct lot *lots, uint16_t count, struct points *sum)
{
    struct points total = {0};
    for (uint16_t index = 0; index < count; index++) {
        enum base_result result = points_add(total, lots[index].points, &total);
        if (result != BASE_OK) {
            return result;
        }
    }
    *sum = total;
    return BASE_OK;
}

static void points_count(struct points *sum, struct points more)
{
    CHECK(points_add(*sum, more, sum) == BASE_OK);
}

struct lots_parts lots_divide(const struct lot *lots, uint16_t count, int32_t today)
{
    struct lots_parts parts = {0};
    for (uint16_t index = 0; index < count; index++) {
        const struct lot *lot = &lots[index];
        if (lot_is_expired(lot, today)) {
            points_count(&parts.expired, lot->points);
        } else if (lot_is_pending(lot, today)) {
            points_count(&parts.pending, lot->points);
        } else {
            points_count(&parts.spendable, lot->points);
        }
    }
    return parts;
}

void lots_activate(struct lot *lots, uint16_t *count, int32_t today, struct lot_moves *moves)
{
    uint16_t index = 0;
    while (index < *count) {
        if (lots[index].active_from == 0 || lots[index].active_from > today) {
            index++;
            continue;
        }
        struct lot pending = lot_remove(lots, count, index);
        struct lot active = pending;
        active.active_from = 0;
        CHECK(lot_add(lots, count, active) == BASE_OK); // before `index`, or at it
        lot_moves_note(moves, &pending, -pending.points.minor);
        lot_moves_note(moves, &active, active.points.minor);
    }
}

// Takes up to `*wanted` from one lot, and that much off `*wanted`.
static void lot_take(struct lot *lot, struct points *wanted, struct lot_moves *moves)
{
    int64_t minor = lot->points.minor < wanted->minor ? lot->points.minor : wanted->minor;
    lot->points.minor -= minor;
    wanted->minor -= minor;
    lot_moves_note(moves, lot, -minor);
}

static void lots_drop_empty(struct lot *lots, uint16_t *count)
{
    uint16_t kept = 0;
    for (uint16_t index = 0; index < *count; index++) {
        if (lots[index].points.minor > 0) {
            lots[kept++] = lots[index];
        }
    }
    *count = kept;
}

struct points lots_burn(struct lot *lots, uint16_t *count, struct points wanted, int32_t today,
                        struct lot_moves *moves)
{
    struct points missing = wanted;
    for (uint16_t index = 0; index < *count && missing.minor > 0; index++) {
        if (!lot_is_expired(&lots[index], today) && !lot_is_pending(&lots[index], today)) {
            lot_take(&lots[index], &missing, moves);
        }
    }
    lots_drop_empty(lots, count);
    return (struct points){wanted.minor - missing.minor};
}

// The newest lots are the last in the order of burning.
static void lots_take_newest(struct lot *lots, uint16_t count, bool pending, struct points *wanted,
                             int32_t today, struct lot_moves *moves)
{
    for (uint16_t left = count; left > 0 && wanted->minor > 0; left--) {
        struct lot *lot = &lots[left - 1];
        if (!lot_is_expired(lot, today) && lot_is_pending(lot, today) == pending) {
            lot_take(lot, wanted, moves);
        }
    }
}

struct points lots_claw_back(struct lot *lots, uint16_t *count, struct points wanted, int32_t today,
                             struct lot_moves *moves)
{
    struct points missing = wanted;
    lots_take_newest(lots, *count, true, &missing, today, moves);
    lots_take_newest(lots, *count, false, &missing, today, moves);
    lots_drop_empty(lots, count);
    return (struct points){wanted.minor - missing.minor};
}

struct points lots_expire(struct lot *lots, uint16_t *count, int32_t today, struct lot_moves *moves)
{
    struct points expired = {0};
    for (uint16_t index = 0; index < *count; index++) {
        if (lot_is_expired(&lots[index], today)) {
            points_count(&expired, lots[index].points);
            struct points all = lots[index].points;
            lot_take(&lots[index], &all, moves);
        }
    }
    lots_drop_empty(lots, count);
    return expired;
}

size_t lots_flatten(const struct lot *lots, uint16_t count, int64_t *numbers)
{
    int64_t *next = numbers;
    for (uint16_t index = 0; index < count; index++) {
        *next++ = lots[index].expires_on;
        *next++ = lots[index].active_from;
        *next++ = lots[index].partner;
        *next++ = lots[index].restriction;
        *next++ = lots[index].points.minor;
    }
    return (size_t)(next - numbers);
}

enum base_result lot_read(const int64_t *numbers, struct lot *lot)
{
    for (size_t index = 0; index < LOT_STRIDE - 1; index++) {
        if (numbers[index] < 0 || numbers[index] > INT32_MAX) {
            return BASE_OUT_OF_RANGE;
        }
    }
    *lot = (struct lot){.expires_on = (int32_t)numbers[0],
                        .active_from = (int32_t)numbers[1],
                        .partner = (int32_t)numbers[2],
                        .restriction = (int32_t)numbers[3],
                        .points = {numbers[4]}};
    return BASE_OK;
}

enum base_result lots_unflatten(const int64_t *numbers, size_t number_count, struct lot *lots,
                                uint16_t *count)
{
    *count = 0;
    if (number_count % LOT_STRIDE != 0) {
        return BASE_OUT_OF_RANGE;
    }
    size_t lot_count = number_count / LOT_STRIDE;
    if (lot_count > LOTS_MAX) {
        return BASE_FULL;
    }
    for (size_t index = 0; index < lot_count; index++) {
        if (lot_read(numbers + index * LOT_STRIDE, &lots[index]) != BASE_OK ||
            lots[index].points.minor <= 0 ||
            (index > 0 && lot_compare(&lots[index - 1], &lots[index]) >= 0)) {
            return BASE_OUT_OF_RANGE;
        }
    }
    *count = (uint16_t)lot_count;
    return BASE_OK;
}
