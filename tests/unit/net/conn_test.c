// SPDX-License-Identifier: Apache-2.0
// Proves what a connection promises its owner, between our own client and our own server.
#include "net/conn.h"

#include <string.h>

#include "base/limits.h"
#include "net/bench.h"
#include "support/cmocka.h"

static void send_text(struct net_conn *conn, const char *text)
{
    assert_int_equal(net_conn_send_frame(conn, text, strlen(text)), NET_OK);
}

static void both_sides_open_and_the_server_knows_who_came(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_string_equal(bench->server.peer.unit, "terminal");
    assert_string_equal(bench->server.peer.name, "till-1");
    assert_non_null(strstr(bench->server.peer.address, "127.0.0.1:"));
    assert_string_equal(net_conn_peer(bench->server.conn)->name, "till-1");
    assert_int_equal(net_connection_count(bench->net), 2);
}

static void frames_arrive_whole_and_in_order_in_both_directions(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    send_text(bench->client.conn, "one");
    send_text(bench->client.conn, "");
    send_text(bench->client.conn, "three");
    send_text(bench->server.conn, "answer");
    BENCH_RUN_UNTIL(bench, bench->server.frames == 3 && bench->client.frames == 1);
    assert_int_equal(bench->server.frame_bytes, 8);
    assert_memory_equal(bench->server.last_frame, "three", 5);
    assert_memory_equal(bench->client.last_frame, "answer", 6);
}

static void echo(struct bench_owner *owner)
{
    assert_int_equal(net_conn_send_frame(owner->conn, owner->last_frame, owner->last_size), NET_OK);
}

static void frames_of_every_size_up_to_the_limit_come_back_unchanged(void **state)
{
    struct bench *bench = *state;
    static uint8_t bytes[LIMIT_FRAME_BYTES_MAX];
    const size_t sizes[] = {1, 100, 16379, 16380, 16381, 16384, 40000, LIMIT_FRAME_BYTES_MAX};
    bench->server.when_frame = echo;
    bench_open(bench);
    net_conn_set_frame_max(bench->server.conn, LIMIT_FRAME_BYTES_MAX);
    net_conn_set_frame_max(bench->client.conn, LIMIT_FRAME_BYTES_MAX);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (uint8_t)(i * 31 + i / 255);
    }
    for (size_t i = 0; i < BASE_COUNT(sizes); i++) {
        int frames = bench->client.frames;
        assert_int_equal(net_conn_send_frame(bench->client.conn, bytes, sizes[i]), NET_OK);
        BENCH_RUN_UNTIL(bench, bench->client.frames == frames + 1);
        assert_int_equal(bench->client.last_size, sizes[i]);
        assert_memory_equal(bench->client.last_frame, bytes, sizes[i]);
    }
}

static void many_frames_of_uneven_sizes_survive_together(void **state)
{
    struct bench *bench = *state;
    uint8_t bytes[3000] = {0};
    size_t sent_bytes = 0;
    bench_open(bench);
    for (int i = 0; i < 100; i++) {
        size_t size = (size_t)(i * 7919 % 3000);
        assert_int_equal(net_conn_send_frame(bench->client.conn, bytes, size), NET_OK);
        sent_bytes += size;
    }
    BENCH_RUN_UNTIL(bench, bench->server.frames == 100);
    assert_int_equal(bench->server.frame_bytes, sent_bytes);
}

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

static void pause(struct bench_owner *owner)
{
    net_conn_pause_reading(owner->conn);
}

static void a_pause_inside_a_batch_holds_back_the_rest(void **state)
{
    struct bench *bench = *state;
    bench->server.when_frame = pause;
    bench_open(bench);
    for (int i = 0; i < 3; i++) {
        send_text(bench->client.conn, "frame");
    }
    for (int frames = 1; frames <= 3; frames++) {
        bench_settle(bench);
        assert_int_equal(bench->server.frames, frames);
        net_conn_resume_reading(bench->server.conn);
    }
}

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
    send_text(bench->client.conn, "one");
    send_text(bench->client.conn, "two");
    BENCH_RUN_UNTIL(bench, bench->server.closed == 1 && bench->client.closed == 1);
    assert_int_equal(bench->server.frames, 1);
    assert_int_equal(bench->server.reason, NET_CLOSE_PROTOCOL);
    assert_int_equal(bench->client.reason, NET_CLOSE_PEER);
    assert_int_equal(net_connection_count(bench->net), 0);
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
    send_text(bench->client.conn, "not a logon");
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
        send_text(bench->client.conn, "echo");
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

