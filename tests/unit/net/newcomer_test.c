// SPDX-License-Identifier: Apache-2.0
// Proves who counts as one origin of newcomers, and that none is forgotten or counted twice.
#include "net/newcomer_internal.h"

#include <netinet/in.h>
#include <string.h>

#include "base/hash.h"
#include "net/address.h"
#include "support/cmocka.h"

static const struct hash_seed seed = {{5, 6}};

static struct newcomer_origin *enter(struct newcomers *newcomers, const char *host,
                                     enum net_refusal *refusal)
{
    struct net_address address;
    struct net_error error;
    assert_int_equal(net_address_resolve(host, "7450", &address, &error), NET_OK);
    return newcomers_enter(newcomers, &address, refusal);
}

// Of each pair one after the other wants to come in, where one of an origin is allowed.
static void expect_origins(const char *first, const char *second, unsigned count)
{
    const struct net_limits limits = {.newcomers_max = 9, .newcomers_per_address_max = 1};
    struct newcomers *newcomers = newcomers_create(&limits, &seed);
    enum net_refusal refusal = NET_REFUSAL_COUNT;
    struct newcomer_origin *origins[] = {enter(newcomers, first, &refusal),
                                         enter(newcomers, second, &refusal)};
    assert_int_equal(newcomers_count(newcomers), count);
    assert_int_equal(refusal, count == 2 ? NET_REFUSAL_COUNT : NET_REFUSAL_ADDRESS);
    for (unsigned i = 0; i < count; i++) {
        newcomers_leave(newcomers, origins[i]);
    }
    newcomers_destroy(newcomers);
}

static void an_ipv4_address_is_one_origin(void **state)
{
    (void)state;
    expect_origins("192.0.2.1", "192.0.2.1", 1);
    expect_origins("192.0.2.1", "192.0.2.2", 2);
}

static void an_ipv4_address_is_the_same_written_as_ipv6(void **state)
{
    (void)state;
    expect_origins("192.0.2.1", "::ffff:192.0.2.1", 1);
    expect_origins("::ffff:192.0.2.1", "::ffff:192.0.2.2", 2);
}

static void of_ipv6_a_line_is_one_origin(void **state)
{
    (void)state;
    expect_origins("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", 1);
    expect_origins("2001:db8:0:1::1", "2001:db8:0:2::1", 2);
    expect_origins("::1", "0.0.0.1", 2);
}

static void many_origins_are_told_apart_and_forgotten(void **state)
{
    (void)state;
    enum { ORIGINS = 9000 };
    static struct newcomer_origin *origins[ORIGINS];
    const struct net_limits limits = {.newcomers_max = ORIGINS, .newcomers_per_address_max = 1};
    struct newcomers *newcomers = newcomers_create(&limits, &seed);
    enum net_refusal refusal = NET_REFUSAL_COUNT;
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < ORIGINS; i++) {
            const struct sockaddr_in v4 = {.sin_family = AF_INET,
                                           .sin_addr.s_addr = htonl(0x0a000000 + i)};
            struct net_address address = {.size = sizeof(v4)};
            memcpy(&address.storage, &v4, sizeof(v4));
            origins[i] = newcomers_enter(newcomers, &address, &refusal);
            assert_non_null(origins[i]);
        }
        assert_null(enter(newcomers, "192.0.2.1", &refusal));
        assert_int_equal(refusal, NET_REFUSAL_NEWCOMERS);
        for (unsigned i = 0; i < ORIGINS; i++) {
            newcomers_leave(newcomers, origins[i]);
        }
        assert_int_equal(newcomers_count(newcomers), 0);
    }
    newcomers_destroy(newcomers);
}

static void lower_limits_spare_those_who_are_in(void **state)
{
    (void)state;
    struct newcomers *newcomers = newcomers_create(
        &(struct net_limits){.newcomers_max = 3, .newcomers_per_address_max = 3}, &seed);
    enum net_refusal refusal = NET_REFUSAL_COUNT;
    struct newcomer_origin *origin = enter(newcomers, "192.0.2.1", &refusal);
    assert_ptr_equal(enter(newcomers, "192.0.2.1", &refusal), origin);
    newcomers_set_limits(newcomers,
                         &(struct net_limits){.newcomers_max = 1, .newcomers_per_address_max = 1});
    assert_null(enter(newcomers, "192.0.2.1", &refusal));
    newcomers_leave(newcomers, origin);
    assert_null(enter(newcomers, "192.0.2.2", &refusal));
    newcomers_leave(newcomers, origin);
    origin = enter(newcomers, "192.0.2.2", &refusal);
    assert_non_null(origin);
    newcomers_leave(newcomers, origin);
    newcomers_destroy(newcomers);
    newcomers_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ipv4_address_is_one_origin),
        cmocka_unit_test(an_ipv4_address_is_the_same_written_as_ipv6),
        cmocka_unit_test(of_ipv6_a_line_is_one_origin),
        cmocka_unit_test(many_origins_are_told_apart_and_forgotten),
        cmocka_unit_test(lower_limits_spare_those_who_are_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
