// SPDX-License-Identifier: Apache-2.0
// PQsetvalue() under the types we use, and the two readers that libpq has no writers for: an error
// is a row of its fields, a command's tag a row of one text.
#include "pgresult.h"

#include <endian.h>
#include <string.h>

#include "base/check.h"
#include "store/parameter.h"

enum { ERROR_SQLSTATE, ERROR_MESSAGE, ERROR_DETAIL, ERROR_CONSTRAINT, ERROR_COLUMNS };
enum { INT8_OID = 20, INT4_OID = 23, NUMBERS_MAX = 512, COLUMNS_MAX = 80 };

static PGresult *pgresult_create(ExecStatusType status, int columns)
{
    static char name[] = "";
    PGresAttDesc attributes[COLUMNS_MAX] = {{.name = NULL}};
    CHECK(columns <= COLUMNS_MAX);
    for (int i = 0; i < columns; i++) {
        attributes[i] = (PGresAttDesc){.name = name, .format = 1};
    }
    PGresult *result = PQmakeEmptyPGresult(NULL, status);
    CHECK(result != NULL && PQsetResultAttrs(result, columns, attributes) != 0);
    return result;
}

PGresult *pgresult_create_rows(int columns)
{
    return pgresult_create(PGRES_TUPLES_OK, columns);
}

static void pgresult_set(PGresult *result, int row, int column, const void *bytes, size_t size)
{
    char *value = (char *)(uintptr_t)bytes; // libpq copies it
    CHECK(PQsetvalue(result, row, column, value, (int)size) != 0);
}

void pgresult_set_null(PGresult *result, int row, int column)
{
    CHECK(PQsetvalue(result, row, column, NULL, -1) != 0);
}

int pgresult_add_row(PGresult *result)
{
    int row = PQntuples(result);
    pgresult_set_null(result, row, 0);
    return row;
}

void pgresult_set_bool(PGresult *result, int row, int column, int value)
{
    char byte = (char)(value != 0);
    pgresult_set(result, row, column, &byte, sizeof(byte));
}

void pgresult_set_int2(PGresult *result, int row, int column, int64_t value)
{
    uint16_t big = htobe16((uint16_t)value);
    pgresult_set(result, row, column, &big, sizeof(big));
}

void pgresult_set_int4(PGresult *result, int row, int column, int64_t value)
{
    uint32_t big = htobe32((uint32_t)value);
    pgresult_set(result, row, column, &big, sizeof(big));
}

void pgresult_set_int8(PGresult *result, int row, int column, int64_t value)
{
    uint64_t big = htobe64((uint64_t)value);
    pgresult_set(result, row, column, &big, sizeof(big));
}

void pgresult_set_place(PGresult *result, int row, int column, int64_t place)
{
    uint64_t big = htobe64((uint64_t)place);
    pgresult_set(result, row, column, (const uint8_t *)&big + 2, 6);
}

void pgresult_set_time(PGresult *result, int row, int column, int64_t unix_us)
{
    pgresult_set_int8(result, row, column, unix_us - PARAMETER_EPOCH_US);
}

void pgresult_set_text(PGresult *result, int row, int column, const char *text)
{
    pgresult_set(result, row, column, text, strlen(text));
}

void pgresult_set_bytes(PGresult *result, int row, int column, const void *bytes, size_t size)
{
    pgresult_set(result, row, column, bytes, size);
}

void pgresult_set_int8_array(PGresult *result, int row, int column, const int64_t *numbers,
                             size_t count)
{
    struct element {
        uint32_t size;
        uint32_t high;
        uint32_t low;
    };
    struct {
        uint32_t header[5]; // dimensions, has null, type, length, lower bound
        struct element elements[NUMBERS_MAX];
    } array = {
        .header = {htobe32(count > 0), 0, htobe32(INT8_OID), htobe32((uint32_t)count), htobe32(1)}};
    CHECK(count <= NUMBERS_MAX);
    for (size_t i = 0; i < count; i++) {
        array.elements[i] = (struct element){.size = htobe32(8),
                                             .high = htobe32((uint32_t)(numbers[i] >> 32)),
                                             .low = htobe32((uint32_t)numbers[i])};
    }
    size_t header_size = count > 0 ? sizeof(array.header) : 12;
    pgresult_set(result, row, column, &array, header_size + count * sizeof(struct element));
}

void pgresult_set_int4_array(PGresult *result, int row, int column, const int32_t *numbers,
                             size_t count)
{
    uint32_t array[5 + 2 * NUMBERS_MAX] = {htobe32(count > 0), 0, htobe32(INT4_OID),
                                           htobe32((uint32_t)count), htobe32(1)};
    CHECK(count <= NUMBERS_MAX);
    for (size_t i = 0; i < count; i++) {
        array[5 + 2 * i] = htobe32(4);
        array[6 + 2 * i] = htobe32((uint32_t)numbers[i]);
    }
    pgresult_set(result, row, column, array, count > 0 ? 20 + count * 8 : 12);
}

PGresult *pgresult_create_int8(int64_t value)
{
    PGresult *result = pgresult_create_rows(1);
    pgresult_set_int8(result, pgresult_add_row(result), 0, value);
    return result;
}

PGresult *pgresult_create_error(struct pgresult_error error)
{
    const char *const fields[ERROR_COLUMNS] = {
        [ERROR_SQLSTATE] = error.sqlstate,
        [ERROR_MESSAGE] = "the server refuses",
        [ERROR_DETAIL] = error.detail,
        [ERROR_CONSTRAINT] = error.constraint,
    };
    PGresult *result = pgresult_create(PGRES_FATAL_ERROR, ERROR_COLUMNS);
    int row = pgresult_add_row(result);
    for (int i = 0; i < ERROR_COLUMNS; i++) {
        if (fields[i] != NULL) {
            pgresult_set_text(result, row, i, fields[i]);
        }
    }
    return result;
}

PGresult *pgresult_create_aborted(void)
{
    return PQmakeEmptyPGresult(NULL, PGRES_PIPELINE_ABORTED);
}

PGresult *pgresult_create_tag(const char *tag)
{
    PGresult *result = pgresult_create(PGRES_COMMAND_OK, 1);
    pgresult_set_text(result, pgresult_add_row(result), 0, tag);
    return result;
}

static int error_column(int field)
{
    switch (field) {
    case PG_DIAG_SQLSTATE:
        return ERROR_SQLSTATE;
    case PG_DIAG_MESSAGE_PRIMARY:
        return ERROR_MESSAGE;
    case PG_DIAG_MESSAGE_DETAIL:
        return ERROR_DETAIL;
    case PG_DIAG_CONSTRAINT_NAME:
        return ERROR_CONSTRAINT;
    default:
        return -1;
    }
}

char *PQresultErrorField(const PGresult *result, int field)
{
    int column = error_column(field);
    if (PQnfields(result) != ERROR_COLUMNS || column < 0 || PQgetisnull(result, 0, column)) {
        return NULL;
    }
    return PQgetvalue(result, 0, column);
}

char *PQcmdStatus(PGresult *result)
{
    static char none[] = "";
    return PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : none;
}
