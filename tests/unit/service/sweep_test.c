// SPDX-License-Identifier: Apache-2.0
// Proves that the sweep finds what is due by and by, posts it a few at a time, writes no row where
// there is nothing to write, and leaves out nothing when the store is away for a while.
#include "service/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "fake_store.h"
#include "loop/loop.h"
#include "support/cmocka.h"
#include "support/fake_clock.h"

enum { LANES = 2, TODAY = 20000 };

#define DAY_US INT64_C(86400000000)

struct yard {
    struct store store;
    struct registry registry;
    struct fake_clock clock;
    struct loop *loop;
    struct log log;
    struct buffer lines;
    struct metrics *metrics;
    struct sweep *sweep;
};

static void yard_take_line(void *context, const char *line, size_t size)
{
    struct yard *yard = context;
    assert_int_equal(buffer_append(&yard->lines, line, size), BASE_OK);
}

static int yard_setup(void **state)
{
    struct yard *yard = memory_allocate(1, sizeof(*yard));
    yard->registry = (struct registry){.revision = 1, .lane_count = LANES, .incarnation = 1};
    yard->store.registry = &yard->registry;
    yard->store.newest_registry = &yard->registry;
    yard->store.turn_at_us = TODAY * DAY_US + DAY_US / 2; // the day begins at UTC-12
    yard->store.day = TODAY;
    yard->clock = (struct fake_clock){.wall_us = yard->store.turn_at_us, .monotonic_us = 1000};
    const struct clock_source clock = fake_clock_source(&yard->clock);
    yard->loop = loop_create(&clock);
    buffer_init(&yard->lines, 1 << 20);
    log_init(&yard->log, -1, LOG_INFO);
    yard->log.sink = yard_take_line;
    yard->log.sink_context = yard;
    yard->metrics = metrics_create();
    yard->sweep = sweep_create(yard->loop, &yard->store, &yard->log, yard->metrics, 42);
    *state = yard;
    return 0;
}

static int yard_teardown(void **state)
{
    struct yard *yard = *state;
    yard->store.taking = STORE_UNAVAILABLE;
    fake_store_run(&yard->store, STORE_UNAVAILABLE);
    sweep_destroy(yard->sweep);
    loop_destroy(yard->loop);
    metrics_destroy(yard->metrics);
    buffer_clear(&yard->lines);
    free(yard);
    return 0;
}

// The longest rest goes by.
static void wait_for_look(struct yard *yard)
{
    fake_clock_advance_ms(&yard->clock, 2 * LIMIT_SWEEP_REST_MS);
    loop_run_turn(yard->loop, LOOP_POLL);
}

// Everything that waits in the store is done, and what comes of that.
static void run(struct yard *yard)
{
    while (yard->store.posting_count + yard->store.ask_count > 0) {
        fake_store_run(&yard->store, STORE_OK);
    }
}

// One look from its beginning to its end.
static void look(struct yard *yard)
{
    wait_for_look(yard);
    run(yard);
}

// The pass over the accounts that follows the start.
static void finish_pass(struct yard *yard)
{
    for (int lane = 0; lane < LANES; lane++) {
        look(yard);
    }
}

static bool has_logged(const struct yard *yard, const char *words)
{
    size_t size = buffer_size(&yard->lines);
    return size > 0 && memmem(buffer_bytes(&yard->lines), size, words, strlen(words)) != NULL;
}

// An account with a lot that has expired, or with points of a hold that is over.
static void put_expired(struct yard *yard)
{
    yard->store.account =
        (struct account){.position = 9,
                         .balance = {110},
                         .lifetime = {7000},
                         .lot_count = 2,
                         .lots = {{TODAY, 0, 0, 0, {10}}, {LOT_NEVER, 0, 0, 0, {100}}}};
}

static void put_held(struct yard *yard, int32_t expires_on)
{
    yard->store.account =
        (struct account){.position = 9,
                         .balance = {50},
                         .held_count = 1,
                         .held = {{7, yard->store.turn_at_us, {expires_on, 0, 0, 0, {50}}}}};
    yard->store.due_holds[0] =
        (struct ask_account){.member = 11, .lane = 1, .currency = 643, .is_due = true};
    yard->store.due_hold_count = 1;
}

