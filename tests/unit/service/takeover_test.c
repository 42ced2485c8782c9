// SPDX-License-Identifier: Apache-2.0
// Takeovers by other daemons: who is displaced, who stays, and that a round reaches everybody.
#include <stdlib.h>
#include <string.h>

#include "base/metrics.h"
#include "scene.h"
#include "wire/session.h"

// What another daemon does.
static void log_on_elsewhere(struct scene *scene, uint32_t terminal)
{
    scene->store.tokens[terminal]++;
}

static void a_logon_at_another_daemon_displaces_the_session_here(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct scene_link *other = scene_log_on(scene, SCENE_OTHER_TILL);
    log_on_elsewhere(scene, SCENE_TILL);
    service_check_takeovers(scene->service);
    assert_false(link->is_closed);
    scene_run(scene);
    scene_expect(link, 0, VERDICT_DISPLACED);
    assert_int_equal(link->end, SESSION_END_DISPLACED);
    assert_int_equal(scene_count_log(scene, "reason=displaced"), 1);
    assert_false(other->is_closed);
    service_check_takeovers(scene->service); // it is still being flushed
    scene_run(scene);
    assert_int_equal(scene_count_log(scene, "event=session_ended"), 1);
}

static void a_session_that_returned_while_we_asked_stays(void **state)
{
    struct scene *scene = *state;
    struct scene_link *first = scene_log_on(scene, SCENE_TILL);
    log_on_elsewhere(scene, SCENE_TILL);
    service_check_takeovers(scene->service);
    struct scene_link *second = scene_log_on(scene, SCENE_TILL); // the ask is answered before it
    assert_true(first->is_closed);
    assert_false(second->is_closed);
    service_check_takeovers(scene->service);
    scene_run(scene);
    assert_false(second->is_closed);
}

static void a_hang_up_while_takeovers_are_asked_for_is_survived(void **state)
{
    struct scene *scene = *state;
    scene_log_on(scene, SCENE_OTHER_TILL);
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    log_on_elsewhere(scene, SCENE_TILL);
    service_check_takeovers(scene->service);
    scene_hang_up(link);
    scene_run(scene);
    assert_int_equal(scene_count_log(scene, "reason=displaced"), 0);
}

static void takeovers_are_asked_for_one_round_at_a_time(void **state)
{
    struct scene *scene = *state;
    service_check_takeovers(scene->service);
    assert_int_equal(scene->store.ask_count, 0); // about nobody
    struct scene_link *link = scene_connect(scene, SCENE_OTHER_TILL);
    service_check_takeovers(scene->service);
    assert_int_equal(scene->store.ask_count, 0); // who has not logged on is no session in force
    assert_false(link->is_closed);
    scene_log_on(scene, SCENE_TILL);
    service_check_takeovers(scene->service);
    service_check_takeovers(scene->service);
    assert_int_equal(scene->store.ask_count, 1);
    fake_store_run(&scene->store, STORE_UNAVAILABLE);
    scene->store.taking = STORE_BUSY;
    service_check_takeovers(scene->service);
    scene->store.taking = STORE_OK;
    service_check_takeovers(scene->service); // what could not be asked is asked again
    assert_int_equal(scene->store.ask_count, 1);
}

// More sessions than are asked about at once, each of a terminal of its own.

enum { CROWD = 2 * LIMIT_TAKEOVER_SESSIONS_MAX + 1 };

static_assert((int)CROWD < (int)FAKE_STORE_TERMINALS_MAX, "the store knows every terminal's token");

struct crowd {
    struct store store;
    struct registry registry;
    struct registry_terminal terminals[CROWD];
    struct registry_certificate certificates[CROWD];
    struct metrics *metrics;
    struct fake_clock clock;
    struct service *service;
    struct crowd_till {
        struct session *session;
        enum session_end end;
        bool is_closed;
    } tills[CROWD];
};

static bool till_send(void *connection, const uint8_t *payload, size_t size)
{
    (void)connection;
    (void)payload;
    (void)size;
    return true;
}

static void till_set_number(void *connection, uint32_t number)
{
    (void)connection;
    (void)number;
}

static void till_admit(void *connection)
{
    (void)connection;
}

static void till_close(void *connection, enum session_end end)
{
    struct crowd_till *till = connection;
    till->is_closed = true;
    till->end = end;
}

static const struct session_link till_link = {
    .send = till_send,
    .set_frame_bytes_max = till_set_number,
    .set_deadline = till_set_number,
    .set_idle = till_set_number,
    .admit = till_admit,
    .close = till_close,
};

// Terminals count from 1; certificates are sorted by their first two bytes.
static void crowd_fill_registry(struct crowd *crowd)
{
    for (uint32_t i = 0; i < CROWD; i++) {
        crowd->terminals[i] =
            (struct registry_terminal){.terminal = i + 1, .role = TERMINAL_ROLE_OPERATOR};
        crowd->certificates[i] = (struct registry_certificate){
            .terminal = i + 1, .fingerprint = {(uint8_t)(i >> 8), (uint8_t)i}};
    }
    crowd->registry = (struct registry){
        .revision = 1,
        .lane_count = 4,
        .incarnation = 1,
        .terminals = crowd->terminals,
        .terminal_count = CROWD,
        .certificates = crowd->certificates,
        .certificate_count = CROWD,
    };
    crowd->store.registry = &crowd->registry;
}

