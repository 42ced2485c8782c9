// SPDX-License-Identifier: Apache-2.0
// Lots in burning order: a short sorted array, searched from the front.
#include "domain/lot.h"

#include <string.h>

#include "base/checked.h"

static int lot_compare_number(int32_t a, int32_t b)
{
    return (a > b) - (a < b);
}

// Negative: `a` burns before `b`; 0: their points stand in one lot.
static int lot_compare(const struct lot *a, const struct lot *b)
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

static enum base_result lot_insert(struct lot *lots, uint16_t *count, uint16_t place,
                                   struct lot added)
{
    if (*count >= LOTS_MAX) {
        return BASE_FULL;
    }
    memmove(&lots[place + 1], &lots[place], (size_t)(*count - place) * sizeof(lots[0]));
    lots[place] = added;
    (*count)++;
    return BASE_OK;
}

enum base_result lot_add(struct lot *lots, uint16_t *count, struct lot added)
{
    if (added.points.minor < 0) {
        return BASE_OUT_OF_RANGE;
    }
    if (added.points.minor == 0) {
        return BASE_OK;
    }
    uint16_t place = 0;
    while (place < *count && lot_compare(&lots[place], &added) < 0) {
        place++;
    }
    if (place < *count && lot_compare(&lots[place], &added) == 0) {
        return points_add(lots[place].points, added.points, &lots[place].points);
    }
    return lot_insert(lots, count, place, added);
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

static bool lot_numbers_fit(const int64_t *numbers)
{
    for (size_t index = 0; index < LOT_STRIDE - 1; index++) {
        if (numbers[index] < 0 || numbers[index] > INT32_MAX) {
            return false;
        }
    }
    return numbers[LOT_STRIDE - 1] > 0;
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
        const int64_t *from = numbers + index * LOT_STRIDE;
        if (!lot_numbers_fit(from)) {
            return BASE_OUT_OF_RANGE;
        }
        lots[index] = (struct lot){.expires_on = (int32_t)from[0],
                                   .active_from = (int32_t)from[1],
                                   .partner = (int32_t)from[2],
                                   .restriction = (int32_t)from[3],
                                   .points = {from[4]}};
        if (index > 0 && lot_compare(&lots[index - 1], &lots[index]) >= 0) {
            return BASE_OUT_OF_RANGE;
        }
    }
    *count = (uint16_t)lot_count;
    return BASE_OK;
}
