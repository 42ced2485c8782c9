// SPDX-License-Identifier: Apache-2.0
// The server's side of a scene.
#include "tools/bench/scene.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "loop/loop.h"
#include "net/conn.h"
#include "support/cmocka.h"
#include "tools/bench/certificate.h"
#include "tools/bench/crowd.h"
#include "wire/request.h"

enum { SCENE_CONNECTIONS_MAX = 100, SCENE_IN_FLIGHT_MAX = 32 };

static FILE *scene_create(const struct scene *scene, const char *name)
{
    char path[PKI_PATH_BYTES];
    snprintf(path, sizeof(path), "%s/%s", scene->pki.folder, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    return file;
}

int scene_set_up(void **state)
{
    struct scene *scene = memory_allocate(1, sizeof(*scene));
    bench_init(&scene->bench);
    scene->bench.error = open_memstream(&scene->error, &scene->error_size);
    scene->logon_result = WIRE_RESULT_APPROVED;
    pki_open(&scene->pki);
    pki_make_authority(&scene->pki, "authority", &scene->authority);
    FILE *file = scene_create(scene, "ca.pem");
    assert_int_equal(PEM_write_X509(file, scene->authority.certificate), 1);
    fclose(file);
    file = scene_create(scene, "ca.key");
    assert_int_equal(
        PEM_write_PKCS8PrivateKey(file, scene->authority.key, NULL, NULL, 0, NULL, NULL), 1);
    fclose(file);
    *state = scene;
    return 0;
}

int scene_tear_down(void **state)
{
    struct scene *scene = *state;
    pki_drop_authority(&scene->authority);
    pki_close(&scene->pki);
    fclose(scene->bench.error);
    free(scene->error);
    free(scene);
    return 0;
}

void scene_issue(struct scene *scene, uint32_t count)
{
    struct certificate_authority authority;
    assert_int_equal(certificate_read_authority(&scene->bench, scene->pki.folder, &authority),
                     BENCH_OK);
    for (uint32_t index = 0; index < count; index++) {
        char name[CROWD_NAME_BYTES];
        char path[PKI_PATH_BYTES];
        uint8_t fingerprint[DIGEST_BYTES];
        crowd_name("till", index, name);
        snprintf(path, sizeof(path), "%s/%s.pem", scene->pki.folder, name);
        const struct certificate_holder holder = {.unit = "terminal", .name = name};
        assert_int_equal(certificate_issue(&scene->bench, &authority, &holder, path, fingerprint),
                         BENCH_OK);
    }
    certificate_clear_authority(&authority);
}

static void scene_answer(struct scene *scene, struct net_conn *conn,
                         const struct wire_request *request)
{
    struct wire_response response = {.number = request->number, .result = WIRE_RESULT_APPROVED};
    if (request->kind == WIRE_KIND_LOGON) {
        scene->logons++;
        response.result = scene->logon_result;
        response.which_answer = WIRE_RESPONSE_LOGON_TAG;
        response.answer.logon.in_flight_max = SCENE_IN_FLIGHT_MAX;
    } else {
        scene->requests++;
    }
    struct buffer payload;
    buffer_init(&payload, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(wire_response_append(&response, &payload), WIRE_OK);
    assert_int_equal(net_conn_send_frame(conn, buffer_bytes(&payload), buffer_size(&payload)),
                     NET_OK);
    buffer_clear(&payload);
}

static void scene_on_open(struct net_conn *conn, const struct net_peer *peer)
{
    (void)peer;
    net_conn_set_frame_max(conn, LIMIT_FRAME_BYTES_MAX);
}

static void scene_on_frame(struct net_conn *conn, const uint8_t *bytes, size_t size)
{
    struct scene *scene = net_conn_context(conn);
    struct wire_request request;
    struct wire_error error;
    const struct wire_view payload = {.bytes = bytes, .size = size};
    assert_int_equal(wire_request_decode(payload, &request, &error), WIRE_OK);
    if (scene->hangs_up) {
        net_conn_close(conn, NET_CLOSE_LOCAL);
    } else {
        scene_answer(scene, conn, &request);
    }
}

static void scene_on_close(struct net_conn *conn, enum net_close reason)
{
    (void)conn;
    (void)reason;
}

void scene_open_server(struct scene *scene)
{
    static const struct net_callbacks callbacks = {
        .on_open = scene_on_open, .on_frame = scene_on_frame, .on_close = scene_on_close};
    struct net_error error;
    struct pki_files files;
    // The world is opened towards a port that is known only when the server listens, and the server
    // listens in the world's loop: so the address is put right afterwards.
    const struct world_options options = {.folder = scene->pki.folder, .port = 1};
    assert_int_equal(world_open(&scene->world, &scene->bench, &options, SCENE_CONNECTIONS_MAX),
                     BENCH_OK);
    pki_issue(&scene->pki, &scene->authority,
              &(struct pki_wish){.file = "server", .name = "server", .key_usage = "serverAuth"},
              &files);
    const struct net_tls_files server = {.certificate = files.certificate,
                                         .key = files.key,
                                         .authority = scene->authority.files.certificate};
    assert_int_equal(net_tls_create_server(&server, &scene->tls, &error), NET_OK);
    scene->net = net_create(
        &(struct net_options){.loop = scene->world.loop,
                              .connections_max = SCENE_CONNECTIONS_MAX,
                              .limits = {.newcomers_max = SCENE_CONNECTIONS_MAX,
                                         .newcomers_per_address_max = SCENE_CONNECTIONS_MAX}});
    const struct net_listen_options listen = {.host = "127.0.0.1",
                                              .port = "0",
                                              .tls = scene->tls,
                                              .callbacks = &callbacks,
                                              .context = scene};
    assert_int_equal(net_listener_create(scene->net, &listen, &scene->listener, &error), NET_OK);
    char port[sizeof("65535")];
    snprintf(port, sizeof(port), "%hu", net_listener_port(scene->listener));
    assert_int_equal(net_address_resolve("127.0.0.1", port, &scene->world.address, &error), NET_OK);
}

void scene_close_server(struct scene *scene)
{
    net_listener_destroy(scene->listener);
    net_close_all(scene->net, NET_CLOSE_LOCAL);
    while (net_connection_count(scene->net) > 0) {
        loop_run_turn(scene->world.loop, LOOP_POLL);
    }
    net_destroy(scene->net);
    net_tls_release(scene->tls);
    world_close(&scene->world);
}

const char *scene_error(struct scene *scene)
{
    fflush(scene->bench.error);
    return scene->error;
}
