// SPDX-License-Identifier: Apache-2.0
// The life of a connection: its states, its deadlines, its end. A connection is freed by its
// retire_task, which is queued when it is closed; tasks run in the order of queueing, so none of
// its other tasks can be left by then.
#include "net/conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/slab.h"
#include "net/conn_internal.h"
#include "net/net_internal.h"
#include "net/tls_internal.h"

// One TLS 1.3 handshake message type (RFC 8446, section 4).
enum { NET_HANDSHAKE_KEY_UPDATE = 24 };

#define NET_CONN_BIT(state) (1U << NET_CONN_##state)

static const struct {
    const char *name;
    unsigned next; // the states it may move to
} net_conn_states[] = {
    [NET_CONN_NEW] = {"new",
                      NET_CONN_BIT(CONNECTING) | NET_CONN_BIT(HANDSHAKING) | NET_CONN_BIT(CLOSED)},
    [NET_CONN_CONNECTING] = {"connecting", NET_CONN_BIT(HANDSHAKING) | NET_CONN_BIT(CLOSED)},
    [NET_CONN_HANDSHAKING] = {"handshaking",
                              NET_CONN_BIT(OPEN) | NET_CONN_BIT(LINGERING) | NET_CONN_BIT(CLOSED)},
    [NET_CONN_OPEN] = {"open", NET_CONN_BIT(FLUSHING) | NET_CONN_BIT(CLOSED)},
    [NET_CONN_FLUSHING] = {"flushing", NET_CONN_BIT(LINGERING) | NET_CONN_BIT(CLOSED)},
    [NET_CONN_LINGERING] = {"lingering", NET_CONN_BIT(CLOSED)},
    [NET_CONN_CLOSED] = {"closed", 0},
};

void net_conn_enter(struct net_conn *conn, enum net_conn_state state)
{
    CHECK((net_conn_states[conn->state].next & 1U << state) != 0);
    log_event(conn->net->log, LOG_DEBUG, "connection_state", LOG_TEXT("peer", conn->peer.address),
              LOG_TEXT("from", net_conn_states[conn->state].name),
              LOG_TEXT("to", net_conn_states[state].name));
    conn->state = state;
}

void net_conn_update_interest(struct net_conn *conn)
{
    unsigned write = conn->is_output_blocked ? LOOP_WRITE : 0;
    unsigned interest = 0;
    switch (conn->state) {
    case NET_CONN_CONNECTING:
        interest = LOOP_WRITE;
        break;
    case NET_CONN_HANDSHAKING:
        interest = LOOP_READ | write;
        break;
    case NET_CONN_OPEN:
        interest = (conn->is_reading_paused ? 0 : LOOP_READ) | write;
        break;
    case NET_CONN_FLUSHING:
        interest = write;
        break;
    case NET_CONN_LINGERING:
        interest = LOOP_READ;
        break;
    case NET_CONN_NEW:
    case NET_CONN_CLOSED:
        break;
    }
    loop_descriptor_set_interest(&conn->descriptor, interest);
}

// What comes after our last byte is read only to be thrown away: closing a socket with unread
// bytes would send a reset, and a reset may overtake the last answer.
static void net_conn_discard_input(struct net_conn *conn)
{
    ssize_t size = recv(conn->fd, conn->net->scratch, NET_RECORD_BYTES_MAX, 0);
    bool has_more = size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
    if (!has_more) {
        net_conn_close(conn, conn->close_reason);
    }
}

static void net_conn_ready(void *context, unsigned ready)
{
    struct net_conn *conn = context;
    switch (conn->state) {
    case NET_CONN_CONNECTING:
        net_conn_finish_connect(conn);
        break;
    case NET_CONN_HANDSHAKING:
        net_conn_continue_handshake(conn);
        break;
    case NET_CONN_OPEN:
    case NET_CONN_FLUSHING:
        if (ready == LOOP_WRITE) {
            net_conn_flush(conn);
        }
        // Also after writing: TLS may have had to write before it could read on.
        net_conn_read(conn);
        break;
    case NET_CONN_LINGERING:
        net_conn_discard_input(conn);
        break;
    case NET_CONN_NEW:
    case NET_CONN_CLOSED:
        CHECK(false);
    }
}