static void crowd_send_logon(struct session *session)
{
    struct buffer body, frame;
    buffer_init(&body, LIMIT_FRAME_LOGON_BYTES_MAX);
    buffer_init(&frame, LIMIT_FRAME_LOGON_BYTES_MAX);
    const struct wire_logon logon = {.protocol_version = 1, .epoch = 7};
    assert_int_equal(wire_logon_append(&logon, &body), WIRE_OK);
    const struct wire_request request = {
        .number = 1,
        .kind = WIRE_KIND_LOGON,
        .body = {.bytes = buffer_bytes(&body), .size = buffer_size(&body)},
    };
    assert_int_equal(wire_request_append_frame(&request, &frame), WIRE_OK);
    session_receive(session, buffer_bytes(&frame) + LIMIT_FRAME_PREFIX_BYTES,
                    buffer_size(&frame) - LIMIT_FRAME_PREFIX_BYTES);
    buffer_clear(&frame);
    buffer_clear(&body);
}

static void crowd_log_on(struct crowd *crowd, uint32_t place)
{
    const struct session_peer peer = {
        .address = "10.0.0.7:41022",
        .name = "somebody",
        .unit = "operator",
        .fingerprint = crowd->certificates[place].fingerprint,
    };
    struct crowd_till *till = &crowd->tills[place];
    till->session = session_open(crowd->service, &till_link, till, &peer);
    crowd_send_logon(till->session);
    fake_store_run(&crowd->store, STORE_OK);
}

static struct crowd *crowd_create(void)
{
    struct crowd *crowd = calloc(1, sizeof(*crowd));
    crowd_fill_registry(crowd);
    crowd->metrics = metrics_create();
    const struct service_options options = {
        .sessions_max = CROWD,
        .requests_max = 1,
        .limits = {.session_requests_max = 2, .request_ms = 500},
        .clock = fake_clock_source(&crowd->clock),
        .first_token = UINT64_MAX - 1, // and on from 0
    };
    crowd->service = service_create(&crowd->store, NULL, crowd->metrics, &options);
    for (uint32_t i = 0; i < CROWD; i++) {
        crowd_log_on(crowd, i);
    }
    return crowd;
}

static void crowd_destroy(struct crowd *crowd)
{
    for (uint32_t i = 0; i < CROWD; i++) {
        session_close(crowd->tills[i].session, "peer_closed");
    }
    service_destroy(crowd->service);
    metrics_destroy(crowd->metrics);
    free(crowd);
}

static void a_round_reaches_every_session_part_by_part(void **state)
{
    (void)state;
    struct crowd *crowd = crowd_create();
    crowd->store.tokens[1]++;
    crowd->store.tokens[CROWD / 2]++;
    crowd->store.tokens[CROWD]++;
    service_check_takeovers(crowd->service);
    unsigned parts = 0;
    while (crowd->store.ask_count > 0) {
        assert_int_equal(crowd->store.ask_count, 1);
        fake_store_run(&crowd->store, STORE_OK);
        parts++;
    }
    assert_int_equal(parts, 3);
    unsigned closed = 0;
    for (uint32_t i = 0; i < CROWD; i++) {
        closed += crowd->tills[i].is_closed;
    }
    assert_int_equal(closed, 3);
    assert_int_equal(crowd->tills[0].end, SESSION_END_DISPLACED);
    assert_int_equal(crowd->tills[CROWD / 2 - 1].end, SESSION_END_DISPLACED);
    assert_int_equal(crowd->tills[CROWD - 1].end, SESSION_END_DISPLACED);
    crowd_destroy(crowd);
}

static void the_next_part_begins_with_whom_is_still_there(void **state)
{
    (void)state;
    struct crowd *crowd = crowd_create();
    service_check_takeovers(crowd->service);
    // The newest are asked about first; the one the next part would begin with goes.
    uint32_t gone = CROWD - 1 - LIMIT_TAKEOVER_SESSIONS_MAX;
    session_close(crowd->tills[gone].session, "peer_closed");
    crowd->store.tokens[gone]++; // the terminal of the one behind it
    fake_store_run(&crowd->store, STORE_OK);
    fake_store_run(&crowd->store, STORE_OK);
    assert_true(crowd->tills[gone - 1].is_closed);
    crowd_log_on(crowd, gone);
    crowd_destroy(crowd);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_logon_at_another_daemon_displaces_the_session_here),
        TEST(a_session_that_returned_while_we_asked_stays),
        TEST(a_hang_up_while_takeovers_are_asked_for_is_survived),
        TEST(takeovers_are_asked_for_one_round_at_a_time),
        cmocka_unit_test(a_round_reaches_every_session_part_by_part),
        cmocka_unit_test(the_next_part_begins_with_whom_is_still_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
