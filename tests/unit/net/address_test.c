// SPDX-License-Identifier: Apache-2.0
// Proves reading and printing socket addresses.
#include "net/address.h"

#include <string.h>

#include "support/cmocka.h"

static void assert_prints(const char *host, const char *port, const char *expected)
{
    struct net_address address;
    struct net_error error;
    char text[LIMIT_PEER_ADDRESS_BYTES_MAX + 1];
    assert_int_equal(net_address_resolve(host, port, &address, &error), NET_OK);
    net_address_print(&address, text);
    assert_string_equal(text, expected);
}

static void addresses_print_as_they_are_written(void **state)
{
    (void)state;
    assert_prints("127.0.0.1", "7700", "127.0.0.1:7700");
    assert_prints("::1", "7700", "[::1]:7700");
    assert_prints("1111:2222:3333:4444:5555:6666:7777:8888", "65535",
                  "[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
}

static void what_is_no_address_is_explained(void **state)
{
    (void)state;
    struct net_address address;
    struct net_error error;
    assert_int_equal(net_address_resolve("127.0.0.1", "bonus", &address, &error), NET_BAD_ADDRESS);
    assert_non_null(strstr(error.fact, "127.0.0.1:bonus: "));
    assert_true(strlen(error.hint) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_print_as_they_are_written),
        cmocka_unit_test(what_is_no_address_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
