// SPDX-License-Identifier: Apache-2.0
// Proves the life of a connection: its deadlines and its end.
#include "net/conn.h"

#include "net/bench.h"
#include "support/cmocka.h"

static void close_now(struct bench_owner *owner)
{
    net_conn_close(owner->conn, NET_CLOSE_PROTOCOL);
    assert_int_equal(net_conn_send_frame(owner->conn, "x", 1), NET_CLOSED);
    assert_int_equal(owner->closed, 0);
}

static void nothing_comes_between_a_close_and_on_close(void **state)
{
    struct bench *bench = *state;
    bench->server.when_frame = close_now;
    bench_open(bench);
    bench_send_text(bench->client.conn, "one");
    bench_send_text(bench->client.conn, "two");
    BENCH_RUN_UNTIL(bench, bench->server.closed == 1 && bench->client.closed == 1);
    assert_int_equal(bench->server.frames, 1);
    assert_int_equal(bench->server.reason, NET_CLOSE_PROTOCOL);
    assert_int_equal(bench->client.reason, NET_CLOSE_PEER);
    assert_int_equal(net_connection_count(bench->net), 0);
}

static void the_owner_of_a_connect_hears_of_its_end_even_if_it_never_opened(void **state)
{
    struct bench *bench = *state;
    bench_connect(bench);
    net_close_all(bench->net, NET_CLOSE_LOCAL);
    BENCH_RUN_UNTIL(bench, bench->client.closed == 1);
    assert_int_equal(bench->client.opened, 0);
    assert_int_equal(bench->client.reason, NET_CLOSE_LOCAL);
}

static void expect_logon(struct bench_owner *owner)
{
    net_conn_set_deadline(owner->conn, NET_CLOSE_LOGON_TIMEOUT, 1000);
}

static void an_owners_deadline_holds_whatever_comes_in(void **state)
{
    struct bench *bench = *state;
    bench->server.when_open = expect_logon;
    bench_open(bench);
    bench_pass_ms(bench, 990);
    bench_send_text(bench->client.conn, "not a logon");
    BENCH_RUN_UNTIL(bench, bench->server.frames == 1);
    bench_pass_ms(bench, 20);
    assert_int_equal(bench->server.closed, 1);
    assert_int_equal(bench->server.reason, NET_CLOSE_LOGON_TIMEOUT);
}

static void every_frame_renews_the_idle_time(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    net_conn_set_idle(bench->server.conn, 1000);
    for (int i = 1; i <= 5; i++) {
        bench_pass_ms(bench, 900);
        bench_send_text(bench->client.conn, "echo");
        BENCH_RUN_UNTIL(bench, bench->server.frames == i);
    }
    bench_pass_ms(bench, 990);
    assert_int_equal(bench->server.closed, 0);
    bench_pass_ms(bench, 20);
    assert_int_equal(bench->server.closed, 1);
    assert_int_equal(bench->server.reason, NET_CLOSE_IDLE_TIMEOUT);
}

static void a_peer_that_goes_is_noticed(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    net_conn_close(bench->client.conn, NET_CLOSE_LOCAL);
    BENCH_RUN_UNTIL(bench, bench->server.closed == 1);
    assert_int_equal(bench->server.reason, NET_CLOSE_PEER);
    assert_int_equal(bench->client.reason, NET_CLOSE_LOCAL);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(nothing_comes_between_a_close_and_on_close),
        BENCH_TEST(the_owner_of_a_connect_hears_of_its_end_even_if_it_never_opened),
        BENCH_TEST(an_owners_deadline_holds_whatever_comes_in),
        BENCH_TEST(every_frame_renews_the_idle_time),
        BENCH_TEST(a_peer_that_goes_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
