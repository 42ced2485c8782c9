// SPDX-License-Identifier: Apache-2.0
// From a socket to an open connection: connecting, the TLS handshake, and who the peer is.
#include "net/conn.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/limits.h"
#include "net/conn_internal.h"
#include "net/net_internal.h"

// The name or address that the server's certificate must carry.
static void net_conn_expect_server(struct net_conn *conn, const char *server_name)
{
    X509_VERIFY_PARAM *rules = SSL_get0_param(conn->ssl);
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, server_name) == 1) {
        return;
    }
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    CHECK(SSL_set1_host(conn->ssl, server_name) == 1);
    // SSL_set_tlsext_host_name() without its cast, which takes the const away.
    void *name = (void *)(uintptr_t)server_name;
    CHECK(SSL_ctrl(conn->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) == 1);
}

enum net_result net_conn_connect(struct net *net, const struct net_connect_options *options,
                                 struct net_conn **conn_made)
{
    const struct net_address *address = options->address;
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return NET_NO_SOCKET;
    }
    struct net_conn *conn = net_conn_make(net, &(struct net_conn_birth){
                                                   .fd = fd,
                                                   .is_dialed = true,
                                                   .tls = options->tls,
                                                   .address = address,
                                                   .callbacks = options->callbacks,
                                                   .context = options->context,
                                               });
    if (conn == NULL) {
        close(fd);
        return NET_TOO_MANY;
    }
    net_conn_expect_server(conn, options->server_name);
    net_conn_enter(conn, NET_CONN_CONNECTING);
    if (connect(fd, (const struct sockaddr *)&address->storage, address->size) == 0 ||
        errno == EINPROGRESS) {
        loop_timer_start(&conn->deadline, LIMIT_CONNECT_MS);
        net_conn_update_interest(conn);
    } else {
        net_conn_close(conn, NET_CLOSE_CONNECT_FAILED);
    }
    *conn_made = conn;
    return NET_OK;
}

void net_conn_finish_connect(struct net_conn *conn)
{
    int failure = 0;
    socklen_t size = sizeof(failure);
    CHECK(getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0);
    if (failure != 0) {
        net_conn_close(conn, NET_CLOSE_CONNECT_FAILED);
        return;
    }
    net_conn_start_handshake(conn);
}

void net_conn_start_handshake(struct net_conn *conn)
{
    // Output leaves in whole turns of the loop, so waiting for more would only delay it. Neither
    // option is worth losing a connection for.
    (void)setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    (void)setsockopt(conn->fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
    net_conn_enter(conn, NET_CONN_HANDSHAKING);
    loop_timer_start(&conn->deadline, LIMIT_HANDSHAKE_MS);
    net_conn_continue_handshake(conn);
}

static void net_conn_open(struct net_conn *conn)
{
    X509 *certificate = SSL_get0_peer_certificate(conn->ssl);
    CHECK(certificate != NULL && SSL_get_verify_result(conn->ssl) == X509_V_OK);
    enum net_result result = net_peer_read_certificate(&conn->peer, certificate);
    // A server is known by the name that its certificate was checked for; it needs no role.
    if (result != NET_OK && !conn->is_dialed) {
        net_conn_close(conn, NET_CLOSE_BAD_IDENTITY);
        return;
    }
    loop_timer_stop(&conn->deadline);
    conn->is_output_blocked = false;
    conn->is_known_to_owner = true;
    net_conn_enter(conn, NET_CONN_OPEN);
    net_conn_update_interest(conn);
    conn->callbacks->on_open(conn, &conn->peer);
    // The first frame may have come together with the end of the handshake.
    if (conn->state == NET_CONN_OPEN && SSL_has_pending(conn->ssl)) {
        net_conn_read(conn);
    }
}

static void net_conn_fail_handshake(struct net_conn *conn)
{
    long verdict = SSL_get_verify_result(conn->ssl);
    if (verdict != X509_V_OK) {
        conn->close_detail = X509_verify_cert_error_string(verdict);
    }
    if (conn->is_dialed) {
        net_conn_close(conn, NET_CLOSE_HANDSHAKE_FAILED);
        return;
    }
    // OpenSSL has sent an alert, which helps the one who sets up a till: let it arrive.
    conn->close_reason = NET_CLOSE_HANDSHAKE_FAILED;
    net_conn_linger(conn);
}

void net_conn_continue_handshake(struct net_conn *conn)
{
    ERR_clear_error();
    int returned = SSL_do_handshake(conn->ssl);
    if (returned == 1) {
        net_conn_open(conn);
        return;
    }
    switch (net_conn_judge_step(conn, returned)) {
    case NET_CONN_STEP_WANTS_READ:
        conn->is_output_blocked = false;
        net_conn_update_interest(conn);
        break;
    case NET_CONN_STEP_WANTS_WRITE:
        conn->is_output_blocked = true;
        net_conn_update_interest(conn);
        break;
    case NET_CONN_STEP_PEER_GONE:
        net_conn_close(conn, NET_CLOSE_PEER);
        break;
    case NET_CONN_STEP_FAILED:
        net_conn_fail_handshake(conn);
        break;
    }
}
