// SPDX-License-Identifier: Apache-2.0
// Proves what a batch decides from what was loaded, and that what it writes is what it decided: the
// ledger behind it aborts on counts that do not agree and on seals that are not those of the rows.
#include "store/batch_internal.h"

#include <stdlib.h>
#include <string.h>

#include "batch_bench.h"
#include "pgresult.h"
#include "sent.h"
#include "support/cmocka.h"

#define CARD "4006381333931"
#define OTHER_CARD "4006381333948"

enum { CARELESS = false, CAREFUL = true };

// deeds[0] to deeds[7]; card CARD is active and its member is 77.
struct bench {
    struct batch_bench turn;
    struct deed deeds[8];
};

static int make_bench(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    batch_bench_init(&bench->turn);
    ledger_add_card(bench->turn.lane, CARD, CARD_ACTIVE, 77);
    *state = bench;
    return 0;
}

static int drop_bench(void **state)
{
    struct bench *bench = *state;
    batch_bench_clear(&bench->turn);
    free(bench);
    return 0;
}

static enum batch_bench_end run(struct bench *bench, bool careful, size_t first, size_t count)
{
    struct deed *deeds[8];
    for (size_t i = 0; i < count; i++) {
        deeds[i] = &bench->deeds[first + i];
    }
    return batch_bench_run(&bench->turn, careful, deeds, count);
}

static void assert_posts(struct bench *bench, size_t first, size_t count)
{
    assert_int_equal(run(bench, CAREFUL, first, count), BATCH_BENCH_POSTED);
}

static const struct posting_answer *answer_of(const struct bench *bench, size_t place)
{
    return &bench->deeds[place].posting.answer;
}

static void assert_verdict(const struct bench *bench, size_t place, enum verdict verdict)
{
    assert_string_equal(verdict_name(answer_of(bench, place)->verdict), verdict_name(verdict));
}

static const struct account *account_of(const struct bench *bench, int64_t member)
{
    const struct ledger_account *account =
        ledger_find_account(bench->turn.lane, member, DEED_CURRENCY);
    assert_non_null(account);
    return &account->account;
}

// New keys.

static void an_answer_is_the_facts_of_the_row(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    assert_posts(bench, 0, 1);
    const struct posting_answer *answer = answer_of(bench, 0);
    assert_verdict(bench, 0, VERDICT_APPROVED);
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
    assert_int_equal(answer->posted_at_us, bench->turn.ledger->now_us);
    assert_false(bench->deeds[0].posting.repeated);
}

static void a_row_says_what_the_request_and_the_rule_said(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 31, CARD, 1000);
    assert_posts(bench, 0, 1);
    const struct journal_row *row = &bench->turn.lane->rows[0].row;
    assert_int_equal(row->encoding, JOURNAL_ENCODING);
    assert_int_equal(row->terminal, 1);
    assert_int_equal(row->epoch, 9);
    assert_int_equal(row->stan, 31);
    assert_int_equal(row->store, 5);
    assert_int_equal(row->previous_position, 0);
    assert_int_equal(row->receipt_at_us, INT64_C(1763717000000000));
    assert_int_equal(row->utc_offset_min, 180);
    assert_int_equal(row->sent_at_us, bench->deeds[0].posting.sent_at_us);
    assert_int_equal(row->arrived_at_us, bench->deeds[0].posting.arrived_at_us);
    assert_string_equal(bench->turn.lane->rows[0].receipt.number, "R31");
}

static void every_row_has_a_salt_of_its_own(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 10);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 10);
    assert_posts(bench, 0, 2);
    const struct ledger_row *rows = bench->turn.lane->rows;
    assert_memory_not_equal(rows[0].row.salt, rows[1].row.salt, JOURNAL_SALT_BYTES);
}

static void a_purchase_without_a_card_has_no_member_and_no_account(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, "", 1000);
    assert_posts(bench, 0, 1);
    assert_verdict(bench, 0, VERDICT_APPROVED);
    assert_int_equal(answer_of(bench, 0)->member, 0);
    assert_int_equal(bench->turn.lane->account_count, 0);
}

// Keys decided before.

