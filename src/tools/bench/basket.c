// SPDX-License-Identifier: Apache-2.0
// A cumulative table; within a step of it lines are spread evenly.
#include "tools/bench/basket.h"

#include <stddef.h>

#include "base/check.h"

// So many receipts have at most so many lines.
static const struct basket_step {
    uint32_t lines;
    uint32_t receipts;
} basket_steps[] = {
    {1, 1674},   {2, 2012},   {3, 2323},   {4, 2604},   {5, 2908},   {6, 3167},
    {7, 3401},   {8, 3653},   {9, 3911},   {10, 4123},  {11, 4372},  {12, 4574},
    {13, 4768},  {14, 4970},  {15, 5174},  {20, 6157},  {25, 6800},  {30, 7285},
    {35, 7622},  {40, 7868},  {50, 8268},  {60, 8526},  {70, 8689},  {80, 8770},
    {100, 8857}, {120, 8899}, {140, 8935}, {160, 8972}, {180, 9008}, {200, 9027},
    {250, 9049}, {300, 9063}, {400, 9076}, {500, 9091}, {600, 9102}, {BASKET_LINES_MAX, 9106},
};

uint32_t basket_lines(uint32_t part, uint32_t count)
{
    CHECK(part < count);
    const uint64_t receipts = basket_steps[BASE_COUNT(basket_steps) - 1].receipts;
    // Counted from 1.
    const uint64_t rank = (2 * (uint64_t)part + 1) * receipts / (2 * (uint64_t)count) + 1;
    struct basket_step before = {0, 0};
    for (size_t index = 0; index < BASE_COUNT(basket_steps); index++) {
        const struct basket_step step = basket_steps[index];
        if (rank <= step.receipts) {
            const uint64_t width = step.lines - before.lines;
            const uint64_t share = step.receipts - before.receipts;
            return before.lines +
                   (uint32_t)(((rank - before.receipts) * width + share - 1) / share);
        }
        before = step;
    }
    return BASKET_LINES_MAX;
}
