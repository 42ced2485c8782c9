// SPDX-License-Identifier: Apache-2.0
// A small lane with right digests and seals, then spoilt in every way an owner of the database has.
#include "tools/ctl/verify_lane.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"

enum { LANE = 3, ROWS_MAX = 16, SEALS_MAX = 8, TEXT_BYTES = 1024 };

struct lane {
    struct journal_row rows[ROWS_MAX];
    const char *row_damage[ROWS_MAX]; // NULL: none
    size_t row_count;
    size_t row_next;
    struct verify_seal seals[SEALS_MAX];
    size_t seal_count;
    size_t seal_next;
    size_t fails_at_row; // 0: never
    char differences[TEXT_BYTES];
    char sealed[TEXT_BYTES];
};

static enum verify_step next_row(void *context, struct verify_row *row)
{
    struct lane *lane = context;
    if (lane->fails_at_row != 0 && lane->row_next + 1 == lane->fails_at_row) {
        return VERIFY_FAILED;
    }
    if (lane->row_next == lane->row_count) {
        return VERIFY_END;
    }
    const char *damage = lane->row_damage[lane->row_next];
    *row = (struct verify_row){.row = lane->rows[lane->row_next++]};
    snprintf(row->damage, sizeof(row->damage), "%s", damage == NULL ? "" : damage);
    return VERIFY_NEXT;
}

static enum verify_step next_seal(void *context, struct verify_seal *seal)
{
    struct lane *lane = context;
    if (lane->seal_next == lane->seal_count) {
        return VERIFY_END;
    }
    *seal = lane->seals[lane->seal_next++];
    return VERIFY_NEXT;
}

static void differ(void *context, int64_t first, int64_t last, const char *what)
{
    struct lane *lane = context;
    const size_t size = strlen(lane->differences);
    snprintf(lane->differences + size, TEXT_BYTES - size, "%" PRId64 "-%" PRId64 " %s|", first,
             last, what);
}

// Whether what was computed is what is stored.
static void sealed(void *context, const struct verify_seal *seal, const uint8_t *computed)
{
    struct lane *lane = context;
    const size_t size = strlen(lane->sealed);
    const char *word = computed == NULL                                  ? "unknown"
                       : memcmp(computed, seal->seal, DIGEST_BYTES) == 0 ? "same"
                                                                         : "other";
    snprintf(lane->sealed + size, TEXT_BYTES - size, "%" PRId64 " %s|", seal->last, word);
}

static struct journal_row row_make(int64_t position)
{
    return (struct journal_row){
        .lane = LANE,
        .position = position,
        .encoding = JOURNAL_ENCODING_PLAIN,
        .kind = JOURNAL_PURCHASE,
        .terminal = 7,
        .stan = (uint64_t)position,
        .card = "2900000000008",
        .money = 100 * position,
        .posted_at_us = 1000 + position,
        .body = (const uint8_t *)"body",
        .body_size = 4,
    };
}

static void lane_seal(struct lane *lane, size_t count)
{
    uint8_t leaves[ROWS_MAX * DIGEST_BYTES];
    uint8_t root[DIGEST_BYTES];
    uint8_t zeros[DIGEST_BYTES] = {0};
    struct digest_engine *engine = digest_engine_create();
    for (size_t index = 0; index < count; index++) {
        journal_row_digest(engine, &lane->rows[lane->row_count - count + index],
                           leaves + index * DIGEST_BYTES);
    }
    digest_compute_merkle_root(engine, leaves, count, root);
    struct verify_seal *seal = &lane->seals[lane->seal_count];
    seal->last = (int64_t)lane->row_count;
    seal->first = seal->last - (int64_t)count + 1;
    journal_seal(engine, lane->seal_count == 0 ? zeros : seal[-1].seal, LANE, seal->first,
                 seal->last, root, seal->seal);
    lane->seal_count++;
    digest_engine_destroy(engine);
}

static void lane_post(struct lane *lane, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        lane->row_count++;
        lane->rows[lane->row_count - 1] = row_make((int64_t)lane->row_count);
    }
    lane_seal(lane, count);
}

// Turns of 1, 3 and 2 rows: positions 1, 2 to 4, 5 to 6.
static struct lane lane_make(void)
{
    struct lane lane = {0};
    lane_post(&lane, 1);
    lane_post(&lane, 3);
    lane_post(&lane, 2);
    return lane;
}

static void assert_differences(struct lane *lane, const char *expected)
{
    lane->row_next = 0;
    lane->seal_next = 0;
    lane->differences[0] = '\0';
    const struct verify_source source = {
        .next_row = next_row, .next_seal = next_seal, .differ = differ, .context = lane};
    struct verify_totals totals;
    assert_true(verify_lane(&source, LANE, &totals));
    assert_string_equal(lane->differences, expected);
}

#define DOES_NOT_FIT "the seal does not fit: rows, their order or the seal were changed|"

