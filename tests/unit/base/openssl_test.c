// SPDX-License-Identifier: Apache-2.0
// Proves whose words are taken when OpenSSL has several.
#include "base/openssl.h"

#include <errno.h>

#include <openssl/err.h>
#include <openssl/pemerr.h>

#include "support/cmocka.h"

static void assert_described(const char *expected)
{
    char text[OPENSSL_REASON_BYTES];
    openssl_describe_error(text, sizeof(text));
    assert_string_equal(text, expected);
    assert_int_equal(ERR_peek_error(), 0);
}

static void the_first_of_several_reasons_is_given(void **state)
{
    (void)state;
    ERR_raise(ERR_LIB_PEM, PEM_R_NO_START_LINE);
    ERR_raise(ERR_LIB_SSL, ERR_R_PEM_LIB);
    assert_described("no start line");
}

static void an_error_of_the_system_is_told_in_its_words(void **state)
{
    (void)state;
    ERR_raise(ERR_LIB_SYS, ENOENT);
    assert_described("No such file or directory");
}

static void an_empty_queue_has_no_reason(void **state)
{
    (void)state;
    assert_described("no reason given");
}

static void a_long_reason_is_cut(void **state)
{
    (void)state;
    char text[8];
    ERR_raise(ERR_LIB_PEM, PEM_R_NO_START_LINE);
    openssl_describe_error(text, sizeof(text));
    assert_string_equal(text, "no star");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_several_reasons_is_given),
        cmocka_unit_test(an_error_of_the_system_is_told_in_its_words),
        cmocka_unit_test(an_empty_queue_has_no_reason),
        cmocka_unit_test(a_long_reason_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
