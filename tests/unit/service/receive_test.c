// SPDX-License-Identifier: Apache-2.0
// What is refused by the envelope alone, limits on requests in flight, faults, draining.
#include <string.h>

#include "base/metrics.h"
#include "domain/date.h"
#include "scene.h"
#include "wire/card.h"

static uint32_t send_echo(struct scene_link *link)
{
    struct buffer body;
    buffer_init(&body, 16);
    return scene_send(link, WIRE_KIND_ECHO, 0, &body);
}

static uint32_t send_purchase(struct scene_link *link, uint64_t stan)
{
    const struct wire_purchase purchase = scene_receipt();
    return scene_send_purchase(link, WIRE_KIND_PURCHASE, stan, &purchase);
}

static void bytes_that_are_no_request_end_the_session(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    scene_send_bytes(link, "\xff\xff\xff", 3);
    scene_expect(link, 0, VERDICT_MALFORMED);
    assert_true(link->is_closed);
    assert_int_equal(link->end, SESSION_END_MALFORMED);
}

static void a_malformed_body_is_answered_and_the_session_goes_on(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    const struct wire_request request = {
        .number = 9,
        .kind = WIRE_KIND_PURCHASE,
        .stan = 1,
        .body = {.bytes = (const uint8_t *)"\x0a\xff", .size = 2},
    };
    scene_send_envelope(link, &request);
    const struct wire_response *answer = scene_expect(link, 9, VERDICT_MALFORMED);
    assert_non_null(strstr(answer->detail, "purchase"));
    assert_false(link->is_closed);
}

static void malformed_before_logon_ends_the_session(void **state)
{
    struct scene_link *link = scene_connect(*state, SCENE_TILL);
    const struct wire_request request = {.number = 9, .kind = (enum wire_kind)99};
    scene_send_envelope(link, &request);
    scene_expect(link, 9, VERDICT_MALFORMED);
    assert_true(link->is_closed);
}

static void an_unknown_kind_is_malformed(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    static const int kinds[] = {0, WIRE_KIND_ADVICE + 1, 1000, -1};
    for (size_t i = 0; i < BASE_COUNT(kinds); i++) {
        const struct wire_request request = {.number = 9, .kind = (enum wire_kind)kinds[i]};
        scene_send_envelope(link, &request);
        scene_expect(link, 9, VERDICT_MALFORMED);
    }
}

static void keyed_kinds_carry_a_stan_and_others_do_not(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    const struct wire_purchase purchase = scene_receipt();
    scene_expect(link, send_purchase(link, 0), VERDICT_INVALID);
    scene_expect(link, send_purchase(link, (uint64_t)INT64_MAX + 1), VERDICT_INVALID);
    scene_expect(link, scene_send_purchase(link, WIRE_KIND_QUOTE, 1, &purchase), VERDICT_INVALID);
}

static void a_slip_has_a_known_width_and_language(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    struct wire_request request = {
        .number = 9,
        .kind = WIRE_KIND_ECHO,
        .has_slip = true,
        .slip = {.width = 33, .language = "en"},
    };
    scene_send_envelope(link, &request);
    scene_expect(link, 9, VERDICT_INVALID);
    request.slip.width = 48;
    strcpy(request.slip.language, "xx");
    scene_send_envelope(link, &request);
    scene_expect(link, 9, VERDICT_INVALID);
    request.slip.width = 0;
    scene_send_envelope(link, &request);
    scene_expect(link, 9, VERDICT_APPROVED);
}

static void send_activate_at(struct scene_link *link, uint64_t stan, int64_t sent_at_us)
{
    const struct wire_card_activate activate = {.card = SCENE_CARD};
    struct buffer body;
    buffer_init(&body, 64);
    assert_int_equal(wire_card_activate_append(&activate, &body), WIRE_OK);
    const struct wire_request request = {
        .number = 9,
        .kind = WIRE_KIND_CARD_ACTIVATE,
        .stan = stan,
        .sent_at_us = sent_at_us,
        .body = {.bytes = buffer_bytes(&body), .size = buffer_size(&body)},
    };
    scene_send_envelope(link, &request);
    buffer_clear(&body);
}

