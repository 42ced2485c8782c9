// SPDX-License-Identifier: Apache-2.0
// The journal's statements and their order. Opening, schema and locks are in journal_open.c.
#include "libbonus/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "libbonus/journal_internal.h"

#define ROW_COLUMNS                                                                                \
    "stan, kind, state, code, created_at_us, store, fiscal_device, number, date, late_claim,"      \
    " receipt_at_us, total, fingerprint, body, answer, original, reversed_by"

#define OPEN "state not in (1, 4) and reversed_by is null"

#define DAY_US (INT64_C(86400) * 1000000)

const char *const journal_statement_texts[JOURNAL_STATEMENTS] = {
    [JOURNAL_BEGIN] = "begin immediate",
    [JOURNAL_COMMIT] = "commit",
    [JOURNAL_ROLLBACK] = "rollback",
    [JOURNAL_FORGET] = "update request set body = null, answer = null where stan in ("
                       "select stan from request where state in (1, 4)"
                       " and coalesce(body, answer) is not null and answered_at_us < ?1"
                       " order by answered_at_us limit ?2)",
    [JOURNAL_SAVE_TILL] = "update till set stan_highest = ?1, terminal = ?2, store = ?3,"
                          " currency = ?4",
    [JOURNAL_INSERT] = "insert into request (stan, kind, is_bound, number, date, store,"
                       " fiscal_device, late_claim, original, receipt_at_us, total, created_at_us,"
                       " body, fingerprint)"
                       " values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    [JOURNAL_RECORD] = "update request set state = ?2, code = ?3, answer = ?4, answered_at_us = ?5,"
                       " is_bound = is_bound and ?6"
                       " where stan = ?1 and (state <> 1 or ?2 = 1)", // an answer stays one
    [JOURNAL_REOPEN] = "update request set state = 0 where stan = ?1 and state = 3",
    [JOURNAL_GIVE_UP] = "update request set reversed_by = ?2 where stan = ?1",
    // Done: as if the original had been refused. Not done: as if nobody had tried.
    [JOURNAL_END_REVERSAL] =
        "update request set is_bound = is_bound and not ?2, answered_at_us ="
        " coalesce(answered_at_us, created_at_us), reversed_by = case when ?2 then reversed_by end,"
        " code = case when ?2 and state <> 1 then ?3 else code end,"
        " state = case when ?2 then 1 else state end where reversed_by = ?1",
    [JOURNAL_FIND] = "select " ROW_COLUMNS " from request where stan = ?1",
    [JOURNAL_FIND_RECEIPT] =
        "select " ROW_COLUMNS " from request where is_bound = 1 and number = ?1"
        " and date = ?2 and store = ?3 and fiscal_device = ?4"
        " and late_claim = ?5",
    [JOURNAL_FIND_ORIGINAL] = "select " ROW_COLUMNS " from request where is_bound = 1"
                              " and original = ?1 and kind = ?2",
    [JOURNAL_NEXT_OPEN] = "select " ROW_COLUMNS " from request where " OPEN " and stan > ?1"
                          " order by stan limit 1",
    [JOURNAL_NEXT_ADVICE] = "select " ROW_COLUMNS " from request where " OPEN " and kind = ?1"
                            " order by stan limit 1",
    [JOURNAL_COUNT_ADVICES] = "select count(*) from request where " OPEN " and kind = ?1",
    [JOURNAL_REPLACE] = "update request set state = 4, is_bound = 0, answered_at_us = ?2"
                        " where stan = ?1",
    [JOURNAL_QUEUE] = "insert into advice (number, date, store, fiscal_device, late_claim,"
                      " original, receipt_at_us, total, body, fingerprint)"
                      " values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [JOURNAL_QUEUE_FIND_RECEIPT] = "select fingerprint from advice where number = ?1 and date = ?2"
                                   " and store = ?3 and fiscal_device = ?4 and late_claim = ?5",
    [JOURNAL_QUEUE_FIND_ORIGINAL] = "select fingerprint from advice where original = ?1",
    [JOURNAL_QUEUE_TAKE] = "insert into request (stan, kind, is_bound, number, date, store,"
                           " fiscal_device, late_claim, original, receipt_at_us, total,"
                           " created_at_us, body, fingerprint) select ?1, ?2, 1, number, date,"
                           " store, fiscal_device, late_claim, original, receipt_at_us, total, ?3,"
                           " body, fingerprint from advice order by place limit 1",
    [JOURNAL_QUEUE_DROP] = "delete from advice where place = (select min(place) from advice)",
};

