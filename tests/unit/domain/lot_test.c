// SPDX-License-Identifier: Apache-2.0
// Proves that lots merge, keep the order of burning, are spent, taken back and expire as they
// should and survive their flat form; a plain list that merges nothing is the reference.
#include "domain/lot.h"

#include <string.h>

#include "domain/date.h"
#include "domain/lot_moves.h"
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

// Days of a small world: today is 20000, and so on.
enum { TODAY = 20000, YESTERDAY = TODAY - 1, TOMORROW = TODAY + 1, IN_A_YEAR = TODAY + 365 };

static void points_are_good_to_the_end_of_the_month_in_which_they_would_expire(void **state)
{
    (void)state;
    const struct {
        int32_t receipt[3];
        uint32_t months;
        int32_t expires_on[3];
    } rows[] = {
        {{2024, 1, 1}, 12, {2025, 2, 1}},   {{2024, 1, 31}, 1, {2024, 3, 1}},
        {{2024, 1, 31}, 12, {2025, 2, 1}},  {{2024, 2, 29}, 12, {2025, 3, 1}},
        {{2023, 12, 15}, 1, {2024, 2, 1}},  {{2023, 11, 30}, 1, {2024, 1, 1}},
        {{2023, 11, 30}, 13, {2025, 1, 1}}, {{2026, 6, 1}, 36, {2029, 7, 1}},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        const int32_t *from = rows[row].receipt;
        const int32_t *to = rows[row].expires_on;
        assert_int_equal(lot_expiry_day(date_to_day(from[0], from[1], from[2]), rows[row].months),
                         date_to_day(to[0], to[1], to[2]));
    }
    assert_int_equal(lot_expiry_day(TODAY, 0), LOT_NEVER);
    assert_int_equal(lot_expiry_day(TODAY, UINT32_MAX), LOT_NEVER);
}

static void a_lot_is_good_from_its_activation_to_the_day_before_its_expiry(void **state)
{
    (void)state;
    const struct {
        struct lot lot;
        struct lots_parts parts;
    } rows[] = {
        {{TOMORROW, 0, 0, 0, {7}}, {.spendable = {7}}},
        {{TOMORROW, TODAY, 0, 0, {7}}, {.spendable = {7}}},
        {{LOT_NEVER, 0, 0, 0, {7}}, {.spendable = {7}}},
        {{IN_A_YEAR, TOMORROW, 0, 0, {7}}, {.pending = {7}}},
        {{TODAY, 0, 0, 0, {7}}, {.expired = {7}}},
        {{TODAY, TOMORROW, 0, 0, {7}}, {.expired = {7}}},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        struct lots_parts parts = lots_divide(&rows[row].lot, 1, TODAY);
        assert_memory_equal(&parts, &rows[row].parts, sizeof(parts));
    }
}

static void a_lot_whose_day_has_come_stands_with_the_active_ones(void **state)
{
    (void)state;
    struct lots lots = {0};
    struct lot_moves moves = {.count = 0};
    const struct lot before[] = {
        {IN_A_YEAR, 0, 0, 0, {100}},
        {IN_A_YEAR, YESTERDAY, 0, 0, {20}},
        {IN_A_YEAR, TODAY, 0, 0, {3}},
        {IN_A_YEAR, TOMORROW, 0, 0, {4000}},
    };
    for (size_t row = 0; row < BASE_COUNT(before); row++) {
        assert_int_equal(add(&lots, before[row]), BASE_OK);
    }
    lots_activate(lots.lots, &lots.count, TODAY, &moves);
    assert_int_equal(lots.count, 2);
    assert_int_equal(lots.lots[0].points.minor, 123);
    assert_int_equal(lots.lots[1].points.minor, 4000);
    assert_int_equal(moves.count, 4);
    lots_activate(lots.lots, &lots.count, TODAY, &moves);
    assert_int_equal(moves.count, 4);
}

static struct lots lots_of_all_kinds(void)
{
    struct lots lots = {0};
    const struct lot all[] = {
        {YESTERDAY, 0, 0, 0, {1}},
        {TOMORROW, 0, 0, 0, {10}},
        {IN_A_YEAR, 0, 0, 0, {100}},
        {IN_A_YEAR, TOMORROW, 0, 0, {1000}},
        {IN_A_YEAR, IN_A_YEAR - 1, 0, 0, {10000}},
    };
    for (size_t row = 0; row < BASE_COUNT(all); row++) {
        assert_int_equal(add(&lots, all[row]), BASE_OK);
    }
    return lots;
}

