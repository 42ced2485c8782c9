// SPDX-License-Identifier: Apache-2.0
// Proves which lane gets a turn and when, under which registry, and who is taken or turned away.
#include "store/store.h"

#include <stdlib.h>

#include "base/limits.h"
#include "deed_back.h"
#include "scene.h"
#include "support/cmocka.h"

// Turns.

static void one_request_when_idle_is_a_turn_of_one(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_assert_silent(scene, 1, 1);
    scene_loop(scene);
    assert_true(fake_connection_is_asked(scene_turn_connection(scene, 0)));
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 1);
    assert_int_equal(scene_run_count(scene, STATEMENT_COMMIT), 1);
    assert_true(store_is_idle(scene->store));
}

static void what_arrives_together_goes_in_one_turn(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 5);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 5);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), 1);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_POST), 1);
    assert_int_equal(scene_run_count(scene, STATEMENT_COMMIT), 1);
}

static void what_arrives_during_a_turn_waits_for_the_next(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_loop(scene);
    scene_post_purchases(scene, 2, 3);
    scene_loop(scene);
    assert_false(fake_connection_is_asked(scene_turn_connection(scene, 1)));
    fake_connection_answer(scene_turn_connection(scene, 0)); // loaded
    scene_post_purchases(scene, 4, 4);
    fake_connection_answer(scene_turn_connection(scene, 0)); // committed
    scene_assert_posted_in_order(scene, 1, 1);
    scene_assert_silent(scene, 2, 4);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 4);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), 2);
}

static void nobody_hears_before_commit_was_answered(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 2);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    scene_assert_silent(scene, 1, 2);
    fake_connection_answer(scene_turn_connection(scene, 0));
    scene_assert_posted_in_order(scene, 1, 2);
}

static void a_turn_holds_no_more_than_it_may(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, SCENE_REQUESTS_MAX + 1);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, SCENE_REQUESTS_MAX + 1);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), 2);
}

static void lanes_have_their_turns_at_the_same_time(void **state)
{
    struct scene *scene = *state;
    scene_post(scene, scene_purchase(scene, 1, 2));
    scene_post(scene, scene_purchase(scene, 2, 3));
    scene_loop(scene);
    assert_true(fake_connection_is_asked(scene_turn_connection(scene, 0)));
    assert_true(fake_connection_is_asked(scene_turn_connection(scene, 1)));
    scene_run(scene);
    scene_assert_verdicts(scene, 1, 2, VERDICT_APPROVED);
    assert_int_equal(scene_lane(scene, 2)->row_count, 1);
    assert_int_equal(scene_lane(scene, 3)->row_count, 1);
}

static void the_lane_that_waited_longest_goes_first(void **state)
{
    struct scene *scene = *state;
    scene_post(scene, scene_purchase(scene, 1, 1));
    scene_loop(scene);
    struct deed *oldest = scene_purchase(scene, 3, 3);
    scene_pass_ms(scene, 1);
    struct deed *newer = scene_purchase(scene, 2, 0);
    scene_post(scene, newer);
    scene_post(scene, oldest);
    scene_run(scene);
    assert_int_equal(scene->heard.count, 3);
    assert_ptr_equal(scene->heard.heard[1], oldest);
    assert_ptr_equal(scene->heard.heard[2], newer);
}

static void a_key_that_is_not_new_gets_its_first_answer(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    struct posting_answer first = scene->deeds[1].posting.answer;
    scene_post_purchases(scene, 1, 1);
    scene_post_purchases(scene, 3, 3);
    scene_run(scene);
    assert_memory_equal(&scene->deeds[1].posting.answer, &first, sizeof(first));
    assert_true(scene->deeds[1].posting.repeated);
    assert_false(scene->deeds[3].posting.repeated);
    assert_int_equal(scene_lane(scene, 0)->row_count, 3);
}

