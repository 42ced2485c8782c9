// SPDX-License-Identifier: Apache-2.0
// Proves what a batch does with requests that name an earlier one: how it is found, what is left of
// it, when it has to wait for the next turn, and what becomes of one that was reversed before it
// came.
#include "batch_scene.h"
#include "deed_back.h"
#include "sent.h"
#include "store/batch_internal.h"
#include "support/cmocka.h"

static const struct journal_row *row_at(const struct batch_scene *scene, int64_t position)
{
    assert_true(position > 0 && position <= scene->turn.lane->row_count);
    return &scene->turn.lane->rows[position - 1].row;
}

static bool is_deferred(const struct batch_scene *scene, uint32_t index)
{
    return batch_is_deferred(scene->turn.batch, index);
}

// deeds[0]: 1000 on the card, which earned 100; it is the row at position 1.
static void sell(struct batch_scene *scene)
{
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 1);
}

// How an original is found.

static void assert_refunded(struct batch_scene *scene, bool careful)
{
    assert_int_equal(batch_scene_run(scene, careful, 1, 1), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
    assert_int_equal(row_at(scene, 2)->details.original_position, 1);
    assert_int_equal(row_at(scene, 2)->member, 77);
    assert_int_equal(row_at(scene, 2)->previous_position, 1);
    assert_int_equal(batch_scene_account(scene, 77)->balance.minor, 70);
    assert_int_equal(ledger_find_left(scene->turn.lane, 1)->lines[0], 700);
}

static void an_original_is_found_by_its_position(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    assert_refunded(scene, BATCH_HOPEFUL);
}

static void an_original_is_found_by_its_receipt(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund_of_receipt(&scene->deeds[1], 2, 1, 300);
    assert_refunded(scene, BATCH_HOPEFUL);
}

static void an_original_is_found_by_its_key(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund_of_key(&scene->deeds[1], 2, 1, 300);
    assert_refunded(scene, BATCH_HOPEFUL);
}

static void a_careful_turn_finds_it_just_so(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    assert_refunded(scene, BATCH_CAREFUL);
}

static void an_original_that_is_not_there_is_unknown(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 99, 300);
    deed_init_refund_of_receipt(&scene->deeds[2], 3, 99, 300);
    deed_init_refund_of_key(&scene->deeds[3], 4, 99, 300);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 3), BATCH_BENCH_POSTED);
    for (size_t i = 1; i <= 3; i++) {
        batch_scene_assert_verdict(scene, i, VERDICT_ORIGINAL_UNKNOWN);
    }
    assert_int_equal(scene->turn.lane->row_count, 1);
}

// Of ALREADY_POSTED the first posting is known, but that is another request's.
static void the_original_of_a_refused_key_is_its_refusal(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_set_receipt(&scene->deeds[1], 1);
    batch_scene_assert_posts(scene, 1, 1);
    batch_scene_assert_verdict(scene, 1, VERDICT_ALREADY_POSTED);
    deed_init_refund_of_key(&scene->deeds[2], 3, 2, 300);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 2, 1), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 2, VERDICT_NOT_REFUNDABLE);
}

static void all_of_the_original_is_told(void **state)
{
    struct batch_scene *scene = *state;
    struct deed *deeds[] = {&scene->deeds[2]};
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    batch_scene_assert_posts(scene, 1, 1);
    deed_init_refund(&scene->deeds[2], 3, 1, 100);
    batch_bench_decide(&scene->turn, BATCH_HOPEFUL, deeds, 1);
    const struct posting_original *original = scene->turn.batch->original;
    assert_int_equal(original->verdict, VERDICT_APPROVED);
    assert_int_equal(original->position, 1);
    assert_int_equal(original->kind, JOURNAL_PURCHASE);
    assert_int_equal(original->terminal, 1);
    assert_int_equal(original->store, 5);
    assert_string_equal(original->card, BATCH_SCENE_CARD);
    assert_int_equal(original->member, 77);
    assert_int_equal(original->currency, DEED_CURRENCY);
    assert_int_equal(original->money, 1000);
    assert_int_equal(original->base, 1000);
    assert_int_equal(original->earned, 100);
    assert_int_equal(original->redeemed, 0);
    assert_int_equal(original->rate_bp, DEED_RATE_BP);
    assert_int_equal(original->programme_version, 7);
    assert_int_equal(original->posted_at_us, scene->turn.ledger->now_us);
    assert_int_equal(original->receipt_at_us, INT64_C(1763717000000000));
    assert_int_equal(original->utc_offset_min, 180);
    assert_int_equal(original->left_position, 2);
    assert_int_equal(original->claim_position, 0);
    assert_int_equal(original->reversal_position, 0);
    assert_int_equal(original->line_count, 1);
    assert_int_equal(original->lines[0], 700);
    assert_int_equal(original->moves.count, 1); // the usual one of an award, which is not stored
    assert_int_equal(original->moves.list[0].points.minor, 100);
}

