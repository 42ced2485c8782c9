// SPDX-License-Identifier: Apache-2.0
// Sessions: who may log on, how a session ends.
#include <string.h>

#include "scene.h"
#include "wire/session.h"

static uint32_t send_logon(struct scene_link *link, uint32_t version, uint64_t epoch)
{
    struct buffer body;
    buffer_init(&body, 1024);
    const struct wire_logon logon = {.protocol_version = version, .epoch = epoch};
    assert_int_equal(wire_logon_append(&logon, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_LOGON, 0, &body);
}

static uint32_t send_echo(struct scene_link *link)
{
    struct buffer body;
    buffer_init(&body, 16);
    return scene_send(link, WIRE_KIND_ECHO, 0, &body);
}

static void logon_tells_who_one_is_and_the_highest_stan(void **state)
{
    struct scene *scene = *state;
    scene->store.highest_stan = 41;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_response *answer = scene_expect(link, 1, VERDICT_APPROVED);
    const struct wire_logon_answer *logon = &answer->answer.logon;
    assert_int_equal(answer->which_answer, WIRE_RESPONSE_LOGON_TAG);
    assert_int_equal(logon->terminal, 1);
    assert_string_equal(logon->terminal_name, "till-1");
    assert_int_equal(logon->store, 1);
    assert_string_equal(logon->store_name, "Gifts");
    assert_int_equal(logon->currency, 643);
    assert_int_equal(logon->highest_stan, 41);
    assert_int_equal(logon->in_flight_max, SCENE_SESSION_REQUESTS);
    assert_int_equal(logon->incarnation, 1);
    assert_int_equal(logon->server_at_us, scene->clock.wall_us);
}

static void limits_are_small_before_logon_and_grow_with_it(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_connect(scene, SCENE_TILL);
    assert_int_equal(link->frame_bytes_max, LIMIT_FRAME_LOGON_BYTES_MAX);
    assert_int_equal(link->deadline_ms, 1000);
    assert_int_equal(link->idle_ms, 0);
    link = scene_log_on(scene, SCENE_OTHER_TILL);
    assert_int_equal(link->frame_bytes_max, LIMIT_FRAME_BYTES_MAX);
    assert_int_equal(link->idle_ms, 2000);
}

static void an_operator_logs_on_without_a_store(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_OPERATOR);
    const struct wire_response *answer = scene_expect(link, 1, VERDICT_APPROVED);
    assert_int_equal(answer->answer.logon.store, 0);
    assert_int_equal(answer->answer.logon.currency, 0);
}

static void nothing_goes_before_logon(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_connect(scene, SCENE_TILL);
    scene_expect(link, send_echo(link), VERDICT_NOT_LOGGED_ON);
    uint32_t logon = send_logon(link, 1, 7);
    scene_expect(link, send_echo(link), VERDICT_NOT_LOGGED_ON);
    assert_false(link->is_admitted);
    scene_run(scene);
    scene_expect(link, logon, VERDICT_APPROVED);
    assert_true(link->is_admitted);
    scene_expect(link, send_echo(link), VERDICT_APPROVED);
}

static void a_second_logon_in_one_session_is_invalid(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    scene_expect(link, send_logon(link, 1, 7), VERDICT_INVALID);
    assert_false(link->is_closed);
}

static void another_protocol_version_is_refused(void **state)
{
    struct scene_link *link = scene_connect(*state, SCENE_TILL);
    scene_expect(link, send_logon(link, 2, 7), VERDICT_VERSION_UNSUPPORTED);
    scene_expect(link, send_logon(link, 0, 7), VERDICT_VERSION_UNSUPPORTED);
}

static void epoch_zero_is_invalid(void **state)
{
    struct scene_link *link = scene_connect(*state, SCENE_TILL);
    scene_expect(link, send_logon(link, 1, 0), VERDICT_INVALID);
}

static void an_unregistered_certificate_is_turned_away(void **state)
{
    struct scene_link *link = scene_connect(*state, SCENE_STRANGER);
    uint32_t number = send_logon(link, 1, 7);
    scene_run(*state);
    scene_expect(link, number, VERDICT_TERMINAL_UNKNOWN);
    assert_true(link->is_closed);
    assert_int_equal(link->end, SESSION_END_REFUSED);
}