static void a_known_key_gets_its_first_answer(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 5000);
    deed_init_purchase(&bench->deeds[2], 1, CARD, 1000);
    assert_posts(bench, 0, 2);
    assert_int_equal(run(bench, CAREFUL, 2, 1), BATCH_BENCH_READ_ONLY);
    assert_memory_equal(answer_of(bench, 2), answer_of(bench, 0), sizeof(struct posting_answer));
    assert_true(bench->deeds[2].posting.repeated);
    assert_int_equal(bench->deeds[2].decided_count, 0);
}

static void assert_is_mismatch(const struct bench *bench, size_t place)
{
    assert_verdict(bench, place, VERDICT_MISMATCH);
    assert_int_equal(answer_of(bench, place)->position, 0);
    assert_false(bench->deeds[place].posting.repeated);
    assert_int_equal(bench->deeds[place].decided_count, 0);
}

static void another_body_under_a_known_key_is_a_mismatch(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, CARD, 1000);
    deed_set_body(&bench->deeds[1], "another");
    assert_posts(bench, 0, 1);
    assert_int_equal(run(bench, CAREFUL, 1, 1), BATCH_BENCH_READ_ONLY);
    assert_is_mismatch(bench, 1);
}

static void another_kind_of_request_under_a_known_key_is_a_mismatch(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_blocking(&bench->deeds[1], 1, CARD);
    assert_posts(bench, 0, 1);
    assert_int_equal(run(bench, CAREFUL, 1, 1), BATCH_BENCH_READ_ONLY);
    assert_is_mismatch(bench, 1);
}

static void the_same_key_twice_in_one_batch_posts_once(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, CARD, 1000);
    assert_posts(bench, 0, 2);
    assert_int_equal(bench->turn.lane->row_count, 1);
    assert_memory_equal(answer_of(bench, 1), answer_of(bench, 0), sizeof(struct posting_answer));
    assert_true(bench->deeds[1].posting.repeated);
    assert_int_equal(bench->deeds[1].decided_count, 0);
}

static void another_body_under_a_key_of_the_same_batch_is_a_mismatch(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, CARD, 1000);
    deed_set_body(&bench->deeds[1], "another");
    deed_init_blocking(&bench->deeds[2], 1, CARD);
    assert_posts(bench, 0, 3);
    assert_int_equal(bench->turn.lane->row_count, 1);
    assert_is_mismatch(bench, 1);
    assert_is_mismatch(bench, 2);
}

static void keys_differ_by_terminal_epoch_or_stan(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < 3; i++) {
        deed_init_purchase(&bench->deeds[i], 1, "", 1000);
        deed_set_receipt(&bench->deeds[i], (uint32_t)i);
    }
    bench->deeds[1].posting.key.terminal = 2;
    bench->deeds[2].posting.key.epoch = 10;
    assert_posts(bench, 0, 3);
    assert_int_equal(bench->turn.lane->row_count, 3);
}

// Receipts.

static void the_same_receipt_twice_in_one_batch_names_the_first(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 10);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    deed_init_purchase(&bench->deeds[2], 3, CARD, 1000);
    deed_set_receipt(&bench->deeds[2], 2);
    assert_posts(bench, 0, 3);
    assert_verdict(bench, 2, VERDICT_ALREADY_POSTED);
    assert_int_equal(answer_of(bench, 2)->position, answer_of(bench, 1)->position);
    const struct ledger_key *key = ledger_find_key(bench->turn.lane, &bench->deeds[2].posting.key);
    assert_int_equal(key->position, 2);
    assert_int_equal(key->result, VERDICT_ALREADY_POSTED);
}

static void a_receipt_posted_before_is_named(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    deed_set_receipt(&bench->deeds[1], 1);
    assert_posts(bench, 0, 1);
    assert_posts(bench, 1, 1);
    assert_verdict(bench, 1, VERDICT_ALREADY_POSTED);
    assert_int_equal(answer_of(bench, 1)->position, 1);
}

static void a_refused_receipt_is_not_posted(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, OTHER_CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    deed_set_receipt(&bench->deeds[1], 1);
    assert_posts(bench, 0, 2);
    assert_verdict(bench, 0, VERDICT_CARD_UNKNOWN);
    assert_verdict(bench, 1, VERDICT_APPROVED);
}

// What earlier requests of the batch did.

