// SPDX-License-Identifier: Apache-2.0
// What a journal row says of its account after it.
#ifndef SERVICE_AFTER_H
#define SERVICE_AFTER_H

#include "domain/account.h"
#include "store/journal.h"

// The figures of the account as they are seen at that moment; the other details stay.
void after_set_details(struct journal_details *details, const struct account *account,
                       struct account_moment at);

#endif
