// SPDX-License-Identifier: Apache-2.0
// The fake store.
#include "fake_store.h"

#include <string.h>

const struct registry *store_registry(const struct store *store)
{
    return store->registry;
}

enum store_result store_post(struct store *store, struct posting *posting)
{
    if (store->taking == STORE_OK) {
        CHECK(store->posting_count < FAKE_STORE_WAITING_MAX);
        store->postings[store->posting_count++] = posting;
    }
    return store->taking;
}

enum store_result store_ask(struct store *store, struct ask *ask)
{
    if (store->taking == STORE_OK) {
        CHECK(store->ask_count < FAKE_STORE_WAITING_MAX);
        store->asks[store->ask_count++] = ask;
    }
    return store->taking;
}

static struct fake_key *fake_store_find(struct store *store, uint16_t lane,
                                        const struct posting_key *key)
{
    for (size_t i = 0; i < store->key_count; i++) {
        struct fake_key *known = &store->keys[i];
        if (known->lane == lane && known->key.terminal == key->terminal &&
            known->key.epoch == key->epoch && known->key.stan == key->stan) {
            return known;
        }
    }
    return NULL;
}

static void fake_store_remember(struct store *store, const struct posting *posting)
{
    CHECK(store->key_count < FAKE_STORE_KEYS_MAX);
    struct fake_key *key = &store->keys[store->key_count++];
    key->lane = posting->lane;
    key->key = posting->key;
    key->answer = posting->answer;
    memcpy(key->fingerprint, posting->fingerprint, DIGEST_BYTES);
}

static void fake_store_approve(struct store *store, struct posting *posting)
{
    const struct posting_effect *effect = &store->effect;
    posting->answer = (struct posting_answer){
        .verdict = VERDICT_APPROVED,
        .request_kind = posting->request_kind,
        .kind = (uint16_t)effect->kind,
        .lane = posting->lane,
        .position = ++store->head,
        .member = effect->member,
        .currency = effect->currency,
        .rate_bp = effect->rate_bp,
        .programme_version = store->registry->programme.version,
        .money = effect->money,
        .base = effect->base,
        .earned = effect->earned,
        .redeemed = effect->redeemed,
        .balance_after = effect->account_changed ? effect->account.balance.minor : 0,
        .lifetime_after = effect->account_changed ? effect->account.lifetime.minor : 0,
        .posted_at_us = store->turn_at_us,
        .details = effect->details,
    };
    if (effect->account_changed) {
        store->account = effect->account;
        store->account.position = store->head;
    }
    if (effect->card_changed) {
        store->card = effect->card;
        store->member = effect->member;
    }
}

// Whose account it is: of the original's, of the card's, or of the one that is named.
static int64_t fake_store_member(const struct store *store, const struct posting *posting)
{
    if (posting->original != NULL && store->original.member > 0) {
        return store->original.member;
    }
    return posting->card[0] == '\0' ? posting->member : store->member;
}

static const struct posting_original *fake_store_original(const struct store *store,
                                                          const struct posting *posting)
{
    static const struct posting_original none = {.verdict = VERDICT_NOT_FOUND};
    if (posting->original == NULL) {
        return NULL;
    }
    bool is_here = store->original_lane == 0 || store->original_lane == posting->lane;
    return is_here ? &store->original : &none;
}

static void fake_store_decide(struct store *store, struct posting *posting)
{
    const struct posting_facts facts = {
        .registry = store->registry,
        .turn_at_us = store->turn_at_us,
        .card = posting->card[0] == '\0' ? CARD_ABSENT : store->card,
        .card_member = posting->card[0] == '\0' ? 0 : store->member,
        .member = fake_store_member(store, posting),
        .account = &store->account,
        .receipt_position = store->receipt_position,
        .next_position = store->head + 1,
        .original = fake_store_original(store, posting),
        .velocity = posting->velocity != NULL ? &store->velocity : NULL,
    };
    memset(&store->effect, 0xa5, sizeof(store->effect)); // as the real one leaves it
    memset(&store->effect, 0, offsetof(struct posting_effect, account));
    store->effect.moves.count = 0;
    store->effect.left.lines = store->left_lines;
    store->decide_count++;
    enum verdict verdict = posting->rule->decide(posting, &facts, &store->effect);
    if (verdict == VERDICT_APPROVED) {
        fake_store_approve(store, posting);
    } else {
        posting->answer = (struct posting_answer){
            .verdict = verdict,
            .request_kind = posting->request_kind,
            .lane = posting->lane,
            .position = verdict == VERDICT_ALREADY_POSTED ? store->receipt_position : 0,
        };
    }
    if (posting->key.stan > 0 && verdict_is_final(verdict)) {
        fake_store_remember(store, posting);
    }
}

