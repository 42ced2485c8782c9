// SPDX-License-Identifier: Apache-2.0
// Hold, Commit and Void between the wire and the rules: what the store is asked, what a row says,
// what is answered.
#include <string.h>

#include "domain/flag.h"
#include "scene.h"
#include "wire/hold.h"
#include "wire/rrn.h"
#include "wire/status.h"

enum { HOLD_POSITION = 40, OTHER_MEMBER = 12 };

// The programme of the scene's store; 1,000 points on the account.
struct shop {
    struct scene *scene;
    struct programme_settings settings;
    struct programme_terms terms;
};

static struct scene_link *open_shop(struct shop *shop, struct scene *scene)
{
    *shop = (struct shop){.scene = scene};
    programme_settings_init(&shop->settings);
    shop->settings.rate_bp = 1100;
    shop->terms.settings = &shop->settings;
    scene->stores[0].terms = &shop->terms;
    scene->store.head = 50;
    scene->store.account = (struct account){.position = 49,
                                            .balance = {1000},
                                            .lifetime = {9000},
                                            .lot_count = 1,
                                            .lots = {{LOT_NEVER, 0, 0, 0, {1000}}}};
    return scene_log_on(scene, SCENE_TILL);
}

static uint64_t rrn_of(uint8_t incarnation, uint16_t lane, uint64_t position)
{
    return wire_rrn_pack((struct wire_rrn){incarnation, lane, position});
}

static uint16_t card_lane(const struct scene *scene)
{
    return registry_lane_of_card(&scene->registry, SCENE_CARD);
}

// 400 of the points are held by the row at HOLD_POSITION for another minute.
static uint64_t hold_points_of(struct scene *scene)
{
    scene->store.account.lots[0].points.minor = 600;
    scene->store.account.held_count = 1;
    scene->store.account.held[0] = (struct held){.hold = HOLD_POSITION,
                                                 .until_us = scene->store.turn_at_us + 60000000,
                                                 .lot = {LOT_NEVER, 0, 0, 0, {400}}};
    scene->store.original = (struct posting_original){
        .verdict = VERDICT_APPROVED,
        .position = HOLD_POSITION,
        .kind = JOURNAL_HOLD,
        .member = 11,
        .currency = 643,
    };
    return rrn_of(1, card_lane(scene), HOLD_POSITION);
}

