// SPDX-License-Identifier: Apache-2.0
// The decisions of a turn, in the order of its requests. Each finds what earlier ones of the same
// turn did: to cards, accounts, keys and receipts. One that names a posting which an earlier one
// changes waits for the next turn.
#include "store/batch_internal.h"

#include <string.h>

#include "base/check.h"
#include "store/batch_velocity_internal.h"
#include "store/row_internal.h"

// Columns of lane_recall_v1.
enum {
    RECALL_ORDINAL,
    RECALL_ANSWER,
    RECALL_RECEIPT_POSITION = RECALL_ANSWER + ROW_ANSWER_COLUMNS,
    RECALL_ORIGINAL,
    RECALL_ACCOUNT = RECALL_ORIGINAL + ROW_ORIGINAL_COLUMNS,
    RECALL_COLUMNS = RECALL_ACCOUNT + ROW_ACCOUNT_COLUMNS
};

// Keys of the hash maps: plain bytes, zeroed before they are filled.
struct account_key {
    int64_t member;
    int64_t currency;
};

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
                                .member = loaded->account.member};
    return card;
}

static struct batch_account *batch_meet_account(struct batch *batch, int64_t member,
                                                uint16_t currency, const struct row_account *loaded)
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
    account->loaded_place = loaded->place;
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
    char key[LIMIT_HASH_KEY_BYTES_MAX];
    size_t size = receipt_key(posting->receipt, key);
    uint32_t present = 0;
    // A rule may post a receipt again; then its first posting stays the one that is named.
    enum base_result added = hash_map_add(batch->receipts, key, size, ordinal, &present);
    CHECK(added == BASE_OK || added == BASE_EXISTS);
}

static bool posting_key_is_same(const struct posting_key *a, const struct posting_key *b)
{
    return a->terminal == b->terminal && a->epoch == b->epoch && a->stan == b->stan;
}

static bool batch_find_key(const struct batch *batch, const struct posting_key *key,
                           uint32_t *index)
{
    uint64_t words[3] = {key->terminal, key->epoch, key->stan};
    return hash_map_find(batch->keys, words, sizeof(words), index);
}

static enum base_result batch_add_key(struct batch *batch, const struct posting_key *key,
                                      uint32_t index)
{
    uint64_t words[3] = {key->terminal, key->epoch, key->stan};
    uint32_t present = 0;
    return hash_map_add(batch->keys, words, sizeof(words), index, &present);
}

// A request names keys of its own terminal alone.
static struct posting_key original_key(const struct posting *posting)
{
    return (struct posting_key){
        .terminal = posting->key.terminal,
        .epoch = posting->original->epoch,
        .stan = posting->original->stan,
    };
}

// The key was reversed before its request came: whatever that is, it is never posted.
static void posting_answer_reversed(struct posting *posting)
{
    posting->answer = (struct posting_answer){
        .verdict = VERDICT_REVERSED,
        .request_kind = posting->request_kind,
        .lane = posting->lane,
    };
}

// A key decided before: the first answer again, or a mismatch.
static void posting_answer_again(struct posting *posting, const struct posting_answer *first,
                                 const uint8_t fingerprint[DIGEST_BYTES])
{
    bool same = first->request_kind == posting->request_kind &&
                memcmp(fingerprint, posting->fingerprint, DIGEST_BYTES) == 0;
    if (first->verdict == VERDICT_REVERSED) {
        posting_answer_reversed(posting);
    } else if (same) {
        posting->answer = *first;
        posting->repeated = true;
    } else {
        posting->answer = (struct posting_answer){.verdict = VERDICT_MISMATCH};
    }
}

static void batch_defer(struct batch *batch, uint32_t index)
{
    batch->decisions[index].state = DECISION_DEFERRED;
    batch->deferred_count++;
}

// A key of this batch. What waits for the next turn takes its copies along; a key that belongs to
// another request is a tombstone which that one wrote.
static void batch_recognise_earlier(struct batch *batch, uint32_t index, uint32_t earlier)
{
    struct posting *posting = batch->postings[index];
    const struct posting *first = batch->postings[earlier];
    if (batch->decisions[earlier].state == DECISION_DEFERRED) {
        batch_defer(batch, index);
    } else if (posting_key_is_same(&first->key, &posting->key)) {
        posting_answer_again(posting, &first->answer, first->fingerprint);
    } else {
        posting_answer_reversed(posting);
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
        bool is_known = posting->repeated || first.verdict == VERDICT_REVERSED;
        batch->repeated_count += is_known ? 1 : 0;
        return true;
    }
    uint32_t earlier = index;
    if (posting->key.stan > 0 && batch_find_key(batch, &posting->key, &earlier)) {
        batch_recognise_earlier(batch, index, earlier);
        return true;
    }
    return false;
}

