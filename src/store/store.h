// SPDX-License-Identifier: Apache-2.0
// The ledger's database as the service sees it. Postings wait in their lane's queue, are decided in
// turns (one transaction each) by the rule they bring along, and hear of it after COMMIT. Asks read
// without a turn. No SQL, no connection and no lock is visible from here.
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/card_number.h"
#include "base/check.h"
#include "base/digest.h"
#include "domain/account.h"
#include "domain/account_view.h"
#include "domain/card.h"
#include "domain/lot_moves.h"
#include "domain/purchase.h"
#include "domain/velocity.h"
#include "domain/receipt_left.h"
#include "domain/verdict.h"
#include "store/journal.h"
#include "store/registry.h"

struct buffer;
struct log;
struct loop;
struct metrics;
struct store;

enum store_result {
#define STORE_RESULT(name, text) STORE_##name,
#include "store/result.def"
#undef STORE_RESULT
};
const char *store_result_name(enum store_result result);

// Idempotency has no window: a key is decided once, for ever.
struct posting_key {
    uint32_t terminal;
    uint64_t epoch;
    uint64_t stan; // 1 or more; 0, with terminal 0: no key
};

// What a key was decided to: the facts of its answer, the same for the first answer and for each
// repeat. For refusals only verdict is set (and position, that of the first posting, with
// ALREADY_POSTED). Of the details no moves are known.
struct posting_answer {
    enum verdict verdict;
    uint16_t request_kind; // the protocol's Kind
    uint16_t kind;         // enum journal_kind
    uint16_t lane;
    int64_t position;
    int64_t member;
    uint16_t currency;
    uint32_t rate_bp;
    uint32_t programme_version;
    int64_t money;
    int64_t base;
    int64_t earned;
    int64_t redeemed;
    int64_t balance_after;
    int64_t lifetime_after;
    int64_t posted_at_us;
    struct journal_details details;
};

// How a request names an earlier posting: by one of the three. It must be one of the same lane.
struct posting_original_name {
    int64_t position;                       // 0: not by this
    const struct receipt_identity *receipt; // NULL: not by this
    uint64_t epoch;                         // of the same terminal
    uint64_t stan;                          // 0: not by its key
};

// The earlier posting, as far as it is known. Everything is borrowed for the call.
struct posting_original {
    enum verdict verdict; // APPROVED: posted, and all that follows is there; NOT_FOUND: not known,
                          // or, with its position, not at hand any more; otherwise what its key was
                          // refused with: REVERSED if it was reversed before it came
    int64_t position;
    uint16_t kind; // enum journal_kind
    uint32_t terminal;
    uint32_t store;
    char card[CARD_NUMBER_DIGITS_MAX + 1];
    int64_t member;
    uint16_t currency;
    int64_t money;
    int64_t base;
    int64_t earned;
    int64_t redeemed;
    uint32_t rate_bp;
    uint32_t programme_version;
    int64_t posted_at_us;
    int64_t receipt_at_us;
    int16_t utc_offset_min;
    int64_t original_position; // the row that it takes back, ends or claims itself, 0: none
    int64_t hold_until_us;
    int64_t written_off;
    int64_t cash_deducted;
    uint32_t flags;
    uint16_t rule_count;
    int32_t rules[LIMIT_RECEIPT_RULES_MAX];
    struct lot_moves moves;
    const uint8_t *body;
    size_t body_size;
    // What is left of it or, where it is a refund, of the receipt that it took from; all is, while
    // left_position is 0.
    int64_t left_of;           // the row of which that is
    int64_t left_position;     // the row that changed it last
    int64_t claim_position;    // the row that gave it to a claim, 0: none
    int64_t reversal_position; // the row that reversed it, 0: none
    uint32_t line_count;
    int64_t lines[RECEIPT_LEFT_NUMBERS_MAX]; // see domain/receipt_left.h
};

// What is left of the original after a posting.
struct posting_left {
    bool changed;
    bool claimed;  // by this posting
    bool reversed; // by this posting
    uint32_t line_count;
    int64_t *lines; // the rule is handed room for RECEIPT_LEFT_NUMBERS_MAX numbers
};

