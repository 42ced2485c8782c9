// SPDX-License-Identifier: Apache-2.0
// The journal by itself: what it keeps, for whom, and what it refuses.
#include "libbonus/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/limits.h"
#include "base/memory.h"
#include "libbonus/journal_internal.h"
#include "libbonus/journal_schema.h"
#include "support/cmocka.h"

struct stage {
    char folder[64];
    char path[96];
    struct journal *journal;
    struct fault fault;
};

static void stage_open(struct stage *stage)
{
    assert_int_equal(journal_open(stage->path, 0x8000000000000001, &stage->journal, &stage->fault),
                     BONUS_OK);
}

static int set_up(void **state)
{
    struct stage *stage = memory_allocate(1, sizeof(*stage));
    snprintf(stage->folder, sizeof(stage->folder), "/tmp/bonus-journal-XXXXXX");
    assert_non_null(mkdtemp(stage->folder));
    snprintf(stage->path, sizeof(stage->path), "%s/journal.db", stage->folder);
    stage_open(stage);
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;
    static const char *const endings[] = {"", "-wal", "-shm", ".copy", ".copy-wal"};
    char path[128];
    journal_close(stage->journal);
    for (size_t index = 0; index < BASE_COUNT(endings); index++) {
        snprintf(path, sizeof(path), "%s%s", stage->path, endings[index]);
        unlink(path);
    }
    assert_int_equal(rmdir(stage->folder), 0);
    free(stage);
    return 0;
}

static void stage_reopen(struct stage *stage)
{
    journal_close(stage->journal);
    stage_open(stage);
}

static const struct journal_receipt receipt_1 = {3, "FD000003", "1", 20101201, false};

static enum bonus_result add(struct stage *stage, const struct journal_receipt *receipt,
                             const char *body, uint64_t *stan, bool *is_repeat)
{
    const struct journal_request request = {
        .kind = BONUS_KIND_PURCHASE,
        .receipt = receipt,
        .body = {(const uint8_t *)body, strlen(body)},
        .created_at_us = 42,
    };
    return journal_add(stage->journal, &request, stan, is_repeat, &stage->fault);
}

static uint64_t add_new(struct stage *stage, const struct journal_receipt *receipt,
                        const char *body)
{
    uint64_t stan = 0;
    bool is_repeat = true;
    assert_int_equal(add(stage, receipt, body, &stan, &is_repeat), BONUS_OK);
    assert_false(is_repeat);
    return stan;
}

static void commit(struct stage *stage)
{
    assert_int_equal(journal_commit(stage->journal, &stage->fault), BONUS_OK);
}

