// SPDX-License-Identifier: Apache-2.0
// The rules of the domain, called as the daemon calls them, and a reader of the journal: lots added
// up from nothing but the moves of all rows.
#ifndef DOMAIN_TEST_HISTORY_LEDGER_H
#define DOMAIN_TEST_HISTORY_LEDGER_H

#include <stdbool.h>

#include "domain/history.h"
#include "domain/reckon.h"
#include "domain/refund.h"

enum { LEDGER_SUMS_MAX = 4096 };

struct ledger_receipt {
    int64_t position;
    struct reckon_line lines[HISTORY_LINES];
    uint32_t rates[HISTORY_LINES];
    struct reckon_left_line left_lines[HISTORY_LINES];
    struct money by_amount;
    struct lot earned;
    struct lot_moves moves;
    struct points redeemed;
    struct points given_back;
    struct refund_unpaid unpaid;
};

struct ledger {
    struct history_rules rules;
    struct account account;
    uint32_t receipt_count;
    struct ledger_receipt receipts[HISTORY_REQUESTS_MAX];
    uint32_t sum_count;
    struct lot sums[LEDGER_SUMS_MAX]; // of all moves by lot
};

void ledger_begin(struct ledger *ledger, const struct history_rules *rules);
enum verdict ledger_apply(struct ledger *ledger, const struct history_request *request);
struct history_figures ledger_figures(const struct ledger *ledger, struct account_moment at);

// Whether the moves of all rows add up to the lots of the account.
bool ledger_moves_make_lots(const struct ledger *ledger);

#endif
