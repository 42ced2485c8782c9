// SPDX-License-Identifier: Apache-2.0
// Every limit of the system, with its unit in its name and why it has this value. docs/limits.md
// says where each one is enforced and what happens when it is reached; a test compares the two.
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <assert.h>

#include "base/check.h"

enum {
    // Connections.
    LIMIT_CONNECTIONS_DEFAULT = 20000,        // a few thousand stores with several tills each
    LIMIT_CONNECTIONS_MAX = 100000,           // the most that configuration may ask for
    LIMIT_NEWCOMERS_DEFAULT = 5000,           // not logged on yet: strangers leave room for tills
    LIMIT_NEWCOMERS_PER_ADDRESS_DEFAULT = 64, // a shop behind one address; hundreds log on a second
    LIMIT_ACCEPTS_PER_TURN_MAX = 32,          // a handshake costs 1 ms of CPU: live tills go first
    LIMIT_LISTEN_BACKLOG = 4096,              // all tills of a chain coming back after a power cut
    LIMIT_ACCEPT_BACKOFF_MS = 200,            // pause when the process has no descriptors left
    LIMIT_KEY_UPDATES_MAX = 64,      // OpenSSL does not limit TLS KeyUpdate; honest peers send none
    LIMIT_OUTPUT_BYTES_MAX = 524288, // unsent answers of one connection before it is cut
    LIMIT_READ_BYTES_PER_TURN_MAX = 65536, // of one connection: a flood must not starve the rest
    LIMIT_OUTPUT_BYTES_KEPT = 2048,        // output memory an idle connection may keep
    LIMIT_CERTIFICATE_BYTES_MAX = 16384,   // the chain a peer may send
    LIMIT_CERTIFICATE_DEPTH_MAX = 3,       // one intermediate authority, with room
    LIMIT_PEER_NAME_BYTES_MAX = 64,        // ub-common-name of X.509
    LIMIT_PEER_UNIT_BYTES_MAX = 32,        // "terminal", "operator", "subscriber"
    LIMIT_PEER_ADDRESS_BYTES_MAX = 64,     // "[IPv6]:port"

    // Frames and messages.
    LIMIT_FRAME_PREFIX_BYTES = 4,       // big-endian length
    LIMIT_FRAME_LOGON_BYTES_MAX = 4096, // before Logon nobody needs more
    LIMIT_FRAME_BYTES_MAX = 65536,      // after Logon: the longest real receipt, with room
    LIMIT_RECEIPT_LINES_MAX = 1024,     // real receipts: 675 at most
    LIMIT_ANSWER_BYTES_MAX = 8192,      // an answer's facts and its slip in UTF-8

    // Deadlines.
    LIMIT_CONNECT_MS = 5000,     // for TCP; a host that is up answers in one round trip
    LIMIT_HANDSHAKE_MS = 10000,  // several round trips over a bad mobile line
    LIMIT_LOGON_MS = 10000,      // from the end of the handshake to an accepted Logon
    LIMIT_FRAME_MS = 10000,      // from the first byte of a frame to its last
    LIMIT_REQUEST_MS = 10000,    // a cashier and a customer are waiting
    LIMIT_IDLE_MS = 600000,      // a till without work sends Echo more often than this
    LIMIT_CLOSE_FLUSH_MS = 3000, // for the peer to take the last answers before we close
    LIMIT_DRAIN_MS = 15000,      // SIGTERM: open requests may finish, then the rest is cut

    // Requests in flight.
    LIMIT_SESSION_REQUESTS_MAX = 32,     // pipelined requests of one session
    LIMIT_REQUESTS_MAX = 16384,          // of all sessions: half a second of work at 30,000/s
    LIMIT_REQUEST_BYTES_MAX = 134217728, // bodies held for all requests in flight
    LIMIT_BUSY_RETRY_MS = 200,           // "retry after" of BUSY: a few turns later there is room
    LIMIT_UNAVAILABLE_RETRY_MS = 1000,   // "retry after" of UNAVAILABLE: a fail-over takes seconds

    // Tills.
    LIMIT_TERMINALS_MAX = 1048576, // remembered since the start: every terminal that logged on
    LIMIT_TILL_FAULTS_MAX = 20,    // malformed or refused by the ledger, within the time below
    LIMIT_TILL_FAULTS_MS = 60000,  // then the till is cut and stays out until this time is over