static void a_request_is_kept_exactly_as_it_was_sent(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    uint64_t stan = add_new(stage, &receipt_1, "any\x01 bytes");
    commit(stage);
    stage_reopen(stage);
    assert_int_equal(journal_find(stage->journal, stan, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.body.size, 10);
    assert_memory_equal(row.body.bytes, "any\x01 bytes", 10);
    assert_int_equal(row.kind, BONUS_KIND_PURCHASE);
    assert_int_equal(row.state, BONUS_JOURNAL_PENDING);
    assert_int_equal(row.created_at_us, 42);
    assert_int_equal(row.answer.size, 0);
}

static void the_epoch_stays_with_the_journal(void **state)
{
    struct stage *stage = *state;
    journal_close(stage->journal);
    assert_int_equal(journal_open(stage->path, 7, &stage->journal, &stage->fault), BONUS_OK);
    assert_true(journal_epoch(stage->journal) == 0x8000000000000001);
}

static void what_was_not_committed_was_never_given(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    assert_int_equal(add_new(stage, &receipt_1, "a"), 1);
    stage_reopen(stage);
    assert_int_equal(journal_find(stage->journal, 1, &row, &stage->fault), BONUS_NOT_FOUND);
    assert_int_equal(journal_highest_stan(stage->journal), 0);
    assert_int_equal(add_new(stage, &receipt_1, "a"), 1);
}

static void a_group_is_committed_as_a_whole(void **state)
{
    struct stage *stage = *state;
    const struct journal_receipt receipt_2 = {3, "FD000003", "2", 20101201, false};
    assert_false(journal_has_changes(stage->journal));
    add_new(stage, &receipt_1, "a");
    add_new(stage, &receipt_2, "b");
    add_new(stage, NULL, "c");
    assert_true(journal_has_changes(stage->journal));
    commit(stage);
    assert_false(journal_has_changes(stage->journal));
    stage_reopen(stage);
    assert_int_equal(journal_highest_stan(stage->journal), 3);
}

static void a_receipt_keeps_its_stan_and_its_body(void **state)
{
    struct stage *stage = *state;
    uint64_t stan = 0;
    bool is_repeat = false;
    add_new(stage, &receipt_1, "a");
    commit(stage);
    assert_int_equal(add(stage, &receipt_1, "a", &stan, &is_repeat), BONUS_OK);
    assert_int_equal(stan, 1);
    assert_true(is_repeat);
    assert_int_equal(add(stage, &receipt_1, "b", &stan, &is_repeat), BONUS_RECEIPT_DIFFERS);
    assert_non_null(strstr(stage->fault.text, "STAN 1"));
}

static void every_part_of_its_identity_makes_a_receipt_another_one(void **state)
{
    struct stage *stage = *state;
    const struct journal_receipt others[] = {
        {4, "FD000003", "1", 20101201, false}, {3, "FD000004", "1", 20101201, false},
        {3, "FD000003", "2", 20101201, false}, {3, "FD000003", "1", 20101202, false},
        {3, "FD000003", "1", 20101201, true},
    };
    add_new(stage, &receipt_1, "a");
    for (size_t index = 0; index < BASE_COUNT(others); index++) {
        assert_int_equal(add_new(stage, &others[index], "a"), index + 2);
    }
}

static void a_refused_receipt_is_free_again_and_its_row_stays(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    uint64_t stan = add_new(stage, &receipt_1, "a");
    const struct journal_answer refusal = {
        .stan = stan,
        .state = BONUS_JOURNAL_ANSWERED,
        .code = BONUS_CODE_CARD_BLOCKED,
        .releases_receipt = true,
        .payload = {(const uint8_t *)"no", 2},
    };
    assert_int_equal(journal_record(stage->journal, &refusal, &stage->fault), BONUS_OK);
    assert_int_equal(add_new(stage, &receipt_1, "b"), stan + 1);
    commit(stage);
    assert_int_equal(journal_find(stage->journal, stan, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.code, BONUS_CODE_CARD_BLOCKED);
    assert_memory_equal(row.answer.bytes, "no", 2);
    assert_int_equal(journal_find_receipt(stage->journal, &receipt_1, &row, &stage->fault),
                     BONUS_OK);
    assert_int_equal(row.stan, stan + 1);
}

static void an_answer_is_not_forgotten_for_an_unknown_repeat(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    uint64_t stan = add_new(stage, &receipt_1, "a");
    struct journal_answer answer = {
        .stan = stan,
        .state = BONUS_JOURNAL_ANSWERED,
        .code = BONUS_CODE_APPROVED,
    };
    assert_int_equal(journal_record(stage->journal, &answer, &stage->fault), BONUS_OK);
    answer.state = BONUS_JOURNAL_UNKNOWN;
    answer.code = BONUS_CODE_NONE;
    assert_int_equal(journal_record(stage->journal, &answer, &stage->fault), BONUS_OK);
    commit(stage);
    assert_int_equal(journal_find(stage->journal, stan, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.state, BONUS_JOURNAL_ANSWERED);
    assert_int_equal(row.code, BONUS_CODE_APPROVED);
}

static void skipped_stans_are_never_given(void **state)
{
    struct stage *stage = *state;
    assert_int_equal(journal_skip(stage->journal, 500, &stage->fault), BONUS_OK);
    assert_int_equal(journal_skip(stage->journal, 400, &stage->fault), BONUS_OK); // never back
    stage_reopen(stage);
    assert_int_equal(add_new(stage, &receipt_1, "a"), 501);
    assert_int_equal(journal_skip(stage->journal, UINT64_MAX, &stage->fault), BONUS_JOURNAL_FAILED);
}

static struct journal_owner owner(uint32_t terminal)
{
    return (struct journal_owner){.terminal = terminal, .store = 3, .currency = 643};
}

static void a_journal_serves_one_terminal_for_ever(void **state)
{
    struct stage *stage = *state;
    assert_int_equal(journal_bind(stage->journal, owner(11), &stage->fault), BONUS_OK);
    stage_reopen(stage);
    assert_int_equal(journal_bind(stage->journal, owner(11), &stage->fault), BONUS_OK);
    assert_int_equal(journal_bind(stage->journal, owner(12), &stage->fault), BONUS_JOURNAL_FOREIGN);
    assert_non_null(strstr(stage->fault.text, "belongs to terminal 11"));
}

static void two_programs_cannot_share_a_journal(void **state)
{
    struct stage *stage = *state;
    struct journal *second = NULL;
    assert_int_equal(journal_open(stage->path, 7, &second, &stage->fault), BONUS_JOURNAL_LOCKED);
    assert_null(second);
    assert_non_null(strstr(stage->fault.text, "is used by another program"));
    journal_close(stage->journal);
    assert_int_equal(journal_open(stage->path, 7, &stage->journal, &stage->fault), BONUS_OK);
}

static void run_sql(struct stage *stage, const char *text)
{
    sqlite3 *database = NULL;
    journal_close(stage->journal);
    stage->journal = NULL;
    assert_int_equal(sqlite3_open(stage->path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

static void a_journal_of_a_newer_version_is_left_alone(void **state)
{
    struct stage *stage = *state;
    run_sql(stage, "pragma user_version = 99");
    assert_int_equal(journal_open(stage->path, 7, &stage->journal, &stage->fault),
                     BONUS_JOURNAL_NEWER);
    assert_non_null(strstr(stage->fault.text, "has version 99"));
}

// As the first version made it, with an answered and an open request.
static void make_first_version(struct stage *stage)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    sqlite3 *database = NULL;
    char path[128];
    journal_close(stage->journal);
    for (size_t index = 0; index < BASE_COUNT(endings); index++) {
        snprintf(path, sizeof(path), "%s%s", stage->path, endings[index]);
        unlink(path);
    }
    assert_int_equal(sqlite3_open(stage->path, &database), SQLITE_OK);
    const char *const texts[] = {
        journal_schema_versions[0],
        "insert into till values (1, 5, 2, 11)",
        "insert into request (stan, kind, state, is_bound, store, fiscal_device, number, date,"
        " late_claim, receipt_at_us, total, created_at_us, answered_at_us, fingerprint, body)"
        " values (1, 5, 1, 1, 3, 'FD000003', '1', 20101201, 0, 0, 0, 42, 43, x'00', x'61')",
        "insert into request (stan, kind, state, is_bound, receipt_at_us, total, created_at_us,"
        " fingerprint, body) values (2, 7, 2, 0, 0, 0, 42, x'00', x'61')",
        "pragma user_version = 1",
    };
    for (size_t index = 0; index < BASE_COUNT(texts); index++) {
        assert_int_equal(sqlite3_exec(database, texts[index], NULL, NULL, NULL), SQLITE_OK);
    }
    sqlite3_close(database);
}

static void a_journal_of_the_first_version_goes_on(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    make_first_version(stage);
    stage_open(stage);
    assert_int_equal(journal_epoch(stage->journal), 5);
    assert_int_equal(journal_owner(stage->journal).terminal, 11);
    assert_int_equal(journal_owner(stage->journal).store, 0); // until the next Logon
    assert_int_equal(journal_find_receipt(stage->journal, &receipt_1, &row, &stage->fault),
                     BONUS_OK);
    assert_int_equal(row.stan, 1);
    assert_int_equal(row.reversed_by, 0);
    assert_int_equal(journal_next_open(stage->journal, 0, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.stan, 2);
    const struct journal_receipt receipt_2 = {3, "FD000003", "2", 20101201, false};
    assert_int_equal(add_new(stage, &receipt_2, "b"), 3);
    assert_int_equal(journal_commit(stage->journal, &stage->fault), BONUS_OK);
    stage_reopen(stage);
    assert_int_equal(journal_highest_stan(stage->journal), 3);
}

static void a_journal_knows_the_store_of_the_newest_logon(void **state)
{
    struct stage *stage = *state;
    struct journal_owner moved = owner(11);
    assert_int_equal(journal_bind(stage->journal, moved, &stage->fault), BONUS_OK);
    moved.store = 4;
    moved.currency = 980;
    assert_int_equal(journal_bind(stage->journal, moved, &stage->fault), BONUS_OK);
    stage_reopen(stage);
    assert_int_equal(journal_owner(stage->journal).store, 4);
    assert_int_equal(journal_owner(stage->journal).currency, 980);
}

static void an_advice_taken_in_a_group_that_is_lost_still_waits(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    const struct journal_request advice = {
        .kind = BONUS_KIND_ADVICE, .receipt = &receipt_1, .body = {(const uint8_t *)"a", 1}};
    assert_int_equal(journal_queue(stage->journal, BONUS_KIND_PURCHASE, &advice, &stage->fault),
                     BONUS_OK);
    assert_int_equal(journal_commit(stage->journal, &stage->fault), BONUS_OK);
    assert_int_equal(journal_take_advice(stage->journal, 42, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.stan, 1);
    assert_int_equal(row.kind, BONUS_KIND_ADVICE);
    assert_string_equal(row.receipt.number, "1");
    assert_int_equal(journal_count_advices(stage->journal), 1);
    stage_reopen(stage); // without a commit
    assert_int_equal(journal_highest_stan(stage->journal), 0);
    assert_int_equal(journal_count_advices(stage->journal), 1);
    assert_int_equal(journal_take_advice(stage->journal, 42, &row, &stage->fault), BONUS_OK);
    assert_int_equal(journal_commit(stage->journal, &stage->fault), BONUS_OK);
    stage_reopen(stage);
    assert_int_equal(journal_take_advice(stage->journal, 42, &row, &stage->fault), BONUS_NOT_FOUND);
    assert_int_equal(journal_next_advice(stage->journal, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.stan, 1);
}

static void a_file_that_is_no_journal_is_refused(void **state)
{
    struct stage *stage = *state;
    journal_close(stage->journal);
    FILE *file = fopen(stage->path, "w");
    assert_non_null(file);
    for (int line = 0; line < 200; line++) {
        fputs("This is not a database at all.\n", file);
    }
    fclose(file);
    assert_int_equal(journal_open(stage->path, 7, &stage->journal, &stage->fault),
                     BONUS_JOURNAL_FAILED);
    assert_null(stage->journal);
}

static void only_the_owner_may_read_it(void **state)
{
    struct stage *stage = *state;
    struct stat status;
    assert_int_equal(stat(stage->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void the_open_requests_are_listed_in_order(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    add_new(stage, NULL, "a");
    add_new(stage, NULL, "b");
    add_new(stage, NULL, "c");
    const struct journal_answer answer = {.stan = 2, .state = BONUS_JOURNAL_ANSWERED};
    assert_int_equal(journal_record(stage->journal, &answer, &stage->fault), BONUS_OK);
    assert_int_equal(journal_next_open(stage->journal, 0, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.stan, 1);
    assert_int_equal(journal_next_open(stage->journal, 1, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.stan, 3);
    assert_int_equal(journal_next_open(stage->journal, 3, &row, &stage->fault), BONUS_NOT_FOUND);
}

// No room for one more page, as on a full disk; 0: room again.
static void limit_pages(struct stage *stage, int pages_max)
{
    char text[64];
    snprintf(text, sizeof(text), "pragma max_page_count = %d",
             pages_max == 0 ? 1 << 30 : pages_max);
    assert_int_equal(sqlite3_exec(stage->journal->database, text, NULL, NULL, NULL), SQLITE_OK);
}

static const char *large_body(void)
{
    static char body[20000]; // several pages
    memset(body, 'x', sizeof(body) - 1);
    return body;
}

static void a_full_disk_takes_the_whole_group_back(void **state)
{
    struct stage *stage = *state;
    const struct journal_receipt receipt_2 = {3, "FD000003", "2", 20101201, false};
    struct journal_row row;
    uint64_t stan = 0;
    bool is_repeat = false;
    add_new(stage, NULL, "before");
    commit(stage);
    add_new(stage, &receipt_1, "a");
    limit_pages(stage, 1);
    assert_int_equal(add(stage, &receipt_2, large_body(), &stan, &is_repeat), BONUS_JOURNAL_FAILED);
    limit_pages(stage, 0);
    // The first of the group is lost with the second, and its owner has not heard it yet.
    assert_int_equal(add(stage, &receipt_2, "b", &stan, &is_repeat), BONUS_JOURNAL_FAILED);
    assert_int_equal(journal_commit(stage->journal, &stage->fault), BONUS_JOURNAL_FAILED);
    assert_non_null(strstr(stage->fault.text, "full"));
    assert_int_equal(journal_find(stage->journal, 2, &row, &stage->fault), BONUS_NOT_FOUND);
    assert_int_equal(journal_highest_stan(stage->journal), 1);
}

static void a_disk_that_has_room_again_takes_the_next_group(void **state)
{
    struct stage *stage = *state;
    uint64_t stan = 0;
    bool is_repeat = false;
    limit_pages(stage, 1);
    assert_int_equal(add(stage, &receipt_1, large_body(), &stan, &is_repeat), BONUS_JOURNAL_FAILED);
    limit_pages(stage, 0);
    assert_false(journal_has_changes(stage->journal));
    assert_int_equal(add_new(stage, &receipt_1, large_body()), 1); // nobody else's STAN was lost
    commit(stage);
    stage_reopen(stage);
    assert_int_equal(journal_highest_stan(stage->journal), 1);
}

static void an_answer_lost_to_a_full_disk_stops_nobody(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    uint64_t stan = add_new(stage, &receipt_1, "a");
    commit(stage);
    const struct journal_answer answer = {
        .stan = stan,
        .state = BONUS_JOURNAL_ANSWERED,
        .payload = {(const uint8_t *)large_body(), strlen(large_body())},
    };
    limit_pages(stage, 1);
    assert_int_equal(journal_record(stage->journal, &answer, &stage->fault), BONUS_JOURNAL_FAILED);
    limit_pages(stage, 0);
    commit(stage);
    assert_int_equal(add_new(stage, NULL, "b"), 2);
    commit(stage);
    assert_int_equal(journal_find(stage->journal, stan, &row, &stage->fault), BONUS_OK);
    assert_int_equal(row.state, BONUS_JOURNAL_PENDING); // a repeat will tell
}

#define DAY_US (INT64_C(86400) * 1000000)

static void answer_at(struct stage *stage, uint64_t stan, int64_t answered_at_us)
{
    const struct journal_answer answer = {
        .stan = stan,
        .state = BONUS_JOURNAL_ANSWERED,
        .code = BONUS_CODE_APPROVED,
        .payload = {(const uint8_t *)"yes", 3},
        .answered_at_us = answered_at_us,
    };
    assert_int_equal(journal_record(stage->journal, &answer, &stage->fault), BONUS_OK);
}

static void contents_answered_long_ago_are_forgotten_and_their_receipt_is_not(void **state)
{
    struct stage *stage = *state;
    struct journal_row row;
    uint64_t stan = 0;
    bool is_repeat = false;
    add_new(stage, &receipt_1, "a");
    add_new(stage, NULL, "never answered");
    answer_at(stage, 1, DAY_US);
    add_new(stage, NULL, "later");
    answer_at(stage, 3, (1 + LIMIT_TILL_KEPT_DAYS) * DAY_US); // to the microsecond still kept
    commit(stage);
    assert_int_equal(journal_find(stage->journal, 1, &row, &stage->fault), BONUS_OK);
    assert_false(row.is_forgotten);
    answer_at(stage, 3, (1 + LIMIT_TILL_KEPT_DAYS) * DAY_US + 1);
    commit(stage);
    assert_int_equal(journal_find(stage->journal, 1, &row, &stage->fault), BONUS_OK);
    assert_true(row.is_forgotten);
    assert_int_equal(row.body.size, 0);
    assert_int_equal(row.answer.size, 0);
    assert_int_equal(row.code, BONUS_CODE_APPROVED);
    assert_string_equal(row.receipt.number, "1");
    assert_string_equal(row.receipt.fiscal_device, "FD000003");
    assert_int_equal(add(stage, &receipt_1, "a", &stan, &is_repeat), BONUS_OK);
    assert_true(is_repeat);
    assert_int_equal(stan, 1);
    assert_int_equal(add(stage, &receipt_1, "b", &stan, &is_repeat), BONUS_RECEIPT_DIFFERS);
    assert_int_equal(journal_find(stage->journal, 2, &row, &stage->fault), BONUS_OK);
    assert_false(row.is_forgotten);
}

static size_t count_forgotten(struct stage *stage, uint64_t stan_max)
{
    size_t count = 0;
    for (uint64_t stan = 1; stan <= stan_max; stan++) {
        struct journal_row row;
        assert_int_equal(journal_find(stage->journal, stan, &row, &stage->fault), BONUS_OK);
        count += row.is_forgotten;
    }
    return count;
}

static void a_commit_forgets_a_bounded_number(void **state)
{
    struct stage *stage = *state;
    const uint64_t newest = LIMIT_TILL_FORGET_ROWS + 3;
    for (uint64_t stan = 1; stan <= newest; stan++) {
        assert_int_equal(add_new(stage, NULL, "a"), stan);
        answer_at(stage, stan, DAY_US);
    }
    answer_at(stage, newest, 2 * LIMIT_TILL_KEPT_DAYS * DAY_US);
    commit(stage);
    assert_int_equal(count_forgotten(stage, newest), LIMIT_TILL_FORGET_ROWS);
    answer_at(stage, newest, 2 * LIMIT_TILL_KEPT_DAYS * DAY_US);
    commit(stage);
    assert_int_equal(count_forgotten(stage, newest), newest - 1);
}

static void forgetting_reads_no_row_that_is_forgotten_already(void **state)
{
    struct stage *stage = *state;
    sqlite3_stmt *explain = NULL;
    char text[512];
    snprintf(text, sizeof(text), "explain query plan %s", journal_statement_texts[JOURNAL_FORGET]);
    assert_int_equal(sqlite3_prepare_v2(stage->journal->database, text, -1, &explain, NULL),
                     SQLITE_OK);
    bool is_indexed = false;
    while (sqlite3_step(explain) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(explain, 3);
        assert_null(strstr(step, "SCAN"));
        is_indexed |= strstr(step, "INDEX request_kept") != NULL;
    }
    assert_true(is_indexed);
    sqlite3_finalize(explain);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_request_is_kept_exactly_as_it_was_sent),
        CASE(the_epoch_stays_with_the_journal),
        CASE(what_was_not_committed_was_never_given),
        CASE(a_group_is_committed_as_a_whole),
        CASE(a_receipt_keeps_its_stan_and_its_body),
        CASE(every_part_of_its_identity_makes_a_receipt_another_one),
        CASE(a_refused_receipt_is_free_again_and_its_row_stays),
        CASE(an_answer_is_not_forgotten_for_an_unknown_repeat),
        CASE(skipped_stans_are_never_given),
        CASE(a_journal_serves_one_terminal_for_ever),
        CASE(two_programs_cannot_share_a_journal),
        CASE(a_journal_of_a_newer_version_is_left_alone),
        CASE(a_journal_of_the_first_version_goes_on),
        CASE(a_journal_knows_the_store_of_the_newest_logon),
        CASE(an_advice_taken_in_a_group_that_is_lost_still_waits),
        CASE(a_file_that_is_no_journal_is_refused),
        CASE(only_the_owner_may_read_it),
        CASE(the_open_requests_are_listed_in_order),
        CASE(a_full_disk_takes_the_whole_group_back),
        CASE(a_disk_that_has_room_again_takes_the_next_group),
        CASE(an_answer_lost_to_a_full_disk_stops_nobody),
        CASE(contents_answered_long_ago_are_forgotten_and_their_receipt_is_not),
        CASE(a_commit_forgets_a_bounded_number),
        CASE(forgetting_reads_no_row_that_is_forgotten_already),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