static void purchases_of_one_account_chain(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 2000);
    deed_init_purchase(&bench->deeds[2], 3, CARD, 3000);
    assert_posts(bench, 0, 1);
    assert_posts(bench, 1, 2);
    const struct ledger_row *rows = bench->turn.lane->rows;
    assert_int_equal(rows[1].row.previous_position, 1);
    assert_int_equal(rows[2].row.previous_position, 2);
    assert_int_equal(answer_of(bench, 1)->balance_after, 300);
    assert_int_equal(answer_of(bench, 2)->balance_after, 600);
    assert_int_equal(answer_of(bench, 2)->lifetime_after, 6000);
    assert_int_equal(account_of(bench, 77)->position, 3);
    assert_int_equal(account_of(bench, 77)->balance.minor, 600);
}

static void an_account_is_written_once_against_the_position_it_was_loaded_with(void **state)
{
    struct bench *bench = *state;
    struct deed *deeds[] = {&bench->deeds[1], &bench->deeds[2]};
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 2000);
    deed_init_purchase(&bench->deeds[2], 3, CARD, 3000);
    assert_posts(bench, 0, 1);
    batch_bench_decide(&bench->turn, CAREFUL, deeds, 2);
    const struct parameters *sent = batch_post_parameters(bench->turn.batch);
    assert_int_equal(sent_count(sent, POST_PLACE(ACCOUNT_MEMBERS)), 1);
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_LOADED_POSITIONS), 0), 1);
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_POSITIONS), 0), 3);
    assert_int_equal(sent_integer(sent, POST_PLACE(ACCOUNT_BALANCES), 0), 600);
}

static void an_activated_card_can_buy_in_the_same_batch(void **state)
{
    struct bench *bench = *state;
    ledger_add_card(bench->turn.lane, OTHER_CARD, CARD_STOCK, 0);
    deed_init_purchase(&bench->deeds[0], 1, OTHER_CARD, 1000);
    deed_init_activation(&bench->deeds[1], 2, OTHER_CARD);
    deed_init_purchase(&bench->deeds[2], 3, OTHER_CARD, 1000);
    assert_posts(bench, 0, 3);
    assert_verdict(bench, 0, VERDICT_CARD_NOT_ACTIVE);
    assert_verdict(bench, 1, VERDICT_APPROVED);
    assert_verdict(bench, 2, VERDICT_APPROVED);
    int64_t member = answer_of(bench, 1)->position;
    assert_int_equal(answer_of(bench, 1)->member, member);
    assert_int_equal(answer_of(bench, 2)->member, member);
    assert_int_equal(ledger_find_card(bench->turn.lane, OTHER_CARD)->state, CARD_ACTIVE);
    assert_int_equal(ledger_find_card(bench->turn.lane, OTHER_CARD)->member, member);
    assert_int_equal(account_of(bench, member)->balance.minor, 100);
}

static void a_blocked_card_cannot_buy_in_the_same_batch(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_blocking(&bench->deeds[1], 2, CARD);
    deed_init_purchase(&bench->deeds[2], 3, CARD, 1000);
    assert_posts(bench, 0, 3);
    assert_verdict(bench, 0, VERDICT_APPROVED);
    assert_verdict(bench, 2, VERDICT_CARD_BLOCKED);
    assert_int_equal(ledger_find_card(bench->turn.lane, CARD)->state, CARD_BLOCKED);
}

static void two_cards_of_one_member_share_the_account(void **state)
{
    struct bench *bench = *state;
    ledger_add_card(bench->turn.lane, OTHER_CARD, CARD_ACTIVE, 77);
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, OTHER_CARD, 1000);
    assert_posts(bench, 0, 2);
    assert_int_equal(answer_of(bench, 1)->balance_after, 200);
    assert_int_equal(bench->turn.lane->account_count, 1);
}

static void a_request_without_a_currency_loads_no_account(void **state)
{
    struct bench *bench = *state;
    struct deed *deeds[] = {&bench->deeds[1], &bench->deeds[2]};
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_blocking(&bench->deeds[1], 2, CARD);
    deed_init_purchase(&bench->deeds[2], 3, CARD, 1000);
    bench->deeds[1].posting.currency = 0;
    assert_posts(bench, 0, 1);
    batch_bench_decide(&bench->turn, CAREFUL, deeds, 1);
    assert_int_equal(bench->turn.batch->account_count, 0);
    assert_int_equal(answer_of(bench, 1)->balance_after, 0);
    assert_int_equal(answer_of(bench, 1)->member, 77);
}

