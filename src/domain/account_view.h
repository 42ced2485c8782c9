// SPDX-License-Identifier: Apache-2.0
// An account as answers, slips and journal rows show it at a moment.
#ifndef DOMAIN_ACCOUNT_VIEW_H
#define DOMAIN_ACCOUNT_VIEW_H

#include <stdint.h>

#include "domain/account.h"
#include "domain/amount.h"

enum {
    ACCOUNT_SOON_DAYS = 31, // what expires so soon is told: all that this month's end takes away
};

struct account_view {
    struct account_parts parts;
    struct points expiring; // of what is spendable: what expires first, if that is soon
    int32_t expires_on;     // the first day these are gone, since 1970-01-01; 0: none are
};

struct account_view account_view(const struct account *account, struct account_moment at);

#endif
