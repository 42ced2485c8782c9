// SPDX-License-Identifier: Apache-2.0
// Proves the order of a lane's queue, whatever is taken out of it or put back.
#include "store/lane_internal.h"

#include <stdlib.h>

#include "base/limits.h"
#include "store/batch_internal.h"
#include "support/cmocka.h"

enum { POSTINGS = 6, CAPACITY = 4 };

struct bench {
    struct lane lane;
    struct batch *batch;
    struct posting postings[POSTINGS];
};

static int make_bench(void **state)
{
    static const struct hash_seed seed = {.words = {1, 2}};
    struct bench *bench = calloc(1, sizeof(*bench));
    lane_init(&bench->lane, 7, CAPACITY);
    bench->batch = batch_create(CAPACITY, &seed);
    *state = bench;
    return 0;
}

static int drop_bench(void **state)
{
    struct bench *bench = *state;
    batch_destroy(bench->batch);
    free(bench);
    return 0;
}

static void append(struct bench *bench, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lane_append(&bench->lane, &bench->postings[i]);
    }
}

static void fill(struct bench *bench)
{
    batch_reset(bench->batch, bench->lane.number, false);
    lane_fill(&bench->lane, bench->batch);
}

// `expected` are the places of the postings, as digits.
static void assert_queue(const struct bench *bench, const char *expected)
{
    const struct posting *last = NULL;
    uint32_t count = 0;
    for (const struct posting *at = bench->lane.first; at != NULL; at = at->next) {
        assert_int_equal('0' + (at - bench->postings), expected[count]);
        last = at;
        count++;
    }
    assert_int_equal(expected[count], '\0');
    assert_ptr_equal(bench->lane.last, last);
    assert_int_equal(bench->lane.count, count);
}

static void assert_batch(const struct bench *bench, const char *expected)
{
    uint32_t count = 0;
    for (; count < bench->batch->count; count++) {
        assert_int_equal('0' + (bench->batch->postings[count] - bench->postings), expected[count]);
    }
    assert_int_equal(expected[count], '\0');
}

// As a batch leaves those that have to wait.
static void defer(struct bench *bench, uint32_t index)
{
    bench->batch->decisions[index].state = DECISION_DEFERRED;
}

static void a_new_lane_is_empty(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(bench->lane.number, 7);
    assert_queue(bench, "");
    assert_null(lane_take_late(&bench->lane, INT64_MAX));
    assert_null(lane_take_all(&bench->lane));
}

static void postings_wait_in_the_order_they_came(void **state)
{
    struct bench *bench = *state;
    append(bench, 3);
    assert_queue(bench, "012");
}

static void a_turn_takes_the_oldest_as_many_as_it_may_hold(void **state)
{
    struct bench *bench = *state;
    append(bench, 6);
    fill(bench);
    assert_batch(bench, "0123");
    assert_queue(bench, "45");
    fill(bench);
    assert_batch(bench, "45");
    assert_queue(bench, "");
}

static void a_halved_turn_takes_fewer(void **state)
{
    struct bench *bench = *state;
    append(bench, 6);
    bench->lane.turn_requests = 1;
    fill(bench);
    assert_batch(bench, "0");
    assert_queue(bench, "12345");
}

static void a_turn_holds_no_more_bytes_than_a_statement_may(void **state)
{
    struct bench *bench = *state;
    append(bench, 3);
    bench->postings[0].body_size = LIMIT_TURN_BYTES_MAX - 10;
    bench->postings[1].body_size = 10;
    bench->postings[2].body_size = 1;
    fill(bench);
    assert_batch(bench, "01");
    assert_queue(bench, "2");
}

// It cannot be larger, by the limit on frames; if it were, it would hold up the lane for ever.
static void one_posting_is_taken_however_large(void **state)
{
    struct bench *bench = *state;
    append(bench, 2);
    bench->postings[0].body_size = (size_t)LIMIT_TURN_BYTES_MAX + 1;
    fill(bench);
    assert_batch(bench, "0");
    assert_queue(bench, "1");
}

static void what_is_given_back_goes_first_and_in_order(void **state)
{
    struct bench *bench = *state;
    append(bench, 4);
    fill(bench);
    lane_append(&bench->lane, &bench->postings[4]);
    lane_append(&bench->lane, &bench->postings[5]);
    lane_give_back(&bench->lane, bench->batch);
    assert_queue(bench, "012345");
}

static void what_is_given_back_to_an_empty_lane_has_a_last(void **state)
{
    struct bench *bench = *state;
    append(bench, 3);
    fill(bench);
    assert_queue(bench, "");
    lane_give_back(&bench->lane, bench->batch);
    assert_queue(bench, "012");
    lane_append(&bench->lane, &bench->postings[3]);
    assert_queue(bench, "0123");
}

// Deadlines of 10 and 20 by the digits of `late`: those that stand in it are late at 10.
static void assert_late(struct bench *bench, const char *late, const char *left)
{
    append(bench, 4);
    for (size_t i = 0; i < POSTINGS; i++) {
        bench->postings[i].deadline_ms = 20;
    }
    for (const char *digit = late; *digit != '\0'; digit++) {
        bench->postings[*digit - '0'].deadline_ms = 10;
    }
    assert_null(lane_take_late(&bench->lane, 9));
    assert_queue(bench, "0123");
    const struct posting *at = lane_take_late(&bench->lane, 10);
    for (const char *digit = late; *digit != '\0'; digit++) {
        assert_ptr_equal(at, &bench->postings[*digit - '0']);
        at = at->next;
    }
    assert_null(at);
    assert_queue(bench, left);
    lane_append(&bench->lane, &bench->postings[4]);
    (void)lane_take_all(&bench->lane);
}

static void late_ones_are_taken_out_from_anywhere(void **state)
{
    struct bench *bench = *state;
    assert_late(bench, "", "0123");
    assert_late(bench, "0", "123");
    assert_late(bench, "3", "012");
    assert_late(bench, "12", "03");
    assert_late(bench, "03", "12");
    assert_late(bench, "0123", "");
}

static void all_are_taken_out_in_order(void **state)
{
    struct bench *bench = *state;
    append(bench, 3);
    const struct posting *all = lane_take_all(&bench->lane);
    assert_ptr_equal(all, &bench->postings[0]);
    assert_ptr_equal(all->next, &bench->postings[1]);
    assert_ptr_equal(all->next->next, &bench->postings[2]);
    assert_null(all->next->next->next);
    assert_queue(bench, "");
    lane_append(&bench->lane, &bench->postings[5]);
    assert_queue(bench, "5");
}

static void what_has_to_wait_goes_first_and_in_order(void **state)
{
    struct bench *bench = *state;
    append(bench, 4);
    fill(bench);
    defer(bench, 1);
    defer(bench, 3);
    lane_append(&bench->lane, &bench->postings[4]);
    lane_give_back_deferred(&bench->lane, bench->batch);
    assert_queue(bench, "134");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_bench, drop_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_lane_is_empty),
        TEST(postings_wait_in_the_order_they_came),
        TEST(a_turn_takes_the_oldest_as_many_as_it_may_hold),
        TEST(a_halved_turn_takes_fewer),
        TEST(a_turn_holds_no_more_bytes_than_a_statement_may),
        TEST(one_posting_is_taken_however_large),
        TEST(what_is_given_back_goes_first_and_in_order),
        TEST(what_is_given_back_to_an_empty_lane_has_a_last),
        TEST(what_has_to_wait_goes_first_and_in_order),
        TEST(late_ones_are_taken_out_from_anywhere),
        TEST(all_are_taken_out_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