static void batch_remember_key(struct batch *batch, uint32_t index)
{
    const struct posting_key *key = &batch->postings[index]->key;
    CHECK(key->stan == 0 || batch_add_key(batch, key, index) == BASE_OK);
}

// The key of an original that has not come yet. A request that reverses itself has one key twice:
// that is left to the database, which refuses it.
static void batch_remember_tombstone(struct batch *batch, uint32_t index)
{
    const struct posting *posting = batch->postings[index];
    CHECK(posting->original != NULL && posting->original->stan > 0);
    CHECK(batch->original->verdict == VERDICT_NOT_FOUND);
    const struct posting_key key = original_key(posting);
    enum base_result added = batch_add_key(batch, &key, index);
    CHECK(added == BASE_OK || added == BASE_EXISTS);
}

// The row a rule's effect becomes.
static void decision_fill_row(struct decision *decision, const struct batch *batch,
                              const struct posting *posting, const struct posting_effect *effect,
                              const struct posting_facts *facts, int64_t previous_position)
{
    decision->row = (struct journal_row){
        .lane = batch->lane,
        .position = facts->next_position,
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
        .details = effect->details,
    };
}

// The moves stand in the batch's memory; the usual ones of an award are not written. That there are
// none, where points only changed what is owed, is.
static void decision_add_moves(struct batch *batch, struct decision *decision,
                               const struct posting_effect *effect)
{
    struct journal_details *details = &decision->row.details;
    struct points earned = {effect->earned};
    details->move_count = 0;
    if (!effect->account_changed || lot_moves_are_plain(&effect->moves, earned)) {
        return;
    }
    int64_t *numbers = batch->moves + batch->move_count;
    details->moves = numbers;
    details->move_count = (uint16_t)lot_moves_flatten(&effect->moves, numbers);
    batch->move_count += details->move_count;
}

