// SPDX-License-Identifier: Apache-2.0
// What became of a call, as the public header tells it.
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "libbonus/till_internal.h"

static_assert(BASE_COUNT(((struct till_outcome *)0)->rules) ==
                  BASE_COUNT(((struct wire_purchase_answer *)0)->rules),
              "room for all");

static void outcome_tell_rules(struct till_outcome *kept, const struct wire_purchase_answer *answer)
{
    for (size_t index = 0; index < answer->rules_count; index++) {
        const struct wire_applied_rule *rule = &answer->rules[index];
        static_assert(sizeof(kept->rule_texts[0]) == sizeof(rule->text), "whole");
        memcpy(kept->rule_texts[index], rule->text, sizeof(rule->text));
        kept->rules[index] = (struct bonus_rule){
            .promotion = rule->promotion,
            .text = kept->rule_texts[index],
            .rate_bp = rule->rate_bp,
            .points = rule->points,
        };
    }
}

static void outcome_tell_purchase(struct till_outcome *kept, struct bonus_outcome *outcome,
                                  const struct wire_purchase_answer *answer)
{
    outcome_tell_rules(kept, answer);
    kept->purchase = (struct bonus_purchase_facts){
        .rrn = answer->rrn,
        .currency = answer->currency,
        .base = answer->base,
        .rate_bp = answer->rate_bp,
        .earned = answer->earned,
        .redeemed = answer->redeemed,
        .balance_after = answer->balance_after,
        .lifetime_after = answer->lifetime_after,
        .programme_version = answer->programme_version,
        .posted_at_us = answer->posted_at_us,
        .training = answer->training,
        .spendable_after = answer->spendable_after,
        .pending_after = answer->pending_after,
        .held_after = answer->held_after,
        .debt_after = answer->debt_after,
        .expiring = answer->expiring,
        .expiring_last_day = answer->expiring_last_day,
        .redeemable_max = answer->redeemable_max,
        .rule_count = answer->rules_count,
        .rules = kept->rules,
        .clock_skewed = answer->clock_skewed,
        .velocity_warning = answer->velocity_warning,
        .original = answer->original,
    };
    outcome->purchase = &kept->purchase;
}

static struct bonus_balance outcome_balance(const struct wire_balance *balance)
{
    return (struct bonus_balance){
        .currency = balance->currency,
        .points = balance->points,
        .lifetime = balance->lifetime,
        .spendable = balance->spendable,
        .pending = balance->pending,
        .held = balance->held,
        .debt = balance->debt,
        .expiring = balance->expiring,
        .expiring_last_day = balance->expiring_last_day,
    };
}

// NULL: the answer has no account.
static const struct bonus_balance *outcome_keep_after(struct till_outcome *kept, bool has_after,
                                                      const struct wire_balance *after)
{
    kept->after = outcome_balance(after);
    return has_after ? &kept->after : NULL;
}

static void outcome_tell_hold(struct till_outcome *kept, struct bonus_outcome *outcome,
                              const struct wire_hold_answer *answer)
{
    kept->hold = (struct bonus_hold_facts){
        .rrn = answer->rrn,
        .hold = answer->hold,
        .held = answer->held,
        .hold_until_us = answer->hold_until_us,
        .redeemed = answer->redeemed,
        .released = answer->released,
        .after = outcome_keep_after(kept, answer->has_after, &answer->after),
        .programme_version = answer->programme_version,
        .posted_at_us = answer->posted_at_us,
        .clock_skewed = answer->clock_skewed,
        .velocity_warning = answer->velocity_warning,
    };
    outcome->hold = &kept->hold;
}

static void outcome_tell_refund(struct till_outcome *kept, struct bonus_outcome *outcome,
                                const struct wire_refund_answer *answer)
{
    kept->refund = (struct bonus_refund_facts){
        .rrn = answer->rrn,
        .original = answer->original,
        .currency = answer->currency,
        .total = answer->total,
        .base = answer->base,
        .taken_back = answer->taken_back,
        .given_back = answer->given_back,
        .written_off = answer->written_off,
        .cash_deducted = answer->cash_deducted,
        .pay_out = answer->pay_out,
        .after = outcome_keep_after(kept, answer->has_after, &answer->after),
        .programme_version = answer->programme_version,
        .posted_at_us = answer->posted_at_us,
        .clock_skewed = answer->clock_skewed,
        .velocity_warning = answer->velocity_warning,
    };
    outcome->refund = &kept->refund;
}

