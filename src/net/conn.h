// SPDX-License-Identifier: Apache-2.0
// One TLS connection that carries frames, accepted by a listener or made by net_conn_connect().
//
// It tells its owner three things: on_open when the handshake is done, on_frame for each frame, and
// on_close at last. No callback comes from inside a function called by the owner: on_close comes at
// the end of a turn of the loop, and the connection is gone when it returns. Between a close and
// on_close the connection may still be handed to any function here; sending answers NET_CLOSED.
//
// What is sent gathers and leaves with one write at the end of the turn of the loop. A peer that
// ends its direction has gone: answers still owed to it are dropped.
#ifndef NET_CONN_H
#define NET_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "net/result.h"

struct net;
struct net_address;
struct net_conn;
struct net_peer;
struct net_tls;

struct net_callbacks {
    // The peer lives as long as the connection.
    void (*on_open)(struct net_conn *conn, const struct net_peer *peer);

    // The bytes live for the call. More calls may follow in the same turn, unless the owner pauses
    // or closes.
    void (*on_frame)(struct net_conn *conn, const uint8_t *bytes, size_t size);

    // Comes once for each on_open, and for each net_conn_connect() whether it opened or not.
    void (*on_close)(struct net_conn *conn, enum net_close reason);
};

struct net_connect_options {
    const struct net_address *address;
    const char *server_name; // name or address that the server's certificate must carry
    struct net_tls *tls;     // of a client; the connection becomes an owner
    const struct net_callbacks *callbacks; // kept
    void *context;
};

// Begins to connect. NET_TOO_MANY or NET_NO_SOCKET at once; everything else comes as on_close. In
// TLS 1.3 a client is open before the server has judged its certificate: a refusal comes later, as
// on_close with NET_CLOSE_TLS_FAILED.
BASE_MUST_USE enum net_result net_conn_connect(struct net *net,
                                               const struct net_connect_options *options,
                                               struct net_conn **conn);

// The owner's own pointer; at first that of the listener or of the connect options.
void net_conn_set_context(struct net_conn *conn, void *context);
void *net_conn_context(const struct net_conn *conn);

const struct net_peer *net_conn_peer(const struct net_conn *conn);

// More about a close, for a person: "certificate has expired". "" if there is nothing to add.
const char *net_conn_close_detail(const struct net_conn *conn);

// The owner knows the peer now: the connection is no newcomer any more (net.h). Nothing happens if
// it was none.
void net_conn_admit(struct net_conn *conn);

// Sends one frame. NET_FULL, and nothing sent, if the output cannot take it: the owner decides
// between waiting and net_conn_close(). `size` is at most LIMIT_FRAME_BYTES_MAX.
BASE_MUST_USE enum net_result net_conn_send_frame(struct net_conn *conn, const void *bytes,
                                                  size_t size);

// The same without a copy: room for a payload of up to `size_max` bytes, which the next
// net_conn_commit_frame() sends with the size it turned out to have. Reserving without committing
// sends nothing. The room is valid until anything else is sent.
BASE_MUST_USE enum net_result net_conn_reserve_frame(struct net_conn *conn, size_t size_max,
                                                     uint8_t **payload);
void net_conn_commit_frame(struct net_conn *conn, size_t size);

// Bytes that were sent here and not yet taken by the system.
size_t net_conn_output_size(const struct net_conn *conn);

// No on_frame until resumed: back-pressure reaches the peer through TCP. While paused the frame
// deadline rests, because the delay is ours.
void net_conn_pause_reading(struct net_conn *conn);
void net_conn_resume_reading(struct net_conn *conn);

// The largest payload that is accepted from now on. It is LIMIT_FRAME_LOGON_BYTES_MAX at first.
void net_conn_set_frame_max(struct net_conn *conn, size_t bytes_max);

// Closes with this reason when the time is over, whatever comes in meanwhile: for Logon. Takes the
// place of an idle time.
void net_conn_set_deadline(struct net_conn *conn, enum net_close reason, int64_t deadline_ms);

// Closes with NET_CLOSE_IDLE_TIMEOUT when no frame came in for this long. Takes the place of a
// deadline.
void net_conn_set_idle(struct net_conn *conn, int64_t idle_ms);

// Closes now; unsent output is lost.
void net_conn_close(struct net_conn *conn, enum net_close reason);

// Reads no more, sends what has gathered and waits until the peer has it, for LIMIT_CLOSE_FLUSH_MS
// at most.
void net_conn_close_after_flush(struct net_conn *conn, enum net_close reason);

#endif
