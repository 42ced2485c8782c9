// SPDX-License-Identifier: Apache-2.0
// A store in memory, linked in place of the real one: postings and asks wait until the test runs
// them, facts are what the test says, keys are remembered.
#ifndef SERVICE_FAKE_STORE_H
#define SERVICE_FAKE_STORE_H

#include "store/store.h"

enum {
    FAKE_STORE_WAITING_MAX = 256,
    FAKE_STORE_KEYS_MAX = 256,
    FAKE_STORE_TERMINALS_MAX = 4096,
};

struct fake_balance {
    uint16_t currency;
    struct account account;
};

struct fake_key {
    uint16_t lane;
    struct posting_key key;
    uint8_t fingerprint[DIGEST_BYTES];
    struct posting_answer answer;
};

struct store {
    const struct registry *registry;
    const struct registry *newest_registry; // what ASK_REGISTRY finds
    enum store_result taking;               // what store_post() and store_ask() answer
    // Facts of every request.
    enum card_state card;
    int64_t member;
    struct account account;
    int64_t receipt_position;
    struct posting_original original; // of a posting that names one
    uint16_t original_lane;           // where it lies; 0: in every lane
    struct velocity_used velocity;    // of a posting that is counted
    uint64_t highest_stan;
    uint64_t tokens[FAKE_STORE_TERMINALS_MAX]; // of each terminal's newest Logon, at any daemon
    struct fake_balance balances[ASK_BALANCES_MAX];
    uint16_t balance_count;
    uint32_t balances_left_out;
    int64_t turn_at_us;
    // What a sweep finds: `day` always, in a lane the accounts that come next, all of them due.
    int32_t day;
    struct ask_account due_holds[FAKE_STORE_WAITING_MAX];
    uint32_t due_hold_count;
    struct ask_account next_accounts[FAKE_STORE_WAITING_MAX];
    uint32_t next_account_count;
    // What came in.
    struct posting *postings[FAKE_STORE_WAITING_MAX];
    size_t posting_count;
    struct ask *asks[FAKE_STORE_WAITING_MAX];
    size_t ask_count;
    // What was decided.
    struct fake_key keys[FAKE_STORE_KEYS_MAX];
    size_t key_count;
    struct posting_effect effect;                 // of the newest approved posting
    int64_t left_lines[RECEIPT_LEFT_NUMBERS_MAX]; // the room of its `left`
    int64_t head;
    unsigned decide_count;
};

// Ends everything that waits: STORE_OK decides it, anything else is told to whoever waits.
void fake_store_run(struct store *store, enum store_result result);

#endif