static void the_owner_of_a_connect_hears_of_its_end_even_if_it_never_opened(void **state)
{
    struct bench *bench = *state;
    bench_connect(bench);
    net_close_all(bench->net, NET_CLOSE_LOCAL);
    BENCH_RUN_UNTIL(bench, bench->client.closed == 1);
    assert_int_equal(bench->client.opened, 0);
    assert_int_equal(bench->client.reason, NET_CLOSE_LOCAL);
}

static void nobody_listening_is_a_failed_connect(void **state)
{
    struct bench *bench = *state;
    bench_forget_listener(bench);
    bench_connect(bench);
    BENCH_RUN_UNTIL(bench, bench->client.closed == 1);
    assert_int_equal(bench->client.opened, 0);
    assert_int_equal(bench->client.reason, NET_CLOSE_CONNECT_FAILED);
}

static void a_server_that_does_not_answer_is_given_up(void **state)
{
    struct bench *bench = *state;
    net_listener_pause(bench->listener);
    bench_connect(bench);
    bench_pass_ms(bench, LIMIT_HANDSHAKE_MS - 10);
    assert_int_equal(bench->client.closed, 0);
    bench_pass_ms(bench, 20);
    assert_int_equal(bench->client.closed, 1);
    assert_int_equal(bench->client.reason, NET_CLOSE_HANDSHAKE_TIMEOUT);
}

static void a_server_of_another_name_is_refused(void **state)
{
    struct bench *bench = *state;
    bench_connect_with(bench, bench->client_tls, "bonus.example");
    BENCH_RUN_UNTIL(bench, bench->client.closed == 1);
    assert_int_equal(bench->client.opened, 0);
    assert_int_equal(bench->client.reason, NET_CLOSE_HANDSHAKE_FAILED);
    assert_string_equal(bench->client.detail, "hostname mismatch");
}

static void a_server_may_be_known_by_its_dns_name(void **state)
{
    struct bench *bench = *state;
    bench_connect_with(bench, bench->client_tls, "localhost");
    BENCH_RUN_UNTIL(bench, bench->server.opened == 1 && bench->client.opened == 1);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(both_sides_open_and_the_server_knows_who_came),
        BENCH_TEST(frames_arrive_whole_and_in_order_in_both_directions),
        BENCH_TEST(frames_of_every_size_up_to_the_limit_come_back_unchanged),
        BENCH_TEST(many_frames_of_uneven_sizes_survive_together),
        BENCH_TEST(a_frame_may_be_written_in_place),
        BENCH_TEST(output_that_nobody_takes_is_full_and_leaves_later),
        BENCH_TEST(a_pause_inside_a_batch_holds_back_the_rest),
        BENCH_TEST(nothing_comes_between_a_close_and_on_close),
        BENCH_TEST(the_last_answers_arrive_before_the_close),
        BENCH_TEST(a_peer_that_does_not_take_the_last_answers_is_cut),
        BENCH_TEST(an_owners_deadline_holds_whatever_comes_in),
        BENCH_TEST(every_frame_renews_the_idle_time),
        BENCH_TEST(a_peer_that_goes_is_noticed),
        BENCH_TEST(the_owner_of_a_connect_hears_of_its_end_even_if_it_never_opened),
        BENCH_TEST(nobody_listening_is_a_failed_connect),
        BENCH_TEST(a_server_that_does_not_answer_is_given_up),
        BENCH_TEST(a_server_of_another_name_is_refused),
        BENCH_TEST(a_server_may_be_known_by_its_dns_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
