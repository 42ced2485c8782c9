// SPDX-License-Identifier: Apache-2.0
// Proves which lane gets a turn, and what becomes of the postings of a turn that did not end well.
#include "store/store.h"

#include <stdlib.h>

#include "base/limits.h"
#include "scene.h"
#include "support/cmocka.h"

// A timer never fires early, whatever part of its millisecond has passed.
enum { DEADLINE_MS = 10000, SWEEP_MS = LIMIT_STORE_SWEEP_MS + 1 };

// Sixteen requests: a half fails or succeeds, and after a success the rest goes again as a whole.
enum { HALVING_TURNS_MAX = 12 };

static int make_scene(void **state, uint32_t turns)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    scene_init(scene, turns);
    scene_open(scene);
    *state = scene;
    return 0;
}

static int make_scene_of_one_turn(void **state)
{
    return make_scene(state, 1);
}

static int make_scene_of_two_turns(void **state)
{
    return make_scene(state, 2);
}

static int drop_scene(void **state)
{
    struct scene *scene = *state;
    scene_clear(scene);
    free(scene);
    return 0;
}

static uint32_t run_count(const struct scene *scene, enum statement statement)
{
    return scene->database.run_counts[statement];
}

static void fail_once(struct scene *scene, enum statement statement, const char *sqlstate)
{
    fake_database_fail(&scene->database, statement, (struct pgresult_error){.sqlstate = sqlstate});
}

static void fail_always(struct scene *scene, enum statement statement, const char *sqlstate)
{
    scene->database.always =
        (struct fake_fault){.statement = statement, .error = {.sqlstate = sqlstate}};
}

static const struct ledger_lane *lane_of(const struct scene *scene, uint16_t lane)
{
    return &scene->database.ledger->lanes[lane];
}

static void assert_silent(const struct scene *scene, uint64_t first, uint64_t last)
{
    for (uint64_t stan = first; stan <= last; stan++) {
        assert_int_equal(scene->deeds[stan].posted_count, 0);
    }
}

static void assert_heard(const struct scene *scene, uint64_t first, uint64_t last,
                         enum store_result result)
{
    for (uint64_t stan = first; stan <= last; stan++) {
        assert_int_equal(scene->deeds[stan].posted_count, 1);
        assert_string_equal(store_result_name(scene->deeds[stan].result),
                            store_result_name(result));
    }
}

static void assert_verdicts(const struct scene *scene, uint64_t first, uint64_t last,
                            enum verdict verdict)
{
    assert_heard(scene, first, last, STORE_OK);
    for (uint64_t stan = first; stan <= last; stan++) {
        assert_string_equal(verdict_name(scene->deeds[stan].posting.answer.verdict),
                            verdict_name(verdict));
    }
}

// Posted, each once, and heard in this order.
static void assert_posted_in_order(const struct scene *scene, uint64_t first, uint64_t last)
{
    assert_verdicts(scene, first, last, VERDICT_APPROVED);
    for (uint64_t stan = first; stan < last; stan++) {
        assert_true(scene->deeds[stan].posting.answer.position <
                    scene->deeds[stan + 1].posting.answer.position);
    }
}

// Turns.

static void one_request_when_idle_is_a_turn_of_one(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    assert_silent(scene, 1, 1);
    scene_loop(scene);
    assert_true(fake_connection_is_asked(scene_turn_connection(scene, 0)));
    scene_run(scene);
    assert_posted_in_order(scene, 1, 1);
    assert_int_equal(run_count(scene, STATEMENT_COMMIT), 1);
    assert_true(store_is_idle(scene->store));
}

static void what_arrives_together_goes_in_one_turn(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 5);
    scene_run(scene);
    assert_posted_in_order(scene, 1, 5);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), 1);
    assert_int_equal(run_count(scene, STATEMENT_LANE_POST), 1);
    assert_int_equal(run_count(scene, STATEMENT_COMMIT), 1);
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
    assert_posted_in_order(scene, 1, 1);
    assert_silent(scene, 2, 4);
    scene_run(scene);
    assert_posted_in_order(scene, 1, 4);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), 2);
}

static void nobody_hears_before_commit_was_answered(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 2);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    assert_silent(scene, 1, 2);
    fake_connection_answer(scene_turn_connection(scene, 0));
    assert_posted_in_order(scene, 1, 2);
}