static void put_next(struct yard *yard, uint32_t count, bool is_due)
{
    yard->store.next_account_count = count;
    for (uint32_t i = 0; i < count; i++) {
        yard->store.next_accounts[i] =
            (struct ask_account){.member = 11 + i, .lane = 1, .currency = 643, .is_due = is_due};
    }
}

static void an_expired_lot_becomes_a_row_without_a_key(void **state)
{
    struct yard *yard = *state;
    put_expired(yard);
    put_next(yard, 1, true);
    wait_for_look(yard);
    fake_store_run(&yard->store, STORE_OK); // no holds
    fake_store_run(&yard->store, STORE_OK); // the accounts
    assert_int_equal(yard->store.posting_count, 1);
    const struct posting *posting = yard->store.postings[0];
    assert_int_equal(posting->key.terminal, 0);
    assert_int_equal(posting->key.stan, 0);
    assert_int_equal(posting->lane, 1);
    assert_int_equal(posting->member, 11);
    assert_string_equal(posting->card, "");
    run(yard);
    const struct posting_effect *effect = &yard->store.effect;
    assert_int_equal(effect->kind, JOURNAL_EXPIRED);
    assert_int_equal(effect->member, 11);
    assert_int_equal(effect->currency, 643);
    assert_int_equal(effect->earned, -10);
    assert_int_equal(effect->money, 0);
    assert_int_equal(effect->account.balance.minor, 100);
    assert_int_equal(effect->account.lifetime.minor, 7000);
    assert_int_equal(effect->details.spendable_after, 100);
}

static void a_hold_that_is_over_becomes_a_row_that_names_it(void **state)
{
    struct yard *yard = *state;
    put_held(yard, LOT_NEVER);
    look(yard);
    const struct posting_effect *effect = &yard->store.effect;
    assert_int_equal(effect->kind, JOURNAL_HOLD_TIMED_OUT);
    assert_int_equal(effect->earned, 0);
    assert_int_equal(effect->base, 50);
    assert_int_equal(effect->account.balance.minor, 50);
    assert_int_equal(effect->details.original_position, 7);
    assert_int_equal(effect->details.held_after, 0);
    assert_true(has_logged(yard, "event=holds_swept rows=1"));
}

static void what_expired_while_it_was_held_follows_at_once(void **state)
{
    struct yard *yard = *state;
    put_held(yard, TODAY - 1);
    look(yard);
    assert_int_equal(yard->store.head, 2);
    assert_int_equal(yard->store.effect.kind, JOURNAL_EXPIRED);
    assert_int_equal(yard->store.account.balance.minor, 0);
}

static void where_another_daemon_was_first_there_is_no_row(void **state)
{
    struct yard *yard = *state;
    put_held(yard, LOT_NEVER);
    yard->store.account.held_count = 0;
    yard->store.account.balance.minor = 0;
    look(yard);
    assert_int_equal(yard->store.decide_count, 1);
    assert_int_equal(yard->store.head, 0);
    assert_int_equal(yard->store.key_count, 0);
    assert_int_equal(buffer_size(&yard->lines), 0);
}

static void only_so_many_are_in_the_queues_at_once(void **state)
{
    struct yard *yard = *state;
    put_next(yard, LIMIT_SWEEP_ACCOUNTS_MAX, true);
    wait_for_look(yard);
    fake_store_run(&yard->store, STORE_OK);
    fake_store_run(&yard->store, STORE_OK);
    assert_int_equal(yard->store.posting_count, LIMIT_SWEEP_POSTINGS_MAX);
    run(yard);
    assert_int_equal(yard->store.decide_count, LIMIT_SWEEP_ACCOUNTS_MAX);
}

static void accounts_that_are_not_due_are_not_posted(void **state)
{
    struct yard *yard = *state;
    put_next(yard, 100, false);
    look(yard);
    assert_int_equal(yard->store.decide_count, 0);
}

