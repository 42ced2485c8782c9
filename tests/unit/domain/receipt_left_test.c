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
    assert_int_equal(receipt_left_flatten(&left, 3, &unpaid, numbers), 7);
    struct reckon_left_line read_room[3];
    struct reckon_left read = {.lines = read_room};
    assert_true(receipt_left_restore(&receipt, numbers, 7, &read, &unpaid));
    assert_memory_equal(read_room, room, sizeof(room));
}

static void the_rest_stands_before_the_lines(void **state)
{
    (void)state;
    struct reckon_left_line room[2] = {{{1000}, {900}}, {{500}, {450}}};
    struct reckon_left left = {.by_amount = {150}, .lines = room};
    struct refund_unpaid unpaid = {{7}, {9}};
    int64_t numbers[RECEIPT_LEFT_NUMBERS_MAX];
    assert_int_equal(receipt_left_flatten(&left, 2, &unpaid, numbers), 6);
    struct reckon_left_line read_room[2];
    struct reckon_left read = {.lines = read_room};
    struct refund_unpaid read_unpaid;
    assert_true(receipt_left_restore(&sold_receipt, numbers, 6, &read, &read_unpaid));
    assert_memory_equal(read_room, room, sizeof(room));
    assert_int_equal(read.by_amount.minor, 150);
    assert_int_equal(read_unpaid.written_off.minor, 7);
    assert_int_equal(read_unpaid.cash_deducted.minor, 9);
}

static void numbers_of_another_receipt_are_known_as_such(void **state)
{
    (void)state;
    static const struct {
        int64_t numbers[7];
        size_t count;
    } rows[] = {
        {{0, 0, 0, 0, 1000}, 5},       {{0, 0, 0, 0, 1001, 500}, 6},
        {{0, 0, 0, 0, -1, 500}, 6},    {{1501, 0, 0, 0, 1000, 500}, 6},
        {{-1, 0, 0, 0, 1000, 500}, 6}, {{0, -1, 0, 0, 1000, 500}, 6},
        {{0, 0, -1, 0, 1000, 500}, 6}, {{0, 0, 0, 0, 1000, 500, 0}, 7},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        struct reckon_left_line room[2];
        struct reckon_left left = {.lines = room};
        struct refund_unpaid unpaid;
        assert_false(receipt_left_restore(&sold_receipt, rows[row].numbers, rows[row].count, &left,
                                          &unpaid));
    }
}

static void an_undone_refund_leaves_what_was_left_before(void **state)
{
    (void)state;
    static const struct reckon_slice slices[] = {{0, {300}}, {1, {50}}, {0, {100}}};
    int64_t numbers[] = {0, 7, 9, 0, 600, 450};
    const struct receipt_left_refund by_lines = {
        .position = 41, .slices = slices, .slice_count = 3, .unpaid = {{7}, {2}}};
    assert_true(receipt_left_undo(&by_lines, numbers, 6));
    static const int64_t before_lines[] = {0, 0, 7, 41, 1000, 500};
    assert_memory_equal(numbers, before_lines, sizeof(numbers));
    assert_int_equal(receipt_left_undone(numbers, 6), 41);

    int64_t taken[] = {250, 0, 0, 0, 1000, 500};
    const struct receipt_left_refund by_amount = {.position = 42, .total = {150}};
    assert_true(receipt_left_undo(&by_amount, taken, 6));
    static const int64_t before_amount[] = {100, 0, 0, 42, 1000, 500};
    assert_memory_equal(taken, before_amount, sizeof(taken));
    assert_int_equal(receipt_left_undone(NULL, 0), 0);
}

static void what_was_no_refund_of_the_receipt_cannot_be_undone(void **state)
{
    (void)state;
    static const struct reckon_slice elsewhere[] = {{2, {300}}};
    static const struct receipt_left_refund wrong[] = {
        {.position = 41, .total = {1}},
        {.position = 41, .slices = elsewhere, .slice_count = 1},
        {.position = 41, .unpaid = {.written_off = {1}}},
        {.position = 41, .unpaid = {.cash_deducted = {1}}},
    };
    for (size_t index = 0; index < BASE_COUNT(wrong); index++) {
        int64_t numbers[] = {0, 0, 0, 0, 600, 450};
        assert_false(receipt_left_undo(&wrong[index], numbers, 6));
        assert_false(receipt_left_undo(&wrong[index], numbers, 3));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_numbers_the_whole_receipt_is_left),
        cmocka_unit_test(what_is_left_of_lines_alone_has_a_number_for_each),
        cmocka_unit_test(the_rest_stands_before_the_lines),
        cmocka_unit_test(numbers_of_another_receipt_are_known_as_such),
        cmocka_unit_test(an_undone_refund_leaves_what_was_left_before),
        cmocka_unit_test(what_was_no_refund_of_the_receipt_cannot_be_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