// What is not asked is not looked up.

static void a_hopeful_turn_recalls_only_for_those_who_name_something(void **state)
{
    struct batch_scene *scene = *state;
    struct batch *batch = scene->turn.batch;
    sell(scene);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_init_refund(&scene->deeds[2], 3, 1, 100);
    deed_init_purchase(&scene->deeds[3], 4, BATCH_SCENE_CARD, 1000);
    deed_init_expiry(&scene->deeds[4], 77, 5);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 4), BATCH_BENCH_POSTED);
    assert_int_equal(batch->recall_count, 2);
    assert_int_equal(batch->recalls[0], 1);
    assert_int_equal(batch->recalls[1], 3);
    assert_int_equal(batch_scene_account(scene, 77)->balance.minor, 285);
}

static void a_hopeful_turn_of_new_purchases_recalls_nothing(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, "", 1000);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 2), BATCH_BENCH_POSTED);
    assert_false(batch_wants_recall(scene->turn.batch));
}

// A refund that is refused needs no careful turn: its key was looked up already.
static void who_was_recalled_is_sure_of_a_refusal(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 1001);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 1), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 1, VERDICT_REFUND_EXCEEDS_ORIGINAL);
}

static void a_hopeful_turn_repeats_the_answer_of_a_refund(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    deed_init_refund(&scene->deeds[2], 2, 1, 300);
    batch_scene_assert_posts(scene, 1, 1);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 2, 1), BATCH_BENCH_READ_ONLY);
    assert_true(scene->deeds[2].posting.repeated);
    assert_memory_equal(batch_scene_answer(scene, 2), batch_scene_answer(scene, 1),
                        sizeof(struct posting_answer));
    assert_int_equal(batch_scene_answer(scene, 2)->details.original_position, 1);
}

// What is left of it.

static void refunds_in_turn_find_what_the_one_before_left(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    deed_init_refund(&scene->deeds[2], 3, 1, 600);
    deed_init_refund(&scene->deeds[3], 4, 1, 101);
    batch_scene_assert_posts(scene, 1, 1);
    batch_scene_assert_posts(scene, 2, 1);
    batch_scene_assert_posts(scene, 3, 1);
    batch_scene_assert_verdict(scene, 3, VERDICT_REFUND_EXCEEDS_ORIGINAL);
    const struct ledger_left *left = ledger_find_left(scene->turn.lane, 1);
    assert_int_equal(left->loaded_position, 2);
    assert_int_equal(left->changed_position, 3);
    assert_int_equal(left->reversal_position, 0);
    assert_int_equal(left->lines[0], 100);
}

static void a_reversal_is_written_beside_what_is_left(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_reversal(&scene->deeds[1], 2, 1);
    batch_scene_assert_posts(scene, 1, 1);
    const struct ledger_left *left = ledger_find_left(scene->turn.lane, 1);
    assert_int_equal(left->reversal_position, 2);
    assert_int_equal(left->lines[0], 0);
    deed_init_refund(&scene->deeds[2], 3, 1, 1);
    batch_scene_assert_posts(scene, 2, 1);
    batch_scene_assert_verdict(scene, 2, VERDICT_ORIGINAL_REVERSED);
}