static void outcome_tell_reversal(struct till_outcome *kept, struct bonus_outcome *outcome,
                                  const struct wire_reversal_answer *answer)
{
    kept->reversal = (struct bonus_reversal_facts){
        .rrn = answer->rrn,
        .original = answer->original,
        .original_kind = (enum bonus_kind)answer->original_kind,
        .taken_back = answer->taken_back,
        .given_back = answer->given_back,
        .written_off = answer->written_off,
        .after = outcome_keep_after(kept, answer->has_after, &answer->after),
        .posted_at_us = answer->posted_at_us,
    };
    outcome->reversal = &kept->reversal;
}

static void outcome_tell_parked(struct till_outcome *kept, struct bonus_outcome *outcome,
                                const struct wire_parked_answer *answer)
{
    kept->parked = (struct bonus_parked_facts){
        .rrn = answer->rrn,
        .reason = (enum bonus_code)answer->reason,
        .posted_at_us = answer->posted_at_us,
    };
    outcome->parked = &kept->parked;
}

static void outcome_tell_card(struct till_outcome *kept, struct bonus_outcome *outcome,
                              const struct wire_card_answer *answer)
{
    kept->card = (struct bonus_card_facts){
        .rrn = answer->rrn,
        .member = answer->member,
        .state = (enum bonus_card_state)answer->state,
        .posted_at_us = answer->posted_at_us,
    };
    outcome->card = &kept->card;
}

static void outcome_tell_balance(struct till_outcome *kept, struct bonus_outcome *outcome,
                                 const struct wire_balance_answer *answer)
{
    static_assert(BASE_COUNT(kept->balances) == BASE_COUNT(answer->balances), "room for all");
    for (size_t index = 0; index < answer->balances_count; index++) {
        kept->balances[index] = outcome_balance(&answer->balances[index]);
    }
    kept->balance = (struct bonus_balance_facts){
        .state = (enum bonus_card_state)answer->state,
        .count = answer->balances_count,
        .balances = kept->balances,
        .read_at_us = answer->read_at_us,
    };
    outcome->balance = &kept->balance;
}

struct wire_status_answer outcome_posting(const struct wire_response *answer)
{
    struct wire_status_answer posting = {.which_answer = 0};
    switch (answer->which_answer) {
    case WIRE_RESPONSE_STATUS_TAG:
        return answer->answer.status;
    case WIRE_RESPONSE_PURCHASE_TAG:
        posting.which_answer = WIRE_STATUS_ANSWER_PURCHASE_TAG;
        posting.answer.purchase = answer->answer.purchase;
        break;
    case WIRE_RESPONSE_CARD_TAG:
        posting.which_answer = WIRE_STATUS_ANSWER_CARD_TAG;
        posting.answer.card = answer->answer.card;
        break;
    case WIRE_RESPONSE_HOLD_TAG:
        posting.which_answer = WIRE_STATUS_ANSWER_HOLD_TAG;
        posting.answer.hold = answer->answer.hold;
        break;
    case WIRE_RESPONSE_REFUND_TAG:
        posting.which_answer = WIRE_STATUS_ANSWER_REFUND_TAG;
        posting.answer.refund = answer->answer.refund;
        break;
    case WIRE_RESPONSE_REVERSAL_TAG:
        posting.which_answer = WIRE_STATUS_ANSWER_REVERSAL_TAG;
        posting.answer.reversal = answer->answer.reversal;
        break;
    case WIRE_RESPONSE_PARKED_TAG:
        posting.which_answer = WIRE_STATUS_ANSWER_PARKED_TAG;
        posting.answer.parked = answer->answer.parked;
        break;
    default: // of no posting
        break;
    }
    return posting;
}

