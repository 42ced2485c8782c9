// SPDX-License-Identifier: Apache-2.0
// What follows from the kind of a request alone.
#include "wire/kind.h"

bool wire_kind_is_keyed(enum wire_kind kind)
{
    switch (kind) {
    case WIRE_KIND_PURCHASE:
    case WIRE_KIND_CARD_ACTIVATE:
    case WIRE_KIND_CARD_BLOCK:
    case WIRE_KIND_HOLD:
    case WIRE_KIND_COMMIT:
    case WIRE_KIND_VOID:
    case WIRE_KIND_REFUND:
    case WIRE_KIND_REVERSAL:
    case WIRE_KIND_ADVICE:
        return true;
    case WIRE_KIND_UNSPECIFIED:
    case WIRE_KIND_LOGON:
    case WIRE_KIND_ECHO:
    case WIRE_KIND_BALANCE_INQUIRY:
    case WIRE_KIND_QUOTE:
    case WIRE_KIND_TRANSACTION_STATUS:
        return false;
    }
    return false; // a kind of a newer client
}
