// SPDX-License-Identifier: Apache-2.0
// The queue of advices: told without a server, sent in order when there is one.
#include "libbonus/journal_internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/limits.h"

static enum bonus_result queue_find(struct journal *journal, const struct journal_request *request,
                                    uint8_t fingerprint[DIGEST_BYTES], struct fault *fault)
{
    sqlite3_stmt *find = NULL;
    if (request->receipt != NULL) {
        find = journal_take(journal, JOURNAL_QUEUE_FIND_RECEIPT);
        journal_bind_receipt(find, 1, request->receipt);
    } else {
        find = journal_take(journal, JOURNAL_QUEUE_FIND_ORIGINAL);
        sqlite3_bind_int64(find, 1, (int64_t)request->original);
    }
    int status = sqlite3_step(find);
    enum bonus_result result = BONUS_OK;
    if (status == SQLITE_ROW && sqlite3_column_bytes(find, 0) == DIGEST_BYTES) {
        memcpy(fingerprint, sqlite3_column_blob(find, 0), DIGEST_BYTES);
    } else {
        result = status == SQLITE_DONE ? BONUS_NOT_FOUND : journal_fail(journal, status, fault);
    }
    sqlite3_reset(find);
    return result;
}

enum bonus_result journal_check_queue(struct journal *journal,
                                      const struct journal_request *request, struct fault *fault)
{
    uint8_t fingerprint[DIGEST_BYTES];
    bool is_named = request->receipt != NULL ||
                    (request->original != 0 && request->kind != BONUS_KIND_REVERSAL);
    if (journal->till.advice_count == 0 || !is_named) {
        return BONUS_OK;
    }
    enum bonus_result result = queue_find(journal, request, fingerprint, fault);
    if (result == BONUS_OK) {
        return fault_set(fault, BONUS_RECEIPT_DIFFERS,
                         "An advice of the same waits to be sent: that it happened is told "
                         "already.");
    }
    return result == BONUS_NOT_FOUND ? BONUS_OK : result;
}

// The request that the same receipt, or the same end of the same hold, has in the journal.
static enum bonus_result queue_find_request(struct journal *journal, enum bonus_kind kind,
                                            const struct journal_request *advice,
                                            struct journal_row *row, struct fault *fault)
{
    return advice->receipt != NULL
               ? journal_find_receipt(journal, advice->receipt, row, fault)
               : journal_find_original(journal, kind, advice->original, row, fault);
}

static enum bonus_result queue_replace(struct journal *journal, const struct journal_row *row,
                                       int64_t now_us, struct fault *fault)
{
    if (row->state != BONUS_JOURNAL_UNSENT || row->reversed_by != 0) {
        return fault_set(fault, BONUS_RECEIPT_DIFFERS,
                         "STAN %" PRIu64
                         " (%s) is the same and may have been posted. Repeat it, or "
                         "ask its status.",
                         row->stan, bonus_kind_name(row->kind));
    }
    enum bonus_result result = journal_begin(journal, fault);
    if (result == BONUS_OK) {
        sqlite3_stmt *replace = journal_take(journal, JOURNAL_REPLACE);
        sqlite3_bind_int64(replace, 1, (int64_t)row->stan);
        sqlite3_bind_int64(replace, 2, now_us);
        result = journal_run(journal, replace, fault);
    }
    return result;
}

static enum bonus_result queue_compare(const uint8_t kept[DIGEST_BYTES],
                                       const uint8_t told[DIGEST_BYTES], bool *is_told,
                                       struct fault *fault)
{
    *is_told = memcmp(kept, told, DIGEST_BYTES) == 0;
    return *is_told ? BONUS_OK
                    : fault_set(fault, BONUS_RECEIPT_DIFFERS,
                                "An advice of the same was given already, with other contents.");
}

// Makes room for the advice: *is_told if the very same one was given before.
static enum bonus_result queue_prepare(struct journal *journal, enum bonus_kind happened,
                                       const struct journal_request *advice,
                                       const uint8_t told[DIGEST_BYTES], bool *is_told,
                                       struct fault *fault)
{
    struct journal_row row;
    uint8_t kept[DIGEST_BYTES];
    enum bonus_result result = queue_find(journal, advice, kept, fault);
    if (result == BONUS_OK) {
        return queue_compare(kept, told, is_told, fault);
    }
    if (result == BONUS_NOT_FOUND) {
        result = queue_find_request(journal, BONUS_KIND_ADVICE, advice, &row, fault);
    }
    if (result == BONUS_OK && row.kind == BONUS_KIND_ADVICE) {
        return queue_compare(row.fingerprint, told, is_told, fault);
    }
    if (result == BONUS_NOT_FOUND) {
        result = queue_find_request(journal, happened, advice, &row, fault);
    }
    if (result == BONUS_OK) {
        return queue_replace(journal, &row, advice->created_at_us, fault);
    }
    fault_clear(fault);
    return result == BONUS_NOT_FOUND ? BONUS_OK : result;
}

