// SPDX-License-Identifier: Apache-2.0
// A lane's queue, a list through the postings.
#include "store/lane_internal.h"

#include <stddef.h>

#include "base/limits.h"
#include "store/batch_internal.h"

void lane_init(struct lane *lane, uint16_t number, uint32_t turn_requests)
{
    *lane = (struct lane){.number = number, .turn_requests = turn_requests};
}

void lane_append(struct lane *lane, struct posting *posting)
{
    posting->next = NULL;
    if (lane->last == NULL) {
        lane->first = posting;
    } else {
        lane->last->next = posting;
    }
    lane->last = posting;
    lane->count++;
}

static void lane_prepend(struct lane *lane, struct posting *posting)
{
    posting->next = lane->first;
    lane->first = posting;
    if (lane->last == NULL) {
        lane->last = posting;
    }
    lane->count++;
}

void lane_give_back(struct lane *lane, const struct batch *batch)
{
    for (uint32_t i = batch->count; i > 0; i--) {
        lane_prepend(lane, batch->postings[i - 1]);
    }
}

void lane_give_back_deferred(struct lane *lane, const struct batch *batch)
{
    for (uint32_t i = batch->count; i > 0; i--) {
        if (batch_is_deferred(batch, i - 1)) {
            lane_prepend(lane, batch->postings[i - 1]);
        }
    }
}

static struct posting *lane_take_first(struct lane *lane)
{
    struct posting *posting = lane->first;
    lane->first = posting->next;
    if (lane->first == NULL) {
        lane->last = NULL;
    }
    lane->count--;
    posting->next = NULL;
    return posting;
}

void lane_fill(struct lane *lane, struct batch *batch)
{
    size_t bytes = 0;
    while (lane->first != NULL && !batch_is_full(batch) && batch->count < lane->turn_requests) {
        bytes += lane->first->body_size;
        if (bytes > LIMIT_TURN_BYTES_MAX && batch->count > 0) {
            return;
        }
        batch_add(batch, lane_take_first(lane));
    }
}

struct posting *lane_take_late(struct lane *lane, int64_t now_ms)
{
    struct posting *late = NULL;
    struct posting **late_end = &late;
    struct posting **link = &lane->first;
    lane->last = NULL;
    while (*link != NULL) {
        struct posting *posting = *link;
        if (posting->deadline_ms <= now_ms) {
            *link = posting->next;
            posting->next = NULL;
            *late_end = posting;
            late_end = &posting->next;
            lane->count--;
        } else {
            lane->last = posting;
            link = &posting->next;
        }
    }
    return late;
}

struct posting *lane_take_all(struct lane *lane)
{
    struct posting *all = lane->first;
    lane->first = NULL;
    lane->last = NULL;
    lane->count = 0;
    return all;
}
