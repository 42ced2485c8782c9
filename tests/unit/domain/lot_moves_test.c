// SPDX-License-Identifier: Apache-2.0
// Proves that the moves of an operation, added to the lots before it, are the lots after it, and
// that the list keeps its bound and survives its flat form.
#include "domain/lot_moves.h"

#include <string.h>

#include "domain/seed.h"
#include "support/cmocka.h"

static const struct lot chain_lot = {.expires_on = LOT_NEVER};

static void moves_stand_in_the_order_in_which_they_happened(void **state)
{
    (void)state;
    struct lot_moves moves = {.count = 0};
    lot_moves_note(&moves, &chain_lot, -40);
    lot_moves_note(&moves, &chain_lot, 0);
    lot_moves_note(&moves, &chain_lot, 10);
    assert_int_equal(moves.count, 2);
    assert_int_equal(moves.list[0].points.minor, -40);
    assert_int_equal(moves.list[1].points.minor, 10);
}

static void a_full_list_is_netted(void **state)
{
    (void)state;
    struct lot_moves moves = {.count = 0};
    const struct lot passing = {.expires_on = 20000};
    for (int64_t round = 1; round <= 1000; round++) {
        lot_moves_note(&moves, &chain_lot, round);
        lot_moves_note(&moves, &passing, round);
        lot_moves_note(&moves, &passing, -round);
        assert_true(moves.count <= LOT_MOVES_MAX);
    }
    int64_t sum = 0;
    for (uint16_t index = 0; index < moves.count; index++) {
        sum += moves.list[index].points.minor;
    }
    assert_int_equal(sum, 500500);
}

static void an_award_to_the_chains_own_lot_is_plain(void **state)
{
    (void)state;
    struct lot_moves moves = {.count = 0};
    assert_true(lot_moves_are_plain(&moves, (struct points){0}));
    assert_false(lot_moves_are_plain(&moves, (struct points){7}));
    lot_moves_set_plain(&moves, (struct points){7});
    assert_true(lot_moves_are_plain(&moves, (struct points){7}));
    assert_false(lot_moves_are_plain(&moves, (struct points){8}));
    moves.list[0].active_from = 20000;
    assert_false(lot_moves_are_plain(&moves, (struct points){7}));
    lot_moves_set_plain(&moves, (struct points){-7});
    assert_false(lot_moves_are_plain(&moves, (struct points){-7}));
    lot_moves_set_plain(&moves, (struct points){7});
    lot_moves_note(&moves, &chain_lot, -1);
    assert_false(lot_moves_are_plain(&moves, (struct points){7}));
}

static void the_flat_form_is_five_numbers_a_move_with_its_sign(void **state)
{
    (void)state;
    struct lot_moves moves = {.count = 0};
    lot_moves_note(&moves, &(struct lot){20000, 19000, 3, 4, {0}}, -1500);
    lot_moves_note(&moves, &chain_lot, 13750);
    const int64_t wanted[] = {20000, 19000, 3, 4, -1500, INT32_MAX, 0, 0, 0, 13750};
    int64_t numbers[LOT_MOVES_MAX * LOT_STRIDE];
    assert_int_equal(lot_moves_flatten(&moves, numbers), 10);
    assert_memory_equal(numbers, wanted, sizeof(wanted));
    struct lot_moves back;
    assert_int_equal(lot_moves_unflatten(numbers, 10, &back), BASE_OK);
    assert_int_equal(back.count, 2);
    assert_memory_equal(back.list, moves.list, 2 * sizeof(moves.list[0]));
}

static void where_nothing_moved_the_flat_form_says_so(void **state)
{
    (void)state;
    const struct lot_moves moves = {.count = 0};
    struct lot_moves back = {.count = 1};
    const int64_t wanted[LOT_STRIDE] = {0};
    int64_t numbers[LOT_STRIDE] = {1, 2, 3, 4, 5};
    assert_int_equal(lot_moves_flatten(&moves, numbers), LOT_STRIDE);
    assert_memory_equal(numbers, wanted, sizeof(wanted));
    assert_int_equal(lot_moves_unflatten(numbers, LOT_STRIDE, &back), BASE_OK);
    assert_int_equal(back.count, 0);
}