static enum bonus_result queue_insert(struct journal *journal, const struct journal_request *advice,
                                      const uint8_t fingerprint[DIGEST_BYTES], struct fault *fault)
{
    enum bonus_result result = journal_begin(journal, fault);
    if (result != BONUS_OK) {
        return result;
    }
    journal->newest_us = advice->created_at_us;
    sqlite3_stmt *insert = journal_take(journal, JOURNAL_QUEUE);
    if (advice->receipt != NULL) {
        journal_bind_receipt(insert, 1, advice->receipt);
    } else {
        sqlite3_bind_int64(insert, 6, (int64_t)advice->original);
    }
    sqlite3_bind_int64(insert, 7, advice->receipt_at_us);
    sqlite3_bind_int64(insert, 8, advice->total);
    journal_bind_view(insert, 9, advice->body);
    sqlite3_bind_blob(insert, 10, fingerprint, DIGEST_BYTES, SQLITE_STATIC);
    result = journal_run(journal, insert, fault);
    journal->till.advice_count += result == BONUS_OK;
    return result;
}

enum bonus_result journal_queue(struct journal *journal, enum bonus_kind happened,
                                const struct journal_request *advice, struct fault *fault)
{
    uint8_t fingerprint[DIGEST_BYTES];
    bool is_told = false;
    if (journal->till.advice_count >= LIMIT_TILL_ADVICES_MAX) {
        return fault_set(fault, BONUS_FULL, "%d advices wait to be sent; no more are kept.",
                         LIMIT_TILL_ADVICES_MAX);
    }
    digest_compute(journal->digest, advice->body.bytes, advice->body.size, fingerprint);
    enum bonus_result result =
        queue_prepare(journal, happened, advice, fingerprint, &is_told, fault);
    if (result == BONUS_OK && !is_told) {
        result = queue_insert(journal, advice, fingerprint, fault);
    }
    return result;
}

enum bonus_result journal_next_advice(struct journal *journal, struct journal_row *row,
                                      struct fault *fault)
{
    sqlite3_stmt *find = journal_take(journal, JOURNAL_NEXT_ADVICE);
    sqlite3_bind_int(find, 1, BONUS_KIND_ADVICE);
    return journal_select(journal, find, row, fault);
}

enum bonus_result journal_take_advice(struct journal *journal, int64_t now_us,
                                      struct journal_row *row, struct fault *fault)
{
    if (journal->till.advice_count == 0) {
        return fault_set(fault, BONUS_NOT_FOUND, "No advice waits.");
    }
    enum bonus_result result = journal_begin(journal, fault);
    if (result != BONUS_OK) {
        return result;
    }
    journal->newest_us = now_us;
    sqlite3_stmt *take = journal_take(journal, JOURNAL_QUEUE_TAKE);
    sqlite3_bind_int64(take, 1, journal->till.stan_highest + 1);
    sqlite3_bind_int(take, 2, BONUS_KIND_ADVICE);
    sqlite3_bind_int64(take, 3, now_us);
    result = journal_run(journal, take, fault);
    if (result == BONUS_OK) {
        result = journal_run(journal, journal_take(journal, JOURNAL_QUEUE_DROP), fault);
    }
    if (result != BONUS_OK) {
        journal_undo(journal); // or it would be there twice
        return result;
    }
    journal->till.stan_highest++;
    journal->till.advice_count--;
    return journal_find(journal, (uint64_t)journal->till.stan_highest, row, fault);
}

size_t journal_count_advices(struct journal *journal)
{
    sqlite3_stmt *count = journal_take(journal, JOURNAL_COUNT_ADVICES);
    sqlite3_bind_int(count, 1, BONUS_KIND_ADVICE);
    int64_t open = sqlite3_step(count) == SQLITE_ROW ? sqlite3_column_int64(count, 0) : 0;
    sqlite3_reset(count);
    return (size_t)(open + journal->till.advice_count);
}
