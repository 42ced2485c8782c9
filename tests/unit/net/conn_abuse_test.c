// SPDX-License-Identifier: Apache-2.0
// Proves that a peer who breaks the rules is cut for the right reason and costs nobody else:
// wrong certificates, no TLS, frames too large, too slow or cut off, KeyUpdate floods.
#include "net/conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "net/bench.h"
#include "net/frame.h"
#include "net/tls_internal.h"
#include "support/cmocka.h"

static void expect_server_close(struct bench *bench, enum net_close reason)
{
    BENCH_RUN_UNTIL(bench, bench->server.closed == 1);
    assert_int_equal(bench->server.reason, reason);
}

// What the metrics say about closes that no owner hears of.
static void expect_unopened_close(struct bench *bench, enum net_close reason)
{
    struct buffer text;
    char line[128];
    snprintf(line, sizeof(line), "closed_total{reason=\"%s\"} 1\n", net_close_label(reason));
    buffer_init(&text, LIMIT_METRICS_TEXT_BYTES_MAX);
    assert_int_equal(metrics_render(bench->metrics, &text), BASE_OK);
    assert_int_equal(buffer_append(&text, "", 1), BASE_OK);
    assert_non_null(strstr((const char *)buffer_bytes(&text), line));
    buffer_clear(&text);
    assert_int_equal(bench->server.opened, 0);
    assert_int_equal(bench->server.closed, 0);
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
    assert_int_equal(bench->server.frames, 2);
    assert_int_equal(bench->server.frame_bytes, 4);
    raw_close(&raw);
    expect_server_close(bench, NET_CLOSE_PEER);
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

static void bytes_that_are_no_tls_are_refused(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_connect(bench, &raw);
    assert_int_equal(send(raw.fd, "GET / HTTP/1.1\r\n\r\n", 18, 0), 18);
    bench_settle(bench);
    raw_close(&raw);
    BENCH_RUN_UNTIL(bench, net_connection_count(bench->net) == 0);
    expect_unopened_close(bench, NET_CLOSE_HANDSHAKE_FAILED);
}

static void a_peer_that_says_nothing_is_cut_after_the_handshake_time(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_connect(bench, &raw);
    bench_pass_ms(bench, LIMIT_HANDSHAKE_MS - 10);
    assert_int_equal(net_connection_count(bench->net), 1);
    bench_pass_ms(bench, 20);
    assert_int_equal(net_connection_count(bench->net), 0);
    expect_unopened_close(bench, NET_CLOSE_HANDSHAKE_TIMEOUT);
    raw_close(&raw);
}

static void tls_1_2_is_refused(void **state)
{
    struct bench *bench = *state;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    struct raw raw;
    raw_connect(bench, &raw);
    raw.ssl = SSL_new(context);
    SSL_set_fd(raw.ssl, raw.fd);
    SSL_set_connect_state(raw.ssl);
    for (int i = 0; i < 100; i++) {
        assert_int_not_equal(SSL_do_handshake(raw.ssl), 1);
        loop_run_turn(bench->loop, LOOP_POLL);
    }
    ERR_clear_error();
    raw_close(&raw);
    SSL_CTX_free(context);
    BENCH_RUN_UNTIL(bench, net_connection_count(bench->net) == 0);
    expect_unopened_close(bench, NET_CLOSE_HANDSHAKE_FAILED);
}

// Our client with this TLS gets no further than its own half of the handshake.
static void expect_refused_client(struct bench *bench, struct net_tls *tls, enum net_close reason)
{
    bench_connect_with(bench, tls, "127.0.0.1");
    BENCH_RUN_UNTIL(bench, bench->client.closed == 1);
    BENCH_RUN_UNTIL(bench, net_connection_count(bench->net) == 0);
    expect_unopened_close(bench, reason);
    net_tls_release(tls);
}

static void a_client_of_another_authority_is_refused_and_told(void **state)
{
    struct bench *bench = *state;
    struct pki_authority stranger;
    struct pki_files files;
    pki_make_authority(&bench->pki, "stranger", &stranger);
    pki_issue(&bench->pki, &stranger,
              &(struct pki_wish){.file = "foreign", .unit = "terminal", .name = "till-1"}, &files);
    struct net_tls *tls =
        bench_make_client_tls(bench, &(struct pki_wish){.file = "own", .name = "x"});
    assert_int_equal(
        SSL_CTX_use_certificate_file(tls->context, files.certificate, SSL_FILETYPE_PEM), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(tls->context, files.key, SSL_FILETYPE_PEM), 1);
    expect_refused_client(bench, tls, NET_CLOSE_HANDSHAKE_FAILED);
    assert_int_equal(bench->client.reason, NET_CLOSE_TLS_FAILED);
    assert_string_equal(bench->client.detail, "tlsv1 alert unknown ca");
    pki_drop_authority(&stranger);
}

static void an_expired_client_is_refused_and_told(void **state)
{
    struct bench *bench = *state;
    struct pki_files files;
    pki_issue(
        &bench->pki, &bench->authority,
        &(struct pki_wish){
            .file = "old", .unit = "terminal", .name = "till-1", .days_from = -9, .days_until = -1},
        &files);
    struct net_tls *tls =
        bench_make_client_tls(bench, &(struct pki_wish){.file = "own", .name = "x"});
    assert_int_equal(
        SSL_CTX_use_certificate_file(tls->context, files.certificate, SSL_FILETYPE_PEM), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(tls->context, files.key, SSL_FILETYPE_PEM), 1);
    expect_refused_client(bench, tls, NET_CLOSE_HANDSHAKE_FAILED);
    assert_string_equal(bench->client.detail, "sslv3 alert certificate expired");
}

static void a_client_without_a_certificate_is_refused(void **state)
{
    struct bench *bench = *state;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct net_tls *tls = calloc(1, sizeof(*tls));
    *tls = (struct net_tls){.context = context, .owners = 1};
    SSL_CTX_load_verify_file(context, bench->authority.files.certificate);
    expect_refused_client(bench, tls, NET_CLOSE_HANDSHAKE_FAILED);
    assert_string_equal(bench->client.detail, "tlsv13 alert certificate required");
}

static void a_client_without_a_role_is_refused(void **state)
{
    struct bench *bench = *state;
    struct net_tls *tls =
        bench_make_client_tls(bench, &(struct pki_wish){.file = "nobody", .name = "till-1"});
    expect_refused_client(bench, tls, NET_CLOSE_BAD_IDENTITY);
}

static void no_session_can_be_resumed(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    raw_open(bench, &raw, bench->client_tls);
    assert_int_equal(net_conn_send_frame(bench->server.conn, "a", 1), NET_OK);
    char answer[5];
    raw_read(bench, &raw, answer, sizeof(answer));
    assert_int_equal(SSL_SESSION_is_resumable(SSL_get0_session(raw.ssl)), 0);
    raw_close(&raw);
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

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(a_frame_above_the_limit_is_cut_before_it_is_read),
        BENCH_TEST(frames_before_one_that_is_too_large_are_still_answered),
        BENCH_TEST(a_frame_may_come_byte_by_byte),
        BENCH_TEST(a_frame_that_comes_too_slowly_is_cut),
        BENCH_TEST(each_frame_has_its_own_time),
        BENCH_TEST(time_that_we_pause_is_not_the_peers),
        BENCH_TEST(a_frame_cut_off_by_the_peer_is_dropped_with_it),
        BENCH_TEST(a_reset_is_a_peer_that_went),
        BENCH_TEST(a_flood_of_key_updates_is_cut),
        BENCH_TEST(a_few_key_updates_do_no_harm),
        BENCH_TEST(a_broken_record_ends_the_connection),
        BENCH_TEST(bytes_that_are_no_tls_are_refused),
        BENCH_TEST(a_peer_that_says_nothing_is_cut_after_the_handshake_time),
        BENCH_TEST(tls_1_2_is_refused),
        BENCH_TEST(a_client_of_another_authority_is_refused_and_told),
        BENCH_TEST(an_expired_client_is_refused_and_told),
        BENCH_TEST(a_client_without_a_certificate_is_refused),
        BENCH_TEST(a_client_without_a_role_is_refused),
        BENCH_TEST(no_session_can_be_resumed),
        BENCH_TEST(a_flood_of_frames_is_taken_in_portions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
