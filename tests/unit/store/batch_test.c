// SPDX-License-Identifier: Apache-2.0
// Proves what a batch decides from what was loaded, and that what it writes is what it decided: the
// ledger behind it aborts on counts that do not agree and on seals that are not those of the rows.
#include "store/batch_internal.h"

#include "batch_scene.h"
#include "sent.h"
#include "support/cmocka.h"

// New keys.

static void an_answer_is_the_facts_of_the_row(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 1);
    const struct posting_answer *answer = batch_scene_answer(scene, 0);
    batch_scene_assert_verdict(scene, 0, VERDICT_APPROVED);
    assert_int_equal(answer->request_kind, DEED_PURCHASE);
    assert_int_equal(answer->kind, JOURNAL_PURCHASE);
    assert_int_equal(answer->lane, BATCH_BENCH_LANE);
    assert_int_equal(answer->position, 1);
    assert_int_equal(answer->member, 77);
    assert_int_equal(answer->currency, DEED_CURRENCY);
    assert_int_equal(answer->rate_bp, DEED_RATE_BP);
    assert_int_equal(answer->programme_version, 7);
    assert_int_equal(answer->money, 1000);
    assert_int_equal(answer->base, 1000);
    assert_int_equal(answer->earned, 100);
    assert_int_equal(answer->redeemed, 0);
    assert_int_equal(answer->balance_after, 100);
    assert_int_equal(answer->lifetime_after, 1000);
    assert_int_equal(answer->posted_at_us, scene->turn.ledger->now_us);
    assert_false(scene->deeds[0].posting.repeated);
}

static void a_row_says_what_the_request_and_the_rule_said(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 31, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 1);
    const struct journal_row *row = &scene->turn.lane->rows[0].row;
    assert_int_equal(row->encoding, JOURNAL_ENCODING_PLAIN);
    assert_int_equal(row->terminal, 1);
    assert_int_equal(row->epoch, 9);
    assert_int_equal(row->stan, 31);
    assert_int_equal(row->store, 5);
    assert_int_equal(row->previous_position, 0);
    assert_int_equal(row->receipt_at_us, INT64_C(1763717000000000));
    assert_int_equal(row->utc_offset_min, 180);
    assert_int_equal(row->sent_at_us, scene->deeds[0].posting.sent_at_us);
    assert_int_equal(row->arrived_at_us, scene->deeds[0].posting.arrived_at_us);
    assert_string_equal(scene->turn.lane->rows[0].receipt.number, "R31");
}

static void every_row_has_a_salt_of_its_own(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 10);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 10);
    batch_scene_assert_posts(scene, 0, 2);
    const struct ledger_row *rows = scene->turn.lane->rows;
    assert_memory_not_equal(rows[0].row.salt, rows[1].row.salt, JOURNAL_SALT_BYTES);
}

static void a_purchase_without_a_card_has_no_member_and_no_account(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, "", 1000);
    batch_scene_assert_posts(scene, 0, 1);
    batch_scene_assert_verdict(scene, 0, VERDICT_APPROVED);
    assert_int_equal(batch_scene_answer(scene, 0)->member, 0);
    assert_int_equal(scene->turn.lane->account_count, 0);
}

// Keys decided before.

static void a_known_key_gets_its_first_answer(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 5000);
    deed_init_purchase(&scene->deeds[2], 1, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 2);
    assert_int_equal(batch_scene_run(scene, BATCH_CAREFUL, 2, 1), BATCH_BENCH_READ_ONLY);
    assert_memory_equal(batch_scene_answer(scene, 2), batch_scene_answer(scene, 0),
                        sizeof(struct posting_answer));
    assert_true(scene->deeds[2].posting.repeated);
    assert_int_equal(scene->deeds[2].decided_count, 0);
}

static void assert_is_mismatch(const struct batch_scene *scene, size_t place)
{
    batch_scene_assert_verdict(scene, place, VERDICT_MISMATCH);
    assert_int_equal(batch_scene_answer(scene, place)->position, 0);
    assert_false(scene->deeds[place].posting.repeated);
    assert_int_equal(scene->deeds[place].decided_count, 0);
}

