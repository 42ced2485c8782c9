// SPDX-License-Identifier: Apache-2.0
// Proves who gets in: both sides by certificates of one authority, over TLS 1.3 and in time, and
// nobody else.
#include "net/conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "net/bench.h"
#include "net/tls_internal.h"
#include "support/cmocka.h"

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

static void a_server_may_be_known_by_its_dns_name(void **state)
{
    struct bench *bench = *state;
    bench_connect_with(bench, bench->client_tls, "localhost");
    BENCH_RUN_UNTIL(bench, bench->server.opened == 1 && bench->client.opened == 1);
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

// What the metrics say about closes that no owner hears of.
static void expect_unopened_close(struct bench *bench, enum net_close reason)
{
    char line[128];
    snprintf(line, sizeof(line), "closed_total{reason=\"%s\"} 1\n", net_close_label(reason));
    assert_true(bench_counts(bench, line));
    assert_int_equal(bench->server.opened, 0);
    assert_int_equal(bench->server.closed, 0);
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

static void send_no_tls(struct bench *bench)
{
    struct raw raw;
    raw_connect(bench, &raw);
    assert_int_equal(send(raw.fd, "GET / HTTP/1.1\r\n\r\n", 18, 0), 18);
    bench_settle(bench);
    raw_close(&raw);
    BENCH_RUN_UNTIL(bench, net_connection_count(bench->net) == 0);
}

static void bytes_that_are_no_tls_are_refused(void **state)
{
    struct bench *bench = *state;
    send_no_tls(bench);
    expect_unopened_close(bench, NET_CLOSE_HANDSHAKE_FAILED);
}

static void failed_handshakes_do_not_fill_the_log(void **state)
{
    struct bench *bench = *state;
    for (int i = 0; i < 4; i++) {
        send_no_tls(bench);
    }
    assert_int_equal(bench_count_log(bench, "event=connection_closed"), 1);
    assert_int_equal(bench_count_log(bench, "held_back=0"), 1);
    bench_pass_ms(bench, LIMIT_LOG_REPEAT_MS);
    send_no_tls(bench);
    assert_int_equal(bench_count_log(bench, "event=connection_closed"), 2);
    assert_int_equal(bench_count_log(bench, "held_back=3"), 1);
    assert_true(bench_counts(bench, "closed_total{reason=\"handshake_failed\"} 5\n"));
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

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(both_sides_open_and_the_server_knows_who_came),
        BENCH_TEST(a_server_may_be_known_by_its_dns_name),
        BENCH_TEST(a_server_of_another_name_is_refused),
        BENCH_TEST(a_client_of_another_authority_is_refused_and_told),
        BENCH_TEST(an_expired_client_is_refused_and_told),
        BENCH_TEST(a_client_without_a_certificate_is_refused),
        BENCH_TEST(a_client_without_a_role_is_refused),
        BENCH_TEST(bytes_that_are_no_tls_are_refused),
        BENCH_TEST(failed_handshakes_do_not_fill_the_log),
        BENCH_TEST(tls_1_2_is_refused),
        BENCH_TEST(no_session_can_be_resumed),
        BENCH_TEST(nobody_listening_is_a_failed_connect),
        BENCH_TEST(a_server_that_does_not_answer_is_given_up),
        BENCH_TEST(a_peer_that_says_nothing_is_cut_after_the_handshake_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