static void a_lane_as_it_was_posted_has_no_differences(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    const struct verify_source source = {
        .next_row = next_row, .next_seal = next_seal, .differ = differ, .context = &lane};
    struct verify_totals totals;
    assert_true(verify_lane(&source, LANE, &totals));
    assert_string_equal(lane.differences, "");
    assert_int_equal(totals.rows, 6);
    assert_int_equal(totals.seals, 3);
    assert_int_equal(totals.head, 6);
    assert_memory_equal(totals.head_seal, lane.seals[2].seal, DIGEST_BYTES);
}

static void an_empty_lane_has_no_differences(void **state)
{
    (void)state;
    struct lane lane = {0};
    assert_differences(&lane, "");
}

static void a_changed_row_is_found_in_its_turn_alone(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.rows[2].money++;
    assert_differences(&lane, "2-4 " DOES_NOT_FIT);
}

static void a_removed_row_is_named(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    memmove(&lane.rows[2], &lane.rows[3], 3 * sizeof(lane.rows[0]));
    lane.row_count--;
    assert_differences(&lane, "3-3 sealed, but not there|");
}

static void a_removed_end_is_named(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.row_count -= 3;
    assert_differences(&lane, "4-4 sealed, but not there|5-6 sealed, but not there|");
}

static void swapped_rows_are_found(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    const struct journal_row kept = lane.rows[1];
    lane.rows[1] = lane.rows[3];
    lane.rows[3] = kept;
    lane.rows[1].position = 2;
    lane.rows[3].position = 4;
    assert_differences(&lane, "2-4 " DOES_NOT_FIT);
}

static void an_added_row_is_found(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.rows[lane.row_count++] = row_make(7);
    lane.rows[lane.row_count++] = row_make(8);
    assert_differences(&lane, "7-8 behind the last seal|");
}

static void a_changed_seal_breaks_its_own_turn_and_the_next(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.seals[0].seal[0] ^= 1;
    assert_differences(&lane, "1-1 " DOES_NOT_FIT "2-4 " DOES_NOT_FIT);
}

static void a_removed_seal_leaves_rows_uncovered(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.seals[1] = lane.seals[2];
    lane.seal_count--;
    assert_differences(&lane, "2-4 no seal covers these rows|"
                              "5-6 this seal does not join the one before it|"
                              "5-6 " DOES_NOT_FIT);
}

static void an_overlapping_seal_is_found(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.seals[1].first = 1;
    assert_differences(&lane, "1-4 this seal does not join the one before it|"
                              "1-1 sealed, but not there|");
}

static void a_seal_over_everything_does_not_exhaust_memory(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.seals[2].last = INT32_MAX;
    assert_differences(&lane, "5-2147483647 one seal over more rows than any turn writes|");
}

#define CANNOT_BE "a seal over positions that cannot be|"

static void a_seal_that_ends_before_it_begins_is_named_and_stepped_over(void **state)
{
    (void)state;
    for (int64_t first = 6; first <= 7; first++) {
        struct lane lane = lane_make();
        char expected[TEXT_BYTES];
        lane.seals[1].first = first;
        snprintf(expected, sizeof(expected), "%d-4 " CANNOT_BE, (int)first);
        assert_differences(&lane, expected);
    }
}

static void a_seal_that_begins_below_1_is_named_and_stepped_over(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.seals[0].first = 0;
    assert_differences(&lane, "0-1 " CANNOT_BE);
    lane = lane_make();
    lane.seals[0].first = INT64_MIN;
    assert_differences(&lane, "-9223372036854775808-1 " CANNOT_BE);
}

static void a_seal_up_to_the_last_number_there_is_is_named(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.seals[2].last = INT64_MAX;
    assert_differences(&lane, "5-9223372036854775807 " CANNOT_BE);
    lane = lane_make();
    lane.seals[2].first = lane.seals[2].last = INT64_MAX;
    assert_differences(&lane, "9223372036854775807-9223372036854775807 " CANNOT_BE);
}

static void a_row_at_the_last_position_there_is_is_named(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.rows[lane.row_count++] = row_make(INT64_MAX / 100);
    lane.rows[lane.row_count - 1].position = INT64_MAX;
    assert_differences(&lane, "9223372036854775807-9223372036854775807 behind the last seal|");
}

static void a_row_below_position_1_is_named(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    memmove(&lane.rows[1], &lane.rows[0], lane.row_count * sizeof(lane.rows[0]));
    lane.row_count++;
    lane.rows[0].position = 0;
    assert_differences(&lane, "0-0 no seal covers these rows|");
}

static void a_second_row_at_one_position_is_named(void **state)
{
    (void)state;
    for (size_t index = 0; index < 6; index++) {
        struct lane lane = lane_make();
        char expected[TEXT_BYTES];
        memmove(&lane.rows[index + 1], &lane.rows[index],
                (lane.row_count - index) * sizeof(lane.rows[0]));
        lane.row_count++;
        snprintf(expected, sizeof(expected), "%d-%d there is more than one row|", (int)index + 1,
                 (int)index + 1);
        assert_differences(&lane, expected);
    }
}

static void a_damaged_row_is_named_with_what_is_wrong(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.row_damage[2] = "salt has 3 bytes";
    assert_differences(&lane, "3-3 salt has 3 bytes|");
}