// Whose velocity a posting counts towards, beside those of its card and its terminal, and whose
// hours and days are meant.
struct posting_velocity {
    uint32_t store;
    const char *cashier;  // "": not said
    int32_t utc_offset_s; // of the store
};

// What a rule is told inside the turn. Everything earlier requests of the same turn did is in it.
struct posting_facts {
    const struct registry *registry; // of exactly the revision this turn runs under
    int64_t turn_at_us;
    enum card_state card;
    int64_t card_member;           // 0: the card has none
    int64_t member;                // whose account it is
    const struct account *account; // position 0: not there yet
    int64_t receipt_position;      // of this receipt's first posting, 0: none
    int64_t next_position;         // what this posting will get if it is approved
    // The posting that the request names; NULL: it names none. `member` and `account` are then the
    // original's where it has a member.
    const struct posting_original *original;
    const struct velocity_used *velocity; // what was counted before; NULL: it is not counted
};

// What a rule does. Zeroed, but for account, the list of moves and the room for lines, before the
// rule is called; read only if it says APPROVED. The receipt of the posting is recorded with it,
// unless it is an exception: what did not happen may still be posted.
struct posting_effect {
    enum journal_kind kind;
    uint32_t store;
    int64_t member;
    uint16_t currency;
    int64_t money;
    int64_t base;
    int64_t earned;
    int64_t redeemed;
    uint32_t rate_bp;
    int64_t receipt_at_us;
    int16_t utc_offset_min;
    struct journal_details details; // but for the moves
    bool card_changed;
    enum card_state card; // after
    bool tombstone;       // the original is named by its key and NOT_FOUND: refuse that for ever
    struct posting_left left;
    bool account_changed;
    struct account account; // after, in `currency`; read only if account_changed
    struct lot_moves moves; // of the account; read only if account_changed
};

struct posting;

// How a posting is decided and who hears of it. Static tables.
struct posting_rule {
    // Called inside the turn, again if the turn has to be run again: it changes nothing but
    // `*effect` and what only itself reads. Never called for a key that was decided before.
    enum verdict (*decide)(struct posting *posting, const struct posting_facts *facts,
                           struct posting_effect *effect);
    // Called once for each posting that store_post() took. STORE_OK: posting->answer says what was
    // decided (or verdict MISMATCH); otherwise the answer means nothing.
    void (*posted)(struct posting *posting, enum store_result result);
};

// One keyed request or, with STAN 0, something the ledger does by itself. That has no key and may
// be decided again although it was posted: its rule must then find nothing left to do. Belongs to
// the caller, who leaves it alone from store_post() until posted(). Everything it points to lives
// as long.
struct posting {
    // What the caller fills in.
    const struct posting_rule *rule;
    struct posting_key key;
    uint16_t lane;
    uint16_t request_kind;
    uint8_t fingerprint[DIGEST_BYTES];
    const char *card;                             // "" for none
    uint16_t currency;                            // of the account to load; 0: none
    const struct receipt_identity *receipt;       // NULL: none
    const struct posting_original_name *original; // NULL: none
    int64_t member; // whose account to load, where no card or original says
    const struct posting_velocity *velocity; // NULL: it is not counted
    const uint8_t *body;
    size_t body_size;
    int64_t arrived_at_us;
    int64_t sent_at_us;  // 0: not said
    int64_t deadline_ms; // of the loop's monotonic clock
    bool repeat;         // the client says it has sent this before; a hint that saves time

    // What the store answers.
    struct posting_answer answer;
    bool repeated; // the key had been decided before

    // The store's own.
    struct posting *next;
    bool in_doubt;
    bool poison;
};

// STORE_OK: taken, posted() will be called, never before this returns. STORE_BUSY: the queue is
// full. STORE_UNAVAILABLE: no connection to the database, nothing was done.
BASE_MUST_USE enum store_result store_post(struct store *store, struct posting *posting);

