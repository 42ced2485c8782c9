// SPDX-License-Identifier: Apache-2.0
// A turn's memory and its decisions; what is sent to the database stands in batch_write.c.
#include "store/batch_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "store/batch_write_internal.h"
#include "store/row_internal.h"

// Columns of lane_begin_v1 and of lane_recall_v1.
enum {
    BEGIN_TURN_AT,
    BEGIN_REVISION,
    BEGIN_HEAD,
    BEGIN_SEAL,
    BEGIN_ORDINAL,
    BEGIN_FACTS,
    BEGIN_COLUMNS = BEGIN_FACTS + ROW_FACTS_COLUMNS
};
enum {
    RECALL_ORDINAL,
    RECALL_ANSWER,
    RECALL_RECEIPT_POSITION = RECALL_ANSWER + ROW_ANSWER_COLUMNS,
    RECALL_COLUMNS
};

// Keys of the hash maps: plain bytes, zeroed before they are filled.
struct account_key {
    int64_t member;
    int64_t currency;
};

struct batch *batch_create(uint32_t capacity, const struct hash_seed *seed)
{
    struct batch *batch = memory_allocate(1, sizeof(*batch));
    batch->digest = digest_engine_create();
    batch->capacity = capacity;
    batch->postings = memory_allocate(capacity, sizeof(*batch->postings));
    batch->decisions = memory_allocate(capacity, sizeof(*batch->decisions));
    batch->loaded = memory_allocate(capacity, sizeof(*batch->loaded));
    batch->keys = hash_map_create(capacity, seed);
    batch->receipts = hash_map_create(capacity, seed);
    batch->account_places = hash_map_create(capacity, seed);
    batch->card_places = hash_map_create(capacity, seed);
    batch->accounts = memory_allocate(capacity, sizeof(*batch->accounts));
    batch->cards = memory_allocate(capacity, sizeof(*batch->cards));
    batch->salts = memory_allocate(capacity, JOURNAL_SALT_BYTES);
    batch->leaves = memory_allocate(capacity, DIGEST_BYTES);
    batch->arrays = batch_arrays_create();
    return batch;
}

void batch_destroy(struct batch *batch)
{
    if (batch == NULL) {
        return;
    }
    batch_arrays_destroy(batch->arrays);
    free(batch->leaves);
    free(batch->salts);
    free(batch->cards);
    free(batch->accounts);
    hash_map_destroy(batch->card_places);
    hash_map_destroy(batch->account_places);
    hash_map_destroy(batch->receipts);
    hash_map_destroy(batch->keys);
    free(batch->loaded);
    free(batch->decisions);
    free(batch->postings);
    digest_engine_destroy(batch->digest);
    free(batch);
}

void batch_reset(struct batch *batch, uint16_t lane, bool careful)
{
    batch->lane = lane;
    batch->careful = careful;
    batch->unsure = false;
    batch->count = 0;
    batch->account_count = 0;
    batch->card_count = 0;
    batch->posted_count = 0;
    batch->refused_count = 0;
    batch->repeated_count = 0;
    hash_map_reset(batch->keys);
    hash_map_reset(batch->receipts);
    hash_map_reset(batch->account_places);
    hash_map_reset(batch->card_places);
}

bool batch_is_full(const struct batch *batch)
{
    return batch->count == batch->capacity;
}

void batch_add(struct batch *batch, struct posting *posting)
{
    CHECK(!batch_is_full(batch));
    batch->careful |= posting->repeat || posting->in_doubt || posting->poison;
    batch->postings[batch->count] = posting;
    batch->count++;
}

// One row for each request of the batch, in order, and all the columns we know.
static bool batch_is_answered_by(const struct batch *batch, const PGresult *result, int columns,
                                 int ordinal)
{
    if (PQntuples(result) != (int)batch->count || PQnfields(result) != columns) {
        return false;
    }
    for (uint32_t i = 0; i < batch->count; i++) {
        struct row row = {.result = result, .number = (int)i};
        if (row_integer(&row, ordinal) != (int64_t)i + 1) {
            return false;
        }
    }
    return true;
}

enum base_result batch_take_lane(struct batch *batch, const PGresult *result)
{
    if (!batch_is_answered_by(batch, result, BEGIN_COLUMNS, BEGIN_ORDINAL)) {
        return BASE_OUT_OF_RANGE;
    }
    for (uint32_t i = 0; i < batch->count; i++) {
        struct row of_request = {.result = result, .number = (int)i};
        row_facts(&of_request, BEGIN_FACTS, &batch->loaded[i]);
    }
    struct row row = {.result = result, .number = 0};
    batch->turn_at_us = row_time_us(&row, BEGIN_TURN_AT);
    batch->revision = row_integer(&row, BEGIN_REVISION);
    batch->head = row_integer(&row, BEGIN_HEAD);
    row_digest(&row, BEGIN_SEAL, batch->seal);
    return BASE_OK;
}

