// SPDX-License-Identifier: Apache-2.0
// Decoding UTF-8 strictly (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
#include "domain/slip_text_internal.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

// The forms of UTF-8 by their first byte.
static const struct slip_utf8_form {
    uint8_t mask;
    uint8_t lead;
    uint8_t size;
    uint32_t least; // a smaller code point has a shorter form
} slip_utf8_forms[] = {
    {0x80, 0x00, 1, 0x0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
};

static bool slip_code_point_is_printable(uint32_t point)
{
    bool is_control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    bool is_surrogate = point >= 0xd800 && point < 0xe000;
    bool is_line_end = point == 0x2028 || point == 0x2029;
    return !is_control && !is_surrogate && !is_line_end && point <= 0x10ffff;
}

// Bytes of the printable code point at `text`, 0 if there is none.
static size_t slip_text_glyph_size(const char *text)
{
    uint8_t lead = (uint8_t)text[0];
    // Nearly all there is on a slip: ASCII, and what has two bytes but for the controls at its
    // start.
    if (lead >= 0x20 && lead < 0x7f) {
        return 1;
    }
    if (lead >= 0xc3 && lead < 0xe0) {
        return ((uint8_t)text[1] & 0xc0) == 0x80 ? 2 : 0;
    }
    for (size_t index = 0; index < BASE_COUNT(slip_utf8_forms); index++) {
        const struct slip_utf8_form *form = &slip_utf8_forms[index];
        if ((lead & form->mask) != form->lead) {
            continue;
        }
        uint32_t point = lead & (uint8_t)~form->mask;
        for (size_t at = 1; at < form->size; at++) {
            uint8_t byte = (uint8_t)text[at]; // the closing NUL ends a cut form
            if ((byte & 0xc0) != 0x80) {
                return 0;
            }
            point = point << 6 | (byte & 0x3f);
        }
        return point >= form->least && slip_code_point_is_printable(point) ? form->size : 0;
    }
    return 0;
}

struct slip_glyph slip_text_next(const char **text)
{
    size_t size = slip_text_glyph_size(*text);
    struct slip_glyph glyph =
        size > 0 ? (struct slip_glyph){*text, size} : (struct slip_glyph){"?", 1};
    *text += glyph.size;
    return glyph;
}

struct slip_run slip_text_run(const char *text, size_t columns_max)
{
    struct slip_run run = {0, 0};
    while (run.columns < columns_max && text[run.size] != '\0') {
        size_t size = slip_text_glyph_size(text + run.size);
        if (size == 0) {
            break;
        }
        run.size += size;
        run.columns++;
    }
    return run;
}

size_t slip_text_columns(const char *text)
{
    size_t columns = 0;
    while (*text != '\0') {
        slip_text_next(&text);
        columns++;
    }
    return columns;
}

static const char *slip_text_skip_blanks(const char *text)
{
    while (*text == ' ') {
        text++;
    }
    return text;
}

struct slip_break slip_text_break(const char *text, size_t width)
{
    struct slip_break word_end = {0, NULL};
    bool is_in_word = false;
    size_t columns = 0;
    const char *next = text;
    for (;;) {
        bool is_gap = *next == '\0' || *next == ' ';
        if (is_gap && is_in_word) {
            word_end = (struct slip_break){columns, slip_text_skip_blanks(next)};
        }
        if (*next == '\0' || columns == width) {
            break;
        }
        is_in_word = !is_gap;
        slip_text_next(&next);
        columns++;
    }
    return word_end.rest != NULL ? word_end
                                 : (struct slip_break){columns, slip_text_skip_blanks(next)};
}
