// SPDX-License-Identifier: Apache-2.0
// TransactionStatus: what became of an earlier STAN of this terminal. The look-up itself succeeds
// or finds nothing; what the STAN was answered stands inside.
#include "service/answer.h"
#include "service/handler.h"
#include "service/service_internal.h"

static bool status_is_of_hold(enum wire_kind kind)
{
    return kind == WIRE_KIND_HOLD || kind == WIRE_KIND_COMMIT || kind == WIRE_KIND_VOID;
}

static void status_set_facts(struct wire_status_answer *status, const struct request *request,
                             const struct posting_answer *posted)
{
    const struct registry *registry = store_registry(request->service->store);
    bool has_row = posted->verdict == VERDICT_APPROVED || posted->verdict == VERDICT_ALREADY_POSTED;
    status->kind = (enum wire_kind)posted->request_kind;
    status->result = (enum wire_result_code)posted->verdict;
    if (has_row && status->kind == WIRE_KIND_PURCHASE) {
        status->which_answer = WIRE_STATUS_ANSWER_PURCHASE_TAG;
        answer_set_purchase(&status->answer.purchase, registry, request->terminal, posted);
    } else if (has_row && status_is_of_hold(status->kind)) {
        status->which_answer = WIRE_STATUS_ANSWER_HOLD_TAG;
        answer_set_hold(&status->answer.hold, registry, posted);
    } else if (has_row) {
        status->which_answer = WIRE_STATUS_ANSWER_CARD_TAG;
        answer_set_card(&status->answer.card, registry, posted);
    }
}

static void handle_status_answered(struct ask *ask, enum store_result result)
{
    struct request *request = request_of_ask(ask);
    if (result != STORE_OK) {
        request_refuse(request, request_verdict_of(result), NULL);
        return;
    }
    struct wire_response response = {
        .result = WIRE_RESULT_APPROVED,
        .which_answer = WIRE_RESPONSE_STATUS_TAG,
    };
    status_set_facts(&response.answer.status, request, &ask->answer);
    request_answer(request, &response);
}

void handle_status_begin(struct request *request)
{
    struct wire_transaction_status *status = &request->message.status;
    struct wire_error error;
    if (wire_transaction_status_decode(request->body, status, &error) != WIRE_OK) {
        request_refuse(request, VERDICT_MALFORMED, error.text);
        return;
    }
    if (status->stan < 1 || status->stan > INT64_MAX) {
        request_refuse(request, VERDICT_INVALID, "stan must be 1 or more.");
        return;
    }
    request->ask.kind = ASK_STATUS;
    request->ask.key = (struct posting_key){
        .terminal = request->terminal,
        .epoch = status->epoch != 0 ? status->epoch : request->epoch,
        .stan = status->stan,
    };
    request_ask(request, handle_status_answered);
}
