// SPDX-License-Identifier: Apache-2.0
// What operators do to cards.
#include <stdio.h>
#include <string.h>

#include "scene.h"
#include "wire/card.h"

static uint32_t send_activate(struct scene_link *link, uint64_t stan, const char *card)
{
    struct wire_card_activate activate;
    snprintf(activate.card, sizeof(activate.card), "%s", card);
    struct buffer body;
    buffer_init(&body, 1024);
    assert_int_equal(wire_card_activate_append(&activate, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_CARD_ACTIVATE, stan, &body);
}

static uint32_t send_block(struct scene_link *link, uint64_t stan, bool lift)
{
    const struct wire_card_block block = {.card = SCENE_CARD, .lift = lift, .reason = "lost"};
    struct buffer body;
    buffer_init(&body, 1024);
    assert_int_equal(wire_card_block_append(&block, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_CARD_BLOCK, stan, &body);
}

static void activation_names_the_new_member_by_its_first_row(void **state)
{
    struct scene *scene = *state;
    scene->store.card = CARD_STOCK;
    scene->store.member = 0;
    scene->store.head = 99;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    uint32_t number = send_activate(link, 1, SCENE_CARD);
    assert_int_equal(scene->store.postings[0]->currency, 0);
    assert_null(scene->store.postings[0]->receipt);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->which_answer, WIRE_RESPONSE_CARD_TAG);
    assert_int_equal(answer->answer.card.member, 100);
    assert_int_equal(answer->answer.card.state, WIRE_CARD_STATE_ACTIVE);
    assert_int_equal(scene->store.effect.kind, JOURNAL_CARD_ACTIVATED);
    assert_true(scene->store.effect.card_changed);
    number = send_activate(link, 2, SCENE_CARD);
    scene_run(scene);
    scene_expect(link, number, VERDICT_CARD_ACTIVE);
}

static void a_repeated_activation_gets_the_first_answer(void **state)
{
    struct scene *scene = *state;
    scene->store.card = CARD_STOCK;
    scene->store.member = 0;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    send_activate(link, 1, SCENE_CARD);
    scene_run(scene);
    uint32_t number = send_activate(link, 1, SCENE_CARD);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_true(answer->repeated);
    assert_int_equal(answer->answer.card.member, 1);
}

static void a_block_is_set_and_lifted(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    uint32_t number = send_block(link, 1, true);
    scene_run(scene);
    scene_expect(link, number, VERDICT_CARD_NOT_BLOCKED);
    number = send_block(link, 2, false);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.card.state, WIRE_CARD_STATE_BLOCKED);
    assert_int_equal(scene->store.effect.kind, JOURNAL_CARD_BLOCKED);
    number = send_block(link, 3, true);
    scene_run(scene);
    answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.card.state, WIRE_CARD_STATE_ACTIVE);
    assert_int_equal(answer->answer.card.member, 11);
    assert_int_equal(scene->store.effect.kind, JOURNAL_CARD_UNBLOCKED);
}

static void lifting_a_block_of_a_card_in_stock_gives_it_back_to_stock(void **state)
{
    struct scene *scene = *state;
    scene->store.card = CARD_BLOCKED;
    scene->store.member = 0;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    uint32_t number = send_block(link, 1, true);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.card.state, WIRE_CARD_STATE_STOCK);
    assert_int_equal(answer->answer.card.member, 0);
}

static void a_number_without_its_check_digit_is_invalid(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    scene_expect(link, send_activate(link, 1, "2000000000016"), VERDICT_INVALID);
    scene_expect(link, send_activate(link, 1, ""), VERDICT_INVALID);
    assert_int_equal(scene->store.posting_count, 0);
}

static void tills_may_not_touch_cards(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    scene_expect(link, send_activate(link, 1, SCENE_CARD), VERDICT_NOT_ALLOWED);
    scene_expect(link, send_block(link, 1, false), VERDICT_NOT_ALLOWED);
}

static void an_operator_blocked_in_the_turns_registry_is_refused_there(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_OPERATOR);
    uint32_t number = send_block(link, 1, false);
    scene->terminals[2].blocked = true;
    scene_run(scene);
    scene_expect(link, number, VERDICT_TERMINAL_BLOCKED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(activation_names_the_new_member_by_its_first_row),
        TEST(a_repeated_activation_gets_the_first_answer),
        TEST(a_block_is_set_and_lifted),
        TEST(lifting_a_block_of_a_card_in_stock_gives_it_back_to_stock),
        TEST(a_number_without_its_check_digit_is_invalid),
        TEST(tills_may_not_touch_cards),
        TEST(an_operator_blocked_in_the_turns_registry_is_refused_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