static void what_a_refund_took_is_changed_where_it_was_taken(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    batch_scene_assert_posts(scene, 1, 1);
    deed_init_reversal(&scene->deeds[2], 3, 2);
    batch_scene_assert_posts(scene, 2, 1);
    assert_int_equal(row_at(scene, 3)->details.original_position, 2);
    assert_null(ledger_find_left(scene->turn.lane, 2));
    const struct ledger_left *left = ledger_find_left(scene->turn.lane, 1);
    assert_int_equal(left->loaded_position, 2);
    assert_int_equal(left->changed_position, 3);
}

static void a_reversal_of_a_refund_waits_for_another_refund_of_the_same(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    batch_scene_assert_posts(scene, 1, 1);
    deed_init_refund(&scene->deeds[2], 3, 1, 100);
    deed_init_reversal(&scene->deeds[3], 4, 2);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 2, 2), BATCH_BENCH_POSTED);
    assert_false(is_deferred(scene, 0));
    assert_true(is_deferred(scene, 1));
}

static void a_cardless_original_has_no_account(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, "", 1000);
    deed_init_refund(&scene->deeds[1], 2, 1, 300);
    batch_scene_assert_posts(scene, 0, 1);
    batch_scene_assert_posts(scene, 1, 1);
    assert_int_equal(row_at(scene, 2)->member, 0);
    assert_int_equal(row_at(scene, 2)->money, -300);
    assert_int_equal(scene->turn.lane->account_count, 0);
}

static void points_that_were_spent_are_owed_and_repaid(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_expiry(&scene->deeds[1], 77, 80);
    deed_init_refund(&scene->deeds[2], 3, 1, 1000);
    deed_init_purchase(&scene->deeds[3], 4, BATCH_SCENE_CARD, 500);
    batch_scene_assert_posts(scene, 1, 2);
    assert_int_equal(batch_scene_account(scene, 77)->balance.minor, -80);
    assert_int_equal(batch_scene_account(scene, 77)->debt.minor, 80);
    assert_int_equal(row_at(scene, 3)->details.debt_after, 80);
    assert_int_equal(row_at(scene, 3)->details.spendable_after, 0);
    batch_scene_assert_posts(scene, 3, 1);
    assert_int_equal(batch_scene_account(scene, 77)->debt.minor, 30);
    assert_int_equal(row_at(scene, 4)->encoding, JOURNAL_ENCODING_WHOLE);
}

// What an earlier request of the same turn posts or changes has to wait.

static void a_posting_of_the_same_turn_is_refunded_in_the_next(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_refund_of_receipt(&scene->deeds[1], 2, 1, 300);
    deed_init_refund_of_key(&scene->deeds[2], 3, 1, 300);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 3), BATCH_BENCH_POSTED);
    assert_false(is_deferred(scene, 0));
    assert_true(is_deferred(scene, 1));
    assert_true(is_deferred(scene, 2));
    assert_int_equal(scene->deeds[1].decided_count, 0);
    assert_int_equal(scene->turn.lane->row_count, 1);
    assert_int_equal(scene->turn.lane->key_count, 1);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 1), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
}

static void two_refunds_of_one_posting_take_two_turns(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 600);
    deed_init_refund_of_receipt(&scene->deeds[2], 3, 1, 600);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 2), BATCH_BENCH_POSTED);
    assert_true(is_deferred(scene, 1));
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 2, 1), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
    batch_scene_assert_verdict(scene, 2, VERDICT_REFUND_EXCEEDS_ORIGINAL);
}

static void refunds_of_two_postings_take_one_turn(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 2000);
    batch_scene_assert_posts(scene, 1, 1);
    deed_init_refund(&scene->deeds[2], 3, 2, 600);
    deed_init_refund(&scene->deeds[3], 4, 1, 600);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 2, 2), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 2, VERDICT_APPROVED);
    batch_scene_assert_verdict(scene, 3, VERDICT_APPROVED);
    assert_int_equal(ledger_find_left(scene->turn.lane, 2)->lines[0], 1400);
    assert_int_equal(ledger_find_left(scene->turn.lane, 1)->lines[0], 400);
    assert_int_equal(batch_scene_account(scene, 77)->balance.minor, 180);
}

