// SPDX-License-Identifier: Apache-2.0
// Proves that what is left of a receipt depends on what was taken and not on how, that no slice is
// worth less than nothing, and that all slices together are the receipt.
#include "domain/reckon.h"

#include <string.h>

#include "domain/seed.h"
#include "support/cmocka.h"

enum { LINES = 6 };

struct world {
    struct reckon_line lines[LINES];
    struct reckon_receipt receipt;
    struct reckon_left_line left_lines[2][LINES];
    struct reckon_left left; // in one of the two arrays; the other is for what comes next
};

static void begin(struct world *world, uint32_t count)
{
    world->receipt = (struct reckon_receipt){world->lines, count};
    world->left.lines = world->left_lines[0];
    reckon_begin(&world->receipt, &world->left);
}

static struct reckon_left next_of(struct world *world)
{
    bool is_first = world->left.lines == world->left_lines[0];
    return (struct reckon_left){.lines = world->left_lines[is_first ? 1 : 0]};
}

static enum verdict take_line(struct world *world, uint32_t line, int64_t minor)
{
    struct reckon_left after = next_of(world);
    struct reckon_slice slice = {line, {minor}};
    enum verdict verdict = reckon_take_lines(&world->receipt, &world->left, &slice, 1, &after);
    if (verdict == VERDICT_APPROVED) {
        world->left = after;
    }
    return verdict;
}

static enum verdict take_amount(struct world *world, int64_t minor)
{
    struct reckon_left after = next_of(world);
    enum verdict verdict =
        reckon_take_amount(&world->receipt, &world->left, (struct money){minor}, &after);
    if (verdict == VERDICT_APPROVED) {
        world->left = after;
    }
    return verdict;
}

static void assert_figures(const struct world *world, int64_t total, int64_t base, int64_t redeemed)
{
    struct reckon_figures figures = reckon_sum(&world->receipt, &world->left);
    assert_int_equal(figures.total.minor, total);
    assert_int_equal(figures.base.minor, base);
    assert_int_equal(figures.redeemed.minor, redeemed);
}

static void assert_same_left(const struct world *a, const struct world *b)
{
    for (uint32_t index = 0; index < a->receipt.count; index++) {
        assert_int_equal(a->left.lines[index].left.minor, b->left.lines[index].left.minor);
    }
}

// Lines of 0 to `most`, partly paid by points, all the money earning.
static struct world random_world(uint64_t *seed, int64_t most)
{
    struct world world = {0};
    struct reckon_part parts[LINES];
    int64_t money = 0;
    for (uint32_t index = 0; index < LINES; index++) {
        int64_t amount = seed_between(seed, 0, most);
        int64_t redeemed = seed_between(seed, 0, 2) == 0 ? seed_between(seed, 0, amount) : 0;
        world.lines[index].amount.minor = amount;
        world.lines[index].redeemed.minor = redeemed;
        money += amount - redeemed;
    }
    assert_int_equal(
        reckon_spread_base(world.lines, LINES, (struct money){seed_between(seed, 0, money)}, parts),
        BASE_OK);
    return world;
}

static void a_line_gives_back_its_share_of_points_and_base(void **state)
{
    (void)state;
    struct world world = {.lines = {{{10000}, {2500}, {7500}}, {{5000}, {0}, {5000}}}};
    begin(&world, 2);
    assert_figures(&world, 15000, 12500, 2500);
    assert_int_equal(take_line(&world, 0, 4000), VERDICT_APPROVED);
    assert_figures(&world, 11000, 9500, 1500);
    assert_int_equal(take_line(&world, 1, 5000), VERDICT_APPROVED);
    assert_figures(&world, 6000, 4500, 1500);
    assert_int_equal(take_line(&world, 0, 6000), VERDICT_APPROVED);
    assert_figures(&world, 0, 0, 0);
}

