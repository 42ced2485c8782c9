// SPDX-License-Identifier: Apache-2.0
// Proves what a batch refuses and remembers, what it does with poison, when it dares to hope that
// everything is new, and on which rows it does not decide at all.
#include "store/batch_internal.h"

#include "batch_scene.h"
#include "pgresult.h"
#include "sent.h"
#include "support/cmocka.h"

// Refusals.

static void a_refusal_stays_though_the_facts_change(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_OTHER_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_OTHER_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 1);
    ledger_add_card(scene->turn.lane, BATCH_SCENE_OTHER_CARD, CARD_ACTIVE, 78);
    assert_int_equal(batch_scene_run(scene, BATCH_CAREFUL, 1, 1), BATCH_BENCH_READ_ONLY);
    batch_scene_assert_verdict(scene, 1, VERDICT_CARD_UNKNOWN);
    assert_true(scene->deeds[1].posting.repeated);
}

static void a_refusal_is_remembered_once_for_a_key_twice_in_one_batch(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_OTHER_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_OTHER_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 2);
    assert_int_equal(scene->turn.lane->key_count, 1);
    batch_scene_assert_verdict(scene, 1, VERDICT_CARD_UNKNOWN);
    assert_true(scene->deeds[1].posting.repeated);
}

static void a_blocked_terminal_is_not_remembered(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_CARD, 1000);
    scene->deeds[0].terminal_blocked = true;
    assert_int_equal(batch_scene_run(scene, BATCH_CAREFUL, 0, 1), BATCH_BENCH_READ_ONLY);
    batch_scene_assert_verdict(scene, 0, VERDICT_TERMINAL_BLOCKED);
    batch_scene_assert_posts(scene, 1, 1);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
}

static void a_blocked_terminal_settles_nothing_for_the_rest_of_the_batch(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_CARD, 1000);
    scene->deeds[0].terminal_blocked = true;
    batch_scene_assert_posts(scene, 0, 2);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
    assert_false(scene->deeds[1].posting.repeated);
}

// Poison.

static void poison_is_refused_and_remembered_without_asking_its_rule(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    scene->deeds[0].posting.poison = true;
    batch_scene_assert_posts(scene, 0, 1);
    batch_scene_assert_verdict(scene, 0, VERDICT_REFUSED_BY_LEDGER);
    assert_int_equal(scene->deeds[0].decided_count, 0);
    assert_int_equal(ledger_find_key(scene->turn.lane, &scene->deeds[0].posting.key)->result,
                     VERDICT_REFUSED_BY_LEDGER);
}

static void of_poison_nothing_but_its_key_is_sent(void **state)
{
    struct batch_scene *scene = *state;
    size_t size;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    scene->deeds[0].posting.poison = true;
    batch_reset(scene->turn.batch, BATCH_BENCH_LANE, BATCH_CAREFUL);
    batch_add(scene->turn.batch, &scene->deeds[0].posting);
    const struct parameters *sent = batch_load_parameters(scene->turn.batch);
    assert_null(sent_bytes(sent, LOAD_PLACE(CARDS), 0, &size));
    batch_choose_recalls(scene->turn.batch);
    sent = batch_recall_parameters(scene->turn.batch);
    assert_null(sent_bytes(sent, RECALL_PLACE(FISCAL_DEVICES), 0, &size));
    assert_null(sent_bytes(sent, RECALL_PLACE(NUMBERS), 0, &size));
    assert_int_equal(sent_integer(sent, RECALL_PLACE(STANS), 0), 1);
}

static void poison_hides_its_card_and_account_from_nobody(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    scene->deeds[0].posting.poison = true;
    batch_scene_assert_posts(scene, 0, 2);
    batch_scene_assert_verdict(scene, 0, VERDICT_REFUSED_BY_LEDGER);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
    assert_int_equal(batch_scene_answer(scene, 1)->balance_after, 100);
}