static void a_refused_refund_lets_the_next_one_go_on(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 1001);
    deed_init_refund(&scene->deeds[2], 3, 1, 1000);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 2), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 2, VERDICT_APPROVED);
}

// Otherwise a reversal would overtake what it reverses.
static void what_names_a_request_that_waits_waits_too(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 600);
    deed_init_refund(&scene->deeds[2], 3, 1, 100);
    deed_init_reversal(&scene->deeds[3], 4, 3);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 3), BATCH_BENCH_POSTED);
    assert_false(is_deferred(scene, 0));
    assert_true(is_deferred(scene, 1));
    assert_true(is_deferred(scene, 2));
}

static void a_copy_of_a_request_that_waits_waits_too(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_refund(&scene->deeds[1], 2, 1, 600);
    deed_init_refund(&scene->deeds[2], 3, 1, 100);
    deed_init_refund(&scene->deeds[3], 3, 1, 100);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 3), BATCH_BENCH_POSTED);
    assert_true(is_deferred(scene, 2));
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 2, 2), BATCH_BENCH_POSTED);
    assert_true(scene->deeds[3].posting.repeated);
    assert_int_equal(ledger_find_left(scene->turn.lane, 1)->lines[0], 300);
}

// Reversed before it came.

static void an_unknown_original_is_buried(void **state)
{
    struct batch_scene *scene = *state;
    const struct posting_key key = {.terminal = 1, .epoch = 9, .stan = 5};
    deed_init_reversal(&scene->deeds[0], 1, 5);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 1), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 0, VERDICT_APPROVED);
    const struct ledger_key *tombstone = ledger_find_key(scene->turn.lane, &key);
    assert_int_equal(tombstone->result, VERDICT_REVERSED);
    assert_int_equal(tombstone->request_kind, 0);
    assert_int_equal(tombstone->position, 1);
}

static void a_late_original_is_answered_reversed_for_ever(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_reversal(&scene->deeds[0], 1, 5);
    deed_init_purchase(&scene->deeds[1], 5, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[2], 5, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 1);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 1), BATCH_BENCH_UNSURE);
    for (size_t i = 1; i <= 2; i++) {
        assert_int_equal(batch_scene_run(scene, BATCH_CAREFUL, i, 1), BATCH_BENCH_READ_ONLY);
        assert_true(batch_wants_commit(scene->turn.batch)); // a standby may not have it yet
        batch_scene_assert_verdict(scene, i, VERDICT_REVERSED);
        assert_int_equal(batch_scene_answer(scene, i)->position, 0);
        assert_false(scene->deeds[i].posting.repeated);
    }
    assert_int_equal(scene->turn.lane->row_count, 1);
}

static void a_late_original_in_the_same_turn_is_answered_reversed(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_reversal(&scene->deeds[0], 1, 5);
    deed_init_purchase(&scene->deeds[1], 5, BATCH_SCENE_CARD, 1000);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 2), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 1, VERDICT_REVERSED);
    assert_int_equal(scene->deeds[1].decided_count, 0);
    assert_int_equal(scene->turn.lane->row_count, 1);
}

static void an_original_of_the_same_turn_is_reversed_in_the_next(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 5, BATCH_SCENE_CARD, 1000);
    deed_init_reversal(&scene->deeds[1], 6, 5);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 2), BATCH_BENCH_POSTED);
    assert_true(is_deferred(scene, 1));
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 1), BATCH_BENCH_POSTED);
    assert_int_equal(row_at(scene, 2)->details.original_position, 1);
    assert_int_equal(batch_scene_account(scene, 77)->balance.minor, 0);
}

static void an_original_is_buried_once(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_reversal(&scene->deeds[0], 1, 5);
    deed_init_reversal(&scene->deeds[1], 2, 5);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 2), BATCH_BENCH_POSTED);
    assert_true(is_deferred(scene, 1));
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 1), BATCH_BENCH_POSTED);
    batch_scene_assert_verdict(scene, 1, VERDICT_NOT_REFUNDABLE); // it is known to be reversed
}