static void a_flat_form_no_list_can_have_is_refused(void **state)
{
    (void)state;
    static const int64_t many[(LOT_MOVES_MAX + 1) * LOT_STRIDE];
    const int64_t rows[][LOT_STRIDE] = {{1, 0, 0, 0, 0}, {-1, 0, 0, 0, 1}};
    struct lot_moves moves;
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        assert_int_equal(lot_moves_unflatten(rows[row], LOT_STRIDE, &moves), BASE_OUT_OF_RANGE);
        assert_int_equal(moves.count, 0);
    }
    assert_int_equal(lot_moves_unflatten(many, LOT_STRIDE + 1, &moves), BASE_OUT_OF_RANGE);
    assert_int_equal(lot_moves_unflatten(many, BASE_COUNT(many), &moves), BASE_FULL);
}

// Random lots, and any one operation on them.

struct lots {
    struct lot lots[LOTS_MAX];
    uint16_t count;
};

static struct lot random_lot(uint64_t *seed)
{
    return (struct lot){.expires_on = (int32_t)seed_between(seed, 19990, 20060),
                        .active_from = (int32_t)(seed_between(seed, 0, 3) * 6670),
                        .partner = (int32_t)seed_between(seed, 0, 1),
                        .points = {seed_between(seed, 1, 1000)}};
}

static void change(struct lots *lots, uint64_t *seed, struct lot_moves *moves)
{
    int32_t today = (int32_t)seed_between(seed, 19980, 20050);
    struct points wanted = {seed_between(seed, 0, 20000)};
    switch (seed_between(seed, 0, 7)) {
    case 0:
        (void)lots_burn(lots->lots, &lots->count, wanted, today, moves);
        break;
    case 1:
        (void)lots_claw_back(lots->lots, &lots->count, wanted, today, moves);
        break;
    case 2:
        (void)lots_expire(lots->lots, &lots->count, today - 15, moves);
        break;
    case 3:
        lots_activate(lots->lots, &lots->count, today, moves);
        break;
    default:
        for (int64_t puts = seed_between(seed, 1, 40); puts > 0; puts--) {
            assert_int_equal(lot_put(lots->lots, &lots->count, random_lot(seed), today, moves),
                             BASE_OK);
        }
    }
}

// What a reader of the journal does: adds the moves up by lot.
static struct lots replay(const struct lots *before, const struct lot_moves *moves)
{
    struct lots after = {0};
    struct lot sums[LOTS_MAX + LOT_MOVES_MAX];
    size_t sum_count = before->count;
    memcpy(sums, before->lots, sum_count * sizeof(sums[0]));
    for (uint16_t index = 0; index < moves->count; index++) {
        size_t place = 0;
        while (place < sum_count && lot_compare(&sums[place], &moves->list[index]) != 0) {
            place++;
        }
        if (place == sum_count) {
            sums[sum_count++] = moves->list[index];
        } else {
            sums[place].points.minor += moves->list[index].points.minor;
        }
    }
    for (size_t index = 0; index < sum_count; index++) {
        assert_int_equal(lot_add(after.lots, &after.count, sums[index]), BASE_OK);
    }
    return after;
}

static void lots_before_and_moves_make_the_lots_after(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    struct lots lots = {0};
    unsigned full = 0;
    for (int round = 0; round < 5000; round++) {
        struct lots before = lots;
        struct lot_moves moves = {.count = 0};
        change(&lots, &seed, &moves);
        struct lots after = replay(&before, &moves);
        assert_int_equal(after.count, lots.count);
        assert_memory_equal(after.lots, lots.lots, lots.count * sizeof(lots.lots[0]));
        full += lots.count == LOTS_MAX ? 1 : 0;
    }
    assert_true(full > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_stand_in_the_order_in_which_they_happened),
        cmocka_unit_test(a_full_list_is_netted),
        cmocka_unit_test(an_award_to_the_chains_own_lot_is_plain),
        cmocka_unit_test(the_flat_form_is_five_numbers_a_move_with_its_sign),
        cmocka_unit_test(where_nothing_moved_the_flat_form_says_so),
        cmocka_unit_test(a_flat_form_no_list_can_have_is_refused),
        cmocka_unit_test(lots_before_and_moves_make_the_lots_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
