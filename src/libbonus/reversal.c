// SPDX-License-Identifier: Apache-2.0
// Reversal, and what is done about requests that got no answer.
#include <inttypes.h>
#include <string.h>

#include "libbonus/body.h"
#include "wire/hold.h"
#include "wire/reversal.h"

static void reversal_place_card(struct wire_reversal *reversal, const char *card)
{
    reversal->which_place = WIRE_REVERSAL_CARD_TAG;
    memcpy(reversal->place.card, card, strlen(card) + 1);
}

static void reversal_place_device(struct wire_reversal *reversal,
                                  const struct wire_receipt_identity *receipt)
{
    reversal->which_place = WIRE_REVERSAL_DEVICE_TAG;
    reversal->place.device.store = receipt->store;
    memcpy(reversal->place.device.number, receipt->fiscal_device, sizeof(receipt->fiscal_device));
}

// Where the server finds the original: of what it carried itself its card, else the RRN it named,
// else a fiscal device.
static enum wire_result reversal_place_purchase(struct wire_view body,
                                                struct wire_reversal *reversal,
                                                struct wire_error *error)
{
    struct wire_purchase original;
    enum wire_result result = wire_purchase_decode(body, &original, error);
    if (result == WIRE_OK && original.card[0] != '\0') {
        reversal_place_card(reversal, original.card);
    } else if (result == WIRE_OK) {
        reversal_place_device(reversal, &original.receipt);
    }
    return result;
}

static enum wire_result reversal_place_refund(struct wire_view body, struct wire_reversal *reversal,
                                              struct wire_error *error)
{
    struct wire_refund original;
    enum wire_result result = wire_refund_decode(body, &original, error);
    if (result != WIRE_OK) {
        return result;
    }
    if (original.card[0] != '\0') {
        reversal_place_card(reversal, original.card);
    } else if (original.which_original == WIRE_REFUND_ORIGINAL_RRN_TAG) {
        reversal->which_place = WIRE_REVERSAL_ORIGINAL_RRN_TAG;
        reversal->place.original_rrn = original.original.original_rrn;
    } else {
        reversal_place_device(reversal, &original.original.original_receipt);
    }
    return result;
}

static enum wire_result reversal_place_hold(struct wire_view body, struct wire_reversal *reversal,
                                            struct wire_error *error)
{
    struct wire_hold original;
    enum wire_result result = wire_hold_decode(body, &original, error);
    if (result == WIRE_OK) {
        reversal_place_card(reversal, original.card);
    }
    return result;
}

static enum wire_result reversal_place_commit(struct wire_view body, struct wire_reversal *reversal,
                                              struct wire_error *error)
{
    struct wire_commit original;
    enum wire_result result = wire_commit_decode(body, &original, error);
    if (result == WIRE_OK) {
        reversal_place_card(reversal, original.card);
    }
    return result;
}

typedef enum wire_result reversal_place(struct wire_view body, struct wire_reversal *reversal,
                                        struct wire_error *error);

// NULL: of this kind there is no reversal.
static reversal_place *reversal_find_place(enum bonus_kind kind)
{
    static const struct {
        enum bonus_kind kind;
        reversal_place *place;
    } places[] = {
        {BONUS_KIND_PURCHASE, reversal_place_purchase},
        {BONUS_KIND_REFUND, reversal_place_refund},
        {BONUS_KIND_HOLD, reversal_place_hold},
        {BONUS_KIND_COMMIT, reversal_place_commit},
    };
    for (size_t index = 0; index < BASE_COUNT(places); index++) {
        if (places[index].kind == kind) {
            return places[index].place;
        }
    }
    return NULL;
}

// Whether the original may be, or may become, a posting that a reversal undoes.
static enum bonus_result reversal_check(struct bonus *till, const struct journal_row *original)
{
    bool is_answered = original->state == BONUS_JOURNAL_ANSWERED;
    if (reversal_find_place(original->kind) == NULL) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "STAN %" PRIu64 " is a %s: that is not "
                         "reversed.",
                         original->stan, bonus_kind_name(original->kind));
    }
    if (original->state == BONUS_JOURNAL_REPLACED ||
        (is_answered && original->code != BONUS_CODE_APPROVED)) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "STAN %" PRIu64 " posted nothing (%s): there is nothing to reverse.",
                         original->stan, bonus_code_name(original->code));
    }
    if (original->is_forgotten) {
        return fault_set(&till->fault, BONUS_NOT_FOUND,
                         "STAN %" PRIu64 " was answered more than %d days ago: goods that come "
                         "back are a refund.",
                         original->stan, LIMIT_TILL_KEPT_DAYS);
    }
    if (call_waits_for(&till->calls, original->stan)) {
        return fault_set(&till->fault, BONUS_INVALID,
                         "STAN %" PRIu64 " still waits: take its outcome first.", original->stan);
    }
    return BONUS_OK;
}

