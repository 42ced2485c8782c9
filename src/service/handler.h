// SPDX-License-Identifier: Apache-2.0
// The kinds of request: who may send them and what begins when one arrives. Each begin() ends in
// exactly one request_answer() or request_refuse(), now or when the store has spoken.
#ifndef SERVICE_HANDLER_H
#define SERVICE_HANDLER_H

#include <stdbool.h>

#include "store/registry.h"
#include "wire/kind.h"

struct request;

struct handler {
    unsigned roles; // bits 1 << enum terminal_role
    void (*begin)(struct request *request);
};

// NULL if there is no such kind.
const struct handler *handler_find(enum wire_kind kind);

bool handler_allows(const struct handler *handler, enum terminal_role role);

// What is answered, as INVALID, where a card's number was wanted.
#define HANDLER_CARD_WANTED                                                                        \
    "card must be 8 to 19 digits, the last one a check digit (EAN-13 for 13 digits, otherwise "    \
    "Luhn)."

void handle_logon_begin(struct request *request);
void handle_echo_begin(struct request *request);
void handle_balance_begin(struct request *request);
void handle_quote_begin(struct request *request);
void handle_purchase_begin(struct request *request);
void handle_status_begin(struct request *request);
void handle_card_activate_begin(struct request *request);
void handle_card_block_begin(struct request *request);
void handle_hold_begin(struct request *request);
void handle_commit_begin(struct request *request);
void handle_void_begin(struct request *request);
void handle_refund_begin(struct request *request);
void handle_reversal_begin(struct request *request);
void handle_advice_begin(struct request *request);

#endif
