// SPDX-License-Identifier: Apache-2.0
// From what an account shows to the columns of a row.
#include "service/after.h"

#include "domain/account_view.h"

void after_set_details(struct journal_details *details, const struct account *account,
                       struct account_moment at)
{
    struct account_view view = account_view(account, at);
    details->spendable_after = view.parts.spendable.minor;
    details->pending_after = view.parts.pending.minor;
    details->held_after = view.parts.held.minor;
    details->debt_after = view.parts.debt.minor;
    details->expiring_after = view.expiring.minor;
    details->expiring_on = view.expires_on;
}
