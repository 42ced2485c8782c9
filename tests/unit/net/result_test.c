// SPDX-License-Identifier: Apache-2.0
// Proves that results and close reasons print their names.
#include "net/result.h"

#include "support/cmocka.h"

static void results_and_reasons_have_names(void **state)
{
    (void)state;
    assert_int_equal(NET_OK, 0);
    assert_string_equal(net_result_name(NET_FULL), "FULL");
    assert_string_equal(net_close_label(NET_CLOSE_FRAME_TOO_LARGE), "frame_too_large");
    assert_string_equal(net_close_label(NET_CLOSE_DRAINED), "drained");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_and_reasons_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
