// SPDX-License-Identifier: Apache-2.0
// The fake's thread: accepts one connection after the other and reads one request after the other.
#include "libbonus/fake_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/sha.h>

#include "base/clock.h"
#include "base/limits.h"
#include "support/cmocka.h"
#include "wire/frame.h"
#include "wire/purchase.h"
#include "wire/session.h"
#include "wire/status.h"

enum { FAKE_RATE_BP = 1100, FAKE_NOW_US = 1700000000 };

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
        };
    }
}

static struct fake_posting *fake_find(struct fake_server *server, uint64_t stan)
{
    for (size_t index = 0; index < server->posting_count; index++) {
        if (server->postings[index].stan == stan) {
            return &server->postings[index];
        }
    }
    return NULL;
}

// All zero for other kinds.
static struct wire_purchase fake_read_purchase(const struct wire_request *request)
{
    struct wire_purchase purchase = {0};
    struct wire_error error;
    if (request->kind == WIRE_KIND_PURCHASE || request->kind == WIRE_KIND_QUOTE) {
        assert_int_equal(wire_purchase_decode(request->body, &purchase, &error), WIRE_OK);
    }
    return purchase;
}

static int64_t fake_award(const struct wire_request *request)
{
    const struct wire_purchase purchase = fake_read_purchase(request);
    return purchase.card[0] == '\0' ? 0 : purchase.total * FAKE_RATE_BP / 10000;
}

static void fake_tell_posting(const struct fake_posting *posting, struct wire_response *answer)
{
    answer->result = posting->result;
    if (posting->result != WIRE_RESULT_APPROVED) {
        return;
    }
    if (posting->kind == WIRE_KIND_PURCHASE) {
        answer->which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        answer->answer.purchase = (struct wire_purchase_answer){
            .rrn = FAKE_RRN(posting->stan),
            .currency = 643,
            .rate_bp = FAKE_RATE_BP,
            .earned = posting->earned,
        };
        return;
    }
    answer->which_answer = WIRE_RESPONSE_CARD_TAG;
    answer->answer.card = (struct wire_card_answer){
        .rrn = FAKE_RRN(posting->stan),
        .member = 7,
        .state = WIRE_CARD_STATE_ACTIVE,
    };
}

static void fake_decide_keyed(struct fake_server *server, const struct wire_request *request,
                              enum wire_result_code result, struct wire_response *answer)
{
    uint8_t digest[32];
    SHA256(request->body.bytes, request->body.size, digest);
    struct fake_posting *posting = fake_find(server, request->stan);
    answer->repeated = posting != NULL;
    if (posting == NULL) {
        posting = &server->postings[server->posting_count++];
        *posting = (struct fake_posting){
            .stan = request->stan,
            .result = result,
            .kind = request->kind,
            .earned = fake_award(request),
        };
        memcpy(posting->digest, digest, sizeof(digest));
    } else if (memcmp(posting->digest, digest, sizeof(digest)) != 0) {
        answer->repeated = false;
        answer->result = WIRE_RESULT_MISMATCH;
        return;
    }
    fake_tell_posting(posting, answer);
}

static void fake_decide_status(struct fake_server *server, const struct wire_request *request,
                               struct wire_response *answer)
{
    struct wire_transaction_status status;
    struct wire_error error;
    assert_int_equal(wire_transaction_status_decode(request->body, &status, &error), WIRE_OK);
    const struct fake_posting *posting = fake_find(server, status.stan);
    answer->result = posting == NULL ? WIRE_RESULT_NOT_FOUND : WIRE_RESULT_APPROVED;
    if (posting == NULL) {
        return;
    }
    struct wire_response inner = {0};
    fake_tell_posting(posting, &inner);
    answer->which_answer = WIRE_RESPONSE_STATUS_TAG;
    answer->answer.status = (struct wire_status_answer){
        .kind = posting->kind,
        .result = posting->result,
    };
    if (inner.which_answer == WIRE_RESPONSE_PURCHASE_TAG) {
        answer->answer.status.which_answer = WIRE_STATUS_ANSWER_PURCHASE_TAG;
        answer->answer.status.answer.purchase = inner.answer.purchase;
    }
}

static void fake_decide(struct fake_server *server, const struct wire_request *request,
                        enum wire_result_code result, struct wire_response *answer)
{
    *answer = (struct wire_response){.number = request->number, .result = WIRE_RESULT_APPROVED};
    static const char slip[] = "SLIP\n";
    bool is_training = fake_read_purchase(request).training;
    if (wire_kind_is_keyed(request->kind) && !is_training) {
        fake_decide_keyed(server, request, result, answer);
    } else if (request->kind == WIRE_KIND_TRANSACTION_STATUS) {
        fake_decide_status(server, request, answer);
    } else if (request->kind == WIRE_KIND_ECHO) {
        answer->which_answer = WIRE_RESPONSE_ECHO_TAG;
        answer->answer.echo.server_at_us = FAKE_NOW_US;
    } else if (request->kind == WIRE_KIND_QUOTE || is_training) {
        answer->which_answer = WIRE_RESPONSE_PURCHASE_TAG;
        answer->answer.purchase.earned = fake_award(request);
        answer->answer.purchase.training = is_training;
    } else if (request->kind == WIRE_KIND_BALANCE_INQUIRY) {
        answer->which_answer = WIRE_RESPONSE_BALANCE_TAG;
        answer->answer.balance = (struct wire_balance_answer){
            .state = WIRE_CARD_STATE_ACTIVE,
            .balances_count = 2,
            .balances = {{398, 100, 1000}, {643, 200, 2000}},
        };
    }
    if (request->has_slip) {
        answer->slip = (struct wire_view){(const uint8_t *)slip, sizeof(slip) - 1};
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
        fake_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return fake_answer(server, tls, &answer);
    case FAKE_REFUSE:
        fake_decide(server, request, server->refusal, &answer);
        return fake_answer(server, tls, &answer);
    case FAKE_ANSWER_ALONE:
        fake_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return fake_write(tls, &answer);
    case FAKE_BLOCK:
        return fake_put_off(tls, request, WIRE_RESULT_TERMINAL_BLOCKED, 0);
    case FAKE_BUSY:
        return fake_put_off(tls, request, WIRE_RESULT_BUSY, server->retry_after_ms);
    case FAKE_UNAVAILABLE:
        return fake_put_off(tls, request, WIRE_RESULT_UNAVAILABLE, server->retry_after_ms);
    case FAKE_DOUBT_POSTED:
        fake_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return fake_put_off(tls, request, WIRE_RESULT_IN_DOUBT, 0);
    case FAKE_CLOSE:
        return false;
    case FAKE_POST_AND_CLOSE:
        fake_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return false;
    case FAKE_POST_AND_SILENCE:
        fake_decide(server, request, WIRE_RESULT_APPROVED, &answer);
        return true;
    case FAKE_HOLD:
        fake_decide(server, request, WIRE_RESULT_APPROVED, &server->held);
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
