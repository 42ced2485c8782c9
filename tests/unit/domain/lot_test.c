// SPDX-License-Identifier: Apache-2.0
// Proves that lots merge, keep the order of burning and survive their flat form; a plain list that
// merges nothing is the reference.
#include "domain/lot.h"

#include <string.h>

#include "domain/seed.h"
#include "support/cmocka.h"

struct lots {
    struct lot lots[LOTS_MAX];
    uint16_t count;
};

static enum base_result add(struct lots *to, struct lot lot)
{
    return lot_add(to->lots, &to->count, lot);
}

static struct lot lot_of(int32_t expires_on, int64_t minor)
{
    return (struct lot){.expires_on = expires_on, .points = {minor}};
}

static void points_with_the_same_four_marks_stand_in_one_lot(void **state)
{
    (void)state;
    struct lots lots = {0};
    struct lot lot = {LOT_NEVER, 20000, 3, 4, {1500}};
    assert_int_equal(add(&lots, lot), BASE_OK);
    assert_int_equal(add(&lots, lot), BASE_OK);
    assert_int_equal(lots.count, 1);
    assert_int_equal(lots.lots[0].points.minor, 3000);
}

static void one_different_mark_makes_another_lot(void **state)
{
    (void)state;
    const struct lot other[] = {
        {19999, 0, 0, 0, {1}},
        {20000, 1, 0, 0, {1}},
        {20000, 0, 1, 0, {1}},
        {20000, 0, 0, 1, {1}},
    };
    struct lots lots = {0};
    assert_int_equal(add(&lots, lot_of(20000, 1)), BASE_OK);
    for (size_t row = 0; row < BASE_COUNT(other); row++) {
        assert_int_equal(add(&lots, other[row]), BASE_OK);
        assert_int_equal(lots.count, row + 2);
    }
}

static void lots_stand_with_the_earliest_expiry_first(void **state)
{
    (void)state;
    struct lots lots = {0};
    const int32_t days[] = {20100, LOT_NEVER, 20000, 20200};
    for (size_t row = 0; row < BASE_COUNT(days); row++) {
        assert_int_equal(add(&lots, lot_of(days[row], days[row])), BASE_OK);
    }
    const int32_t ordered[] = {20000, 20100, 20200, LOT_NEVER};
    for (size_t row = 0; row < BASE_COUNT(ordered); row++) {
        assert_int_equal(lots.lots[row].expires_on, ordered[row]);
        assert_int_equal(lots.lots[row].points.minor, ordered[row]);
    }
}

static void adding_no_points_makes_no_lot(void **state)
{
    (void)state;
    struct lots lots = {0};
    assert_int_equal(add(&lots, lot_of(LOT_NEVER, 0)), BASE_OK);
    assert_int_equal(lots.count, 0);
}

static void negative_points_are_no_lot(void **state)
{
    (void)state;
    struct lots lots = {0};
    assert_int_equal(add(&lots, lot_of(LOT_NEVER, -1)), BASE_OUT_OF_RANGE);
    assert_int_equal(lots.count, 0);
}

static void a_full_account_takes_points_for_its_lots_and_no_new_lot(void **state)
{
    (void)state;
    struct lots lots = {0};
    for (int32_t day = 0; day < LOTS_MAX; day++) {
        assert_int_equal(add(&lots, lot_of(20000 + day, 1)), BASE_OK);
    }
    struct lots before = lots;
    assert_int_equal(add(&lots, lot_of(1, 1)), BASE_FULL);
    assert_memory_equal(&lots, &before, sizeof(lots));
    assert_int_equal(add(&lots, lot_of(20000, 1)), BASE_OK);
    assert_int_equal(lots.lots[0].points.minor, 2);
}

static void a_lot_that_would_overflow_is_left_alone(void **state)
{
    (void)state;
    struct lots lots = {0};
    assert_int_equal(add(&lots, lot_of(LOT_NEVER, INT64_MAX)), BASE_OK);
    assert_int_equal(add(&lots, lot_of(LOT_NEVER, 1)), BASE_OUT_OF_RANGE);
    assert_true(lots.lots[0].points.minor == INT64_MAX);
}

static void a_sum_that_does_not_fit_is_out_of_range(void **state)
{
    (void)state;
    const struct lot lots[] = {{1, 0, 0, 0, {INT64_MAX}}, {2, 0, 0, 0, {1}}};
    struct points sum = {5};
    assert_int_equal(lots_sum(lots, 2, &sum), BASE_OUT_OF_RANGE);
    assert_int_equal(sum.minor, 5);
    assert_int_equal(lots_sum(lots, 1, &sum), BASE_OK);
    assert_true(sum.minor == INT64_MAX);
    assert_int_equal(lots_sum(lots, 0, &sum), BASE_OK);
    assert_int_equal(sum.minor, 0);
}

static void the_flat_form_is_five_numbers_a_lot_in_the_order_of_burning(void **state)
{
    (void)state;
    const struct lot lots[] = {{20000, 19000, 3, 4, {1500}}, {LOT_NEVER, 0, 0, 0, {13750}}};
    const int64_t wanted[] = {20000, 19000, 3, 4, 1500, INT32_MAX, 0, 0, 0, 13750};
    int64_t numbers[LOTS_MAX * LOT_STRIDE];
    assert_int_equal(lots_flatten(lots, 2, numbers), 10);
    assert_memory_equal(numbers, wanted, sizeof(wanted));
}

