// SPDX-License-Identifier: Apache-2.0
// Proves what is told of points that expire soon.
#include "domain/account_view.h"

#include "support/cmocka.h"

enum { TODAY = 20000, NOW_US = 1000 };

static const struct account_moment now = {.now_us = NOW_US, .today = TODAY};

static void put(struct account *account, int32_t expires_on, int32_t active_from, int64_t minor)
{
    struct lot lot = {.expires_on = expires_on, .active_from = active_from, .points = {minor}};
    assert_int_equal(lot_add(account->lots, &account->lot_count, lot), BASE_OK);
    account->balance.minor += minor;
}

static void of_what_can_be_spent_the_first_to_expire_is_told_if_it_is_soon(void **state)
{
    (void)state;
    struct account account = {.position = 1};
    put(&account, TODAY, 0, 1);                      // has expired
    put(&account, TODAY + 5, TODAY + 1, 2);          // pending
    put(&account, TODAY + ACCOUNT_SOON_DAYS, 0, 40); // soon
    put(&account, TODAY + 40, 0, 800);
    struct account_view view = account_view(&account, now);
    assert_int_equal(view.expiring.minor, 40);
    assert_int_equal(view.expires_on, TODAY + ACCOUNT_SOON_DAYS);
    assert_int_equal(view.parts.spendable.minor, 840);
    put(&account, TODAY + 1, 0, 5);
    view = account_view(&account, now);
    assert_int_equal(view.expiring.minor, 5);
    assert_int_equal(view.expires_on, TODAY + 1);
}

static void lots_of_one_day_are_told_together(void **state)
{
    (void)state;
    struct account account = {.position = 1};
    put(&account, TODAY + 9, 0, 40);
    put(&account, TODAY + 9, TODAY - 1, 2);
    assert_int_equal(account_view(&account, now).expiring.minor, 42);
}

static void what_expires_later_is_not_told(void **state)
{
    (void)state;
    struct account account = {.position = 1};
    put(&account, TODAY + ACCOUNT_SOON_DAYS + 1, 0, 40);
    put(&account, LOT_NEVER, 0, 40);
    struct account_view view = account_view(&account, now);
    assert_int_equal(view.expiring.minor, 0);
    assert_int_equal(view.expires_on, 0);
}

static void a_debtor_has_nothing_that_could_expire(void **state)
{
    (void)state;
    struct account account = {.position = 1, .debt = {100}};
    put(&account, TODAY + 5, 0, 40);
    account.balance.minor -= 100;
    struct account_view view = account_view(&account, now);
    assert_int_equal(view.parts.spendable.minor, 0);
    assert_int_equal(view.expiring.minor, 0);
    assert_int_equal(view.expires_on, 0);
}

static void points_of_a_hold_that_timed_out_expire_with_the_others(void **state)
{
    (void)state;
    struct account account = {.position = 1, .balance = {70}, .held_count = 2};
    account.held[0] = (struct held){
        .hold = 1, .until_us = NOW_US, .lot = {.expires_on = TODAY + 5, .points = {30}}};
    account.held[1] = (struct held){
        .hold = 2, .until_us = NOW_US + 1, .lot = {.expires_on = TODAY + 5, .points = {40}}};
    struct account_view view = account_view(&account, now);
    assert_int_equal(view.expiring.minor, 30);
    assert_int_equal(view.parts.held.minor, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_what_can_be_spent_the_first_to_expire_is_told_if_it_is_soon),
        cmocka_unit_test(lots_of_one_day_are_told_together),
        cmocka_unit_test(what_expires_later_is_not_told),
        cmocka_unit_test(a_debtor_has_nothing_that_could_expire),
        cmocka_unit_test(points_of_a_hold_that_timed_out_expire_with_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
