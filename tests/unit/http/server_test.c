// SPDX-License-Identifier: Apache-2.0
// Proves the pages over a real loopback connection.
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "loop/loop.h"
#include "support/cmocka.h"
#include "support/fake_clock.h"

enum { ANSWER_BYTES = 2 * LIMIT_METRICS_TEXT_BYTES_MAX };

struct bench {
    struct fake_clock clock;
    struct loop *loop;
    struct http_server *server;
    char *answer;
};

static void fill_alive(void *context, struct http_answer *answer)
{
    (void)context;
    assert_int_equal(buffer_append_text(answer->body, "alive\n"), BASE_OK);
}

static void fill_not_ready(void *context, struct http_answer *answer)
{
    (void)context;
    answer->status = 503;
    answer->content_type = "application/json";
    assert_int_equal(buffer_append_text(answer->body, "{}"), BASE_OK);
}

static void fill_large(void *context, struct http_answer *answer)
{
    (void)context;
    while (buffer_append_text(answer->body, "0123456789abcdef") == BASE_OK) {
    }
}

static const struct http_page pages[] = {
    {"/livez", fill_alive},
    {"/readyz", fill_not_ready},
    {"/large", fill_large},
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    struct clock_source source = fake_clock_source(&bench->clock);
    struct http_error error;
    bench->loop = loop_create(&source);
    bench->answer = calloc(1, ANSWER_BYTES);
    const struct http_options options = {
        .loop = bench->loop,
        .host = "127.0.0.1",
        .pages = pages,
        .page_count = BASE_COUNT(pages),
    };
    assert_int_equal(http_server_create(&options, &bench->server, &error), HTTP_RESULT_OK);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    http_server_destroy(bench->server);
    loop_destroy(bench->loop);
    free(bench->answer);
    free(bench);
    return 0;
}

static int dial(struct bench *bench)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons(http_server_port(bench->server)),
    };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

// Sends the request and reads until the server closes.
static const char *ask(struct bench *bench, const char *request)
{
    int fd = dial(bench);
    size_t size = 0;
    ssize_t received = -1;
    assert_int_equal(send(fd, request, strlen(request), 0), strlen(request));
    for (int turns = 0; received != 0; turns++) {
        CHECK(turns < 100000);
        loop_run_turn(bench->loop, LOOP_POLL);
        received = recv(fd, bench->answer + size, ANSWER_BYTES - 1 - size, MSG_DONTWAIT);
        CHECK(received >= 0 || errno == EAGAIN);
        size += received > 0 ? (size_t)received : 0;
    }
    bench->answer[size] = '\0';
    close(fd);
    return bench->answer;
}

static void a_page_answers_with_what_it_filled_in(void **state)
{
    const char *answer = ask(*state, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(answer, "Content-Type: text/plain; charset=utf-8\r\n"));
    assert_non_null(strstr(answer, "Content-Length: 6\r\n"));
    assert_non_null(strstr(answer, "\r\n\r\nalive\n"));
}

static void a_page_chooses_status_and_type(void **state)
{
    const char *answer = ask(*state, "GET /readyz?verbose HTTP/1.0\r\n\r\n");
    assert_non_null(strstr(answer, " 503 "));
    assert_non_null(strstr(answer, "Content-Type: application/json\r\n"));
}

static void an_unknown_path_is_not_found(void **state)
{
    assert_non_null(strstr(ask(*state, "GET /livezz HTTP/1.1\r\nHost: x\r\n\r\n"), " 404 "));
    assert_non_null(strstr(ask(*state, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), " 404 "));
}

static void other_methods_are_refused(void **state)
{
    const char *answer =
        ask(*state, "POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    assert_null(strstr(answer, "alive"));
    assert_non_null(strstr(answer, " 501 "));
}

static void a_header_that_is_too_long_is_refused(void **state)
{
    static char request[LIMIT_HTTP_HEADER_BYTES_MAX + 100];
    int size = snprintf(request, sizeof(request), "GET /livez HTTP/1.1\r\nX: ");
    memset(request + size, 'x', sizeof(request) - (size_t)size - 5);
    memcpy(request + sizeof(request) - 5, "\r\n\r\n", 5);
    assert_null(strstr(ask(*state, request), "alive"));
}

static void a_body_that_is_too_long_is_refused(void **state)
{
    const char *answer =
        ask(*state, "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    assert_non_null(strstr(answer, " 413 "));
}

static void a_large_page_arrives_whole(void **state)
{
    const char *answer = ask(*state, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    const char *body = strstr(answer, "\r\n\r\n");
    assert_non_null(body);
    assert_int_equal(strlen(body + 4), LIMIT_METRICS_TEXT_BYTES_MAX);
}

static void a_crowd_waits_until_the_next_time(void **state)
{
    struct bench *bench = *state;
    int fds[LIMIT_HTTP_ACCEPTS_MAX + 1];
    for (size_t i = 0; i < BASE_COUNT(fds); i++) {
        fds[i] = dial(bench);
    }
    for (int i = 0; i < 200; i++) {
        loop_run_turn(bench->loop, LOOP_POLL);
    }
    const char *request = "GET /livez HTTP/1.0\r\n\r\n";
    int last = fds[LIMIT_HTTP_ACCEPTS_MAX];
    char answer[200];
    assert_int_equal(send(last, request, strlen(request), 0), strlen(request));
    for (int i = 0; i < 200; i++) {
        loop_run_turn(bench->loop, LOOP_POLL);
    }
    assert_int_equal(recv(last, answer, sizeof(answer), MSG_DONTWAIT), -1);
    fake_clock_advance_ms(&bench->clock, LIMIT_HTTP_TIMEOUT_MS + 1);
    for (int i = 0; i < 200; i++) {
        loop_run_turn(bench->loop, LOOP_POLL);
    }
    assert_true(recv(last, answer, sizeof(answer), MSG_DONTWAIT) > 0);
    for (size_t i = 0; i < BASE_COUNT(fds); i++) {
        close(fds[i]);
    }
}

static void an_address_that_is_taken_is_explained(void **state)
{
    struct bench *bench = *state;
    struct http_server *second = NULL;
    struct http_error error;
    const struct http_options options = {
        .loop = bench->loop,
        .host = "192.0.2.1",
        .pages = pages,
        .page_count = BASE_COUNT(pages),
    };
    assert_int_equal(http_server_create(&options, &second, &error), HTTP_RESULT_BAD_ADDRESS);
    assert_null(second);
    assert_non_null(strstr(error.fact, "192.0.2.1:0: "));
    assert_true(strlen(error.hint) > 0);
    http_server_destroy(NULL);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(a_page_answers_with_what_it_filled_in),
        BENCH_TEST(a_page_chooses_status_and_type),
        BENCH_TEST(an_unknown_path_is_not_found),
        BENCH_TEST(other_methods_are_refused),
        BENCH_TEST(a_header_that_is_too_long_is_refused),
        BENCH_TEST(a_body_that_is_too_long_is_refused),
        BENCH_TEST(a_large_page_arrives_whole),
        BENCH_TEST(a_crowd_waits_until_the_next_time),
        BENCH_TEST(an_address_that_is_taken_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