// A till that has said so once is believed for the next turns too; then hope is back.
static void a_lane_stays_careful_for_a_while(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    uint32_t before = scene_run_count(scene, STATEMENT_LANE_BEGIN);
    for (uint32_t i = 0; i < LIMIT_TURNS_CAREFUL - 1; i++) {
        scene_post_purchases(scene, 1, 1);
        scene_run(scene);
    }
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN),
                     before + LIMIT_TURNS_CAREFUL - 1);
    before = scene_run_count(scene, STATEMENT_LANE_BEGIN);
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), before + 2);
}

// The registry.

static void under_a_newer_revision_a_turn_is_decided_again(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(scene->registry_count, 1);
    scene->database.ledger->revision = 2;
    scene_post_purchases(scene, 1, 2);
    scene_post(scene, scene_purchase(scene, 3, 1));
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 2);
    scene_assert_posted_in_order(scene, 3, 3);
    assert_int_equal(scene->deeds[1].posting.answer.programme_version, 2);
    assert_int_equal(scene->registry_count, 2);
    assert_int_equal(scene->revision_heard, 2);
    assert_int_equal(scene_run_count(scene, STATEMENT_REGISTRY_READ), 2);
    assert_int_equal(scene->deeds[1].decided_count, 1);
}

static void no_turn_begins_while_the_registry_is_old(void **state)
{
    struct scene *scene = *state;
    scene->database.ledger->revision = 2;
    scene_post_purchases(scene, 1, 1);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0)); // stale
    fake_connection_answer(scene_turn_connection(scene, 0)); // rolled back
    scene_post(scene, scene_purchase(scene, 2, 1));
    scene_loop(scene);
    assert_false(fake_connection_is_asked(scene_turn_connection(scene, 0)));
    assert_false(fake_connection_is_asked(scene_turn_connection(scene, 1)));
    scene_run(scene);
    scene_assert_verdicts(scene, 1, 2, VERDICT_APPROVED);
}

static void a_registry_with_other_lanes_is_refused(void **state)
{
    struct scene *scene = *state;
    scene->database.lanes = LEDGER_LANES - 1;
    scene->database.ledger->revision = 2;
    scene_pass_ms(scene, 1001); // the poll
    scene_run(scene);
    assert_int_equal(scene_run_count(scene, STATEMENT_REGISTRY_READ), 2);
    assert_int_equal(scene->registry_count, 1);
    assert_int_equal(store_registry(scene->store)->lane_count, LEDGER_LANES);
}

static void under_a_registry_that_is_refused_nothing_is_taken_until_a_better_one(void **state)
{
    struct scene *scene = *state;
    assert_true(store_is_ready(scene->store));
    scene->database.lanes = LEDGER_LANES - 1;
    scene->database.ledger->revision = 2;
    scene_pass_ms(scene, 1001); // the poll
    scene_run(scene);
    assert_false(store_is_ready(scene->store));
    struct deed *deed = scene_purchase(scene, 1, 0);
    assert_int_equal(store_post(scene->store, &deed->posting), STORE_UNAVAILABLE);
    scene->database.lanes = LEDGER_LANES;
    scene_pass_ms(scene, 1001);
    scene_run(scene);
    assert_true(store_is_ready(scene->store));
}

// Taking and giving up.

static void a_full_queue_is_busy(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, SCENE_POSTINGS_MAX);
    struct deed *more = scene_purchase(scene, SCENE_POSTINGS_MAX + 1, 1);
    assert_int_equal(store_post(scene->store, &more->posting), STORE_BUSY);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, SCENE_POSTINGS_MAX);
    assert_int_equal(more->posted_count, 0);
    scene_post(scene, more);
    scene_run(scene);
    assert_int_equal(more->posted_count, 1);
}

