// SPDX-License-Identifier: Apache-2.0
// What expires next, beside the parts of an account.
#include "domain/account_view.h"

// Adds points that are spendable and expire on this day.
static void account_view_add(struct account_view *view, const struct lot *lot, int32_t today)
{
    if (lot->expires_on <= today || lot->active_from > today ||
        lot->expires_on - today > ACCOUNT_SOON_DAYS) {
        return;
    }
    if (view->expires_on == 0 || lot->expires_on < view->expires_on) {
        view->expires_on = lot->expires_on;
        view->expiring.minor = 0;
    }
    if (lot->expires_on == view->expires_on) {
        view->expiring.minor += lot->points.minor; // a sound account's points fit
    }
}

struct account_view account_view(const struct account *account, struct account_moment at)
{
    struct account_view view = {.parts = account_divide(account, at)};
    if (view.parts.spendable.minor == 0) {
        return view;
    }
    for (uint16_t index = 0; index < account->lot_count; index++) {
        account_view_add(&view, &account->lots[index], at.today);
    }
    for (uint16_t index = 0; index < account->held_count; index++) {
        if (account->held[index].until_us <= at.now_us) {
            account_view_add(&view, &account->held[index].lot, at.today);
        }
    }
    // What debt repaid from a hold that timed out is not there to be spent.
    if (view.expiring.minor > view.parts.spendable.minor) {
        view.expiring = view.parts.spendable;
    }
    return view;
}
