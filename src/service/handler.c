// SPDX-License-Identifier: Apache-2.0
// The table of kinds and rights.
#include "service/handler.h"

#include <stddef.h>

#include "base/check.h"
#include "service/request.h"

enum {
    TILLS = 1 << TERMINAL_ROLE_TERMINAL,
    OPERATORS = 1 << TERMINAL_ROLE_OPERATOR,
    SUBSCRIBERS = 1 << TERMINAL_ROLE_SUBSCRIBER,
    EVERYBODY = TILLS | OPERATORS | SUBSCRIBERS,
};

static const struct handler handlers[] = {
    [WIRE_KIND_LOGON] = {EVERYBODY, handle_logon_begin},
    [WIRE_KIND_ECHO] = {EVERYBODY, handle_echo_begin},
    [WIRE_KIND_BALANCE_INQUIRY] = {TILLS | OPERATORS, handle_balance_begin},
    [WIRE_KIND_QUOTE] = {TILLS, handle_quote_begin},
    [WIRE_KIND_PURCHASE] = {TILLS, handle_purchase_begin},
    [WIRE_KIND_TRANSACTION_STATUS] = {TILLS | OPERATORS, handle_status_begin},
    [WIRE_KIND_CARD_ACTIVATE] = {OPERATORS, handle_card_activate_begin},
    [WIRE_KIND_CARD_BLOCK] = {OPERATORS, handle_card_block_begin},
    [WIRE_KIND_HOLD] = {TILLS, handle_hold_begin},
    [WIRE_KIND_COMMIT] = {TILLS, handle_commit_begin},
    [WIRE_KIND_VOID] = {TILLS, handle_void_begin},
    [WIRE_KIND_REFUND] = {TILLS, handle_refund_begin},
    [WIRE_KIND_REVERSAL] = {TILLS, handle_reversal_begin},
    [WIRE_KIND_ADVICE] = {TILLS, handle_advice_begin},
};

const struct handler *handler_find(enum wire_kind kind)
{
    size_t index = (size_t)kind;
    if (index >= BASE_COUNT(handlers) || handlers[index].begin == NULL) {
        return NULL;
    }
    return &handlers[index];
}

bool handler_allows(const struct handler *handler, enum terminal_role role)
{
    return (handler->roles & 1U << role) != 0;
}