// A card as it stands after the earlier requests of the batch.
static struct batch_card *batch_meet_card(struct batch *batch, const struct posting *posting,
                                          const struct row_facts *loaded)
{
    uint32_t place = batch->card_count;
    enum base_result added =
        hash_map_add(batch->card_places, posting->card, strlen(posting->card), place, &place);
    if (added == BASE_EXISTS) {
        return &batch->cards[place];
    }
    CHECK(added == BASE_OK);
    struct batch_card *card = &batch->cards[batch->card_count];
    batch->card_count++;
    *card = (struct batch_card){.card = posting->card,
                                .loaded = loaded->card,
                                .state = loaded->card,
                                .member = loaded->member};
    return card;
}

static struct batch_account *batch_meet_account(struct batch *batch, int64_t member,
                                                uint16_t currency, const struct row_facts *loaded)
{
    struct account_key key = {.member = member, .currency = currency};
    uint32_t place = batch->account_count;
    enum base_result added = hash_map_add(batch->account_places, &key, sizeof(key), place, &place);
    if (added == BASE_EXISTS) {
        return &batch->accounts[place];
    }
    CHECK(added == BASE_OK);
    struct batch_account *account = &batch->accounts[batch->account_count];
    batch->account_count++;
    account->member = member;
    account->currency = currency;
    account->loaded_position = loaded->account.position;
    account->loaded_place = loaded->account_place;
    account->changed = false;
    account->account = loaded->account;
    return account;
}

// "store/date/device/number": what a receipt is found by within the batch.
static size_t receipt_key(const struct receipt_identity *receipt,
                          char key[LIMIT_HASH_KEY_BYTES_MAX])
{
    memcpy(key, &receipt->store, sizeof(receipt->store));
    memcpy(key + 4, &receipt->date, sizeof(receipt->date));
    size_t device_size = strlen(receipt->fiscal_device) + 1;
    size_t number_size = strlen(receipt->number);
    CHECK(8 + device_size + number_size <= LIMIT_HASH_KEY_BYTES_MAX);
    memcpy(key + 8, receipt->fiscal_device, device_size);
    memcpy(key + 8 + device_size, receipt->number, number_size);
    return 8 + device_size + number_size;
}

// The receipt's first posting: from the database, or from earlier in this batch.
static int64_t batch_find_receipt(const struct batch *batch, const struct posting *posting,
                                  const struct row *recalled)
{
    int64_t position =
        recalled->result != NULL ? row_integer(recalled, RECALL_RECEIPT_POSITION) : 0;
    if (posting->receipt == NULL || position > 0) {
        return position;
    }
    char key[LIMIT_HASH_KEY_BYTES_MAX];
    size_t size = receipt_key(posting->receipt, key);
    uint32_t ordinal = 0;
    return hash_map_find(batch->receipts, key, size, &ordinal) ? batch->head + ordinal : 0;
}

static void batch_remember_receipt(struct batch *batch, const struct posting *posting,
                                   uint32_t ordinal)
{
    if (posting->receipt == NULL) {
        return;
    }
    char key[LIMIT_HASH_KEY_BYTES_MAX];
    size_t size = receipt_key(posting->receipt, key);
    uint32_t present = 0;
    // A rule may post a receipt again; then its first posting stays the one that is named.
    enum base_result added = hash_map_add(batch->receipts, key, size, ordinal, &present);
    CHECK(added == BASE_OK || added == BASE_EXISTS);
}

// A key decided before: the first answer again, or a mismatch.
static void posting_answer_again(struct posting *posting, const struct posting_answer *first,
                                 const uint8_t fingerprint[DIGEST_BYTES])
{
    bool same = first->request_kind == posting->request_kind &&
                memcmp(fingerprint, posting->fingerprint, DIGEST_BYTES) == 0;
    if (same) {
        posting->answer = *first;
        posting->repeated = true;
    } else {
        posting->answer = (struct posting_answer){.verdict = VERDICT_MISMATCH};
        posting->repeated = false;
    }
}