static void a_damaged_seal_is_named_and_breaks_the_next(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    strcpy(lane.seals[1].damage, "seal has 3 bytes");
    lane.seals[1].seal[0] ^= 1;
    assert_differences(&lane, "2-4 seal has 3 bytes|5-6 " DOES_NOT_FIT);
}

static void rows_of_another_lane_do_not_fit(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    for (size_t index = 0; index < lane.row_count; index++) {
        lane.rows[index].lane = LANE + 1;
    }
    assert_differences(&lane, "1-1 " DOES_NOT_FIT "2-4 " DOES_NOT_FIT "5-6 " DOES_NOT_FIT);
}

static void an_unknown_encoding_is_named(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.rows[4].encoding = 9;
    assert_differences(&lane, "5-5 encoding 9 is not known to this program|");
}

static void a_row_with_details_is_as_sealed(void **state)
{
    (void)state;
    static const int64_t moves[] = {20500, 0, 0, 0, -5};
    struct lane lane = lane_make();
    lane_post(&lane, 1);
    lane.seal_count--;
    lane.rows[6].encoding = JOURNAL_ENCODING_WHOLE;
    lane.rows[6].details.original_position = 2;
    lane.rows[6].details.moves = moves;
    lane.rows[6].details.move_count = BASE_COUNT(moves);
    lane_seal(&lane, 1);
    assert_differences(&lane, "");
    lane.rows[6].details.original_position = 3;
    assert_differences(&lane, "7-7 " DOES_NOT_FIT);
}

// Nothing seals them: they may have been added by anybody.
static void details_of_a_row_whose_encoding_has_none_are_damage(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    lane.rows[4].details.flags = 1;
    assert_differences(&lane, "5-5 the row has details that its encoding does not seal|");
}

static void assert_sealed(struct lane *lane, const char *expected)
{
    const struct verify_source source = {.next_row = next_row,
                                         .next_seal = next_seal,
                                         .sealed = sealed,
                                         .differ = differ,
                                         .context = lane};
    struct verify_totals totals;
    assert_true(verify_lane(&source, LANE, &totals));
    assert_string_equal(lane->sealed, expected);
}

static void seals_are_told_as_computed_and_not_as_stored(void **state)
{
    (void)state;
    struct lane lane = lane_make();
    assert_sealed(&lane, "1 same|4 same|6 same|");
    lane = lane_make();
    lane.rows[2].money++;
    assert_sealed(&lane, "1 same|4 other|6 same|");
    lane = lane_make();
    lane.row_damage[2] = "salt has 3 bytes";
    assert_sealed(&lane, "1 same|4 unknown|6 same|");
    lane = lane_make();
    lane.row_count--;
    assert_sealed(&lane, "1 same|4 same|6 unknown|");
}

static void a_source_that_fails_is_no_difference(void **state)
{
    (void)state;
    for (size_t fails_at_row = 1; fails_at_row <= 7; fails_at_row++) {
        struct lane lane = lane_make();
        lane.fails_at_row = fails_at_row;
        const struct verify_source source = {
            .next_row = next_row, .next_seal = next_seal, .differ = differ, .context = &lane};
        struct verify_totals totals;
        assert_false(verify_lane(&source, LANE, &totals));
        assert_string_equal(lane.differences, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lane_as_it_was_posted_has_no_differences),
        cmocka_unit_test(an_empty_lane_has_no_differences),
        cmocka_unit_test(a_changed_row_is_found_in_its_turn_alone),
        cmocka_unit_test(a_removed_row_is_named),
        cmocka_unit_test(a_removed_end_is_named),
        cmocka_unit_test(swapped_rows_are_found),
        cmocka_unit_test(an_added_row_is_found),
        cmocka_unit_test(a_changed_seal_breaks_its_own_turn_and_the_next),
        cmocka_unit_test(a_removed_seal_leaves_rows_uncovered),
        cmocka_unit_test(an_overlapping_seal_is_found),
        cmocka_unit_test(a_seal_over_everything_does_not_exhaust_memory),
        cmocka_unit_test(a_seal_that_ends_before_it_begins_is_named_and_stepped_over),
        cmocka_unit_test(a_seal_that_begins_below_1_is_named_and_stepped_over),
        cmocka_unit_test(a_seal_up_to_the_last_number_there_is_is_named),
        cmocka_unit_test(a_row_at_the_last_position_there_is_is_named),
        cmocka_unit_test(a_row_below_position_1_is_named),
        cmocka_unit_test(a_second_row_at_one_position_is_named),
        cmocka_unit_test(a_damaged_row_is_named_with_what_is_wrong),
        cmocka_unit_test(a_damaged_seal_is_named_and_breaks_the_next),
        cmocka_unit_test(rows_of_another_lane_do_not_fit),
        cmocka_unit_test(an_unknown_encoding_is_named),
        cmocka_unit_test(a_row_with_details_is_as_sealed),
        cmocka_unit_test(details_of_a_row_whose_encoding_has_none_are_damage),
        cmocka_unit_test(seals_are_told_as_computed_and_not_as_stored),
        cmocka_unit_test(a_source_that_fails_is_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