sqlite3_stmt *journal_take(struct journal *journal, enum journal_statement statement)
{
    sqlite3_stmt *prepared = journal->statements[statement];
    sqlite3_reset(prepared);
    sqlite3_clear_bindings(prepared);
    return prepared;
}

// SQLite answers a full disk or a broken one by taking the whole transaction back. When that took
// STANs with it, nothing more is written until journal_commit() has told their owner.
static enum bonus_result journal_fail_step(struct journal *journal, int status, struct fault *fault)
{
    enum bonus_result result = journal_fail(journal, status, fault);
    if (journal->has_changes && sqlite3_get_autocommit(journal->database) != 0) {
        journal->has_changes = false;
        journal->is_lost = journal->till.stan_highest != journal->committed.stan_highest;
        journal->loss = *fault;
        journal->till = journal->committed;
    }
    return result;
}

static enum bonus_result journal_tell_loss(const struct journal *journal, struct fault *fault)
{
    *fault = journal->loss;
    return BONUS_JOURNAL_FAILED;
}

enum bonus_result journal_run(struct journal *journal, sqlite3_stmt *prepared, struct fault *fault)
{
    int status = sqlite3_step(prepared);
    sqlite3_reset(prepared);
    return status == SQLITE_DONE ? BONUS_OK : journal_fail_step(journal, status, fault);
}

enum bonus_result journal_begin(struct journal *journal, struct fault *fault)
{
    if (journal->is_lost) {
        return journal_tell_loss(journal, fault);
    }
    if (journal->has_changes) {
        return BONUS_OK;
    }
    enum bonus_result result = journal_run(journal, journal_take(journal, JOURNAL_BEGIN), fault);
    journal->has_changes = result == BONUS_OK;
    journal->committed = journal->till;
    return result;
}

// What is due beyond this step's share waits for the next group.
static enum bonus_result journal_forget(struct journal *journal, struct fault *fault)
{
    sqlite3_stmt *forget = journal_take(journal, JOURNAL_FORGET);
    sqlite3_bind_int64(forget, 1, journal->newest_us - LIMIT_TILL_KEPT_DAYS * DAY_US);
    sqlite3_bind_int(forget, 2, LIMIT_TILL_FORGET_ROWS);
    return journal_run(journal, forget, fault);
}

static enum bonus_result journal_save_till(struct journal *journal, struct fault *fault)
{
    sqlite3_stmt *save = journal_take(journal, JOURNAL_SAVE_TILL);
    sqlite3_bind_int64(save, 1, journal->till.stan_highest);
    sqlite3_bind_int64(save, 2, journal->till.terminal);
    sqlite3_bind_int64(save, 3, journal->till.store);
    sqlite3_bind_int64(save, 4, journal->till.currency);
    return journal_run(journal, save, fault);
}

uint64_t journal_epoch(const struct journal *journal)
{
    return journal->till.epoch;
}

uint64_t journal_highest_stan(const struct journal *journal)
{
    return (uint64_t)journal->till.stan_highest;
}

bool journal_has_changes(const struct journal *journal)
{
    return journal->has_changes;
}

void journal_undo(struct journal *journal)
{
    if (sqlite3_get_autocommit(journal->database) == 0) {
        struct fault ignored; // the failure that led here is the one to tell
        (void)!journal_run(journal, journal_take(journal, JOURNAL_ROLLBACK), &ignored);
    }
    journal->has_changes = false;
    journal->is_lost = false; // whoever called hears of it
    journal->till = journal->committed;
}

enum bonus_result journal_commit(struct journal *journal, struct fault *fault)
{
    if (journal->is_lost) {
        journal->is_lost = false;
        return journal_tell_loss(journal, fault);
    }
    if (!journal->has_changes) {
        return BONUS_OK;
    }
    enum bonus_result result = journal_forget(journal, fault);
    if (result == BONUS_OK) {
        result = journal_save_till(journal, fault);
    }
    if (result == BONUS_OK) {
        result = journal_run(journal, journal_take(journal, JOURNAL_COMMIT), fault);
    }
    if (result != BONUS_OK) {
        journal_undo(journal);
    }
    journal->has_changes = false;
    return result;
}

