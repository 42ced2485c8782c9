// SPDX-License-Identifier: Apache-2.0
// A connection's context is the service until it opens, then its session.
#include "daemon/frontend.h"

#include <stddef.h>

#include "base/check.h"
#include "net/conn.h"
#include "net/peer.h"
#include "service/session.h"

static const enum net_close frontend_reasons[] = {
    [SESSION_END_REFUSED] = NET_CLOSE_BLOCKED, [SESSION_END_DISPLACED] = NET_CLOSE_DISPLACED,
    [SESSION_END_BLOCKED] = NET_CLOSE_BLOCKED, [SESSION_END_MALFORMED] = NET_CLOSE_PROTOCOL,
    [SESSION_END_FAULTY] = NET_CLOSE_PROTOCOL, [SESSION_END_OUTPUT_FULL] = NET_CLOSE_OUTPUT_FULL,
    [SESSION_END_DRAINED] = NET_CLOSE_DRAINED,
};

static bool frontend_send(void *connection, const uint8_t *payload, size_t size)
{
    // NET_CLOSED is no news here: the session hears of it when the turn ends.
    return net_conn_send_frame(connection, payload, size) != NET_FULL;
}

static void frontend_set_reading(void *connection, bool on)
{
    if (on) {
        net_conn_resume_reading(connection);
    } else {
        net_conn_pause_reading(connection);
    }
}

static void frontend_set_frame_bytes_max(void *connection, uint32_t bytes_max)
{
    net_conn_set_frame_max(connection, bytes_max);
}

static void frontend_set_deadline(void *connection, uint32_t deadline_ms)
{
    net_conn_set_deadline(connection, NET_CLOSE_LOGON_TIMEOUT, deadline_ms);
}

static void frontend_set_idle(void *connection, uint32_t idle_ms)
{
    net_conn_set_idle(connection, idle_ms);
}

static void frontend_admit(void *connection)
{
    net_conn_admit(connection);
}

static void frontend_close(void *connection, enum session_end end)
{
    net_conn_close_after_flush(connection, frontend_reasons[end]);
}

static const struct session_link frontend_link = {
    .send = frontend_send,
    .set_reading = frontend_set_reading,
    .set_frame_bytes_max = frontend_set_frame_bytes_max,
    .set_deadline = frontend_set_deadline,
    .set_idle = frontend_set_idle,
    .admit = frontend_admit,
    .close = frontend_close,
};

static void frontend_on_open(struct net_conn *conn, const struct net_peer *peer)
{
    const struct session_peer who = {
        .address = peer->address,
        .name = peer->name,
        .unit = peer->unit,
        .fingerprint = peer->fingerprint,
    };
    struct session *session = session_open(net_conn_context(conn), &frontend_link, conn, &who);
    net_conn_set_context(conn, session);
    if (session == NULL) {
        net_conn_close(conn, NET_CLOSE_DRAINED);
    }
}

static void frontend_on_frame(struct net_conn *conn, const uint8_t *bytes, size_t size)
{
    session_receive(net_conn_context(conn), bytes, size);
}

static void frontend_on_close(struct net_conn *conn, enum net_close reason)
{
    struct session *session = net_conn_context(conn);
    if (session != NULL) {
        session_close(session, net_close_label(reason));
    }
}

const struct net_callbacks frontend_callbacks = {
    .on_open = frontend_on_open,
    .on_frame = frontend_on_frame,
    .on_close = frontend_on_close,
};