// What is left of the posting that the request names.
static void decision_add_left(struct batch *batch, struct decision *decision,
                              const struct posting_effect *effect,
                              const struct posting_original *original)
{
    int64_t position = decision->row.position;
    decision->left = effect->left;
    if (!effect->left.changed) {
        return;
    }
    CHECK(original != NULL && original->verdict == VERDICT_APPROVED);
    batch->left_line_count += effect->left.line_count;
    decision->left_of = original->left_of;
    decision->left_loaded_position = original->left_position;
    decision->left_claim_position = effect->left.claimed ? position : original->claim_position;
    decision->left_reversal_position =
        effect->left.reversed ? position : original->reversal_position;
    uint32_t present = 0;
    CHECK(hash_map_add(batch->originals, &original->left_of, sizeof(original->left_of), 0,
                       &present) == BASE_OK);
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
        .details = row->details,
    };
    posting->answer.details.moves = NULL;
    posting->answer.details.move_count = 0;
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
    decision->tombstone = effect->tombstone;
    decision_fill_row(decision, batch, posting, effect, facts, previous_position);
    decision_add_moves(batch, decision, effect);
    decision_add_left(batch, decision, effect, facts->original);
    decision->row.encoding =
        journal_row_is_plain(&decision->row) ? JOURNAL_ENCODING_PLAIN : JOURNAL_ENCODING_WHOLE;
    posting_answer_from_row(posting, &decision->row);
    batch_count_velocity(batch, index, &decision->row);
    if (decision_receipt(decision, posting) != NULL) {
        batch_remember_receipt(batch, posting, decision->ordinal);
    }
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
    if (verdict_is_remembered(verdict) && posting->key.stan > 0) {
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

// Runs the rule of one request and keeps what it decides. Of the effect only what a rule may leave
// alone is cleared: account and moves are large and read only where the rule says that they
// changed.
static void batch_run_rule(struct batch *batch, uint32_t index, const struct posting_facts *facts,
                           struct batch_account *account, struct batch_card *card)
{
    struct posting *posting = batch->postings[index];
    struct posting_effect effect;
    memset(&effect, 0, offsetof(struct posting_effect, account));
    effect.moves.count = 0;
    effect.left.lines = batch->left_lines + batch->left_line_count;
    enum verdict verdict = posting->rule->decide(posting, facts, &effect);
    if (verdict == VERDICT_APPROVED) {
        batch_apply(batch, index, facts, &effect, account, card);
    } else {
        batch_refuse(batch, index, verdict, facts->receipt_position);
    }
    if (verdict_is_final(verdict)) {
        batch_remember_key(batch, index);
    }
    if (batch->decisions[index].tombstone) {
        batch_remember_tombstone(batch, index);
    }
    // What is refused may be a repeat, or a receipt that was posted: that comes before other
    // refusals. Whoever was recalled knows.
    batch->unsure |= verdict != VERDICT_APPROVED && batch->recall_places[index] == RECALL_NONE;
}

// Whether a request names a posting that an earlier one of this batch makes or changes, or one that
// waits itself. What was loaded of it is then old.
static bool batch_must_defer(const struct batch *batch, const struct posting *posting)
{
    const struct posting_original *original = batch->original;
    const struct posting_original_name *name = posting->original;
    uint32_t found = 0;
    if (name == NULL) {
        return false;
    }
    if (original->verdict != VERDICT_NOT_FOUND) {
        return hash_map_find(batch->originals, &original->left_of, sizeof(original->left_of),
                             &found);
    }
    const struct posting_key key = original_key(posting);
    if (name->stan > 0 && batch_find_key(batch, &key, &found)) {
        return true;
    }
    char receipt[LIMIT_HASH_KEY_BYTES_MAX];
    return name->receipt != NULL &&
           hash_map_find(batch->receipts, receipt, receipt_key(name->receipt, receipt), &found);
}

// The account that the request is about: that of the posting it names, or else of its card.
static const struct row_account *batch_choose_account(const struct batch *batch, uint32_t index,
                                                      const struct row *recalled,
                                                      struct row_account *by_member)
{
    if (recalled->result != NULL) {
        row_account(recalled, RECALL_ACCOUNT, by_member);
        if (by_member->member > 0) {
            return by_member;
        }
    }
    return &batch->loaded[index].account;
}

// Gathers the facts of one new key. A damaged account is the trouble of its own cardholder, not of
// everybody in the turn.
static void batch_decide_one(struct batch *batch, uint32_t index, const struct row *recalled,
                             const struct registry *registry)
{
    struct posting *posting = batch->postings[index];
    struct row_account by_member;
    bool is_damaged = posting->original != NULL &&
                      row_original(recalled, RECALL_ORIGINAL, batch->original) != BASE_OK;
    if (!is_damaged && batch_must_defer(batch, posting)) {
        batch_defer(batch, index);
        batch_remember_key(batch, index);
        return;
    }
    const struct row_account *loaded = batch_choose_account(batch, index, recalled, &by_member);
    if (is_damaged || loaded->is_damaged) {
        batch_refuse(batch, index, VERDICT_UNAVAILABLE, 0);
        batch->unsure |= !batch->careful;
        return;
    }
    struct batch_card *card =
        *posting->card != '\0' ? batch_meet_card(batch, posting, &batch->loaded[index]) : NULL;
    bool is_recalled = loaded == &by_member;
    int64_t member = is_recalled ? loaded->member : card != NULL ? card->member : 0;
    // The account that was loaded is in this currency and no other.
    uint16_t currency = is_recalled && posting->original != NULL && batch->original->currency > 0
                            ? batch->original->currency
                            : posting->currency;
    struct batch_account *account = NULL;
    if (member > 0 && currency > 0) {
        account = batch_meet_account(batch, member, currency, loaded);
    }
    static const struct account nothing;
    struct posting_facts facts = {
        .registry = registry,
        .turn_at_us = batch->turn_at_us,
        .card = card != NULL ? card->state : CARD_ABSENT,
        .card_member = card != NULL ? card->member : 0,
        .member = member,
        .account = account != NULL ? &account->account : &nothing,
        .receipt_position = batch_find_receipt(batch, posting, recalled),
        .next_position = batch->head + batch->posted_count + 1,
        .original = posting->original != NULL ? batch->original : NULL,
        .velocity = batch_find_velocity(batch, index),
    };
    batch_run_rule(batch, index, &facts, account, card);
}

enum base_result batch_decide(struct batch *batch, const PGresult *recalled,
                              const struct registry *registry)
{
    if (recalled != NULL &&
        !batch_rows_are_whole(recalled, batch->recall_count, RECALL_COLUMNS, RECALL_ORDINAL)) {
        return BASE_OUT_OF_RANGE;
    }
    batch->programme_version = registry->programme.version;
    for (uint32_t i = 0; i < batch->count; i++) {
        uint32_t place = batch->recall_places[i];
        struct row row = {.result = place != RECALL_NONE ? recalled : NULL, .number = (int)place};
        batch->decisions[i] = (struct decision){.state = DECISION_ANSWERED};
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
