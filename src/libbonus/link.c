// SPDX-License-Identifier: Apache-2.0
// Carries bytes between the socket and OpenSSL's memory BIOs. An end of the connection that is seen
// while reading is reported by the next link_advance(): the answers before it count.
#include "libbonus/link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "base/limits.h"
#include "base/memory.h"
#include "base/openssl.h"
#include "libbonus/address.h"
#include "libbonus/tls.h"

enum { LINK_CHUNK_BYTES = 16384 }; // of one read or write of the socket

enum link_state { LINK_STOPPED, LINK_CONNECTING, LINK_HANDSHAKING, LINK_OPEN, LINK_ENDED };

struct link {
    SSL_CTX *context;
    struct link_target target;
    struct clock_source clock;
    int64_t connect_us;
    enum link_state state;
    struct address_list addresses;
    int64_t connect_until_us; // of the current address
    bool is_confirmed;        // the current address serves
    int socket;
    SSL *tls;
    struct buffer input;
    struct buffer output;
    enum bonus_result end; // of LINK_ENDED
    struct fault end_fault;
};

struct link *link_create(SSL_CTX *context, const struct link_target *target,
                         const struct clock_source *clock, int64_t connect_us)
{
    struct link *link = memory_allocate(1, sizeof(*link));
    link->context = context;
    link->target = *target;
    link->clock = *clock;
    link->connect_us = connect_us;
    link->socket = -1;
    buffer_init(&link->input, LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX);
    buffer_init(&link->output, LIMIT_OUTPUT_BYTES_MAX);
    return link;
}

void link_destroy(struct link *link)
{
    if (link == NULL) {
        return;
    }
    link_stop(link);
    address_list_clear(&link->addresses);
    buffer_clear(&link->input);
    buffer_clear(&link->output);
    free(link);
}

bool link_is_open(const struct link *link)
{
    return link->state == LINK_OPEN;
}

int link_descriptor(const struct link *link)
{
    return link->socket;
}

static bool link_has_to_send(const struct link *link)
{
    return BIO_ctrl_pending(SSL_get_wbio(link->tls)) > 0 || buffer_size(&link->output) > 0;
}

short link_events(const struct link *link)
{
    switch (link->state) {
    case LINK_STOPPED:
        return 0;
    case LINK_CONNECTING:
        return POLLOUT;
    case LINK_HANDSHAKING:
        return (short)(POLLIN | (BIO_ctrl_pending(SSL_get_wbio(link->tls)) > 0 ? POLLOUT : 0));
    case LINK_OPEN:
        return (short)(POLLIN | (link_has_to_send(link) ? POLLOUT : 0));
    case LINK_ENDED:
        return POLLIN | POLLOUT; // ready at once: link_advance() has something to say
    }
    return 0;
}

int64_t link_wake_us(const struct link *link)
{
    return link->state == LINK_CONNECTING ? link->connect_until_us : INT64_MAX;
}

void link_confirm(struct link *link)
{
    CHECK(link->state == LINK_OPEN || link->state == LINK_ENDED);
    address_list_confirm(&link->addresses);
    link->is_confirmed = true;
}

struct buffer *link_input(struct link *link)
{
    return &link->input;
}

struct buffer *link_output(struct link *link)
{
    return &link->output;
}

static void link_close_socket(struct link *link)
{
    if (link->socket >= 0) {
        close(link->socket);
    }
    link->socket = -1;
    SSL_free(link->tls);
    link->tls = NULL;
}

static int64_t link_now_us(const struct link *link)
{
    return link->clock.monotonic_us(link->clock.context);
}

// An address that swallows what is sent to it must leave time for the others.
static int64_t link_share_us(const struct link *link)
{
    int64_t share_us = link->connect_us / (int64_t)link->addresses.count;
    int64_t least_us = (int64_t)LIMIT_TILL_ADDRESS_MS * 1000;
    return share_us < least_us ? least_us : share_us;
}

