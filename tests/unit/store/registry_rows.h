// SPDX-License-Identifier: Apache-2.0
// Rows of a registry, added one by one, for the tests of those who read them.
#ifndef STORE_TEST_REGISTRY_ROWS_H
#define STORE_TEST_REGISTRY_ROWS_H

#include <libpq-fe.h>
#include <stddef.h>
#include <stdint.h>

#include "store/registry.h"

// Columns.
enum { ITEM, NUMBER, OTHER, MORE, FLAG, NAME, TEXT, BYTES, NUMBERS, COLUMNS };

enum { LANES = 4 };

// Ledger, incarnations and revision, without which there is no registry, as a test's state.
int rows_make(void **state);
int rows_drop(void **state);

// Returns the number of the row.
int rows_add_item(PGresult *result, const char *item, int64_t number, int64_t other);
int rows_add_numbers(PGresult *result, const char *item, const char *name, const int64_t *numbers,
                     size_t count);

void rows_add_incarnation(PGresult *result, int64_t lane, int64_t first_position,
                          int64_t incarnation);

// In roubles and the zone of Moscow.
void rows_add_store(PGresult *result, int64_t store, const char *name);

// With three offsets of Moscow.
void rows_add_zone(PGresult *result, const char *name);

// In force from the version up to the other, which may be UINT32_MAX.
struct setting {
    int64_t from_version;
    int64_t to_version;
    int64_t currency;
    int64_t store;
    int64_t value;
};

int rows_add_setting(PGresult *result, const char *name, struct setting setting);

// In force from version 1 on.
void rows_add_rate(PGresult *result, int64_t currency, int64_t rate_bp);

struct registry *rows_read(void **state);

// That there is no registry, for a reason that contains the word.
void rows_assert_refused(const PGresult *rows, const char *about);

#endif
