// SPDX-License-Identifier: Apache-2.0
// The way of a refund through the service stands in handle_refund.c; what is decided inside the
// turn in handle_refund_decide.c.
#ifndef SERVICE_HANDLE_REFUND_INTERNAL_H
#define SERVICE_HANDLE_REFUND_INTERNAL_H

#include "base/check.h"
#include "domain/programme.h"
#include "domain/refund.h"
#include "domain/verdict.h"
#include "store/store.h"
#include "wire/refund.h"

// A posting_rule's decide() of Refund.
enum verdict handle_refund_decide(struct posting *posting, const struct posting_facts *facts,
                                  struct posting_effect *effect);

// The lines of a refund as slices of its original, at most RECKON_LINES_MAX. Returns how many.
uint32_t refund_list_slices(const struct wire_refund *sent, struct reckon_slice *slices);

// What becomes of points that cannot be taken back, by these settings.
struct refund_rules refund_rules_of(const struct programme_settings *settings);

#endif