static void a_turn_holds_no_more_than_it_may(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, SCENE_REQUESTS_MAX + 1);
    scene_run(scene);
    assert_posted_in_order(scene, 1, SCENE_REQUESTS_MAX + 1);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), 2);
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
    assert_verdicts(scene, 1, 2, VERDICT_APPROVED);
    assert_int_equal(lane_of(scene, 2)->row_count, 1);
    assert_int_equal(lane_of(scene, 3)->row_count, 1);
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
    assert_int_equal(lane_of(scene, 0)->row_count, 3);
}

// A till that has said so once is believed for the next turns too; then hope is back.
static void a_lane_stays_careful_for_a_while(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    uint32_t before = run_count(scene, STATEMENT_LANE_BEGIN);
    for (uint32_t i = 0; i < LIMIT_TURNS_CAREFUL - 1; i++) {
        scene_post_purchases(scene, 1, 1);
        scene_run(scene);
    }
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), before + LIMIT_TURNS_CAREFUL - 1);
    before = run_count(scene, STATEMENT_LANE_BEGIN);
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), before + 2);
}

// Poison.

static void a_poisonous_request_that_is_named_is_refused_and_the_rest_goes_again(void **state)
{
    struct scene *scene = *state;
    scene->database.ledger->poison_stan = 3;
    scene->database.ledger->poison_is_named = true;
    scene_post_purchases(scene, 1, 5);
    scene_run(scene);
    assert_verdicts(scene, 3, 3, VERDICT_REFUSED_BY_LEDGER);
    assert_posted_in_order(scene, 1, 2);
    assert_posted_in_order(scene, 4, 5);
    assert_int_equal(scene->deeds[4].posting.answer.position, 3);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), 2);
    assert_non_null(ledger_find_key(lane_of(scene, 0), &scene->deeds[3].posting.key));
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
            assert_verdicts(scene, stan, stan,
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
    assert_verdicts(scene, SCENE_REQUESTS_MAX, SCENE_REQUESTS_MAX, VERDICT_REFUSED_BY_LEDGER);
    assert_in_range(run_count(scene, STATEMENT_LANE_BEGIN), 5, HALVING_TURNS_MAX);
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
    uint32_t before = run_count(scene, STATEMENT_LANE_BEGIN);
    scene_post_purchases(scene, 17, 17 + SCENE_REQUESTS_MAX - 1);
    scene_run(scene);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), before + 1);
}

// What the server cannot even read, it refuses while loading, before anything has an ordinal.
static void what_cannot_be_loaded_is_found_by_halving(void **state)
{
    struct scene *scene = *state;
    fail_once(scene, STATEMENT_LANE_BEGIN, "22021");
    fail_once(scene, STATEMENT_LANE_BEGIN, "22021");
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    assert_verdicts(scene, 1, 1, VERDICT_REFUSED_BY_LEDGER);
    assert_verdicts(scene, 2, 2, VERDICT_APPROVED);
}

// If even the refusal cannot be written, nobody else shall wait for it.
static void poison_whose_refusal_is_poison_too_is_dropped(void **state)
{
    struct scene *scene = *state;
    scene->database.always = (struct fake_fault){
        STATEMENT_LANE_POST, {.sqlstate = "23514", .constraint = "posting_key_stan_check"}};
    scene_post_purchases(scene, 1, 1);
    scene_run(scene);
    assert_heard(scene, 1, 1, STORE_UNAVAILABLE);
    assert_true(store_is_idle(scene->store));
    scene->database.always.error.sqlstate = NULL;
    scene_post_purchases(scene, 2, 2);
    scene_run(scene);
    assert_posted_in_order(scene, 2, 2);
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
        uint32_t before = run_count(scene, STATEMENT_LANE_BEGIN);
        fake_database_fail(&scene->database,
                           i % 2 == 0 ? STATEMENT_LANE_POST : STATEMENT_LANE_BEGIN,
                           (struct pgresult_error){.sqlstate = troubles[i], .detail = "ordinal=1"});
        scene_post_purchases(scene, first, first + 2);
        scene_run(scene);
        assert_silent(scene, first, first + 2);
        assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), before + 1);
        scene_pass_ms(scene, SWEEP_MS);
        scene_run(scene);
        assert_posted_in_order(scene, first, first + 2);
        assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), before + 2);
    }
}