static void without_connection_or_registry_nothing_is_taken(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof(*scene));
    scene_init(scene, 1);
    struct deed *deed = scene_purchase(scene, 1, 0);
    assert_null(store_registry(scene->store));
    assert_int_equal(store_post(scene->store, &deed->posting), STORE_UNAVAILABLE);
    fake_connection_open(scene_turn_connection(scene, 0));
    assert_int_equal(store_post(scene->store, &deed->posting), STORE_UNAVAILABLE);
    fake_connection_open(scene_reader_connection(scene));
    scene_run(scene);
    assert_int_equal(store_post(scene->store, &deed->posting), STORE_OK);
    fake_connection_lose(scene_turn_connection(scene, 0));
    scene_assert_heard(scene, 1, 1, STORE_UNAVAILABLE);
    assert_int_equal(store_post(scene->store, &deed->posting), STORE_UNAVAILABLE);
    scene_clear(scene);
    free(scene);
}

static void a_connection_that_comes_back_serves_again(void **state)
{
    struct scene *scene = *state;
    fake_connection_lose(scene_turn_connection(scene, 0));
    fake_connection_lose(scene_turn_connection(scene, 1));
    assert_false(store_is_ready(scene->store));
    fake_connection_open(scene_turn_connection(scene, 1));
    assert_true(store_is_ready(scene->store));
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 1);
}

static void a_draining_store_finishes_what_it_took_and_takes_no_more(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 3);
    store_drain(scene->store);
    struct deed *deed = scene_purchase(scene, 4, 0);
    assert_int_equal(store_post(scene->store, &deed->posting), STORE_UNAVAILABLE);
    assert_false(store_is_idle(scene->store));
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 3);
    assert_true(store_is_idle(scene->store));
}

static void a_destroyed_store_answers_everybody_first(void **state)
{
    (void)state;
    struct scene *scene = calloc(1, sizeof(*scene));
    scene_init(scene, 2);
    scene_open(scene);
    scene_post(scene, scene_purchase(scene, 1, 0));
    scene_post(scene, scene_purchase(scene, 2, 1));
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0)); // one commits, the other loads
    scene_post(scene, scene_purchase(scene, 3, 1));
    scene_post(scene, scene_purchase(scene, 4, 2));
    store_destroy(scene->store);
    scene->store = NULL;
    scene_assert_heard(scene, 1, 1, STORE_IN_DOUBT);
    scene_assert_heard(scene, 2, 4, STORE_UNAVAILABLE);
    scene_clear(scene);
    free(scene);
}

// What posted() may do.

static void post_next(struct posting *posting, enum store_result result)
{
    struct deed *deed = (struct deed *)posting;
    deed->posted_count++;
    deed->result = result;
    deed[1].posted_count = 0;
    deed[1].result = STORE_OK;
    struct store *store = *(struct store *const *)(const void *)deed->list;
    assert_int_equal(store_post(store, &deed[1].posting), STORE_OK);
}

static void posted_may_post_the_next_which_goes_in_a_turn_of_its_own(void **state)
{
    struct scene *scene = *state;
    struct deed *first = scene_purchase(scene, 1, 0);
    scene_purchase(scene, 2, 0);
    struct posting_rule rule = {.decide = first->posting.rule->decide, .posted = post_next};
    first->posting.rule = &rule;
    first->list = (struct deed_list *)(void *)&scene->store;
    scene_post(scene, first);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 2);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), 2);
}

// Originals.

static struct deed *post_refund(struct scene *scene, uint64_t stan, uint64_t original,
                                int64_t money)
{
    struct deed *deed = &scene->deeds[stan];
    deed_init_refund_of_key(deed, stan, original, money);
    deed->posting.deadline_ms = scene->deeds[1].posting.deadline_ms;
    deed->posting.arrived_at_us = scene->deeds[1].posting.arrived_at_us;
    deed->list = &scene->heard;
    scene_post(scene, deed);
    return deed;
}

