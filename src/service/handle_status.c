// SPDX-License-Identifier: Apache-2.0
// TransactionStatus: what became of an earlier STAN of this terminal. The look-up itself succeeds
// or finds nothing; what the STAN was answered stands inside.
#include "service/answer.h"
#include "service/handler.h"
#include "service/service_internal.h"

// What an approved posting was, by its row: an Advice that was applied has the row of what
// happened.
static void status_set_row(struct wire_status_answer *status, const struct registry *registry,
                           uint32_t terminal, const struct posting_answer *posted)
{
    switch ((enum journal_kind)posted->kind) {
    case JOURNAL_PURCHASE:
    case JOURNAL_LATE_CLAIM:
    case JOURNAL_CLAIM_GIVEN:
        status->which_answer = WIRE_STATUS_ANSWER_PURCHASE_TAG;
        answer_set_purchase(&status->answer.purchase, registry, terminal, posted);
        return;
    case JOURNAL_REFUND:
        status->which_answer = WIRE_STATUS_ANSWER_REFUND_TAG;
        answer_set_refund(&status->answer.refund, registry, posted);
        return;
    case JOURNAL_HOLD:
    case JOURNAL_HOLD_COMMITTED:
    case JOURNAL_HOLD_VOIDED:
        status->which_answer = WIRE_STATUS_ANSWER_HOLD_TAG;
        answer_set_hold(&status->answer.hold, registry, posted);
        return;
    case JOURNAL_REVERSAL:
        status->which_answer = WIRE_STATUS_ANSWER_REVERSAL_TAG;
        answer_set_reversal(&status->answer.reversal, registry, posted);
        return;
    case JOURNAL_EXCEPTION:
        status->which_answer = WIRE_STATUS_ANSWER_PARKED_TAG;
        answer_set_parked(&status->answer.parked, registry, posted);
        return;
    case JOURNAL_CARD_ACTIVATED:
    case JOURNAL_CARD_BLOCKED:
    case JOURNAL_CARD_UNBLOCKED:
        status->which_answer = WIRE_STATUS_ANSWER_CARD_TAG;
        answer_set_card(&status->answer.card, registry, posted);
        return;
    case JOURNAL_HOLD_TIMED_OUT:
    case JOURNAL_EXPIRED:
        return; // the ledger's own rows have no key
    }
}

static void status_set_facts(struct wire_status_answer *status, const struct request *request,
                             const struct posting_answer *posted)
{
    const struct registry *registry = store_registry(request->service->store);
    status->kind = (enum wire_kind)posted->request_kind;
    status->result = (enum wire_result_code)posted->verdict;
    if (posted->verdict == VERDICT_APPROVED) {
        status_set_row(status, registry, request->terminal, posted);
    } else if (posted->verdict == VERDICT_ALREADY_POSTED && status->kind == WIRE_KIND_REFUND) {
        status->which_answer = WIRE_STATUS_ANSWER_REFUND_TAG;
        answer_set_refund(&status->answer.refund, registry, posted);
    } else if (posted->verdict == VERDICT_ALREADY_POSTED) {
        status->which_answer = WIRE_STATUS_ANSWER_PURCHASE_TAG;
        answer_set_purchase(&status->answer.purchase, registry, request->terminal, posted);
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
