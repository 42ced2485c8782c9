// SPDX-License-Identifier: Apache-2.0
// Proves that the bench's cards are cards, each another one.
#include "tools/bench/card_text.h"

#include <string.h>

#include "base/card_number.h"
#include "support/cmocka.h"

static void every_index_has_a_valid_number_of_its_own(void **state)
{
    (void)state;
    char before[CARD_TEXT_DIGITS + 1] = "";
    for (uint32_t index = 0; index < 100000000; index = index * 3 + 1) {
        char digits[CARD_TEXT_DIGITS + 1] = "";
        card_text_write(index, digits);
        assert_true(card_number_is_valid(digits));
        assert_true(strcmp(before, digits) < 0);
        memcpy(before, digits, sizeof(before));
    }
}

static void the_index_is_readable_in_the_number(void **state)
{
    (void)state;
    char digits[CARD_TEXT_DIGITS + 1] = "";
    card_text_write(123456, digits);
    assert_memory_equal(digits, "290000123456", 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_has_a_valid_number_of_its_own),
        cmocka_unit_test(the_index_is_readable_in_the_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