// Reading without a turn. Like a posting, an ask is the caller's and borrowed until answered().
// Facts and status are answered when store_registry() is as new as they are.
enum ask_kind {
    ASK_FACTS,       // lane, card, currency, receipt -> facts (for a quote)
    ASK_BALANCES,    // lane, card -> card, member, balances
    ASK_STATUS,      // key -> answer, or STORE_NOT_FOUND
    ASK_LOGON,       // key.terminal, key.epoch, token -> highest_stan; puts the session in force
    ASK_TAKEOVERS,   // sessions -> which of them a newer Logon, at any daemon, has taken over
    ASK_SWEEP_HOLDS, // -> day, accounts with a hold that is over, the longest over first
    ASK_SWEEP_LOTS,  // lane, after -> the accounts that come next, and the day if there are any
    ASK_REGISTRY,    // answered when store_registry() is as new as the database was when asked
};

enum { ASK_BALANCES_MAX = 16 };

struct ask_balance {
    uint16_t currency;
    int64_t points;
    int64_t lifetime;
    struct account_view view;
};

// A live session of a terminal, named by the token of its Logon.
struct ask_session {
    uint32_t terminal;
    uint64_t token;
    bool is_taken_over; // the answer
};

// An account that a sweep looks at.
struct ask_account {
    int64_t member;
    uint16_t lane;
    uint16_t currency;
    bool is_due; // something of it is over
};

struct ask {
    enum ask_kind kind;
    uint16_t lane;
    struct posting_key key;
    uint64_t token; // random: no two Logons at whatever daemon have the same
    const char *card;
    uint16_t currency;
    const struct receipt_identity *receipt;
    struct ask_session *sessions;
    uint32_t session_count;       // at most LIMIT_TAKEOVER_SESSIONS_MAX
    struct ask_account after;     // lane, member and currency
    struct ask_account *accounts; // the answer: room for account_max of them
    uint32_t account_max;
    int64_t deadline_ms;
    // ASK_BALANCES: how the caller sees an account. Called once read_at_us is set, before
    // answered().
    struct account_view (*view)(const struct ask *ask, const struct account *account);
    void (*answered)(struct ask *ask, enum store_result result);

    int64_t read_at_us;
    enum card_state card_state;
    int64_t member;
    int64_t receipt_position;
    struct account account;
    struct ask_balance balances[ASK_BALANCES_MAX];
    uint16_t balance_count;
    uint32_t balances_left_out; // of more currencies than that
    struct posting_answer answer;
    uint64_t highest_stan;
    uint32_t account_count;
    int32_t day;      // at UTC-12, since 1970-01-01
    int64_t revision; // of the registry in the database; 0: this kind does not say

    // The store's own.
    struct ask *next;
    bool is_second_try;
};

BASE_MUST_USE enum store_result store_ask(struct store *store, struct ask *ask);

struct store_options {
    const char *database;       // libpq connection string or URI
    uint32_t turns_max;         // turns at once, each on its own connection
    uint32_t turn_requests_max; // requests of one turn
    uint32_t postings_max;      // waiting and in turns, of all lanes
    uint32_t statement_ms;      // a statement of a turn may take so long
    uint32_t lock_ms;           // waiting for a lane's lock
    uint32_t idle_ms;           // a turn that hangs in the middle is ended by the server
    uint32_t registry_poll_ms;  // how often the revision is looked at when nothing else does
    uint64_t random_seed[2];    // for hash maps
    // Called after each newer registry, the first one included; the old one is freed afterwards.
    void (*registry_changed)(void *context, const struct registry *registry);
    void *context;
};

// Starts connecting at once and keeps at it with back-off. Nothing is freed inside a callback.
struct store *store_create(struct loop *loop, struct log *log, struct metrics *metrics,
                           const struct store_options *options);

// Takes no more postings. Those already taken are still run; store_is_idle() says when all are.
void store_drain(struct store *store);
bool store_is_idle(const struct store *store);

// Postings and asks still open are answered UNAVAILABLE or IN_DOUBT first. NULL is fine.
void store_destroy(struct store *store);

// Whether requests can be served now: a registry that we know is there, the reading connection is
// up, and at least one that runs turns.
bool store_is_ready(const struct store *store);

// The newest registry; NULL before the first.
const struct registry *store_registry(const struct store *store);

#endif
