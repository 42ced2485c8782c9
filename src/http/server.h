// SPDX-License-Identifier: Apache-2.0
// A few pages for machines (/livez, /readyz, /metrics) on a listener of their own, meant for the
// loopback address: no TLS, no rights. GET only; every answer closes its connection.
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

struct buffer;
struct http_server;
struct loop;

// The http layer's results. The prefix is long because libevent's own HTTP_OK is 200.
enum http_result {
#define HTTP_RESULT(name) HTTP_RESULT_##name,
#include "http/result.def"
#undef HTTP_RESULT
};

// What is wrong with the configured address, for a person.
struct http_error {
    char fact[192];
    char hint[96];
};

// What a page fills in. At first it is 200 and text/plain with an empty body, whose maximum is
// LIMIT_METRICS_TEXT_BYTES_MAX.
struct http_answer {
    int status;
    const char *content_type; // static text
    struct buffer *body;
};

struct http_page {
    const char *path; // "/livez", compared whole, without the query
    void (*fill)(void *context, struct http_answer *answer);
};

struct http_options {
    struct loop *loop; // kept
    const char *host;
    uint16_t port;                 // 0 for any free one
    const struct http_page *pages; // kept
    size_t page_count;
    void *context; // of every page
};

// Begins to serve. HTTP_RESULT_BAD_ADDRESS fills *error.
BASE_MUST_USE enum http_result http_server_create(const struct http_options *options,
                                                  struct http_server **server,
                                                  struct http_error *error);

// Closes the listener and its connections. Not from inside a page. NULL is fine.
void http_server_destroy(struct http_server *server);

uint16_t http_server_port(const struct http_server *server);

#endif
