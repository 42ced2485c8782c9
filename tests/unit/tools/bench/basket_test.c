// SPDX-License-Identifier: Apache-2.0
// Proves that the parts of a book have the lines of real receipts.
#include "tools/bench/basket.h"

#include "support/cmocka.h"

enum { PARTS = 1024 };

static void a_book_has_the_mean_the_middle_and_the_tail_of_real_receipts(void **state)
{
    (void)state;
    uint64_t sum = 0;
    for (uint32_t part = 0; part < PARTS; part++) {
        sum += basket_lines(part, PARTS);
    }
    assert_in_range(sum * 10 / PARTS, 220, 232); // 22.5 in the data
    assert_int_equal(basket_lines(PARTS / 2, PARTS), 12);
    assert_in_range(basket_lines(PARTS * 99 / 100, PARTS), 180, 195); // 187
}

static void parts_rise_from_one_line_to_the_most(void **state)
{
    (void)state;
    uint32_t before = 1;
    for (uint32_t part = 0; part < PARTS; part++) {
        const uint32_t lines = basket_lines(part, PARTS);
        assert_in_range(lines, before, BASKET_LINES_MAX);
        before = lines;
    }
    assert_int_equal(basket_lines(0, PARTS), 1);
    assert_int_equal(basket_lines(99999, 100000), BASKET_LINES_MAX);
}

static void a_single_part_is_the_middle(void **state)
{
    (void)state;
    assert_int_equal(basket_lines(0, 1), 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_book_has_the_mean_the_middle_and_the_tail_of_real_receipts),
        cmocka_unit_test(parts_rise_from_one_line_to_the_most),
        cmocka_unit_test(a_single_part_is_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
