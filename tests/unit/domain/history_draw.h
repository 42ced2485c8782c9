// SPDX-License-Identifier: Apache-2.0
// Draws the next request of a random history from what the model has come to, so that most of them
// ask for something that can be had, and some for a little more.
#ifndef DOMAIN_TEST_HISTORY_DRAW_H
#define DOMAIN_TEST_HISTORY_DRAW_H

#include <stdbool.h>

#include "domain/history_model.h"

struct history_draw {
    uint64_t *seed;
    bool spends_all; // whatever there is to spend, at every purchase: that is how debt comes about
    int64_t now_us;
    int64_t position;
    uint32_t hold_count;
    int64_t holds[HISTORY_REQUESTS_MAX]; // positions, refused ones included
    struct history_request last;
};

void history_draw_begin(struct history_draw *draw, uint64_t *seed, struct history_rules *rules);
struct history_request history_draw_request(struct history_draw *draw, const struct model *model);

#endif
