// SPDX-License-Identifier: Apache-2.0
// Text in columns that line up, by characters of UTF-8 and not by bytes.
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/ctl/ctl.h"

enum { TABLE_COLUMNS_MAX = 24 };

struct table_column {
    const char *name; // borrowed
    bool to_right;    // numbers
    size_t width;     // set by table_add()
};

struct table {
    struct table_column columns[TABLE_COLUMNS_MAX];
    size_t column_count;
    char **cells;
    size_t cell_count;
    size_t cell_room;
};

void table_init(struct table *table);
void table_clear(struct table *table);

// All columns come before the first cell.
void table_add_column(struct table *table, const char *name, bool to_right);

// Cells row by row; the text is copied.
void table_add(struct table *table, const char *text);

// Names and rows; nothing but the names if there are no rows.
void table_print(struct ctl *ctl, const struct table *table);

#endif
