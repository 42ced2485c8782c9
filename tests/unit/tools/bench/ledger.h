// SPDX-License-Identifier: Apache-2.0
// The other side of simulated tills: a ledger of plain lists that fails the test for whatever the
// real one would refuse, and answers in the real one's messages.
#ifndef BENCH_LEDGER_H
#define BENCH_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/bench/basket.h"
#include "wire/request.h"
#include "wire/response.h"

enum { LEDGER_CARDS = 64, LEDGER_SALES_MAX = 100000, LEDGER_NOBODY = -1 };

struct ledger_card {
    int64_t points; // negative: debt
    int64_t held;   // by the one hold there may be
    uint64_t hold;  // its RRN
    int till;       // that serves this card; LEDGER_NOBODY
};

// A receipt, under RRN index + 1.
struct ledger_sale {
    uint32_t card;
    int64_t total;
    int64_t left;
    const uint8_t *lines; // a copy
    size_t lines_size;
    uint8_t line_is_back[(BASKET_LINES_MAX + 7) / 8];
    bool is_split;
};

struct ledger {
    uint32_t first_card;
    bool is_shared; // every till may serve every card
    struct ledger_card cards[LEDGER_CARDS];
    struct ledger_sale *sales;
    uint64_t rrn;
    // What was seen.
    uint32_t partial_commits;
    uint32_t line_refunds;
    uint32_t amount_refunds;
    uint32_t repeated_refunds; // of a receipt that had some already
};

struct ledger *ledger_create(uint32_t first_card);
void ledger_destroy(struct ledger *ledger);

// Does what the request of this till asks for; the answer has facts and a slip.
void ledger_decide(struct ledger *ledger, int till, const struct wire_request *request,
                   struct wire_response *response);

#endif
