// SPDX-License-Identifier: Apache-2.0
// Proves that an award is exact, and rounded down once for the receipt.
#include "domain/award.h"

#include "domain/seed.h"
#include "support/cmocka.h"

static int64_t award_of(uint32_t rate_bp, const int64_t *lines, size_t line_count)
{
    struct award award;
    award_begin(&award, rate_bp);
    for (size_t index = 0; index < line_count; index++) {
        award_add_line(&award, (struct money){lines[index]});
    }
    struct points earned = {-1};
    assert_int_equal(award_finish(&award, &earned), VERDICT_APPROVED);
    return earned.minor;
}

static void eleven_percent_of_1250_00_is_137_50(void **state)
{
    (void)state;
    const int64_t lines[] = {125000};
    assert_int_equal(award_of(1100, lines, 1), 13750);
}

// Each line alone earns floor(0.99 x 11 %) = 0.10; the receipt earns floor(2.97 x 11 %) = 0.32.
static void points_are_rounded_down_once_for_the_receipt_and_not_for_a_line(void **state)
{
    (void)state;
    const int64_t lines[] = {99, 99, 99};
    assert_int_equal(award_of(1100, lines, 3), 32);
}

static void points_are_rounded_down_never_up(void **state)
{
    (void)state;
    const int64_t nearly[] = {9}; // 0.0099
    assert_int_equal(award_of(1100, nearly, 1), 0);
    const int64_t just[] = {10}; // 0.0110
    assert_int_equal(award_of(1100, just, 1), 1);
}

// 23.00 x 0.11 x 100 is 252.99999999999997 in binary floating point, which rounds down to 2.52.
static void an_award_carries_no_float_noise(void **state)
{
    (void)state;
    const int64_t lines[] = {2300};
    assert_int_equal(award_of(1100, lines, 1), 253);
}

static void lines_that_take_back_lower_the_award(void **state)
{
    (void)state;
    const int64_t lines[] = {10000, -4000};
    assert_int_equal(award_of(1100, lines, 2), 660);
}

static void an_award_is_never_negative(void **state)
{
    (void)state;
    const int64_t lines[] = {10000, -40000};
    assert_int_equal(award_of(1100, lines, 2), 0);
    assert_int_equal(award_of(1100, lines, 0), 0);
}

static void the_largest_amounts_are_exact(void **state)
{
    (void)state;
    const int64_t lines[] = {INT64_MAX, INT64_MAX, -INT64_MAX};
    assert_true(award_of(10000, lines, 3) == INT64_MAX);
}

static void an_award_that_does_not_fit_is_out_of_range(void **state)
{
    (void)state;
    struct award award;
    award_begin(&award, 10001);
    award_add_line(&award, (struct money){INT64_MAX});
    struct points earned = {5};
    assert_int_equal(award_finish(&award, &earned), VERDICT_OUT_OF_RANGE);
    assert_int_equal(earned.minor, 5);
}

// The reference splits every line into wholes and rests of a basis point instead of summing them.
static int64_t award_by_rests(uint32_t rate_bp, const int64_t *lines, size_t line_count)
{
    int64_t wholes = 0;
    int64_t rests = 0;
    for (size_t index = 0; index < line_count; index++) {
        wholes += lines[index] / 10000 * rate_bp;
        rests += lines[index] % 10000 * rate_bp;
    }
    return wholes + rests / 10000;
}

static void how_a_receipt_is_cut_into_lines_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = seed_take(__func__);
    for (int round = 0; round < 20000; round++) {
        uint32_t rate_bp = (uint32_t)seed_between(&seed, 0, 10000);
        int64_t lines[32];
        size_t count = (size_t)seed_between(&seed, 1, 32);
        int64_t total = 0;
        for (size_t index = 0; index < count; index++) {
            lines[index] = seed_between(&seed, 0, 100000000);
            total += lines[index];
        }
        int64_t earned = award_of(rate_bp, lines, count);
        assert_int_equal(earned, award_of(rate_bp, &total, 1));
        assert_int_equal(earned, award_by_rests(rate_bp, lines, count));
        assert_in_range(earned, 0, total);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eleven_percent_of_1250_00_is_137_50),
        cmocka_unit_test(points_are_rounded_down_once_for_the_receipt_and_not_for_a_line),
        cmocka_unit_test(points_are_rounded_down_never_up),
        cmocka_unit_test(an_award_carries_no_float_noise),
        cmocka_unit_test(lines_that_take_back_lower_the_award),
        cmocka_unit_test(an_award_is_never_negative),
        cmocka_unit_test(the_largest_amounts_are_exact),
        cmocka_unit_test(an_award_that_does_not_fit_is_out_of_range),
        cmocka_unit_test(how_a_receipt_is_cut_into_lines_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
