// SPDX-License-Identifier: Apache-2.0
// Proves that no answer is longer than the limit which relates requests in flight to output.
#include "wire/response.h"

#include <string.h>

#include "support/cmocka.h"
#include "base/limits.h"

static const uint8_t slip[LIMIT_SLIP_BYTES_MAX];

// All facts at their longest: -1 takes ten bytes, and a text as many as it may have.
static void fill_balance(struct wire_balance *balance)
{
    *balance = (struct wire_balance){
        .currency = UINT32_MAX,
        .points = -1,
        .lifetime = -1,
        .spendable = -1,
        .pending = -1,
        .held = -1,
        .debt = -1,
        .expiring = -1,
        .expiring_last_day = UINT32_MAX,
    };
}

static void fill_purchase(struct wire_purchase_answer *purchase)
{
    *purchase = (struct wire_purchase_answer){
        .rrn = UINT64_MAX,
        .currency = UINT32_MAX,
        .base = -1,
        .rate_bp = UINT32_MAX,
        .earned = -1,
        .redeemed = -1,
        .balance_after = -1,
        .lifetime_after = -1,
        .programme_version = UINT32_MAX,
        .posted_at_us = -1,
        .training = true,
        .spendable_after = -1,
        .pending_after = -1,
        .held_after = -1,
        .debt_after = -1,
        .expiring = -1,
        .expiring_last_day = UINT32_MAX,
        .redeemable_max = -1,
        .rules_count = BASE_COUNT(purchase->rules),
        .clock_skewed = true,
        .velocity_warning = true,
        .original = UINT64_MAX,
    };
    for (size_t index = 0; index < BASE_COUNT(purchase->rules); index++) {
        struct wire_applied_rule *rule = &purchase->rules[index];
        *rule = (struct wire_applied_rule){
            .promotion = UINT32_MAX, .rate_bp = UINT32_MAX, .points = -1};
        memset(rule->text, 'x', sizeof(rule->text) - 1);
    }
}

static void assert_fits(struct wire_response *response)
{
    response->number = UINT32_MAX;
    response->result = WIRE_RESULT_APPROVED;
    response->retry_after_ms = UINT32_MAX;
    response->repeated = true;
    response->slip = (struct wire_view){.bytes = slip, .size = sizeof(slip)};
    memset(response->detail, 'x', sizeof(response->detail) - 1);
    struct buffer payload;
    buffer_init(&payload, LIMIT_ANSWER_BYTES_MAX);
    assert_int_equal(wire_response_append(response, &payload), WIRE_OK);
    buffer_clear(&payload);
}

static void the_longest_balance_fits(void **state)
{
    (void)state;
    struct wire_response response = {.which_answer = WIRE_RESPONSE_BALANCE_TAG};
    struct wire_balance_answer *answer = &response.answer.balance;
    answer->state = WIRE_CARD_STATE_BLOCKED;
    answer->read_at_us = -1;
    answer->balances_count = BASE_COUNT(answer->balances);
    for (size_t index = 0; index < BASE_COUNT(answer->balances); index++) {
        fill_balance(&answer->balances[index]);
    }
    assert_fits(&response);
}

static void the_longest_purchase_fits_alone_and_in_a_status(void **state)
{
    (void)state;
    struct wire_response response = {.which_answer = WIRE_RESPONSE_PURCHASE_TAG};
    fill_purchase(&response.answer.purchase);
    assert_fits(&response);

    struct wire_response status = {.which_answer = WIRE_RESPONSE_STATUS_TAG};
    status.answer.status.kind = WIRE_KIND_ADVICE;
    status.answer.status.result = WIRE_RESULT_APPROVED;
    status.answer.status.which_answer = WIRE_STATUS_ANSWER_PURCHASE_TAG;
    fill_purchase(&status.answer.status.answer.purchase);
    assert_fits(&status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_balance_fits),
        cmocka_unit_test(the_longest_purchase_fits_alone_and_in_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
