// SPDX-License-Identifier: Apache-2.0
// Connecting is the expensive part: so many handshakes at a time that both sides stay busy and none
// runs into its deadline.
#include "tools/bench/crowd.h"

#include <limits.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "loop/loop.h"
#include "net/conn.h"
#include "net/net.h"
#include "net/tls.h"
#include "tools/bench/noise.h"
#include "tools/bench/world.h"
#include "wire/request.h"
#include "wire/session.h"

enum {
    CROWD_OPENING_MAX = 32, // handshakes and Logons under way at once
    CROWD_LOGON_NUMBER = 1,
};

enum client_state { CLIENT_CONNECTING, CLIENT_LOGGING_ON, CLIENT_READY };

struct client {
    struct crowd *crowd;
    struct net_conn *conn;
    uint64_t epoch;
    enum client_state state;
};

struct crowd {
    struct crowd_options options;
    struct client *clients;
    uint32_t opened;  // connections begun
    uint32_t opening; // of which are not ready yet
    uint32_t in_flight_max;
    bool has_failed;
    bool is_closing;
    char authority[PATH_MAX];
    struct loop_task open_task;
};

void crowd_name(const char *prefix, uint32_t index, char name[CROWD_NAME_BYTES])
{
    snprintf(name, CROWD_NAME_BYTES, "%.10s-%05u", prefix, index + 1);
}

static uint32_t client_index(const struct client *client)
{
    return (uint32_t)(client - client->crowd->clients);
}

static void crowd_fail(struct crowd *crowd, enum bench_result result)
{
    if (!crowd->has_failed) {
        crowd->has_failed = true;
        crowd->options.callbacks.failed(crowd->options.context, result);
    }
}

void crowd_reject(struct crowd *crowd, uint32_t client, const char *request,
                  const struct answer *answer)
{
    char name[CROWD_NAME_BYTES];
    struct wire_response response;
    struct wire_error error;
    if (crowd->has_failed) {
        return;
    }
    crowd_name(crowd->options.prefix, client, name);
    const bool is_read = answer_decode(answer, &response, &error) == WIRE_OK;
    crowd_fail(crowd, bench_fail(crowd->options.world->bench, BENCH_PROTOCOL, NULL,
                                 "%s: %s was answered %s: %s", name, request,
                                 wire_result_code_name(answer->result),
                                 is_read ? response.detail : error.text));
}

static void client_send_logon(struct client *client)
{
    struct buffer body;
    struct buffer frame;
    buffer_init(&body, LIMIT_FRAME_LOGON_BYTES_MAX);
    buffer_init(&frame, LIMIT_FRAME_LOGON_BYTES_MAX);
    const struct wire_logon logon = {
        .protocol_version = 1, .epoch = client->epoch, .software = "bonus-bench"};
    CHECK(wire_logon_append(&logon, &body) == WIRE_OK);
    const struct wire_request request = {
        .number = CROWD_LOGON_NUMBER,
        .kind = WIRE_KIND_LOGON,
        .body = {.bytes = buffer_bytes(&body), .size = buffer_size(&body)},
    };
    CHECK(wire_request_append_frame(&request, &frame) == WIRE_OK);
    buffer_consume(&frame, LIMIT_FRAME_PREFIX_BYTES);
    CHECK(net_conn_send_frame(client->conn, buffer_bytes(&frame), buffer_size(&frame)) == NET_OK);
    buffer_clear(&frame);
    buffer_clear(&body);
}

static void client_on_open(struct net_conn *conn, const struct net_peer *peer)
{
    (void)peer;
    struct client *client = net_conn_context(conn);
    client->state = CLIENT_LOGGING_ON;
    client_send_logon(client);
}

static void client_take_logon(struct client *client, const struct answer *answer)
{
    struct crowd *crowd = client->crowd;
    struct wire_response response;
    struct wire_error error;
    if (answer->result != WIRE_RESULT_APPROVED ||
        answer_decode(answer, &response, &error) != WIRE_OK ||
        response.which_answer != WIRE_RESPONSE_LOGON_TAG) {
        crowd_reject(crowd, client_index(client), "Logon", answer);
        return;
    }
    client->state = CLIENT_READY;
    crowd->in_flight_max = response.answer.logon.in_flight_max;
    net_conn_set_frame_max(client->conn, LIMIT_FRAME_BYTES_MAX);
    crowd->opening--;
    if (crowd->opened < crowd->options.count) {
        loop_after_turn(crowd->options.world->loop, &crowd->open_task);
    } else if (crowd->opening == 0) {
        crowd->options.callbacks.ready(crowd->options.context);
    }
}