static void assert_points(const struct lots *lots, const int64_t *wanted, uint16_t count)
{
    assert_int_equal(lots->count, count);
    for (uint16_t index = 0; index < count; index++) {
        assert_int_equal(lots->lots[index].points.minor, wanted[index]);
    }
}

static void burning_takes_what_expires_first_and_neither_pending_nor_expired_points(void **state)
{
    (void)state;
    struct lots lots = lots_of_all_kinds();
    struct lot_moves moves = {.count = 0};
    struct points burned = lots_burn(lots.lots, &lots.count, (struct points){15}, TODAY, &moves);
    assert_int_equal(burned.minor, 15);
    assert_points(&lots, (const int64_t[]){1, 95, 1000, 10000}, 4);
    assert_int_equal(moves.count, 2);
    assert_int_equal(moves.list[0].expires_on, TOMORROW);
    assert_int_equal(moves.list[0].points.minor, -10);
    assert_int_equal(moves.list[1].points.minor, -5);
    burned = lots_burn(lots.lots, &lots.count, (struct points){500}, TODAY, &moves);
    assert_int_equal(burned.minor, 95);
    assert_points(&lots, (const int64_t[]){1, 1000, 10000}, 3);
}

static void claw_back_takes_pending_points_and_then_the_newest(void **state)
{
    (void)state;
    struct lots lots = lots_of_all_kinds();
    struct lot_moves moves = {.count = 0};
    const struct {
        int64_t wanted;
        int64_t taken;
        int64_t left[5];
        uint16_t count;
    } rows[] = {
        {10000, 10000, {1, 10, 100, 1000}, 4},
        {999, 999, {1, 10, 100, 1}, 4},
        {51, 51, {1, 10, 50}, 3},
        {55, 55, {1, 5}, 2},
        {10, 5, {1}, 1},
        {10, 0, {1}, 1},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        struct points wanted = {rows[row].wanted};
        struct points taken = lots_claw_back(lots.lots, &lots.count, wanted, TODAY, &moves);
        assert_int_equal(taken.minor, rows[row].taken);
        assert_points(&lots, rows[row].left, rows[row].count);
    }
}

static void expiry_removes_what_has_expired_and_nothing_else(void **state)
{
    (void)state;
    struct lots lots = lots_of_all_kinds();
    struct lot_moves moves = {.count = 0};
    assert_int_equal(lots_expire(lots.lots, &lots.count, TOMORROW, &moves).minor, 11);
    assert_points(&lots, (const int64_t[]){100, 1000, 10000}, 3);
    assert_int_equal(moves.count, 2);
    assert_int_equal(lots_expire(lots.lots, &lots.count, TOMORROW, &moves).minor, 0);
    assert_int_equal(moves.count, 2);
}

// Making room. The lots expire every ten days from tomorrow on, with 1 point each.
static struct lots full_lots(void)
{
    struct lots lots = {0};
    for (int32_t index = 0; index < LOTS_MAX; index++) {
        assert_int_equal(add(&lots, lot_of(TOMORROW + 10 * index, 1)), BASE_OK);
    }
    return lots;
}

static struct points sum_of(const struct lots *lots)
{
    struct points sum;
    assert_int_equal(lots_sum(lots->lots, lots->count, &sum), BASE_OK);
    return sum;
}

static void put_into_full(struct lots *lots, struct lot added, struct lot_moves *moves)
{
    int64_t before = sum_of(lots).minor;
    moves->count = 0;
    assert_int_equal(lot_put(lots->lots, &lots->count, added, TODAY, moves), BASE_OK);
    assert_int_equal(lots->count, LOTS_MAX);
    assert_int_equal(sum_of(lots).minor, before + added.points.minor);
}