    // Lanes and turns.
    LIMIT_LANES_MAX = 256, // one byte in keys; the useful number is a few per node
    LIMIT_TURNS_MAX = 8,   // turns at once of one daemon; 4 by default, few make large batches
    LIMIT_TURN_REQUESTS_MAX = 512,  // keeps a turn in tens of milliseconds
    LIMIT_TURN_BYTES_MAX = 8388608, // bodies in one turn: what one statement carries

    // The event loop.
    LIMIT_TIMERS_MAX = 524288, // armed at once: a few for each connection
    LIMIT_SIGNALS_MAX = 8,     // signals that one loop listens to

    // The database.
    LIMIT_STORE_PIPELINE_MAX = 1024,      // statements of one connection without an answer
    LIMIT_STORE_BACKOFF_MS_MIN = 50,      // a restarted server is there again within a second
    LIMIT_STORE_BACKOFF_MS_MAX = 2000,    // and one that stays away is not hammered
    LIMIT_STORE_CONNECT_MS = 5000,        // for one try to connect and to prepare
    LIMIT_STORE_ASKS_MAX = 4096,          // look-ups waiting for the reading connection
    LIMIT_TAKEOVER_SESSIONS_MAX = 1000,   // asked about in one statement, which takes 2 ms
    LIMIT_TURNS_CAREFUL = 32,             // turns that look up every key after one was not new
    LIMIT_TURN_PAUSE_MS = 20,             // before a lane that failed is tried again
    LIMIT_STORE_SWEEP_MS = 100,           // how late a deadline in a lane's queue may be noticed
    LIMIT_REGISTRY_ROWS_MAX = 1000000,    // stores, terminals, certificates and rates
    LIMIT_ZONE_SHIFTS_MAX = 255,          // changes of one time zone since 2000
    LIMIT_PARTITION_ROWS_AHEAD = 5000000, // positions that have a partition before they are needed
    LIMIT_PARTITION_CHECK_MS = 60000,     // how often that is looked after
    LIMIT_SWEEP_ACCOUNTS_MAX = 256,       // looked at in one step of a sweep, which takes 1 ms
    LIMIT_SWEEP_POSTINGS_MAX = 64,        // of a sweep in the queues: an eighth of a full turn
    LIMIT_SWEEP_PAUSE_MS = 250,           // between two steps: 80 million accounts a day
    LIMIT_SWEEP_REST_MS = 1000,           // when all accounts were looked at: how late a row is

    // The rules.
    LIMIT_ACCOUNT_LOTS_MAX = 64,     // of one account: its row stays below 2 KB
    LIMIT_ACCOUNT_HOLDS_MAX = 16,    // pieces of lots that all holds of one account reserve
    LIMIT_LOT_MOVES_MAX = 160,       // of one posting: every lot before and after it, with room
    LIMIT_PROGRAMME_RATES_MAX = 16,  // currencies one programme knows
    LIMIT_PROGRAMME_SHARES_MAX = 16, // categories of articles with a share of their own
    LIMIT_RECEIPT_RULES_MAX = 8,     // promotions that may meet in one receipt: its row stays short
    LIMIT_SLIP_BYTES_MAX = 6144,     // any slip of any width and language, with its NUL

    // The till's library.
    LIMIT_TILL_REQUESTS_MAX = 64,      // submitted and not taken: two sessions' worth in flight
    LIMIT_TILL_DEADLINE_MS = 15000,    // of a request, all its tries; longer than LIMIT_REQUEST_MS
    LIMIT_TILL_CONNECT_MS = 5000,      // TCP, TLS and Logon over a bad mobile line
    LIMIT_TILL_ADDRESS_MS = 1000,      // of that for one address at least: a SYN is sent again
    LIMIT_TILL_ANSWER_MS = 4000,       // silence after which a try counts as lost
    LIMIT_TILL_BACKOFF_MS_LEAST = 100, // the first pause before trying again
    LIMIT_TILL_BACKOFF_MS_MAX = 5000,  // the longest
    LIMIT_TILL_KEPT_DAYS = 35,         // bodies and answers: a month's books can be compared
    LIMIT_TILL_FORGET_ROWS = 128,      // of them in one commit, which adds half as many at most
    LIMIT_TILL_ADVICES_MAX = 10000,    // told and not yet sent: days without a line
    LIMIT_TILL_STAN_GAP = 1000000,     // skipped by a restored journal: years of a till's receipts

    // Health and metrics over HTTP.
    LIMIT_HTTP_HEADER_BYTES_MAX = 8192, // a scraper sends a few hundred
    LIMIT_HTTP_BODY_BYTES_MAX = 1024,   // a GET has none
    LIMIT_HTTP_TIMEOUT_MS = 5000,       // without a byte from or to a client
    LIMIT_HTTP_ACCEPTS_MAX = 64,        // new clients within one such time