// The database says no to such a thing; it must not be more than that.
static void a_reversal_of_itself_is_left_to_the_database(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_reversal(&scene->deeds[0], 1, 1);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 0, 1), BATCH_BENCH_UNSURE);
}

// Without a key.

static void the_ledgers_own_rows_have_no_key(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_expiry(&scene->deeds[1], 77, 30);
    deed_init_expiry(&scene->deeds[2], 77, 30);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 2), BATCH_BENCH_POSTED);
    assert_int_equal(scene->turn.lane->row_count, 3);
    assert_int_equal(scene->turn.lane->key_count, 1);
    assert_int_equal(row_at(scene, 3)->kind, JOURNAL_EXPIRED);
    assert_int_equal(row_at(scene, 3)->earned, -30);
    assert_int_equal(row_at(scene, 3)->stan, 0);
    assert_int_equal(row_at(scene, 3)->previous_position, 2);
    assert_int_equal(batch_scene_account(scene, 77)->balance.minor, 40);
}

static void their_refusals_are_not_remembered(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_expiry(&scene->deeds[1], 77, 101);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 1), BATCH_BENCH_READ_ONLY);
    batch_scene_assert_verdict(scene, 1, VERDICT_INSUFFICIENT_POINTS);
}

// What did not happen may still be posted.
static void an_exception_records_no_receipt(void **state)
{
    struct batch_scene *scene = *state;
    sell(scene);
    deed_init_parked(&scene->deeds[1], 2, 1);
    deed_init_parked(&scene->deeds[2], 3, 7);
    deed_init_purchase(&scene->deeds[3], 4, BATCH_SCENE_CARD, 1000);
    deed_set_receipt(&scene->deeds[3], 7);
    assert_int_equal(batch_scene_run(scene, BATCH_HOPEFUL, 1, 3), BATCH_BENCH_POSTED);
    assert_int_equal(row_at(scene, 2)->kind, JOURNAL_EXCEPTION);
    assert_int_equal(row_at(scene, 2)->details.reason, VERDICT_ALREADY_POSTED);
    batch_scene_assert_verdict(scene, 3, VERDICT_APPROVED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, batch_scene_make, batch_scene_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_original_is_found_by_its_position),
        TEST(an_original_is_found_by_its_receipt),
        TEST(an_original_is_found_by_its_key),
        TEST(a_careful_turn_finds_it_just_so),
        TEST(an_original_that_is_not_there_is_unknown),
        TEST(the_original_of_a_refused_key_is_its_refusal),
        TEST(all_of_the_original_is_told),
        TEST(a_hopeful_turn_recalls_only_for_those_who_name_something),
        TEST(a_hopeful_turn_of_new_purchases_recalls_nothing),
        TEST(who_was_recalled_is_sure_of_a_refusal),
        TEST(a_hopeful_turn_repeats_the_answer_of_a_refund),
        TEST(refunds_in_turn_find_what_the_one_before_left),
        TEST(a_reversal_is_written_beside_what_is_left),
        TEST(what_a_refund_took_is_changed_where_it_was_taken),
        TEST(a_reversal_of_a_refund_waits_for_another_refund_of_the_same),
        TEST(a_cardless_original_has_no_account),
        TEST(points_that_were_spent_are_owed_and_repaid),
        TEST(a_posting_of_the_same_turn_is_refunded_in_the_next),
        TEST(two_refunds_of_one_posting_take_two_turns),
        TEST(refunds_of_two_postings_take_one_turn),
        TEST(a_refused_refund_lets_the_next_one_go_on),
        TEST(what_names_a_request_that_waits_waits_too),
        TEST(a_copy_of_a_request_that_waits_waits_too),
        TEST(an_unknown_original_is_buried),
        TEST(a_late_original_is_answered_reversed_for_ever),
        TEST(a_late_original_in_the_same_turn_is_answered_reversed),
        TEST(an_original_of_the_same_turn_is_reversed_in_the_next),
        TEST(an_original_is_buried_once),
        TEST(a_reversal_of_itself_is_left_to_the_database),
        TEST(the_ledgers_own_rows_have_no_key),
        TEST(their_refusals_are_not_remembered),
        TEST(an_exception_records_no_receipt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
