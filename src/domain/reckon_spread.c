// SPDX-License-Identifier: Apache-2.0
// Largest remainder without sorting: the remainder above which units are given is found by halving.
#include "domain/reckon_spread.h"

#include "base/checked.h"

static uint32_t reckon_count_at_least(const struct reckon_part *parts, uint32_t count,
                                      uint64_t remainder)
{
    uint32_t found = 0;
    for (uint32_t index = 0; index < count; index++) {
        found += parts[index].remainder >= remainder ? 1 : 0;
    }
    return found;
}

// The greatest remainder that at least `units` parts reach. All are below `limit`.
static uint64_t reckon_find_threshold(const struct reckon_part *parts, uint32_t count,
                                      uint64_t units, uint64_t limit)
{
    uint64_t reached = 0;
    uint64_t missed = limit;
    while (missed - reached > 1) {
        uint64_t middle = reached + (missed - reached) / 2;
        if (reckon_count_at_least(parts, count, middle) >= units) {
            reached = middle;
        } else {
            missed = middle;
        }
    }
    return reached;
}

// Gives one unit each to all parts above the threshold, and to the first of those that are at it.
static void reckon_give_units(struct reckon_part *parts, uint32_t count, uint64_t units,
                              uint64_t threshold)
{
    uint64_t at_threshold = units - reckon_count_at_least(parts, count, threshold + 1);
    for (uint32_t index = 0; index < count; index++) {
        if (parts[index].remainder > threshold) {
            parts[index].share++;
        } else if (parts[index].remainder == threshold && at_threshold > 0) {
            parts[index].share++;
            at_threshold--;
        }
    }
}

enum base_result reckon_spread(struct reckon_part *parts, uint32_t count, int64_t amount)
{
    int64_t sum = 0;
    for (uint32_t index = 0; index < count; index++) {
        CHECK(parts[index].weight >= 0);
        if (checked_add(sum, parts[index].weight, &sum) != BASE_OK) {
            return BASE_OUT_OF_RANGE;
        }
    }
    if (amount < 0 || amount > sum) {
        return BASE_OUT_OF_RANGE;
    }
    uint64_t missing = (uint64_t)amount;
    for (uint32_t index = 0; index < count; index++) {
        __int128 product = (__int128)parts[index].weight * amount;
        parts[index].share = sum == 0 ? 0 : (int64_t)(product / sum);
        parts[index].remainder = sum == 0 ? 0 : (uint64_t)(product % sum);
        missing -= (uint64_t)parts[index].share;
    }
    if (missing > 0) {
        uint64_t threshold = reckon_find_threshold(parts, count, missing, (uint64_t)sum);
        reckon_give_units(parts, count, missing, threshold);
    }
    return BASE_OK;
}