// Tries the addresses from the current one on until one begins to connect. `cause`: why the one
// before it failed.
static enum bonus_result link_connect(struct link *link, int cause, struct fault *fault)
{
    while (!address_list_is_used_up(&link->addresses)) {
        const struct addrinfo *address = link->addresses.current;
        link->socket = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (link->socket >= 0 &&
            (connect(link->socket, address->ai_addr, address->ai_addrlen) == 0 ||
             errno == EINPROGRESS)) {
            link->state = LINK_CONNECTING;
            link->connect_until_us = link_now_us(link) + link_share_us(link);
            return BONUS_OK;
        }
        cause = errno;
        link_close_socket(link);
        address_list_fail(&link->addresses);
    }
    link->state = LINK_STOPPED;
    return fault_set(fault, BONUS_UNREACHABLE, "%s port %s: %s.", link->target.host,
                     link->target.port, strerrordesc_np(cause));
}

enum bonus_result link_start(struct link *link, struct fault *fault)
{
    link_stop(link);
    enum bonus_result result =
        address_list_refresh(&link->addresses, link->target.host, link->target.port, fault);
    return result == BONUS_OK ? link_connect(link, 0, fault) : result;
}

// Sends what OpenSSL has encrypted, as far as the socket takes it.
static bool link_push(struct link *link)
{
    BIO *encrypted = SSL_get_wbio(link->tls);
    char *bytes = NULL;
    long size = BIO_get_mem_data(encrypted, &bytes);
    while (size > 0) {
        size_t chunk = size < LINK_CHUNK_BYTES ? (size_t)size : (size_t)LINK_CHUNK_BYTES;
        ssize_t sent = send(link->socket, bytes, chunk, MSG_NOSIGNAL);
        if (sent < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        char dropped[LINK_CHUNK_BYTES];
        CHECK(BIO_read(encrypted, dropped, (int)sent) == (int)sent);
        size = BIO_get_mem_data(encrypted, &bytes);
    }
    return true;
}

void link_stop(struct link *link)
{
    if (link->state == LINK_OPEN) {
        ERR_clear_error();
        SSL_shutdown(link->tls);
        link_push(link); // as far as it goes: nobody waits for a goodbye
    }
    link_close_socket(link);
    if (link->state != LINK_STOPPED && !link->is_confirmed) {
        address_list_fail(&link->addresses);
    }
    link->is_confirmed = false;
    buffer_reset(&link->input);
    buffer_reset(&link->output);
    link->state = LINK_STOPPED;
}

// The next link_advance() reports it.
static void link_end(struct link *link, enum bonus_result end)
{
    link->end = end;
    link->state = LINK_ENDED;
}

static void link_end_connection(struct link *link, const char *why)
{
    link_end(link, fault_set(&link->end_fault, BONUS_UNREACHABLE, "%s port %s: %s.",
                             link->target.host, link->target.port, why));
}

static void link_end_tls(struct link *link)
{
    char reason[OPENSSL_REASON_BYTES];
    long verdict = SSL_get_verify_result(link->tls);
    openssl_describe_error(reason, sizeof(reason));
    if (verdict != X509_V_OK) {
        link_end(
            link,
            fault_set(&link->end_fault, BONUS_TLS_REFUSED,
                      "The certificate of %s port %s is not accepted: %s. It must be signed by "
                      "the certificate authority given and bear the name %s.",
                      link->target.host, link->target.port, X509_verify_cert_error_string(verdict),
                      link->target.server_name));
    } else {
        link_end(link,
                 fault_set(&link->end_fault, BONUS_TLS_REFUSED, "TLS with %s port %s failed: %s.",
                           link->target.host, link->target.port, reason));
    }
}

// Hands OpenSSL what the socket has. False: the connection has ended; what came before is kept.
static bool link_pull(struct link *link, const char **why)
{
    char bytes[LINK_CHUNK_BYTES];
    ssize_t received = recv(link->socket, bytes, sizeof(bytes), 0);
    if (received > 0) {
        CHECK(BIO_write(SSL_get_rbio(link->tls), bytes, (int)received) == (int)received);
        return true;
    }
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) {
        return true;
    }
    *why = received == 0 ? "the server closed the connection" : strerrordesc_np(errno);
    return false;
}

