// SPDX-License-Identifier: Apache-2.0
// Proves reading: frames arrive as they were sent however they come, and a peer who sends too much,
// too slowly or nonsense is cut for the right reason.
#include "net/conn.h"

#include <sys/socket.h>

#include <openssl/ssl.h>

#include "base/limits.h"
#include "net/bench.h"
#include "net/frame.h"
#include "support/cmocka.h"

static void frames_arrive_whole_and_in_order_in_both_directions(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    bench_send_text(bench->client.conn, "one");
    bench_send_text(bench->client.conn, "");
    bench_send_text(bench->client.conn, "three");
    bench_send_text(bench->server.conn, "answer");
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

static void expect_server_close(struct bench *bench, enum net_close reason)
{
    BENCH_RUN_UNTIL(bench, bench->server.closed == 1);
    assert_int_equal(bench->server.reason, reason);
}

static void a_frame_may_come_byte_by_byte(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    const uint8_t bytes[] = {0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 1, 'd'};
    raw_open(bench, &raw, bench->client_tls);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        raw_write(bench, &raw, bytes + i, 1);
        bench_settle(bench);
    }
    BENCH_RUN_UNTIL(bench, bench->server.frames == 2);
    assert_int_equal(bench->server.frame_bytes, 4);
    raw_close(&raw);
    expect_server_close(bench, NET_CLOSE_PEER);
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
        bench_send_text(bench->client.conn, "frame");
    }
    for (int frames = 1; frames <= 3; frames++) {
        BENCH_RUN_UNTIL(bench, bench->server.frames == frames);
        bench_settle(bench);
        assert_int_equal(bench->server.frames, frames);
        net_conn_resume_reading(bench->server.conn);
    }
}

static void a_flood_of_frames_is_taken_in_portions(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    static uint8_t bytes[400000];
    for (size_t i = 0; i < sizeof(bytes); i += 100) {
        net_frame_write_prefix(bytes + i, 96);
    }
    raw_open(bench, &raw, bench->client_tls);
    raw_write(bench, &raw, bytes, sizeof(bytes));
    size_t largest = 0;
    for (int i = 0; i < 200; i++) {
        size_t before = bench->server.frame_bytes;
        loop_run_turn(bench->loop, LOOP_POLL);
        size_t taken = bench->server.frame_bytes - before;
        largest = taken > largest ? taken : largest;
    }
    assert_int_equal(bench->server.frames, 4000);
    // A turn reads once for the descriptor and once more at its end.
    assert_true(largest <= 2 * (LIMIT_READ_BYTES_PER_TURN_MAX + 16384));
    raw_close(&raw);
}

static void a_frame_above_the_limit_is_cut_before_it_is_read(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    uint8_t prefix[4];
    net_frame_write_prefix(prefix, LIMIT_FRAME_LOGON_BYTES_MAX + 1);
    raw_write(bench, &raw, prefix, sizeof(prefix));
    bench_settle(bench);
    raw_close(&raw);
    expect_server_close(bench, NET_CLOSE_FRAME_TOO_LARGE);
    assert_int_equal(bench->server.frames, 0);
}

static void frames_before_one_that_is_too_large_are_still_answered(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    const uint8_t bytes[] = {0, 0, 0, 1, 'a', 0xff, 0xff, 0xff, 0xff};
    raw_open(bench, &raw, bench->client_tls);
    raw_write(bench, &raw, bytes, sizeof(bytes));
    bench_settle(bench);
    raw_close(&raw);
    expect_server_close(bench, NET_CLOSE_FRAME_TOO_LARGE);
    assert_int_equal(bench->server.frames, 1);
}

static void a_frame_that_comes_too_slowly_is_cut(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    const uint8_t bytes[] = {0, 0, 0, 100};
    raw_open(bench, &raw, bench->client_tls);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        raw_write(bench, &raw, bytes + i, 1);
        bench_pass_ms(bench, LIMIT_FRAME_MS / 5);
        assert_int_equal(bench->server.closed, 0);
    }
    bench_pass_ms(bench, LIMIT_FRAME_MS / 5 + 10);
    expect_server_close(bench, NET_CLOSE_FRAME_TIMEOUT);
    raw_close(&raw);
}

