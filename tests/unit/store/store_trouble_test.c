// SPDX-License-Identifier: Apache-2.0
// Proves what becomes of the postings of a turn that did not end well: poison, the database's
// trouble, late deadlines, and a COMMIT that nobody knows the outcome of.
#include "store/store.h"

#include "base/limits.h"
#include "scene.h"
#include "support/cmocka.h"

// A timer never fires early, whatever part of its millisecond has passed.
enum { DEADLINE_MS = 10000, SWEEP_MS = LIMIT_STORE_SWEEP_MS + 1 };

// Sixteen requests: a half fails or succeeds, and after a success the rest goes again as a whole.
enum { HALVING_TURNS_MAX = 12 };

// Poison.

static void a_poisonous_request_that_is_named_is_refused_and_the_rest_goes_again(void **state)
{
    struct scene *scene = *state;
    scene->database.ledger->poison_stan = 3;
    scene->database.ledger->poison_is_named = true;
    scene_post_purchases(scene, 1, 5);
    scene_run(scene);
    scene_assert_verdicts(scene, 3, 3, VERDICT_REFUSED_BY_LEDGER);
    scene_assert_posted_in_order(scene, 1, 2);
    scene_assert_posted_in_order(scene, 4, 5);
    assert_int_equal(scene->deeds[4].posting.answer.position, 3);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), 2);
    assert_non_null(ledger_find_key(scene_lane(scene, 0), &scene->deeds[3].posting.key));
    for (uint32_t i = 0; i < 5; i++) {
        assert_ptr_equal(scene->heard.heard[i], &scene->deeds[i + 1]);
    }
}

static void one_that_is_not_named_is_found_by_halving_and_all_others_are_posted(void **state)
{
    struct scene *scene = *state;
    for (uint64_t poison = 1; poison <= 7; poison++) {
        scene->database.ledger->poison_stan = poison;
        scene->heard.count = 0;
        for (uint64_t stan = 1; stan <= 7; stan++) {
            struct deed *deed = scene_purchase(scene, stan, 0);
            deed->posting.key.epoch = poison; // new keys each time
            deed_set_receipt(deed, (uint32_t)(poison * 10 + stan));
            scene_post(scene, deed);
        }
        scene_run(scene);
        for (uint64_t stan = 1; stan <= 7; stan++) {
            scene_assert_verdicts(scene, stan, stan,
                                  stan == poison ? VERDICT_REFUSED_BY_LEDGER : VERDICT_APPROVED);
            assert_ptr_equal(scene->heard.heard[stan - 1], &scene->deeds[stan]);
        }
    }
}

// One by one it would take a turn for each.
static void halving_takes_few_turns(void **state)
{
    struct scene *scene = *state;
    scene->database.ledger->poison_stan = SCENE_REQUESTS_MAX;
    scene_post_purchases(scene, 1, SCENE_REQUESTS_MAX);
    scene_run(scene);
    scene_assert_verdicts(scene, SCENE_REQUESTS_MAX, SCENE_REQUESTS_MAX, VERDICT_REFUSED_BY_LEDGER);
    assert_in_range(scene_run_count(scene, STATEMENT_LANE_BEGIN), 5, HALVING_TURNS_MAX);
}

static void a_lane_gets_its_full_turns_back_after_halving(void **state)
{
    struct scene *scene = *state;
    scene->database.ledger->poison_stan = 1;
    scene_post_purchases(scene, 1, 8);
    scene_run(scene);
    for (uint64_t stan = 9; stan < 17; stan++) {
        scene_post_purchases(scene, stan, stan);
        scene_run(scene);
    }
    uint32_t before = scene_run_count(scene, STATEMENT_LANE_BEGIN);
    scene_post_purchases(scene, 17, 17 + SCENE_REQUESTS_MAX - 1);
    scene_run(scene);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), before + 1);
}

// What the server cannot even read, it refuses while loading, before anything has an ordinal.
static void what_cannot_be_loaded_is_found_by_halving(void **state)
{
    struct scene *scene = *state;
    scene_fail_once(scene, STATEMENT_LANE_BEGIN, "22021");
    scene_fail_once(scene, STATEMENT_LANE_BEGIN, "22021");
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    scene_assert_verdicts(scene, 1, 1, VERDICT_REFUSED_BY_LEDGER);
    scene_assert_verdicts(scene, 2, 2, VERDICT_APPROVED);
}

// If even the refusal cannot be written, nobody else shall wait for it.
static void poison_whose_refusal_is_poison_too_is_dropped(void **state)
{
    struct scene *scene = *state;
    scene->database.always = (struct fake_fault){
        STATEMENT_LANE_POST, {.sqlstate = "23514", .constraint = "posting_key_stan_check"}};
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    scene_assert_heard(scene, 1, 1, STORE_UNAVAILABLE);
    assert_true(store_is_idle(scene->store));
    scene->database.always.error.sqlstate = NULL;
    scene_post_purchases(scene, 2, 2);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 2, 2);
}

// The database's trouble.

