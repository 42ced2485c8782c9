// SPDX-License-Identifier: Apache-2.0
// What a batch sends: the parameters of LANE_BEGIN and LANE_RECALL and, sealed, those of LANE_POST.
#include "store/batch_write_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "base/random.h"
#include "domain/lot.h"
#include "store/batch_internal.h"

enum { LOAD_FIRST = LOAD_CARDS, RECALL_FIRST = RECALL_TERMINALS, POST_FIRST = POST_KINDS };

struct parameter_array *batch_arrays_create(void)
{
    static const enum parameter_type types[BATCH_ARRAY_COUNT] = {
#define LOAD_ARRAY(name, type) [LOAD_##name] = PARAMETER_##type,
#define RECALL_ARRAY(name, type) [RECALL_##name] = PARAMETER_##type,
#define POST_ARRAY(name, type) [POST_##name] = PARAMETER_##type,
#include "store/batch_write.def"
#undef LOAD_ARRAY
#undef RECALL_ARRAY
#undef POST_ARRAY
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

const struct parameters *batch_recall_parameters(struct batch *batch)
{
    struct parameter_array *a = batch->arrays;
    arrays_reset(batch, RECALL_FIRST, POST_FIRST);
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct posting *posting = batch->postings[i];
        const struct receipt_identity *receipt = posting->poison ? NULL : posting->receipt;
        parameter_array_add_integer(&a[RECALL_TERMINALS], posting->key.terminal);
        parameter_array_add_integer(&a[RECALL_EPOCHS], (int64_t)posting->key.epoch);
        parameter_array_add_integer(&a[RECALL_STANS], (int64_t)posting->key.stan);
        parameter_array_add_nullable(&a[RECALL_STORES], receipt != NULL ? receipt->store : 0);
        parameter_array_add_text(&a[RECALL_FISCAL_DEVICES],
                                 receipt != NULL ? receipt->fiscal_device : NULL);
        parameter_array_add_nullable(&a[RECALL_DATES], receipt != NULL ? receipt->date : 0);
        parameter_array_add_text(&a[RECALL_NUMBERS], receipt != NULL ? receipt->number : NULL);
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

static void add_posted_receipt(struct parameter_array *a, const struct receipt_identity *receipt)
{
    parameter_array_add_nullable(&a[POST_RECEIPT_STORES], receipt != NULL ? receipt->store : 0);
    parameter_array_add_text(&a[POST_FISCAL_DEVICES],
                             receipt != NULL ? receipt->fiscal_device : NULL);
    parameter_array_add_nullable(&a[POST_DATES], receipt != NULL ? receipt->date : 0);
    parameter_array_add_text(&a[POST_NUMBERS], receipt != NULL ? receipt->number : NULL);
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
    parameter_array_add_integer(&a[POST_ACCOUNT_LOT_ENDS], a[POST_ACCOUNT_LOTS].count);
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
            add_posted_receipt(a, posting->receipt);
            parameter_array_add_integer(&a[POST_REQUEST_KINDS], posting->request_kind);
            parameter_array_add_bytes(&a[POST_FINGERPRINTS], posting->fingerprint, DIGEST_BYTES);
            break;
        case DECISION_REFUSED:
            add_refusal(a, posting);
            break;
        case DECISION_ANSWERED:
            break;
        }
    }
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
