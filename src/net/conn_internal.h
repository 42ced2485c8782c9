// SPDX-License-Identifier: Apache-2.0
// A connection as the files of this folder see it. conn.c moves it between its states, the others
// do one thing each in a state: conn_handshake.c until it is open, conn_input.c and conn_output.c
// while it is.
#ifndef NET_CONN_INTERNAL_H
#define NET_CONN_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/buffer.h"
#include "loop/descriptor.h"
#include "loop/loop.h"
#include "loop/timer.h"
#include "net/address.h"
#include "net/peer.h"

struct net;
struct net_callbacks;
struct net_conn;
struct net_tls;
struct newcomer_origin;

enum net_conn_state {
    NET_CONN_NEW,         // made, not yet at work
    NET_CONN_CONNECTING,  // TCP, clients only
    NET_CONN_HANDSHAKING, // TLS
    NET_CONN_OPEN,        // frames
    NET_CONN_FLUSHING,    // no more reading, the last output is leaving
    NET_CONN_LINGERING,   // all is sent; waiting for the peer to go, lest a reset eat it
    NET_CONN_CLOSED,      // no socket any more; on_close comes at the end of the turn
};

struct net_conn {
    struct net *net;
    enum net_conn_state state;
    bool is_dialed;         // by us: the TLS client
    bool is_known_to_owner; // who therefore gets on_close
    bool is_reading_paused;
    bool is_output_blocked; // until the socket is writable
    int fd;
    struct newcomer_origin *newcomer_from; // NULL: dialed, or admitted
    SSL *ssl;
    struct loop_descriptor descriptor;
    struct loop_task flush_task;
    struct loop_task read_task;
    struct loop_task retire_task;
    struct loop_timer deadline;       // of the state, or the owner's, or idle
    struct loop_timer frame_deadline; // armed while a part of a frame is there
    enum net_close deadline_reason;   // in the state OPEN
    enum net_close close_reason;      // from FLUSHING on
    const char *close_detail;         // static text
    int64_t idle_ms;                  // 0: the deadline is not renewed by frames
    uint32_t key_updates;
    size_t frame_bytes_max;
    struct buffer input; // a part of a frame, or frames that came before a pause
    struct buffer output;
    const struct net_callbacks *callbacks;
    void *context;
    struct net_peer peer;
};

struct net_conn_birth {
    int fd; // the connection's from now on
    bool is_dialed;
    struct newcomer_origin *newcomer_from; // likewise; NULL if it is dialed
    struct net_tls *tls;
    const struct net_address *address;
    const struct net_callbacks *callbacks;
    void *context;
};

// conn.c

// A connection in the state NEW, or NULL if there are too many: then nothing was taken over.
struct net_conn *net_conn_make(struct net *net, const struct net_conn_birth *birth);

// The only way to another state.
void net_conn_enter(struct net_conn *conn, enum net_conn_state state);

// Makes the loop watch for what state, pause and blocked output call for.
void net_conn_update_interest(struct net_conn *conn);

// Ends our direction and waits for the peer to end its own.
void net_conn_linger(struct net_conn *conn);

// How a call into OpenSSL ended.
enum net_conn_step {
    NET_CONN_STEP_WANTS_READ,
    NET_CONN_STEP_WANTS_WRITE,
    NET_CONN_STEP_PEER_GONE,
    NET_CONN_STEP_FAILED, // close_detail says why
};
enum net_conn_step net_conn_judge_step(struct net_conn *conn, int returned);

// conn_handshake.c

// Starts the handshake of a connection whose TCP is there.
void net_conn_start_handshake(struct net_conn *conn);

// What a ready socket means while connecting and handshaking.
void net_conn_finish_connect(struct net_conn *conn);
void net_conn_continue_handshake(struct net_conn *conn);

// conn_input.c

// Delivers frames and reads, up to the budget of a turn.
void net_conn_read(struct net_conn *conn);

// conn_output.c

// Writes what has gathered, as far as the socket takes it.
void net_conn_flush(struct net_conn *conn);

#endif