static void another_body_under_a_known_key_is_a_mismatch(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_CARD, 1000);
    deed_set_body(&scene->deeds[1], "another");
    batch_scene_assert_posts(scene, 0, 1);
    assert_int_equal(batch_scene_run(scene, BATCH_CAREFUL, 1, 1), BATCH_BENCH_READ_ONLY);
    assert_is_mismatch(scene, 1);
}

static void another_kind_of_request_under_a_known_key_is_a_mismatch(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_blocking(&scene->deeds[1], 1, BATCH_SCENE_CARD);
    batch_scene_assert_posts(scene, 0, 1);
    assert_int_equal(batch_scene_run(scene, BATCH_CAREFUL, 1, 1), BATCH_BENCH_READ_ONLY);
    assert_is_mismatch(scene, 1);
}

static void the_same_key_twice_in_one_batch_posts_once(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 2);
    assert_int_equal(scene->turn.lane->row_count, 1);
    assert_memory_equal(batch_scene_answer(scene, 1), batch_scene_answer(scene, 0),
                        sizeof(struct posting_answer));
    assert_true(scene->deeds[1].posting.repeated);
    assert_int_equal(scene->deeds[1].decided_count, 0);
}

static void another_body_under_a_key_of_the_same_batch_is_a_mismatch(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 1, BATCH_SCENE_CARD, 1000);
    deed_set_body(&scene->deeds[1], "another");
    deed_init_blocking(&scene->deeds[2], 1, BATCH_SCENE_CARD);
    batch_scene_assert_posts(scene, 0, 3);
    assert_int_equal(scene->turn.lane->row_count, 1);
    assert_is_mismatch(scene, 1);
    assert_is_mismatch(scene, 2);
}

static void keys_differ_by_terminal_epoch_or_stan(void **state)
{
    struct batch_scene *scene = *state;
    for (size_t i = 0; i < 3; i++) {
        deed_init_purchase(&scene->deeds[i], 1, "", 1000);
        deed_set_receipt(&scene->deeds[i], (uint32_t)i);
    }
    scene->deeds[1].posting.key.terminal = 2;
    scene->deeds[2].posting.key.epoch = 10;
    batch_scene_assert_posts(scene, 0, 3);
    assert_int_equal(scene->turn.lane->row_count, 3);
}

// Receipts.

static void the_same_receipt_twice_in_one_batch_names_the_first(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 10);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_CARD, 1000);
    deed_set_receipt(&scene->deeds[2], 2);
    batch_scene_assert_posts(scene, 0, 3);
    batch_scene_assert_verdict(scene, 2, VERDICT_ALREADY_POSTED);
    assert_int_equal(batch_scene_answer(scene, 2)->position,
                     batch_scene_answer(scene, 1)->position);
    const struct ledger_key *key = ledger_find_key(scene->turn.lane, &scene->deeds[2].posting.key);
    assert_int_equal(key->position, 2);
    assert_int_equal(key->result, VERDICT_ALREADY_POSTED);
}

static void a_receipt_posted_before_is_named(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_set_receipt(&scene->deeds[1], 1);
    batch_scene_assert_posts(scene, 0, 1);
    batch_scene_assert_posts(scene, 1, 1);
    batch_scene_assert_verdict(scene, 1, VERDICT_ALREADY_POSTED);
    assert_int_equal(batch_scene_answer(scene, 1)->position, 1);
}

static void a_refused_receipt_is_not_posted(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_OTHER_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_set_receipt(&scene->deeds[1], 1);
    batch_scene_assert_posts(scene, 0, 2);
    batch_scene_assert_verdict(scene, 0, VERDICT_CARD_UNKNOWN);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
}

// What earlier requests of the batch did.

