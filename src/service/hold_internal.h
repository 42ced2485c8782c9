// SPDX-License-Identifier: Apache-2.0
// The steps of Hold, Commit and Void that an Advice of a Commit or a Void shares.
#ifndef SERVICE_HOLD_INTERNAL_H
#define SERVICE_HOLD_INTERNAL_H

#include "base/check.h"
#include "domain/verdict.h"
#include "service/request.h"

// What a body says, as request->hold_step. It borrows from `sent`.
void hold_read_commit(struct request *request, const struct wire_commit *sent);
void hold_read_void(struct request *request, const struct wire_void *sent);

// Says in the request's posting where request->hold_step is decided and what it is decided on.
void hold_address(struct request *request);

// Decides request->hold_step inside the turn; its terminal may still ask.
BASE_MUST_USE enum verdict hold_decide(const struct request *request,
                                       const struct registry_terminal *terminal,
                                       const struct posting_facts *facts,
                                       struct posting_effect *effect);

#endif
