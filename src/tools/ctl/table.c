// SPDX-License-Identifier: Apache-2.0
// Cells are kept until all widths are known.
#include "tools/ctl/table.h"

#include <stdlib.h>

#include "base/memory.h"

enum { TABLE_ROOM_FIRST = 256 };

void table_init(struct table *table)
{
    *table = (struct table){0};
}

void table_clear(struct table *table)
{
    for (size_t index = 0; index < table->cell_count; index++) {
        free(table->cells[index]);
    }
    free(table->cells);
    table_init(table);
}

// Characters, that is bytes that do not continue one.
static size_t table_text_width(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return width;
}

void table_add_column(struct table *table, const char *name, bool to_right)
{
    CHECK(table->column_count < TABLE_COLUMNS_MAX && table->cell_count == 0);
    table->columns[table->column_count++] = (struct table_column){
        .name = name,
        .to_right = to_right,
        .width = table_text_width(name),
    };
}

void table_add(struct table *table, const char *text)
{
    if (table->cell_count == table->cell_room) {
        table->cell_room = table->cell_room == 0 ? TABLE_ROOM_FIRST : 2 * table->cell_room;
        table->cells = memory_resize(table->cells, table->cell_room * sizeof(*table->cells));
    }
    struct table_column *column = &table->columns[table->cell_count % table->column_count];
    const size_t width = table_text_width(text);
    column->width = width > column->width ? width : column->width;
    table->cells[table->cell_count++] = memory_copy_text(text);
}

static void table_print_cell(struct ctl *ctl, const struct table *table, size_t at,
                             const char *text)
{
    const struct table_column *column = &table->columns[at];
    const int fill = (int)(column->width - table_text_width(text));
    const bool is_last = at + 1 == table->column_count;
    fprintf(ctl->out, "%*s%s%*s%s", column->to_right ? fill : 0, "", text,
            column->to_right || is_last ? 0 : fill, "", is_last ? "\n" : "  ");
}

void table_print(struct ctl *ctl, const struct table *table)
{
    for (size_t at = 0; at < table->column_count; at++) {
        table_print_cell(ctl, table, at, table->columns[at].name);
    }
    for (size_t index = 0; index < table->cell_count; index++) {
        table_print_cell(ctl, table, index % table->column_count, table->cells[index]);
    }
}
