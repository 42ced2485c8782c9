// SPDX-License-Identifier: Apache-2.0
// Proves writing: in place, bounded, and what happens to the last answers.
#include "net/conn.h"

#include <string.h>

#include "base/limits.h"
#include "net/bench.h"
#include "support/cmocka.h"

static void a_frame_may_be_written_in_place(void **state)
{
    struct bench *bench = *state;
    uint8_t *payload = NULL;
    bench_open(bench);
    assert_int_equal(net_conn_reserve_frame(bench->client.conn, 1000, &payload), NET_OK);
    memcpy(payload, "short", 5);
    net_conn_commit_frame(bench->client.conn, 5);
    assert_int_equal(net_conn_output_size(bench->client.conn), 9);
    BENCH_RUN_UNTIL(bench, bench->server.frames == 1);
    assert_int_equal(bench->server.last_size, 5);
    assert_int_equal(net_conn_output_size(bench->client.conn), 0);
}

static void output_that_nobody_takes_is_full_and_leaves_later(void **state)
{
    struct bench *bench = *state;
    static const uint8_t bytes[4000];
    int sent = 0;
    bench_open(bench);
    net_conn_pause_reading(bench->client.conn);
    for (enum net_result result = NET_OK; result == NET_OK;) {
        result = net_conn_send_frame(bench->server.conn, bytes, sizeof(bytes));
        sent += result == NET_OK;
        loop_run_turn(bench->loop, LOOP_POLL);
        assert_true(net_conn_output_size(bench->server.conn) <= LIMIT_OUTPUT_BYTES_MAX);
    }
    assert_int_equal(bench->client.frames, 0);
    assert_true(sent > LIMIT_OUTPUT_BYTES_MAX / 4004);
    net_conn_resume_reading(bench->client.conn);
    BENCH_RUN_UNTIL(bench, bench->client.frames == sent);
    assert_int_equal(net_conn_send_frame(bench->server.conn, bytes, 1), NET_OK);
    BENCH_RUN_UNTIL(bench, bench->client.frames == sent + 1);
}

static void send_text(struct net_conn *conn, const char *text)
{
    assert_int_equal(net_conn_send_frame(conn, text, strlen(text)), NET_OK);
}

static void answer_and_close(struct bench_owner *owner)
{
    for (int i = 0; i < 20; i++) {
        assert_int_equal(net_conn_send_frame(owner->conn, owner->last_frame, 4000), NET_OK);
    }
    net_conn_close_after_flush(owner->conn, NET_CLOSE_LOCAL);
}

static void the_last_answers_arrive_before_the_close(void **state)
{
    struct bench *bench = *state;
    bench->server.when_frame = answer_and_close;
    bench_open(bench);
    send_text(bench->client.conn, "one");
    send_text(bench->client.conn, "never read");
    BENCH_RUN_UNTIL(bench, bench->server.closed == 1 && bench->client.closed == 1);
    assert_int_equal(bench->client.frames, 20);
    assert_int_equal(bench->server.frames, 1);
    assert_int_equal(bench->server.reason, NET_CLOSE_LOCAL);
    assert_int_equal(bench->client.reason, NET_CLOSE_PEER);
}

static void a_peer_that_does_not_take_the_last_answers_is_cut(void **state)
{
    struct bench *bench = *state;
    static const uint8_t bytes[60000];
    bench_open(bench);
    net_conn_pause_reading(bench->client.conn);
    while (net_conn_send_frame(bench->server.conn, bytes, sizeof(bytes)) == NET_OK) {
        loop_run_turn(bench->loop, LOOP_POLL);
    }
    net_conn_close_after_flush(bench->server.conn, NET_CLOSE_LOCAL);
    bench_pass_ms(bench, LIMIT_CLOSE_FLUSH_MS - 10);
    assert_int_equal(bench->server.closed, 0);
    bench_pass_ms(bench, 20);
    assert_int_equal(bench->server.closed, 1);
    assert_int_equal(bench->server.reason, NET_CLOSE_FLUSH_TIMEOUT);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(a_frame_may_be_written_in_place),
        BENCH_TEST(output_that_nobody_takes_is_full_and_leaves_later),
        BENCH_TEST(the_last_answers_arrive_before_the_close),
        BENCH_TEST(a_peer_that_does_not_take_the_last_answers_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
