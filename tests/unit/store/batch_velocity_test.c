// SPDX-License-Identifier: Apache-2.0
// Proves that postings of a turn are counted by card, cashier, till and store, and that each finds
// what earlier ones of the same turn added.
#include <stdlib.h>
#include <string.h>

#include "batch_bench.h"
#include "domain/velocity.h"
#include "pgresult.h"
#include "sent.h"
#include "store/batch_velocity_internal.h"
#include "support/cmocka.h"

#define CARD "4006381333931"
#define OTHER_CARD "4006381333948"

enum { COUNTED_MAX = 4, READ_COLUMNS = 7 };

// Where VELOCITY_READ and VELOCITY_POST have their parameters.
enum { READ_SUBJECTS, READ_KEYS, READ_UTC_OFFSETS };
enum {
    POST_AT_SUBJECTS = 2,
    POST_AT_KEYS,
    POST_AT_UTC_OFFSETS,
    POST_AT_COUNTS,
    POST_AT_POINTS,
    POST_AT_MONEYS
};

// A deed that remembers what its rule was told.
struct counted {
    struct deed deed; // first
    const struct posting_rule *rule;
    bool was_told;
    struct velocity_used used;
};

struct scene {
    struct batch_bench bench;
    struct counted list[COUNTED_MAX];
    size_t count;
};

static const struct posting_velocity by_anna = {
    .store = 5, .cashier = "Анна", .utc_offset_s = 10800};
static const struct posting_velocity by_nobody = {.store = 5, .cashier = ""};

static enum verdict counted_decide(struct posting *posting, const struct posting_facts *facts,
                                   struct posting_effect *effect)
{
    struct counted *counted = (struct counted *)(void *)posting;
    counted->was_told = facts->velocity != NULL;
    if (counted->was_told) {
        counted->used = *facts->velocity;
    }
    return counted->rule->decide(posting, facts, effect);
}

static const struct posting_rule counted_rule = {.decide = counted_decide};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof(*scene));
    batch_bench_init(&scene->bench);
    ledger_add_card(scene->bench.lane, CARD, CARD_ACTIVE, 77);
    ledger_add_card(scene->bench.lane, OTHER_CARD, CARD_ACTIVE, 78);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    batch_bench_clear(&scene->bench);
    free(scene);
    return 0;
}

static struct counted *sell(struct scene *scene, const char *card, int64_t money,
                            const struct posting_velocity *velocity)
{
    struct counted *counted = &scene->list[scene->count++];
    deed_init_purchase(&counted->deed, scene->count, card, money);
    counted->rule = counted->deed.posting.rule;
    counted->deed.posting.rule = &counted_rule;
    counted->deed.posting.velocity = velocity;
    return counted;
}

// The turn up to the question about velocity.
static const struct parameters *ask(struct scene *scene)
{
    struct batch *batch = scene->bench.batch;
    batch_reset(batch, BATCH_BENCH_LANE, false);
    for (size_t i = 0; i < scene->count; i++) {
        batch_add(batch, &scene->list[i].deed.posting);
    }
    PGresult *loaded =
        ledger_begin(scene->bench.ledger, scene->bench.lane, batch_load_parameters(batch));
    assert_int_equal(batch_take_lane(batch, loaded), BASE_OK);
    PQclear(loaded);
    batch_choose_recalls(batch);
    batch_choose_velocities(batch);
    return batch_wants_velocity(batch) ? batch_velocity_parameters(batch) : NULL;
}

// Answers that key k had k postings of 10 k points and 100 k money in the hour, and one, ten and a
// hundred more in the day; then decides.
static void decide(struct scene *scene, uint32_t key_count)
{
    PGresult *rows = pgresult_create_rows(READ_COLUMNS);
    for (int64_t key = 0; key < key_count; key++) {
        int row = pgresult_add_row(rows);
        pgresult_set_int4(rows, row, 0, key + 1);
        for (int column = 1, scale = 1; column <= 3; column++, scale *= 10) {
            pgresult_set_int8(rows, row, column, scale * key);
            pgresult_set_int8(rows, row, column + 3, scale * (key + 1));
        }
    }
    assert_int_equal(batch_take_velocity(scene->bench.batch, rows), BASE_OK);
    PQclear(rows);
    assert_int_equal(batch_decide(scene->bench.batch, NULL, &scene->bench.registry), BASE_OK);
}

static int64_t used_of(const struct counted *counted, enum programme_subject subject,
                       enum programme_window window, enum programme_measure measure)
{
    assert_true(counted->was_told);
    return counted->used.of[subject][window].of[measure];
}

static void a_posting_that_is_not_counted_asks_for_nothing(void **state)
{
    struct scene *scene = *state;
    struct counted *plain = sell(scene, CARD, 1000, NULL);
    assert_null(ask(scene));
    assert_int_equal(batch_decide(scene->bench.batch, NULL, &scene->bench.registry), BASE_OK);
    assert_false(plain->was_told);
}