static void no_line_gives_more_than_is_left_of_it(void **state)
{
    (void)state;
    struct world world = {.lines = {{{100}, {0}, {100}}, {{0}, {0}, {0}}, {{-30}, {0}, {-30}}}};
    begin(&world, 3);
    const struct reckon_slice wrong[] = {{0, {101}}, {0, {-1}},  {1, {1}}, {1, {-1}},
                                         {2, {1}},   {2, {-31}}, {3, {0}}};
    for (size_t row = 0; row < BASE_COUNT(wrong); row++) {
        assert_int_equal(take_line(&world, wrong[row].line, wrong[row].amount.minor),
                         VERDICT_REFUND_EXCEEDS_ORIGINAL);
    }
    struct reckon_left after = next_of(&world);
    const struct reckon_slice twice[] = {{0, {40}}, {0, {40}}, {0, {21}}};
    assert_int_equal(reckon_take_lines(&world.receipt, &world.left, twice, 3, &after),
                     VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_int_equal(reckon_take_lines(&world.receipt, &world.left, twice, 1, &after),
                     VERDICT_APPROVED);
}

static void lines_that_took_back_never_outweigh_the_others(void **state)
{
    (void)state;
    struct world world = {.lines = {{{100}, {0}, {100}}, {{-30}, {0}, {-30}}}};
    begin(&world, 2);
    assert_int_equal(take_line(&world, 0, 71), VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_int_equal(take_amount(&world, 10), VERDICT_NOT_REFUNDABLE);
    struct reckon_left after = next_of(&world);
    const struct reckon_slice both[] = {{0, {100}}, {1, {-30}}};
    assert_int_equal(reckon_take_lines(&world.receipt, &world.left, both, 2, &after),
                     VERDICT_APPROVED);
    assert_int_equal(reckon_sum(&world.receipt, &after).total.minor, 0);
    assert_int_equal(take_line(&world, 0, 70), VERDICT_APPROVED);
    assert_figures(&world, 0, 0, 0);
}

static void a_slice_that_pays_less_than_nothing_is_refused(void **state)
{
    (void)state;
    const struct reckon_figures before = {{100}, {100}, {10}, {11}};
    struct reckon_figures slice;
    assert_int_equal(
        reckon_subtract(&before, &(struct reckon_figures){{130}, {130}, {10}, {14}}, &slice),
        VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_int_equal(
        reckon_subtract(&before, &(struct reckon_figures){{95}, {95}, {4}, {10}}, &slice),
        VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_int_equal(
        reckon_subtract(&before, &(struct reckon_figures){{90}, {95}, {4}, {12}}, &slice),
        VERDICT_APPROVED);
    assert_int_equal(slice.total.minor, 10);
    assert_int_equal(slice.base.minor, 5);
    assert_int_equal(slice.redeemed.minor, 6);
    assert_int_equal(slice.earned.minor, -1);
}

static void an_amount_is_spread_over_what_is_left_of_the_lines(void **state)
{
    (void)state;
    struct world world = {.lines = {{{300}, {0}, {0}}, {{200}, {0}, {0}}, {{100}, {0}, {0}}}};
    begin(&world, 3);
    assert_int_equal(take_amount(&world, 601), VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_int_equal(take_line(&world, 0, 200), VERDICT_APPROVED);
    assert_int_equal(take_amount(&world, 40), VERDICT_APPROVED);
    assert_int_equal(world.left.lines[0].left.minor, 90);
    assert_int_equal(world.left.lines[1].left.minor, 180);
    assert_int_equal(world.left.lines[2].left.minor, 90);
    assert_int_equal(take_amount(&world, 361), VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_int_equal(take_line(&world, 1, 181), VERDICT_REFUND_EXCEEDS_ORIGINAL);
    assert_int_equal(take_amount(&world, 360), VERDICT_APPROVED);
    assert_figures(&world, 0, 0, 0);
}

static void copy(struct world *to, const struct world *from)
{
    *to = *from;
    to->receipt.lines = to->lines;
    to->left.lines = to->left_lines[from->left.lines == from->left_lines[0] ? 0 : 1];
}

static void ten_refunds_of_1_leave_what_one_refund_of_10_leaves(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 2000; round++) {
        struct world one = random_world(&seed, round % 2 == 0 ? 40 : 100000);
        struct world ten;
        begin(&one, LINES);
        assert_int_equal(take_line(&one, 2, seed_between(&seed, 0, one.lines[2].amount.minor)),
                         VERDICT_APPROVED);
        int64_t step = reckon_sum(&one.receipt, &one.left).total.minor / 10;
        copy(&ten, &one);
        for (int slice = 0; slice < 10; slice++) {
            struct world before;
            copy(&before, &ten);
            assert_int_equal(take_amount(&ten, step), VERDICT_APPROVED);
            for (uint32_t line = 0; line < LINES; line++) {
                assert_true(ten.left.lines[line].left.minor <= before.left.lines[line].left.minor);
            }
        }
        assert_int_equal(take_amount(&one, 10 * step), VERDICT_APPROVED);
        assert_same_left(&one, &ten);
    }
}

// Takes the units one by one from the line of which that is the smallest part.
static void take_units_plainly(const struct world *world, int64_t amount, int64_t *left)
{
    for (uint32_t line = 0; line < LINES; line++) {
        left[line] = world->lines[line].amount.minor;
    }
    for (; amount > 0; amount--) {
        uint32_t best = LINES;
        for (uint32_t line = 0; line < LINES; line++) {
            int64_t all = world->lines[line].amount.minor;
            if (left[line] > 0 &&
                (best == LINES || (all - left[line] + 1) * world->lines[best].amount.minor <
                                      (world->lines[best].amount.minor - left[best] + 1) * all)) {
                best = line;
            }
        }
        left[best]--;
    }
}

static void an_amount_takes_unit_by_unit_the_smallest_part_of_a_line(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 500; round++) {
        struct world world = random_world(&seed, 60);
        int64_t left[LINES];
        begin(&world, LINES);
        int64_t total = reckon_sum(&world.receipt, &world.left).total.minor;
        int64_t amount = seed_between(&seed, 0, total);
        assert_int_equal(take_amount(&world, amount), VERDICT_APPROVED);
        take_units_plainly(&world, amount, left);
        for (uint32_t line = 0; line < LINES; line++) {
            assert_int_equal(world.left.lines[line].left.minor, left[line]);
        }
    }
}

static void any_slices_are_worth_at_least_nothing_and_together_the_receipt(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 2000; round++) {
        struct world world = random_world(&seed, round % 2 == 0 ? 9 : 100000);
        begin(&world, LINES);
        struct reckon_figures before = reckon_sum(&world.receipt, &world.left);
        struct reckon_figures all = before;
        struct reckon_figures sum = {0};
        while (before.total.minor > 0) {
            uint32_t line = (uint32_t)seed_between(&seed, 0, LINES - 1);
            if (seed_between(&seed, 0, 1) == 0) {
                int64_t minor = seed_between(&seed, 0, world.left.lines[line].left.minor);
                assert_int_equal(take_line(&world, line, minor), VERDICT_APPROVED);
            } else {
                int64_t minor = seed_between(&seed, 0, before.total.minor);
                assert_int_equal(take_amount(&world, minor), VERDICT_APPROVED);
            }
            struct reckon_figures after = reckon_sum(&world.receipt, &world.left);
            struct reckon_figures slice;
            assert_int_equal(reckon_subtract(&before, &after, &slice), VERDICT_APPROVED);
            assert_true(slice.base.minor >= 0);
            sum.total.minor += slice.total.minor;
            sum.base.minor += slice.base.minor;
            sum.redeemed.minor += slice.redeemed.minor;
            before = after;
        }
        assert_int_equal(sum.total.minor, all.total.minor);
        assert_int_equal(sum.base.minor, all.base.minor);
        assert_int_equal(sum.redeemed.minor, all.redeemed.minor);
        assert_figures(&world, 0, 0, 0);
    }
}

static void what_is_left_survives_the_database(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 500; round++) {
        struct world world = random_world(&seed, 50);
        begin(&world, LINES);
        assert_int_equal(take_line(&world, 3, world.lines[3].amount.minor / 2), VERDICT_APPROVED);
        int64_t total = reckon_sum(&world.receipt, &world.left).total.minor;
        assert_int_equal(take_amount(&world, seed_between(&seed, 0, total)), VERDICT_APPROVED);
        struct world kept;
        copy(&kept, &world);
        for (uint32_t line = 0; line < LINES; line++) {
            kept.left.lines[line].left.minor = -1; // is not kept
        }
        assert_true(reckon_restore(&kept.receipt, &kept.left));
        assert_same_left(&kept, &world);
    }
}

static void a_state_no_refund_can_leave_is_refused(void **state)
{
    (void)state;
    const struct {
        int64_t whole[3];
        int64_t by_amount;
        bool can_be;
    } rows[] = {
        {{100, 0, -30}, 0, true},  {{100, 0, 0}, 100, true},  {{0, 0, 0}, 0, true},
        {{101, 0, 0}, 0, false},   {{-1, 0, 0}, 0, false},    {{100, 0, 1}, 0, false},
        {{100, 0, -31}, 0, false}, {{20, 0, -30}, 0, false},  {{100, 0, 0}, 101, false},
        {{100, 0, 0}, -1, false},  {{100, 0, -30}, 1, false}, {{100, 1, 0}, 0, false},
    };
    struct world world = {.lines = {{{100}, {0}, {100}}, {{0}, {0}, {0}}, {{-30}, {0}, {-30}}}};
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        begin(&world, 3);
        for (uint32_t line = 0; line < 3; line++) {
            world.left.lines[line].whole.minor = rows[row].whole[line];
        }
        world.left.by_amount.minor = rows[row].by_amount;
        assert_int_equal(reckon_restore(&world.receipt, &world.left), rows[row].can_be);
    }
}

static void all_that_is_left_can_be_taken_at_once(void **state)
{
    (void)state;
    struct world world = {.lines = {{{100}, {10}, {90}}, {{-30}, {0}, {-30}}}};
    begin(&world, 2);
    struct reckon_left after = next_of(&world);
    reckon_take_all(&world.receipt, &after);
    assert_true(reckon_restore(&world.receipt, &after));
    world.left = after;
    assert_figures(&world, 0, 0, 0);
}

static void all_the_money_earning_makes_the_base_of_a_line_its_money_part(void **state)
{
    (void)state;
    struct reckon_line lines[] = {{{100}, {30}, {0}}, {{-20}, {0}, {9}}, {{50}, {50}, {9}}};
    struct reckon_part parts[3];
    assert_int_equal(reckon_spread_base(lines, 3, (struct money){50}, parts), BASE_OK);
    assert_int_equal(lines[0].base.minor, 70);
    assert_int_equal(lines[1].base.minor, -20);
    assert_int_equal(lines[2].base.minor, 0);
}

static void money_that_does_not_earn_lowers_the_base_of_all_lines(void **state)
{
    (void)state;
    struct reckon_line lines[] = {{{100}, {30}, {0}}, {{-20}, {0}, {0}}, {{50}, {0}, {0}}};
    struct reckon_part parts[3];
    assert_int_equal(reckon_spread_base(lines, 3, (struct money){50}, parts), BASE_OK);
    assert_int_equal(lines[0].base.minor, 35);
    assert_int_equal(lines[1].base.minor, -10);
    assert_int_equal(lines[2].base.minor, 25);
    assert_int_equal(reckon_spread_base(lines, 3, (struct money){0}, parts), BASE_OK);
    for (size_t line = 0; line < BASE_COUNT(lines); line++) {
        assert_int_equal(lines[line].base.minor, 0);
    }
    assert_int_equal(reckon_spread_base(lines, 3, (struct money){101}, parts), BASE_OUT_OF_RANGE);
    assert_int_equal(reckon_spread_base(lines, 3, (struct money){-1}, parts), BASE_OUT_OF_RANGE);
    lines[0].amount.minor = INT64_MAX;
    assert_int_equal(reckon_spread_base(lines, 3, (struct money){0}, parts), BASE_OUT_OF_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_gives_back_its_share_of_points_and_base),
        cmocka_unit_test(no_line_gives_more_than_is_left_of_it),
        cmocka_unit_test(lines_that_took_back_never_outweigh_the_others),
        cmocka_unit_test(a_slice_that_pays_less_than_nothing_is_refused),
        cmocka_unit_test(an_amount_is_spread_over_what_is_left_of_the_lines),
        cmocka_unit_test(ten_refunds_of_1_leave_what_one_refund_of_10_leaves),
        cmocka_unit_test(an_amount_takes_unit_by_unit_the_smallest_part_of_a_line),
        cmocka_unit_test(any_slices_are_worth_at_least_nothing_and_together_the_receipt),
        cmocka_unit_test(what_is_left_survives_the_database),
        cmocka_unit_test(a_state_no_refund_can_leave_is_refused),
        cmocka_unit_test(all_that_is_left_can_be_taken_at_once),
        cmocka_unit_test(all_the_money_earning_makes_the_base_of_a_line_its_money_part),
        cmocka_unit_test(money_that_does_not_earn_lowers_the_base_of_all_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
