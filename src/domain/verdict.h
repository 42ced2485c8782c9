// SPDX-License-Identifier: Apache-2.0
// What the server says of a request: the results of the protocol, by the same numbers, so that a
// verdict becomes a ResultCode by a cast. VERDICT_APPROVED is the "ok" of this layer's rules.
#ifndef DOMAIN_VERDICT_H
#define DOMAIN_VERDICT_H

#include <stdbool.h>

enum verdict {
#define VERDICT(name, number, group, text) VERDICT_##name = (number),
#include "domain/verdict.def"
#undef VERDICT
};

enum {
    VERDICT_NUMBERS = 100, // every verdict is below: for tables by verdict
};

// Whether a number read from a row or a message is one of the verdicts.
bool verdict_is_known(int number);

// "CARD_UNKNOWN"; "UNKNOWN" for a number that is no verdict.
const char *verdict_name(enum verdict verdict);

// One English sentence for people, static; empty for APPROVED.
const char *verdict_text(enum verdict verdict);

// A refusal by a rule (40 to 59, 70 to 99): stored under the request's key, so that a late copy of
// the request gets the same answer even after the facts have changed.
bool verdict_is_remembered(enum verdict verdict);

// The key is settled for ever: approved, or refused by a rule. Everything else leaves the key as it
// was.
bool verdict_is_final(enum verdict verdict);

// The moment was bad, not the request (BUSY, UNAVAILABLE, IN_DOUBT): repeating the same STAN is the
// only right thing to do.
bool verdict_invites_repeat(enum verdict verdict);

#endif