static void client_on_frame(struct net_conn *conn, const uint8_t *bytes, size_t size)
{
    struct client *client = net_conn_context(conn);
    struct crowd *crowd = client->crowd;
    struct answer answer;
    struct wire_error error;
    if (answer_read(bytes, size, &answer, &error) != WIRE_OK || answer.number == 0) {
        crowd_reject(crowd, client_index(client), "the session", &answer);
    } else if (client->state == CLIENT_READY) {
        crowd->options.callbacks.answered(crowd->options.context, client_index(client), &answer);
    } else {
        client_take_logon(client, &answer);
    }
}

static void client_on_close(struct net_conn *conn, enum net_close reason)
{
    struct client *client = net_conn_context(conn);
    struct crowd *crowd = client->crowd;
    if (!crowd->is_closing && !crowd->has_failed) {
        char name[CROWD_NAME_BYTES];
        crowd_name(crowd->options.prefix, client_index(client), name);
        crowd_fail(crowd, bench_fail(crowd->options.world->bench, BENCH_UNAVAILABLE, NULL,
                                     "%s lost its connection: %s %s", name, net_close_label(reason),
                                     net_conn_close_detail(conn)));
    }
    client->conn = NULL;
}

// A certificate of its own; the connection keeps what was made of it.
static enum bench_result client_connect(struct client *client)
{
    static const struct net_callbacks callbacks = {
        .on_open = client_on_open, .on_frame = client_on_frame, .on_close = client_on_close};
    struct crowd *crowd = client->crowd;
    struct world *world = crowd->options.world;
    char name[CROWD_NAME_BYTES];
    char path[PATH_MAX];
    struct net_tls *tls = NULL;
    struct net_error error;
    crowd_name(crowd->options.prefix, client_index(client), name);
    snprintf(path, sizeof(path), "%s/%s.pem", world->folder, name);
    const struct net_tls_files files = {
        .certificate = path, .key = path, .authority = crowd->authority};
    if (net_tls_create_client(&files, &tls, &error) != NET_OK) {
        return bench_fail(world->bench, BENCH_NO_INPUT, "bonus-bench pki makes them", "%s",
                          error.fact);
    }
    enum net_result result = net_conn_connect(world->net,
                                              &(struct net_connect_options){
                                                  .address = &world->address,
                                                  .server_name = world->host,
                                                  .tls = tls,
                                                  .callbacks = &callbacks,
                                                  .context = client,
                                              },
                                              &client->conn);
    net_tls_release(tls);
    if (result != NET_OK) {
        return bench_fail(world->bench, BENCH_UNAVAILABLE, NULL, "%s cannot connect: %s", name,
                          net_result_name(result));
    }
    return BENCH_OK;
}

static void crowd_open_more(void *context)
{
    struct crowd *crowd = context;
    while (!crowd->has_failed && crowd->opened < crowd->options.count &&
           crowd->opening < CROWD_OPENING_MAX) {
        enum bench_result result = client_connect(&crowd->clients[crowd->opened]);
        if (result != BENCH_OK) {
            crowd_fail(crowd, result);
            return;
        }
        crowd->opened++;
        crowd->opening++;
    }
}

struct crowd *crowd_create(const struct crowd_options *options)
{
    CHECK(options->count >= 1 && options->count <= CROWD_CLIENTS_MAX);
    struct crowd *crowd = memory_allocate(1, sizeof(*crowd));
    struct noise noise;
    crowd->options = *options;
    crowd->clients = memory_allocate(options->count, sizeof(*crowd->clients));
    crowd->open_task = (struct loop_task){.run = crowd_open_more, .context = crowd};
    snprintf(crowd->authority, sizeof(crowd->authority), "%s/ca.pem", options->world->folder);
    noise_init(&noise, options->epoch_seed);
    for (uint32_t index = 0; index < options->count; index++) {
        // An epoch is stored as a signed number of 64 bits and is never 0.
        crowd->clients[index] =
            (struct client){.crowd = crowd, .epoch = noise_next(&noise) >> 1 | 1};
    }
    loop_after_turn(options->world->loop, &crowd->open_task);
    return crowd;
}

void crowd_destroy(struct crowd *crowd)
{
    struct world *world = crowd->options.world;
    crowd->is_closing = true;
    loop_cancel_task(world->loop, &crowd->open_task);
    net_close_all(world->net, NET_CLOSE_LOCAL);
    while (net_connection_count(world->net) > 0) {
        loop_run_turn(world->loop, LOOP_POLL);
    }
    free(crowd->clients);
    free(crowd);
}

uint32_t crowd_in_flight_max(const struct crowd *crowd)
{
    return crowd->in_flight_max;
}

uint8_t *crowd_reserve(struct crowd *crowd, uint32_t client, size_t size)
{
    struct net_conn *conn = crowd->clients[client].conn;
    uint8_t *payload = NULL;
    if (conn == NULL || net_conn_reserve_frame(conn, size, &payload) != NET_OK) {
        return NULL;
    }
    return payload;
}

void crowd_commit(struct crowd *crowd, uint32_t client, size_t size)
{
    net_conn_commit_frame(crowd->clients[client].conn, size);
}