static uint32_t send_hold(struct scene_link *link, uint64_t stan, const struct wire_hold *changed)
{
    const struct wire_hold hold = {
        .card = SCENE_CARD,
        .currency = changed->currency != 0 ? changed->currency : 643,
        .points = 300,
        .timeout_s = changed->timeout_s,
        .store = changed->store != 0 ? changed->store : 1,
        .at_us = changed->at_us,
        .utc_offset_min = 180,
    };
    struct buffer body;
    buffer_init(&body, 1024);
    assert_int_equal(wire_hold_append(&hold, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_HOLD, stan, &body);
}

static uint32_t send_commit(struct scene_link *link, uint64_t stan, uint64_t hold, int64_t points)
{
    const struct wire_commit commit = {.card = SCENE_CARD, .hold = hold, .points = points};
    struct buffer body;
    buffer_init(&body, 1024);
    assert_int_equal(wire_commit_append(&commit, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_COMMIT, stan, &body);
}

static uint32_t send_void(struct scene_link *link, uint64_t stan, uint64_t hold)
{
    const struct wire_void release = {.card = SCENE_CARD, .hold = hold};
    struct buffer body;
    buffer_init(&body, 1024);
    assert_int_equal(wire_void_append(&release, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_VOID, stan, &body);
}

static void a_hold_is_answered_with_its_number_and_what_is_left(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    uint32_t number = send_hold(link, 1, &(struct wire_hold){.timeout_s = 60});
    assert_int_equal(scene->store.postings[0]->lane, card_lane(scene));
    assert_int_equal(scene->store.postings[0]->currency, 643);
    assert_null(scene->store.postings[0]->original);
    scene_run(scene);
    const struct wire_response *response = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(response->which_answer, WIRE_RESPONSE_HOLD_TAG);
    const struct wire_hold_answer *answer = &response->answer.hold;
    assert_true(answer->rrn == rrn_of(1, card_lane(scene), 51));
    assert_true(answer->hold == answer->rrn);
    assert_int_equal(answer->held, 300);
    assert_int_equal(answer->hold_until_us, scene->store.turn_at_us + 60000000);
    assert_int_equal(answer->redeemed, 0);
    assert_int_equal(answer->released, 0);
    assert_true(answer->has_after);
    assert_int_equal(answer->after.points, 1000);
    assert_int_equal(answer->after.spendable, 700);
    assert_int_equal(answer->after.held, 300);
    assert_int_equal(answer->after.lifetime, 9000);
    assert_int_equal(answer->programme_version, 3);
    assert_non_null(strstr(link->slip, "Can be spent                7.00"));
}

static void the_row_of_a_hold_changes_no_balance(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    send_hold(link, 1, &(struct wire_hold){.timeout_s = 60});
    scene_run(scene);
    const struct posting_effect *effect = &scene->store.effect;
    assert_int_equal(effect->kind, JOURNAL_HOLD);
    assert_int_equal(effect->store, 1);
    assert_int_equal(effect->member, 11);
    assert_int_equal(effect->currency, 643);
    assert_int_equal(effect->earned, 0);
    assert_int_equal(effect->redeemed, 0);
    assert_int_equal(effect->account.balance.minor, 1000);
    assert_int_equal(effect->utc_offset_min, 180);
    assert_int_equal(effect->details.held_after, 300);
    assert_int_equal(effect->details.original_position, 0);
    assert_int_equal(effect->moves.count, 1);
}

static void a_commit_names_its_hold_by_position_and_tells_what_went_back(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    uint64_t hold = hold_points_of(scene);
    uint32_t number = send_commit(link, 1, hold, 250);
    const struct posting *posting = scene->store.postings[0];
    assert_non_null(posting->original);
    assert_int_equal(posting->original->position, HOLD_POSITION);
    scene_run(scene);
    const struct wire_hold_answer *answer =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.hold;
    assert_true(answer->hold == hold);
    assert_int_equal(answer->held, 400);
    assert_int_equal(answer->redeemed, 250);
    assert_int_equal(answer->released, 150);
    assert_int_equal(answer->hold_until_us, scene->store.turn_at_us + 60000000);
    assert_int_equal(answer->after.points, 750);
    assert_int_equal(answer->after.spendable, 750);
    assert_int_equal(answer->after.held, 0);
    const struct posting_effect *effect = &scene->store.effect;
    assert_int_equal(effect->kind, JOURNAL_HOLD_COMMITTED);
    assert_int_equal(effect->redeemed, 250);
    assert_int_equal(effect->details.original_position, HOLD_POSITION);
}

static void a_void_gives_all_back(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    uint64_t hold = hold_points_of(scene);
    uint32_t number = send_void(link, 1, hold);
    scene_run(scene);
    const struct wire_hold_answer *answer =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.hold;
    assert_int_equal(answer->redeemed, 0);
    assert_int_equal(answer->released, 400);
    assert_int_equal(answer->after.spendable, 1000);
    assert_int_equal(scene->store.effect.kind, JOURNAL_HOLD_VOIDED);
}

static void a_repeat_and_the_status_tell_the_same(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    uint64_t hold = hold_points_of(scene);
    uint32_t number = send_commit(link, 9, hold, 250);
    scene_run(scene);
    const struct wire_hold_answer first = scene_expect(link, number, VERDICT_APPROVED)->answer.hold;
    number = send_commit(link, 9, hold, 250);
    scene_run(scene);
    const struct wire_response *again = scene_expect(link, number, VERDICT_APPROVED);
    assert_true(again->repeated);
    assert_memory_equal(&again->answer.hold, &first, sizeof(first));
    const struct wire_transaction_status status = {.stan = 9};
    struct buffer body;
    buffer_init(&body, 1024);
    assert_int_equal(wire_transaction_status_append(&status, &body), WIRE_OK);
    number = scene_send(link, WIRE_KIND_TRANSACTION_STATUS, 0, &body);
    scene_run(scene);
    const struct wire_status_answer *told =
        &scene_expect(link, number, VERDICT_APPROVED)->answer.status;
    assert_int_equal(told->which_answer, WIRE_STATUS_ANSWER_HOLD_TAG);
    assert_memory_equal(&told->answer.hold, &first, sizeof(first));
}

static void a_number_that_is_no_hold_is_unknown(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    uint64_t hold = hold_points_of(scene);
    const uint64_t strangers[] = {
        4711,                                       // no incarnation
        rrn_of(2, card_lane(scene), HOLD_POSITION), // another row stood there
        rrn_of(1, SCENE_LANES, HOLD_POSITION),      // no such lane
    };
    uint64_t stan = 0;
    for (size_t i = 0; i < BASE_COUNT(strangers); i++) {
        uint32_t number = send_commit(link, ++stan, strangers[i], 1);
        scene_run(scene);
        scene_expect(link, number, VERDICT_HOLD_UNKNOWN);
    }
    scene->store.original.kind = JOURNAL_PURCHASE;
    uint32_t number = send_commit(link, ++stan, hold, 1);
    scene_run(scene);
    scene_expect(link, number, VERDICT_HOLD_UNKNOWN);
    scene->store.original.verdict = VERDICT_NOT_FOUND;
    number = send_void(link, ++stan, hold);
    scene_run(scene);
    scene_expect(link, number, VERDICT_HOLD_UNKNOWN);
}

static void a_hold_of_another_member_or_lane_is_another_cards(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    uint64_t hold = hold_points_of(scene);
    scene->store.original.member = OTHER_MEMBER;
    uint32_t number = send_commit(link, 1, hold, 1);
    scene_run(scene);
    scene_expect(link, number, VERDICT_WRONG_CARD);
    uint16_t elsewhere = (uint16_t)((card_lane(scene) + 1) % SCENE_LANES);
    number = send_commit(link, 2, rrn_of(1, elsewhere, HOLD_POSITION), 1);
    assert_null(scene->store.postings[0]->original);
    scene_run(scene);
    scene_expect(link, number, VERDICT_WRONG_CARD);
}

static void what_the_programme_does_not_allow_is_invalid_and_said(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    shop.settings.hold_timeout_max_s = 60;
    uint32_t number = send_hold(link, 1, &(struct wire_hold){.timeout_s = 61});
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_INVALID);
    assert_non_null(strstr(answer->detail, "timeout_s"));
    number = send_hold(link, 1, &(struct wire_hold){.timeout_s = 60}); // nothing is remembered
    scene_run(scene);
    scene_expect(link, number, VERDICT_APPROVED);
}

static void values_that_cannot_be_never_reach_the_store(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    scene_expect(link, send_hold(link, 1, &(struct wire_hold){.timeout_s = 604801}),
                 VERDICT_INVALID);
    scene_expect(link, send_commit(link, 1, 0, 1), VERDICT_INVALID);
    scene_expect(link, send_commit(link, 1, 4711, 0), VERDICT_INVALID);
    scene_expect(link, send_void(link, 1, 0), VERDICT_INVALID);
    assert_int_equal(scene->store.posting_count, 0);
}

static void a_clock_that_is_off_is_flagged(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    int64_t day_ahead_us = scene->clock.wall_us + INT64_C(86400000000);
    uint32_t number = send_hold(link, 1, &(struct wire_hold){.at_us = day_ahead_us});
    scene_run(scene);
    assert_true(scene_expect(link, number, VERDICT_APPROVED)->answer.hold.clock_skewed);
    assert_int_equal(scene->store.effect.details.flags, POSTING_FLAG_CLOCK_SKEWED);
    number = send_hold(link, 2, &(struct wire_hold){.at_us = scene->clock.wall_us});
    scene_run(scene);
    assert_false(scene_expect(link, number, VERDICT_APPROVED)->answer.hold.clock_skewed);
}

static void a_till_blocked_in_the_turns_registry_holds_nothing(void **state)
{
    struct shop shop;
    struct scene *scene = *state;
    struct scene_link *link = open_shop(&shop, scene);
    uint32_t number = send_hold(link, 1, &(struct wire_hold){.timeout_s = 60});
    scene->terminals[0].blocked = true;
    scene_run(scene);
    scene_expect(link, number, VERDICT_TERMINAL_BLOCKED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_hold_is_answered_with_its_number_and_what_is_left),
        TEST(the_row_of_a_hold_changes_no_balance),
        TEST(a_commit_names_its_hold_by_position_and_tells_what_went_back),
        TEST(a_void_gives_all_back),
        TEST(a_repeat_and_the_status_tell_the_same),
        TEST(a_number_that_is_no_hold_is_unknown),
        TEST(a_hold_of_another_member_or_lane_is_another_cards),
        TEST(what_the_programme_does_not_allow_is_invalid_and_said),
        TEST(values_that_cannot_be_never_reach_the_store),
        TEST(a_clock_that_is_off_is_flagged),
        TEST(a_till_blocked_in_the_turns_registry_holds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
