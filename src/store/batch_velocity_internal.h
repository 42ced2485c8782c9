// SPDX-License-Identifier: Apache-2.0
// A batch's counts of velocity; see batch_velocity.c.
#ifndef STORE_BATCH_VELOCITY_INTERNAL_H
#define STORE_BATCH_VELOCITY_INTERNAL_H

#include "store/batch_internal.h"

struct batch_velocity *batch_velocity_create(uint32_t capacity, const struct hash_seed *seed);
void batch_velocity_destroy(struct batch_velocity *velocity);

// What was counted before of the posting that is being decided; NULL: it is not counted. Lives
// until the next one is asked about.
const struct velocity_used *batch_find_velocity(struct batch *batch, uint32_t index);

// Counts a posting that was approved as this row.
void batch_count_velocity(struct batch *batch, uint32_t index, const struct journal_row *row);

#endif
