// SPDX-License-Identifier: Apache-2.0
// Proves listening: sharing a port, the caps on connections and newcomers, pausing, running out of
// descriptors and changing certificates while running.
#include "net/listener.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/limits.h"
#include "net/bench.h"
#include "support/cmocka.h"

static void two_listeners_may_share_a_port(void **state)
{
    struct bench *bench = *state;
    char port[8];
    struct net_error error;
    struct net_listener *second = NULL;
    snprintf(port, sizeof(port), "%u", (unsigned)bench->port);
    const struct net_listen_options options = {
        .host = "127.0.0.1", .port = port, .tls = bench->server_tls};
    assert_int_equal(net_listener_create(bench->net, &options, &second, &error), NET_OK);
    assert_int_equal(net_listener_port(second), bench->port);
    net_listener_destroy(second);
    net_listener_destroy(NULL);
}

static void an_address_of_another_host_is_explained(void **state)
{
    struct bench *bench = *state;
    struct net_error error;
    struct net_listener *listener = NULL;
    const struct net_listen_options options = {
        .host = "192.0.2.1", .port = "0", .tls = bench->server_tls};
    assert_int_equal(net_listener_create(bench->net, &options, &listener, &error), NET_BAD_ADDRESS);
    assert_null(listener);
    assert_string_equal(error.fact, "192.0.2.1:0: Cannot assign requested address");
}

static void one_connection_too_many_is_closed_at_once(void **state)
{
    struct bench *bench = *state;
    struct raw raws[BENCH_CONNECTIONS_MAX + 1];
    for (int i = 0; i <= BENCH_CONNECTIONS_MAX; i++) {
        raw_connect(bench, &raws[i]);
    }
    bench_settle(bench);
    assert_int_equal(net_connection_count(bench->net), BENCH_CONNECTIONS_MAX);
    assert_true(raw_is_closed(&raws[BENCH_CONNECTIONS_MAX]));
    assert_false(raw_is_closed(&raws[0]));
    assert_true(bench_counts(bench, "refused_total{reason=\"connections\"} 1\n"));
    for (int i = 0; i <= BENCH_CONNECTIONS_MAX; i++) {
        raw_close(&raws[i]);
    }
    bench_settle(bench);
    bench_open(bench);
}

static void allow_newcomers(struct bench *bench, uint32_t in_all, uint32_t per_address)
{
    net_set_limits(bench->net, &(struct net_limits){.newcomers_max = in_all,
                                                    .newcomers_per_address_max = per_address});
}

static void one_newcomer_too_many_is_closed_at_once(void **state)
{
    struct bench *bench = *state;
    struct raw raws[4];
    allow_newcomers(bench, 2, 2);
    raw_connect_from(bench, &raws[0], "127.0.0.2");
    raw_connect_from(bench, &raws[1], "127.0.0.3");
    bench_settle(bench);
    raw_connect_from(bench, &raws[2], "127.0.0.4");
    bench_settle(bench);
    assert_true(raw_is_closed(&raws[2]));
    assert_int_equal(net_connection_count(bench->net), 2);
    assert_true(bench_counts(bench, "refused_total{reason=\"newcomers\"} 1\n"));
    assert_true(bench_counts(bench, "bonus_net_newcomers 2\n"));
    raw_close(&raws[0]);
    bench_settle(bench);
    raw_connect_from(bench, &raws[3], "127.0.0.4");
    bench_settle(bench);
    assert_false(raw_is_closed(&raws[3]));
    for (int i = 1; i < 4; i++) {
        raw_close(&raws[i]);
    }
}

static void one_address_cannot_take_the_place_of_others(void **state)
{
    struct bench *bench = *state;
    struct raw raws[4];
    allow_newcomers(bench, 8, 2);
    for (int i = 0; i < 3; i++) {
        raw_connect(bench, &raws[i]);
        bench_settle(bench);
    }
    raw_connect_from(bench, &raws[3], "127.0.0.2");
    bench_settle(bench);
    assert_false(raw_is_closed(&raws[1]));
    assert_true(raw_is_closed(&raws[2]));
    assert_false(raw_is_closed(&raws[3]));
    assert_true(bench_counts(bench, "refused_total{reason=\"address\"} 1\n"));
    for (int i = 0; i < 4; i++) {
        raw_close(&raws[i]);
    }
}

