// SPDX-License-Identifier: Apache-2.0
// Proves that a crowd comes together whole or says who spoiled it.
#include "tools/bench/crowd.h"

#include <string.h>

#include "loop/loop.h"
#include "tools/bench/scene.h"
#include "support/cmocka.h"

enum { CLIENTS = 40 }; // more than may shake hands at once

// What the owner of a crowd was told.
struct owner {
    struct scene *scene;
    struct crowd *crowd;
    bool is_ready;
    uint32_t answers;
    uint32_t failures;
    enum bench_result result;
};

static void owner_ready(void *context)
{
    struct owner *owner = context;
    owner->is_ready = true;
}

static void owner_answered(void *context, uint32_t client, const struct answer *answer)
{
    struct owner *owner = context;
    assert_in_range(client, 0, CLIENTS - 1);
    assert_int_equal(answer->result, WIRE_RESULT_APPROVED);
    owner->answers++;
}

static void owner_failed(void *context, enum bench_result result)
{
    struct owner *owner = context;
    owner->failures++;
    owner->result = result;
}

static void owner_begin(struct owner *owner, struct scene *scene, uint32_t certificates)
{
    scene_open_server(scene);
    scene_issue(scene, certificates);
    *owner = (struct owner){.scene = scene};
    owner->crowd = crowd_create(&(struct crowd_options){
        .world = &scene->world,
        .prefix = "till",
        .count = CLIENTS,
        .callbacks = {.ready = owner_ready, .answered = owner_answered, .failed = owner_failed},
        .context = owner,
    });
}

static void owner_run_until(struct owner *owner, const bool *condition)
{
    while (!*condition && owner->failures == 0) {
        loop_run_turn(owner->scene->world.loop, LOOP_WAIT);
    }
}

static void owner_end(struct owner *owner)
{
    crowd_destroy(owner->crowd);
    scene_close_server(owner->scene);
}

static void everybody_logs_on_and_may_then_send(void **state)
{
    struct owner owner;
    owner_begin(&owner, *state, CLIENTS);
    owner_run_until(&owner, &owner.is_ready);
    assert_true(owner.is_ready);
    assert_int_equal(owner.scene->logons, CLIENTS);
    assert_int_equal(crowd_in_flight_max(owner.crowd), 32);
    // An Echo: number 7, kind 2.
    static const uint8_t echo[] = {0x08, 0x07, 0x10, 0x02};
    for (uint32_t client = 0; client < CLIENTS; client++) {
        memcpy(crowd_reserve(owner.crowd, client, sizeof(echo)), echo, sizeof(echo));
        crowd_commit(owner.crowd, client, sizeof(echo));
    }
    while (owner.answers < CLIENTS) {
        loop_run_turn(owner.scene->world.loop, LOOP_WAIT);
    }
    assert_int_equal(owner.scene->requests, CLIENTS);
    owner_end(&owner);
    assert_int_equal(owner.failures, 0);
}

static void assert_spoiled(struct owner *owner, enum bench_result result, const char *fact)
{
    owner_run_until(owner, &owner->is_ready);
    assert_false(owner->is_ready);
    // Whatever else goes wrong now is only a consequence.
    for (int turn = 0; turn < 10; turn++) {
        loop_run_turn(owner->scene->world.loop, LOOP_POLL);
    }
    assert_int_equal(owner->failures, 1);
    assert_int_equal(owner->result, result);
    assert_non_null(strstr(scene_error(owner->scene), fact));
    owner_end(owner);
}

static void a_refused_logon_spoils_the_load(void **state)
{
    struct owner owner;
    ((struct scene *)*state)->logon_result = WIRE_RESULT_TERMINAL_UNKNOWN;
    owner_begin(&owner, *state, CLIENTS);
    assert_spoiled(&owner, BENCH_PROTOCOL, "was answered RESULT_TERMINAL_UNKNOWN");
}

static void a_lost_connection_spoils_the_load(void **state)
{
    struct owner owner;
    ((struct scene *)*state)->hangs_up = true;
    owner_begin(&owner, *state, CLIENTS);
    assert_spoiled(&owner, BENCH_UNAVAILABLE, "lost its connection: peer_closed");
}

static void a_missing_certificate_is_named(void **state)
{
    struct owner owner;
    owner_begin(&owner, *state, CLIENTS - 1);
    assert_spoiled(&owner, BENCH_NO_INPUT, "till-00040.pem");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everybody_logs_on_and_may_then_send, scene_set_up,
                                        scene_tear_down),
        cmocka_unit_test_setup_teardown(a_refused_logon_spoils_the_load, scene_set_up,
                                        scene_tear_down),
        cmocka_unit_test_setup_teardown(a_lost_connection_spoils_the_load, scene_set_up,
                                        scene_tear_down),
        cmocka_unit_test_setup_teardown(a_missing_certificate_is_named, scene_set_up,
                                        scene_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
