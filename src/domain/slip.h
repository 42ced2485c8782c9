// SPDX-License-Identifier: Apache-2.0
// The slip a till prints: a pure function of an answer's facts, a width and a language. The same
// facts give the same bytes for ever under one SLIP_TEMPLATE_VERSION; whoever changes the form
// raises it. UTF-8, lines ended by \n, no line wider than the width in code points. Nothing else is
// sent to the printer: control characters and broken UTF-8 in names are shown as '?'.
#ifndef DOMAIN_SLIP_H
#define DOMAIN_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/result.h"
#include "domain/amount.h"

enum {
    SLIP_TEMPLATE_VERSION = 2,
    SLIP_BALANCES_MAX = 16,
    SLIP_BALANCES_WHOLE_MAX = 8, // with more, a balance slip leaves out what they consist of
    SLIP_RULES_MAX = LIMIT_RECEIPT_RULES_MAX,
    SLIP_BYTES_MAX = LIMIT_SLIP_BYTES_MAX,
};

enum slip_language {
    SLIP_LANGUAGE_EN,
    SLIP_LANGUAGE_RU,
    SLIP_LANGUAGE_UK,
    SLIP_LANGUAGE_KK,
};

enum slip_kind {
    SLIP_PURCHASE,
    SLIP_QUOTE,   // a purchase that was reckoned and not posted
    SLIP_CLAIM,   // a purchase that was claimed later
    SLIP_BALANCE, // what the cardholder has, in every currency
};

// Of the parts only those are shown that say something beside the points.
struct slip_balance {
    uint32_t currency; // ISO 4217 numeric code
    struct points points;
    struct money lifetime;
    struct points spendable;
    struct points pending;
    struct points held;
    struct points debt;
    struct points expiring;
    uint32_t expiring_last_day; // YYYYMMDD
};

// A promotion that was applied.
struct slip_rule {
    const char *text;
    uint32_t rate_bp;     // 0: it gave points
    struct points points; // beside any rate
};

// The facts of PurchaseAnswer and of the purchase it answers. Not looked at on a balance slip.
struct slip_purchase {
    const char *receipt_number;
    struct money total;
    struct money base;
    uint32_t rate_bp;
    struct points earned;
    struct points redeemed;
    struct points redeemable_max; // on a quote
    struct slip_balance after;    // the account after the receipt; its currency is the receipt's
    uint32_t rule_count;
    struct slip_rule rules[SLIP_RULES_MAX];
    bool training;
};

struct slip {
    enum slip_kind kind;
    const char *store_name;
    const char *till_name;
    int64_t at_us; // time of the receipt, or of reading the balance
    int32_t utc_offset_min;
    const char *card; // digits, whole: hiding them is the slip's work; empty: no card
    struct slip_purchase purchase;
    uint32_t balance_count;
    struct slip_balance balances[SLIP_BALANCES_MAX]; // on a balance slip
};

// Whether slips can be printed that wide: 32, 40 or 48 columns.
bool slip_width_is_known(unsigned width);

// Whether there is a language of that ISO 639-1 code ("ru"), and which.
bool slip_language_find(const char *code, enum slip_language *language);

// Writes the slip with a NUL behind it; a buffer of SLIP_BYTES_MAX always suffices. BASE_FULL:
// `size` is too small, `out` is then empty. The width is a known one.
BASE_MUST_USE enum base_result slip_render(const struct slip *slip, unsigned width,
                                           enum slip_language language, char *out, size_t size);

#endif
