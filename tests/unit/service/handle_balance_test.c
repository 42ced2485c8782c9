// SPDX-License-Identifier: Apache-2.0
// What the holder of a card has.
#include <stdio.h>
#include <string.h>

#include "scene.h"
#include "wire/balance.h"

static uint32_t send_inquiry(struct scene_link *link, const char *card)
{
    struct wire_balance_inquiry inquiry = {.entry = WIRE_CARD_ENTRY_BARCODE};
    snprintf(inquiry.card, sizeof(inquiry.card), "%s", card);
    struct buffer body;
    buffer_init(&body, 64);
    assert_int_equal(wire_balance_inquiry_append(&inquiry, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_BALANCE_INQUIRY, 0, &body);
}

static void every_currency_is_answered_and_on_the_slip(void **state)
{
    struct scene *scene = *state;
    scene->store.balance_count = 2;
    scene->store.balances[0] =
        (struct fake_balance){398, {.balance = {50000}, .lifetime = {454600}, .debt = {1}}};
    scene->store.balances[1] =
        (struct fake_balance){643, {.balance = {13750}, .lifetime = {125000}}};
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    uint32_t number = send_inquiry(link, SCENE_CARD);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    const struct wire_balance_answer *balance = &answer->answer.balance;
    assert_int_equal(answer->which_answer, WIRE_RESPONSE_BALANCE_TAG);
    assert_int_equal(balance->state, WIRE_CARD_STATE_ACTIVE);
    assert_int_equal(balance->read_at_us, scene->store.turn_at_us);
    assert_int_equal(balance->balances_count, 2);
    assert_int_equal(balance->balances[0].currency, 398);
    assert_int_equal(balance->balances[1].points, 13750);
    assert_int_equal(balance->balances[1].lifetime, 125000);
    assert_non_null(strstr(link->slip, "137.50"));
    assert_non_null(strstr(link->slip, "500.00"));
}

static void a_balance_is_divided_by_the_day_in_the_store(void **state)
{
    struct scene *scene = *state;
    static const struct zone_shift shifts[] = {{0, 12 * 3600}};
    static const struct zone kamchatka = {
        .name = "Asia/Kamchatka", .shifts = shifts, .shift_count = 1};
    const int32_t utc_today = (int32_t)(scene->store.turn_at_us / INT64_C(86400000000));
    scene->store.balance_count = 1;
    scene->store.balances[0] = (struct fake_balance){
        643,
        {
            .position = 1,
            .balance = {10700},
            .lot_count = 3,
            .lots = {{.expires_on = utc_today + 1, .points = {700}},
                     {.expires_on = utc_today + 9, .points = {8000}},
                     {.expires_on = LOT_NEVER, .active_from = utc_today + 2, .points = {2000}}},
        },
    };
    scene->stores[0].zone = &kamchatka; // where it is tomorrow already
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    uint32_t number = send_inquiry(link, SCENE_CARD);
    scene_run(scene);
    const struct wire_balance *balance =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.balance.balances[0];
    assert_int_equal(balance->points, 10700);
    assert_int_equal(balance->spendable, 8000);
    assert_int_equal(balance->pending, 2000);
    assert_int_equal(balance->expiring, 8000);
    assert_int_equal(balance->expiring_last_day, 20231122);
    assert_non_null(strstr(link->slip, "Can be spent               80.00"));
    link = scene_log_on(scene, SCENE_OPERATOR); // of no store: by UTC
    number = send_inquiry(link, SCENE_CARD);
    scene_run(scene);
    balance = &scene_expect(link, number, VERDICT_APPROVED)->answer.balance.balances[0];
    assert_int_equal(balance->spendable, 8700);
    assert_int_equal(balance->expiring, 700);
}

static void currencies_beyond_what_an_answer_holds_are_in_the_log(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    uint32_t number = send_inquiry(link, SCENE_CARD);
    scene_run(scene);
    scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(scene_count_log(scene, "balances_left_out"), 0);
    scene->store.balances_left_out = 3;
    number = send_inquiry(link, SCENE_CARD);
    scene_run(scene);
    scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(scene_count_log(scene, "left_out=3"), 1);
}

static void the_slip_shows_the_tills_local_time(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    const struct wire_request request = {
        .number = 9,
        .kind = WIRE_KIND_BALANCE_INQUIRY,
        .body = {.bytes = (const uint8_t *)"\x0a\x0d" SCENE_CARD, .size = 15},
        .has_slip = true,
        .slip = {.width = 32, .language = "en", .utc_offset_min = 180},
    };
    scene_send_envelope(link, &request);
    scene_run(scene);
    scene_expect(link, 9, VERDICT_APPROVED);
    assert_non_null(strstr(link->slip, "2023-11-15 01:13")); // 22:13 UTC
    struct wire_request wrong = request;
    wrong.slip.utc_offset_min = 841;
    scene_send_envelope(link, &wrong);
    scene_expect(link, 9, VERDICT_INVALID);
}

static void an_unknown_card_is_told_so(void **state)
{
    struct scene *scene = *state;
    scene->store.card = CARD_ABSENT;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    uint32_t number = send_inquiry(link, SCENE_CARD);
    scene_run(scene);
    scene_expect(link, number, VERDICT_CARD_UNKNOWN);
}

static void a_blocked_card_is_answered_with_its_state(void **state)
{
    struct scene *scene = *state;
    scene->store.card = CARD_BLOCKED;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    uint32_t number = send_inquiry(link, SCENE_CARD);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.balance.state, WIRE_CARD_STATE_BLOCKED);
}

static void a_number_without_its_check_digit_is_invalid(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    scene_expect(link, send_inquiry(link, "2000000000016"), VERDICT_INVALID);
    assert_int_equal(scene->store.ask_count, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_currency_is_answered_and_on_the_slip),
        TEST(a_balance_is_divided_by_the_day_in_the_store),
        TEST(currencies_beyond_what_an_answer_holds_are_in_the_log),
        TEST(the_slip_shows_the_tills_local_time),
        TEST(an_unknown_card_is_told_so),
        TEST(a_blocked_card_is_answered_with_its_state),
        TEST(a_number_without_its_check_digit_is_invalid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
