// SPDX-License-Identifier: Apache-2.0
// What follows from the kind of a request alone.
#include "wire/kind.h"

bool wire_kind_is_keyed(enum wire_kind kind)
{
    return kind == WIRE_KIND_PURCHASE || kind == WIRE_KIND_CARD_ACTIVATE ||
           kind == WIRE_KIND_CARD_BLOCK;
}