static enum bonus_result reversal_append_body(struct bonus *till,
                                              const struct bonus_reversal *reversal,
                                              const struct journal_row *original,
                                              struct buffer *body)
{
    struct wire_reversal message = {
        .epoch = journal_epoch(till->journal),
        .stan = reversal->stan,
        .reason = (enum wire_reversal_reason)reversal->reason,
        .at_us = reversal->at_us,
        .utc_offset_min = reversal->utc_offset_min,
        .shift = reversal->shift,
    };
    struct wire_error error;
    enum bonus_result result = body_copy_text(till, "cashier", reversal->cashier, message.cashier,
                                              sizeof(message.cashier));
    if (result != BONUS_OK) {
        return result;
    }
    if (reversal_find_place(original->kind)(original->body, &message, &error) != WIRE_OK) {
        return fault_set(&till->fault, BONUS_JOURNAL_FAILED,
                         "The journal's request cannot be read: %s.", error.text);
    }
    return body_finish(till, wire_reversal_append(&message, body));
}

static enum bonus_result
reversal_submit_new(struct bonus *till, const struct bonus_reversal *reversal, struct call **call)
{
    const struct submission submission = {
        .kind = BONUS_KIND_REVERSAL,
        .original = reversal->stan,
    };
    struct journal_row original;
    struct buffer body;
    buffer_init(&body, LIMIT_FRAME_BYTES_MAX);
    enum bonus_result result = journal_find(till->journal, reversal->stan, &original, &till->fault);
    if (result == BONUS_OK) {
        result = reversal_check(till, &original);
    }
    if (result == BONUS_OK) {
        result = reversal_append_body(till, reversal, &original, &body);
    }
    if (result == BONUS_OK) {
        result = submit_keyed(till, &submission, &body, call);
    }
    buffer_clear(&body);
    return result;
}

static enum bonus_result reversal_submit(struct bonus *till, const struct bonus_reversal *reversal,
                                         struct call **call)
{
    struct journal_row row;
    struct buffer body;
    enum bonus_result result = submit_begin(till, &body);
    buffer_clear(&body);
    if (result != BONUS_OK) {
        return result;
    }
    result = journal_find_original(till->journal, BONUS_KIND_REVERSAL, reversal->stan, &row,
                                   &till->fault);
    if (result == BONUS_OK) {
        return submit_row(till, &row, NULL, call);
    }
    fault_clear(&till->fault);
    return result == BONUS_NOT_FOUND ? reversal_submit_new(till, reversal, call) : result;
}

enum bonus_result bonus_reverse(struct bonus *till, const struct bonus_reversal *reversal,
                                struct bonus_outcome *outcome)
{
    struct call *call = NULL;
    enum bonus_result result = reversal_submit(till, reversal, &call);
    return submit_await(till, BONUS_KIND_REVERSAL, result, call, outcome);
}

// The first open request that is no advice: those go in their own order.
static enum bonus_result reversal_next_open(struct bonus *till, uint64_t *after,
                                            struct journal_row *row)
{
    enum bonus_result result = BONUS_OK;
    do {
        result = journal_next_open(till->journal, *after, row, &till->fault);
        *after = result == BONUS_OK ? row->stan : *after;
    } while (result == BONUS_OK && row->kind == BONUS_KIND_ADVICE);
    return result;
}

enum bonus_result bonus_resolve(struct bonus *till, enum bonus_resolve how, uint64_t *after,
                                struct bonus_outcome *outcome)
{
    struct journal_row row;
    fault_clear(&till->fault);
    enum bonus_result result = reversal_next_open(till, after, &row);
    if (result != BONUS_OK) {
        return outcome_fail(till, BONUS_KIND_NONE, result, outcome);
    }
    if (how == BONUS_RESOLVE_REPEAT || reversal_find_place(row.kind) == NULL) {
        return bonus_repeat(till, row.stan, outcome);
    }
    const struct bonus_reversal reversal = {
        .stan = row.stan,
        .reason = BONUS_REVERSAL_NO_ANSWER,
        .at_us = till_wall_us(till),
    };
    return bonus_reverse(till, &reversal, outcome);
}
