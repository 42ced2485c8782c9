// SPDX-License-Identifier: Apache-2.0
// The rules of deeds that name an earlier one, or none at all: a refund takes back a tenth of its
// money in points and owes what the account does not have, a reversal takes back all that is left
// or buries what has not come, an expiry is the ledger's own, and what is parked does nothing.
#ifndef STORE_TEST_DEED_BACK_H
#define STORE_TEST_DEED_BACK_H

#include "deed.h"

enum verdict deed_decide_refund(const struct deed *deed, const struct posting_facts *facts,
                                struct posting_effect *effect);
enum verdict deed_decide_reversal(const struct deed *deed, const struct posting_facts *facts,
                                  struct posting_effect *effect);
enum verdict deed_decide_expiry(const struct deed *deed, const struct posting_facts *facts,
                                struct posting_effect *effect);
enum verdict deed_decide_parked(const struct deed *deed, const struct posting_facts *facts,
                                struct posting_effect *effect);

// Refunds of the posting at a position, of that receipt number, or of that STAN of terminal 1.
void deed_init_refund(struct deed *deed, uint64_t stan, int64_t position, int64_t money);
void deed_init_refund_of_receipt(struct deed *deed, uint64_t stan, uint32_t number, int64_t money);
void deed_init_refund_of_key(struct deed *deed, uint64_t stan, uint64_t original, int64_t money);

void deed_init_reversal(struct deed *deed, uint64_t stan, uint64_t original);

// Without a key. Finds nothing to do where the account has fewer points.
void deed_init_expiry(struct deed *deed, int64_t member, int64_t points);

// With the receipt of its number.
void deed_init_parked(struct deed *deed, uint64_t stan, uint32_t number);

#endif
