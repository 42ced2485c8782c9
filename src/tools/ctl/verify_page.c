// SPDX-License-Identifier: Apache-2.0
// Pages by key, and PostgreSQL's binary format of the types that a ledger is made of.
#include "tools/ctl/verify_page.h"

#include <endian.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

// Times are microseconds since 2000-01-01 on the wire.
#define VERIFY_TIME_EPOCH_US UINT64_C(946684800000000)

enum {
    // An array: dimensions, whether there are nulls, type; of the one dimension its size and lower
    // bound; then each element behind its length. Four bytes each but the elements.
    ARRAY_WORD_BYTES = 4,
    ARRAY_TYPE_AT = 8,
    ARRAY_DIMENSION_AT = 12,
    ARRAY_ELEMENTS_AT = 20,
    // Object identifiers of types, fixed for ever in PostgreSQL's catalogue.
    ARRAY_OID_INT8 = 20,
    ARRAY_OID_INT4 = 23,
};

void verify_page_init(struct verify_page *page, struct database *database, uint16_t lane,
                      const char *statement)
{
    *page = (struct verify_page){
        .database = database,
        .lane = lane,
        .statement = statement,
        .key_count = 1,
        .after = {INT64_MIN, INT16_MIN},
    };
}

void verify_page_clear(struct verify_page *page)
{
    PQclear(page->rows);
    page->rows = NULL;
}

void verify_page_note_length(const struct verify_page *page, int column,
                             char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    if (damage[0] == '\0') {
        snprintf(damage, VERIFY_DAMAGE_BYTES_MAX, "%s has %d bytes", PQfname(page->rows, column),
                 PQgetlength(page->rows, page->row, column));
    }
}

static int64_t verify_read_integer(const char *value, size_t size)
{
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (size) {
    case sizeof(two):
        memcpy(&two, value, sizeof(two));
        return (int16_t)be16toh(two);
    case sizeof(four):
        memcpy(&four, value, sizeof(four));
        return (int32_t)be32toh(four);
    default:
        CHECK(size == sizeof(eight));
        memcpy(&eight, value, sizeof(eight));
        return (int64_t)be64toh(eight);
    }
}

int64_t verify_page_integer(const struct verify_page *page, int column, size_t size,
                            char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    if (PQgetisnull(page->rows, page->row, column)) {
        return 0;
    }
    if ((size_t)PQgetlength(page->rows, page->row, column) != size) {
        verify_page_note_length(page, column, damage);
        return 0;
    }
    return verify_read_integer(PQgetvalue(page->rows, page->row, column), size);
}

void verify_page_bytes(const struct verify_page *page, int column, uint8_t *bytes, size_t size,
                       char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    if ((size_t)PQgetlength(page->rows, page->row, column) == size) {
        memcpy(bytes, PQgetvalue(page->rows, page->row, column), size);
    } else {
        memset(bytes, 0, size);
        verify_page_note_length(page, column, damage);
    }
}

// An array in a value: how many elements, and how large each is.
struct verify_array {
    const char *elements;
    size_t count;
    size_t element_size;
};

// False: it is no array of integers, or one of them is null.
static bool verify_array_read(const char *value, size_t size, struct verify_array *array)
{
    if (size < ARRAY_DIMENSION_AT) {
        return false;
    }
    const int64_t type = verify_read_integer(value + ARRAY_TYPE_AT, ARRAY_WORD_BYTES);
    const int64_t dimensions = verify_read_integer(value, ARRAY_WORD_BYTES);
    *array = (struct verify_array){
        .elements = value + ARRAY_ELEMENTS_AT,
        .element_size = type == ARRAY_OID_INT4 ? sizeof(int32_t) : sizeof(int64_t),
    };
    if (type != ARRAY_OID_INT8 && type != ARRAY_OID_INT4) {
        return false;
    }
    if (dimensions == 0) {
        return size == ARRAY_DIMENSION_AT;
    }
    if (dimensions != 1 || size < ARRAY_ELEMENTS_AT) {
        return false;
    }
    const int64_t count = verify_read_integer(value + ARRAY_DIMENSION_AT, ARRAY_WORD_BYTES);
    array->count = (size - ARRAY_ELEMENTS_AT) / (ARRAY_WORD_BYTES + array->element_size);
    // A null has a length and no bytes, so that this does not come out.
    return count == (int64_t)array->count &&
           size == ARRAY_ELEMENTS_AT + array->count * (ARRAY_WORD_BYTES + array->element_size);
}

