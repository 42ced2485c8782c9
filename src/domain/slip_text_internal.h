// SPDX-License-Identifier: Apache-2.0
// UTF-8 text seen as columns: one code point, one column. What a printer must not get (control
// characters, broken UTF-8) is seen as '?', one for each byte.
#ifndef DOMAIN_SLIP_TEXT_INTERNAL_H
#define DOMAIN_SLIP_TEXT_INTERNAL_H

#include <stddef.h>

// The bytes to print for one column.
struct slip_glyph {
    const char *bytes; // in the text, or static
    size_t size;       // 1 to 4
};

// The glyph at *text, which moves behind it. Not to be called at the end of the text.
struct slip_glyph slip_text_next(const char **text);

// What of the text can be printed as it is, up to the first glyph that cannot.
struct slip_run {
    size_t columns; // at most `columns_max`
    size_t size;    // in bytes
};
struct slip_run slip_text_run(const char *text, size_t columns_max);

size_t slip_text_columns(const char *text);

// The first line of a text when lines are `width` columns wide: it ends behind the last whole word
// that fits, or inside a word that is wider than the line.
struct slip_break {
    size_t columns;   // of the line
    const char *rest; // without blanks at its start
};
struct slip_break slip_text_break(const char *text, size_t width);

#endif