static void net_conn_deadline_passed(void *context)
{
    struct net_conn *conn = context;
    switch (conn->state) {
    case NET_CONN_CONNECTING:
        net_conn_close(conn, NET_CLOSE_CONNECT_TIMEOUT);
        break;
    case NET_CONN_HANDSHAKING:
        net_conn_close(conn, NET_CLOSE_HANDSHAKE_TIMEOUT);
        break;
    case NET_CONN_OPEN:
        net_conn_close(conn, conn->deadline_reason);
        break;
    case NET_CONN_FLUSHING:
        conn->close_reason = NET_CLOSE_FLUSH_TIMEOUT;
        net_conn_close(conn, conn->close_reason);
        break;
    case NET_CONN_LINGERING:
        net_conn_close(conn, conn->close_reason);
        break;
    case NET_CONN_NEW:
    case NET_CONN_CLOSED:
        CHECK(false);
    }
}

static void net_conn_frame_deadline_passed(void *context)
{
    net_conn_close(context, NET_CLOSE_FRAME_TIMEOUT);
}

static void net_conn_run_flush(void *context)
{
    net_conn_flush(context);
}

static void net_conn_run_read(void *context)
{
    net_conn_read(context);
}

static void net_conn_retire(void *context)
{
    struct net_conn *conn = context;
    struct net *net = conn->net;
    if (conn->is_known_to_owner) {
        conn->callbacks->on_close(conn, conn->close_reason);
    }
    CHECK(!conn->flush_task.is_queued && !conn->read_task.is_queued);
    buffer_clear(&conn->input);
    buffer_clear(&conn->output);
    slab_give(net->conns, conn);
    net_count_connections(net);
}

// Sees every TLS message in and out; counts the KeyUpdates that come in, which OpenSSL obeys
// without end (RFC 8446, section 4.6.3, sets no limit).
static void net_conn_see_message(int is_sent, int version, int content_type, const void *bytes,
                                 size_t size, SSL *ssl, void *context)
{
    (void)version;
    (void)ssl;
    struct net_conn *conn = context;
    const uint8_t *message = bytes;
    if (is_sent == 0 && content_type == SSL3_RT_HANDSHAKE && size > 0 &&
        message[0] == NET_HANDSHAKE_KEY_UPDATE) {
        conn->key_updates++;
    }
}

static void net_conn_make_ssl(struct net_conn *conn, struct net_tls *tls)
{
    CHECK(tls->is_server != conn->is_dialed);
    conn->ssl = SSL_new(tls->context);
    CHECK(conn->ssl != NULL);
    CHECK(SSL_set_fd(conn->ssl, conn->fd) == 1);
    SSL_set_msg_callback(conn->ssl, net_conn_see_message);
    SSL_set_msg_callback_arg(conn->ssl, conn);
    if (conn->is_dialed) {
        SSL_set_connect_state(conn->ssl);
    } else {
        SSL_set_accept_state(conn->ssl);
    }
}

struct net_conn *net_conn_make(struct net *net, const struct net_conn_birth *birth)
{
    struct net_conn *conn = slab_take(net->conns);
    if (conn == NULL) {
        return NULL;
    }
    net_count_connections(net);
    conn->net = net;
    conn->is_dialed = birth->is_dialed;
    conn->is_known_to_owner = birth->is_dialed;
    conn->fd = birth->fd;
    conn->newcomer_from = birth->newcomer_from;
    conn->callbacks = birth->callbacks;
    conn->context = birth->context;
    conn->close_detail = "";
    conn->frame_bytes_max = LIMIT_FRAME_LOGON_BYTES_MAX;
    conn->flush_task = (struct loop_task){.run = net_conn_run_flush, .context = conn};
    conn->read_task = (struct loop_task){.run = net_conn_run_read, .context = conn};
    conn->retire_task = (struct loop_task){.run = net_conn_retire, .context = conn};
    loop_timer_init(&conn->deadline, net->loop, net_conn_deadline_passed, conn);
    loop_timer_init(&conn->frame_deadline, net->loop, net_conn_frame_deadline_passed, conn);
    buffer_init(&conn->input,
                LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX + NET_RECORD_BYTES_MAX);
    buffer_init(&conn->output, LIMIT_OUTPUT_BYTES_MAX);
    net_address_print(birth->address, conn->peer.address);
    net_conn_make_ssl(conn, birth->tls);
    loop_descriptor_open(&conn->descriptor, net->loop, conn->fd, net_conn_ready, conn);
    return conn;
}

enum net_conn_step net_conn_judge_step(struct net_conn *conn, int returned)
{
    int error = SSL_get_error(conn->ssl, returned);
    unsigned long reason = ERR_peek_error();
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ) {
        return NET_CONN_STEP_WANTS_READ;
    }
    if (error == SSL_ERROR_WANT_WRITE) {
        return NET_CONN_STEP_WANTS_WRITE;
    }
    if (error != SSL_ERROR_SSL || ERR_GET_REASON(reason) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
        return NET_CONN_STEP_PEER_GONE;
    }
    const char *detail = ERR_reason_error_string(reason);
    conn->close_detail = detail == NULL ? "" : detail;
    return NET_CONN_STEP_FAILED;
}

