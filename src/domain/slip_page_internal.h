// SPDX-License-Identifier: Apache-2.0
// A page of text of a fixed width, written from the top into the caller's memory. Columns are code
// points. A page that ran out of room stays full and says so at the end.
#ifndef DOMAIN_SLIP_PAGE_INTERNAL_H
#define DOMAIN_SLIP_PAGE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/check.h"
#include "base/result.h"

struct slip_page {
    char *out;
    size_t size;
    size_t used;
    size_t width;
    bool full;
};

struct slip_page slip_page_begin(char *out, size_t size, size_t width);

// A line of dashes.
void slip_page_rule(struct slip_page *page);

// Text in the middle, broken at blanks into at most `lines_max` lines; what is left over is cut.
void slip_page_centre(struct slip_page *page, const char *text, size_t lines_max);

// A label at the left and its value at the right: on one line if both fit, else the value below, in
// at most two lines.
void slip_page_row(struct slip_page *page, const char *label, const char *value);

// As slip_page_row for a value of parts, which is broken between parts only, into as many lines as
// it takes. No part may be wider than the page.
void slip_page_row_parts(struct slip_page *page, const char *label, const char *const *parts,
                         size_t part_count);

// Closes the page with a NUL. BASE_FULL: it had not enough room, and is now empty.
BASE_MUST_USE enum base_result slip_page_finish(struct slip_page *page);

#endif
