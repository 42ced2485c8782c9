// SPDX-License-Identifier: Apache-2.0
// The bench: everything runs in one thread, turn by turn.
#include "net/bench.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/check.h"
#include "base/limits.h"
#include "net/address.h"
#include "net/tls_internal.h"

static void bench_on_open(struct net_conn *conn, const struct net_peer *peer)
{
    struct bench_owner *owner = net_conn_context(conn);
    owner->conn = conn;
    owner->peer = *peer;
    owner->opened++;
    if (owner->when_open != NULL) {
        owner->when_open(owner);
    }
}

static void bench_on_frame(struct net_conn *conn, const uint8_t *bytes, size_t size)
{
    struct bench_owner *owner = net_conn_context(conn);
    CHECK(owner->closed == 0 && owner->conn == conn);
    memcpy(owner->last_frame, bytes, size);
    owner->last_size = size;
    owner->frame_bytes += size;
    owner->frames++;
    if (owner->when_frame != NULL) {
        owner->when_frame(owner);
    }
}

static void bench_on_close(struct net_conn *conn, enum net_close reason)
{
    struct bench_owner *owner = net_conn_context(conn);
    owner->conn = NULL;
    owner->closed++;
    owner->reason = reason;
    snprintf(owner->detail, sizeof(owner->detail), "%s", net_conn_close_detail(conn));
}

static const struct net_callbacks bench_callbacks = {bench_on_open, bench_on_frame, bench_on_close};

static void bench_make_tls(struct bench *bench)
{
    struct pki_files files;
    struct net_error error;
    pki_open(&bench->pki);
    pki_make_authority(&bench->pki, "authority", &bench->authority);
    pki_issue(&bench->pki, &bench->authority,
              &(struct pki_wish){.file = "server", .name = "localhost", .key_usage = "serverAuth"},
              &files);
    const struct net_tls_files paths = {files.certificate, files.key,
                                        bench->authority.files.certificate};
    CHECK(net_tls_create_server(&paths, &bench->server_tls, &error) == NET_OK);
    bench->client_tls = bench_make_client_tls(
        bench, &(struct pki_wish){.file = "client", .unit = "terminal", .name = "till-1"});
}

struct net_tls *bench_make_client_tls(struct bench *bench, const struct pki_wish *wish)
{
    struct pki_files files;
    struct net_error error;
    struct net_tls *tls = NULL;
    pki_issue(&bench->pki, &bench->authority, wish, &files);
    const struct net_tls_files paths = {files.certificate, files.key,
                                        bench->authority.files.certificate};
    CHECK(net_tls_create_client(&paths, &tls, &error) == NET_OK);
    return tls;
}

static void bench_take_line(void *context, const char *line, size_t size)
{
    struct bench *bench = context;
    CHECK(buffer_append(&bench->lines, line, size) == BASE_OK);
}

int bench_set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    CHECK(bench != NULL);
    struct clock_source source = fake_clock_source(&bench->clock);
    bench->loop = loop_create(&source);
    bench->metrics = metrics_create();
    buffer_init(&bench->lines, 1 << 20);
    log_init(&bench->log, -1, LOG_INFO);
    bench->log.sink = bench_take_line;
    bench->log.sink_context = bench;
    bench->net = net_create(&(struct net_options){
        .loop = bench->loop,
        .log = &bench->log,
        .metrics = bench->metrics,
        .connections_max = BENCH_CONNECTIONS_MAX,
        .limits = {.newcomers_max = BENCH_NEWCOMERS_MAX,
                   .newcomers_per_address_max = BENCH_NEWCOMERS_MAX},
    });
    bench_make_tls(bench);
    struct net_error error;
    const struct net_listen_options options = {
        .host = "127.0.0.1",
        .port = "0",
        .tls = bench->server_tls,
        .callbacks = &bench_callbacks,
        .context = &bench->server,
    };
    CHECK(net_listener_create(bench->net, &options, &bench->listener, &error) == NET_OK);
    bench->port = net_listener_port(bench->listener);
    *state = bench;
    return 0;
}

void bench_forget_listener(struct bench *bench)
{
    net_listener_destroy(bench->listener);
    bench->listener = NULL;
}

int bench_tear_down(void **state)
{
    struct bench *bench = *state;
    net_listener_destroy(bench->listener);
    net_close_all(bench->net, NET_CLOSE_DRAINED);
    BENCH_RUN_UNTIL(bench, net_connection_count(bench->net) == 0);
    net_destroy(bench->net);
    metrics_destroy(bench->metrics);
    buffer_clear(&bench->lines);
    loop_destroy(bench->loop);
    net_tls_release(bench->client_tls);
    net_tls_release(bench->server_tls);
    pki_drop_authority(&bench->authority);
    pki_close(&bench->pki);
    free(bench);
    return 0;
}

static void bench_resolve(struct bench *bench, struct net_address *address)
{
    char port[8];
    struct net_error error;
    snprintf(port, sizeof(port), "%u", (unsigned)bench->port);
    CHECK(net_address_resolve("127.0.0.1", port, address, &error) == NET_OK);
}

