// SPDX-License-Identifier: Apache-2.0
// BalanceInquiry: what the holder of a card has, in every currency, read without a turn.
#include "base/card_number.h"
#include "base/log.h"
#include "service/answer.h"
#include "service/handler.h"
#include "service/service_internal.h"

static_assert(BASE_COUNT(((struct ask *)0)->balances) <= SLIP_BALANCES_MAX,
              "every balance has a line on the slip");
static_assert(BASE_COUNT(((struct ask *)0)->balances) <=
                  BASE_COUNT(((struct wire_balance_answer *)0)->balances),
              "every balance has a place in the answer");

// The day is that of the terminal's store; an operator has none and sees the one of UTC.
static struct account_view balance_view(const struct ask *ask, const struct account *account)
{
    const struct request *request = request_of_ask((struct ask *)(uintptr_t)ask);
    const struct registry *registry = store_registry(request->service->store);
    const struct registry_terminal *terminal = registry_find_terminal(registry, request->terminal);
    const struct registry_store *store =
        terminal == NULL ? NULL : registry_find_store(registry, terminal->store);
    const struct account_moment at = {
        .now_us = ask->read_at_us,
        .today = zone_day(store == NULL ? &zone_utc : store->zone, ask->read_at_us),
    };
    return account_view(account, at);
}

// More currencies than an answer holds must not be left out in silence.
static void balance_log_left_out(const struct request *request)
{
    const struct ask *ask = &request->ask;
    if (ask->balances_left_out == 0) {
        return;
    }
    const struct log_field fields[] = {
        LOG_TEXT("event", "balances_left_out"),
        LOG_INT("member", ask->member),
        LOG_INT("answered", ask->balance_count),
        LOG_INT("left_out", ask->balances_left_out),
    };
    log_write(request->service->log, LOG_WARN, fields, BASE_COUNT(fields));
}

static void balance_set_answer(struct wire_balance_answer *answer, const struct ask *ask)
{
    answer->state = (enum wire_card_state)ask->card_state;
    answer->read_at_us = ask->read_at_us;
    answer->balances_count = ask->balance_count;
    for (size_t i = 0; i < ask->balance_count; i++) {
        const struct ask_balance *balance = &ask->balances[i];
        const struct account_view *view = &balance->view;
        answer->balances[i] = (struct wire_balance){
            .currency = balance->currency,
            .points = balance->points,
            .lifetime = balance->lifetime,
            .spendable = view->parts.spendable.minor,
            .pending = view->parts.pending.minor,
            .held = view->parts.held.minor,
            .debt = view->parts.debt.minor,
            .expiring = view->expiring.minor,
            .expiring_last_day = answer_last_day(view->expires_on),
        };
    }
}

static void balance_set_slip(struct wire_response *response, const struct request *request,
                             char text[SLIP_BYTES_MAX])
{
    const struct ask *ask = &request->ask;
    const struct wire_balance_answer *answer = &response->answer.balance;
    struct slip slip = {
        .kind = SLIP_BALANCE,
        .at_us = ask->read_at_us,
        .utc_offset_min = request->head.utc_offset_min,
        .card = request->message.balance.card,
        .balance_count = answer->balances_count,
    };
    for (size_t i = 0; i < answer->balances_count; i++) {
        slip.balances[i] = answer_slip_balance(&answer->balances[i]);
    }
    answer_set_slip(response, request, &slip, text);
}

static void handle_balance_answered(struct ask *ask, enum store_result result)
{
    struct request *request = request_of_ask(ask);
    if (result != STORE_OK) {
        request_refuse(request, request_verdict_of(result), NULL);
        return;
    }
    if (ask->card_state == CARD_ABSENT) {
        request_refuse(request, VERDICT_CARD_UNKNOWN, NULL);
        return;
    }
    struct wire_response response = {
        .result = WIRE_RESULT_APPROVED,
        .which_answer = WIRE_RESPONSE_BALANCE_TAG,
    };
    char slip[SLIP_BYTES_MAX];
    balance_log_left_out(request);
    balance_set_answer(&response.answer.balance, ask);
    balance_set_slip(&response, request, slip);
    request_answer(request, &response);
}

void handle_balance_begin(struct request *request)
{
    struct wire_balance_inquiry *inquiry = &request->message.balance;
    struct wire_error error;
    if (wire_balance_inquiry_decode(request->body, inquiry, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    request->head.card = inquiry->card;
    if (!card_number_is_valid(inquiry->card)) {
        request_refuse(request, VERDICT_INVALID, HANDLER_CARD_WANTED);
        return;
    }
    request->ask.kind = ASK_BALANCES;
    request->ask.view = balance_view;
    request->ask.card = inquiry->card;
    request->ask.lane =
        registry_lane_of_card(store_registry(request->service->store), inquiry->card);
    request_ask(request, handle_balance_answered);
}