static void a_posting_is_found_by_its_ordinal_among_the_posted(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_OTHER_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[2], 2, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[3], 4, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 4);
    const struct batch *batch = scene->turn.batch;
    assert_null(batch_find_ordinal(batch, 0));
    assert_ptr_equal(batch_find_ordinal(batch, 1), &scene->deeds[1].posting);
    assert_ptr_equal(batch_find_ordinal(batch, 2), &scene->deeds[3].posting);
    assert_null(batch_find_ordinal(batch, 3));
}

static void nothing_is_found_by_ordinal_before_it_was_decided(void **state)
{
    struct batch_scene *scene = *state;
    struct batch *batch = scene->turn.batch;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    batch_reset(batch, BATCH_BENCH_LANE, BATCH_CAREFUL);
    batch_add(batch, &scene->deeds[0].posting);
    assert_null(batch_find_ordinal(batch, 0));
    batch_scene_assert_posts(scene, 0, 1);
    batch_reset(batch, BATCH_BENCH_LANE, BATCH_CAREFUL);
    batch_add(batch, &scene->deeds[0].posting);
    assert_null(batch_find_ordinal(batch, 1));
}

// Hope.

static void what_is_new_is_posted_in_hope(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 2), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
}

static void hope_is_not_enough_to_refuse(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_OTHER_CARD, 1000);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 2), BATCH_BENCH_UNSURE);
    scene->deeds[1].posting.card = BATCH_SCENE_CARD;
    scene->deeds[1].terminal_blocked = true;
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 2), BATCH_BENCH_UNSURE);
}

static void a_key_or_receipt_that_is_not_new_ends_hope(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[2], 2, BATCH_SCENE_CARD, 1000);
    deed_set_receipt(&scene->deeds[2], 1);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 1), BATCH_BENCH_POSTED);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 1), BATCH_BENCH_UNSURE);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 2, 1), BATCH_BENCH_UNSURE);
}

static void whoever_may_be_a_repeat_makes_its_batch_careful(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[3], 4, BATCH_SCENE_CARD, 1000);
    scene->deeds[1].posting.repeat = true;
    scene->deeds[2].posting.in_doubt = true;
    scene->deeds[3].posting.poison = true;
    for (size_t i = 0; i < 4; i++) {
        batch_reset(scene->turn.batch, BATCH_BENCH_LANE, BATCH_HOPEFUL);
        batch_add(scene->turn.batch, &scene->deeds[i].posting);
        assert_int_equal(scene->turn.batch->careful, i > 0);
    }
}

// Rows that are not what we asked for.

static PGresult *load_one(struct batch_scene *scene)
{
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    batch_reset(scene->turn.batch, BATCH_BENCH_LANE, BATCH_CAREFUL);
    batch_add(scene->turn.batch, &scene->deeds[0].posting);
    return ledger_begin(scene->turn.ledger, scene->turn.lane,
                        batch_load_parameters(scene->turn.batch));
}

static PGresult *recall_one(struct batch_scene *scene)
{
    PGresult *loaded = load_one(scene);
    assert_int_equal(batch_take_lane(scene->turn.batch, loaded), BASE_OK);
    PQclear(loaded);
    return ledger_recall(scene->turn.lane, batch_recall_parameters(scene->turn.batch));
}

static enum base_result decide_one(struct batch_scene *scene, const PGresult *recalled)
{
    return batch_decide(scene->turn.batch, recalled, &scene->turn.registry);
}

static void as_many_rows_and_columns_are_wanted_as_asked_for(void **state)
{
    struct batch_scene *scene = *state;
    PGresult *loaded = load_one(scene);
    assert_int_equal(batch_take_lane(scene->turn.batch, loaded), BASE_OK);
    (void)pgresult_add_row(loaded);
    assert_int_equal(batch_take_lane(scene->turn.batch, loaded), BASE_OUT_OF_RANGE);
    PQclear(loaded);
    loaded = pgresult_create_rows(BEGIN_COLUMN_COUNT + 1);
    (void)pgresult_add_row(loaded);
    pgresult_set_int4(loaded, 0, COLUMN_ORDINAL, 1);
    assert_int_equal(batch_take_lane(scene->turn.batch, loaded), BASE_OUT_OF_RANGE);
    PQclear(loaded);
}

