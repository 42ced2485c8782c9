// SPDX-License-Identifier: Apache-2.0
// An account as a whole: its lots, what is held of them and what is owed.
#include "domain/account.h"

#include <string.h>

// Sums of a sound account's points: they fit.
static void account_count(struct points *sum, struct points more)
{
    CHECK(points_add(*sum, more, sum) == BASE_OK);
}

static struct points points_least(struct points a, struct points b)
{
    return a.minor < b.minor ? a : b;
}

int held_compare(const struct held *a, const struct held *b)
{
    if (a->until_us != b->until_us) {
        return a->until_us < b->until_us ? -1 : 1;
    }
    if (a->hold != b->hold) {
        return a->hold < b->hold ? -1 : 1;
    }
    return lot_compare(&a->lot, &b->lot);
}

static bool held_is_over(const struct held *held, int64_t now_us)
{
    return held->until_us <= now_us;
}

static bool account_lots_are_in_order(const struct account *account)
{
    for (uint16_t index = 0; index < account->lot_count; index++) {
        const struct lot *lot = &account->lots[index];
        if (lot->points.minor <= 0 || (index > 0 && lot_compare(lot - 1, lot) >= 0)) {
            return false;
        }
    }
    return true;
}

static bool account_held_is_in_order(const struct account *account)
{
    for (uint16_t index = 0; index < account->held_count; index++) {
        const struct held *held = &account->held[index];
        if (held->lot.points.minor <= 0 || (index > 0 && held_compare(held - 1, held) >= 0)) {
            return false;
        }
    }
    return true;
}

bool account_is_sound(const struct account *account)
{
    struct points sum;
    if (account->lot_count > LOTS_MAX || account->held_count > HOLDS_MAX ||
        account->debt.minor < 0 || !account_lots_are_in_order(account) ||
        !account_held_is_in_order(account) ||
        lots_sum(account->lots, account->lot_count, &sum) != BASE_OK) {
        return false;
    }
    for (uint16_t index = 0; index < account->held_count; index++) {
        if (points_add(sum, account->held[index].lot.points, &sum) != BASE_OK) {
            return false;
        }
    }
    return sum.minor - account->debt.minor == account->balance.minor;
}

struct account_parts account_divide(const struct account *account, struct account_moment at)
{
    struct lots_parts lots = lots_divide(account->lots, account->lot_count, at.today);
    struct account_parts parts = {.spendable = lots.spendable,
                                  .pending = lots.pending,
                                  .expired = lots.expired,
                                  .debt = account->debt};
    for (uint16_t index = 0; index < account->held_count; index++) {
        const struct held *held = &account->held[index];
        struct points points = held->lot.points;
        if (!held_is_over(held, at.now_us)) {
            account_count(&parts.held, points);
            continue;
        }
        struct points repaid = points_least(parts.debt, points);
        parts.debt.minor -= repaid.minor;
        points.minor -= repaid.minor;
        account_count(held->lot.expires_on <= at.today ? &parts.expired : &parts.spendable, points);
    }
    if (parts.debt.minor > 0) {
        parts.spendable.minor = 0;
    }
    return parts;
}

struct points account_spendable(const struct account *account, struct account_moment at)
{
    return account_divide(account, at).spendable;
}

enum base_result account_advance(struct account *account, struct account_moment at,
                                 struct lot_moves *moves)
{
    lots_activate(account->lots, &account->lot_count, at.today, moves);
    while (account->held_count > 0 && held_is_over(&account->held[0], at.now_us)) {
        struct lot freed = account->held[0].lot;
        account->held_count--;
        memmove(&account->held[0], &account->held[1],
                account->held_count * sizeof(account->held[0]));
        enum base_result result = account_free(account, freed, at.today, moves);
        if (result != BASE_OK) {
            return result;
        }
    }
    return BASE_OK;
}

enum base_result account_free(struct account *account, struct lot freed, int32_t today,
                              struct lot_moves *moves)
{
    struct points repaid = points_least(account->debt, freed.points);
    account->debt.minor -= repaid.minor;
    freed.points.minor -= repaid.minor;
    return lot_put(account->lots, &account->lot_count, freed, today, moves);
}

enum base_result account_credit(struct account *account, struct lot added, int32_t today,
                                struct lot_moves *moves)
{
    // Lots and held pieces together must fit, too, and they are the balance plus the debt.
    struct points all;
    if (added.points.minor < 0 || points_add(account->balance, account->debt, &all) != BASE_OK ||
        points_add(all, added.points, &all) != BASE_OK) {
        return BASE_OUT_OF_RANGE;
    }
    account->balance.minor += added.points.minor;
    return account_free(account, added, today, moves);
}

void account_debit(struct account *account, struct points spent, int32_t today,
                   struct lot_moves *moves)
{
    CHECK(spent.minor >= 0 && (spent.minor == 0 || account->debt.minor == 0));
    struct points burned = lots_burn(account->lots, &account->lot_count, spent, today, moves);
    CHECK(burned.minor == spent.minor);
    account->balance.minor -= spent.minor;
}

struct points account_claw_back(struct account *account, struct points wanted,
                                struct points debt_max, int32_t today, struct lot_moves *moves)
{
    struct points taken = lots_claw_back(account->lots, &account->lot_count, wanted, today, moves);
    if (account->debt.minor < debt_max.minor) {
        struct points room = {debt_max.minor - account->debt.minor};
        struct points owed = points_least((struct points){wanted.minor - taken.minor}, room);
        account->debt.minor += owed.minor;
        taken.minor += owed.minor;
    }
    account->balance.minor -= taken.minor;
    return taken;
}

struct points account_expire(struct account *account, int32_t today, struct lot_moves *moves)
{
    struct points expired = lots_expire(account->lots, &account->lot_count, today, moves);
    account->balance.minor -= expired.minor;
    return expired;
}

size_t holds_flatten(const struct held *held, uint16_t count, int64_t *numbers)
{
    int64_t *next = numbers;
    for (uint16_t index = 0; index < count; index++) {
        *next++ = held[index].hold;
        *next++ = held[index].until_us;
        next += lots_flatten(&held[index].lot, 1, next);
    }
    return (size_t)(next - numbers);
}

static enum base_result held_read(const int64_t *numbers, struct held *held)
{
    held->hold = numbers[0];
    held->until_us = numbers[1];
    if (lot_read(numbers + 2, &held->lot) != BASE_OK || held->hold <= 0 || held->until_us < 0 ||
        held->lot.points.minor <= 0) {
        return BASE_OUT_OF_RANGE;
    }
    return BASE_OK;
}

enum base_result holds_unflatten(const int64_t *numbers, size_t number_count, struct held *held,
                                 uint16_t *count)
{
    *count = 0;
    if (number_count % HOLD_STRIDE != 0) {
        return BASE_OUT_OF_RANGE;
    }
    size_t held_count = number_count / HOLD_STRIDE;
    if (held_count > HOLDS_MAX) {
        return BASE_FULL;
    }
    for (size_t index = 0; index < held_count; index++) {
        if (held_read(numbers + index * HOLD_STRIDE, &held[index]) != BASE_OK ||
            (index > 0 && held_compare(&held[index - 1], &held[index]) >= 0)) {
            return BASE_OUT_OF_RANGE;
        }
    }
    *count = (uint16_t)held_count;
    return BASE_OK;
}
