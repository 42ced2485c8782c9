// SPDX-License-Identifier: Apache-2.0
// Reads back what a statement was sent with: the other end of parameter.h. `place` counts
// parameters and `index` the elements of an array, both from 0.
#ifndef STORE_TEST_SENT_H
#define STORE_TEST_SENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/batch_write_internal.h"
#include "store/parameter.h"

// Where the arrays of batch_write.def stand among the parameters.
enum { LOAD_SCALARS = 1, RECALL_SCALARS = 1, POST_SCALARS = 5 };
#define LOAD_PLACE(name) (LOAD_SCALARS + (int)LOAD_##name - (int)LOAD_CARDS)
#define RECALL_PLACE(name) (RECALL_SCALARS + (int)RECALL_##name - (int)RECALL_TERMINALS)
#define POST_PLACE(name) (POST_SCALARS + (int)POST_##name - (int)POST_KINDS)
#define LOAD_PLACES (LOAD_SCALARS + (int)RECALL_TERMINALS - (int)LOAD_CARDS)
#define RECALL_PLACES (RECALL_SCALARS + (int)POST_KINDS - (int)RECALL_TERMINALS)
#define POST_PLACES (POST_SCALARS + (int)BATCH_ARRAY_COUNT - (int)POST_KINDS)

int64_t sent_scalar(const struct parameters *parameters, int place);

// The element type that the array says.
uint32_t sent_type(const struct parameters *parameters, int place);

uint32_t sent_count(const struct parameters *parameters, int place);

// Each array from `first` up to `end` has as many elements; how many.
uint32_t sent_count_all(const struct parameters *parameters, int first, int end);

// The element's bytes, NULL for null; `*size` is then 0.
const uint8_t *sent_bytes(const struct parameters *parameters, int place, uint32_t index,
                          size_t *size);

// Null is 0.
int64_t sent_integer(const struct parameters *parameters, int place, uint32_t index);
int64_t sent_time_us(const struct parameters *parameters, int place, uint32_t index);

// Of an array that may be empty: then every element is null.
bool sent_is_null(const struct parameters *parameters, int place, uint32_t index);

// Null is "". The text must fit.
void sent_text(const struct parameters *parameters, int place, uint32_t index, char *text,
               size_t size);

#endif
