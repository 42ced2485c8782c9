// SPDX-License-Identifier: Apache-2.0
// The languages of the slip: one row of words and forms each. Adding a language is adding a row
// here and a name to enum slip_language; a label has at most 32 columns.
#ifndef DOMAIN_SLIP_WORDS_INTERNAL_H
#define DOMAIN_SLIP_WORDS_INTERNAL_H

#include "domain/slip.h"

enum slip_date_form {
    SLIP_DATE_YEAR_FIRST, // 2026-11-21
    SLIP_DATE_DAY_FIRST,  // 21.11.2026
};

struct slip_words {
    const char *code; // ISO 639-1
    char decimal;     // between whole units and the rest
    char group;       // between thousands
    enum slip_date_form date_form;
    const char *till;
    const char *time;
    const char *card;
    const char *no_card;
    const char *receipt;
    const char *total;
    const char *points;
    const char *redeemed;
    const char *redeemable;    // what points could pay at most
    const char *balance;       // after a posting, or when asked
    const char *would_balance; // of something not posted
    const char *spendable;
    const char *pending;
    const char *held;
    const char *debt;
    const char *expiring; // a day stands behind it, the last one
    const char *lifetime;
    const char *title_balance;
    const char *title_quote;
    const char *title_claim;
    const char *title_training;
};

const struct slip_words *slip_words_of(enum slip_language language);

#endif