static void a_full_account_takes_new_points_into_the_next_lot_that_expires_later(void **state)
{
    (void)state;
    struct lots lots = full_lots();
    struct lot_moves moves;
    put_into_full(&lots, lot_of(TOMORROW + 17, 500), &moves);
    assert_int_equal(lots.lots[2].expires_on, TOMORROW + 20);
    assert_int_equal(lots.lots[2].points.minor, 501);
}

static void a_full_account_joins_its_closest_lots_for_points_that_expire_last(void **state)
{
    (void)state;
    struct lots lots = full_lots();
    struct lot_moves moves;
    put_into_full(&lots, lot_of(LOT_NEVER, 500), &moves);
    assert_int_equal(lots.lots[LOTS_MAX - 1].points.minor, 500);
    assert_int_equal(lots.lots[0].expires_on, TOMORROW + 10);
    assert_int_equal(lots.lots[0].points.minor, 2);
    assert_int_equal(moves.count, 3);
}

static void joined_lots_take_the_later_expiry_and_the_earlier_activation(void **state)
{
    (void)state;
    struct lots lots = full_lots();
    struct lot_moves moves;
    lots.lots[1].active_from = TOMORROW + 1;
    put_into_full(&lots, (struct lot){TOMORROW + 11, TOMORROW, 0, 0, {500}}, &moves);
    assert_int_equal(lots.lots[1].expires_on, TOMORROW + 11);
    assert_int_equal(lots.lots[1].active_from, TOMORROW);
    assert_int_equal(lots.lots[1].points.minor, 501);
    put_into_full(&lots, (struct lot){TOMORROW + 12, TOMORROW + 9, 0, 0, {7}}, &moves);
    assert_int_equal(lots.lots[1].expires_on, TOMORROW + 12);
    assert_int_equal(lots.lots[1].active_from, TOMORROW);
    assert_int_equal(lots.lots[1].points.minor, 508);
}

static void making_room_wakes_no_expired_points(void **state)
{
    (void)state;
    struct lots lots = full_lots();
    struct lot_moves moves;
    lots.lots[0].expires_on = TODAY;
    put_into_full(&lots, lot_of(LOT_NEVER, 500), &moves);
    assert_int_equal(lots_divide(lots.lots, lots.count, TODAY).expired.minor, 1);
    lots.lots[1].expires_on = TODAY - 1;
    lots.lots[0].expires_on = TODAY - 50;
    put_into_full(&lots, lot_of(IN_A_YEAR + 999, 1), &moves);
    assert_int_equal(lots_divide(lots.lots, lots.count, TODAY).expired.minor, 3);
}

static void points_of_different_partners_or_restrictions_are_never_joined(void **state)
{
    (void)state;
    struct lots lots = full_lots();
    struct lot_moves moves = {.count = 0};
    for (int32_t index = 0; index < LOTS_MAX; index++) {
        lots.lots[index].partner = index / 2;
        lots.lots[index].restriction = index % 2;
    }
    struct lots before = lots;
    struct lot added = {TOMORROW + 1, 0, LOTS_MAX, 0, {1}};
    assert_int_equal(lot_put(lots.lots, &lots.count, added, TODAY, &moves), BASE_FULL);
    assert_memory_equal(&lots, &before, sizeof(lots));
    assert_int_equal(moves.count, 0);
    added.partner = 9;
    put_into_full(&lots, added, &moves);
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
        cmocka_unit_test(points_are_good_to_the_end_of_the_month_in_which_they_would_expire),
        cmocka_unit_test(a_lot_is_good_from_its_activation_to_the_day_before_its_expiry),
        cmocka_unit_test(a_lot_whose_day_has_come_stands_with_the_active_ones),
        cmocka_unit_test(burning_takes_what_expires_first_and_neither_pending_nor_expired_points),
        cmocka_unit_test(claw_back_takes_pending_points_and_then_the_newest),
        cmocka_unit_test(expiry_removes_what_has_expired_and_nothing_else),
        cmocka_unit_test(a_full_account_takes_new_points_into_the_next_lot_that_expires_later),
        cmocka_unit_test(a_full_account_joins_its_closest_lots_for_points_that_expire_last),
        cmocka_unit_test(joined_lots_take_the_later_expiry_and_the_earlier_activation),
        cmocka_unit_test(making_room_wakes_no_expired_points),
        cmocka_unit_test(points_of_different_partners_or_restrictions_are_never_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
