// SPDX-License-Identifier: Apache-2.0
// A purchase's body as the rules see it: the one of a request that has just come, or the one that a
// row of the journal kept, which a refund or a late claim reckons again.
#ifndef SERVICE_PURCHASE_BODY_H
#define SERVICE_PURCHASE_BODY_H

#include "base/check.h"
#include "domain/purchase.h"
#include "wire/error.h"
#include "wire/purchase.h"
#include "wire/result.h"
#include "wire/view.h"

// Decodes the body with all its lines. `purchase` borrows from `sent`, and both from the body, as
// long as it is asked for its lines. WIRE_MALFORMED: `error` names the field.
BASE_MUST_USE enum wire_result purchase_body_decode(struct wire_view body,
                                                    struct wire_purchase *sent,
                                                    struct purchase *purchase,
                                                    struct wire_error *error);

#endif
