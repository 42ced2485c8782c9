// SPDX-License-Identifier: Apache-2.0
// Hold, Commit and Void. A hold's end has one STAN: asked for again, it is the request that the
// journal has.
#include <inttypes.h>

#include "libbonus/body.h"
#include "wire/hold.h"

static enum bonus_result hold_append_body(struct bonus *till, const struct bonus_hold *hold,
                                          struct buffer *body)
{
    struct wire_hold message = {
        .entry = (enum wire_card_entry)hold->entry,
        .points = hold->points,
        .timeout_s = hold->timeout_s,
        .store = till->facts.store,
        .at_us = hold->at_us,
        .utc_offset_min = hold->utc_offset_min,
        .shift = hold->shift,
    };
    enum bonus_result result = body_copy_card(till, hold->card, message.card);
    if (result == BONUS_OK) {
        result = body_choose_currency(till, hold->currency, &message.currency);
    }
    if (result == BONUS_OK) {
        result = body_copy_text(till, "cashier", hold->cashier, message.cashier,
                                sizeof(message.cashier));
    }
    if (result == BONUS_OK && hold->points < 1) {
        result = fault_set(&till->fault, BONUS_INVALID, "A hold is of 1 or more points.");
    }
    return result == BONUS_OK ? body_finish(till, wire_hold_append(&message, body)) : result;
}

// What Commit and Void have in common.
static enum bonus_result hold_copy_end(struct bonus *till, const char *card, uint64_t hold,
                                       char *copy)
{
    if (hold == 0) {
        return fault_set(&till->fault, BONUS_INVALID, "A hold is named by its RRN.");
    }
    return body_copy_card(till, card, copy);
}

enum bonus_result commit_append_body(struct bonus *till, const struct bonus_commit *commit,
                                     struct buffer *body)
{
    struct wire_commit message = {
        .entry = (enum wire_card_entry)commit->entry,
        .hold = commit->hold,
        .points = commit->points,
        .at_us = commit->at_us,
        .utc_offset_min = commit->utc_offset_min,
        .shift = commit->shift,
    };
    enum bonus_result result = hold_copy_end(till, commit->card, commit->hold, message.card);
    if (result == BONUS_OK) {
        result = body_copy_text(till, "cashier", commit->cashier, message.cashier,
                                sizeof(message.cashier));
    }
    if (result == BONUS_OK && commit->points < 1) {
        result = fault_set(&till->fault, BONUS_INVALID,
                           "A commit is of 1 or more points; a void gives all of them back.");
    }
    return result == BONUS_OK ? body_finish(till, wire_commit_append(&message, body)) : result;
}

enum bonus_result void_append_body(struct bonus *till, const struct bonus_void *release,
                                   struct buffer *body)
{
    struct wire_void message = {
        .entry = (enum wire_card_entry)release->entry,
        .hold = release->hold,
        .at_us = release->at_us,
        .utc_offset_min = release->utc_offset_min,
        .shift = release->shift,
    };
    enum bonus_result result = hold_copy_end(till, release->card, release->hold, message.card);
    if (result == BONUS_OK) {
        result = body_copy_text(till, "cashier", release->cashier, message.cashier,
                                sizeof(message.cashier));
    }
    return result == BONUS_OK ? body_finish(till, wire_void_append(&message, body)) : result;
}

enum bonus_result bonus_hold(struct bonus *till, const struct bonus_hold *hold,
                             struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_HOLD};
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = hold_append_body(till, hold, &body);
    }
    if (result == BONUS_OK) {
        result = submit_keyed(till, &submission, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

// Repeats the request by which the journal ends this hold already. `points` are those of a Commit,
// otherwise 0.
static enum bonus_result hold_repeat_end(struct bonus *till, const struct submission *submission,
                                         const struct journal_row *end, int64_t points,
                                         struct call **call)
{
    struct wire_commit kept = {.points = 0};
    struct wire_error error;
    if (submission->kind == BONUS_KIND_COMMIT && !end->is_forgotten &&
        wire_commit_decode(end->body, &kept, &error) != WIRE_OK) {
        return fault_set(&till->fault, BONUS_JOURNAL_FAILED,
                         "The journal's request cannot be read: %s.", error.text);
    }
    if (kept.points != points && !end->is_forgotten) {
        return fault_set(&till->fault, BONUS_RECEIPT_DIFFERS,
                         "STAN %" PRIu64 " committed this hold already, with %" PRIi64
                         " points (minor units). Repeat that one.",
                         end->stan, kept.points);
    }
    return submit_row(till, end, NULL, call);
}

static enum bonus_result hold_end(struct bonus *till, const struct submission *submission,
                                  int64_t points, const struct buffer *body, struct call **call)
{
    struct journal_row end;
    enum bonus_result result = journal_find_original(till->journal, submission->kind,
                                                     submission->original, &end, &till->fault);
    if (result == BONUS_OK) {
        return hold_repeat_end(till, submission, &end, points, call);
    }
    fault_clear(&till->fault);
    return result == BONUS_NOT_FOUND ? submit_keyed(till, submission, body, call) : result;
}

enum bonus_result bonus_commit(struct bonus *till, const struct bonus_commit *commit,
                               struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_COMMIT, .original = commit->hold};
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = commit_append_body(till, commit, &body);
    }
    if (result == BONUS_OK) {
        result = hold_end(till, &submission, commit->points, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}

enum bonus_result bonus_void(struct bonus *till, const struct bonus_void *release,
                             struct bonus_outcome *outcome)
{
    const struct submission submission = {.kind = BONUS_KIND_VOID, .original = release->hold};
    struct buffer body;
    struct call *call = NULL;
    enum bonus_result result = submit_begin(till, &body);
    if (result == BONUS_OK) {
        result = void_append_body(till, release, &body);
    }
    if (result == BONUS_OK) {
        result = hold_end(till, &submission, 0, &body, &call);
    }
    buffer_clear(&body);
    return submit_await(till, submission.kind, result, call, outcome);
}
