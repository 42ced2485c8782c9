// SPDX-License-Identifier: Apache-2.0
// What a batch sends: the parameters of LANE_BEGIN and LANE_RECALL and, sealed, those of LANE_POST.
#include "store/batch_write_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/random.h"
#include "domain/account.h"
#include "domain/lot.h"
#include "store/batch_internal.h"

enum { LOAD_FIRST = LOAD_CARDS, RECALL_FIRST = RECALL_TERMINALS, POST_FIRST = POST_KINDS };

struct parameter_array *batch_arrays_create(void)
{
    static const enum parameter_type types[BATCH_ARRAY_COUNT] = {
#define LOAD_ARRAY(name, type) [LOAD_##name] = PARAMETER_##type,
#define RECALL_ARRAY(name, type) [RECALL_##name] = PARAMETER_##type,
#define POST_ARRAY(name, type) [POST_##name] = PARAMETER_##type,
#define DETAIL_ARRAY(name, type) [POST_##name] = PARAMETER_##type,
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
#undef DETAIL_ARRAY
    };
    struct parameter_array *arrays = memory_allocate(BATCH_ARRAY_COUNT, sizeof(*arrays));
    for (size_t i = 0; i < BATCH_ARRAY_COUNT; i++) {
        parameter_array_init(&arrays[i], types[i]);
    }
    return arrays;
}

void batch_arrays_destroy(struct parameter_array *arrays)
{
    for (size_t i = 0; i < BATCH_ARRAY_COUNT; i++) {
        parameter_array_clear(&arrays[i]);
    }
    free(arrays);
}

static void arrays_reset(struct batch *batch, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        parameter_array_reset(&batch->arrays[i]);
    }
}

static void arrays_add_to_parameters(struct batch *batch, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        parameters_add_array(&batch->parameters, &batch->arrays[i]);
    }
}

// A poisoned request is refused by its key alone: its texts may be what the server chokes on.
const struct parameters *batch_load_parameters(struct batch *batch)
{
    struct parameter_array *a = batch->arrays;
    arrays_reset(batch, LOAD_FIRST, RECALL_FIRST);
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct posting *posting = batch->postings[i];
        parameter_array_add_text(&a[LOAD_CARDS], posting->poison ? NULL : posting->card);
        parameter_array_add_nullable(&a[LOAD_CURRENCIES], posting->currency);
    }
    parameters_reset(&batch->parameters);
    parameters_add_int2(&batch->parameters, (int16_t)batch->lane);
    arrays_add_to_parameters(batch, LOAD_FIRST, RECALL_FIRST);
    return &batch->parameters;
}

// The four arrays of a receipt's identity, which stand one behind the other: all null for none.
static void add_receipt(struct parameter_array *arrays, const struct receipt_identity *receipt)
{
    parameter_array_add_nullable(&arrays[0], receipt != NULL ? receipt->store : 0);
    parameter_array_add_text(&arrays[1], receipt != NULL ? receipt->fiscal_device : NULL);
    parameter_array_add_nullable(&arrays[2], receipt != NULL ? receipt->date : 0);
    parameter_array_add_text(&arrays[3], receipt != NULL ? receipt->number : NULL);
}

static void add_original_name(struct parameter_array *a, const struct posting_original_name *name)
{
    static const struct posting_original_name none;
    name = name != NULL ? name : &none;
    parameter_array_add_nullable(&a[RECALL_ORIGINAL_POSITIONS], name->position);
    parameter_array_add_integer(&a[RECALL_ORIGINAL_EPOCHS], (int64_t)name->epoch);
    parameter_array_add_nullable(&a[RECALL_ORIGINAL_STANS], (int64_t)name->stan);
    add_receipt(&a[RECALL_ORIGINAL_STORES], name->receipt);
}

const struct parameters *batch_recall_parameters(struct batch *batch)
{
    struct parameter_array *a = batch->arrays;
    arrays_reset(batch, RECALL_FIRST, POST_FIRST);
    for (uint32_t i = 0; i < batch->recall_count; i++) {
        const struct posting *posting = batch->postings[batch->recalls[i]];
        parameter_array_add_integer(&a[RECALL_TERMINALS], posting->key.terminal);
        parameter_array_add_integer(&a[RECALL_EPOCHS], (int64_t)posting->key.epoch);
        parameter_array_add_integer(&a[RECALL_STANS], (int64_t)posting->key.stan);
        add_receipt(&a[RECALL_STORES], posting->poison ? NULL : posting->receipt);
        add_original_name(a, posting->poison ? NULL : posting->original);
        parameter_array_add_nullable(&a[RECALL_MEMBERS], posting->member);
        parameter_array_add_nullable(&a[RECALL_CURRENCIES], posting->currency);
    }
    parameters_reset(&batch->parameters);
    parameters_add_int2(&batch->parameters, (int16_t)batch->lane);
    arrays_add_to_parameters(batch, RECALL_FIRST, POST_FIRST);
    return &batch->parameters;
}