static void each_key_is_asked_for_once(void **state)
{
    struct scene *scene = *state;
    sell(scene, CARD, 1000, &by_anna);
    sell(scene, OTHER_CARD, 2000, &by_anna);
    sell(scene, CARD, 3000, &by_nobody);
    const struct parameters *asked = ask(scene);
    assert_int_equal(asked->count, 3);
    static const struct {
        enum programme_subject subject;
        const char *key;
    } keys[] = {
        {PROGRAMME_SUBJECT_CARD, CARD},       {PROGRAMME_SUBJECT_CASHIER, "5/Анна"},
        {PROGRAMME_SUBJECT_TILL, "1"},        {PROGRAMME_SUBJECT_STORE, "5"},
        {PROGRAMME_SUBJECT_CARD, OTHER_CARD},
    };
    assert_int_equal(sent_count(asked, READ_KEYS), BASE_COUNT(keys));
    for (uint32_t i = 0; i < BASE_COUNT(keys); i++) {
        char key[64];
        sent_text(asked, READ_KEYS, i, key, sizeof(key));
        assert_string_equal(key, keys[i].key);
        assert_int_equal(sent_integer(asked, READ_SUBJECTS, i), keys[i].subject);
        assert_int_equal(sent_integer(asked, READ_UTC_OFFSETS, i), 10800);
    }
}

static void a_rule_is_told_what_passed_before_and_in_its_own_turn(void **state)
{
    struct scene *scene = *state;
    struct counted *first = sell(scene, CARD, 1000, &by_anna);
    struct counted *second = sell(scene, OTHER_CARD, 2000, &by_nobody);
    (void)ask(scene);
    decide(scene, 5);
    assert_int_equal(
        used_of(first, PROGRAMME_SUBJECT_CARD, PROGRAMME_WINDOW_HOUR, PROGRAMME_MEASURE_COUNT), 0);
    assert_int_equal(
        used_of(first, PROGRAMME_SUBJECT_CASHIER, PROGRAMME_WINDOW_HOUR, PROGRAMME_MEASURE_MONEY),
        100);
    assert_int_equal(
        used_of(first, PROGRAMME_SUBJECT_STORE, PROGRAMME_WINDOW_DAY, PROGRAMME_MEASURE_POINTS),
        40);
    // The first one earned a tenth of 1000.
    assert_int_equal(
        used_of(second, PROGRAMME_SUBJECT_STORE, PROGRAMME_WINDOW_DAY, PROGRAMME_MEASURE_POINTS),
        40 + 100);
    assert_int_equal(
        used_of(second, PROGRAMME_SUBJECT_TILL, PROGRAMME_WINDOW_HOUR, PROGRAMME_MEASURE_COUNT),
        2 + 1);
    assert_int_equal(
        used_of(second, PROGRAMME_SUBJECT_CARD, PROGRAMME_WINDOW_HOUR, PROGRAMME_MEASURE_COUNT), 4);
    assert_int_equal(
        used_of(second, PROGRAMME_SUBJECT_CASHIER, PROGRAMME_WINDOW_DAY, PROGRAMME_MEASURE_COUNT),
        0);
}

static void what_was_posted_is_added_and_what_was_refused_is_not(void **state)
{
    struct scene *scene = *state;
    sell(scene, CARD, 1000, &by_nobody);
    sell(scene, CARD, 2000, &by_nobody);
    struct counted *refused = sell(scene, "2000000000015", 4000, &by_nobody); // no such card
    (void)ask(scene);
    decide(scene, 4);
    assert_int_equal(refused->deed.posting.answer.verdict, VERDICT_CARD_UNKNOWN);
    const struct parameters *posted = batch_velocity_post_parameters(scene->bench.batch);
    assert_int_equal(posted->count, 8);
    assert_int_equal(sent_count(posted, POST_AT_KEYS), 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(sent_integer(posted, POST_AT_COUNTS, i), 2);
        assert_int_equal(sent_integer(posted, POST_AT_POINTS, i), 300);
        assert_int_equal(sent_integer(posted, POST_AT_MONEYS, i), 3000);
    }
    assert_int_equal(sent_integer(posted, POST_AT_SUBJECTS, 2), PROGRAMME_SUBJECT_STORE);
    assert_int_equal(sent_integer(posted, POST_AT_UTC_OFFSETS, 2), 0);
}

static void rows_that_were_not_asked_for_are_out_of_range(void **state)
{
    struct scene *scene = *state;
    sell(scene, CARD, 1000, &by_nobody);
    (void)ask(scene);
    PGresult *rows = pgresult_create_rows(READ_COLUMNS);
    pgresult_set_int4(rows, pgresult_add_row(rows), 0, 1);
    assert_int_equal(batch_take_velocity(scene->bench.batch, rows), BASE_OUT_OF_RANGE);
    PQclear(rows);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_posting_that_is_not_counted_asks_for_nothing),
        TEST(each_key_is_asked_for_once),
        TEST(a_rule_is_told_what_passed_before_and_in_its_own_turn),
        TEST(what_was_posted_is_added_and_what_was_refused_is_not),
        TEST(rows_that_were_not_asked_for_are_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