static void positions_have_no_gaps_though_refusals_stand_between(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < 8; i++) {
        deed_init_purchase(&bench->deeds[i], i + 1, i % 2 == 0 ? CARD : OTHER_CARD, 100);
    }
    assert_posts(bench, 0, 8);
    assert_int_equal(bench->turn.lane->row_count, 4);
    for (size_t i = 0; i < 8; i += 2) {
        assert_int_equal(answer_of(bench, i)->position, i / 2 + 1);
        assert_verdict(bench, i + 1, VERDICT_CARD_UNKNOWN);
        assert_int_equal(answer_of(bench, i + 1)->position, 0);
    }
}

// Refusals.

static void a_refusal_stays_though_the_facts_change(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, OTHER_CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, OTHER_CARD, 1000);
    assert_posts(bench, 0, 1);
    ledger_add_card(bench->turn.lane, OTHER_CARD, CARD_ACTIVE, 78);
    assert_int_equal(run(bench, CAREFUL, 1, 1), BATCH_BENCH_READ_ONLY);
    assert_verdict(bench, 1, VERDICT_CARD_UNKNOWN);
    assert_true(bench->deeds[1].posting.repeated);
}

static void a_refusal_is_remembered_once_for_a_key_twice_in_one_batch(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, OTHER_CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, OTHER_CARD, 1000);
    assert_posts(bench, 0, 2);
    assert_int_equal(bench->turn.lane->key_count, 1);
    assert_verdict(bench, 1, VERDICT_CARD_UNKNOWN);
    assert_true(bench->deeds[1].posting.repeated);
}

static void a_blocked_terminal_is_not_remembered(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, CARD, 1000);
    bench->deeds[0].terminal_blocked = true;
    assert_int_equal(run(bench, CAREFUL, 0, 1), BATCH_BENCH_READ_ONLY);
    assert_verdict(bench, 0, VERDICT_TERMINAL_BLOCKED);
    assert_posts(bench, 1, 1);
    assert_verdict(bench, 1, VERDICT_APPROVED);
}

static void a_blocked_terminal_settles_nothing_for_the_rest_of_the_batch(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, CARD, 1000);
    bench->deeds[0].terminal_blocked = true;
    assert_posts(bench, 0, 2);
    assert_verdict(bench, 1, VERDICT_APPROVED);
    assert_false(bench->deeds[1].posting.repeated);
}

// Poison.

static void poison_is_refused_and_remembered_without_asking_its_rule(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    bench->deeds[0].posting.poison = true;
    assert_posts(bench, 0, 1);
    assert_verdict(bench, 0, VERDICT_REFUSED_BY_LEDGER);
    assert_int_equal(bench->deeds[0].decided_count, 0);
    assert_int_equal(ledger_find_key(bench->turn.lane, &bench->deeds[0].posting.key)->result,
                     VERDICT_REFUSED_BY_LEDGER);
}

static void of_poison_nothing_but_its_key_is_sent(void **state)
{
    struct bench *bench = *state;
    size_t size;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    bench->deeds[0].posting.poison = true;
    batch_reset(bench->turn.batch, BATCH_BENCH_LANE, CAREFUL);
    batch_add(bench->turn.batch, &bench->deeds[0].posting);
    const struct parameters *sent = batch_load_parameters(bench->turn.batch);
    assert_null(sent_bytes(sent, LOAD_PLACE(CARDS), 0, &size));
    assert_null(sent_bytes(sent, LOAD_PLACE(FISCAL_DEVICES), 0, &size));
    assert_null(sent_bytes(sent, LOAD_PLACE(NUMBERS), 0, &size));
    assert_int_equal(sent_integer(sent, LOAD_PLACE(STANS), 0), 1);
}

static void poison_hides_its_card_and_account_from_nobody(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    bench->deeds[0].posting.poison = true;
    assert_posts(bench, 0, 2);
    assert_verdict(bench, 0, VERDICT_REFUSED_BY_LEDGER);
    assert_verdict(bench, 1, VERDICT_APPROVED);
    assert_int_equal(answer_of(bench, 1)->balance_after, 100);
}