static void a_sending_time_that_cannot_be_counts_as_not_said(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    static const struct {
        int64_t said_us;
        int64_t posted_us;
    } cases[] = {
        {INT64_MIN, 0},
        {-1, 0},
        {0, 0},
        {1, 1},
        {DATE_TIME_US_MAX, DATE_TIME_US_MAX},
        {DATE_TIME_US_MAX + 1, 0},
        {INT64_MAX, 0},
    };
    for (size_t i = 0; i < BASE_COUNT(cases); i++) {
        send_activate_at(link, i + 1, cases[i].said_us);
        assert_int_equal(scene->store.posting_count, 1);
        assert_int_equal(scene->store.postings[0]->sent_at_us, cases[i].posted_us);
        scene_run(scene);
    }
}

static void reading_stops_at_the_sessions_limit_and_goes_on_below_it(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    for (uint64_t stan = 1; stan <= SCENE_SESSION_REQUESTS; stan++) {
        assert_true(link->reading);
        send_purchase(link, stan);
    }
    assert_false(link->reading);
    const struct wire_response *answer = scene_expect(link, send_echo(link), VERDICT_BUSY);
    assert_int_equal(answer->retry_after_ms, LIMIT_BUSY_RETRY_MS);
    scene_run(scene);
    assert_true(link->reading);
    scene_expect(link, send_echo(link), VERDICT_APPROVED);
}

static void all_sessions_share_a_limit(void **state)
{
    struct scene *scene = *state;
    struct scene_link *first = scene_log_on(scene, SCENE_TILL);
    struct scene_link *second = scene_log_on(scene, SCENE_OTHER_TILL);
    for (uint64_t stan = 1; stan <= 3; stan++) {
        send_purchase(first, stan);
        send_purchase(second, stan);
    }
    scene_expect(first, send_purchase(first, 4), VERDICT_BUSY);
    assert_true(first->reading);
    scene_run(scene);
    uint32_t number = send_purchase(first, 4);
    scene_run(scene);
    scene_expect(first, number, VERDICT_APPROVED);
}

static void a_till_of_many_faults_is_cut_and_stays_out_for_a_while(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_request request = {.number = 9, .kind = (enum wire_kind)99};
    for (int i = 0; i < LIMIT_TILL_FAULTS_MAX; i++) {
        scene_send_envelope(link, &request);
        assert_false(link->is_closed);
    }
    scene_send_envelope(link, &request);
    assert_true(link->is_closed);
    assert_int_equal(link->end, SESSION_END_FAULTY);
    assert_int_equal(scene_count_log(scene, "level=warn event=till_faulty"), 1);

    // Connecting anew forgives nothing.
    link = scene_connect(scene, SCENE_TILL);
    const struct wire_request logon = {
        .number = 1,
        .kind = WIRE_KIND_LOGON,
        // protocol_version = 1, epoch = 7
        .body = {.bytes = (const uint8_t *)"\x08\x01\x11\x07\0\0\0\0\0\0\0", .size = 11},
    };
    scene_send_envelope(link, &logon);
    scene_expect(link, 1, VERDICT_BUSY);
    fake_clock_advance_ms(&scene->clock, LIMIT_TILL_FAULTS_MS);
    scene_send_envelope(link, &logon);
    scene_run(scene);
    scene_expect(link, 1, VERDICT_APPROVED);
}

static void draining_closes_idle_sessions_at_once_and_busy_ones_after_their_answer(void **state)
{
    struct scene *scene = *state;
    struct scene_link *idle = scene_log_on(scene, SCENE_TILL);
    struct scene_link *busy = scene_log_on(scene, SCENE_OTHER_TILL);
    uint32_t number = send_purchase(busy, 1);
    service_drain(scene->service);
    assert_true(idle->is_closed);
    assert_int_equal(idle->end, SESSION_END_DRAINED);
    assert_false(busy->is_closed);
    assert_false(service_is_idle(scene->service));
    scene_expect(busy, send_echo(busy), VERDICT_UNAVAILABLE);
    scene_run(scene);
    scene_expect(busy, number, VERDICT_APPROVED);
    assert_true(busy->is_closed);
    assert_true(service_is_idle(scene->service));
    assert_null(scene_connect(scene, SCENE_TILL)->session);
}

