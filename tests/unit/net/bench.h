// SPDX-License-Identifier: Apache-2.0
// A server and its clients in one process over loopback TCP and real TLS, on a clock that stands
// still: listener, authority, and owners that write down what they are told. Raw clients speak
// OpenSSL directly, to do what our own client never would.
#ifndef NET_BENCH_H
#define NET_BENCH_H

#include <stdbool.h>

#include <openssl/types.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/metrics.h"
#include "loop/loop.h"
#include "net/conn.h"
#include "net/listener.h"
#include "net/net.h"
#include "net/peer.h"
#include "net/pki.h"
#include "net/tls.h"
#include "support/fake_clock.h"

enum { BENCH_CONNECTIONS_MAX = 8, BENCH_NEWCOMERS_MAX = 100 };

// What one side of a connection was told, and what it shall do when told.
struct bench_owner {
    struct net_conn *conn;
    struct net_peer peer;
    int opened, frames, closed;
    enum net_close reason;
    char detail[128];
    uint8_t last_frame[65536];
    size_t last_size;
    size_t frame_bytes; // of all frames
    void (*when_open)(struct bench_owner *owner);
    void (*when_frame)(struct bench_owner *owner);
};

struct bench {
    struct fake_clock clock;
    struct loop *loop;
    struct metrics *metrics;
    struct log log;
    struct buffer lines; // of the log
    struct net *net;
    struct net_listener *listener;
    uint16_t port;
    struct pki pki;
    struct pki_authority authority;
    struct net_tls *server_tls;
    struct net_tls *client_tls; // of terminal "till-1"
    struct bench_owner server;  // owns every connection that is accepted
    struct bench_owner client;
};

// cmocka set-up and tear-down; *state is a struct bench.
int bench_set_up(void **state);
int bench_tear_down(void **state);

// A client's TLS with a certificate of the bench's own authority.
struct net_tls *bench_make_client_tls(struct bench *bench, const struct pki_wish *wish);

// Connects the bench's client with this TLS, and with its own.
void bench_connect_with(struct bench *bench, struct net_tls *tls, const char *server_name);
void bench_connect(struct bench *bench);

// Stops listening; connecting then finds the old port closed.
void bench_forget_listener(struct bench *bench);

// Connects and runs until both sides are open.
void bench_open(struct bench *bench);

// Sends a frame that must be taken.
void bench_send_text(struct net_conn *conn, const char *text);

// Runs turns until the condition holds; aborts if it does not soon.
#define BENCH_RUN_UNTIL(bench, condition)                                                          \
    do {                                                                                           \
        for (int turns_ = 0; !(condition); turns_++) {                                             \
            CHECK(turns_ < 100000);                                                                \
            loop_run_turn((bench)->loop, LOOP_POLL);                                               \
        }                                                                                          \
    } while (0)

// Runs turns until nothing more can come.
void bench_settle(struct bench *bench);

// Whether the metrics have this line, and how often the log has this word.
bool bench_counts(struct bench *bench, const char *line);
unsigned bench_count_log(const struct bench *bench, const char *word);

// Lets time pass and runs what is due.
void bench_pass_ms(struct bench *bench, int64_t ms);

// A client that is nothing but a socket and, after raw_open(), OpenSSL on it.
struct raw {
    int fd;
    SSL *ssl;
};
void raw_connect(struct bench *bench, struct raw *raw);
// From another address of this host, 127.0.0.2 for instance.
void raw_connect_from(struct bench *bench, struct raw *raw, const char *address);
// Whether the server has closed it. Only after bench_settle().
bool raw_is_closed(const struct raw *raw);
void raw_open(struct bench *bench, struct raw *raw, struct net_tls *tls);
void raw_write(struct bench *bench, struct raw *raw, const void *bytes, size_t size);
// Reads exactly `size` bytes.
void raw_read(struct bench *bench, struct raw *raw, void *bytes, size_t size);
void raw_close(struct raw *raw);

#endif