static void purchases_of_one_account_chain(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 2000);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_CARD, 3000);
    batch_scene_assert_posts(scene, 0, 1);
    batch_scene_assert_posts(scene, 1, 2);
    const struct ledger_row *rows = scene->turn.lane->rows;
    assert_int_equal(rows[1].row.previous_position, 1);
    assert_int_equal(rows[2].row.previous_position, 2);
    assert_int_equal(batch_scene_answer(scene, 1)->balance_after, 300);
    assert_int_equal(batch_scene_answer(scene, 2)->balance_after, 600);
    assert_int_equal(batch_scene_answer(scene, 2)->lifetime_after, 6000);
    assert_int_equal(batch_scene_account(scene, 77)->position, 3);
    assert_int_equal(batch_scene_account(scene, 77)->balance.minor, 600);
}

static void an_account_is_written_once_against_the_position_it_was_loaded_with(void **state)
{
    struct batch_scene *scene = *state;
    struct deed *deeds[] = {&scene->deeds[1], &scene->deeds[2]};
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 2000);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_CARD, 3000);
    batch_scene_assert_posts(scene, 0, 1);
    batch_bench_decide(&scene->turn, BATCH_CAREFUL, deeds, 2);
    const struct parameters *sent = batch_post_parameters(scene->turn.batch);
    assert_int_equal(sent_count(sent, POST_PLACE(ACCOUNT_MEMBERS)), 1);
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_LOADED_POSITIONS), 0), 1);
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_POSITIONS), 0), 3);
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_BALANCES), 0), 600);
}

static void an_activated_card_can_buy_in_the_same_batch(void **state)
{
    struct batch_scene *scene = *state;
    ledger_add_card(scene->turn.lane, BATCH_SCENE_OTHER_CARD, CARD_STOCK, 0);
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_OTHER_CARD, 1000);
    deed_init_activation(&scene->deeds[1], 2, BATCH_SCENE_OTHER_CARD);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_OTHER_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 3);
    batch_scene_assert_verdict(scene, 0, VERDICT_CARD_NOT_ACTIVE);
    batch_scene_assert_verdict(scene, 1, VERDICT_APPROVED);
    batch_scene_assert_verdict(scene, 2, VERDICT_APPROVED);
    int64_t member = batch_scene_answer(scene, 1)->position;
    assert_int_equal(batch_scene_answer(scene, 1)->member, member);
    assert_int_equal(batch_scene_answer(scene, 2)->member, member);
    assert_int_equal(ledger_find_card(scene->turn.lane, BATCH_SCENE_OTHER_CARD)->state,
                     CARD_ACTIVE);
    assert_int_equal(ledger_find_card(scene->turn.lane, BATCH_SCENE_OTHER_CARD)->member, member);
    assert_int_equal(batch_scene_account(scene, member)->balance.minor, 100);
}

static void a_blocked_card_cannot_buy_in_the_same_batch(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_blocking(&scene->deeds[1], 2, BATCH_SCENE_CARD);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 3);
    batch_scene_assert_verdict(scene, 0, VERDICT_APPROVED);
    batch_scene_assert_verdict(scene, 2, VERDICT_CARD_BLOCKED);
    assert_int_equal(ledger_find_card(scene->turn.lane, BATCH_SCENE_CARD)->state, CARD_BLOCKED);
}

static void two_cards_of_one_member_share_the_account(void **state)
{
    struct batch_scene *scene = *state;
    ledger_add_card(scene->turn.lane, BATCH_SCENE_OTHER_CARD, CARD_ACTIVE, 77);
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_OTHER_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 2);
    assert_int_equal(batch_scene_answer(scene, 1)->balance_after, 200);
    assert_int_equal(scene->turn.lane->account_count, 1);
}

static void a_request_without_a_currency_loads_no_account(void **state)
{
    struct batch_scene *scene = *state;
    struct deed *deeds[] = {&scene->deeds[1], &scene->deeds[2]};
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_blocking(&scene->deeds[1], 2, BATCH_SCENE_CARD);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_CARD, 1000);
    scene->deeds[1].posting.currency = 0;
    batch_scene_assert_posts(scene, 0, 1);
    batch_bench_decide(&scene->turn, BATCH_CAREFUL, deeds, 1);
    assert_int_equal(scene->turn.batch->account_count, 0);
    assert_int_equal(batch_scene_answer(scene, 1)->balance_after, 0);
    assert_int_equal(batch_scene_answer(scene, 1)->member, 77);
}

