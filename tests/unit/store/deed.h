// SPDX-License-Identifier: Apache-2.0
// A posting with the simplest rule there can be, and what became of it. A purchase earns a tenth,
// which repays debt first; a card is activated or blocked; for what takes back see deed_back.h.
// Refuses like the real rules do: a blocked terminal first, then the receipt, then the card.
#ifndef STORE_TEST_DEED_H
#define STORE_TEST_DEED_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

enum deed_kind {
    DEED_PURCHASE = 1,
    DEED_ACTIVATION = 2,
    DEED_BLOCKING = 3,
    DEED_REFUND = 4,
    DEED_REVERSAL = 5,
    DEED_EXPIRY = 6,
    DEED_PARKED = 7,
};

enum { DEED_RATE_BP = 1000, DEED_CURRENCY = 643 };

// Who hears of deeds, in which order.
struct deed_list {
    uint32_t count;
    struct deed *heard[512];
};

struct deed {
    struct posting posting; // first: a posting of ours is a deed
    int64_t money;
    bool terminal_blocked;
    struct posting_original_name name;
    struct receipt_identity receipt;
    char receipt_number[16];
    char body[32];
    struct deed_list *list; // may be NULL

    uint32_t decided_count;
    uint32_t posted_count;
    enum store_result result;
};

// A deed of any kind, which does nothing yet.
void deed_init(struct deed *deed, enum deed_kind kind, uint64_t stan, const char *card);

// In lane 0, of terminal 1 and epoch 9, late in 10 s. Body and fingerprint follow from the STAN;
// purchases have a receipt of that number. `deed` is overwritten.
void deed_init_purchase(struct deed *deed, uint64_t stan, const char *card, int64_t money);
void deed_init_activation(struct deed *deed, uint64_t stan, const char *card);
void deed_init_blocking(struct deed *deed, uint64_t stan, const char *card);

// Another receipt than that of its STAN.
void deed_set_receipt(struct deed *deed, uint32_t number);

// Another body than that of its STAN, and so another fingerprint.
void deed_set_body(struct deed *deed, const char *body);

#endif
