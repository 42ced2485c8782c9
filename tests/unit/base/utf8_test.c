// SPDX-License-Identifier: Apache-2.0
// Proves which characters may pass, at every border, and where one ends.
#include "base/utf8.h"

#include <string.h>

#include "base/check.h"
#include "support/cmocka.h"

static size_t measure(const char *text, size_t size)
{
    return utf8_measure_character((const uint8_t *)text, size);
}

static void characters_at_the_borders_are_measured(void **state)
{
    (void)state;
    static const char *const characters[] = {
        "\xc2\xa0",     "\xdf\xbf",     "\xe0\xa0\x80",     "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
    };
    for (size_t i = 0; i < BASE_COUNT(characters); i++) {
        size_t size = strlen(characters[i]);
        assert_int_equal(measure(characters[i], size), size);
        assert_int_equal(measure(characters[i], size + 1), size);
        for (size_t part = 1; part < size; part++) {
            assert_int_equal(measure(characters[i], part), 0);
        }
    }
}

static void what_is_no_character_beyond_ascii_or_a_control_is_not(void **state)
{
    (void)state;
    static const char *const others[] = {
        "a", // ASCII
        "\xc2\x80",
        "\xc2\x9f", // C1
        "\x80\x80",
        "\xbf\xbf", // begin in the middle
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x9f\xbf", // too long a form
        "\xf0\x8f\xbf\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf", // too long, surrogates
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff\x80\x80\x80", // beyond the last
        "\xc2\xc0",
        "\xe0\xa0\x20",
        "\xf0\x90\x80\xc0", // go on wrongly
    };
    for (size_t i = 0; i < BASE_COUNT(others); i++) {
        assert_int_equal(measure(others[i], strlen(others[i])), 0);
    }
}

static bool is_plain(const char *text)
{
    return utf8_is_plain((const uint8_t *)text, strlen(text));
}

static void a_text_is_plain_if_every_character_is(void **state)
{
    (void)state;
    assert_true(is_plain(""));
    assert_true(is_plain(" ~"));
    assert_true(is_plain("Дүкен 3, Київ"));
    assert_false(is_plain("a\x1f"));
    assert_false(is_plain("\x7f"));
    assert_false(is_plain("ab\xd0"));
    assert_false(is_plain("a\xc2\x85 b"));
    assert_false(utf8_is_plain((const uint8_t *)"a\0b", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_at_the_borders_are_measured),
        cmocka_unit_test(what_is_no_character_beyond_ascii_or_a_control_is_not),
        cmocka_unit_test(a_text_is_plain_if_every_character_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
