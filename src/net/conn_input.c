// SPDX-License-Identifier: Apache-2.0
// Reading. Whole frames are parsed where they were decrypted, in memory that all connections share;
// only a part of a frame, or what came in before a pause, is kept with the connection. One wake-up
// costs one read(): OpenSSL reads ahead, and is asked again only for what it already has.
#include "net/conn.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "net/conn_internal.h"
#include "net/frame.h"
#include "net/net_internal.h"

static bool net_conn_takes_input(const struct net_conn *conn)
{
    return conn->state == NET_CONN_OPEN && !conn->is_reading_paused;
}

// Hands over the whole frames at the front of the bytes; returns how many bytes they were.
static size_t net_conn_deliver(struct net_conn *conn, const uint8_t *bytes, size_t size)
{
    size_t used = 0;
    uint64_t frames = 0;
    while (net_conn_takes_input(conn)) {
        struct net_frame frame;
        enum net_frame_state found =
            net_frame_find(bytes + used, size - used, conn->frame_bytes_max, &frame);
        if (found == NET_FRAME_TOO_LARGE) {
            net_conn_close_after_flush(conn, NET_CLOSE_FRAME_TOO_LARGE);
            break;
        }
        if (found == NET_FRAME_INCOMPLETE) {
            break;
        }
        used += frame.bytes_needed;
        frames++;
        conn->callbacks->on_frame(conn, frame.payload, frame.size);
    }
    net_count(conn->net->frames_in_counter, frames);
    return used;
}

// Sets the deadlines by what is there now. `used` is how much was delivered.
static void net_conn_renew_deadlines(struct net_conn *conn, size_t used)
{
    if (conn->state != NET_CONN_OPEN) {
        return;
    }
    if (used > 0 && conn->idle_ms > 0) {
        loop_timer_start(&conn->deadline, conn->idle_ms);
    }
    if (used > 0 || conn->is_reading_paused) {
        loop_timer_stop(&conn->frame_deadline);
    }
    if (buffer_size(&conn->input) > 0 && net_conn_takes_input(conn) &&
        !loop_timer_is_armed(&conn->frame_deadline)) {
        loop_timer_start(&conn->frame_deadline, LIMIT_FRAME_MS);
    }
}

// Delivers what is kept with the connection.
static void net_conn_deliver_kept(struct net_conn *conn)
{
    size_t used = net_conn_deliver(conn, buffer_bytes(&conn->input), buffer_size(&conn->input));
    buffer_consume(&conn->input, used);
    if (buffer_size(&conn->input) == 0) {
        buffer_clear(&conn->input);
    }
    net_conn_renew_deadlines(conn, used);
}

// Delivers from the shared memory and keeps the rest.
static void net_conn_deliver_read(struct net_conn *conn, const uint8_t *bytes, size_t size)
{
    size_t used = net_conn_deliver(conn, bytes, size);
    if (used < size && conn->state == NET_CONN_OPEN) {
        // An empty buffer takes a whole record.
        CHECK(buffer_append(&conn->input, bytes + used, size - used) == BASE_OK);
    }
    net_conn_renew_deadlines(conn, used);
}

static void net_conn_judge_read(struct net_conn *conn, int returned)
{
    switch (net_conn_judge_step(conn, returned)) {
    case NET_CONN_STEP_WANTS_READ:
        break;
    case NET_CONN_STEP_WANTS_WRITE:
        conn->is_output_blocked = true;
        net_conn_update_interest(conn);
        break;
    case NET_CONN_STEP_PEER_GONE:
        net_conn_close(conn, NET_CLOSE_PEER);
        break;
    case NET_CONN_STEP_FAILED:
        net_conn_close(conn, NET_CLOSE_TLS_FAILED);
        break;
    }
}

// Reads into `room`; 0 if nothing was there or the connection has ended.
static size_t net_conn_read_bytes(struct net_conn *conn, uint8_t *room, size_t size)
{
    size_t received = 0;
    ERR_clear_error();
    int returned = SSL_read_ex(conn->ssl, room, size, &received);
    if (conn->key_updates > LIMIT_KEY_UPDATES_MAX) {
        net_conn_close(conn, NET_CLOSE_KEY_UPDATES);
        return 0;
    }
    if (returned != 1) {
        net_conn_judge_read(conn, returned);
        return 0;
    }
    net_count(conn->net->bytes_in_counter, received);
    return received;
}

// Reads once, at most one record, and delivers; returns how many bytes came.
static size_t net_conn_read_once(struct net_conn *conn)
{
    size_t kept = buffer_size(&conn->input);
    if (kept == 0) {
        uint8_t *scratch = conn->net->scratch;
        size_t received = net_conn_read_bytes(conn, scratch, NET_RECORD_BYTES_MAX);
        if (received > 0) {
            net_conn_deliver_read(conn, scratch, received);
        }
        return received;
    }
    // Only what the frame lacks, so that whatever follows it goes the fast way. Memory grows with
    // what has arrived, not with what was announced.
    struct net_frame frame;
    (void)net_frame_find(buffer_bytes(&conn->input), kept, conn->frame_bytes_max, &frame);
    size_t lacking = frame.bytes_needed - kept;
    lacking = lacking > NET_RECORD_BYTES_MAX ? NET_RECORD_BYTES_MAX : lacking;
    uint8_t *room = NULL;
    CHECK(buffer_reserve(&conn->input, lacking, &room) == BASE_OK);
    size_t received = net_conn_read_bytes(conn, room, lacking);
    if (received > 0) {
        buffer_commit(&conn->input, received);
        net_conn_deliver_kept(conn);
    }
    return received;
}

void net_conn_read(struct net_conn *conn)
{
    if (net_conn_takes_input(conn) && buffer_size(&conn->input) > 0) {
        net_conn_deliver_kept(conn);
    }
    size_t total = 0;
    while (net_conn_takes_input(conn)) {
        if (total >= LIMIT_READ_BYTES_PER_TURN_MAX) {
            loop_after_turn(conn->net->loop, &conn->read_task);
            return;
        }
        size_t received = net_conn_read_once(conn);
        if (received == 0 || conn->state != NET_CONN_OPEN || !SSL_has_pending(conn->ssl)) {
            return;
        }
        total += received;
    }
}

void net_conn_pause_reading(struct net_conn *conn)
{
    if (conn->is_reading_paused) {
        return;
    }
    conn->is_reading_paused = true;
    loop_timer_stop(&conn->frame_deadline);
    if (conn->state == NET_CONN_OPEN) {
        net_conn_update_interest(conn);
    }
}

void net_conn_resume_reading(struct net_conn *conn)
{
    if (!conn->is_reading_paused) {
        return;
    }
    conn->is_reading_paused = false;
    if (conn->state == NET_CONN_OPEN) {
        net_conn_update_interest(conn);
        // What was decrypted already wakes nobody.
        loop_after_turn(conn->net->loop, &conn->read_task);
    }
}