static void a_blocked_terminal_is_turned_away(void **state)
{
    struct scene_link *link = scene_connect(*state, SCENE_BLOCKED);
    uint32_t number = send_logon(link, 1, 7);
    scene_run(*state);
    scene_expect(link, number, VERDICT_TERMINAL_BLOCKED);
    assert_true(link->is_closed);
}

static void a_blocked_certificate_is_turned_away(void **state)
{
    struct scene_link *link = scene_connect(*state, SCENE_BLOCKED_CERT);
    uint32_t number = send_logon(link, 1, 7);
    scene_run(*state);
    scene_expect(link, number, VERDICT_TERMINAL_BLOCKED);
    assert_true(link->is_closed);
}

static void a_certificate_of_another_role_is_turned_away(void **state)
{
    struct scene *scene = *state;
    scene->terminals[0].role = TERMINAL_ROLE_OPERATOR;
    struct scene_link *link = scene_connect(scene, SCENE_TILL);
    uint32_t number = send_logon(link, 1, 7);
    scene_run(scene);
    scene_expect(link, number, VERDICT_TERMINAL_UNKNOWN);
    assert_true(link->is_closed);
}

static void nobody_is_turned_away_by_an_old_registry(void **state)
{
    struct scene *scene = *state;
    struct registry old = scene->registry;
    old.certificate_count = 0;
    scene->store.registry = &old;
    struct scene_link *link = scene_connect(scene, SCENE_TILL);
    uint32_t number = send_logon(link, 1, 7);
    assert_int_equal(link->answer_count, 0);
    service_check_sessions(scene->service, &scene->registry); // hurts nobody who is not yet known
    scene_run(scene);                                         // reads the registry
    scene_run(scene);                                         // and then the highest STAN
    scene_expect(link, number, VERDICT_APPROVED);
}

static void a_stranger_is_unavailable_when_the_registry_cannot_be_read(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_connect(scene, SCENE_STRANGER);
    uint32_t number = send_logon(link, 1, 7);
    fake_store_run(&scene->store, STORE_UNAVAILABLE);
    scene_expect(link, number, VERDICT_UNAVAILABLE);
    assert_false(link->is_closed);
}

static void logon_without_a_registry_is_unavailable_and_may_be_tried_again(void **state)
{
    struct scene *scene = *state;
    scene->store.registry = NULL;
    struct scene_link *link = scene_connect(scene, SCENE_TILL);
    const struct wire_response *answer =
        scene_expect(link, send_logon(link, 1, 7), VERDICT_UNAVAILABLE);
    assert_int_equal(answer->retry_after_ms, LIMIT_UNAVAILABLE_RETRY_MS);
    scene->store.registry = &scene->registry;
    uint32_t number = send_logon(link, 1, 7);
    fake_store_run(&scene->store, STORE_UNAVAILABLE);
    scene_expect(link, number, VERDICT_UNAVAILABLE);
    scene->store.taking = STORE_UNAVAILABLE;
    scene_expect(link, send_logon(link, 1, 7), VERDICT_UNAVAILABLE);
    scene->store.taking = STORE_OK;
    number = send_logon(link, 1, 7);
    scene_run(scene);
    scene_expect(link, number, VERDICT_APPROVED);
}

static void a_second_logon_of_a_terminal_displaces_the_first(void **state)
{
    struct scene *scene = *state;
    struct scene_link *first = scene_log_on(scene, SCENE_TILL);
    struct scene_link *other = scene_log_on(scene, SCENE_OTHER_TILL);
    struct scene_link *second = scene_log_on(scene, SCENE_TILL);
    scene_expect(first, 0, VERDICT_DISPLACED);
    assert_true(first->is_closed);
    assert_int_equal(first->end, SESSION_END_DISPLACED);
    assert_false(second->is_closed);
    assert_false(other->is_closed);
    assert_int_equal(scene_count_log(scene, "reason=displaced"), 1);
    scene_hang_up(first);
    scene_expect(second, send_echo(second), VERDICT_APPROVED);
    assert_int_equal(scene_count_log(scene, "event=session_ended"), 1);
}

