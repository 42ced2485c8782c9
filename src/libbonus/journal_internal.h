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
    JOURNAL_FIND,
    JOURNAL_FIND_RECEIPT,
    JOURNAL_NEXT_OPEN,
    JOURNAL_STATEMENTS,
};

extern const char *const journal_statement_texts[JOURNAL_STATEMENTS];

// The row of table till.
struct journal_till {
    uint64_t epoch;
    int64_t stan_highest;
    int64_t terminal; // 0: not used yet
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

#endif
