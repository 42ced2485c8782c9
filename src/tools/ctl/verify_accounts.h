// SPDX-License-Identifier: Apache-2.0
// The rule that every account is what its journal rows add up to: reads both out of the database
// for verify_book.
#ifndef CTL_VERIFY_ACCOUNTS_H
#define CTL_VERIFY_ACCOUNTS_H

#include "tools/ctl/database.h"
#include "tools/ctl/verify_report.h"

#define VERIFY_RULE_ACCOUNTS "accounts_are_what_their_rows_add_up_to"

struct verify_accounts {
    struct database *database;
    struct verify_report *report; // the rule and its progress, in positions, have been begun
    int64_t done;                 // positions of the lanes and passes that have ended
    int64_t count;                // accounts proved
};

// Proves the accounts of a lane whose journal ends at `head`, or thereabouts.
BASE_MUST_USE enum ctl_result verify_accounts_prove(struct verify_accounts *accounts, uint16_t lane,
                                                    int64_t head);

#endif
