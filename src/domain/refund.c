// SPDX-License-Identifier: Apache-2.0
// The two directions of a refund, on a copy of the account.
#include "domain/refund.h"

#include "base/checked.h"

static int64_t refund_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// The lots that points were burned from, in the order in which it happened: a redemption burns
// before anything else leaves an active lot. Room for one more than there are moves.
static uint16_t refund_list_burned(const struct refund *refund, struct lot *burned)
{
    uint16_t count = 0;
    int64_t missing = refund->redeemed.minor;
    uint16_t move_count = refund->spent != NULL ? refund->spent->count : 0;
    for (uint16_t index = 0; index < move_count && missing > 0; index++) {
        const struct lot *move = &refund->spent->list[index];
        if (move->points.minor < 0 && move->active_from == 0) {
            burned[count] = *move;
            burned[count].points.minor = refund_least(-move->points.minor, missing);
            missing -= burned[count++].points.minor;
        }
    }
    if (missing > 0) {
        // Not on record: in the holder's favour they never expire.
        burned[count++] = (struct lot){.expires_on = LOT_NEVER, .points = {missing}};
    }
    return count;
}

static enum base_result refund_give_back(struct account *account, const struct refund *refund,
                                         int32_t today, struct lot_moves *moves)
{
    struct lot burned[LOT_MOVES_MAX + 1];
    uint16_t count = refund_list_burned(refund, burned);
    int64_t skipped = refund->given_back.minor;
    int64_t missing = refund->slice.redeemed.minor;
    while (count > 0 && missing > 0) {
        struct lot lot = burned[--count];
        int64_t before = refund_least(lot.points.minor, skipped);
        skipped -= before;
        lot.points.minor = refund_least(lot.points.minor - before, missing);
        missing -= lot.points.minor;
        if (lot.expires_on <= today) {
            lot.expires_on = lot_month_end(today + refund->rules.grace_days);
        }
        enum base_result result = account_credit(account, lot, today, moves);
        if (result != BASE_OK) {
            return result;
        }
    }
    return missing == 0 ? BASE_OK : BASE_OUT_OF_RANGE;
}

// Takes `due` back and says in `effect` what of it was taken and what was not.
static void refund_take_back(struct account *account, const struct refund *refund, int64_t due,
                             struct account_moment at, struct refund_effect *effect,
                             struct lot_moves *moves)
{
    const struct refund_rules *rules = &refund->rules;
    struct points debt_max =
        rules->policy == PROGRAMME_REFUND_DEBT ? rules->debt_max : (struct points){0};
    struct points taken =
        account_claw_back(account, (struct points){due}, debt_max, at.today, moves);
    effect->taken.minor += taken.minor;
    int64_t unpaid = due - taken.minor;
    if (rules->policy == PROGRAMME_REFUND_CASH) {
        int64_t deducted = refund_least(unpaid, effect->pay_out.minor);
        effect->pay_out.minor -= deducted;
        effect->unpaid.cash_deducted.minor += deducted;
        unpaid -= deducted;
    }
    effect->unpaid.written_off.minor += unpaid;
}

// What came to the account makes good what was unpaid: first what the chain bore, then what was
// kept back of the money, which is paid out now. Returns how much is to be taken for that.
static int64_t refund_make_good(const struct refund *refund, int64_t came,
                                struct refund_effect *effect)
{
    int64_t borne = refund_least(refund->unpaid.written_off.minor, came);
    int64_t kept = refund_least(refund->unpaid.cash_deducted.minor, came - borne);
    effect->unpaid.written_off.minor -= borne;
    effect->unpaid.cash_deducted.minor -= kept;
    effect->pay_out.minor += kept;
    return borne + kept;
}

static enum base_result refund_decide(struct account *account, const struct refund *refund,
                                      struct account_moment at, struct refund_effect *effect,
                                      struct lot_moves *moves)
{
    int64_t due = refund->slice.earned.minor;
    if (refund->earned.expires_on <= at.today) {
        effect->lapsed.minor = due;
        due = 0;
    }
    int64_t came = effect->given.minor;
    enum base_result result = refund_give_back(account, refund, at.today, moves);
    if (result == BASE_OK && due < 0) {
        struct lot more = refund->earned;
        more.points.minor = -due;
        effect->taken.minor = due;
        result = checked_add(came, -due, &came);
        due = 0;
        if (result == BASE_OK) {
            result = account_credit(account, more, at.today, moves);
        }
    }
    if (result == BASE_OK) {
        result = checked_add(due, refund_make_good(refund, came, effect), &due);
    }
    if (result == BASE_OK) {
        refund_take_back(account, refund, due, at, effect, moves);
        result = money_subtract(account->lifetime, refund->slice.total, &account->lifetime);
    }
    return result;
}

enum verdict refund_apply(struct account *account, const struct refund *refund,
                          struct account_moment at, struct refund_effect *effect,
                          struct lot_moves *moves)
{
    const struct reckon_figures *slice = &refund->slice;
    CHECK(slice->redeemed.minor >= 0 && slice->redeemed.minor <= slice->total.minor);
    struct account decided = *account;
    struct lot_moves done = {.count = 0};
    struct refund_effect told = {.given = slice->redeemed,
                                 .pay_out = {slice->total.minor - slice->redeemed.minor}};
    if (account_advance(&decided, at, &done) != BASE_OK ||
        refund_decide(&decided, refund, at, &told, &done) != BASE_OK) {
        return VERDICT_OUT_OF_RANGE;
    }
    *account = decided;
    *effect = told;
    lot_moves_append(moves, &done);
    return VERDICT_APPROVED;
}