static void requests_are_counted_by_kind_and_result(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    send_purchase(link, 1);
    fake_clock_advance_ms(&scene->clock, 3);
    scene_run(scene);
    struct buffer text;
    buffer_init(&text, LIMIT_METRICS_TEXT_BYTES_MAX);
    assert_int_equal(metrics_render(scene->metrics, &text), BASE_OK);
    assert_int_equal(buffer_append(&text, "", 1), BASE_OK);
    const char *lines = (const char *)buffer_bytes(&text);
    assert_non_null(
        strstr(lines, "bonusd_requests_total{kind=\"purchase\",result=\"APPROVED\"} 1\n"));
    assert_non_null(strstr(lines, "bonusd_requests_total{kind=\"logon\",result=\"APPROVED\"} 1\n"));
    assert_non_null(strstr(lines, "bonusd_request_seconds_sum{kind=\"purchase\"} 0.003"));
    assert_non_null(strstr(lines, "bonusd_requests_in_flight 0\n"));
    assert_non_null(strstr(lines, "bonusd_sessions 1\n"));
    buffer_clear(&text);
}

static void a_flood_of_refusals_before_logon_is_a_line_now_and_then(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_connect(scene, SCENE_BLOCKED);
    for (int i = 0; i < 10; i++) {
        scene_expect(link, send_purchase(link, 1), VERDICT_NOT_LOGGED_ON);
    }
    assert_int_equal(scene_count_log(scene, "result=NOT_LOGGED_ON"), 1);
    assert_int_equal(scene_count_log(scene, "held_back="), 0);
    // Another connection is no way around it.
    link = scene_connect(scene, SCENE_STRANGER);
    scene_expect(link, send_purchase(link, 1), VERDICT_NOT_LOGGED_ON);
    fake_clock_advance_ms(&scene->clock, LIMIT_LOG_REPEAT_MS);
    scene_expect(link, send_purchase(link, 1), VERDICT_NOT_LOGGED_ON);
    assert_int_equal(scene_count_log(scene, "result=NOT_LOGGED_ON"), 2);
    assert_int_equal(scene_count_log(scene, "held_back=10\n"), 1);
}

static void refusals_of_a_till_are_lines_each(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    for (int i = 0; i < 3; i++) {
        scene_expect(link, send_purchase(link, 0), VERDICT_INVALID);
    }
    assert_int_equal(scene_count_log(scene, "result=INVALID"), 3);
}

static void an_approved_purchase_writes_no_line_at_info(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    buffer_reset(&scene->lines);
    send_purchase(link, 1);
    scene_run(scene);
    assert_int_equal(scene_count_log(scene, "level=info"), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(bytes_that_are_no_request_end_the_session),
        TEST(a_malformed_body_is_answered_and_the_session_goes_on),
        TEST(malformed_before_logon_ends_the_session),
        TEST(an_unknown_kind_is_malformed),
        TEST(keyed_kinds_carry_a_stan_and_others_do_not),
        TEST(a_slip_has_a_known_width_and_language),
        TEST(a_sending_time_that_cannot_be_counts_as_not_said),
        TEST(reading_stops_at_the_sessions_limit_and_goes_on_below_it),
        TEST(all_sessions_share_a_limit),
        TEST(a_till_of_many_faults_is_cut_and_stays_out_for_a_while),
        TEST(draining_closes_idle_sessions_at_once_and_busy_ones_after_their_answer),
        TEST(requests_are_counted_by_kind_and_result),
        TEST(a_flood_of_refusals_before_logon_is_a_line_now_and_then),
        TEST(refusals_of_a_till_are_lines_each),
        TEST(an_approved_purchase_writes_no_line_at_info),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
