// SPDX-License-Identifier: Apache-2.0
// Results as libpq hands them over, built by hand and binary like those of the daemon. The columns
// of lane_begin_v1 and lane_recall_v1 have names here; a test holds them against the functions'
// text.
#ifndef STORE_TEST_PGRESULT_H
#define STORE_TEST_PGRESULT_H

#include <libpq-fe.h>
#include <stddef.h>
#include <stdint.h>

enum begin_column {
#define BEGIN_COLUMN(name) COLUMN_##name,
#include "begin_column.def"
#undef BEGIN_COLUMN
    BEGIN_COLUMN_COUNT
};

enum recall_column {
#define RECALL_COLUMN(name) RECALLED_##name,
#include "recall_column.def"
#undef RECALL_COLUMN
    RECALL_COLUMN_COUNT
};

// No rows yet.
PGresult *pgresult_create_rows(int columns);

// Adds a row of nulls and returns its number.
int pgresult_add_row(PGresult *result);

void pgresult_set_bool(PGresult *result, int row, int column, int value);
void pgresult_set_int2(PGresult *result, int row, int column, int64_t value);
void pgresult_set_int4(PGresult *result, int row, int column, int64_t value);
void pgresult_set_int8(PGresult *result, int row, int column, int64_t value);
void pgresult_set_place(PGresult *result, int row, int column, int64_t place);
void pgresult_set_time(PGresult *result, int row, int column, int64_t unix_us);
void pgresult_set_text(PGresult *result, int row, int column, const char *text);
void pgresult_set_bytes(PGresult *result, int row, int column, const void *bytes, size_t size);
void pgresult_set_int8_array(PGresult *result, int row, int column, const int64_t *numbers,
                             size_t count);
void pgresult_set_int4_array(PGresult *result, int row, int column, const int32_t *numbers,
                             size_t count);
void pgresult_set_null(PGresult *result, int row, int column);

// One row with one number.
PGresult *pgresult_create_int8(int64_t value);

// An error of the server. PQresultErrorField() is linked in place to read these, because libpq has
// no way to make one.
struct pgresult_error {
    const char *sqlstate;
    const char *detail;     // NULL: none
    const char *constraint; // NULL: none
};
PGresult *pgresult_create_error(struct pgresult_error error);

// What follows an error up to the next sync.
PGresult *pgresult_create_aborted(void);

// A command's tag: "COMMIT". PQcmdStatus() is linked in place, for the same reason.
PGresult *pgresult_create_tag(const char *tag);

#endif
