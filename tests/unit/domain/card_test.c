// SPDX-License-Identifier: Apache-2.0
// Proves what operators may do to a card in each of its states.
#include "domain/card.h"

#include "support/cmocka.h"

static void a_card_from_stock_becomes_active(void **state)
{
    (void)state;
    enum card_state after = CARD_ABSENT;
    struct card_facts card = {.state = CARD_STOCK};
    assert_int_equal(card_activate_decide(&card, &after), VERDICT_APPROVED);
    assert_int_equal(after, CARD_ACTIVE);
}

static void only_a_card_from_stock_can_be_activated(void **state)
{
    (void)state;
    const struct {
        struct card_facts card;
        enum verdict verdict;
    } rows[] = {
        {{CARD_ABSENT, false}, VERDICT_CARD_UNKNOWN},
        {{CARD_ACTIVE, true}, VERDICT_CARD_ACTIVE},
        {{CARD_BLOCKED, true}, VERDICT_CARD_BLOCKED},
        {{CARD_BLOCKED, false}, VERDICT_CARD_BLOCKED},
    };
    for (size_t row = 0; row < BASE_COUNT(rows); row++) {
        enum card_state after = CARD_STOCK;
        assert_int_equal(card_activate_decide(&rows[row].card, &after), rows[row].verdict);
        assert_int_equal(after, CARD_STOCK);
    }
}

static void a_card_in_stock_or_with_a_member_can_be_blocked(void **state)
{
    (void)state;
    const struct card_facts cards[] = {{CARD_STOCK, false}, {CARD_ACTIVE, true}};
    for (size_t row = 0; row < BASE_COUNT(cards); row++) {
        enum card_state after = CARD_ABSENT;
        assert_int_equal(card_block_decide(&cards[row], false, &after), VERDICT_APPROVED);
        assert_int_equal(after, CARD_BLOCKED);
    }
}

static void blocking_a_blocked_card_is_approved_and_changes_nothing(void **state)
{
    (void)state;
    enum card_state after = CARD_ABSENT;
    struct card_facts card = {CARD_BLOCKED, true};
    assert_int_equal(card_block_decide(&card, false, &after), VERDICT_APPROVED);
    assert_int_equal(after, CARD_BLOCKED);
}

static void lifting_a_block_gives_the_card_back_to_its_member_or_to_stock(void **state)
{
    (void)state;
    enum card_state after = CARD_ABSENT;
    assert_int_equal(card_block_decide(&(struct card_facts){CARD_BLOCKED, true}, true, &after),
                     VERDICT_APPROVED);
    assert_int_equal(after, CARD_ACTIVE);
    assert_int_equal(card_block_decide(&(struct card_facts){CARD_BLOCKED, false}, true, &after),
                     VERDICT_APPROVED);
    assert_int_equal(after, CARD_STOCK);
}

static void a_block_that_is_not_there_cannot_be_lifted(void **state)
{
    (void)state;
    const struct card_facts cards[] = {{CARD_STOCK, false}, {CARD_ACTIVE, true}};
    for (size_t row = 0; row < BASE_COUNT(cards); row++) {
        enum card_state after = CARD_ABSENT;
        assert_int_equal(card_block_decide(&cards[row], true, &after), VERDICT_CARD_NOT_BLOCKED);
        assert_int_equal(after, CARD_ABSENT);
    }
}

static void a_card_that_is_not_there_can_be_neither_blocked_nor_lifted(void **state)
{
    (void)state;
    struct card_facts card = {CARD_ABSENT, false};
    enum card_state after = CARD_STOCK;
    assert_int_equal(card_block_decide(&card, false, &after), VERDICT_CARD_UNKNOWN);
    assert_int_equal(card_block_decide(&card, true, &after), VERDICT_CARD_UNKNOWN);
    assert_int_equal(after, CARD_STOCK);
}

static void states_have_names(void **state)
{
    (void)state;
    assert_string_equal(card_state_name(CARD_ABSENT), "absent");
    assert_string_equal(card_state_name(CARD_BLOCKED), "blocked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_from_stock_becomes_active),
        cmocka_unit_test(only_a_card_from_stock_can_be_activated),
        cmocka_unit_test(a_card_in_stock_or_with_a_member_can_be_blocked),
        cmocka_unit_test(blocking_a_blocked_card_is_approved_and_changes_nothing),
        cmocka_unit_test(lifting_a_block_gives_the_card_back_to_its_member_or_to_stock),
        cmocka_unit_test(a_block_that_is_not_there_cannot_be_lifted),
        cmocka_unit_test(a_card_that_is_not_there_can_be_neither_blocked_nor_lifted),
        cmocka_unit_test(states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
