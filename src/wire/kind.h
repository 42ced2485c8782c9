// SPDX-License-Identifier: Apache-2.0
// The kinds of request: enum wire_kind, WIRE_KIND_LOGON and so on, as proto/bonus/v1/kind.proto
// lists them. A kind this server does not know decodes like any other number.
#ifndef WIRE_KIND_H
#define WIRE_KIND_H

#include <stdbool.h>

#include "bonus/v1/kind.pb.h"

// Keyed kinds change the ledger and carry a STAN; the others must not.
bool wire_kind_is_keyed(enum wire_kind kind);

// wire_kind_name(kind), declared in the generated header: "KIND_PURCHASE", or "unknown".

#endif