static void add_posted_row(struct parameter_array *a, const struct journal_row *row)
{
    parameter_array_add_integer(&a[POST_KINDS], row->kind);
    parameter_array_add_integer(&a[POST_TERMINALS], row->terminal);
    parameter_array_add_integer(&a[POST_EPOCHS], (int64_t)row->epoch);
    parameter_array_add_integer(&a[POST_STANS], (int64_t)row->stan);
    parameter_array_add_nullable(&a[POST_STORES], row->store);
    parameter_array_add_text(&a[POST_CARDS], row->card);
    parameter_array_add_nullable(&a[POST_MEMBERS], row->member);
    parameter_array_add_nullable(&a[POST_CURRENCIES], row->currency);
    parameter_array_add_integer(&a[POST_MONEYS], row->money);
    parameter_array_add_integer(&a[POST_BASES], row->base);
    parameter_array_add_integer(&a[POST_EARNEDS], row->earned);
    parameter_array_add_integer(&a[POST_REDEEMEDS], row->redeemed);
    parameter_array_add_integer(&a[POST_BALANCES_AFTER], row->balance_after);
    parameter_array_add_integer(&a[POST_LIFETIMES_AFTER], row->lifetime_after);
    parameter_array_add_integer(&a[POST_PREVIOUS_POSITIONS], row->previous_position);
    parameter_array_add_integer(&a[POST_RATES_BP], row->rate_bp);
    parameter_array_add_time(&a[POST_RECEIPTS_AT], row->receipt_at_us);
    parameter_array_add_integer(&a[POST_UTC_OFFSETS_MIN], row->utc_offset_min);
    parameter_array_add_time(&a[POST_SENTS_AT], row->sent_at_us);
    parameter_array_add_time(&a[POST_ARRIVEDS_AT], row->arrived_at_us);
    parameter_array_add_integer(&a[POST_ENCODINGS], row->encoding);
    parameter_array_add_bytes(&a[POST_SALTS], row->salt, sizeof(row->salt));
    parameter_array_add_bytes(&a[POST_BODIES], row->body, row->body_size);
}

// A detail of the posting at `place`, counted from 0; where it is null nothing is added, and what
// comes later fills up.
static void add_detail(struct parameter_array *array, uint32_t place, int64_t value)
{
    if (value != 0) {
        parameter_array_fill(array, place);
        parameter_array_add_integer(array, value);
    }
}

// Where the posting's numbers end in `numbers`. An end counts for all postings that come later, so
// these have no gaps once they begin.
static void add_end(struct parameter_array *ends, uint32_t place,
                    const struct parameter_array *numbers)
{
    if (numbers->count > 0) {
        parameter_array_fill_zero(ends, place);
        parameter_array_add_integer(ends, numbers->count);
    }
}

// Most rows have none.
static void add_details(struct parameter_array *a, uint32_t place, const struct journal_row *row)
{
    const struct journal_details *details = &row->details;
    add_detail(&a[POST_ORIGINAL_POSITIONS], place, details->original_position);
    if (details->spendable_after != row->balance_after) {
        parameter_array_fill(&a[POST_SPENDABLES_AFTER], place);
        parameter_array_add_integer(&a[POST_SPENDABLES_AFTER], details->spendable_after);
    }
    add_detail(&a[POST_PENDINGS_AFTER], place, details->pending_after);
    add_detail(&a[POST_HELDS_AFTER], place, details->held_after);
    add_detail(&a[POST_DEBTS_AFTER], place, details->debt_after);
    if (details->hold_until_us > 0) {
        parameter_array_fill(&a[POST_HOLDS_UNTIL], place);
        parameter_array_add_time(&a[POST_HOLDS_UNTIL], details->hold_until_us);
    }
    add_detail(&a[POST_EXPIRINGS_AFTER], place, details->expiring_after);
    add_detail(&a[POST_EXPIRINGS_ON], place, details->expiring_on);
    add_detail(&a[POST_WRITTEN_OFFS], place, details->written_off);
    add_detail(&a[POST_CASH_DEDUCTEDS], place, details->cash_deducted);
    add_detail(&a[POST_FLAGS], place, details->flags);
    add_detail(&a[POST_REASONS], place, details->reason);
    for (uint16_t i = 0; i < details->rule_count; i++) {
        parameter_array_add_integer(&a[POST_RULES], details->rules[i]);
    }
    for (uint16_t i = 0; i < details->move_count; i++) {
        parameter_array_add_integer(&a[POST_MOVES], details->moves[i]);
    }
    add_end(&a[POST_RULE_ENDS], place, &a[POST_RULES]);
    add_end(&a[POST_MOVE_ENDS], place, &a[POST_MOVES]);
}