static void as_many_rows_and_columns_are_wanted_as_recalled_for(void **state)
{
    struct batch_scene *scene = *state;
    PGresult *recalled = recall_one(scene);
    (void)pgresult_add_row(recalled);
    assert_int_equal(decide_one(scene, recalled), BASE_OUT_OF_RANGE);
    PQclear(recalled);
    recalled = pgresult_create_rows(RECALL_COLUMN_COUNT + 1);
    (void)pgresult_add_row(recalled);
    pgresult_set_int4(recalled, 0, RECALLED_ORDINAL, 1);
    assert_int_equal(decide_one(scene, recalled), BASE_OUT_OF_RANGE);
    assert_int_equal(scene->deeds[0].decided_count, 0);
    PQclear(recalled);
}

static void rows_are_wanted_in_the_order_of_the_batch(void **state)
{
    struct batch_scene *scene = *state;
    PGresult *loaded = load_one(scene);
    pgresult_set_int4(loaded, 0, COLUMN_ORDINAL, 2);
    assert_int_equal(batch_take_lane(scene->turn.batch, loaded), BASE_OUT_OF_RANGE);
    PQclear(loaded);
    PGresult *recalled = recall_one(scene);
    pgresult_set_int4(recalled, 0, RECALLED_ORDINAL, 2);
    assert_int_equal(decide_one(scene, recalled), BASE_OUT_OF_RANGE);
    PQclear(recalled);
}

// The first request's account is damaged, the second has no card.
static void an_account_we_cannot_read_is_its_own_posting_s_trouble(void **state)
{
    static const int64_t no_whole_lot[] = {LOT_NEVER, 0, 0, 0};
    struct batch_scene *scene = *state;
    struct batch *batch = scene->turn.batch;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, "", 1000);
    for (int careful = 0; careful < 2; careful++) {
        batch_reset(batch, BATCH_BENCH_LANE, careful != 0);
        batch_add(batch, &scene->deeds[0].posting);
        batch_add(batch, &scene->deeds[1].posting);
        PGresult *loaded =
            ledger_begin(scene->turn.ledger, scene->turn.lane, batch_load_parameters(batch));
        pgresult_set_int8(loaded, 0, COLUMN_ACCOUNT_POSITION, 5);
        pgresult_set_int8_array(loaded, 0, COLUMN_LOTS, no_whole_lot, 4);
        assert_int_equal(batch_take_lane(batch, loaded), BASE_OK);
        PQclear(loaded);
        PGresult *recalled =
            careful ? ledger_recall(scene->turn.lane, batch_recall_parameters(batch)) : NULL;
        assert_int_equal(decide_one(scene, recalled), BASE_OK);
        PQclear(recalled);
        batch_scene_assert_verdict(scene, 0, VERDICT_UNAVAILABLE);
        batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
        assert_int_equal(batch->unsure, careful == 0);
        assert_int_equal(batch->posted_count, 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, batch_scene_make, batch_scene_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refusal_stays_though_the_facts_change),
        TEST(a_refusal_is_remembered_once_for_a_key_twice_in_one_batch),
        TEST(a_blocked_terminal_is_not_remembered),
        TEST(a_blocked_terminal_settles_nothing_for_the_rest_of_the_batch),
        TEST(poison_is_refused_and_remembered_without_asking_its_rule),
        TEST(of_poison_nothing_but_its_key_is_sent),
        TEST(poison_hides_its_card_and_account_from_nobody),
        TEST(a_posting_is_found_by_its_ordinal_among_the_posted),
        TEST(nothing_is_found_by_ordinal_before_it_was_decided),
        TEST(what_is_new_is_posted_in_hope),
        TEST(hope_is_not_enough_to_refuse),
        TEST(a_key_or_receipt_that_is_not_new_ends_hope),
        TEST(whoever_may_be_a_repeat_makes_its_batch_careful),
        TEST(as_many_rows_and_columns_are_wanted_as_asked_for),
        TEST(as_many_rows_and_columns_are_wanted_as_recalled_for),
        TEST(rows_are_wanted_in_the_order_of_the_batch),
        TEST(an_account_we_cannot_read_is_its_own_posting_s_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
