// SPDX-License-Identifier: Apache-2.0
// Lines of a page. Every text is cleaned code point by code point on its way out, so no name can
// break a line or command a printer.
#include "domain/slip_page_internal.h"

#include <string.h>

#include "domain/slip_text_internal.h"

enum {
    SLIP_VALUE_LINES_MAX = 2,
    SLIP_VALUE_BYTES_MAX = 128, // all parts of a value
};

enum slip_side {
    SLIP_SIDE_LEFT,
    SLIP_SIDE_MIDDLE,
    SLIP_SIDE_RIGHT,
};

struct slip_page slip_page_begin(char *out, size_t size, size_t width)
{
    return (struct slip_page){.out = out, .size = size, .width = width};
}

static void slip_page_put(struct slip_page *page, const char *bytes, size_t size)
{
    if (page->full || size >= page->size - page->used) { // one byte stays for the NUL
        page->full = true;
        return;
    }
    memcpy(page->out + page->used, bytes, size);
    page->used += size;
}

static void slip_page_fill(struct slip_page *page, char filler, size_t columns)
{
    if (page->full || columns >= page->size - page->used) {
        page->full = true;
        return;
    }
    memset(page->out + page->used, filler, columns);
    page->used += columns;
}

static void slip_page_put_columns(struct slip_page *page, const char *text, size_t columns)
{
    while (columns > 0) {
        struct slip_run run = slip_text_run(text, columns);
        slip_page_put(page, text, run.size);
        text += run.size;
        columns -= run.columns;
        if (columns > 0) {
            struct slip_glyph glyph = slip_text_next(&text);
            slip_page_put(page, glyph.bytes, glyph.size);
            columns--;
        }
    }
}

static size_t slip_page_margin(const struct slip_page *page, size_t columns, enum slip_side side)
{
    switch (side) {
    case SLIP_SIDE_LEFT:
        return 0;
    case SLIP_SIDE_MIDDLE:
        return (page->width - columns) / 2;
    case SLIP_SIDE_RIGHT:
        return page->width - columns;
    }
    return 0;
}

static void slip_page_block(struct slip_page *page, const char *text, enum slip_side side,
                            size_t lines_max)
{
    for (size_t line = 0; line < lines_max && *text != '\0'; line++) {
        struct slip_break end = slip_text_break(text, page->width);
        slip_page_fill(page, ' ', slip_page_margin(page, end.columns, side));
        slip_page_put_columns(page, text, end.columns);
        slip_page_put(page, "\n", 1);
        text = end.rest;
    }
}

void slip_page_rule(struct slip_page *page)
{
    slip_page_fill(page, '-', page->width);
    slip_page_put(page, "\n", 1);
}

void slip_page_centre(struct slip_page *page, const char *text, size_t lines_max)
{
    slip_page_block(page, text, SLIP_SIDE_MIDDLE, lines_max);
}

// Whether label and value went onto one line.
static bool slip_page_try_row(struct slip_page *page, const char *label, const char *value)
{
    size_t label_columns = slip_text_columns(label);
    size_t value_columns = slip_text_columns(value);
    if (label_columns + 1 + value_columns > page->width) {
        return false;
    }
    slip_page_put_columns(page, label, label_columns);
    slip_page_fill(page, ' ', page->width - label_columns - value_columns);
    slip_page_put_columns(page, value, value_columns);
    slip_page_put(page, "\n", 1);
    return true;
}

void slip_page_row(struct slip_page *page, const char *label, const char *value)
{
    if (!slip_page_try_row(page, label, value)) {
        slip_page_block(page, label, SLIP_SIDE_LEFT, 1);
        slip_page_block(page, value, SLIP_SIDE_RIGHT, SLIP_VALUE_LINES_MAX);
    }
}

// Joins parts[first] to parts[last - 1] by blanks.
static void slip_parts_join(const char *const *parts, size_t first, size_t last,
                            char text[SLIP_VALUE_BYTES_MAX])
{
    size_t used = 0;
    for (size_t index = first; index < last; index++) {
        size_t size = strlen(parts[index]);
        CHECK(used + 1 + size < SLIP_VALUE_BYTES_MAX);
        if (index > first) {
            text[used++] = ' ';
        }
        memcpy(text + used, parts[index], size);
        used += size;
    }
    text[used] = '\0';
}

void slip_page_row_parts(struct slip_page *page, const char *label, const char *const *parts,
                         size_t part_count)
{
    char line[SLIP_VALUE_BYTES_MAX];
    slip_parts_join(parts, 0, part_count, line);
    if (slip_page_try_row(page, label, line)) {
        return;
    }
    slip_page_block(page, label, SLIP_SIDE_LEFT, 1);
    for (size_t first = 0, last; first < part_count; first = last) {
        last = part_count;
        slip_parts_join(parts, first, last, line);
        while (last > first + 1 && slip_text_columns(line) > page->width) {
            last--;
            slip_parts_join(parts, first, last, line);
        }
        slip_page_block(page, line, SLIP_SIDE_RIGHT, 1);
    }
}

enum base_result slip_page_finish(struct slip_page *page)
{
    if (page->full) {
        page->used = 0;
    }
    if (page->size > 0) {
        page->out[page->used] = '\0';
    }
    return page->full ? BASE_FULL : BASE_OK;
}
