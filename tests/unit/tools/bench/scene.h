// SPDX-License-Identifier: Apache-2.0
// A folder with an authority as `bonusctl pki init` leaves it, a bench that writes into memory, and
// a server on loopback in the bench's own loop that answers as it is told.
#ifndef BENCH_SCENE_H
#define BENCH_SCENE_H

#include "net/listener.h"
#include "net/net.h"
#include "net/pki.h"
#include "net/tls.h"
#include "tools/bench/bench.h"
#include "tools/bench/world.h"
#include "wire/response.h"

struct scene {
    struct pki pki;
    struct pki_authority authority;
    struct bench bench;
    char *error;
    size_t error_size;
    // After scene_open_server().
    struct world world;
    struct net *net; // of the server
    struct net_tls *tls;
    struct net_listener *listener;
    enum wire_result_code logon_result;
    bool hangs_up; // on whoever logs on
    uint32_t logons;
    uint32_t requests;
};

// cmocka set-up and tear-down; *state is a struct scene.
int scene_set_up(void **state);
int scene_tear_down(void **state);

// Writes the certificates of so many clients: "till-00001" and so on.
void scene_issue(struct scene *scene, uint32_t count);

// A server that approves every Logon and every request, and a world that is connected to it.
void scene_open_server(struct scene *scene);
void scene_close_server(struct scene *scene);

// What was said on the error stream.
const char *scene_error(struct scene *scene);

#endif