static void outcome_tell_posting(struct till_outcome *kept, struct bonus_outcome *outcome,
                                 const struct wire_status_answer *posting)
{
    switch (posting->which_answer) {
    case WIRE_STATUS_ANSWER_PURCHASE_TAG:
        outcome_tell_purchase(kept, outcome, &posting->answer.purchase);
        break;
    case WIRE_STATUS_ANSWER_CARD_TAG:
        outcome_tell_card(kept, outcome, &posting->answer.card);
        break;
    case WIRE_STATUS_ANSWER_HOLD_TAG:
        outcome_tell_hold(kept, outcome, &posting->answer.hold);
        break;
    case WIRE_STATUS_ANSWER_REFUND_TAG:
        outcome_tell_refund(kept, outcome, &posting->answer.refund);
        break;
    case WIRE_STATUS_ANSWER_REVERSAL_TAG:
        outcome_tell_reversal(kept, outcome, &posting->answer.reversal);
        break;
    case WIRE_STATUS_ANSWER_PARKED_TAG:
        outcome_tell_parked(kept, outcome, &posting->answer.parked);
        break;
    default: // no facts
        break;
    }
}

static void outcome_tell_answer(struct till_outcome *kept, struct bonus_outcome *outcome,
                                const struct wire_response *answer)
{
    const struct wire_status_answer posting = outcome_posting(answer);
    outcome_tell_posting(kept, outcome, &posting);
    if (answer->which_answer == WIRE_RESPONSE_STATUS_TAG) {
        kept->status = (struct bonus_status_facts){
            .kind = (enum bonus_kind)posting.kind,
            .code = (enum bonus_code)posting.result,
        };
        outcome->status = &kept->status;
    } else if (answer->which_answer == WIRE_RESPONSE_BALANCE_TAG) {
        outcome_tell_balance(kept, outcome, &answer->answer.balance);
    } else if (answer->which_answer == WIRE_RESPONSE_ECHO_TAG) {
        outcome->server_at_us = answer->answer.echo.server_at_us;
    }
}

static void outcome_tell_slip(struct till_outcome *kept, struct bonus_outcome *outcome,
                              struct wire_view slip)
{
    free(kept->slip);
    kept->slip = memory_allocate(1, slip.size + 1);
    if (slip.size > 0) {
        memcpy(kept->slip, slip.bytes, slip.size);
    }
    outcome->slip = kept->slip;
}

static void outcome_tell_error(struct bonus *till, struct bonus_outcome *outcome,
                               const struct fault *fault)
{
    const char *text = outcome->result == BONUS_OK ? "" : fault->text;
    memmove(till->outcome.error, text, strlen(text) + 1);
    memmove(till->fault.text, text, strlen(text) + 1);
    outcome->error = till->outcome.error;
}

enum bonus_result outcome_take(struct bonus *till, struct call *call, struct bonus_outcome *outcome)
{
    CHECK(call->state == CALL_DONE);
    *outcome = (struct bonus_outcome){
        .result = call->result,
        .kind = call->kind,
        .code = call->code,
        .stan = call->kind == BONUS_KIND_TRANSACTION_STATUS ? call->asked_stan : call->stan,
        .tag = call->tag,
        .tries = call->tries,
    };
    struct wire_response answer = {0};
    struct wire_error ignored; // it was decoded once already
    if (call->payload != NULL) {
        const struct wire_view payload = {call->payload, call->payload_size};
        CHECK(wire_response_decode(payload, &answer, &ignored) == WIRE_OK);
        outcome->repeated = answer.repeated;
        outcome_tell_answer(&till->outcome, outcome, &answer);
    }
    outcome_tell_slip(&till->outcome, outcome, answer.slip);
    outcome_tell_error(till, outcome, &call->fault);
    call_give(&till->calls, call);
    return outcome->result;
}

enum bonus_result outcome_fail(struct bonus *till, enum bonus_kind kind, enum bonus_result result,
                               struct bonus_outcome *outcome)
{
    *outcome = (struct bonus_outcome){.result = result, .kind = kind};
    outcome_tell_slip(&till->outcome, outcome, (struct wire_view){0});
    outcome_tell_error(till, outcome, &till->fault);
    return result;
}
