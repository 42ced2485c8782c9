// SPDX-License-Identifier: Apache-2.0
// Proves hexadecimal text.
#include "base/hex.h"

#include <string.h>

#include "support/cmocka.h"

static void bytes_print_as_pairs_of_lower_case_digits(void **state)
{
    (void)state;
    char text[HEX_TEXT_BYTES(4)];
    hex_print("\x00\x7f\xab\xff", 4, text);
    assert_string_equal(text, "007fabff");
    hex_print("", 0, text);
    assert_string_equal(text, "");
}

static void what_was_printed_is_read_back(void **state)
{
    (void)state;
    uint8_t bytes[256];
    uint8_t read[256];
    char text[HEX_TEXT_BYTES(sizeof(bytes))];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)i;
    }
    hex_print(bytes, sizeof(bytes), text);
    assert_int_equal(hex_parse(text, strlen(text), read, sizeof(read)), BASE_OK);
    assert_memory_equal(read, bytes, sizeof(bytes));
    assert_int_equal(hex_parse("", 0, read, 0), BASE_OK);
}

static void anything_else_is_no_number(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    "0",    "00",    "000",  "00000", "AB01",
                                        "0g1", "0x01", " 0 01", "-101", "00\n1", "00 1"};
    uint8_t bytes[2];
    for (size_t i = 0; i < BASE_COUNT(texts); i++) {
        assert_int_equal(hex_parse(texts[i], strlen(texts[i]), bytes, sizeof(bytes)),
                         BASE_NOT_A_NUMBER);
    }
    assert_int_equal(hex_parse("00\0"
                               "1",
                               4, bytes, sizeof(bytes)),
                     BASE_NOT_A_NUMBER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_print_as_pairs_of_lower_case_digits),
        cmocka_unit_test(what_was_printed_is_read_back),
        cmocka_unit_test(anything_else_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
