// SPDX-License-Identifier: Apache-2.0
// Advice: what happened without the server is kept now and sent later, one after the other.
#include <inttypes.h>

#include "libbonus/body.h"
#include "wire/advice.h"

// What happened, encoded, and how the journal is to know it.
struct happening {
    enum bonus_kind kind;
    struct wire_purchase purchase;
    struct wire_refund refund;
    struct journal_receipt receipt;
    struct journal_request request;
    struct buffer body;
};

static void advice_note_receipt(struct happening *happening,
                                const struct wire_receipt_identity *receipt, bool late_claim)
{
    happening->receipt = (struct journal_receipt){
        .store = receipt->store,
        .fiscal_device = receipt->fiscal_device,
        .number = receipt->number,
        .date = receipt->date,
        .late_claim = late_claim,
    };
    happening->request.receipt = &happening->receipt;
}

static enum bonus_result advice_encode_purchase(struct bonus *till,
                                                const struct bonus_purchase *purchase,
                                                struct happening *happening,
                                                struct wire_advice *advice)
{
    happening->kind = BONUS_KIND_PURCHASE;
    enum bonus_result result =
        purchase_append_body(till, purchase, &happening->purchase, &happening->body);
    if (result == BONUS_OK && purchase->training) {
        result = fault_set(&till->fault, BONUS_INVALID, "Practice did not happen.");
    }
    advice_note_receipt(happening, &happening->purchase.receipt, purchase->late_claim);
    happening->request.receipt_at_us = purchase->receipt_at_us;
    happening->request.total = purchase->total;
    advice->which_happened = WIRE_ADVICE_PURCHASE_TAG;
    advice->happened.purchase = body_view(&happening->body);
    return result;
}

static enum bonus_result advice_encode_refund(struct bonus *till, const struct bonus_refund *refund,
                                              struct happening *happening,
                                              struct wire_advice *advice)
{
    happening->kind = BONUS_KIND_REFUND;
    enum bonus_result result =
        refund_append_body(till, refund, &happening->refund, &happening->body);
    advice_note_receipt(happening, &happening->refund.receipt, false);
    happening->request.receipt_at_us = refund->receipt_at_us;
    happening->request.total = refund->total;
    advice->which_happened = WIRE_ADVICE_REFUND_TAG;
    advice->happened.refund = body_view(&happening->body);
    return result;
}

static enum bonus_result advice_encode_commit(struct bonus *till, const struct bonus_commit *commit,
                                              struct happening *happening,
                                              struct wire_advice *advice)
{
    happening->kind = BONUS_KIND_COMMIT;
    enum bonus_result result = commit_append_body(till, commit, &happening->body);
    happening->request.original = commit->hold;
    advice->which_happened = WIRE_ADVICE_COMMIT_TAG;
    advice->happened.commit = body_view(&happening->body);
    return result;
}

static enum bonus_result advice_encode_void(struct bonus *till, const struct bonus_void *release,
                                            struct happening *happening, struct wire_advice *advice)
{
    happening->kind = BONUS_KIND_VOID;
    enum bonus_result result = void_append_body(till, release, &happening->body);
    happening->request.original = release->hold;
    advice->which_happened = WIRE_ADVICE_VOID_HOLD_TAG;
    advice->happened.void_hold = body_view(&happening->body);
    return result;
}

static enum bonus_result advice_encode(struct bonus *till, const struct bonus_advice *asked,
                                       struct happening *happening, struct buffer *body)
{
    struct wire_advice message = {.reason = (enum wire_advice_reason)asked->reason};
    int count = (asked->purchase != NULL) + (asked->refund != NULL) + (asked->commit != NULL) +
                (asked->release != NULL);
    enum bonus_result result = BONUS_OK;
    if (count != 1) {
        result =
            fault_set(&till->fault, BONUS_INVALID, "An advice is of one thing, not of %d.", count);
    } else if (asked->purchase != NULL) {
        result = advice_encode_purchase(till, asked->purchase, happening, &message);
    } else if (asked->refund != NULL) {
        result = advice_encode_refund(till, asked->refund, happening, &message);
    } else if (asked->commit != NULL) {
        result = advice_encode_commit(till, asked->commit, happening, &message);
    } else {
        result = advice_encode_void(till, asked->release, happening, &message);
    }
    return result == BONUS_OK ? body_finish(till, wire_advice_append(&message, body)) : result;
}

enum bonus_result bonus_advise(struct bonus *till, const struct bonus_advice *advice)
{
    struct happening happening = {.kind = BONUS_KIND_NONE};
    struct buffer body;
    fault_clear(&till->fault);
    buffer_init(&happening.body, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    enum bonus_result result = advice_encode(till, advice, &happening, &body);
    if (result == BONUS_OK &&
        buffer_size(&body) + BODY_ENVELOPE_BYTES_MAX > LIMIT_FRAME_BYTES_MAX) {
        result = body_finish(till, WIRE_FULL); // it could never be sent
    }
    if (result == BONUS_OK) {
        happening.request.kind = BONUS_KIND_ADVICE;
        happening.request.body = body_view(&body);
        happening.request.created_at_us = till_wall_us(till);
        exchange_flush(till);
        result = journal_queue(till->journal, happening.kind, &happening.request, &till->fault);
    }
    if (result == BONUS_OK) {
        result = journal_commit(till->journal, &till->fault);
    }
    buffer_clear(&body);
    buffer_clear(&happening.body);
    return result;
}

// One that has a STAN goes before those that have none.
static enum bonus_result advice_submit_next(struct bonus *till, struct call **call)
{
    struct journal_row row;
    enum bonus_result result = journal_next_advice(till->journal, &row, &till->fault);
    if (result == BONUS_OK) {
        return submit_row(till, &row, NULL, call);
    }
    if (result == BONUS_NOT_FOUND) {
        exchange_flush(till);
        result = journal_take_advice(till->journal, till_wall_us(till), &row, &till->fault);
    }
    if (result == BONUS_OK) {
        result = submit_row(till, &row, NULL, call);
    }
    if (result == BONUS_OK) {
        (*call)->was_sent_before = false;
        (*call)->is_unsure = false;
    }
    return result;
}

enum bonus_result bonus_advice_send(struct bonus *till, struct bonus_outcome *outcome)
{
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = advice_submit_next(till, &call);
    }
    buffer_clear(&body);
    return submit_await(till, BONUS_KIND_ADVICE, result, call, outcome);
}

size_t bonus_advices_waiting(const struct bonus *till)
{
    return journal_count_advices(till->journal);
}
