// SPDX-License-Identifier: Apache-2.0
// The receipt that a refund takes from, read again from the body of its posting and reckoned by the
// rules it was sold under. A late claim holds no lines: what is left of it is worth its part of the
// whole.
#ifndef SERVICE_ORIGINAL_H
#define SERVICE_ORIGINAL_H

#include <stdbool.h>

#include "base/check.h"
#include "domain/lot.h"
#include "domain/programme.h"
#include "domain/promotion.h"
#include "domain/receipt_reckon.h"
#include "domain/reckon.h"
#include "domain/verdict.h"
#include "store/store.h"

struct original {
    const struct posting_original *posted;
    struct programme_settings settings; // of its store, under its version
    struct promotion_offers offers;     // those that were applied to it
    struct receipt_reckon *reckon;      // its lines, and how they were paid
    bool has_no_lines;                  // reckon has one for all of its money
    struct points redeemed;             // with what a hold had set aside for it
    struct lot earned;                  // the lot of what it earned; points not looked at
};

// Reads it. `reckon` is working memory and, like everything else, borrowed as long as the original
// is used. NOT_REFUNDABLE: it is no receipt that this server can reckon.
BASE_MUST_USE enum verdict original_read(struct original *original,
                                         const struct posting_original *posted,
                                         const struct registry *registry,
                                         struct receipt_reckon *reckon);

// What is left of it is worth, points included.
BASE_MUST_USE enum verdict original_figures(const struct original *original,
                                            const struct reckon_left *left,
                                            struct reckon_figures *figures);

// The settings of a posting's own time and the lot of the points that it earned; points not looked
// at. False: they are not at hand.
bool original_find_settings(const struct posting_original *posted, const struct registry *registry,
                            struct programme_settings *settings, struct lot *lot);

#endif
