// SPDX-License-Identifier: Apache-2.0
// What each kind of ask sends, and how its result is read.
#ifndef STORE_ASK_INTERNAL_H
#define STORE_ASK_INTERNAL_H

#include <libpq-fe.h>
#include <stdint.h>

#include "store/parameter.h"
#include "store/statement.h"
#include "store/store.h"

// Fills in the parameters and says for which statement they are.
enum statement ask_parameters(const struct ask *ask, struct parameters *parameters);

// STORE_OK, STORE_NOT_FOUND, or STORE_UNAVAILABLE for rows that are not what we know.
BASE_MUST_USE enum store_result ask_take_result(struct ask *ask, const PGresult *result);

// The one number of a result with one row and one column.
int64_t ask_read_integer(const PGresult *result);

#endif