static void a_posting_is_found_by_its_ordinal_among_the_posted(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, OTHER_CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    deed_init_purchase(&bench->deeds[2], 2, CARD, 1000);
    deed_init_purchase(&bench->deeds[3], 4, CARD, 1000);
    assert_posts(bench, 0, 4);
    const struct batch *batch = bench->turn.batch;
    assert_null(batch_find_ordinal(batch, 0));
    assert_ptr_equal(batch_find_ordinal(batch, 1), &bench->deeds[1].posting);
    assert_ptr_equal(batch_find_ordinal(batch, 2), &bench->deeds[3].posting);
    assert_null(batch_find_ordinal(batch, 3));
}

static void nothing_is_found_by_ordinal_before_it_was_decided(void **state)
{
    struct bench *bench = *state;
    struct batch *batch = bench->turn.batch;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    batch_reset(batch, BATCH_BENCH_LANE, CAREFUL);
    batch_add(batch, &bench->deeds[0].posting);
    assert_null(batch_find_ordinal(batch, 0));
    assert_posts(bench, 0, 1);
    batch_reset(batch, BATCH_BENCH_LANE, CAREFUL);
    batch_add(batch, &bench->deeds[0].posting);
    assert_null(batch_find_ordinal(batch, 1));
}

// Hope.

static void a_hopeful_batch_asks_for_no_key_and_no_receipt(void **state)
{
    struct bench *bench = *state;
    size_t size;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    batch_reset(bench->turn.batch, BATCH_BENCH_LANE, CARELESS);
    batch_add(bench->turn.batch, &bench->deeds[0].posting);
    const struct parameters *sent = batch_load_parameters(bench->turn.batch);
    assert_null(sent_bytes(sent, LOAD_PLACE(TERMINALS), 0, &size));
    assert_null(sent_bytes(sent, LOAD_PLACE(STORES), 0, &size));
    assert_null(sent_bytes(sent, LOAD_PLACE(NUMBERS), 0, &size));
    assert_non_null(sent_bytes(sent, LOAD_PLACE(CARDS), 0, &size));
}

static void what_is_new_is_posted_in_hope(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    assert_int_equal(run(bench, CARELESS, 0, 2), BATCH_BENCH_POSTED);
    assert_verdict(bench, 1, VERDICT_APPROVED);
}

static void hope_is_not_enough_to_refuse(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, OTHER_CARD, 1000);
    assert_int_equal(run(bench, CARELESS, 0, 2), BATCH_BENCH_UNSURE);
    bench->deeds[1].posting.card = CARD;
    bench->deeds[1].terminal_blocked = true;
    assert_int_equal(run(bench, CARELESS, 0, 2), BATCH_BENCH_UNSURE);
}

static void a_key_or_receipt_that_is_not_new_ends_hope(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[2], 2, CARD, 1000);
    deed_set_receipt(&bench->deeds[2], 1);
    assert_int_equal(run(bench, CARELESS, 0, 1), BATCH_BENCH_POSTED);
    assert_int_equal(run(bench, CARELESS, 1, 1), BATCH_BENCH_UNSURE);
    assert_int_equal(run(bench, CARELESS, 2, 1), BATCH_BENCH_UNSURE);
}

static void whoever_may_be_a_repeat_makes_its_batch_careful(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    deed_init_purchase(&bench->deeds[2], 3, CARD, 1000);
    deed_init_purchase(&bench->deeds[3], 4, CARD, 1000);
    bench->deeds[1].posting.repeat = true;
    bench->deeds[2].posting.in_doubt = true;
    bench->deeds[3].posting.poison = true;
    for (size_t i = 0; i < 4; i++) {
        batch_reset(bench->turn.batch, BATCH_BENCH_LANE, CARELESS);
        batch_add(bench->turn.batch, &bench->deeds[i].posting);
        assert_int_equal(bench->turn.batch->careful, i > 0);
    }
}

// Rows that are not what we asked for.

static PGresult *load_one(struct bench *bench)
{
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    batch_reset(bench->turn.batch, BATCH_BENCH_LANE, CAREFUL);
    batch_add(bench->turn.batch, &bench->deeds[0].posting);
    return ledger_begin(bench->turn.ledger, bench->turn.lane,
                        batch_load_parameters(bench->turn.batch));
}

