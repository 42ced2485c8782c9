// SPDX-License-Identifier: Apache-2.0
// What each kind of ask sends, and how its result is read.
#ifndef STORE_ASK_INTERNAL_H
#define STORE_ASK_INTERNAL_H

#include <libpq-fe.h>
#include <stdint.h>

#include "store/parameter.h"
#include "store/statement.h"
#include "store/store.h"

// Memory of the arrays that some asks send, kept from one to the next.
struct ask_arrays {
    struct parameter_array terminals;
    struct parameter_array tokens;
};
void ask_arrays_init(struct ask_arrays *arrays);
void ask_arrays_clear(struct ask_arrays *arrays);

// Fills in the parameters and says for which statement they are. They borrow from ask and arrays.
enum statement ask_parameters(const struct ask *ask, struct ask_arrays *arrays,
                              struct parameters *parameters);

// STORE_OK, STORE_NOT_FOUND, or STORE_UNAVAILABLE for rows that are not what we know.
BASE_MUST_USE enum store_result ask_take_result(struct ask *ask, const PGresult *result);

// The one number of a result with one row and one column.
int64_t ask_read_integer(const PGresult *result);

#endif