void net_conn_linger(struct net_conn *conn)
{
    net_conn_enter(conn, NET_CONN_LINGERING);
    shutdown(conn->fd, SHUT_WR);
    loop_timer_start(&conn->deadline, LIMIT_CLOSE_FLUSH_MS);
    net_conn_update_interest(conn);
}

// What the owner knows of he logs himself, with what he knows about it.
static void net_conn_log_close(const struct net_conn *conn)
{
    struct net *net = conn->net;
    uint64_t held_back = 0;
    bool is_told = !conn->is_known_to_owner &&
                   throttle_pass(&net->strangers, loop_now_ms(net->loop), &held_back);
    log_event(net->log, is_told ? LOG_INFO : LOG_DEBUG, "connection_closed",
              LOG_TEXT("peer", conn->peer.address),
              LOG_TEXT("reason", net_close_label(conn->close_reason)),
              LOG_TEXT("detail", conn->close_detail), LOG_INT("held_back", held_back));
}

static void net_conn_leave_newcomers(struct net_conn *conn)
{
    if (conn->newcomer_from != NULL) {
        newcomers_leave(conn->net->newcomers, conn->newcomer_from);
        conn->newcomer_from = NULL;
        net_count_connections(conn->net);
    }
}

void net_conn_close(struct net_conn *conn, enum net_close reason)
{
    if (conn->state == NET_CONN_CLOSED) {
        return;
    }
    bool is_closing = conn->state == NET_CONN_FLUSHING || conn->state == NET_CONN_LINGERING;
    conn->close_reason = is_closing ? conn->close_reason : reason;
    bool may_say_goodbye =
        conn->state == NET_CONN_OPEN && reason != NET_CLOSE_TLS_FAILED && reason != NET_CLOSE_PEER;
    net_conn_enter(conn, NET_CONN_CLOSED);
    net_conn_log_close(conn);
    net_count(conn->net->closed_counters[conn->close_reason], 1);
    net_conn_leave_newcomers(conn);
    loop_timer_stop(&conn->deadline);
    loop_timer_stop(&conn->frame_deadline);
    loop_descriptor_close(&conn->descriptor);
    if (may_say_goodbye) {
        SSL_shutdown(conn->ssl);
        ERR_clear_error();
    }
    SSL_free(conn->ssl);
    conn->ssl = NULL;
    close(conn->fd);
    conn->fd = -1;
    loop_after_turn(conn->net->loop, &conn->retire_task);
}

void net_conn_close_after_flush(struct net_conn *conn, enum net_close reason)
{
    if (conn->state == NET_CONN_FLUSHING || conn->state == NET_CONN_LINGERING) {
        return;
    }
    if (conn->state != NET_CONN_OPEN) {
        net_conn_close(conn, reason);
        return;
    }
    conn->close_reason = reason;
    net_conn_enter(conn, NET_CONN_FLUSHING);
    loop_timer_stop(&conn->frame_deadline);
    loop_timer_start(&conn->deadline, LIMIT_CLOSE_FLUSH_MS);
    net_conn_update_interest(conn);
    loop_after_turn(conn->net->loop, &conn->flush_task);
}

void net_conn_set_deadline(struct net_conn *conn, enum net_close reason, int64_t deadline_ms)
{
    if (conn->state != NET_CONN_OPEN) {
        return;
    }
    conn->deadline_reason = reason;
    conn->idle_ms = 0;
    loop_timer_start(&conn->deadline, deadline_ms);
}

void net_conn_set_idle(struct net_conn *conn, int64_t idle_ms)
{
    CHECK(idle_ms > 0);
    net_conn_set_deadline(conn, NET_CLOSE_IDLE_TIMEOUT, idle_ms);
    conn->idle_ms = idle_ms;
}

void net_conn_set_frame_max(struct net_conn *conn, size_t bytes_max)
{
    CHECK(bytes_max <= LIMIT_FRAME_BYTES_MAX);
    conn->frame_bytes_max = bytes_max;
}

void net_conn_set_context(struct net_conn *conn, void *context)
{
    conn->context = context;
}

void *net_conn_context(const struct net_conn *conn)
{
    return conn->context;
}

const struct net_peer *net_conn_peer(const struct net_conn *conn)
{
    return &conn->peer;
}

void net_conn_admit(struct net_conn *conn)
{
    net_conn_leave_newcomers(conn);
}

const char *net_conn_close_detail(const struct net_conn *conn)
{
    return conn->close_detail;
}