static void trouble_that_lasts_is_told_at_the_deadline(void **state)
{
    struct scene *scene = *state;
    fail_always(scene, STATEMENT_LANE_POST, "53100");
    scene_post_purchases(scene, 1, 3);
    for (int64_t ms = 0; ms < DEADLINE_MS; ms += SWEEP_MS) {
        scene_run(scene);
        assert_silent(scene, 1, 3);
        scene_pass_ms(scene, SWEEP_MS);
    }
    scene_run(scene);
    assert_heard(scene, 1, 3, STORE_LATE);
    assert_int_equal(lane_of(scene, 0)->row_count, 0);
}

static void trouble_that_lasts_is_logged_when_it_begins_and_when_it_ends(void **state)
{
    struct scene *scene = *state;
    fail_always(scene, STATEMENT_LANE_POST, "53100");
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
    assert_posted_in_order(scene, 1, 2);
    assert_int_equal(scene_count_logged(scene, "lane_recovered"), 1);
}

static void trouble_of_one_lane_leaves_others_alone(void **state)
{
    struct scene *scene = *state;
    fail_once(scene, STATEMENT_LANE_BEGIN, "55P03");
    scene_post(scene, scene_purchase(scene, 1, 0));
    scene_run(scene);
    scene_post(scene, scene_purchase(scene, 2, 1));
    scene_run(scene);
    assert_silent(scene, 1, 1);
    assert_posted_in_order(scene, 2, 2);
}

static void a_deadline_that_passes_in_the_queue_is_told_within_a_sweep(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_loop(scene); // the lane is in its turn
    scene_post_purchases(scene, 2, 4);
    scene->deeds[3].posting.deadline_ms = scene->clock.monotonic_us / 1000 + 250;
    scene_pass_ms(scene, 200);
    assert_silent(scene, 1, 4);
    scene_pass_ms(scene, SWEEP_MS);
    assert_heard(scene, 3, 3, STORE_LATE);
    assert_silent(scene, 2, 2);
    scene_run(scene);
    assert_posted_in_order(scene, 1, 2);
    assert_posted_in_order(scene, 4, 4);
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
    assert_silent(scene, 1, 3);
    scene_run(scene);
    assert_posted_in_order(scene, 1, 3);
    assert_int_equal(lane_of(scene, 0)->row_count, 3);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), 2);
}

static void lost_before_the_server_saw_commit_it_is_posted_by_the_second_run(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 3);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    fake_connection_lose(scene_turn_connection(scene, 0));
    scene_run(scene);
    assert_posted_in_order(scene, 1, 3);
    assert_int_equal(lane_of(scene, 0)->row_count, 3);
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
    assert_silent(scene, 1, 5);
    fake_connection_lose(scene_turn_connection(scene, 1));
    assert_heard(scene, 1, 2, STORE_IN_DOUBT);
    assert_heard(scene, 3, 5, STORE_UNAVAILABLE);
    assert_true(store_is_idle(scene->store));
}

static void a_doubt_stays_one_until_a_turn_decides_it(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 1);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    fake_connection_lose_answer(scene_turn_connection(scene, 0));
    fail_always(scene, STATEMENT_LANE_BEGIN, "55P03");
    scene_run(scene);
    scene_pass_ms(scene, DEADLINE_MS);
    scene_run(scene);
    assert_heard(scene, 1, 1, STORE_IN_DOUBT);
}

static void lost_before_commit_there_is_no_doubt(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, 2);
    scene_loop(scene);
    fake_connection_lose(scene_turn_connection(scene, 1));
    fake_connection_lose_answer(scene_turn_connection(scene, 0));
    assert_heard(scene, 1, 2, STORE_UNAVAILABLE);
}

// A server that is shut down says so before it goes.
static void lost_after_the_post_was_refused_there_is_no_doubt(void **state)
{
    struct scene *scene = *state;
    fail_once(scene, STATEMENT_LANE_POST, "57P01");
    scene_post_purchases(scene, 1, 2);
    scene_loop(scene);
    fake_connection_answer(scene_turn_connection(scene, 0));
    fake_connection_answer_and_lose(scene_turn_connection(scene, 0));
    assert_heard(scene, 1, 2, STORE_UNAVAILABLE);
}

static void a_commit_that_rolled_back_is_no_success(void **state)
{
    struct scene *scene = *state;
    scene->database.commit_rolls_back = true;
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    assert_silent(scene, 1, 2);
    scene->database.commit_rolls_back = false;
    scene_pass_ms(scene, SWEEP_MS);
    scene_run(scene);
    assert_posted_in_order(scene, 1, 2);
    assert_int_equal(lane_of(scene, 0)->row_count, 2);
}

