// SPDX-License-Identifier: Apache-2.0
// The parameters of a statement in PostgreSQL's binary format: scalars and one-dimensional arrays.
// Memory is kept from one statement to the next. Formats: the receive functions of each type in
// PostgreSQL's sources (src/backend/utils/adt), array_recv for arrays.
#ifndef STORE_PARAMETER_H
#define STORE_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

// The element types we send; the values are PostgreSQL's OIDs, which never change.
enum parameter_type {
    PARAMETER_BYTEA = 17,
    PARAMETER_INT8 = 20,
    PARAMETER_INT2 = 21,
    PARAMETER_INT4 = 23,
    PARAMETER_TEXT = 25,
    PARAMETER_TID = 27, // as a number of 48 bits: page, then place on the page
    PARAMETER_TIMESTAMPTZ = 1184,
};

// Microseconds from 1970-01-01, our epoch, to 2000-01-01, that of PostgreSQL.
#define PARAMETER_EPOCH_US INT64_C(946684800000000)

// One array under construction.
struct parameter_array {
    enum parameter_type type;
    struct buffer bytes;
    uint32_t count;
    bool has_null;
};

void parameter_array_init(struct parameter_array *array, enum parameter_type type);
void parameter_array_clear(struct parameter_array *array);

// Empties it and keeps the memory.
void parameter_array_reset(struct parameter_array *array);

// Append one element; the width is that of the array's type. 0 as null: see _nullable.
void parameter_array_add_integer(struct parameter_array *array, int64_t value);
void parameter_array_add_bytes(struct parameter_array *array, const void *bytes, size_t size);
void parameter_array_add_null(struct parameter_array *array);

// Nulls, or zeros, until there are `count` elements.
void parameter_array_fill(struct parameter_array *array, uint32_t count);
void parameter_array_fill_zero(struct parameter_array *array, uint32_t count);

// 0 becomes null.
void parameter_array_add_nullable(struct parameter_array *array, int64_t value);

// NULL and "" become null.
void parameter_array_add_text(struct parameter_array *array, const char *text);

// Microseconds since 1970; 0 becomes null.
void parameter_array_add_time(struct parameter_array *array, int64_t unix_us);

enum { PARAMETERS_MAX = 96, PARAMETER_SCALAR_BYTES_MAX = 64 };

// The parameters of one statement, in order, ready for libpq.
struct parameters {
    int count;
    const char *values[PARAMETERS_MAX];
    int sizes[PARAMETERS_MAX];
    char scalars[PARAMETERS_MAX][PARAMETER_SCALAR_BYTES_MAX];
};

void parameters_reset(struct parameters *parameters);
void parameters_add_int2(struct parameters *parameters, int16_t value);
void parameters_add_int4(struct parameters *parameters, int32_t value);
void parameters_add_int8(struct parameters *parameters, int64_t value);
void parameters_add_time(struct parameters *parameters, int64_t unix_us);

// Borrowed until the statement was sent.
void parameters_add_bytes(struct parameters *parameters, const void *bytes, size_t size);
void parameters_add_array(struct parameters *parameters, struct parameter_array *array);

// Formats of all parameters, for libpq: binary.
const int *parameters_formats(void);

#endif