static void as_many_rows_and_columns_are_wanted_as_asked_for(void **state)
{
    struct bench *bench = *state;
    PGresult *loaded = load_one(bench);
    assert_int_equal(batch_take_lane(bench->turn.batch, loaded), BASE_OK);
    (void)pgresult_add_row(loaded);
    assert_int_equal(batch_take_lane(bench->turn.batch, loaded), BASE_OUT_OF_RANGE);
    PQclear(loaded);
    loaded = pgresult_create_rows(BEGIN_COLUMN_COUNT + 1);
    (void)pgresult_add_row(loaded);
    assert_int_equal(batch_take_lane(bench->turn.batch, loaded), BASE_OUT_OF_RANGE);
    PQclear(loaded);
}

static void rows_are_wanted_in_the_order_of_the_batch(void **state)
{
    struct bench *bench = *state;
    PGresult *loaded = load_one(bench);
    pgresult_set_int4(loaded, 0, COLUMN_ORDINAL, 2);
    assert_int_equal(batch_take_lane(bench->turn.batch, loaded), BASE_OK);
    assert_int_equal(batch_decide(bench->turn.batch, loaded, &bench->turn.registry),
                     BASE_OUT_OF_RANGE);
    PQclear(loaded);
}

static void lots_that_we_never_write_are_not_decided_on(void **state)
{
    static const int64_t no_whole_lot[] = {LOT_NEVER, 0, 0, 0};
    struct bench *bench = *state;
    PGresult *loaded = load_one(bench);
    pgresult_set_int8(loaded, 0, COLUMN_ACCOUNT_POSITION, 5);
    pgresult_set_int8_array(loaded, 0, COLUMN_LOTS, no_whole_lot, 4);
    assert_int_equal(batch_take_lane(bench->turn.batch, loaded), BASE_OK);
    assert_int_equal(batch_decide(bench->turn.batch, loaded, &bench->turn.registry),
                     BASE_OUT_OF_RANGE);
    PQclear(loaded);
}

// Time and seals.

static void all_rows_of_a_turn_have_its_time_and_seals_chain(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    deed_init_purchase(&bench->deeds[1], 2, CARD, 1000);
    deed_init_purchase(&bench->deeds[2], 3, CARD, 1000);
    assert_posts(bench, 0, 2);
    bench->turn.ledger->now_us += 5;
    assert_posts(bench, 2, 1);
    const struct ledger_row *rows = bench->turn.lane->rows;
    assert_int_equal(rows[0].row.posted_at_us, bench->turn.ledger->now_us - 5);
    assert_int_equal(rows[1].row.posted_at_us, rows[0].row.posted_at_us);
    assert_int_equal(rows[2].row.posted_at_us, bench->turn.ledger->now_us);
}

static void a_batch_is_full_at_its_capacity(void **state)
{
    struct bench *bench = *state;
    deed_init_purchase(&bench->deeds[0], 1, CARD, 1000);
    batch_reset(bench->turn.batch, BATCH_BENCH_LANE, CAREFUL);
    for (uint32_t i = 0; i < BATCH_BENCH_CAPACITY; i++) {
        assert_false(batch_is_full(bench->turn.batch));
        batch_add(bench->turn.batch, &bench->deeds[0].posting);
    }
    assert_true(batch_is_full(bench->turn.batch));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, drop_bench)

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
        TEST(a_refusal_stays_though_the_facts_change),
        TEST(a_refusal_is_remembered_once_for_a_key_twice_in_one_batch),
        TEST(a_blocked_terminal_is_not_remembered),
        TEST(a_blocked_terminal_settles_nothing_for_the_rest_of_the_batch),
        TEST(poison_is_refused_and_remembered_without_asking_its_rule),
        TEST(of_poison_nothing_but_its_key_is_sent),
        TEST(poison_hides_its_card_and_account_from_nobody),
        TEST(a_posting_is_found_by_its_ordinal_among_the_posted),
        TEST(nothing_is_found_by_ordinal_before_it_was_decided),
        TEST(a_hopeful_batch_asks_for_no_key_and_no_receipt),
        TEST(what_is_new_is_posted_in_hope),
        TEST(hope_is_not_enough_to_refuse),
        TEST(a_key_or_receipt_that_is_not_new_ends_hope),
        TEST(whoever_may_be_a_repeat_makes_its_batch_careful),
        TEST(as_many_rows_and_columns_are_wanted_as_asked_for),
        TEST(rows_are_wanted_in_the_order_of_the_batch),
        TEST(lots_that_we_never_write_are_not_decided_on),
        TEST(all_rows_of_a_turn_have_its_time_and_seals_chain),
        TEST(a_batch_is_full_at_its_capacity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