struct journal_owner journal_owner(const struct journal *journal)
{
    return (struct journal_owner){
        .terminal = (uint32_t)journal->till.terminal,
        .store = (uint32_t)journal->till.store,
        .currency = (uint32_t)journal->till.currency,
    };
}

enum bonus_result journal_bind(struct journal *journal, struct journal_owner owner,
                               struct fault *fault)
{
    struct journal_till *till = &journal->till;
    if (till->terminal == owner.terminal && till->store == owner.store &&
        till->currency == owner.currency) {
        return BONUS_OK;
    }
    if (till->terminal != 0 && till->terminal != owner.terminal) {
        return fault_set(fault, BONUS_JOURNAL_FOREIGN,
                         "The journal %s belongs to terminal %" PRIi64
                         ", but this certificate is terminal %" PRIu32
                         "'s. Give every till a journal of its own.",
                         journal->path, till->terminal, owner.terminal);
    }
    enum bonus_result result = journal_begin(journal, fault);
    if (result == BONUS_OK) {
        till->terminal = owner.terminal;
        till->store = owner.store;
        till->currency = owner.currency;
        result = journal_commit(journal, fault);
    }
    return result;
}

enum bonus_result journal_skip(struct journal *journal, uint64_t stan, struct fault *fault)
{
    if (stan > INT64_MAX) {
        return fault_set(fault, BONUS_JOURNAL_FAILED, "The STANs of the journal %s are used up.",
                         journal->path);
    }
    if (stan <= journal_highest_stan(journal)) {
        return BONUS_OK;
    }
    enum bonus_result result = journal_begin(journal, fault);
    if (result == BONUS_OK) {
        journal->till.stan_highest = (int64_t)stan;
        result = journal_commit(journal, fault);
    }
    return result;
}

static void journal_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

// A NULL pointer would bind null; an empty body is a body.
void journal_bind_view(sqlite3_stmt *statement, int index, struct wire_view view)
{
    if (view.size == 0) {
        sqlite3_bind_zeroblob(statement, index, 0);
    } else {
        sqlite3_bind_blob64(statement, index, view.bytes, view.size, SQLITE_STATIC);
    }
}

void journal_bind_receipt(sqlite3_stmt *statement, int first, const struct journal_receipt *receipt)
{
    journal_bind_text(statement, first, receipt->number);
    sqlite3_bind_int64(statement, first + 1, receipt->date);
    sqlite3_bind_int64(statement, first + 2, receipt->store);
    journal_bind_text(statement, first + 3, receipt->fiscal_device);
    sqlite3_bind_int(statement, first + 4, receipt->late_claim);
}

static struct wire_view journal_keep(struct buffer *kept, sqlite3_stmt *statement, int column)
{
    buffer_reset(kept);
    int size = sqlite3_column_bytes(statement, column);
    if (size == 0 ||
        buffer_append(kept, sqlite3_column_blob(statement, column), (size_t)size) != BASE_OK) {
        return (struct wire_view){0};
    }
    return (struct wire_view){buffer_bytes(kept), buffer_size(kept)};
}

static const char *journal_keep_text(char kept[BONUS_NAME_BYTES_MAX + 1], sqlite3_stmt *statement,
                                     int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    snprintf(kept, BONUS_NAME_BYTES_MAX + 1, "%s", text == NULL ? "" : (const char *)text);
    return kept;
}

static void journal_read_row(struct journal *journal, sqlite3_stmt *select, struct journal_row *row)
{
    *row = (struct journal_row){
        .stan = (uint64_t)sqlite3_column_int64(select, 0),
        .kind = (enum bonus_kind)sqlite3_column_int(select, 1),
        .state = (enum bonus_journal_state)sqlite3_column_int(select, 2),
        .code = (enum bonus_code)sqlite3_column_int(select, 3),
        .created_at_us = sqlite3_column_int64(select, 4),
        .receipt =
            {
                .store = (uint32_t)sqlite3_column_int64(select, 5),
                .fiscal_device = journal_keep_text(journal->fiscal_device, select, 6),
                .number = journal_keep_text(journal->number, select, 7),
                .date = (uint32_t)sqlite3_column_int64(select, 8),
                .late_claim = sqlite3_column_int(select, 9) != 0,
            },
        .receipt_at_us = sqlite3_column_int64(select, 10),
        .total = sqlite3_column_int64(select, 11),
        .is_forgotten = sqlite3_column_type(select, 13) == SQLITE_NULL,
        .body = journal_keep(&journal->body, select, 13),
        .answer = journal_keep(&journal->answer, select, 14),
        .original = (uint64_t)sqlite3_column_int64(select, 15),
        .reversed_by = (uint64_t)sqlite3_column_int64(select, 16),
    };
    if (sqlite3_column_bytes(select, 12) == DIGEST_BYTES) {
        memcpy(row->fingerprint, sqlite3_column_blob(select, 12), DIGEST_BYTES);
    }
}

