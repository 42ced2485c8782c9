// SPDX-License-Identifier: Apache-2.0
// The arrays that a batch's parameters are made of.
#ifndef STORE_BATCH_WRITE_INTERNAL_H
#define STORE_BATCH_WRITE_INTERNAL_H

#include "store/parameter.h"

enum batch_array {
#define LOAD_ARRAY(name, type) LOAD_##name,
#define RECALL_ARRAY(name, type) RECALL_##name,
#define POST_ARRAY(name, type) POST_##name,
#define DETAIL_ARRAY(name, type) POST_##name,
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
#undef DETAIL_ARRAY
    BATCH_ARRAY_COUNT
};

struct parameter_array *batch_arrays_create(void);
void batch_arrays_destroy(struct parameter_array *arrays);

#endif
