// SPDX-License-Identifier: Apache-2.0
// What became of a call, as the public header tells it.
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "libbonus/till_internal.h"

static void outcome_tell_purchase(struct till_outcome *kept, struct bonus_outcome *outcome,
                                  const struct wire_purchase_answer *answer)
{
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
    };
    outcome->purchase = &kept->purchase;
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
        kept->balances[index] = (struct bonus_balance){
            .currency = answer->balances[index].currency,
            .points = answer->balances[index].points,
            .lifetime = answer->balances[index].lifetime,
        };
    }
    kept->balance = (struct bonus_balance_facts){
        .state = (enum bonus_card_state)answer->state,
        .count = answer->balances_count,
        .balances = kept->balances,
        .read_at_us = answer->read_at_us,
    };
    outcome->balance = &kept->balance;
}

static void outcome_tell_status(struct till_outcome *kept, struct bonus_outcome *outcome,
                                const struct wire_status_answer *answer)
{
    kept->status = (struct bonus_status_facts){
        .kind = (enum bonus_kind)answer->kind,
        .code = (enum bonus_code)answer->result,
    };
    outcome->status = &kept->status;
    if (answer->which_answer == WIRE_STATUS_ANSWER_PURCHASE_TAG) {
        outcome_tell_purchase(kept, outcome, &answer->answer.purchase);
    } else if (answer->which_answer == WIRE_STATUS_ANSWER_CARD_TAG) {
        outcome_tell_card(kept, outcome, &answer->answer.card);
    }
}

static void outcome_tell_answer(struct till_outcome *kept, struct bonus_outcome *outcome,
                                const struct wire_response *answer)
{
    switch (answer->which_answer) {
    case WIRE_RESPONSE_ECHO_TAG:
        outcome->server_at_us = answer->answer.echo.server_at_us;
        break;
    case WIRE_RESPONSE_BALANCE_TAG:
        outcome_tell_balance(kept, outcome, &answer->answer.balance);
        break;
    case WIRE_RESPONSE_PURCHASE_TAG:
        outcome_tell_purchase(kept, outcome, &answer->answer.purchase);
        break;
    case WIRE_RESPONSE_STATUS_TAG:
        outcome_tell_status(kept, outcome, &answer->answer.status);
        break;
    case WIRE_RESPONSE_CARD_TAG:
        outcome_tell_card(kept, outcome, &answer->answer.card);
        break;
    default: // no facts
        break;
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