static void positions_have_no_gaps_though_refusals_stand_between(void **state)
{
    struct batch_scene *scene = *state;
    for (size_t i = 0; i < 8; i++) {
        deed_init_purchase(&scene->deeds[i], i + 1,
                           i % 2 == 0 ? BATCH_SCENE_CARD : BATCH_SCENE_OTHER_CARD, 100);
    }
    batch_scene_assert_posts(scene, 0, 8);
    assert_int_equal(scene->turn.lane->row_count, 4);
    for (size_t i = 0; i < 8; i += 2) {
        assert_int_equal(batch_scene_answer(scene, i)->position, i / 2 + 1);
        batch_scene_assert_verdict(scene, i + 1, VERDICT_CARD_UNKNOWN);
        assert_int_equal(batch_scene_answer(scene, i + 1)->position, 0);
    }
}

// Time and seals.

static void all_rows_of_a_turn_have_its_time_and_seals_chain(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[1], 2, BATCH_SCENE_CARD, 1000);
    deed_init_purchase(&scene->deeds[2], 3, BATCH_SCENE_CARD, 1000);
    batch_scene_assert_posts(scene, 0, 2);
    scene->turn.ledger->now_us += 5;
    batch_scene_assert_posts(scene, 2, 1);
    const struct ledger_row *rows = scene->turn.lane->rows;
    assert_int_equal(rows[0].row.posted_at_us, scene->turn.ledger->now_us - 5);
    assert_int_equal(rows[1].row.posted_at_us, rows[0].row.posted_at_us);
    assert_int_equal(rows[2].row.posted_at_us, scene->turn.ledger->now_us);
}

static void a_batch_is_full_at_its_capacity(void **state)
{
    struct batch_scene *scene = *state;
    deed_init_purchase(&scene->deeds[0], 1, BATCH_SCENE_CARD, 1000);
    batch_reset(scene->turn.batch, BATCH_BENCH_LANE, BATCH_CAREFUL);
    for (uint32_t i = 0; i < BATCH_BENCH_CAPACITY; i++) {
        assert_false(batch_is_full(scene->turn.batch));
        batch_add(scene->turn.batch, &scene->deeds[0].posting);
    }
    assert_true(batch_is_full(scene->turn.batch));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, batch_scene_make, batch_scene_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_the_facts_of_the_row),
        TEST(a_row_says_what_the_request_and_the_rule_said),
        TEST(every_row_has_a_salt_of_its_own),
        TEST(a_purchase_without_a_card_has_no_member_and_no_account),
        TEST(a_known_key_gets_its_first_answer),
        TEST(another_body_under_a_known_key_is_a_mismatch),
        TEST(another_kind_of_request_under_a_known_key_is_a_mismatch),
        TEST(the_same_key_twice_in_one_batch_posts_once),
        TEST(another_body_under_a_key_of_the_same_batch_is_a_mismatch),
        TEST(keys_differ_by_terminal_epoch_or_stan),
        TEST(the_same_receipt_twice_in_one_batch_names_the_first),
        TEST(a_receipt_posted_before_is_named),
        TEST(a_refused_receipt_is_not_posted),
        TEST(purchases_of_one_account_chain),
        TEST(an_account_is_written_once_against_the_position_it_was_loaded_with),
        TEST(an_activated_card_can_buy_in_the_same_batch),
        TEST(a_blocked_card_cannot_buy_in_the_same_batch),
        TEST(two_cards_of_one_member_share_the_account),
        TEST(a_request_without_a_currency_loads_no_account),
        TEST(positions_have_no_gaps_though_refusals_stand_between),
        TEST(all_rows_of_a_turn_have_its_time_and_seals_chain),
        TEST(a_batch_is_full_at_its_capacity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
