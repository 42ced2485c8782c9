// SPDX-License-Identifier: Apache-2.0
// Proves that what is left of a receipt comes back from the database as it went.
#include "domain/receipt_left.h"

#include "support/cmocka.h"

static const struct reckon_line lines[] = {
    {.amount = {1000}}, {.amount = {-200}}, {.amount = {50}}};
static const struct reckon_receipt receipt = {.lines = lines, .count = 3};
static const struct reckon_line sold[] = {{.amount = {1000}}, {.amount = {500}}};
static const struct reckon_receipt sold_receipt = {.lines = sold, .count = 2};

static void without_numbers_the_whole_receipt_is_left(void **state)
{
    (void)state;
    struct reckon_left_line room[3];
    struct reckon_left left = {.lines = room};
    struct refund_unpaid unpaid;
    assert_true(receipt_left_restore(&receipt, NULL, 0, &left, &unpaid));
    assert_int_equal(room[0].left.minor, 1000);
    assert_int_equal(room[1].left.minor, -200);
    assert_int_equal(left.by_amount.minor, 0);
    assert_int_equal(unpaid.written_off.minor + unpaid.cash_deducted.minor, 0);
}

static void what_is_left_of_lines_alone_has_a_number_for_each(void **state)
{
    (void)state;
    struct reckon_left_line room[3] = {{{600}, {600}}, {{-200}, {-200}}, {{0}, {0}}};
    struct reckon_left left = {.lines = room};
    struct refund_unpaid unpaid = {{0}, {0}};
    int64_t numbers[RECEIPT_LEFT_NUMBERS_MAX];
    assert_int_equal(receipt_left_flatten(&left, 3, &unpaid, numbers), 3);
    struct reckon_left_line read_room[3];
    struct reckon_left read = {.lines = read_room};
    assert_true(receipt_left_restore(&receipt, numbers, 3, &read, &unpaid));
    assert_memory_equal(read_room, room, sizeof(room));
}

static void the_rest_stands_behind_the_lines(void **state)
{
    (void)state;
    struct reckon_left_line room[2] = {{{1000}, {900}}, {{500}, {450}}};
    struct reckon_left left = {.by_amount = {150}, .lines = room};
    struct refund_unpaid unpaid = {{7}, {9}};
    int64_t numbers[RECEIPT_LEFT_NUMBERS_MAX];
    assert_int_equal(receipt_left_flatten(&left, 2, &unpaid, numbers), 5);
    struct reckon_left_line read_room[2];
    struct reckon_left read = {.lines = read_room};
    struct refund_unpaid read_unpaid;
    assert_true(receipt_left_restore(&sold_receipt, numbers, 5, &read, &read_unpaid));
    assert_memory_equal(read_room, room, sizeof(room));
    assert_int_equal(read.by_amount.minor, 150);
    assert_int_equal(read_unpaid.written_off.minor, 7);
    assert_int_equal(read_unpaid.cash_deducted.minor, 9);
}

static void numbers_of_another_receipt_are_known_as_such(void **state)
{
    (void)state;
    static const struct {
        int64_t numbers[6];
        size_t count;
    } rows[] = {
        {{1000}, 1},
        {{1001, 500}, 2},
        {{-1, 500}, 2},
        {{1000, 500, 1501}, 3},
        {{1000, 500, -1}, 3},
        {{1000, 500, 0, -1}, 4},
        {{1000, 500, 0, 0, -1}, 5},
        {{1000, 500, 0, 0, 0, 0}, 6},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        struct reckon_left_line room[2];
        struct reckon_left left = {.lines = room};
        struct refund_unpaid unpaid;
        assert_false(receipt_left_restore(&sold_receipt, rows[row].numbers, rows[row].count, &left,
                                          &unpaid));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_numbers_the_whole_receipt_is_left),
        cmocka_unit_test(what_is_left_of_lines_alone_has_a_number_for_each),
        cmocka_unit_test(the_rest_stands_behind_the_lines),
        cmocka_unit_test(numbers_of_another_receipt_are_known_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
