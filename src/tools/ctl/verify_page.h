// SPDX-License-Identifier: Apache-2.0
// Rows of one lane out of the database, a page at a time by their key, in PostgreSQL's binary
// format and inside the caller's transaction. The owner of the tables may have changed them, too: a
// value that does not fit its field is damage, and never cut to size.
#ifndef CTL_VERIFY_PAGE_H
#define CTL_VERIFY_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "tools/ctl/database.h"
#include "tools/ctl/verify_lane.h"
#include "tools/ctl/verify_tally.h"

enum { VERIFY_KEYS_MAX = 2 };

// The statement takes the lane as $1 and, as $2 and perhaps $3, the key that the page begins
// behind. Its first columns are that key, and its rows come in the order of the key.
struct verify_page {
    struct database *database;
    uint16_t lane;
    const char *statement;
    size_t key_count;
    int64_t after[VERIFY_KEYS_MAX];
    PGresult *rows;
    int row;                // the next one, after VERIFY_NEXT
    enum ctl_result result; // why, after VERIFY_FAILED
};

// Where values go: a table in the order of the statement's columns.
enum verify_column_kind { COLUMN_INTEGER, COLUMN_TIME };

struct verify_column {
    enum verify_column_kind kind;
    size_t offset;
    size_t size; // of the field, and of the value in PostgreSQL
};

#define VERIFY_INTEGER(type, name)                                                                 \
    {                                                                                              \
        COLUMN_INTEGER, offsetof(struct type, name), sizeof(((struct type *)0)->name)              \
    }
#define VERIFY_TIME(type, name)                                                                    \
    {                                                                                              \
        COLUMN_TIME, offsetof(struct type, name), sizeof(int64_t)                                  \
    }

// Memory that a bigint[] is read into, grown as needed; zeroed at first, its list freed by the
// user.
struct verify_room {
    int64_t *list;
    size_t size;
};

// Pages from the beginning, with a key of one column; two are set behind this.
void verify_page_init(struct verify_page *page, struct database *database, uint16_t lane,
                      const char *statement);
void verify_page_clear(struct verify_page *page);

// Steps to the next row; loads the next page where this one is used up.
enum verify_step verify_page_turn(struct verify_page *page);

// Values of the row. The first damage is noted in `damage`, which starts empty: one is enough to
// know that nothing can be computed. Null is 0 or, of an array, a list that is NULL.
void verify_page_fill(const struct verify_page *page, const struct verify_column *columns,
                      size_t column_count, void *into, char damage[VERIFY_DAMAGE_BYTES_MAX]);
int64_t verify_page_integer(const struct verify_page *page, int column, size_t size,
                            char damage[VERIFY_DAMAGE_BYTES_MAX]);
void verify_page_bytes(const struct verify_page *page, int column, uint8_t *bytes, size_t size,
                       char damage[VERIFY_DAMAGE_BYTES_MAX]);
struct verify_numbers verify_page_numbers(const struct verify_page *page, int column,
                                          struct verify_room *room,
                                          char damage[VERIFY_DAMAGE_BYTES_MAX]);

// Notes as damage how many bytes the value has.
void verify_page_note_length(const struct verify_page *page, int column,
                             char damage[VERIFY_DAMAGE_BYTES_MAX]);

#endif