// What only some postings of the turn had is null for those behind the last of them.
static void finish_details(struct parameter_array *a, uint32_t posted_count)
{
    static const enum batch_array details[] = {
#define LOAD_ARRAY(name, type)
#define RECALL_ARRAY(name, type)
#define POST_ARRAY(name, type)
#define DETAIL_ARRAY(name, type) POST_##name,
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
#undef DETAIL_ARRAY
    };
    for (size_t i = 0; i < BASE_COUNT(details); i++) {
        if (a[details[i]].count > 0) {
            parameter_array_fill(&a[details[i]], posted_count);
        }
    }
}

static void add_left(struct parameter_array *a, const struct decision *decision)
{
    for (uint32_t i = 0; i < decision->left.line_count; i++) {
        parameter_array_add_integer(&a[POST_LEFT_LINES], decision->left.lines[i]);
    }
    parameter_array_add_integer(&a[POST_LEFT_POSITIONS], decision->left_of);
    parameter_array_add_integer(&a[POST_LEFT_LOADED_POSITIONS], decision->left_loaded_position);
    parameter_array_add_integer(&a[POST_LEFT_CHANGED_POSITIONS], decision->row.position);
    parameter_array_add_nullable(&a[POST_LEFT_CLAIM_POSITIONS], decision->left_claim_position);
    parameter_array_add_nullable(&a[POST_LEFT_REVERSAL_POSITIONS],
                                 decision->left_reversal_position);
    parameter_array_add_integer(&a[POST_LEFT_LINE_ENDS], a[POST_LEFT_LINES].count);
}

// The key of an original that has not come, refused for ever. Nothing is known of its body.
static void add_tombstone(struct parameter_array *a, const struct posting *posting,
                          int64_t position)
{
    static const uint8_t no_fingerprint[DIGEST_BYTES];
    parameter_array_add_integer(&a[POST_REFUSED_REQUEST_KINDS], 0);
    parameter_array_add_integer(&a[POST_REFUSED_TERMINALS], posting->key.terminal);
    parameter_array_add_integer(&a[POST_REFUSED_EPOCHS], (int64_t)posting->original->epoch);
    parameter_array_add_integer(&a[POST_REFUSED_STANS], (int64_t)posting->original->stan);
    parameter_array_add_integer(&a[POST_REFUSED_RESULTS], VERDICT_REVERSED);
    parameter_array_add_integer(&a[POST_REFUSED_POSITIONS], position);
    parameter_array_add_bytes(&a[POST_REFUSED_FINGERPRINTS], no_fingerprint, DIGEST_BYTES);
}

static void add_refusal(struct parameter_array *a, const struct posting *posting)
{
    parameter_array_add_integer(&a[POST_REFUSED_REQUEST_KINDS], posting->request_kind);
    parameter_array_add_integer(&a[POST_REFUSED_TERMINALS], posting->key.terminal);
    parameter_array_add_integer(&a[POST_REFUSED_EPOCHS], (int64_t)posting->key.epoch);
    parameter_array_add_integer(&a[POST_REFUSED_STANS], (int64_t)posting->key.stan);
    parameter_array_add_integer(&a[POST_REFUSED_RESULTS], (int64_t)posting->answer.verdict);
    parameter_array_add_integer(&a[POST_REFUSED_POSITIONS], posting->answer.position);
    parameter_array_add_bytes(&a[POST_REFUSED_FINGERPRINTS], posting->fingerprint, DIGEST_BYTES);
}

static void add_held(struct parameter_array *a, const struct account *account)
{
    if (account->held_count > 0) {
        int64_t numbers[HOLDS_MAX * HOLD_STRIDE];
        size_t count = holds_flatten(account->held, account->held_count, numbers);
        for (size_t i = 0; i < count; i++) {
            parameter_array_add_integer(&a[POST_ACCOUNT_HELDS], numbers[i]);
        }
    }
    parameter_array_add_integer(&a[POST_ACCOUNT_HELD_ENDS], a[POST_ACCOUNT_HELDS].count);
}