static void trouble_is_never_split_and_goes_again_after_a_pause(void **state)
{
    static const char *const troubles[] = {
        "40001", "40P01", "53100", "53300", "55P03", "57014",
        "57P01", "58030", "08006", "BN100", "23514"}; // the last: no partition, no constraint
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        uint64_t first = i * 3 + 1;
        uint32_t before = scene_run_count(scene, STATEMENT_LANE_BEGIN);
        fake_database_fail(&scene->database,
                           i % 2 == 0 ? STATEMENT_LANE_POST : STATEMENT_LANE_BEGIN,
                           (struct pgresult_error){.sqlstate = troubles[i], .detail = "ordinal=1"});
        scene_post_purchases(scene, first, first + 2);
        scene_run(scene);
        scene_assert_silent(scene, first, first + 2);
        assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), before + 1);
        scene_pass_ms(scene, SWEEP_MS);
        scene_run(scene);
        scene_assert_posted_in_order(scene, first, first + 2);
        assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), before + 2);
    }
}

static void trouble_that_lasts_is_told_at_the_deadline(void **state)
{
    struct scene *scene = *state;
    scene_fail_always(scene, STATEMENT_LANE_POST, "53100");
    scene_post_purchases(scene, 1, 3);
    for (int64_t ms = 0; ms < DEADLINE_MS; ms += SWEEP_MS) {
        scene_run(scene);
        scene_assert_silent(scene, 1, 3);
        scene_pass_ms(scene, SWEEP_MS);
    }
    scene_run(scene);
    scene_assert_heard(scene, 1, 3, STORE_LATE);
    assert_int_equal(scene_lane(scene, 0)->row_count, 0);
}

static void trouble_that_lasts_is_logged_when_it_begins_and_when_it_ends(void **state)
{
    struct scene *scene = *state;
    scene_fail_always(scene, STATEMENT_LANE_POST, "53100");
    scene_post_purchases(scene, 1, 1);
    for (int i = 0; i < 10; i++) {
        scene_run(scene);
        scene_pass_ms(scene, SWEEP_MS);
    }
    assert_int_equal(scene_count_logged(scene, "turn_failed"), 1);
    assert_int_equal(scene_count_logged(scene, "lane_recovered"), 0);
    scene->database.always.error.sqlstate = NULL;
    scene_run(scene);
    scene_post_purchases(scene, 2, 2);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 2);
    assert_int_equal(scene_count_logged(scene, "lane_recovered"), 1);
}

static void trouble_of_one_lane_leaves_others_alone(void **state)
{
    struct scene *scene = *state;
    scene_fail_once(scene, STATEMENT_LANE_BEGIN, "55P03");
    scene_post(scene, scene_purchase(scene, 1, 0));
    scene_run(scene);
    scene_post(scene, scene_purchase(scene, 2, 1));
    scene_run(scene);
    scene_assert_silent(scene, 1, 1);
    scene_assert_posted_in_order(scene, 2, 2);
}

static void a_deadline_that_passes_in_the_queue_is_told_within_a_sweep(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_loop(scene); // the lane is in its turn
    scene_post_purchases(scene, 2, 4);
    scene->deeds[3].posting.deadline_ms = scene->clock.monotonic_us / 1000 + 250;
    scene_pass_ms(scene, 200);
    scene_assert_silent(scene, 1, 4);
    scene_pass_ms(scene, SWEEP_MS);
    scene_assert_heard(scene, 3, 3, STORE_LATE);
    scene_assert_silent(scene, 2, 2);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 2);
    scene_assert_posted_in_order(scene, 4, 4);
    assert_int_equal(scene->deeds[3].posted_count, 1);
}

// Commit in doubt.

static void lost_during_commit_it_is_run_again_and_the_keys_tell(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 3);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    fake_connection_lose_answer(scene_turn_connection(scene, 0)); // but it was committed
    scene_assert_silent(scene, 1, 3);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 3);
    assert_int_equal(scene_lane(scene, 0)->row_count, 3);
    assert_int_equal(scene_run_count(scene, STATEMENT_LANE_BEGIN), 2);
}

static void lost_before_the_server_saw_commit_it_is_posted_by_the_second_run(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 3);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    fake_connection_lose(scene_turn_connection(scene, 0));
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 3);
    assert_int_equal(scene_lane(scene, 0)->row_count, 3);
}

static void when_all_is_lost_the_doubtful_are_in_doubt_and_the_waiting_are_not(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 2);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    scene_post_purchases(scene, 3, 4);
    scene_post(scene, scene_purchase(scene, 5, 1));
    fake_connection_lose_answer(scene_turn_connection(scene, 0));
    scene_assert_silent(scene, 1, 5);
    fake_connection_lose(scene_turn_connection(scene, 1));
    scene_assert_heard(scene, 1, 2, STORE_IN_DOUBT);
    scene_assert_heard(scene, 3, 5, STORE_UNAVAILABLE);
    assert_true(store_is_idle(scene->store));
}

