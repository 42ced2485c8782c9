// SPDX-License-Identifier: Apache-2.0
// A bonusd for tests of the till's library: real TLS and real messages on a port of its own, served
// by a thread, with a ledger of a few lines. What it does with each request is planned by the test.
#ifndef LIBBONUS_FAKE_SERVER_H
#define LIBBONUS_FAKE_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "net/pki.h"
#include "wire/request.h"
#include "wire/response.h"

enum fake_deed {
    FAKE_ANSWER,           // decide it and answer; what happens when nothing is planned
    FAKE_REFUSE,           // refuse it finally with `refusal`, remembered under its STAN
    FAKE_BLOCK,            // answer TERMINAL_BLOCKED without looking at the key
    FAKE_BUSY,             // put it off by `retry_after_ms`
    FAKE_UNAVAILABLE,      // certainly not posted
    FAKE_DOUBT_POSTED,     // decide it and answer IN_DOUBT
    FAKE_CLOSE,            // close the connection without deciding it
    FAKE_POST_AND_CLOSE,   // decide it and close the connection
    FAKE_POST_AND_SILENCE, // decide it and never answer
    FAKE_HOLD,             // decide it and answer after the next one that is answered with ANSWER
    FAKE_ANSWER_ALONE,     // answer, and keep holding what is held
    FAKE_DISPLACE,         // say that another session took over, and close
    FAKE_GARBAGE,          // answer bytes that are no response
};

// The RRN it gives a request: its STAN's position in lane 3.
#define FAKE_RRN(stan) (UINT64_C(1) << 56 | UINT64_C(3) << 44 | (stan))

enum { FAKE_DEEDS_MAX = 32, FAKE_REQUESTS_MAX = 512 };

// What arrived, Logons left out.
struct fake_request {
    enum wire_kind kind;
    uint32_t number;
    uint64_t stan;
    bool repeat;
    int64_t arrived_at_us; // monotonic
    uint8_t *body;         // owned
    size_t body_size;
};

struct fake_posting {
    uint64_t stan;
    uint8_t digest[32];
    enum wire_result_code result;
    enum wire_kind kind;
    int64_t earned;
    bool is_reversed;
    // Of the request, where it has them.
    uint64_t original; // the hold, the refund's original_rrn, the STAN that is reversed
    int64_t points;
    int64_t total;
    bool is_parked;
};

struct fake_server {
    // Set by the test before what they are for arrives.
    struct wire_logon_answer logon;
    enum wire_result_code logon_result; // APPROVED by default
    enum wire_result_code refusal;
    uint32_t retry_after_ms;
    enum wire_result_code parks;       // advices, with this reason; UNSPECIFIED: applies them
    void (*on_request)(void *context); // in the server's thread, before it decides a request
    void *on_request_context;

    char port[8];
    pthread_mutex_t lock; // guards everything below
    enum fake_deed deeds[FAKE_DEEDS_MAX];
    size_t deed_count;
    size_t deed_next;
    struct fake_request requests[FAKE_REQUESTS_MAX];
    size_t request_count;
    struct fake_posting postings[FAKE_REQUESTS_MAX];
    size_t posting_count;
    size_t logon_count;
    uint64_t logon_epoch;
    bool is_stopping;
    int listener;
    int connection;
    SSL_CTX *context;
    pthread_t thread;
    struct wire_response held;
    bool is_held;
};

// Listens on a free port of 127.0.0.1 with this certificate.
void fake_server_start(struct fake_server *server, const struct pki_files *files,
                       const char *authority);
void fake_server_stop(struct fake_server *server);

// Adds to the plan: one deed for each request that arrives, in order.
void fake_server_plan(struct fake_server *server, enum fake_deed deed);

// Ends the connection there is, as a server does that was not asked anything for too long.
void fake_server_hang_up(struct fake_server *server);

size_t fake_server_request_count(struct fake_server *server);
struct fake_request fake_server_request(struct fake_server *server, size_t index);
size_t fake_server_posting_count(struct fake_server *server);

// What it decided under a STAN; must be there.
struct fake_posting fake_server_posting(struct fake_server *server, uint64_t stan);

// The body that came with the request at `index`, a view that lives as long as the server.
struct wire_view fake_server_body(struct fake_server *server, size_t index);

#endif
