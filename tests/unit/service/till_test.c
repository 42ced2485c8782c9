// SPDX-License-Identifier: Apache-2.0
// What is remembered of a terminal.
#include "base/limits.h"
#include "service/till.h"
#include "support/cmocka.h"

static void a_terminal_keeps_its_till(void **state)
{
    (void)state;
    struct till_table *table = till_table_create();
    struct till *first = till_table_reach(table, 1);
    struct till *same_bucket = till_table_reach(table, 1 + 16384);
    assert_ptr_not_equal(first, same_bucket);
    assert_ptr_equal(till_table_reach(table, 1), first);
    assert_ptr_equal(till_table_reach(table, 1 + 16384), same_bucket);
    till_table_destroy(table);
}

static void the_fault_budget_is_spent_within_its_time_only(void **state)
{
    (void)state;
    struct till till = {.terminal = 1};
    for (int i = 0; i < LIMIT_TILL_FAULTS_MAX; i++) {
        assert_false(till_count_fault(&till, 1000 + i));
    }
    assert_int_equal(till_penalty_ms(&till, 2000), 0);
    assert_true(till_count_fault(&till, 2000));
    assert_int_equal(till_penalty_ms(&till, 2000), 1000 + LIMIT_TILL_FAULTS_MS - 2000);
    assert_int_equal(till_penalty_ms(&till, 1000 + LIMIT_TILL_FAULTS_MS), 0);
    assert_false(till_count_fault(&till, 1000 + LIMIT_TILL_FAULTS_MS));
    assert_int_equal(till.fault_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_terminal_keeps_its_till),
        cmocka_unit_test(the_fault_budget_is_spent_within_its_time_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