static void who_was_admitted_is_no_newcomer(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    allow_newcomers(bench, 1, 1);
    bench_open(bench);
    raw_connect(bench, &raw);
    bench_settle(bench);
    assert_true(raw_is_closed(&raw));
    raw_close(&raw);
    net_conn_admit(bench->server.conn);
    net_conn_admit(bench->server.conn);
    net_conn_admit(bench->client.conn); // which never was one
    assert_true(bench_counts(bench, "bonus_net_newcomers 0\n"));
    raw_connect(bench, &raw);
    bench_settle(bench);
    assert_false(raw_is_closed(&raw));
    raw_close(&raw);
}

static void refusals_do_not_fill_the_log(void **state)
{
    struct bench *bench = *state;
    struct raw raws[5];
    allow_newcomers(bench, 1, 1);
    for (int i = 0; i < 4; i++) {
        raw_connect(bench, &raws[i]);
        bench_settle(bench);
    }
    assert_int_equal(bench_count_log(bench, "event=connection_refused"), 1);
    bench_pass_ms(bench, LIMIT_LOG_REPEAT_MS);
    raw_connect(bench, &raws[4]);
    bench_settle(bench);
    assert_int_equal(bench_count_log(bench, "event=connection_refused"), 2);
    assert_int_equal(bench_count_log(bench, "too_many=address"), 2);
    assert_int_equal(bench_count_log(bench, "held_back=2"), 1);
    for (int i = 0; i < 5; i++) {
        raw_close(&raws[i]);
    }
}

static void a_paused_listener_lets_connections_wait(void **state)
{
    struct bench *bench = *state;
    net_listener_pause(bench->listener);
    bench_connect(bench);
    bench_settle(bench);
    assert_int_equal(bench->server.opened, 0);
    net_listener_resume(bench->listener);
    BENCH_RUN_UNTIL(bench, bench->server.opened == 1 && bench->client.opened == 1);
}

static void without_descriptors_accepting_rests_and_goes_on_later(void **state)
{
    struct bench *bench = *state;
    struct raw raw;
    struct rlimit before;
    raw_connect(bench, &raw);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next_fd = fcntl(raw.fd, F_DUPFD, 0);
    close(next_fd);
    const struct rlimit none_left = {(rlim_t)next_fd, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none_left), 0);
    bench_settle(bench);
    assert_int_equal(net_connection_count(bench->net), 0);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    bench_settle(bench);
    assert_int_equal(net_connection_count(bench->net), 0);
    bench_pass_ms(bench, LIMIT_ACCEPT_BACKOFF_MS + 1);
    assert_int_equal(net_connection_count(bench->net), 1);
    raw_close(&raw);
}

static void new_certificates_serve_new_connections_and_spare_open_ones(void **state)
{
    struct bench *bench = *state;
    struct pki_files files;
    struct net_tls *next = NULL;
    struct net_error error;
    bench_open(bench);
    pki_issue(&bench->pki, &bench->authority,
              &(struct pki_wish){.file = "next", .unit = "server", .name = "next"}, &files);
    const struct net_tls_files paths = {files.certificate, files.key,
                                        bench->authority.files.certificate};
    assert_int_equal(net_tls_create_server(&paths, &next, &error), NET_OK);
    net_listener_set_tls(bench->listener, next);
    net_tls_release(next);
    assert_int_equal(net_conn_send_frame(bench->client.conn, "still here", 10), NET_OK);
    BENCH_RUN_UNTIL(bench, bench->server.frames == 1);
    bench->client = (struct bench_owner){.opened = 0};
    bench_connect(bench);
    BENCH_RUN_UNTIL(bench, bench->client.opened == 1);
    assert_string_equal(bench->client.peer.name, "next");
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(two_listeners_may_share_a_port),
        BENCH_TEST(an_address_of_another_host_is_explained),
        BENCH_TEST(one_connection_too_many_is_closed_at_once),
        BENCH_TEST(one_newcomer_too_many_is_closed_at_once),
        BENCH_TEST(one_address_cannot_take_the_place_of_others),
        BENCH_TEST(who_was_admitted_is_no_newcomer),
        BENCH_TEST(refusals_do_not_fill_the_log),
        BENCH_TEST(a_paused_listener_lets_connections_wait),
        BENCH_TEST(without_descriptors_accepting_rests_and_goes_on_later),
        BENCH_TEST(new_certificates_serve_new_connections_and_spare_open_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
