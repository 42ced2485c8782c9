// SPDX-License-Identifier: Apache-2.0
// The magnetic stripe of a card, as ISO/IEC 7813 lays out its tracks 1 and 2.
#ifndef WIRE_STRIPE_INTERNAL_H
#define WIRE_STRIPE_INTERNAL_H

#include <stddef.h>

#include "base/check.h"
#include "wire/card_number.h"
#include "wire/error.h"
#include "wire/result.h"

// Reads "%B...?", ";...?" or the first followed by the second, each with or without its LRC, which
// is checked where it is there. Two tracks must carry the same number.
BASE_MUST_USE enum wire_result stripe_read(const char *bytes, size_t size,
                                           struct wire_card_number *number,
                                           struct wire_error *error);

#endif
