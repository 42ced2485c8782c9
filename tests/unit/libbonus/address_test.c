// SPDX-License-Identifier: Apache-2.0
// A server of several addresses, one of which swallows what is sent to it: the till gets through.
#include "libbonus/address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "libbonus/bench.h"
#include "libbonus/fake_resolver.h"
#include "libbonus/link.h"
#include "support/cmocka.h"

#define SILENT_ADDRESS "127.0.0.2"

// A listener whose queue is full: Linux drops what else comes, as a host without power would.
struct silence {
    int listener;
    int waiting;
};

static void silence_begin(struct silence *silence, const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const int on = 1;
    address.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    assert_int_equal(inet_pton(AF_INET, SILENT_ADDRESS, &address.sin_addr), 1);
    silence->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    silence->waiting = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(silence->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    const struct sockaddr *place = (const struct sockaddr *)&address;
    assert_int_equal(bind(silence->listener, place, sizeof(address)), 0);
    assert_int_equal(listen(silence->listener, 0), 0);
    assert_int_equal(connect(silence->waiting, place, sizeof(address)), 0);
}

static void silence_end(struct silence *silence)
{
    close(silence->waiting);
    close(silence->listener);
}

// The server's port on a silent address first, on the server's own second.
static struct bench *begin(void **state, struct silence *silence)
{
    struct bench *bench = *state;
    *fake_resolver() = (struct fake_resolver){.addresses = {SILENT_ADDRESS, "127.0.0.1"}};
    silence_begin(silence, bench->server.port);
    bench->options.host = "bonus.example";
    bench->options.server_name = "localhost";
    return bench;
}

static void the_next_try_begins_with_the_next_address(void **state)
{
    struct silence silence;
    struct bench *bench = begin(state, &silence);
    bench->options.connect_ms = 150; // less than one address gets: the whole try ends
    bench->options.deadline_ms = 20 * BENCH_DEADLINE_MS;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    assert_int_equal(bench->server.logon_count, 1);
    silence_end(&silence);
}

static void an_address_that_served_is_the_first_again(void **state)
{
    struct silence silence;
    struct bench *bench = begin(state, &silence);
    bench->options.connect_ms = 150;
    bench->options.deadline_ms = 20 * BENCH_DEADLINE_MS;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    fake_server_hang_up(&bench->server);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_OK);
    assert_int_equal(bench->server.logon_count, 2);
    const char *lost = strstr(bench->log, "event=session_lost");
    assert_non_null(lost); // the first address
    lost = strstr(lost + 1, "event=session_lost");
    assert_non_null(lost); // the server hung up
    assert_null(strstr(lost + 1, "event=session_lost"));
    assert_int_equal(fake_resolver()->asked_count, 1);
    silence_end(&silence);
}

static int64_t told_us(void *context)
{
    return *(const int64_t *)context;
}

static void a_silent_address_gets_its_share_of_the_time(void **state)
{
    struct silence silence;
    struct bench *bench = begin(state, &silence);
    const struct link_target target = {"bonus.example", bench->server.port, "localhost"};
    int64_t now_us = 0;
    const struct clock_source clock = {told_us, told_us, &now_us};
    struct fault fault;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct link *link = link_create(context, &target, &clock, INT64_C(6000000));
    assert_int_equal(link_start(link, &fault), BONUS_OK);
    assert_int_equal(link_wake_us(link), 3000000);
    now_us = 2999999;
    int silent = link_descriptor(link);
    assert_int_equal(link_advance(link, &fault), BONUS_OK);
    assert_int_equal(link_descriptor(link), silent);
    now_us = 3000000;
    assert_int_equal(link_advance(link, &fault), BONUS_OK);
    assert_int_equal(link_wake_us(link), 6000000);
    assert_int_equal(link_advance(link, &fault), BONUS_OK);
    assert_int_equal(link_wake_us(link), INT64_MAX); // connected to the second
    link_destroy(link);
    SSL_CTX_free(context);
    silence_end(&silence);
}

static void a_share_is_never_too_short_for_a_second_syn(void **state)
{
    struct silence silence;
    struct bench *bench = begin(state, &silence);
    const struct link_target target = {"bonus.example", bench->server.port, "localhost"};
    int64_t now_us = 0;
    const struct clock_source clock = {told_us, told_us, &now_us};
    struct fault fault;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct link *link = link_create(context, &target, &clock, 1000);
    assert_int_equal(link_start(link, &fault), BONUS_OK);
    assert_int_equal(link_wake_us(link), LIMIT_TILL_ADDRESS_MS * 1000);
    link_destroy(link);
    SSL_CTX_free(context);
    silence_end(&silence);
}

static void the_name_is_looked_up_again_when_all_addresses_have_failed(void **state)
{
    struct address_list list = {0};
    struct fault fault;
    (void)state;
    *fake_resolver() = (struct fake_resolver){.addresses = {SILENT_ADDRESS, "127.0.0.1"}};
    assert_int_equal(address_list_refresh(&list, "bonus.example", "1", &fault), BONUS_OK);
    address_list_fail(&list);
    address_list_confirm(&list); // what failed before it is forgiven
    address_list_fail(&list);
    assert_int_equal(address_list_refresh(&list, "bonus.example", "1", &fault), BONUS_OK);
    assert_int_equal(fake_resolver()->asked_count, 1);
    address_list_fail(&list);
    assert_true(address_list_is_used_up(&list));
    assert_int_equal(address_list_refresh(&list, "bonus.example", "1", &fault), BONUS_OK);
    assert_int_equal(fake_resolver()->asked_count, 2);
    address_list_clear(&list);
}

static void a_dead_resolver_does_not_take_known_addresses_away(void **state)
{
    struct bench *bench = *state;
    *fake_resolver() = (struct fake_resolver){.addresses = {"127.0.0.1"}};
    bench->options.host = "bonus.example";
    bench->options.server_name = "localhost";
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    fake_resolver()->is_dead = true;
    bench->server.logon_result = WIRE_RESULT_UNAVAILABLE;
    fake_server_hang_up(&bench->server);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_UNREACHABLE);
    assert_true(fake_resolver()->asked_count > 1);
    bench->server.logon_result = WIRE_RESULT_APPROVED;
    // The pause before the next try may be longer than the deadline of a request.
    enum bonus_result result = BONUS_UNREACHABLE;
    for (int tries = 0; tries < 5 && result == BONUS_UNREACHABLE; tries++) {
        result = bench_purchase(bench, "2", 100);
    }
    assert_int_equal(result, BONUS_OK);
}

static void without_any_address_a_dead_resolver_is_what_is_told(void **state)
{
    struct bench *bench = *state;
    *fake_resolver() = (struct fake_resolver){.is_dead = true};
    bench->options.host = "bonus.example";
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_UNREACHABLE);
    assert_non_null(strstr(bonus_error(bench->till), "bonus.example port "));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(the_next_try_begins_with_the_next_address),
        CASE(an_address_that_served_is_the_first_again),
        CASE(a_silent_address_gets_its_share_of_the_time),
        cmocka_unit_test(the_name_is_looked_up_again_when_all_addresses_have_failed),
        CASE(a_dead_resolver_does_not_take_known_addresses_away),
        CASE(without_any_address_a_dead_resolver_is_what_is_told),
        CASE(a_share_is_never_too_short_for_a_second_syn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
