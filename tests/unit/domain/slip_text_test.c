// SPDX-License-Identifier: Apache-2.0
// Proves how text is seen as columns and broken into lines.
#include "domain/slip_text_internal.h"

#include <string.h>

#include "base/check.h"
#include "support/cmocka.h"

static void a_code_point_is_one_column(void **state)
{
    (void)state;
    assert_int_equal(slip_text_columns(""), 0);
    assert_int_equal(slip_text_columns("Till"), 4);
    assert_int_equal(slip_text_columns("Касса"), 5);
    assert_int_equal(slip_text_columns("ҰПАЙ"), 4);
    assert_int_equal(slip_text_columns("€"), 1);
    assert_int_equal(slip_text_columns("\xf0\x9f\x8e\x81"), 1);
}

static void assert_printed_as(const char *text, const char *wanted)
{
    char printed[64] = "";
    size_t used = 0;
    while (*text != '\0') {
        struct slip_glyph glyph = slip_text_next(&text);
        memcpy(printed + used, glyph.bytes, glyph.size);
        used += glyph.size;
    }
    assert_string_equal(printed, wanted);
}

static void control_characters_are_shown_as_question_marks(void **state)
{
    (void)state;
    assert_printed_as("a\nb\x1b"
                      "c\x7f"
                      "d",
                      "a?b?c?d");
    assert_printed_as("a\xc2\x85"
                      "b",
                      "a??b"); // NEL, a C1 control
    assert_printed_as("a\xe2\x80\xa8"
                      "b",
                      "a???b"); // line separator
}

static void broken_utf8_is_shown_as_question_marks(void **state)
{
    (void)state;
    assert_printed_as("\x80", "?");
    assert_printed_as("\xd0", "?");
    assert_printed_as("\xd0z", "?z");
    assert_printed_as("\xc0\xaf", "??");           // overlong
    assert_printed_as("\xe0\x80\xaf", "???");      // overlong
    assert_printed_as("\xed\xa0\x80", "???");      // a surrogate
    assert_printed_as("\xf4\x90\x80\x80", "????"); // above U+10FFFF
    assert_printed_as("\xff\xfe", "??");
}

static void lines_break_at_the_last_blank_that_fits(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t columns;
        const char *rest;
    } rows[] = {
        {"", 0, ""},
        {"one", 3, ""},
        {"exactly te", 10, ""},
        {"one two three", 7, "three"},
        {"one two   three", 7, "three"},
        {"trailing  ", 8, ""},
        {"ten column wide", 10, "wide"},
        {"unbreakableword", 10, "eword"},
        {"Подарки и сувениры", 9, "сувениры"},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        struct slip_break found = slip_text_break(rows[row].text, 10);
        assert_int_equal(found.columns, rows[row].columns);
        assert_string_equal(found.rest, rows[row].rest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_point_is_one_column),
        cmocka_unit_test(control_characters_are_shown_as_question_marks),
        cmocka_unit_test(broken_utf8_is_shown_as_question_marks),
        cmocka_unit_test(lines_break_at_the_last_blank_that_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