// Whether the key was decided before, in the database or earlier in this batch; then it is
// answered.
static bool batch_recognise(struct batch *batch, uint32_t index, const struct row *recalled)
{
    struct posting *posting = batch->postings[index];
    if (recalled->result != NULL && row_has_answer(recalled, RECALL_ANSWER)) {
        struct posting_answer first = {.lane = batch->lane};
        uint8_t fingerprint[DIGEST_BYTES];
        row_answer(recalled, RECALL_ANSWER, &first);
        row_answer_fingerprint(recalled, RECALL_ANSWER, fingerprint);
        posting_answer_again(posting, &first, fingerprint);
        batch->repeated_count += posting->repeated ? 1 : 0;
        return true;
    }
    uint64_t key[3] = {posting->key.terminal, posting->key.epoch, posting->key.stan};
    uint32_t earlier = index;
    if (hash_map_find(batch->keys, key, sizeof(key), &earlier)) {
        const struct posting *first = batch->postings[earlier];
        posting_answer_again(posting, &first->answer, first->fingerprint);
        return true;
    }
    return false;
}

static void batch_remember_key(struct batch *batch, uint32_t index)
{
    const struct posting *posting = batch->postings[index];
    uint64_t key[3] = {posting->key.terminal, posting->key.epoch, posting->key.stan};
    uint32_t present = 0;
    CHECK(hash_map_add(batch->keys, key, sizeof(key), index, &present) == BASE_OK);
}

// The row a rule's effect becomes.
static void decision_fill_row(struct decision *decision, const struct batch *batch,
                              const struct posting *posting, const struct posting_effect *effect,
                              const struct posting_facts *facts, int64_t previous_position)
{
    decision->row = (struct journal_row){
        .lane = batch->lane,
        .position = facts->next_position,
        .encoding = JOURNAL_ENCODING,
        .kind = (uint16_t)effect->kind,
        .terminal = posting->key.terminal,
        .epoch = posting->key.epoch,
        .stan = posting->key.stan,
        .store = effect->store,
        .card = posting->card,
        .member = effect->member,
        .currency = effect->currency,
        .money = effect->money,
        .base = effect->base,
        .earned = effect->earned,
        .redeemed = effect->redeemed,
        .balance_after = effect->account_changed ? effect->account.balance.minor : 0,
        .lifetime_after = effect->account_changed ? effect->account.lifetime.minor : 0,
        .previous_position = previous_position,
        .programme_version = facts->registry->programme.version,
        .rate_bp = effect->rate_bp,
        .posted_at_us = batch->turn_at_us,
        .receipt_at_us = effect->receipt_at_us,
        .utc_offset_min = effect->utc_offset_min,
        .sent_at_us = posting->sent_at_us,
        .arrived_at_us = posting->arrived_at_us,
        .body = posting->body,
        .body_size = posting->body_size,
    };
}

static void posting_answer_from_row(struct posting *posting, const struct journal_row *row)
{
    posting->answer = (struct posting_answer){
        .verdict = VERDICT_APPROVED,
        .request_kind = posting->request_kind,
        .kind = row->kind,
        .lane = row->lane,
        .position = row->position,
        .member = row->member,
        .currency = row->currency,
        .rate_bp = row->rate_bp,
        .programme_version = row->programme_version,
        .money = row->money,
        .base = row->base,
        .earned = row->earned,
        .redeemed = row->redeemed,
        .balance_after = row->balance_after,
        .lifetime_after = row->lifetime_after,
        .posted_at_us = row->posted_at_us,
    };
}

// Approved: what comes later in the batch finds the account and the card as they are now.
static void batch_apply(struct batch *batch, uint32_t index, const struct posting_facts *facts,
                        const struct posting_effect *effect, struct batch_account *account,
                        struct batch_card *card)
{
    struct posting *posting = batch->postings[index];
    struct decision *decision = &batch->decisions[index];
    int64_t previous_position = 0;
    if (effect->account_changed) {
        CHECK(account != NULL && account->currency == effect->currency);
        previous_position = account->account.position;
        account->account = effect->account;
        account->account.position = facts->next_position;
        account->changed = true;
    }
    if (effect->card_changed) {
        CHECK(card != NULL);
        card->state = effect->card;
        card->member = effect->member;
        card->changed = true;
    }
    batch->posted_count++;
    decision->state = DECISION_POSTED;
    decision->ordinal = batch->posted_count;
    decision_fill_row(decision, batch, posting, effect, facts, previous_position);
    posting_answer_from_row(posting, &decision->row);
    batch_remember_receipt(batch, posting, decision->ordinal);
}