static void what_names_a_posting_of_the_same_turn_is_decided_in_the_next(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    post_refund(scene, 2, 1, 400);
    scene_post_purchases(scene, 3, 3);
    post_refund(scene, 4, 1, 700);
    scene_run(scene);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), 3);
    assert_int_equal(scene_run_count(scene, STATEMENT_COMMIT), 3);
    const uint64_t order[] = {1, 3, 2, 4};
    assert_int_equal(scene->heard.count, BASE_COUNT(order));
    for (size_t i = 0; i < BASE_COUNT(order); i++) {
        assert_ptr_equal(scene->heard.heard[i], &scene->deeds[order[i]]);
    }
    scene_assert_verdicts(scene, 1, 3, VERDICT_APPROVED);
    scene_assert_verdicts(scene, 4, 4, VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_true(store_is_idle(scene->store));
}

static void a_reversal_that_comes_first_bars_its_original(void **state)
{
    struct scene *scene = *state;
    deed_init_reversal(&scene->deeds[2], 2, 3);
    scene->deeds[2].posting.deadline_ms = 10000;
    scene_post(scene, &scene->deeds[2]);
    scene_run(scene);
    scene_post_purchases(scene, 3, 4);
    scene_run(scene);
    scene_assert_verdicts(scene, 3, 3, VERDICT_REVERSED);
    scene_assert_verdicts(scene, 4, 4, VERDICT_APPROVED);
    assert_int_equal(scene_run_count(scene, STATEMENT_ROLLBACK), 1); // of the turn that hoped
}

static void the_ledgers_own_posting_needs_no_key(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    deed_init_expiry(&scene->deeds[2], 77, 60);
    scene->deeds[2].posting.deadline_ms = 10000;
    scene_post(scene, &scene->deeds[2]);
    scene_run(scene);
    scene_assert_verdicts(scene, 2, 2, VERDICT_APPROVED);
    assert_int_equal(scene_lane(scene, 0)->key_count, 1);
    assert_int_equal(scene_lane(scene, 0)->row_count, 2);
}

#define ONE_TURN(name) cmocka_unit_test_setup_teardown(name, scene_make_with_one_turn, scene_drop)
#define TWO_TURNS(name) cmocka_unit_test_setup_teardown(name, scene_make_with_two_turns, scene_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ONE_TURN(one_request_when_idle_is_a_turn_of_one),
        ONE_TURN(what_arrives_together_goes_in_one_turn),
        TWO_TURNS(what_arrives_during_a_turn_waits_for_the_next),
        ONE_TURN(nobody_hears_before_commit_was_answered),
        ONE_TURN(a_turn_holds_no_more_than_it_may),
        TWO_TURNS(lanes_have_their_turns_at_the_same_time),
        ONE_TURN(the_lane_that_waited_longest_goes_first),
        ONE_TURN(a_key_that_is_not_new_gets_its_first_answer),
        ONE_TURN(a_lane_stays_careful_for_a_while),
        TWO_TURNS(under_a_newer_revision_a_turn_is_decided_again),
        TWO_TURNS(no_turn_begins_while_the_registry_is_old),
        ONE_TURN(a_registry_with_other_lanes_is_refused),
        ONE_TURN(under_a_registry_that_is_refused_nothing_is_taken_until_a_better_one),
        ONE_TURN(a_full_queue_is_busy),
        cmocka_unit_test(without_connection_or_registry_nothing_is_taken),
        TWO_TURNS(a_connection_that_comes_back_serves_again),
        ONE_TURN(a_draining_store_finishes_what_it_took_and_takes_no_more),
        cmocka_unit_test(a_destroyed_store_answers_everybody_first),
        ONE_TURN(what_names_a_posting_of_the_same_turn_is_decided_in_the_next),
        ONE_TURN(a_reversal_that_comes_first_bars_its_original),
        ONE_TURN(the_ledgers_own_posting_needs_no_key),
        ONE_TURN(posted_may_post_the_next_which_goes_in_a_turn_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
