// SPDX-License-Identifier: Apache-2.0
// The table of pages on libevent's evhttp. evhttp does not limit its connections, so accepting
// rests once a number of them came within one time-out; as none outlives an answer, that bounds
// them.
#include "http/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "loop/event_base.h"
#include "loop/timer.h"

struct http_server {
    struct http_options options;
    struct evhttp *evhttp;
    struct evhttp_bound_socket *socket;
    struct loop_timer window; // in which accepts are counted
    unsigned accepts;
};

static struct evconnlistener *http_server_listener(const struct http_server *server)
{
    return evhttp_bound_socket_get_listener(server->socket);
}

static void http_server_window_passed(void *context)
{
    struct http_server *server = context;
    server->accepts = 0;
    CHECK(evconnlistener_enable(http_server_listener(server)) == 0);
}

// evhttp asks for each new connection; NULL lets it make its own bufferevent.
static struct bufferevent *http_server_accepted(struct event_base *base, void *context)
{
    (void)base;
    struct http_server *server = context;
    if (server->accepts++ == 0) {
        loop_timer_start(&server->window, LIMIT_HTTP_TIMEOUT_MS);
    }
    if (server->accepts >= LIMIT_HTTP_ACCEPTS_MAX) {
        CHECK(evconnlistener_disable(http_server_listener(server)) == 0);
    }
    return NULL;
}

static const struct http_page *http_server_find_page(const struct http_server *server,
                                                     struct evhttp_request *request)
{
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
    const char *path = uri == NULL ? NULL : evhttp_uri_get_path(uri);
    for (size_t i = 0; path != NULL && i < server->options.page_count; i++) {
        if (strcmp(server->options.pages[i].path, path) == 0) {
            return &server->options.pages[i];
        }
    }
    return NULL;
}

static void http_server_free_body(const void *bytes, size_t size, void *context)
{
    (void)bytes;
    (void)size;
    struct buffer *body = context;
    buffer_clear(body);
    free(body);
}

static void http_server_send(struct evhttp_request *request, const struct http_answer *answer)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
    CHECK(evhttp_add_header(headers, "Content-Type", answer->content_type) == 0);
    CHECK(evhttp_add_header(headers, "Connection", "close") == 0);
    CHECK(evhttp_add_header(headers, "Cache-Control", "no-store") == 0);
    struct evbuffer *output = evbuffer_new();
    CHECK(output != NULL);
    // The body goes over without a copy and is freed when it has been sent.
    CHECK(evbuffer_add_reference(output, buffer_bytes(answer->body), buffer_size(answer->body),
                                 http_server_free_body, answer->body) == 0);
    evhttp_send_reply(request, answer->status, NULL, output);
    evbuffer_free(output);
}

static void http_server_answer(struct evhttp_request *request, void *context)
{
    const struct http_server *server = context;
    struct buffer *body = memory_allocate(1, sizeof(*body));
    buffer_init(body, LIMIT_METRICS_TEXT_BYTES_MAX);
    struct http_answer answer = {HTTP_OK, "text/plain; charset=utf-8", body};
    const struct http_page *page = http_server_find_page(server, request);
    if (page != NULL) {
        page->fill(server->options.context, &answer);
    } else {
        answer.status = HTTP_NOTFOUND;
        CHECK(buffer_append_text(body, "not found\n") == BASE_OK);
    }
    http_server_send(request, &answer);
}

static struct evhttp *http_server_make_evhttp(struct http_server *server)
{
    struct evhttp *evhttp = evhttp_new(loop_event_base(server->options.loop));
    CHECK(evhttp != NULL);
    const struct timeval timeout = {.tv_sec = LIMIT_HTTP_TIMEOUT_MS / 1000,
                                    .tv_usec = LIMIT_HTTP_TIMEOUT_MS % 1000 * 1000};
    evhttp_set_timeout_tv(evhttp, &timeout);
    evhttp_set_max_headers_size(evhttp, LIMIT_HTTP_HEADER_BYTES_MAX);
    evhttp_set_max_body_size(evhttp, LIMIT_HTTP_BODY_BYTES_MAX);
    evhttp_set_allowed_methods(evhttp, EVHTTP_REQ_GET);
    evhttp_set_bevcb(evhttp, http_server_accepted, server);
    evhttp_set_gencb(evhttp, http_server_answer, server);
    return evhttp;
}

enum http_result http_server_create(const struct http_options *options,
                                    struct http_server **server_made, struct http_error *error)
{
    struct http_server *server = memory_allocate(1, sizeof(*server));
    server->options = *options;
    server->evhttp = http_server_make_evhttp(server);
    errno = 0;
    server->socket = evhttp_bind_socket_with_handle(server->evhttp, options->host, options->port);
    if (server->socket == NULL) {
        char reason[96];
        snprintf(error->fact, sizeof(error->fact), "%.128s:%u: %s", options->host,
                 (unsigned)options->port,
                 errno == 0 ? "not an address" : strerror_r(errno, reason, sizeof(reason)));
        snprintf(error->hint, sizeof(error->hint),
                 "Choose an address of this host and a port that is free.");
        evhttp_free(server->evhttp);
        free(server);
        return HTTP_RESULT_BAD_ADDRESS;
    }
    loop_timer_init(&server->window, options->loop, http_server_window_passed, server);
    *server_made = server;
    return HTTP_RESULT_OK;
}

void http_server_destroy(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    loop_timer_stop(&server->window);
    evhttp_free(server->evhttp);
    free(server);
}

uint16_t http_server_port(const struct http_server *server)
{
    struct sockaddr_storage storage;
    socklen_t size = sizeof(storage);
    CHECK(getsockname(evhttp_bound_socket_get_fd(server->socket), (struct sockaddr *)&storage,
                      &size) == 0);
    in_port_t port = storage.ss_family == AF_INET6
                         ? ((const struct sockaddr_in6 *)(const void *)&storage)->sin6_port
                         : ((const struct sockaddr_in *)(const void *)&storage)->sin_port;
    return ntohs(port);
}