enum bonus_result journal_select(struct journal *journal, sqlite3_stmt *select,
                                 struct journal_row *row, struct fault *fault)
{
    int status = sqlite3_step(select);
    enum bonus_result result = BONUS_OK;
    if (status == SQLITE_ROW) {
        journal_read_row(journal, select, row);
    } else if (status == SQLITE_DONE) {
        result =
            fault_set(fault, BONUS_NOT_FOUND, "The journal %s has no such entry.", journal->path);
    } else {
        result = journal_fail_step(journal, status, fault);
    }
    sqlite3_reset(select);
    return result;
}

enum bonus_result journal_find(struct journal *journal, uint64_t stan, struct journal_row *row,
                               struct fault *fault)
{
    sqlite3_stmt *find = journal_take(journal, JOURNAL_FIND);
    sqlite3_bind_int64(find, 1, (int64_t)stan);
    return journal_select(journal, find, row, fault);
}

enum bonus_result journal_find_receipt(struct journal *journal,
                                       const struct journal_receipt *receipt,
                                       struct journal_row *row, struct fault *fault)
{
    sqlite3_stmt *find = journal_take(journal, JOURNAL_FIND_RECEIPT);
    journal_bind_receipt(find, 1, receipt);
    return journal_select(journal, find, row, fault);
}

enum bonus_result journal_find_original(struct journal *journal, enum bonus_kind kind,
                                        uint64_t original, struct journal_row *row,
                                        struct fault *fault)
{
    sqlite3_stmt *find = journal_take(journal, JOURNAL_FIND_ORIGINAL);
    sqlite3_bind_int64(find, 1, (int64_t)original);
    sqlite3_bind_int(find, 2, (int)kind);
    return journal_select(journal, find, row, fault);
}

enum bonus_result journal_next_open(struct journal *journal, uint64_t after,
                                    struct journal_row *row, struct fault *fault)
{
    sqlite3_stmt *find = journal_take(journal, JOURNAL_NEXT_OPEN);
    sqlite3_bind_int64(find, 1, (int64_t)after);
    return journal_select(journal, find, row, fault);
}

static enum bonus_result journal_insert(struct journal *journal,
                                        const struct journal_request *request, int64_t stan,
                                        struct fault *fault)
{
    sqlite3_stmt *insert = journal_take(journal, JOURNAL_INSERT);
    uint8_t fingerprint[DIGEST_BYTES];
    digest_compute(journal->digest, request->body.bytes, request->body.size, fingerprint);
    sqlite3_bind_int64(insert, 1, stan);
    sqlite3_bind_int(insert, 2, (int)request->kind);
    sqlite3_bind_int(insert, 3, request->receipt != NULL || request->original != 0);
    if (request->receipt != NULL) {
        journal_bind_receipt(insert, 4, request->receipt);
    }
    if (request->original != 0) {
        sqlite3_bind_int64(insert, 9, (int64_t)request->original);
    }
    sqlite3_bind_int64(insert, 10, request->receipt_at_us);
    sqlite3_bind_int64(insert, 11, request->total);
    sqlite3_bind_int64(insert, 12, request->created_at_us);
    journal_bind_view(insert, 13, request->body);
    sqlite3_bind_blob(insert, 14, fingerprint, DIGEST_BYTES, SQLITE_STATIC);
    return journal_run(journal, insert, fault);
}

static enum bonus_result journal_give_up(struct journal *journal, uint64_t stan, uint64_t reversal,
                                         struct fault *fault)
{
    sqlite3_stmt *give_up = journal_take(journal, JOURNAL_GIVE_UP);
    sqlite3_bind_int64(give_up, 1, (int64_t)stan);
    sqlite3_bind_int64(give_up, 2, (int64_t)reversal);
    return journal_run(journal, give_up, fault);
}

