// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/array_text.h"

#include "support/cmocka.h"

static void numbers_stand_between_braces(void **state)
{
    (void)state;
    struct array_text array;
    array_text_init(&array, 3, 2);
    assert_string_equal(array_text_close(&array), "{}");
    array_text_reset(&array);
    array_text_add(&array, "7");
    assert_string_equal(array_text_close(&array), "{7}");
    array_text_reset(&array);
    array_text_add(&array, "12");
    array_text_add(&array, "34");
    array_text_add(&array, "56");
    assert_string_equal(array_text_close(&array), "{12,34,56}");
    array_text_clear(&array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stand_between_braces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
