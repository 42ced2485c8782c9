// SPDX-License-Identifier: Apache-2.0
// The till's journal: an SQLite database that holds the epoch, the STANs given and every keyed
// request as it was sent. What is committed is on the disk (WAL, synchronous=FULL). It is locked as
// long as it is open: one journal, one program.
//
// Changes gather in a group, begun by the first of them and ended by journal_commit(): requests
// that are sent together cost one write to the disk. A failed commit takes the whole group back. A
// full disk may do so earlier: then nothing is added until journal_commit() has said so.
//
// A Reversal in the journal gives its original up: that is not to be sent any more. Once the
// Reversal has done its work the original's receipt is free; if it was refused, the original stands
// as it was.
//
// Advices wait in a queue of their own, without a STAN, because they are told when no server is
// there to give them one above all it knows.
//
// Bodies and answers of requests answered more than LIMIT_TILL_KEPT_DAYS ago are forgotten, a
// bounded number with each group. STAN, receipt, code and the body's fingerprint stay for ever.
#ifndef LIBBONUS_JOURNAL_H
#define LIBBONUS_JOURNAL_H

#include <bonus/bonus.h>

#include "base/check.h"
#include "base/digest.h"
#include "libbonus/fault.h"
#include "wire/view.h"

struct journal;

struct journal_receipt {
    uint32_t store;
    const char *fiscal_device;
    const char *number;
    uint32_t date;
    bool late_claim;
};

struct journal_request {
    enum bonus_kind kind;
    const struct journal_receipt *receipt; // NULL: of no receipt
    uint64_t original;                     // RRN of a hold, STAN to be reversed; 0: none
    int64_t receipt_at_us;                 // of a purchase or a refund
    int64_t total;                         // of these
    struct wire_view body;
    int64_t created_at_us;
};

// A row; the views live until the next call.
struct journal_row {
    uint64_t stan;
    enum bonus_kind kind;
    enum bonus_journal_state state;
    enum bonus_code code;
    int64_t created_at_us;
    uint64_t original;
    uint64_t reversed_by;           // STAN of its reversal; 0: none
    struct journal_receipt receipt; // its texts are empty if there is none
    int64_t receipt_at_us;
    int64_t total;
    uint8_t fingerprint[DIGEST_BYTES];
    bool is_forgotten; // the body is gone, it was answered long ago
    struct wire_view body;
    struct wire_view answer; // payload of the response that decided it
};

struct journal_answer {
    uint64_t stan;
    enum bonus_journal_state state;
    enum bonus_code code;
    bool releases_receipt; // finally refused: receipt or hold may be sent under another STAN
    struct wire_view payload;
    int64_t answered_at_us;
};

// Opens or makes the journal. `epoch_if_new` is random and not 0; it is kept if the journal is new.
// JOURNAL_LOCKED, JOURNAL_NEWER or JOURNAL_FAILED: *journal is NULL.
BASE_MUST_USE enum bonus_result journal_open(const char *path, uint64_t epoch_if_new,
                                             struct journal **journal, struct fault *fault);

// An uncommitted group is lost. NULL is fine.
void journal_close(struct journal *journal);

uint64_t journal_epoch(const struct journal *journal);

// The highest STAN given or skipped.
uint64_t journal_highest_stan(const struct journal *journal);

// Whose journal it is: what the newest Logon said, all 0 before the first.
struct journal_owner {
    uint32_t terminal;
    uint32_t store;
    uint32_t currency;
};

struct journal_owner journal_owner(const struct journal *journal);

// Binds the journal to the first terminal it is used for. JOURNAL_FOREIGN: it is bound to another.
BASE_MUST_USE enum bonus_result journal_bind(struct journal *journal, struct journal_owner owner,
                                             struct fault *fault);

// Makes `stan` count as given: the next one is higher. Committed at once.
BASE_MUST_USE enum bonus_result journal_skip(struct journal *journal, uint64_t stan,
                                             struct fault *fault);

// Adds a request under the next STAN. A receipt that is bound to a STAN already keeps it: the same
// kind and body give that STAN, anything else RECEIPT_DIFFERS, and GIVEN_UP if it is being
// reversed. *is_repeat: an earlier try of it may have been posted. A Reversal gives the request
// `original` up.
BASE_MUST_USE enum bonus_result journal_add(struct journal *journal,
                                            const struct journal_request *request, uint64_t *stan,
                                            bool *is_repeat, struct fault *fault);

// Records what became of a STAN.
BASE_MUST_USE enum bonus_result
journal_record(struct journal *journal, const struct journal_answer *answer, struct fault *fault);

// An unsent request is about to be sent again: it counts as pending before that.
BASE_MUST_USE enum bonus_result journal_reopen(struct journal *journal, uint64_t stan,
                                               struct fault *fault);

// What became of the original of a Reversal: it counts for nothing, or it stands.
BASE_MUST_USE enum bonus_result journal_end_reversal(struct journal *journal, uint64_t reversal,
                                                     bool is_done, struct fault *fault);

// Whether a group is open.
bool journal_has_changes(const struct journal *journal);

// Makes the group durable. JOURNAL_FAILED: the whole group is undone.
BASE_MUST_USE enum bonus_result journal_commit(struct journal *journal, struct fault *fault);

// NOT_FOUND if there is no such row.
BASE_MUST_USE enum bonus_result journal_find(struct journal *journal, uint64_t stan,
                                             struct journal_row *row, struct fault *fault);
BASE_MUST_USE enum bonus_result journal_find_receipt(struct journal *journal,
                                                     const struct journal_receipt *receipt,
                                                     struct journal_row *row, struct fault *fault);
BASE_MUST_USE enum bonus_result journal_find_original(struct journal *journal, enum bonus_kind kind,
                                                      uint64_t original, struct journal_row *row,
                                                      struct fault *fault);
BASE_MUST_USE enum bonus_result journal_next_open(struct journal *journal, uint64_t after,
                                                  struct journal_row *row, struct fault *fault);

// ---- journal_queue.c: advices.

// Puts an advice of `happened` behind all others. What it tells may have a request that is
// certainly not posted: that is replaced. OK without doing anything if it was told before with the
// same contents; RECEIPT_DIFFERS or FULL.
BASE_MUST_USE enum bonus_result journal_queue(struct journal *journal, enum bonus_kind happened,
                                              const struct journal_request *advice,
                                              struct fault *fault);

// The oldest advice that has a STAN and no answer; the oldest that has none gets the next STAN.
// NOT_FOUND if there is none.
BASE_MUST_USE enum bonus_result journal_next_advice(struct journal *journal,
                                                    struct journal_row *row, struct fault *fault);
BASE_MUST_USE enum bonus_result journal_take_advice(struct journal *journal, int64_t now_us,
                                                    struct journal_row *row, struct fault *fault);

// Advices without an answer, with and without a STAN.
size_t journal_count_advices(struct journal *journal);

#endif
