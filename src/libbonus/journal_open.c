// SPDX-License-Identifier: Apache-2.0
// Opens, makes and closes the journal. The lock is SQLite's own: in exclusive locking mode the
// first transaction takes it and it is held until the database is closed, also by a crash.
#include "libbonus/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory.h"
#include "libbonus/journal_internal.h"
#include "libbonus/journal_schema.h"

enum bonus_result journal_fail(struct journal *journal, int status, struct fault *fault)
{
    if ((status & 0xff) == SQLITE_BUSY) {
        return fault_set(fault, BONUS_JOURNAL_LOCKED,
                         "The journal %s is used by another program. Two tills cannot share one: "
                         "end the other program, or name another journal.",
                         journal->path);
    }
    return fault_set(fault, BONUS_JOURNAL_FAILED, "The journal %s: %s.", journal->path,
                     journal->database == NULL ? sqlite3_errstr(status)
                                               : sqlite3_errmsg(journal->database));
}

static enum bonus_result journal_execute(struct journal *journal, const char *text,
                                         struct fault *fault)
{
    int status = sqlite3_exec(journal->database, text, NULL, NULL, NULL);
    return status == SQLITE_OK ? BONUS_OK : journal_fail(journal, status, fault);
}

static enum bonus_result journal_read_number(struct journal *journal, const char *text,
                                             int64_t *number, struct fault *fault)
{
    sqlite3_stmt *select = NULL;
    int status = sqlite3_prepare_v2(journal->database, text, -1, &select, NULL);
    if (status == SQLITE_OK) {
        status = sqlite3_step(select);
    }
    if (status == SQLITE_ROW) {
        *number = sqlite3_column_int64(select, 0);
    }
    enum bonus_result result =
        status == SQLITE_ROW ? BONUS_OK : journal_fail(journal, status, fault);
    sqlite3_finalize(select);
    return result;
}

// Card numbers stand in it: SQLite gives its other files the same permissions.
static enum bonus_result journal_make_file(struct journal *journal, struct fault *fault)
{
    int descriptor = open(journal->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return fault_set(fault, BONUS_JOURNAL_FAILED, "The journal %s cannot be opened: %s.",
                         journal->path, strerrordesc_np(errno));
    }
    close(descriptor);
    return BONUS_OK;
}

static enum bonus_result journal_connect(struct journal *journal, struct fault *fault)
{
    int status =
        sqlite3_open_v2(journal->path, &journal->database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (status != SQLITE_OK) {
        return journal_fail(journal, status, fault);
    }
    return journal_execute(journal,
                           "pragma locking_mode = exclusive;"
                           "pragma journal_mode = wal;"
                           "pragma synchronous = full;"
                           "begin exclusive",
                           fault);
}

// Inside the exclusive transaction: a second program never sees half a schema.
static enum bonus_result journal_migrate(struct journal *journal, uint64_t epoch_if_new,
                                         struct fault *fault)
{
    int64_t version = 0;
    enum bonus_result result = journal_read_number(journal, "pragma user_version", &version, fault);
    if (result != BONUS_OK) {
        return result;
    }
    int64_t newest = (int64_t)BASE_COUNT(journal_schema_versions);
    if (version > newest) {
        return fault_set(fault, BONUS_JOURNAL_NEWER,
                         "The journal %s has version %" PRIi64
                         ", this program knows versions up to "
                         "%" PRIi64 ". Use the newer program.",
                         journal->path, version, newest);
    }
    for (int64_t next = version; next < newest && result == BONUS_OK; next++) {
        result = journal_execute(journal, journal_schema_versions[next], fault);
    }
    char text[128];
    if (result == BONUS_OK && version == 0) {
        snprintf(text, sizeof(text),
                 "insert into till (one, epoch, stan_highest, terminal) values (1, %" PRIi64
                 ", 0, 0)",
                 (int64_t)epoch_if_new);
        result = journal_execute(journal, text, fault);
    }
    if (result == BONUS_OK && version < newest) {
        snprintf(text, sizeof(text), "pragma user_version = %" PRIi64, newest);
        result = journal_execute(journal, text, fault);
    }
    return result == BONUS_OK ? journal_execute(journal, "commit", fault) : result;
}

static enum bonus_result journal_load(struct journal *journal, struct fault *fault)
{
    for (int index = 0; index < JOURNAL_STATEMENTS; index++) {
        int status =
            sqlite3_prepare_v3(journal->database, journal_statement_texts[index], -1,
                               SQLITE_PREPARE_PERSISTENT, &journal->statements[index], NULL);
        if (status != SQLITE_OK) {
            return journal_fail(journal, status, fault);
        }
    }
    struct journal_till *till = &journal->till;
    int64_t epoch = 0;
    const struct {
        const char *text;
        int64_t *number;
    } numbers[] = {
        {"select epoch from till", &epoch},
        {"select stan_highest from till", &till->stan_highest},
        {"select terminal from till", &till->terminal},
        {"select store from till", &till->store},
        {"select currency from till", &till->currency},
        {"select count(*) from advice", &till->advice_count},
    };
    enum bonus_result result = BONUS_OK;
    for (size_t index = 0; index < BASE_COUNT(numbers) && result == BONUS_OK; index++) {
        result = journal_read_number(journal, numbers[index].text, numbers[index].number, fault);
    }
    till->epoch = (uint64_t)epoch;
    return result;
}

enum bonus_result journal_open(const char *path, uint64_t epoch_if_new, struct journal **journal,
                               struct fault *fault)
{
    CHECK(epoch_if_new != 0);
    struct journal *opened = memory_allocate(1, sizeof(*opened));
    opened->path = memory_copy_text(path);
    opened->digest = digest_engine_create();
    buffer_init(&opened->body, LIMIT_FRAME_BYTES_MAX);
    buffer_init(&opened->answer, LIMIT_FRAME_BYTES_MAX);
    enum bonus_result result = journal_make_file(opened, fault);
    if (result == BONUS_OK) {
        result = journal_connect(opened, fault);
    }
    if (result == BONUS_OK) {
        result = journal_migrate(opened, epoch_if_new, fault);
    }
    if (result == BONUS_OK) {
        result = journal_load(opened, fault);
    }
    if (result != BONUS_OK) {
        journal_close(opened);
        opened = NULL;
    }
    *journal = opened;
    return result;
}

void journal_close(struct journal *journal)
{
    if (journal == NULL) {
        return;
    }
    for (int index = 0; index < JOURNAL_STATEMENTS; index++) {
        sqlite3_finalize(journal->statements[index]);
    }
    sqlite3_close(journal->database);
    digest_engine_destroy(journal->digest);
    buffer_clear(&journal->body);
    buffer_clear(&journal->answer);
    free(journal->path);
    free(journal);
}