// The member that the newest look for lots began behind.
static int64_t asked_after(struct yard *yard)
{
    wait_for_look(yard);
    fake_store_run(&yard->store, STORE_OK);
    assert_int_equal(yard->store.ask_count, 1);
    assert_int_equal(yard->store.asks[0]->kind, ASK_SWEEP_LOTS);
    int64_t member = yard->store.asks[0]->after.member;
    run(yard);
    return member;
}

static void the_walk_goes_on_behind_the_last_account_then_in_the_next_lane(void **state)
{
    struct yard *yard = *state;
    put_next(yard, LIMIT_SWEEP_ACCOUNTS_MAX, false);
    assert_int_equal(asked_after(yard), 0);
    assert_int_equal(asked_after(yard), 11 + LIMIT_SWEEP_ACCOUNTS_MAX - 1);
    put_next(yard, 3, false);
    assert_int_equal(asked_after(yard), 11 + LIMIT_SWEEP_ACCOUNTS_MAX - 1);
    assert_int_equal(asked_after(yard), 0); // the other lane
}

static void accounts_that_the_store_did_not_do_are_looked_at_again(void **state)
{
    struct yard *yard = *state;
    put_expired(yard);
    put_next(yard, LIMIT_SWEEP_ACCOUNTS_MAX, true);
    wait_for_look(yard);
    fake_store_run(&yard->store, STORE_OK);
    fake_store_run(&yard->store, STORE_OK);
    yard->store.taking = STORE_BUSY;
    fake_store_run(&yard->store, STORE_LATE);
    assert_int_equal(yard->store.decide_count, 0);
    yard->store.taking = STORE_OK;
    assert_int_equal(asked_after(yard), 0);
    assert_int_equal(yard->store.head, 1);
    assert_int_equal(asked_after(yard), 11 + LIMIT_SWEEP_ACCOUNTS_MAX - 1);
}

static void all_accounts_are_walked_over_once_a_day(void **state)
{
    struct yard *yard = *state;
    put_expired(yard);
    put_next(yard, 1, true);
    finish_pass(yard);
    assert_true(has_logged(yard, "event=accounts_swept day=20000 accounts=2 expired=1"));
    unsigned decided = yard->store.decide_count;
    look(yard);
    look(yard);
    assert_int_equal(yard->store.decide_count, decided);
    yard->store.day = TODAY + 1;
    finish_pass(yard);
    assert_int_equal(yard->store.decide_count, 2 * decided);
}

static void a_store_that_is_away_is_asked_again(void **state)
{
    struct yard *yard = *state;
    put_held(yard, LOT_NEVER);
    yard->store.taking = STORE_UNAVAILABLE;
    look(yard);
    yard->store.taking = STORE_OK;
    wait_for_look(yard);
    fake_store_run(&yard->store, STORE_UNAVAILABLE);
    assert_int_equal(yard->store.head, 0);
    look(yard);
    assert_int_equal(yard->store.head, 1);
}

static void without_a_registry_nothing_is_asked(void **state)
{
    struct yard *yard = *state;
    yard->store.registry = NULL;
    wait_for_look(yard);
    assert_int_equal(yard->store.ask_count, 0);
    yard->store.registry = &yard->registry;
    wait_for_look(yard);
    assert_int_equal(yard->store.ask_count, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, yard_setup, yard_teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_expired_lot_becomes_a_row_without_a_key),
        TEST(a_hold_that_is_over_becomes_a_row_that_names_it),
        TEST(what_expired_while_it_was_held_follows_at_once),
        TEST(where_another_daemon_was_first_there_is_no_row),
        TEST(only_so_many_are_in_the_queues_at_once),
        TEST(accounts_that_are_not_due_are_not_posted),
        TEST(the_walk_goes_on_behind_the_last_account_then_in_the_next_lane),
        TEST(accounts_that_the_store_did_not_do_are_looked_at_again),
        TEST(all_accounts_are_walked_over_once_a_day),
        TEST(a_store_that_is_away_is_asked_again),
        TEST(without_a_registry_nothing_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