    // Log and metrics.
    LIMIT_LOG_LINE_BYTES_MAX = 2048,        // one write(2), below PIPE_BUF
    LIMIT_LOG_REPEAT_MS = 1000,             // between two lines that strangers can cause at will
    LIMIT_METRICS_MAX = 1024,               // registered series: dozens for each kind of request
    LIMIT_METRIC_BUCKETS_MAX = 24,          // of one histogram
    LIMIT_METRICS_TEXT_BYTES_MAX = 1048576, // one rendering

    // The operator's tool.
    LIMIT_VERIFY_BYTES_MAX = 1073741824, // accounts of a lane at once: five million of them

    // Tables in memory.
    LIMIT_HASH_KEY_BYTES_MAX = 96,    // terminal, epoch and STAN, or a card number
    LIMIT_HASH_ENTRIES_MAX = 1048576, // of one map; it is allocated whole
    LIMIT_SLAB_OBJECTS_MAX = 1048576, // of one slab
};

static_assert(LIMIT_CONNECTIONS_DEFAULT <= LIMIT_CONNECTIONS_MAX, "the default is allowed");
static_assert(LIMIT_NEWCOMERS_DEFAULT <= LIMIT_CONNECTIONS_DEFAULT, "newcomers are connections");
static_assert(LIMIT_NEWCOMERS_PER_ADDRESS_DEFAULT <= LIMIT_NEWCOMERS_DEFAULT, "and so are these");
static_assert(LIMIT_CONNECTIONS_MAX <= LIMIT_SLAB_OBJECTS_MAX, "connections live in a slab");
static_assert(LIMIT_CONNECTIONS_MAX * 2 <= LIMIT_TIMERS_MAX, "every connection has its timers");
static_assert(LIMIT_FRAME_LOGON_BYTES_MAX <= LIMIT_FRAME_BYTES_MAX, "limits grow at Logon");
static_assert(LIMIT_OUTPUT_BYTES_MAX >=
                  LIMIT_SESSION_REQUESTS_MAX * (LIMIT_FRAME_PREFIX_BYTES + LIMIT_ANSWER_BYTES_MAX),
              "the answers to everything one session may ask fit its output");
static_assert(LIMIT_OUTPUT_BYTES_MAX >= LIMIT_FRAME_PREFIX_BYTES + LIMIT_FRAME_BYTES_MAX,
              "the largest frame fits an empty output");
static_assert(LIMIT_ANSWER_BYTES_MAX <= LIMIT_FRAME_BYTES_MAX, "an answer is one frame");
static_assert(LIMIT_SLIP_BYTES_MAX < LIMIT_ANSWER_BYTES_MAX,
              "an answer has room for its slip and its facts");
static_assert(LIMIT_SESSION_REQUESTS_MAX <= LIMIT_REQUESTS_MAX, "one session fits");
static_assert(LIMIT_TERMINALS_MAX <= LIMIT_SLAB_OBJECTS_MAX, "tills live in a slab");
static_assert(LIMIT_TILL_FORGET_ROWS > LIMIT_TILL_REQUESTS_MAX,
              "a till's journal forgets faster than it grows");
static_assert(LIMIT_TURN_REQUESTS_MAX * LIMIT_TURNS_MAX <= LIMIT_REQUESTS_MAX,
              "full turns leave a queue to gather the next ones");
static_assert(LIMIT_SWEEP_POSTINGS_MAX <= LIMIT_TURN_REQUESTS_MAX / 8,
              "a sweep leaves nearly all of a turn to the tills");
static_assert(LIMIT_TURN_BYTES_MAX >= LIMIT_FRAME_BYTES_MAX, "every request fits a turn");
static_assert(LIMIT_REQUEST_BYTES_MAX / LIMIT_SESSION_REQUESTS_MAX >= LIMIT_FRAME_BYTES_MAX,
              "one session cannot fill what all share");
static_assert(LIMIT_LOG_LINE_BYTES_MAX <= 4096, "a line is written whole: PIPE_BUF on Linux");
static_assert(LIMIT_HASH_KEY_BYTES_MAX <= 255, "a key's size is kept in one byte");
static_assert(BASE_IS_POWER_OF_TWO(LIMIT_SLAB_OBJECTS_MAX), "index arithmetic stays in 32 bits");

#endif