static void batch_refuse(struct batch *batch, uint32_t index, enum verdict verdict,
                         int64_t receipt_position)
{
    struct posting *posting = batch->postings[index];
    posting->answer = (struct posting_answer){
        .verdict = verdict,
        .request_kind = posting->request_kind,
        .lane = batch->lane,
        .position = verdict == VERDICT_ALREADY_POSTED ? receipt_position : 0,
    };
    if (verdict_is_remembered(verdict)) {
        batch->decisions[index].state = DECISION_REFUSED;
        batch->refused_count++;
    }
}

// Poison is refused by its key alone. Its texts were not sent, so what was loaded for it says
// nothing of its card: whoever comes later in the batch must not meet that.
static void batch_refuse_poison(struct batch *batch, uint32_t index)
{
    batch_refuse(batch, index, VERDICT_REFUSED_BY_LEDGER, 0);
    batch_remember_key(batch, index);
}

// Runs the rule of one new key. Of the effect only what a rule may leave alone is cleared: its
// account is large and read only where the rule says that it changed. A damaged account is the
// trouble of its own cardholder, not of everybody in the turn.
static void batch_decide_one(struct batch *batch, uint32_t index, const struct row *recalled,
                             const struct registry *registry)
{
    struct posting *posting = batch->postings[index];
    const struct row_facts *loaded = &batch->loaded[index];
    if (loaded->is_damaged) {
        batch_refuse(batch, index, VERDICT_UNAVAILABLE, 0);
        batch->unsure |= !batch->careful;
        return;
    }
    struct batch_card *card =
        *posting->card != '\0' ? batch_meet_card(batch, posting, loaded) : NULL;
    struct batch_account *account = NULL;
    if (card != NULL && card->member > 0 && posting->currency > 0) {
        account = batch_meet_account(batch, card->member, posting->currency, loaded);
    }
    static const struct account nothing;
    struct posting_facts facts = {
        .registry = registry,
        .turn_at_us = batch->turn_at_us,
        .card = card != NULL ? card->state : CARD_ABSENT,
        .member = card != NULL ? card->member : 0,
        .account = account != NULL ? &account->account : &nothing,
        .receipt_position = batch_find_receipt(batch, posting, recalled),
        .next_position = batch->head + batch->posted_count + 1,
    };
    struct posting_effect effect;
    memset(&effect, 0, offsetof(struct posting_effect, account));
    enum verdict verdict = posting->rule->decide(posting, &facts, &effect);
    if (verdict == VERDICT_APPROVED) {
        batch_apply(batch, index, &facts, &effect, account, card);
    } else {
        batch_refuse(batch, index, verdict, facts.receipt_position);
    }
    if (verdict_is_final(verdict)) {
        batch_remember_key(batch, index);
    }
    // What is refused may be a repeat, or a receipt that was posted: that comes before other
    // refusals.
    batch->unsure |= verdict != VERDICT_APPROVED && !batch->careful;
}

enum base_result batch_decide(struct batch *batch, const PGresult *recalled,
                              const struct registry *registry)
{
    if (recalled != NULL &&
        !batch_is_answered_by(batch, recalled, RECALL_COLUMNS, RECALL_ORDINAL)) {
        return BASE_OUT_OF_RANGE;
    }
    batch->programme_version = registry->programme.version;
    for (uint32_t i = 0; i < batch->count; i++) {
        struct row row = {.result = recalled, .number = (int)i};
        batch->decisions[i].state = DECISION_ANSWERED;
        batch->decisions[i].ordinal = 0;
        batch->postings[i]->repeated = false;
        if (batch_recognise(batch, i, &row)) {
            continue;
        }
        if (batch->postings[i]->poison) {
            batch_refuse_poison(batch, i);
            continue;
        }
        batch_decide_one(batch, i, &row, registry);
    }
    return BASE_OK;
}

bool batch_has_writes(const struct batch *batch)
{
    return batch->posted_count + batch->refused_count > 0;
}

bool batch_wants_commit(const struct batch *batch)
{
    return batch_has_writes(batch) || batch->repeated_count > 0;
}

struct posting *batch_find_ordinal(const struct batch *batch, uint32_t ordinal)
{
    // Decisions of an earlier turn may still stand there: none counts before it was made.
    if (ordinal == 0 || ordinal > batch->posted_count) {
        return NULL;
    }
    for (uint32_t i = 0; i < batch->count; i++) {
        if (batch->decisions[i].state == DECISION_POSTED &&
            batch->decisions[i].ordinal == ordinal) {
            return batch->postings[i];
        }
    }
    return NULL;
}