static void fake_store_run_posting(struct store *store, struct posting *posting,
                                   enum store_result result)
{
    struct fake_key *known =
        posting->key.stan > 0 ? fake_store_find(store, posting->lane, &posting->key) : NULL;
    posting->repeated = false;
    if (result == STORE_OK && known != NULL) {
        bool same = memcmp(known->fingerprint, posting->fingerprint, DIGEST_BYTES) == 0;
        posting->repeated = same;
        posting->answer = known->answer;
        posting->answer.verdict = same ? known->answer.verdict : VERDICT_MISMATCH;
    } else if (result == STORE_OK) {
        fake_store_decide(store, posting);
    }
    posting->rule->posted(posting, result);
}

static void fake_store_log_on(struct store *store, const struct ask *ask)
{
    CHECK(ask->key.terminal < FAKE_STORE_TERMINALS_MAX);
    store->tokens[ask->key.terminal] = ask->token;
}

static void fake_store_find_takeovers(const struct store *store, struct ask *ask)
{
    for (uint32_t i = 0; i < ask->session_count; i++) {
        struct ask_session *session = &ask->sessions[i];
        session->is_taken_over = store->tokens[session->terminal] != session->token;
    }
}

static void fake_store_look_at_balances(const struct store *store, struct ask *ask)
{
    ask->balance_count = store->balance_count;
    ask->balances_left_out = store->balances_left_out;
    for (uint16_t i = 0; i < store->balance_count; i++) {
        ask->balances[i] = (struct ask_balance){
            .currency = store->balances[i].currency,
            .points = store->balances[i].account.balance.minor,
            .lifetime = store->balances[i].account.lifetime.minor,
            .view = ask->view(ask, &store->balances[i].account),
        };
    }
}

static void fake_store_find_accounts(struct store *store, struct ask *ask)
{
    bool is_of_holds = ask->kind == ASK_SWEEP_HOLDS;
    const struct ask_account *found = is_of_holds ? store->due_holds : store->next_accounts;
    ask->day = store->day;
    ask->account_count = is_of_holds ? store->due_hold_count : store->next_account_count;
    CHECK(ask->account_count <= ask->account_max);
    memcpy(ask->accounts, found, ask->account_count * sizeof(*found));
}

static enum store_result fake_store_look_up(struct store *store, struct ask *ask)
{
    ask->read_at_us = store->turn_at_us;
    ask->card_state = store->card;
    ask->member = store->member;
    ask->receipt_position = store->receipt_position;
    ask->account = store->account;
    ask->highest_stan = store->highest_stan;
    if (ask->kind == ASK_BALANCES) {
        fake_store_look_at_balances(store, ask);
    }
    if (ask->kind == ASK_REGISTRY) {
        store->registry = store->newest_registry;
    }
    if (ask->kind == ASK_LOGON) {
        fake_store_log_on(store, ask);
    }
    if (ask->kind == ASK_TAKEOVERS) {
        fake_store_find_takeovers(store, ask);
    }
    if (ask->kind == ASK_SWEEP_HOLDS || ask->kind == ASK_SWEEP_LOTS) {
        fake_store_find_accounts(store, ask);
    }
    if (ask->kind != ASK_STATUS) {
        return STORE_OK;
    }
    for (uint16_t lane = 0; lane < store->registry->lane_count; lane++) {
        const struct fake_key *known = fake_store_find(store, lane, &ask->key);
        if (known != NULL) {
            ask->answer = known->answer;
            return STORE_OK;
        }
    }
    return STORE_NOT_FOUND;
}

void fake_store_run(struct store *store, enum store_result result)
{
    size_t posting_count = store->posting_count;
    size_t ask_count = store->ask_count;
    store->posting_count = 0;
    store->ask_count = 0;
    for (size_t i = 0; i < posting_count; i++) {
        fake_store_run_posting(store, store->postings[i], result);
    }
    for (size_t i = 0; i < ask_count; i++) {
        struct ask *ask = store->asks[i];
        ask->answered(ask, result == STORE_OK ? fake_store_look_up(store, ask) : result);
    }
}
