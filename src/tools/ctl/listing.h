// SPDX-License-Identifier: Apache-2.0
// Rows of a query as a table for people or as JSON for programs. Column names come from the query,
// JSON types from the database's.
#ifndef CTL_LISTING_H
#define CTL_LISTING_H

#include <jansson.h>
#include <libpq-fe.h>

#include "tools/ctl/ctl.h"

// Prints all rows: as a JSON array of objects, or in columns under their names.
void listing_print(struct ctl *ctl, const PGresult *rows);

// One row as an object, one field as a value; the caller owns them.
json_t *listing_row_to_json(const PGresult *rows, int row);
json_t *listing_field_to_json(const PGresult *rows, int row, int column);

// A field as text for people; borrowed.
const char *listing_field_text(const PGresult *rows, int row, int column);

// Prints a JSON value and a newline and releases it.
void listing_print_json(struct ctl *ctl, json_t *value);

#endif