static void a_terminal_that_went_displaces_nobody_when_it_returns(void **state)
{
    struct scene *scene = *state;
    scene_hang_up(scene_log_on(scene, SCENE_TILL));
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    assert_int_equal(link->answer_count, 1);
    assert_int_equal(scene_count_log(scene, "reason=displaced"), 0);
}

static void a_displaced_session_is_answered_nothing_more(void **state)
{
    struct scene *scene = *state;
    struct scene_link *first = scene_log_on(scene, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(first, WIRE_KIND_PURCHASE, 1, &purchase);
    scene_log_on(scene, SCENE_TILL);
    scene_expect(first, 0, VERDICT_DISPLACED);
    size_t answers = first->answer_count;
    send_echo(first);
    scene_run(scene);
    assert_int_equal(first->answer_count, answers);
    assert_int_equal(scene->store.key_count, 1); // what was in flight is decided all the same
}

static void blocking_in_a_newer_registry_cuts_live_sessions(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    struct scene_link *other = scene_log_on(scene, SCENE_OTHER_TILL);
    scene->terminals[0].blocked = true;
    service_check_sessions(scene->service, &scene->registry);
    scene_expect(link, 0, VERDICT_TERMINAL_BLOCKED);
    assert_int_equal(link->end, SESSION_END_BLOCKED);
    assert_false(other->is_closed);
    scene->certificates[1].blocked = true;
    service_check_sessions(scene->service, &scene->registry);
    scene_expect(other, 0, VERDICT_TERMINAL_BLOCKED);
    assert_true(other->is_closed);
}

static void blocking_while_logon_waits_cuts_too(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_connect(scene, SCENE_TILL);
    send_logon(link, 1, 7);
    scene->terminals[0].blocked = true;
    service_check_sessions(scene->service, &scene->registry);
    scene_expect(link, 0, VERDICT_TERMINAL_BLOCKED);
    scene_run(scene);
    assert_int_equal(link->answer_count, 1);
}

static void a_peer_that_takes_no_answers_is_cut(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    link->is_full = true;
    send_echo(link);
    assert_true(link->is_closed);
    assert_int_equal(link->end, SESSION_END_OUTPUT_FULL);
}

static void a_hang_up_while_logon_waits_is_survived(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_connect(scene, SCENE_TILL);
    send_logon(link, 1, 7);
    scene_hang_up(link);
    scene_run(scene);
    assert_int_equal(link->answer_count, 0);
    assert_int_equal(scene_count_log(scene, "reason=peer_closed"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(logon_tells_who_one_is_and_the_highest_stan),
        TEST(limits_are_small_before_logon_and_grow_with_it),
        TEST(an_operator_logs_on_without_a_store),
        TEST(nothing_goes_before_logon),
        TEST(a_second_logon_in_one_session_is_invalid),
        TEST(another_protocol_version_is_refused),
        TEST(epoch_zero_is_invalid),
        TEST(an_unregistered_certificate_is_turned_away),
        TEST(a_blocked_terminal_is_turned_away),
        TEST(a_blocked_certificate_is_turned_away),
        TEST(a_certificate_of_another_role_is_turned_away),
        TEST(nobody_is_turned_away_by_an_old_registry),
        TEST(a_stranger_is_unavailable_when_the_registry_cannot_be_read),
        TEST(logon_without_a_registry_is_unavailable_and_may_be_tried_again),
        TEST(a_second_logon_of_a_terminal_displaces_the_first),
        TEST(a_terminal_that_went_displaces_nobody_when_it_returns),
        TEST(a_displaced_session_is_answered_nothing_more),
        TEST(blocking_in_a_newer_registry_cuts_live_sessions),
        TEST(blocking_while_logon_waits_cuts_too),
        TEST(a_peer_that_takes_no_answers_is_cut),
        TEST(a_hang_up_while_logon_waits_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
