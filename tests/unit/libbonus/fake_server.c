// SPDX-License-Identifier: Apache-2.0
// The fake's thread: accepts one connection after the other and reads one request after the other.
#include "libbonus/fake_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "libbonus/fake_ledger.h"
#include "support/cmocka.h"
#include "wire/frame.h"
#include "wire/session.h"

static enum fake_deed fake_next_deed(struct fake_server *server)
{
    return server->deed_next < server->deed_count ? server->deeds[server->deed_next++]
                                                  : FAKE_ANSWER;
}

static void fake_note(struct fake_server *server, const struct wire_request *request)
{
    if (server->request_count < FAKE_REQUESTS_MAX) {
        server->requests[server->request_count++] = (struct fake_request){
            .kind = request->kind,
            .number = request->number,
            .stan = request->stan,
            .repeat = request->repeat,
            .arrived_at_us = clock_of_system.monotonic_us(NULL),
            .body = memory_allocate(1, request->body.size + 1),
            .body_size = request->body.size,
        };
        if (request->body.size > 0) {
            memcpy(server->requests[server->request_count - 1].body, request->body.bytes,
                   request->body.size);
        }
    }
}

static bool fake_write(SSL *tls, const struct wire_response *answer)
{
    struct buffer out;
    buffer_init(&out, LIMIT_OUTPUT_BYTES_MAX);
    assert_int_equal(wire_response_append_frame(answer, &out), WIRE_OK);
    bool is_written = SSL_write(tls, buffer_bytes(&out), (int)buffer_size(&out)) > 0;
    buffer_clear(&out);
    return is_written;
}

static bool fake_answer(struct fake_server *server, SSL *tls, const struct wire_response *answer)
{
    bool is_written = fake_write(tls, answer);
    if (server->is_held) {
        server->is_held = false;
        is_written = is_written && fake_write(tls, &server->held);
    }
    return is_written;
}

static bool fake_put_off(SSL *tls, const struct wire_request *request, enum wire_result_code result,
                         uint32_t retry_after_ms)
{
    const struct wire_response answer = {
        .number = request->number,
        .result = result,
        .retry_after_ms = retry_after_ms,
    };
    return fake_write(tls, &answer);
}

// False: close the connection.
static bool fake_act(struct fake_server *server, SSL *tls, const struct wire_request *request)
{
    struct wire_response answer = {.number = request->number};
    static const uint8_t garbage[] = {0, 0, 0, 3, 0xff, 0xff, 0xff};
    fake_note(server, request);
    switch (fake_next_deed(server)) {
    case FAKE_ANSWER:
        fake_ledger_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return fake_answer(server, tls, &answer);
    case FAKE_REFUSE:
        fake_ledger_decide(server, request, server->refusal, &answer);
        return fake_answer(server, tls, &answer);
    case FAKE_ANSWER_ALONE:
        fake_ledger_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return fake_write(tls, &answer);
    case FAKE_BLOCK:
        return fake_put_off(tls, request, WIRE_RESULT_TERMINAL_BLOCKED, 0);
    case FAKE_BUSY:
        return fake_put_off(tls, request, WIRE_RESULT_BUSY, server->retry_after_ms);
    case FAKE_UNAVAILABLE:
        return fake_put_off(tls, request, WIRE_RESULT_UNAVAILABLE, server->retry_after_ms);
    case FAKE_DOUBT_POSTED:
        fake_ledger_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return fake_put_off(tls, request, WIRE_RESULT_IN_DOUBT, 0);
    case FAKE_CLOSE:
        return false;
    case FAKE_POST_AND_CLOSE:
        fake_ledger_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return false;
    case FAKE_POST_AND_SILENCE:
        fake_ledger_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return true;
    case FAKE_HOLD:
        fake_ledger_decide(server, request, WIRE_RESULT_APPROVED, &server->held);
        server->is_held = true;
        return true;
    case FAKE_DISPLACE:
        answer = (struct wire_response){.result = WIRE_RESULT_DISPLACED};
        (void)!fake_write(tls, &answer);
        return false;
    case FAKE_GARBAGE:
        return SSL_write(tls, garbage, sizeof(garbage)) > 0;
    }
    return false;
}

static bool fake_log_on(struct fake_server *server, SSL *tls, const struct wire_request *request)
{
    struct wire_logon logon;
    struct wire_error error;
    assert_int_equal(wire_logon_decode(request->body, &logon, &error), WIRE_OK);
    server->logon_epoch = logon.epoch;
    server->logon_count++;
    struct wire_response answer = {.number = request->number, .result = server->logon_result};
    if (server->logon_result == WIRE_RESULT_APPROVED) {
        answer.which_answer = WIRE_RESPONSE_LOGON_TAG;
        answer.answer.logon = server->logon;
    } else {
        snprintf(answer.detail, sizeof(answer.detail), "The terminal is not welcome.");
    }
    return fake_write(tls, &answer);
}

static bool fake_read(SSL *tls, uint8_t *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        int taken = SSL_read(tls, bytes + done, (int)(size - done));
        if (taken <= 0) {
            return false;
        }
        done += (size_t)taken;
    }
    return true;
}