enum bonus_result journal_reopen(struct journal *journal, uint64_t stan, struct fault *fault)
{
    enum bonus_result result = journal_begin(journal, fault);
    if (result == BONUS_OK) {
        sqlite3_stmt *reopen = journal_take(journal, JOURNAL_REOPEN);
        sqlite3_bind_int64(reopen, 1, (int64_t)stan);
        result = journal_run(journal, reopen, fault);
    }
    return result;
}

// The receipt has a STAN: the request must be the one that has it.
static enum bonus_result journal_match(struct journal *journal, const struct journal_row *row,
                                       const struct journal_request *request, uint64_t *stan,
                                       bool *is_repeat, struct fault *fault)
{
    uint8_t fingerprint[DIGEST_BYTES];
    digest_compute(journal->digest, request->body.bytes, request->body.size, fingerprint);
    if (row->kind != request->kind ||
        memcmp(row->fingerprint, fingerprint, sizeof(fingerprint)) != 0) {
        return fault_set(
            fault, BONUS_RECEIPT_DIFFERS,
            "Receipt %s of %" PRIu32 " was already sent under STAN %" PRIu64
            " with other contents. Repeat that one, or give this receipt its own number.",
            request->receipt->number, request->receipt->date, row->stan);
    }
    if (row->reversed_by != 0) {
        return fault_set(fault, BONUS_GIVEN_UP,
                         "STAN %" PRIu64 " is given up: its reversal, STAN %" PRIu64
                         ", has no answer yet. Repeat that one.",
                         row->stan, row->reversed_by);
    }
    *stan = row->stan;
    *is_repeat = row->state != BONUS_JOURNAL_UNSENT;
    return *is_repeat ? BONUS_OK : journal_reopen(journal, row->stan, fault);
}

enum bonus_result journal_add(struct journal *journal, const struct journal_request *request,
                              uint64_t *stan, bool *is_repeat, struct fault *fault)
{
    enum bonus_result result = BONUS_NOT_FOUND;
    if (request->receipt != NULL) {
        struct journal_row row;
        result = journal_find_receipt(journal, request->receipt, &row, fault);
        if (result == BONUS_OK) {
            return journal_match(journal, &row, request, stan, is_repeat, fault);
        }
    }
    if (result == BONUS_NOT_FOUND) {
        fault_clear(fault);
        result = journal_check_queue(journal, request, fault);
    }
    if (result == BONUS_OK) {
        result = journal_begin(journal, fault);
    }
    if (result != BONUS_OK) {
        return result;
    }
    journal->newest_us = request->created_at_us;
    int64_t next = journal->till.stan_highest + 1;
    result = journal_insert(journal, request, next, fault);
    if (result == BONUS_OK && request->kind == BONUS_KIND_REVERSAL) {
        result = journal_give_up(journal, request->original, (uint64_t)next, fault);
    }
    if (result == BONUS_OK) {
        journal->till.stan_highest++;
        *stan = (uint64_t)journal->till.stan_highest;
        *is_repeat = false;
    }
    return result;
}

enum bonus_result journal_record(struct journal *journal, const struct journal_answer *answer,
                                 struct fault *fault)
{
    enum bonus_result result = journal_begin(journal, fault);
    if (result != BONUS_OK) {
        return result;
    }
    journal->newest_us = answer->answered_at_us;
    sqlite3_stmt *record = journal_take(journal, JOURNAL_RECORD);
    sqlite3_bind_int64(record, 1, (int64_t)answer->stan);
    sqlite3_bind_int(record, 2, (int)answer->state);
    sqlite3_bind_int(record, 3, (int)answer->code);
    if (answer->payload.size > 0) {
        journal_bind_view(record, 4, answer->payload);
    }
    sqlite3_bind_int64(record, 5, answer->answered_at_us);
    sqlite3_bind_int(record, 6, !answer->releases_receipt);
    return journal_run(journal, record, fault);
}

enum bonus_result journal_end_reversal(struct journal *journal, uint64_t reversal, bool is_done,
                                       struct fault *fault)
{
    enum bonus_result result = journal_begin(journal, fault);
    if (result == BONUS_OK) {
        sqlite3_stmt *end = journal_take(journal, JOURNAL_END_REVERSAL);
        sqlite3_bind_int64(end, 1, (int64_t)reversal);
        sqlite3_bind_int(end, 2, is_done);
        sqlite3_bind_int(end, 3, BONUS_CODE_REVERSED);
        result = journal_run(journal, end, fault);
    }
    return result;
}
