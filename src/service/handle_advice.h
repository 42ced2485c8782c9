// SPDX-License-Identifier: Apache-2.0
// How an Advice goes to the rule of what it holds.
#ifndef SERVICE_HANDLE_ADVICE_H
#define SERVICE_HANDLE_ADVICE_H

#include "service/request.h"
#include "store/store.h"

// Stands in front of the rule of what the request's Advice holds: what that refuses is parked.
const struct posting_rule *advice_wrap(struct request *request, const struct posting_rule *rule);

#endif
