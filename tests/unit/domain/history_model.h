// SPDX-License-Identifier: Apache-2.0
// The model: plain lists. A parcel of points is what one receipt earned or what was split off it;
// parcels are never merged. What happens at a time happens at that time, not when someone looks.
#ifndef DOMAIN_TEST_HISTORY_MODEL_H
#define DOMAIN_TEST_HISTORY_MODEL_H

#include "domain/history.h"

enum {
    MODEL_PARCELS_MAX = 8192,
    MODEL_SPENT_MAX = 65536,
};

struct model_parcel {
    int64_t minor;
    int32_t expires_on;
    int32_t active_from;
    int64_t hold;     // that it is reserved by; 0: none
    int64_t until_us; // of that hold
};

struct model_line {
    int64_t amount;
    int64_t redeemed;
    uint32_t rate;
    int64_t whole; // left by refunds of lines
    int64_t left;  // of that by refunds of amounts
};

struct model_receipt {
    int64_t position;
    struct model_line lines[HISTORY_LINES];
    int64_t by_amount; // refunded since the last refund of a line
    int32_t expires_on;
    int32_t active_from;
    int64_t unpaid;
    uint32_t spent_from; // the parcels that paid, in the order of burning
    uint32_t spent_end;
};

struct model {
    struct history_rules rules;
    int64_t debt;
    uint32_t parcel_count;
    uint32_t receipt_count;
    uint32_t spent_count;
    struct model_parcel parcels[MODEL_PARCELS_MAX];
    struct model_receipt receipts[HISTORY_REQUESTS_MAX];
    struct model_parcel spent[MODEL_SPENT_MAX];
};

void model_begin(struct model *model, const struct history_rules *rules);
enum verdict model_apply(struct model *model, const struct history_request *request);
struct history_figures model_figures(const struct model *model, int32_t today);

// NULL: it is not there.
const struct model_receipt *model_find_receipt(const struct model *model, int64_t position);

// What is left to refund.
int64_t model_receipt_left(const struct model_receipt *receipt);

// What a hold still reserves.
int64_t model_held(const struct model *model, int64_t hold);

#endif
