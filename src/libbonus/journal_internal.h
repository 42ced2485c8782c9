// SPDX-License-Identifier: Apache-2.0
// What the files of the journal share: its state and its prepared statements.
#ifndef LIBBONUS_JOURNAL_INTERNAL_H
#define LIBBONUS_JOURNAL_INTERNAL_H

#include <sqlite3.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "libbonus/journal.h"

enum journal_statement {
    JOURNAL_BEGIN,
    JOURNAL_COMMIT,
    JOURNAL_ROLLBACK,
    JOURNAL_FORGET,
    JOURNAL_SAVE_TILL,
    JOURNAL_INSERT,
    JOURNAL_RECORD,
    JOURNAL_REOPEN,
    JOURNAL_GIVE_UP,
    JOURNAL_END_REVERSAL,
    JOURNAL_FIND,
    JOURNAL_FIND_RECEIPT,
    JOURNAL_FIND_ORIGINAL,
    JOURNAL_NEXT_OPEN,
    JOURNAL_NEXT_ADVICE,
    JOURNAL_COUNT_ADVICES,
    JOURNAL_REPLACE,
    JOURNAL_QUEUE,
    JOURNAL_QUEUE_FIND_RECEIPT,
    JOURNAL_QUEUE_FIND_ORIGINAL,
    JOURNAL_QUEUE_TAKE,
    JOURNAL_QUEUE_DROP,
    JOURNAL_STATEMENTS,
};

extern const char *const journal_statement_texts[JOURNAL_STATEMENTS];

// The row of table till, and how many rows table advice has.
struct journal_till {
    uint64_t epoch;
    int64_t stan_highest;
    int64_t terminal; // 0: not used yet
    int64_t store;
    int64_t currency;
    int64_t advice_count;
};

struct journal {
    sqlite3 *database;
    sqlite3_stmt *statements[JOURNAL_STATEMENTS];
    char *path;
    struct journal_till till;
    struct journal_till committed; // what a failed group goes back to
    bool has_changes;              // a transaction is open
    bool is_lost;      // STANs were taken back with it, which journal_commit() is to tell
    struct fault loss; // why
    int64_t newest_us; // time of the newest change: what is old is counted from it
    struct digest_engine *digest;
    // Of the row read last.
    struct buffer body;
    struct buffer answer;
    char fiscal_device[BONUS_NAME_BYTES_MAX + 1];
    char number[BONUS_NAME_BYTES_MAX + 1];
};

// JOURNAL_LOCKED or JOURNAL_FAILED, and the text.
enum bonus_result journal_fail(struct journal *journal, int status, struct fault *fault);

// ---- journal.c, for journal_queue.c

// A statement without bindings.
sqlite3_stmt *journal_take(struct journal *journal, enum journal_statement statement);

// Runs a statement that returns nothing.
enum bonus_result journal_run(struct journal *journal, sqlite3_stmt *prepared, struct fault *fault);

// Reads the one row of a bound select whose columns are those of requests. NOT_FOUND.
enum bonus_result journal_select(struct journal *journal, sqlite3_stmt *select,
                                 struct journal_row *row, struct fault *fault);

// Opens the group, if none is open.
enum bonus_result journal_begin(struct journal *journal, struct fault *fault);

// Takes the group back.
void journal_undo(struct journal *journal);

void journal_bind_view(sqlite3_stmt *statement, int index, struct wire_view view);

// Binds the receipt to five parameters from `first` on: number, date, store, device, late claim.
void journal_bind_receipt(sqlite3_stmt *statement, int first,
                          const struct journal_receipt *receipt);

// ---- journal_queue.c, for journal.c

// RECEIPT_DIFFERS if an advice of the same receipt or hold waits.
enum bonus_result journal_check_queue(struct journal *journal,
                                      const struct journal_request *request, struct fault *fault);

#endif
