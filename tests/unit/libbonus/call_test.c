// SPDX-License-Identifier: Apache-2.0
#include "libbonus/call.h"

#include "support/cmocka.h"

static struct call *take(struct call_table *table)
{
    const struct wire_view body = {(const uint8_t *)"body", 4};
    struct call *call = call_take(table, BONUS_KIND_PURCHASE, body);
    if (call != NULL) {
        call_enter(table, call, CALL_DUE);
    }
    return call;
}

static uint32_t send(struct call_table *table, struct call *call)
{
    uint32_t number = call_number_next(table, call);
    call->tries++;
    call_enter(table, call, CALL_SENT);
    return number;
}

static void every_try_of_a_call_is_its_own(void **state)
{
    (void)state;
    struct call_table table;
    bool is_newest = false;
    call_table_init(&table, NULL);
    struct call *call = take(&table);
    struct call *other = take(&table);
    uint32_t first = send(&table, call);
    uint32_t foreign = send(&table, other);
    uint32_t second = send(&table, call);
    assert_true(first != 0 && second != 0 && first != second);
    assert_ptr_equal(call_find(&table, first, &is_newest), call);
    assert_false(is_newest);
    assert_ptr_equal(call_find(&table, second, &is_newest), call);
    assert_true(is_newest);
    assert_ptr_equal(call_find(&table, foreign, &is_newest), other);
    call_table_clear(&table);
}

static void a_late_answer_does_not_reach_the_next_call_in_the_slot(void **state)
{
    (void)state;
    struct call_table table;
    bool is_newest = false;
    call_table_init(&table, NULL);
    struct call *call = take(&table);
    uint32_t old = send(&table, call);
    call_finish(&table, call, BONUS_UNKNOWN, (struct wire_view){0});
    assert_null(call_find(&table, old, &is_newest));
    call_give(&table, call);
    struct call *next = take(&table);
    assert_ptr_equal(next, call); // the same slot
    assert_null(call_find(&table, old, &is_newest));
    uint32_t number = send(&table, next);
    assert_null(call_find(&table, old, &is_newest));
    assert_ptr_equal(call_find(&table, number, &is_newest), next);
    call_table_clear(&table);
}

static void numbers_that_were_never_given_are_nobodys(void **state)
{
    (void)state;
    struct call_table table;
    bool is_newest = false;
    call_table_init(&table, NULL);
    struct call *call = take(&table);
    uint32_t number = send(&table, call);
    assert_null(call_find(&table, number + 256, &is_newest));
    assert_null(call_find(&table, number + 1, &is_newest));
    assert_null(call_find(&table, number | 0xff, &is_newest));
    assert_null(call_find(&table, 0, &is_newest));
    call_table_clear(&table);
}

static void numbers_go_on_after_the_last_one_without_a_zero(void **state)
{
    (void)state;
    struct call_table table;
    bool is_newest = false;
    call_table_init(&table, NULL);
    table.serial = 0xfffffe;
    struct call *call = take(&table);
    uint32_t last = send(&table, call);
    uint32_t next = send(&table, call);
    assert_int_equal(last >> 8, 0xffffff);
    assert_int_equal(next >> 8, 1);
    assert_ptr_equal(call_find(&table, last, &is_newest), call);
    assert_ptr_equal(call_find(&table, next, &is_newest), call);
    assert_true(is_newest);
    call_table_clear(&table);
}

static void the_table_has_its_maximum(void **state)
{
    (void)state;
    struct call_table table;
    call_table_init(&table, NULL);
    for (int index = 0; index < LIMIT_TILL_REQUESTS_MAX; index++) {
        assert_non_null(take(&table));
    }
    assert_null(take(&table));
    assert_int_equal(table.used_count, LIMIT_TILL_REQUESTS_MAX);
    call_table_clear(&table);
    assert_int_equal(table.used_count, 0);
}

static void outcomes_are_taken_in_the_order_they_came(void **state)
{
    (void)state;
    struct call_table table;
    call_table_init(&table, NULL);
    struct call *first = take(&table);
    struct call *second = take(&table);
    call_finish(&table, second, BONUS_OK, (struct wire_view){0});
    call_finish(&table, first, BONUS_OK, (struct wire_view){0});
    assert_ptr_equal(call_first_done(&table), second);
    call_give(&table, second);
    assert_ptr_equal(call_first_done(&table), first);
    call_give(&table, first);
    assert_null(call_first_done(&table));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_try_of_a_call_is_its_own),
        cmocka_unit_test(a_late_answer_does_not_reach_the_next_call_in_the_slot),
        cmocka_unit_test(numbers_that_were_never_given_are_nobodys),
        cmocka_unit_test(numbers_go_on_after_the_last_one_without_a_zero),
        cmocka_unit_test(the_table_has_its_maximum),
        cmocka_unit_test(outcomes_are_taken_in_the_order_they_came),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
