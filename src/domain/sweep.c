// SPDX-License-Identifier: Apache-2.0
// Holds before lots: what they give back may have expired while it was held.
#include "domain/sweep.h"

#include "domain/zone.h"

int32_t sweep_day(int64_t now_us)
{
    static const struct zone_shift always = {.at_s = 0, .offset_s = -12 * 3600};
    static const struct zone last_on_earth = {
        .name = "Etc/GMT+12", .shifts = &always, .shift_count = 1};
    return zone_day(&last_on_earth, now_us);
}

// The first hold whose time is over, and what all such hold.
static struct sweep_effect sweep_find_held(const struct account *account, int64_t now_us)
{
    struct sweep_effect effect = {.finding = SWEEP_NOTHING};
    for (uint16_t index = 0; index < account->held_count; index++) {
        const struct held *piece = &account->held[index];
        if (piece->until_us > now_us) {
            break; // by until_us
        }
        if (effect.finding == SWEEP_NOTHING) {
            effect.finding = SWEEP_HOLD_TIMED_OUT;
            effect.hold = piece->hold;
            effect.until_us = piece->until_us;
        }
        effect.points.minor += piece->lot.points.minor; // a sound account's points fit
    }
    return effect;
}

struct sweep_effect sweep_account(struct account *account, int64_t now_us, struct lot_moves *moves)
{
    const struct account_moment at = {.now_us = now_us, .today = sweep_day(now_us)};
    const struct sweep_effect nothing = {.finding = SWEEP_NOTHING};
    struct sweep_effect effect = sweep_find_held(account, now_us);
    moves->count = 0;
    if (account_advance(account, at, moves) != BASE_OK) {
        return nothing;
    }
    if (effect.finding == SWEEP_HOLD_TIMED_OUT) {
        effect.is_more = account_divide(account, at).expired.minor > 0;
        return effect;
    }
    effect.points = account_expire(account, at.today, moves);
    if (effect.points.minor > 0) {
        effect.finding = SWEEP_EXPIRED;
    }
    return effect;
}
