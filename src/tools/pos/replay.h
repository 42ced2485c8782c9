// SPDX-License-Identifier: Apache-2.0
// A replay posts the receipts and refunds of a file through several tills at once: each till has a
// thread, its own certificate and journal, and what falls to its store. A receipt falls to the same
// store whatever tills there are, so replaying a file changes nothing. Each till keeps to the order
// of time, and a refund waits until its original has an outcome, on whichever till: as originals
// are earlier, there is always one that need not wait.
#ifndef POS_REPLAY_H
#define POS_REPLAY_H

#include <pthread.h>
#include <stdatomic.h>

#include "tools/pos/money.h"
#include "tools/pos/replay_match.h"
#include "tools/pos/retail.h"
#include "tools/pos/settings.h"

enum {
    REPLAY_TILLS_MAX = 1000,
    REPLAY_CODES = 128,  // more than any enum bonus_code
    REPLAY_RESULTS = 32, // more than any enum bonus_result
    REPLAY_NAME_BYTES = 64,
    REPLAY_PATH_BYTES = 1024,
};
static_assert((int)BONUS_CODE_TOO_MANY_HOLDS < (int)REPLAY_CODES, "every code is counted");
static_assert((int)BONUS_JOURNAL_FAILED < (int)REPLAY_RESULTS, "every result is counted");

enum replay_kind {
    REPLAY_WITH_CARD,
    REPLAY_WITHOUT_CARD,
    REPLAY_REFUND,
    REPLAY_BLIND, // a refund without an original
    REPLAY_KINDS,
};

// What is posted: a sale, or a refund.
struct replay_item {
    const struct retail_receipt *receipt; // the sale, or the refund's invoice
    const struct replay_refund *refund;   // NULL: a sale
    struct replay_item *original;         // of a refund; NULL: none
    bool was_known;                       // a journal had sent it before this replay
    atomic_bool is_done;                  // it has an outcome, or its till has given up
};

// Earned and sold, or of refunds taken back and returned.
struct replay_sum {
    int64_t money;
    int64_t points;
};

// What became of the items.
struct replay_tally {
    size_t posted[REPLAY_KINDS]; // for the first time
    size_t repeated;             // sent before this replay, and posted then
    size_t already_posted;       // under another STAN
    size_t unknown;
    size_t unsent;                 // the till had given up before its turn came
    size_t refused[REPLAY_CODES];  // by the server, by code
    size_t failed[REPLAY_RESULTS]; // on this side, by result
    struct replay_sum first[REPLAY_KINDS][MONEY_CURRENCIES]; // posted for the first time
    struct replay_sum all[REPLAY_KINDS][MONEY_CURRENCIES];   // and repeated
};

struct replay_till {
    struct replay *replay;
    char name[REPLAY_NAME_BYTES];
    struct bonus *bonus;
    uint32_t store;
    uint32_t currency;
    struct replay_item **items; // that fall to it, by time
    size_t item_count;
    struct replay_tally tally;
    char error[BONUS_ERROR_BYTES_MAX]; // the first trouble
    pthread_t thread;
};

struct replay {
    const struct pos *pos;
    const struct settings *settings;
    const struct retail *retail;
    struct replay_matches matches;
    struct replay_item *items; // by time
    size_t item_count;
    size_t blind_skipped; // nobody allowed them
    int64_t shift_us;     // added to the times of the file
    struct replay_till *tills;
    size_t till_count;
    struct replay_tally tally; // of all tills, and of receipts without one
    size_t tillless;           // items of a currency that no till's store has
    int64_t elapsed_us;

    int64_t started_us;
    atomic_size_t tickets; // given to items, for --rate
    atomic_size_t done;
    pthread_mutex_t lock; // of running_count
    pthread_cond_t ended;
    size_t running_count;
};

// ---- replay_tills.c: opens the tills, logs them on, and chooses those that are wanted, sorted by
// store.
BASE_MUST_USE enum pos_result replay_open_tills(struct replay *replay);
void replay_close_tills(struct replay *replay);

// ---- replay_items.c: sales and refunds in one row. Refunds without an original are left out if
// the settings name no supervisor.
void replay_list_items(struct replay *replay);
void replay_clear_items(struct replay *replay);

// "C536379/536365": the number of an item's own paper; of a sale its InvoiceNo.
const char *replay_item_number(const struct replay_item *item);
enum replay_kind replay_item_kind(const struct replay_item *item);
int64_t replay_item_total(const struct replay_item *item);

// ---- replay_plan.c: which item falls to which till.
void replay_plan(struct replay *replay);

// The store that a sale fell to. Its currency has one.
uint32_t replay_find_store(const struct replay *replay, const struct retail_receipt *sale);

// When a receipt of the file was made, on the clock of a till in a country with its currency.
int64_t replay_receipt_at_us(const struct retail_receipt *receipt);

// ---- replay_post.c: posts everything, and waits for it.
BASE_MUST_USE enum pos_result replay_post(struct replay *replay);

// ---- replay_tally.c

// A repeat is what was sent before this replay; an item whose first answer was lost on the way, and
// that the server therefore gave again, is posted for the first time.
void replay_count(struct replay_tally *tally, const struct replay_item *item,
                  const struct bonus_outcome *outcome);
void replay_add(struct replay_tally *sum, const struct replay_tally *tally);

// Posts nothing: reckons every item at rate_bp.
void replay_reckon(struct replay *replay, int64_t rate_bp);

// ---- replay_report.c: prints the tally. REFUSED if anything was refused, failed or is unknown.
enum pos_result replay_report(const struct replay *replay);

#endif