static void each_frame_has_its_own_time(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    raw_write(bench, &raw, "\0", 1);
    for (int i = 1; i <= 4; i++) {
        // The end of one frame and the beginning of the next.
        bench_pass_ms(bench, LIMIT_FRAME_MS - 100);
        raw_write(bench, &raw, "\0\0\1x\0", 5);
        BENCH_RUN_UNTIL(bench, bench->server.frames == i);
    }
    assert_int_equal(bench->server.closed, 0);
    bench_pass_ms(bench, LIMIT_FRAME_MS + 10);
    expect_server_close(bench, NET_CLOSE_FRAME_TIMEOUT);
    raw_close(&raw);
}

static void time_that_we_pause_is_not_the_peers(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    raw_write(bench, &raw, "\0\0", 2);
    bench_settle(bench);
    net_conn_pause_reading(bench->server.conn);
    bench_pass_ms(bench, LIMIT_FRAME_MS * 10);
    net_conn_resume_reading(bench->server.conn);
    bench_pass_ms(bench, LIMIT_FRAME_MS - 10);
    assert_int_equal(bench->server.closed, 0);
    bench_pass_ms(bench, 20);
    expect_server_close(bench, NET_CLOSE_FRAME_TIMEOUT);
    raw_close(&raw);
}

static void a_frame_cut_off_by_the_peer_is_dropped_with_it(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    raw_write(bench, &raw, "\0\0\0\7abc", 7);
    bench_settle(bench);
    raw_close(&raw);
    expect_server_close(bench, NET_CLOSE_PEER);
    assert_int_equal(bench->server.frames, 0);
}

static void a_reset_is_a_peer_that_went(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    setsockopt(raw.fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
    raw_close(&raw);
    expect_server_close(bench, NET_CLOSE_PEER);
}

static void a_broken_record_ends_the_connection(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    const uint8_t record[] = {23, 3,  3,  0,  20, 1,  2,  3,  4,  5,  6,  7, 8,
                              9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
    assert_int_equal(send(raw.fd, record, sizeof(record), 0), sizeof(record));
    expect_server_close(bench, NET_CLOSE_TLS_FAILED);
    raw_close(&raw);
}

static void a_flood_of_key_updates_is_cut(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    for (int i = 0; i <= LIMIT_KEY_UPDATES_MAX && bench->server.closed == 0; i++) {
        assert_int_equal(SSL_key_update(raw.ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
        assert_int_equal(SSL_do_handshake(raw.ssl), 1);
    }
    expect_server_close(bench, NET_CLOSE_KEY_UPDATES);
    raw_close(&raw);
}

static void a_few_key_updates_do_no_harm(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    char answer[5];
    raw_open(bench, &raw, bench->client_tls);
    for (int i = 1; i <= 10; i++) {
        assert_int_equal(SSL_key_update(raw.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
        raw_write(bench, &raw, "\0\0\0\1a", 5);
        BENCH_RUN_UNTIL(bench, bench->server.frames == i);
        assert_int_equal(net_conn_send_frame(bench->server.conn, "b", 1), NET_OK);
        raw_read(bench, &raw, answer, sizeof(answer));
        assert_memory_equal(answer, "\0\0\0\1b", 5);
    }
    raw_close(&raw);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(frames_arrive_whole_and_in_order_in_both_directions),
        BENCH_TEST(frames_of_every_size_up_to_the_limit_come_back_unchanged),
        BENCH_TEST(many_frames_of_uneven_sizes_survive_together),
        BENCH_TEST(a_frame_may_come_byte_by_byte),
        BENCH_TEST(a_pause_inside_a_batch_holds_back_the_rest),
        BENCH_TEST(a_flood_of_frames_is_taken_in_portions),
        BENCH_TEST(a_frame_above_the_limit_is_cut_before_it_is_read),
        BENCH_TEST(frames_before_one_that_is_too_large_are_still_answered),
        BENCH_TEST(a_frame_that_comes_too_slowly_is_cut),
        BENCH_TEST(each_frame_has_its_own_time),
        BENCH_TEST(time_that_we_pause_is_not_the_peers),
        BENCH_TEST(a_frame_cut_off_by_the_peer_is_dropped_with_it),
        BENCH_TEST(a_reset_is_a_peer_that_went),
        BENCH_TEST(a_broken_record_ends_the_connection),
        BENCH_TEST(a_flood_of_key_updates_is_cut),
        BENCH_TEST(a_few_key_updates_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