static enum bonus_result link_finish_connect(struct link *link, struct fault *fault)
{
    struct pollfd ready = {.fd = link->socket, .events = POLLOUT};
    int cause = 0;
    socklen_t size = sizeof(cause);
    if (poll(&ready, 1, 0) > 0) {
        CHECK(getsockopt(link->socket, SOL_SOCKET, SO_ERROR, &cause, &size) == 0);
    } else if (link_now_us(link) >= link->connect_until_us) {
        cause = ETIMEDOUT;
    } else {
        return BONUS_OK;
    }
    if (cause != 0) {
        link_close_socket(link);
        address_list_fail(&link->addresses);
        return link_connect(link, cause, fault);
    }
    const int on = 1;
    CHECK(setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0);
    CHECK(setsockopt(link->socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) == 0);
    link->tls = tls_connection_create(link->context, link->target.server_name);
    if (link->tls == NULL) {
        return fault_set(fault, BONUS_TLS_REFUSED, "\"%s\" is not a name a certificate can bear.",
                         link->target.server_name);
    }
    link->state = LINK_HANDSHAKING;
    return BONUS_OK;
}

static void link_shake_hands(struct link *link)
{
    const char *why = NULL;
    bool is_alive = link_pull(link, &why);
    ERR_clear_error();
    int done = SSL_do_handshake(link->tls);
    int error = SSL_get_error(link->tls, done);
    bool is_sent = link_push(link); // also the alert that says why we refuse
    if (done == 1) {
        link->state = LINK_OPEN;
    } else if (error == SSL_ERROR_SSL) {
        link_end_tls(link);
    } else if (!is_alive || !is_sent) {
        link_end_connection(link, why != NULL ? why : "the connection broke");
    }
}

// Decrypts into the input until there is nothing more or no room.
static bool link_decrypt(struct link *link)
{
    while (buffer_size(&link->input) < link->input.bytes_max) {
        size_t room_size = link->input.bytes_max - buffer_size(&link->input);
        room_size = room_size < LINK_CHUNK_BYTES ? room_size : (size_t)LINK_CHUNK_BYTES;
        uint8_t *room = NULL;
        CHECK(buffer_reserve(&link->input, room_size, &room) == BASE_OK);
        ERR_clear_error();
        int size = SSL_read(link->tls, room, (int)room_size);
        if (size <= 0) {
            return SSL_get_error(link->tls, size) == SSL_ERROR_WANT_READ;
        }
        buffer_commit(&link->input, (size_t)size);
    }
    return true;
}

static bool link_encrypt(struct link *link)
{
    while (buffer_size(&link->output) > 0) {
        size_t size = buffer_size(&link->output);
        size = size < LINK_CHUNK_BYTES ? size : (size_t)LINK_CHUNK_BYTES;
        ERR_clear_error();
        int taken = SSL_write(link->tls, buffer_bytes(&link->output), (int)size);
        if (taken <= 0) {
            return SSL_get_error(link->tls, taken) == SSL_ERROR_WANT_READ;
        }
        buffer_consume(&link->output, (size_t)taken);
    }
    return true;
}

static void link_carry(struct link *link)
{
    const char *why = NULL;
    bool is_alive = link_pull(link, &why);
    if (!link_decrypt(link)) {
        if ((SSL_get_shutdown(link->tls) & SSL_RECEIVED_SHUTDOWN) != 0) {
            link_end_connection(link, "the server closed the connection");
        } else {
            link_end_tls(link);
        }
    } else if (!is_alive) {
        link_end_connection(link, why);
    } else if (!link_encrypt(link)) {
        link_end_tls(link);
    } else if (!link_push(link)) {
        link_end_connection(link, strerrordesc_np(errno));
    }
}

enum bonus_result link_advance(struct link *link, struct fault *fault)
{
    enum bonus_result result = BONUS_OK;
    if (link->state == LINK_CONNECTING) {
        result = link_finish_connect(link, fault);
    }
    if (link->state == LINK_HANDSHAKING) {
        link_shake_hands(link);
    } else if (link->state == LINK_OPEN) {
        link_carry(link);
    } else if (link->state == LINK_ENDED) {
        *fault = link->end_fault;
        result = link->end;
    }
    return result;
}