void bench_connect_with(struct bench *bench, struct net_tls *tls, const char *server_name)
{
    struct net_address address;
    bench_resolve(bench, &address);
    const struct net_connect_options options = {
        .address = &address,
        .server_name = server_name,
        .tls = tls,
        .callbacks = &bench_callbacks,
        .context = &bench->client,
    };
    struct net_conn *conn = NULL;
    CHECK(net_conn_connect(bench->net, &options, &conn) == NET_OK);
}

void bench_connect(struct bench *bench)
{
    bench_connect_with(bench, bench->client_tls, "127.0.0.1");
}

void bench_open(struct bench *bench)
{
    bench_connect(bench);
    BENCH_RUN_UNTIL(bench, bench->server.opened == 1 && bench->client.opened == 1);
}

void bench_send_text(struct net_conn *conn, const char *text)
{
    CHECK(net_conn_send_frame(conn, text, strlen(text)) == NET_OK);
}

void bench_settle(struct bench *bench)
{
    // Loopback delivers within the system call or, on a busy host, from a kernel thread that gets
    // its chance here: so a few turns without news are the end of news.
    for (int i = 0; i < 200; i++) {
        loop_run_turn(bench->loop, LOOP_POLL);
        sched_yield();
    }
}

bool bench_counts(struct bench *bench, const char *line)
{
    struct buffer text;
    buffer_init(&text, LIMIT_METRICS_TEXT_BYTES_MAX);
    CHECK(metrics_render(bench->metrics, &text) == BASE_OK);
    CHECK(buffer_append(&text, "", 1) == BASE_OK);
    bool is_there = strstr((const char *)buffer_bytes(&text), line) != NULL;
    buffer_clear(&text);
    return is_there;
}

unsigned bench_count_log(const struct bench *bench, const char *word)
{
    unsigned count = 0;
    const char *at = (const char *)buffer_bytes(&bench->lines);
    size_t left = buffer_size(&bench->lines);
    for (const char *found; (found = memmem(at, left, word, strlen(word))) != NULL; count++) {
        left -= (size_t)(found + 1 - at);
        at = found + 1;
    }
    return count;
}

void bench_pass_ms(struct bench *bench, int64_t ms)
{
    bench_settle(bench);
    fake_clock_advance_ms(&bench->clock, ms);
    bench_settle(bench);
}

void raw_connect(struct bench *bench, struct raw *raw)
{
    raw_connect_from(bench, raw, "127.0.0.1");
}

void raw_connect_from(struct bench *bench, struct raw *raw, const char *from)
{
    struct net_address address;
    struct net_address own;
    struct net_error error;
    bench_resolve(bench, &address);
    CHECK(net_address_resolve(from, "0", &own, &error) == NET_OK);
    raw->ssl = NULL;
    raw->fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(raw->fd >= 0);
    CHECK(bind(raw->fd, (struct sockaddr *)&own.storage, own.size) == 0);
    CHECK(connect(raw->fd, (struct sockaddr *)&address.storage, address.size) == 0);
    CHECK(fcntl(raw->fd, F_SETFL, O_NONBLOCK) == 0);
    // Without it a small write waits for the acknowledgement of the one before.
    CHECK(setsockopt(raw->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)) == 0);
}

bool raw_is_closed(const struct raw *raw)
{
    char byte;
    return recv(raw->fd, &byte, 1, MSG_PEEK) == 0;
}

// Whether OpenSSL only wants to be called again after a turn of the server.
static bool raw_may_go_on(struct bench *bench, struct raw *raw, int returned)
{
    int error = SSL_get_error(raw->ssl, returned);
    ERR_clear_error();
    loop_run_turn(bench->loop, LOOP_POLL);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

void raw_open(struct bench *bench, struct raw *raw, struct net_tls *tls)
{
    raw_connect(bench, raw);
    raw->ssl = SSL_new(tls->context);
    CHECK(raw->ssl != NULL && SSL_set_fd(raw->ssl, raw->fd) == 1);
    SSL_set_connect_state(raw->ssl);
    for (int returned = 0; returned != 1;) {
        returned = SSL_do_handshake(raw->ssl);
        CHECK(returned == 1 || raw_may_go_on(bench, raw, returned));
    }
    BENCH_RUN_UNTIL(bench, bench->server.opened > 0);
}

void raw_write(struct bench *bench, struct raw *raw, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    while (size > 0) {
        size_t written = 0;
        int returned = SSL_write_ex(raw->ssl, next, size, &written);
        CHECK(returned == 1 || raw_may_go_on(bench, raw, returned));
        next += written;
        size -= written;
    }
}

void raw_read(struct bench *bench, struct raw *raw, void *bytes, size_t size)
{
    uint8_t *next = bytes;
    while (size > 0) {
        size_t received = 0;
        int returned = SSL_read_ex(raw->ssl, next, size, &received);
        CHECK(returned == 1 || raw_may_go_on(bench, raw, returned));
        next += received;
        size -= received;
    }
}

void raw_close(struct raw *raw)
{
    SSL_free(raw->ssl);
    close(raw->fd);
}
