// SPDX-License-Identifier: Apache-2.0
// Looking up what became of a STAN.
#include "scene.h"
#include "wire/status.h"

static uint32_t send_status(struct scene_link *link, uint64_t epoch, uint64_t stan)
{
    const struct wire_transaction_status status = {.epoch = epoch, .stan = stan};
    struct buffer body;
    buffer_init(&body, 64);
    assert_int_equal(wire_transaction_status_append(&status, &body), WIRE_OK);
    return scene_send(link, WIRE_KIND_TRANSACTION_STATUS, 0, &body);
}

static void post(struct scene_link *link, uint64_t stan)
{
    const struct wire_purchase purchase = scene_receipt();
    scene_send_purchase(link, WIRE_KIND_PURCHASE, stan, &purchase);
    scene_run(link->scene);
}

static void a_posted_purchase_is_found_with_its_facts(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post(link, 3);
    struct wire_purchase_answer facts = link->answers[1].answer.purchase;
    uint32_t number = send_status(link, 0, 3);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    const struct wire_status_answer *status = &answer->answer.status;
    assert_int_equal(answer->which_answer, WIRE_RESPONSE_STATUS_TAG);
    assert_int_equal(status->kind, WIRE_KIND_PURCHASE);
    assert_int_equal(status->result, WIRE_RESULT_APPROVED);
    assert_int_equal(status->which_answer, WIRE_STATUS_ANSWER_PURCHASE_TAG);
    assert_memory_equal(&status->answer.purchase, &facts, sizeof(facts));
}

static void a_refusal_is_found_without_facts(void **state)
{
    struct scene *scene = *state;
    scene->store.card = CARD_BLOCKED;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post(link, 3);
    uint32_t number = send_status(link, 7, 3);
    scene_run(scene);
    const struct wire_response *answer = scene_expect(link, number, VERDICT_APPROVED);
    assert_int_equal(answer->answer.status.result, WIRE_RESULT_CARD_BLOCKED);
    assert_int_equal(answer->answer.status.which_answer, 0);
}

static void what_is_not_known_is_not_found(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    post(link, 3);
    uint32_t number = send_status(link, 0, 4);
    scene_run(scene);
    scene_expect(link, number, VERDICT_NOT_FOUND);
    number = send_status(link, 8, 3); // another journal of the same till
    scene_run(scene);
    scene_expect(link, number, VERDICT_NOT_FOUND);
}

static void a_terminal_sees_its_own_stans_only(void **state)
{
    struct scene *scene = *state;
    post(scene_log_on(scene, SCENE_TILL), 3);
    struct scene_link *other = scene_log_on(scene, SCENE_OTHER_TILL);
    uint32_t number = send_status(other, 0, 3);
    scene_run(scene);
    scene_expect(other, number, VERDICT_NOT_FOUND);
}

static void stan_zero_is_invalid(void **state)
{
    struct scene_link *link = scene_log_on(*state, SCENE_TILL);
    scene_expect(link, send_status(link, 0, 0), VERDICT_INVALID);
    scene_expect(link, send_status(link, 0, (uint64_t)INT64_MAX + 1), VERDICT_INVALID);
}

static void without_a_database_the_lookup_is_unavailable(void **state)
{
    struct scene *scene = *state;
    struct scene_link *link = scene_log_on(scene, SCENE_TILL);
    uint32_t number = send_status(link, 0, 3);
    fake_store_run(&scene->store, STORE_UNAVAILABLE);
    scene_expect(link, number, VERDICT_UNAVAILABLE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_posted_purchase_is_found_with_its_facts),
        TEST(a_refusal_is_found_without_facts),
        TEST(what_is_not_known_is_not_found),
        TEST(a_terminal_sees_its_own_stans_only),
        TEST(stan_zero_is_invalid),
        TEST(without_a_database_the_lookup_is_unavailable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