static void a_doubt_stays_one_until_a_turn_decides_it(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    fake_connection_lose_answer(scene_turn_connection(scene, 0));
    scene_fail_always(scene, STATEMENT_LANE_BEGIN, "55P03");
    scene_run(scene);
    scene_pass_ms(scene, DEADLINE_MS);
    scene_run(scene);
    scene_assert_heard(scene, 1, 1, STORE_IN_DOUBT);
}

static void lost_before_commit_there_is_no_doubt(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 2);
    scene_loop(scene);
    fake_connection_lose(scene_turn_connection(scene, 1));
    fake_connection_lose_answer(scene_turn_connection(scene, 0));
    scene_assert_heard(scene, 1, 2, STORE_UNAVAILABLE);
}

// A server that is shut down says so before it goes.
static void lost_after_the_post_was_refused_there_is_no_doubt(void **state)
{
    struct scene *scene = *state;
    scene_fail_once(scene, STATEMENT_LANE_POST, "57P01");
    scene_post_purchases(scene, 1, 2);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    fake_connection_answer_and_lose(scene_turn_connection(scene, 0));
    scene_assert_heard(scene, 1, 2, STORE_UNAVAILABLE);
}

static void a_commit_that_rolled_back_is_no_success(void **state)
{
    struct scene *scene = *state;
    scene->database.commit_rolls_back = true;
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    scene_assert_silent(scene, 1, 2);
    scene->database.commit_rolls_back = false;
    scene_pass_ms(scene, SWEEP_MS);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 2);
    assert_int_equal(scene_lane(scene, 0)->row_count, 2);
}

static void a_posting_that_is_handed_in_again_begins_without_doubt(void **state)
{
    struct scene *scene = *state;
    scene->database.commit_warns = true;
    struct deed *deed = scene_purchase(scene, 1, 0);
    scene_post(scene, deed);
    scene_run(scene);
    scene_assert_heard(scene, 1, 1, STORE_IN_DOUBT);
    deed->posted_count = 0;
    scene_post(scene, deed);
    fake_connection_lose(scene_turn_connection(scene, 0));
    scene_assert_heard(scene, 1, 1, STORE_UNAVAILABLE);
}

static void a_commit_that_was_refused_is_run_again(void **state)
{
    struct scene *scene = *state;
    scene_fail_once(scene, STATEMENT_COMMIT, "40001");
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    scene_pass_ms(scene, SWEEP_MS);
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 2);
    assert_int_equal(scene_lane(scene, 0)->row_count, 2);
}

static void a_commit_with_a_warning_is_in_doubt(void **state)
{
    struct scene *scene = *state;
    scene->database.commit_warns = true;
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    scene_assert_heard(scene, 1, 2, STORE_IN_DOUBT);
    scene->database.commit_warns = false;
    scene_post_purchases(scene, 1, 1); // the till repeats it
    scene_run(scene);
    scene_assert_posted_in_order(scene, 1, 1);
    assert_int_equal(scene_lane(scene, 0)->row_count, 2);
}

#define ONE_TURN(name) cmocka_unit_test_setup_teardown(name, scene_make_with_one_turn, scene_drop)
#define TWO_TURNS(name) cmocka_unit_test_setup_teardown(name, scene_make_with_two_turns, scene_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ONE_TURN(a_poisonous_request_that_is_named_is_refused_and_the_rest_goes_again),
        ONE_TURN(one_that_is_not_named_is_found_by_halving_and_all_others_are_posted),
        ONE_TURN(halving_takes_few_turns),
        ONE_TURN(a_lane_gets_its_full_turns_back_after_halving),
        ONE_TURN(what_cannot_be_loaded_is_found_by_halving),
        ONE_TURN(poison_whose_refusal_is_poison_too_is_dropped),
        ONE_TURN(trouble_is_never_split_and_goes_again_after_a_pause),
        ONE_TURN(trouble_that_lasts_is_told_at_the_deadline),
        ONE_TURN(trouble_that_lasts_is_logged_when_it_begins_and_when_it_ends),
        ONE_TURN(trouble_of_one_lane_leaves_others_alone),
        ONE_TURN(a_deadline_that_passes_in_the_queue_is_told_within_a_sweep),
        TWO_TURNS(lost_during_commit_it_is_run_again_and_the_keys_tell),
        TWO_TURNS(lost_before_the_server_saw_commit_it_is_posted_by_the_second_run),
        TWO_TURNS(when_all_is_lost_the_doubtful_are_in_doubt_and_the_waiting_are_not),
        TWO_TURNS(a_doubt_stays_one_until_a_turn_decides_it),
        TWO_TURNS(lost_before_commit_there_is_no_doubt),
        ONE_TURN(lost_after_the_post_was_refused_there_is_no_doubt),
        ONE_TURN(a_commit_that_rolled_back_is_no_success),
        ONE_TURN(a_posting_that_is_handed_in_again_begins_without_doubt),
        ONE_TURN(a_commit_that_was_refused_is_run_again),
        ONE_TURN(a_commit_with_a_warning_is_in_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
