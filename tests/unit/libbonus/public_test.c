// SPDX-License-Identifier: Apache-2.0
// What a till's author has: the public header and the shared library, nothing else of ours.
// Compiled as strict C99, the oldest a till may be written in.
#include <bonus/bonus.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_till_needs_the_header_and_the_library_alone(void **state)
{
    (void)state;
    struct bonus_options options;
    struct bonus *till = NULL;
    char error[BONUS_ERROR_BYTES_MAX];
    memset(&options, 0, sizeof(options));
    options.host = "bonus.example";
    assert_int_equal(bonus_open(&options, &till, error), BONUS_INVALID);
    assert_string_equal(error, "The port is missing.");
    bonus_close(till);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_till_needs_the_header_and_the_library_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