static void a_flat_form_no_account_can_have_is_refused(void **state)
{
    (void)state;
    const int64_t rows[][2 * LOT_STRIDE] = {
        {1, 0, 0, 0, 0, 2, 0, 0, 0, 1},                      // an empty lot
        {1, 0, 0, 0, -1, 2, 0, 0, 0, 1},                     // a negative one
        {-1, 0, 0, 0, 1, 2, 0, 0, 0, 1},                     // before 1970
        {1, 0, INT64_C(1) << 32, 0, 1, 2, 0, 0, 0, 1},       // partner beyond 32 bits
        {2, 0, 0, 0, 1, 1, 0, 0, 0, 1},                      // out of order
        {2, 0, 0, 0, 1, 2, 0, 0, 0, 1},                      // not merged
        {1, 0, 0, 0, 1, (int64_t)INT32_MAX + 1, 0, 0, 0, 1}, // later than never
    };
    struct lots lots = {.count = 9};
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        assert_int_equal(lots_unflatten(rows[row], 2 * LOT_STRIDE, lots.lots, &lots.count),
                         BASE_OUT_OF_RANGE);
        assert_int_equal(lots.count, 0);
    }
    const int64_t cut_off[LOT_STRIDE + 1] = {1, 0, 0, 0, 1, 2};
    assert_int_equal(lots_unflatten(cut_off, LOT_STRIDE + 1, lots.lots, &lots.count),
                     BASE_OUT_OF_RANGE);
    int64_t many[(LOTS_MAX + 1) * LOT_STRIDE] = {0};
    assert_int_equal(lots_unflatten(many, BASE_COUNT(many), lots.lots, &lots.count), BASE_FULL);
}

// How many points of these four marks the plain list holds.
static int64_t points_of(const struct lot *plain, size_t count, const struct lot *marks)
{
    int64_t minor = 0;
    for (size_t index = 0; index < count; index++) {
        if (plain[index].expires_on == marks->expires_on &&
            plain[index].active_from == marks->active_from &&
            plain[index].partner == marks->partner &&
            plain[index].restriction == marks->restriction) {
            minor += plain[index].points.minor;
        }
    }
    return minor;
}

static void assert_same_points(const struct lots *lots, const struct lot *plain, size_t count)
{
    int64_t total = 0;
    for (size_t index = 0; index < count; index++) {
        total += plain[index].points.minor;
    }
    struct points sum;
    assert_int_equal(lots_sum(lots->lots, lots->count, &sum), BASE_OK);
    assert_int_equal(sum.minor, total);
    for (uint16_t index = 0; index < lots->count; index++) {
        assert_int_equal(lots->lots[index].points.minor,
                         points_of(plain, count, &lots->lots[index]));
    }
}

// Unflattening refuses whatever is out of order or not merged, so the way there and back proves
// both.
static void assert_flat_form_comes_back(const struct lots *lots)
{
    int64_t numbers[LOTS_MAX * LOT_STRIDE];
    struct lots back = {0};
    size_t count = lots_flatten(lots->lots, lots->count, numbers);
    assert_int_equal(lots_unflatten(numbers, count, back.lots, &back.count), BASE_OK);
    assert_memory_equal(&back, lots, sizeof(back));
}

static void random_lots_hold_what_a_plain_list_holds(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 200; round++) {
        struct lots lots = {0};
        struct lot plain[200];
        size_t count = 0;
        while (count < BASE_COUNT(plain)) {
            struct lot lot = {.expires_on = (int32_t)seed_between(&seed, 20000, 20005),
                              .active_from = (int32_t)seed_between(&seed, 0, 2),
                              .partner = (int32_t)seed_between(&seed, 0, 2),
                              .restriction = (int32_t)seed_between(&seed, 0, 1),
                              .points = {seed_between(&seed, 0, 1000000)}};
            enum base_result result = add(&lots, lot);
            if (result == BASE_FULL) {
                assert_int_equal(lots.count, LOTS_MAX);
                break;
            }
            assert_int_equal(result, BASE_OK);
            plain[count++] = lot;
        }
        assert_same_points(&lots, plain, count);
        assert_flat_form_comes_back(&lots);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_with_the_same_four_marks_stand_in_one_lot),
        cmocka_unit_test(one_different_mark_makes_another_lot),
        cmocka_unit_test(lots_stand_with_the_earliest_expiry_first),
        cmocka_unit_test(adding_no_points_makes_no_lot),
        cmocka_unit_test(negative_points_are_no_lot),
        cmocka_unit_test(a_full_account_takes_points_for_its_lots_and_no_new_lot),
        cmocka_unit_test(a_lot_that_would_overflow_is_left_alone),
        cmocka_unit_test(a_sum_that_does_not_fit_is_out_of_range),
        cmocka_unit_test(the_flat_form_is_five_numbers_a_lot_in_the_order_of_burning),
        cmocka_unit_test(a_flat_form_no_account_can_have_is_refused),
        cmocka_unit_test(random_lots_hold_what_a_plain_list_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