struct verify_numbers verify_page_numbers(const struct verify_page *page, int column,
                                          struct verify_room *room,
                                          char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    const char *value = PQgetvalue(page->rows, page->row, column);
    const size_t size = (size_t)PQgetlength(page->rows, page->row, column);
    struct verify_array array = {.count = 0};
    if (PQgetisnull(page->rows, page->row, column)) {
        return (struct verify_numbers){.list = NULL};
    }
    if (!verify_array_read(value, size, &array)) {
        verify_page_note_length(page, column, damage);
        array.count = 0;
    }
    if (room->list == NULL || room->size < array.count) {
        room->size = array.count + 1; // never none: there is a list
        room->list = memory_resize(room->list, room->size * sizeof(*room->list));
    }
    for (size_t index = 0; index < array.count; index++) {
        const char *element = array.elements + index * (ARRAY_WORD_BYTES + array.element_size);
        room->list[index] = verify_read_integer(element + ARRAY_WORD_BYTES, array.element_size);
    }
    return (struct verify_numbers){.list = room->list, .count = array.count};
}

// Stores the value in a field of `size` bytes. Where gcc 12 inlines it under the sanitizers it
// takes the first field's bounds for those of the row, and warns.
__attribute__((noinline)) static void verify_field_set(void *field, size_t size, int64_t value)
{
    const uint16_t two = (uint16_t)value;
    const uint32_t four = (uint32_t)value;
    switch (size) {
    case sizeof(two):
        memcpy(field, &two, size);
        return;
    case sizeof(four):
        memcpy(field, &four, size);
        return;
    default:
        CHECK(size == sizeof(value));
        memcpy(field, &value, size);
    }
}

void verify_page_fill(const struct verify_page *page, const struct verify_column *columns,
                      size_t column_count, void *into, char damage[VERIFY_DAMAGE_BYTES_MAX])
{
    for (size_t index = 0; index < column_count; index++) {
        const struct verify_column *column = &columns[index];
        int64_t value = verify_page_integer(page, (int)index, column->size, damage);
        if (column->kind == COLUMN_TIME && !PQgetisnull(page->rows, page->row, (int)index)) {
            // "infinity" is the largest number there is, and wraps.
            value = (int64_t)((uint64_t)value + VERIFY_TIME_EPOCH_US);
        }
        verify_field_set((uint8_t *)into + column->offset, column->size, value);
    }
}

// The key of the page's last row. It may have any of the sizes that integers have, and no other.
static bool verify_page_note_key(struct verify_page *page)
{
    char damage[VERIFY_DAMAGE_BYTES_MAX] = "";
    page->row = PQntuples(page->rows) - 1;
    for (size_t key = 0; key < page->key_count; key++) {
        const int size = PQgetlength(page->rows, page->row, (int)key);
        page->after[key] =
            verify_page_integer(page, (int)key, size == 2 || size == 4 ? (size_t)size : 8, damage);
    }
    page->row = 0;
    if (damage[0] != '\0') {
        page->result = ctl_fail(page->database->ctl, CTL_DATA, NULL,
                                "lane %u cannot be read in order: %s", page->lane, damage);
    }
    return damage[0] == '\0';
}

enum verify_step verify_page_turn(struct verify_page *page)
{
    if (page->rows != NULL && page->row + 1 < PQntuples(page->rows)) {
        page->row++;
        return VERIFY_NEXT;
    }
    char lane[12];
    char after[VERIFY_KEYS_MAX][24];
    snprintf(lane, sizeof(lane), "%u", page->lane);
    for (size_t key = 0; key < VERIFY_KEYS_MAX; key++) {
        snprintf(after[key], sizeof(after[key]), "%" PRId64, page->after[key]);
    }
    verify_page_clear(page);
    page->result =
        database_query_binary(page->database, &page->rows, page->statement, lane, after[0],
                              page->key_count == 1 ? DATABASE_END : after[1], DATABASE_END);
    if (page->result != CTL_OK) {
        return VERIFY_FAILED;
    }
    if (PQntuples(page->rows) == 0) {
        return VERIFY_END;
    }
    return verify_page_note_key(page) ? VERIFY_NEXT : VERIFY_FAILED;
}
