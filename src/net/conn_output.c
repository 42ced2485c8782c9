// SPDX-License-Identifier: Apache-2.0
// Writing. Frames gather in the connection's output, straight from those who make them, and leave
// at the end of the turn of the loop.
#include "net/conn.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "net/conn_internal.h"
#include "net/frame.h"
#include "net/net_internal.h"

enum net_result net_conn_reserve_frame(struct net_conn *conn, size_t size_max, uint8_t **payload)
{
    CHECK(size_max <= LIMIT_FRAME_BYTES_MAX);
    if (conn->state != NET_CONN_OPEN) {
        return NET_CLOSED;
    }
    uint8_t *room = NULL;
    if (buffer_reserve(&conn->output, LIMIT_FRAME_PREFIX_BYTES + size_max, &room) != BASE_OK) {
        return NET_FULL;
    }
    *payload = room + LIMIT_FRAME_PREFIX_BYTES;
    return NET_OK;
}

void net_conn_commit_frame(struct net_conn *conn, size_t size)
{
    CHECK(buffer_room(&conn->output) >= LIMIT_FRAME_PREFIX_BYTES + size);
    net_frame_write_prefix(buffer_bytes(&conn->output) + buffer_size(&conn->output), size);
    buffer_commit(&conn->output, LIMIT_FRAME_PREFIX_BYTES + size);
    net_count(conn->net->frames_out_counter, 1);
    if (!conn->is_output_blocked) {
        loop_after_turn(conn->net->loop, &conn->flush_task);
    }
}

enum net_result net_conn_send_frame(struct net_conn *conn, const void *bytes, size_t size)
{
    uint8_t *payload = NULL;
    enum net_result result = net_conn_reserve_frame(conn, size, &payload);
    if (result == NET_OK) {
        if (size > 0) {
            memcpy(payload, bytes, size);
        }
        net_conn_commit_frame(conn, size);
    }
    return result;
}

size_t net_conn_output_size(const struct net_conn *conn)
{
    return buffer_size(&conn->output);
}

static void net_conn_judge_write(struct net_conn *conn, int returned)
{
    switch (net_conn_judge_step(conn, returned)) {
    case NET_CONN_STEP_WANTS_WRITE:
        conn->is_output_blocked = true;
        net_conn_update_interest(conn);
        break;
    case NET_CONN_STEP_PEER_GONE:
        net_conn_close(conn, NET_CLOSE_PEER);
        break;
    case NET_CONN_STEP_WANTS_READ: // never in TLS 1.3, which has no renegotiation
    case NET_CONN_STEP_FAILED:
        net_conn_close(conn, NET_CLOSE_TLS_FAILED);
        break;
    }
}

static void net_conn_output_sent(struct net_conn *conn)
{
    if (conn->output.capacity > LIMIT_OUTPUT_BYTES_KEPT) {
        buffer_clear(&conn->output);
    }
    if (conn->is_output_blocked) {
        conn->is_output_blocked = false;
        net_conn_update_interest(conn);
    }
    if (conn->state == NET_CONN_FLUSHING) {
        SSL_shutdown(conn->ssl);
        ERR_clear_error();
        net_conn_linger(conn);
    }
}

void net_conn_flush(struct net_conn *conn)
{
    while (conn->state == NET_CONN_OPEN || conn->state == NET_CONN_FLUSHING) {
        size_t size = buffer_size(&conn->output);
        if (size == 0) {
            net_conn_output_sent(conn);
            return;
        }
        size_t written = 0;
        ERR_clear_error();
        int returned = SSL_write_ex(conn->ssl, buffer_bytes(&conn->output), size, &written);
        if (returned != 1) {
            net_conn_judge_write(conn, returned);
            return;
        }
        buffer_consume(&conn->output, written);
        net_count(conn->net->bytes_out_counter, written);
    }
}
