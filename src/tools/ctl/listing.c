// SPDX-License-Identifier: Apache-2.0
// A column named "currency" holds the ISO 4217 number and is shown by its letters.
#include "tools/ctl/listing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "domain/currency.h"
#include "tools/ctl/table.h"

enum {
    // Object identifiers of types, fixed for ever in PostgreSQL's catalogue.
    LISTING_OID_BOOL = 16,
    LISTING_OID_INT8 = 20,
    LISTING_OID_INT2 = 21,
    LISTING_OID_INT4 = 23,
};

static bool listing_type_is_integer(Oid type)
{
    return type == LISTING_OID_INT2 || type == LISTING_OID_INT4 || type == LISTING_OID_INT8;
}

static bool listing_is_currency(const PGresult *rows, int column)
{
    return strcmp(PQfname(rows, column), "currency") == 0;
}

static const char *listing_currency_text(const char *number)
{
    const struct currency *currency = currency_find_numeric((uint32_t)strtoul(number, NULL, 10));
    return currency != NULL ? currency->alpha : number;
}

json_t *listing_field_to_json(const PGresult *rows, int row, int column)
{
    if (PQgetisnull(rows, row, column)) {
        return json_null();
    }
    const char *text = PQgetvalue(rows, row, column);
    if (listing_is_currency(rows, column)) {
        return json_string(listing_currency_text(text));
    }
    if (listing_type_is_integer(PQftype(rows, column))) {
        return json_integer(strtoll(text, NULL, 10));
    }
    if (PQftype(rows, column) == LISTING_OID_BOOL) {
        return json_boolean(text[0] == 't');
    }
    return json_string(text);
}

json_t *listing_row_to_json(const PGresult *rows, int row)
{
    json_t *object = json_object();
    for (int column = 0; column < PQnfields(rows); column++) {
        json_object_set_new(object, PQfname(rows, column),
                            listing_field_to_json(rows, row, column));
    }
    return object;
}

void listing_print_json(struct ctl *ctl, json_t *value)
{
    json_dumpf(value, ctl->out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', ctl->out);
    json_decref(value);
}

const char *listing_field_text(const PGresult *rows, int row, int column)
{
    const char *text = PQgetvalue(rows, row, column);
    if (text[0] != '\0' && listing_is_currency(rows, column)) {
        return listing_currency_text(text);
    }
    if (text[0] != '\0' && PQftype(rows, column) == LISTING_OID_BOOL) {
        return text[0] == 't' ? "yes" : "no";
    }
    return text;
}

static void listing_print_table(struct ctl *ctl, const PGresult *rows)
{
    struct table table;
    table_init(&table);
    for (int column = 0; column < PQnfields(rows); column++) {
        table_add_column(&table, PQfname(rows, column),
                         listing_type_is_integer(PQftype(rows, column)) &&
                             !listing_is_currency(rows, column));
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        for (int column = 0; column < PQnfields(rows); column++) {
            table_add(&table, listing_field_text(rows, row, column));
        }
    }
    table_print(ctl, &table);
    table_clear(&table);
}

void listing_print(struct ctl *ctl, const PGresult *rows)
{
    if (!ctl->json) {
        listing_print_table(ctl, rows);
        return;
    }
    json_t *array = json_array();
    for (int row = 0; row < PQntuples(rows); row++) {
        json_array_append_new(array, listing_row_to_json(rows, row));
    }
    listing_print_json(ctl, array);
}
