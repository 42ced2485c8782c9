// SPDX-License-Identifier: Apache-2.0
// Random histories of one account: what is asked for, and what is compared after it. A history is
// played to two sides that share nothing but this header: the rules of the domain
// (history_ledger.c), and a model of plain lists in which every parcel of points stays what it was
// and nothing is merged, netted or put off (history_model.c).
#ifndef DOMAIN_TEST_HISTORY_H
#define DOMAIN_TEST_HISTORY_H

#include <stdint.h>

#include "domain/account.h"
#include "domain/programme.h"
#include "domain/verdict.h"

enum {
    HISTORY_REQUESTS_MAX = 400,
    HISTORY_LINES = 4, // of every receipt; some of them 0
    HISTORY_FIRST_DAY = 20000,
    HISTORY_RATES = 3,
};

#define HISTORY_DAY_US INT64_C(86400000000)

// What lines earn, in basis points; the first is the base rate.
static const int64_t history_rates_bp[HISTORY_RATES] = {1100, 3000, 6000};

enum history_kind {
    HISTORY_WAIT,
    HISTORY_PURCHASE,
    HISTORY_HOLD,
    HISTORY_COMMIT,
    HISTORY_VOID,
    HISTORY_REFUND_LINE,
    HISTORY_REFUND_AMOUNT,
    HISTORY_SWEEP,
    HISTORY_KINDS,
};

struct history_line {
    int64_t minor;
    uint32_t rate; // index
};

// One thing that happens, with everything settled that depends on what happened before. Amounts
// are in minor units.
struct history_request {
    enum history_kind kind;
    struct account_moment at;
    int64_t position; // of its row
    int64_t original; // position of the hold to commit or void, or of the receipt to refund
    int64_t minor;    // to redeem, hold, commit or refund
    int64_t until_us; // of a hold
    uint32_t line;    // to refund
    struct history_line lines[HISTORY_LINES]; // bought
    uint32_t months;                          // they are good for; 0: for ever
    int32_t delay_days;                       // until they are active
};

struct history_rules {
    enum programme_refund_policy policy;
    int64_t debt_max;
    int32_t grace_days;
};

// Without some of its requests it is a history, too: what refers to something that is not there
// asks for nothing.
struct history {
    struct history_rules rules;
    uint32_t request_count;
    struct history_request requests[HISTORY_REQUESTS_MAX];
};

// What both sides must agree on, at any moment.
struct history_figures {
    int64_t balance;
    int64_t spendable;
    int64_t pending;
    int64_t held;
    int64_t debt;
};

#endif
