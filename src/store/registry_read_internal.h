// SPDX-License-Identifier: Apache-2.0
// Makes a registry of what registry_read_v1 returned.
#ifndef STORE_REGISTRY_READ_INTERNAL_H
#define STORE_REGISTRY_READ_INTERNAL_H

#include <libpq-fe.h>

#include "store/registry.h"

// NULL when the rows are not what this daemon knows; `*problem` then says what, statically.
struct registry *registry_read(const PGresult *result, const char **problem);

#endif