static void a_posting_that_is_handed_in_again_begins_without_doubt(void **state)
{
    struct scene *scene = *state;
    scene->database.commit_warns = true;
    struct deed *deed = scene_purchase(scene, 1, 0);
    scene_post(scene, deed);
    scene_run(scene);
    assert_heard(scene, 1, 1, STORE_IN_DOUBT);
    deed->posted_count = 0;
    scene_post(scene, deed);
    fake_connection_lose(scene_turn_connection(scene, 0));
    assert_heard(scene, 1, 1, STORE_UNAVAILABLE);
}

static void a_commit_that_was_refused_is_run_again(void **state)
{
    struct scene *scene = *state;
    fail_once(scene, STATEMENT_COMMIT, "40001");
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    scene_pass_ms(scene, SWEEP_MS);
    scene_run(scene);
    assert_posted_in_order(scene, 1, 2);
    assert_int_equal(lane_of(scene, 0)->row_count, 2);
}

static void a_commit_with_a_warning_is_in_doubt(void **state)
{
    struct scene *scene = *state;
    scene->database.commit_warns = true;
    scene_post_purchases(scene, 1, 2);
    scene_run(scene);
    assert_heard(scene, 1, 2, STORE_IN_DOUBT);
    scene->database.commit_warns = false;
    scene_post_purchases(scene, 1, 1); // the till repeats it
    scene_run(scene);
    assert_posted_in_order(scene, 1, 1);
    assert_int_equal(lane_of(scene, 0)->row_count, 2);
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
    assert_posted_in_order(scene, 1, 2);
    assert_posted_in_order(scene, 3, 3);
    assert_int_equal(scene->deeds[1].posting.answer.programme_version, 2);
    assert_int_equal(scene->registry_count, 2);
    assert_int_equal(scene->revision_heard, 2);
    assert_int_equal(run_count(scene, STATEMENT_REGISTRY_READ), 2);
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
    assert_verdicts(scene, 1, 2, VERDICT_APPROVED);
}

static void a_registry_with_other_lanes_is_refused(void **state)
{
    struct scene *scene = *state;
    scene->database.lanes = LEDGER_LANES - 1;
    scene->database.ledger->revision = 2;
    scene_pass_ms(scene, 1001); // the poll
    scene_run(scene);
    assert_int_equal(run_count(scene, STATEMENT_REGISTRY_READ), 2);
    assert_int_equal(scene->registry_count, 1);
    assert_int_equal(store_registry(scene->store)->lane_count, LEDGER_LANES);
}

// Taking and giving up.

static void a_full_queue_is_busy(void **state)
{
    struct scene *scene = *state;
    scene_post_purchases(scene, 1, SCENE_POSTINGS_MAX);
    struct deed *more = scene_purchase(scene, SCENE_POSTINGS_MAX + 1, 1);
    assert_int_equal(store_post(scene->store, &more->posting), STORE_BUSY);
    scene_run(scene);
    assert_posted_in_order(scene, 1, SCENE_POSTINGS_MAX);
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
    assert_heard(scene, 1, 1, STORE_UNAVAILABLE);
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
    assert_posted_in_order(scene, 1, 1);
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
    assert_posted_in_order(scene, 1, 3);
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
    assert_heard(scene, 1, 1, STORE_IN_DOUBT);
    assert_heard(scene, 2, 4, STORE_UNAVAILABLE);
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
    assert_posted_in_order(scene, 1, 2);
    assert_int_equal(run_count(scene, STATEMENT_LANE_BEGIN), 2);
}

#define ONE_TURN(name) cmocka_unit_test_setup_teardown(name, make_scene_of_one_turn, drop_scene)
#define TWO_TURNS(name) cmocka_unit_test_setup_teardown(name, make_scene_of_two_turns, drop_scene)

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
        TWO_TURNS(under_a_newer_revision_a_turn_is_decided_again),
        TWO_TURNS(no_turn_begins_while_the_registry_is_old),
        ONE_TURN(a_registry_with_other_lanes_is_refused),
        ONE_TURN(a_full_queue_is_busy),
        cmocka_unit_test(without_connection_or_registry_nothing_is_taken),
        TWO_TURNS(a_connection_that_comes_back_serves_again),
        ONE_TURN(a_draining_store_finishes_what_it_took_and_takes_no_more),
        cmocka_unit_test(a_destroyed_store_answers_everybody_first),
        ONE_TURN(posted_may_post_the_next_which_goes_in_a_turn_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