static bool fake_serve_request(struct fake_server *server, SSL *tls)
{
    static _Thread_local uint8_t frame[LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX];
    if (!fake_read(tls, frame, LIMIT_FRAME_PREFIX_BYTES)) {
        return false;
    }
    size_t size = (size_t)frame[2] << 8 | frame[3];
    if (frame[0] != 0 || frame[1] != 0 || !fake_read(tls, frame + LIMIT_FRAME_PREFIX_BYTES, size)) {
        return false;
    }
    struct wire_request request;
    struct wire_error error;
    const struct wire_view payload = {frame + LIMIT_FRAME_PREFIX_BYTES, size};
    assert_int_equal(wire_request_decode(payload, &request, &error), WIRE_OK);
    if (request.kind != WIRE_KIND_LOGON && server->on_request != NULL) {
        server->on_request(server->on_request_context);
    }
    pthread_mutex_lock(&server->lock);
    bool is_kept = request.kind == WIRE_KIND_LOGON ? fake_log_on(server, tls, &request)
                                                   : fake_act(server, tls, &request);
    pthread_mutex_unlock(&server->lock);
    return is_kept;
}

static void fake_serve(struct fake_server *server, int connection)
{
    SSL *tls = SSL_new(server->context);
    SSL_set_fd(tls, connection);
    if (SSL_accept(tls) == 1) {
        while (fake_serve_request(server, tls)) {
        }
        SSL_shutdown(tls);
    }
    ERR_clear_error();
    SSL_free(tls);
}

static void *fake_run(void *context)
{
    struct fake_server *server = context;
    sigset_t broken_pipe; // a till that left must not end the test
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, NULL);
    for (;;) {
        int connection = accept(server->listener, NULL, NULL);
        pthread_mutex_lock(&server->lock);
        bool is_stopping = server->is_stopping;
        server->connection = connection;
        server->is_held = false;
        pthread_mutex_unlock(&server->lock);
        if (connection >= 0 && !is_stopping) {
            fake_serve(server, connection);
        }
        pthread_mutex_lock(&server->lock);
        server->connection = -1;
        pthread_mutex_unlock(&server->lock);
        if (connection >= 0) {
            close(connection);
        }
        if (is_stopping) {
            return NULL;
        }
    }
}

static void fake_listen(struct fake_server *server)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t size = sizeof(address);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(server->listener >= 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(server->listener, 8), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    snprintf(server->port, sizeof(server->port), "%u", ntohs(address.sin_port));
}

void fake_server_start(struct fake_server *server, const struct pki_files *files,
                       const char *authority)
{
    memset(server, 0, sizeof(*server));
    server->connection = -1;
    server->logon_result = WIRE_RESULT_APPROVED;
    server->refusal = WIRE_RESULT_CARD_UNKNOWN;
    server->logon = (struct wire_logon_answer){
        .terminal = 11,
        .terminal_name = "till-1",
        .store = 3,
        .store_name = "Lenina 1",
        .currency = 643,
        .frame_bytes_max = LIMIT_FRAME_BYTES_MAX,
        .in_flight_max = LIMIT_SESSION_REQUESTS_MAX,
        .incarnation = 1,
    };
    pthread_mutex_init(&server->lock, NULL);
    server->context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(server->context, TLS1_3_VERSION);
    assert_int_equal(SSL_CTX_use_certificate_chain_file(server->context, files->certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(server->context, files->key, SSL_FILETYPE_PEM), 1);
    assert_int_equal(SSL_CTX_load_verify_file(server->context, authority), 1);
    SSL_CTX_set_verify(server->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    fake_listen(server);
    assert_int_equal(pthread_create(&server->thread, NULL, fake_run, server), 0);
}

void fake_server_stop(struct fake_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->is_stopping = true;
    shutdown(server->listener, SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);
    fake_server_hang_up(server);
    pthread_join(server->thread, NULL);
    close(server->listener);
    SSL_CTX_free(server->context);
    for (size_t index = 0; index < server->request_count; index++) {
        free(server->requests[index].body);
    }
    pthread_mutex_destroy(&server->lock);
}

void fake_server_plan(struct fake_server *server, enum fake_deed deed)
{
    pthread_mutex_lock(&server->lock);
    assert_true(server->deed_count < FAKE_DEEDS_MAX);
    server->deeds[server->deed_count++] = deed;
    pthread_mutex_unlock(&server->lock);
}

void fake_server_hang_up(struct fake_server *server)
{
    pthread_mutex_lock(&server->lock);
    if (server->connection >= 0) {
        shutdown(server->connection, SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->lock);
}

size_t fake_server_request_count(struct fake_server *server)
{
    pthread_mutex_lock(&server->lock);
    size_t count = server->request_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

struct fake_request fake_server_request(struct fake_server *server, size_t index)
{
    pthread_mutex_lock(&server->lock);
    struct fake_request request = server->requests[index];
    pthread_mutex_unlock(&server->lock);
    return request;
}

size_t fake_server_posting_count(struct fake_server *server)
{
    pthread_mutex_lock(&server->lock);
    size_t count = server->posting_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

struct fake_posting fake_server_posting(struct fake_server *server, uint64_t stan)
{
    pthread_mutex_lock(&server->lock);
    const struct fake_posting *found = fake_ledger_find(server, stan);
    assert_non_null(found);
    struct fake_posting posting = *found;
    pthread_mutex_unlock(&server->lock);
    return posting;
}

struct wire_view fake_server_body(struct fake_server *server, size_t index)
{
    pthread_mutex_lock(&server->lock);
    assert_true(index < server->request_count);
    const struct wire_view body = {server->requests[index].body, server->requests[index].body_size};
    pthread_mutex_unlock(&server->lock);
    return body;
}
