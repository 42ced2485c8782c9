// SPDX-License-Identifier: Apache-2.0
// Proves hexadecimal text.
#include "base/hex.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_print_as_pairs_of_lower_case_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