static void add_account(struct parameter_array *a, const struct batch_account *account)
{
    int64_t numbers[LOTS_MAX * LOT_STRIDE];
    size_t count = lots_flatten(account->account.lots, account->account.lot_count, numbers);
    for (size_t i = 0; i < count; i++) {
        parameter_array_add_integer(&a[POST_ACCOUNT_LOTS], numbers[i]);
    }
    parameter_array_add_integer(&a[POST_ACCOUNT_MEMBERS], account->member);
    parameter_array_add_integer(&a[POST_ACCOUNT_CURRENCIES], account->currency);
    parameter_array_add_nullable(&a[POST_ACCOUNT_PLACES], account->loaded_place);
    parameter_array_add_integer(&a[POST_ACCOUNT_LOADED_POSITIONS], account->loaded_position);
    parameter_array_add_integer(&a[POST_ACCOUNT_POSITIONS], account->account.position);
    parameter_array_add_integer(&a[POST_ACCOUNT_BALANCES], account->account.balance.minor);
    parameter_array_add_integer(&a[POST_ACCOUNT_LIFETIMES], account->account.lifetime.minor);
    parameter_array_add_integer(&a[POST_ACCOUNT_DEBTS], account->account.debt.minor);
    parameter_array_add_integer(&a[POST_ACCOUNT_LOT_ENDS], a[POST_ACCOUNT_LOTS].count);
    add_held(a, &account->account);
}

static void add_card(struct parameter_array *a, const struct batch_card *card)
{
    parameter_array_add_text(&a[POST_CHANGED_CARDS], card->card);
    parameter_array_add_integer(&a[POST_CHANGED_STATES], card->state);
    parameter_array_add_integer(&a[POST_CHANGED_LOADED_STATES], card->loaded);
    parameter_array_add_nullable(&a[POST_CHANGED_MEMBERS], card->member);
}

// Salts and digests of the posted rows, then the turn's seal.
static void batch_seal(struct batch *batch)
{
    random_fill(batch->salts, (size_t)batch->posted_count * JOURNAL_SALT_BYTES);
    for (uint32_t i = 0; i < batch->count; i++) {
        struct decision *decision = &batch->decisions[i];
        if (decision->state != DECISION_POSTED) {
            continue;
        }
        size_t place = decision->ordinal - 1;
        memcpy(decision->row.salt, batch->salts + place * JOURNAL_SALT_BYTES, JOURNAL_SALT_BYTES);
        journal_row_digest(batch->digest, &decision->row, batch->leaves + place * DIGEST_BYTES);
    }
    uint8_t root[DIGEST_BYTES];
    digest_compute_merkle_root(batch->digest, batch->leaves, batch->posted_count, root);
    journal_seal(batch->digest, batch->seal, batch->lane, batch->head + 1,
                 batch->head + batch->posted_count, root, batch->sealed);
}

static void batch_add_decisions(struct batch *batch)
{
    struct parameter_array *a = batch->arrays;
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct posting *posting = batch->postings[i];
        const struct decision *decision = &batch->decisions[i];
        switch (decision->state) {
        case DECISION_POSTED:
            add_posted_row(a, &decision->row);
            add_receipt(&a[POST_RECEIPT_STORES], decision_receipt(decision, posting));
            add_details(a, decision->ordinal - 1, &decision->row);
            if (decision->left.changed) {
                add_left(a, decision);
            }
            if (decision->tombstone) {
                add_tombstone(a, posting, decision->row.position);
            }
            parameter_array_add_integer(&a[POST_REQUEST_KINDS], posting->request_kind);
            parameter_array_add_bytes(&a[POST_FINGERPRINTS], posting->fingerprint, DIGEST_BYTES);
            break;
        case DECISION_REFUSED:
            add_refusal(a, posting);
            break;
        case DECISION_ANSWERED:
        case DECISION_DEFERRED:
            break;
        }
    }
    finish_details(a, batch->posted_count);
}

const struct parameters *batch_post_parameters(struct batch *batch)
{
    arrays_reset(batch, POST_FIRST, BATCH_ARRAY_COUNT);
    batch_seal(batch);
    batch_add_decisions(batch);
    for (uint32_t i = 0; i < batch->account_count; i++) {
        if (batch->accounts[i].changed) {
            add_account(batch->arrays, &batch->accounts[i]);
        }
    }
    for (uint32_t i = 0; i < batch->card_count; i++) {
        if (batch->cards[i].changed) {
            add_card(batch->arrays, &batch->cards[i]);
        }
    }
    parameters_reset(&batch->parameters);
    parameters_add_int2(&batch->parameters, (int16_t)batch->lane);
    parameters_add_time(&batch->parameters, batch->turn_at_us);
    parameters_add_int8(&batch->parameters, batch->head);
    parameters_add_bytes(&batch->parameters, batch->sealed, DIGEST_BYTES);
    parameters_add_int4(&batch->parameters, (int32_t)batch->programme_version);
    arrays_add_to_parameters(batch, POST_FIRST, BATCH_ARRAY_COUNT);
    return &batch->parameters;
}
