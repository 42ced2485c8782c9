// SPDX-License-Identifier: Apache-2.0
// Coming in: certificates, Logon, and what the server's knowledge of the journal changes.
#include "libbonus/session.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/limits.h"
#include "libbonus/bench.h"
#include "support/cmocka.h"

static void a_server_of_another_authority_is_not_accepted(void **state)
{
    struct bench *bench = *state;
    bench->options.ca_file = bench->stranger.files.certificate;
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_TLS_REFUSED);
    assert_non_null(strstr(bonus_error(bench->till), "is not accepted"));
}

static void a_server_of_another_name_is_not_accepted(void **state)
{
    struct bench *bench = *state;
    bench->options.server_name = "bonus.example";
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_TLS_REFUSED);
    assert_non_null(strstr(bonus_error(bench->till), "bear the name bonus.example"));
}

static void a_name_is_checked_as_well_as_an_address(void **state)
{
    struct bench *bench = *state;
    bench->options.host = "localhost";
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_OK);
}

static void a_till_with_a_strange_certificate_is_told_so(void **state)
{
    struct bench *bench = *state;
    bench->options.certificate_file = bench->stranger_files.certificate;
    bench->options.key_file = bench->stranger_files.key;
    bench_open(bench);
    enum bonus_result result = bonus_connect(bench->till);
    // The server's alert may be overtaken by the end of the connection.
    assert_true(result == BONUS_TLS_REFUSED || result == BONUS_UNREACHABLE);
}

static void a_refused_logon_says_why_and_is_not_tried_again(void **state)
{
    struct bench *bench = *state;
    bench->server.logon_result = WIRE_RESULT_TERMINAL_UNKNOWN;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_LOGON_REFUSED);
    assert_string_equal(bench->outcome.error, "The server refused the logon: TERMINAL_UNKNOWN. The "
                                              "terminal is not welcome.");
    assert_int_equal(bench->server.logon_count, 1);
    bench->server.logon_result = WIRE_RESULT_APPROVED;
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
}

static void a_server_that_is_not_there_is_unreachable_and_nothing_gets_a_stan(void **state)
{
    struct bench *bench = *state;
    struct bonus_journal_entry entry;
    bench->options.port = "1";
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_UNREACHABLE);
    assert_non_null(strstr(bench->outcome.error, "Connection refused"));
    assert_int_equal(bonus_journal_next_open(bench->till, 0, &entry), BONUS_NOT_FOUND);
}

static void a_service_that_nobody_knows_is_unreachable(void **state)
{
    struct bench *bench = *state;
    bench->options.port = "no-such-service";
    bench_open(bench);
    assert_int_equal(bonus_connect(bench->till), BONUS_UNREACHABLE);
    assert_non_null(strstr(bonus_error(bench->till), "127.0.0.1 port no-such-service"));
}

static void files_that_cannot_be_used_are_named(void **state)
{
    struct bench *bench = *state;
    char error[BONUS_ERROR_BYTES_MAX];
    bench->options.ca_file = "/nowhere/ca.pem";
    assert_int_equal(bonus_open(&bench->options, &bench->till, error), BONUS_FILES);
    assert_null(bench->till);
    assert_non_null(strstr(error, "certificate authority /nowhere/ca.pem cannot be used"));
    bench->options.ca_file = bench->authority.files.certificate;
    bench->options.key_file = bench->stranger_files.key;
    assert_int_equal(bonus_open(&bench->options, &bench->till, error), BONUS_FILES);
    assert_non_null(strstr(error, "private key"));
}

static void a_key_that_others_may_read_is_not_used(void **state)
{
    struct bench *bench = *state;
    char error[BONUS_ERROR_BYTES_MAX];
    assert_int_equal(chmod(bench->options.key_file, 0604), 0);
    assert_int_equal(bonus_open(&bench->options, &bench->till, error), BONUS_FILES);
    assert_non_null(strstr(error, "is open to other users"));
    assert_non_null(strstr(error, "mode 0604). Give it to the user that runs this program"));
    assert_int_equal(chmod(bench->options.key_file, 0600), 0);
    bench_open(bench);
    bench->options.key_file = "/nowhere/till.key";
    bonus_close(bench->till);
    assert_int_equal(bonus_open(&bench->options, &bench->till, error), BONUS_FILES);
    assert_string_equal(error, "The private key /nowhere/till.key cannot be used: No such file or "
                               "directory.");
}

static void options_that_cannot_be_are_refused(void **state)
{
    struct bench *bench = *state;
    char error[BONUS_ERROR_BYTES_MAX];
    bench->options.slip_width = 33;
    assert_int_equal(bonus_open(&bench->options, &bench->till, error), BONUS_INVALID);
    assert_string_equal(error, "A slip has 32, 40 or 48 columns, not 33.");
    bench->options.slip_width = 0;
    bench->options.journal_file = NULL;
    assert_int_equal(bonus_open(&bench->options, &bench->till, error), BONUS_INVALID);
    assert_string_equal(error, "The journal's file is missing.");
}

static void a_till_without_a_width_gets_no_slip(void **state)
{
    struct bench *bench = *state;
    bench->options.slip_width = 0;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    assert_string_equal(bench->outcome.slip, "");
}

static void a_restored_journal_goes_on_far_above_what_the_server_knows(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    bench->server.logon.highest_stan = 120;
    bench_reopen(bench);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 120 + LIMIT_TILL_STAN_GAP + 1);
    assert_non_null(strstr(bench->log, "event=journal_behind stan_highest=1 stan_server=120"));
    // What it still remembers keeps its STAN.
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 1);
}

static void a_server_that_knows_less_changes_nothing(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    bench->server.logon.highest_stan = 1;
    bench_reopen(bench);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_OK);
    assert_int_equal(bench->outcome.stan, 2);
}

static void another_tills_journal_is_refused_at_logon(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    bench->server.logon.terminal = 12;
    bench_reopen(bench);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_JOURNAL_FOREIGN);
    assert_int_equal(fake_server_request_count(&bench->server), 1);
}

static void a_displaced_session_waits_before_it_comes_back(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    fake_server_plan(&bench->server, FAKE_DISPLACE);
    // The pause is longer than the deadline: whoever displaced us is not displaced in turn.
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_UNKNOWN);
    assert_non_null(strstr(bench->outcome.error, "DISPLACED"));
    assert_int_equal(bench->server.logon_count, 1);
}

static void a_session_that_ended_while_nobody_asked_is_replaced_without_a_trace(void **state)
{
    struct bench *bench = *state;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "1", 100), BONUS_OK);
    fake_server_hang_up(&bench->server);
    assert_int_equal(bench_purchase(bench, "2", 100), BONUS_OK);
    assert_int_equal(bench->outcome.tries, 1);
    assert_false(fake_server_request(&bench->server, 1).repeat);
    assert_int_equal(bench->server.logon_count, 2);
}

static void the_librarys_writing_raises_no_signal(void **state)
{
    struct bench *bench = *state;
    sigset_t pending;
    sigset_t broken_pipe;
    sigset_t before;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &before); // one that is raised stays pending
    bench_open(bench);
    for (int index = 0; index < 8; index++) {
        fake_server_plan(&bench->server, FAKE_CLOSE);
    }
    (void)!bench_purchase(bench, "1", 100);
    sigpending(&pending);
    assert_false(sigismember(&pending, SIGPIPE));
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

// Copies the journal as a crash would leave it, while the server holds the request.
static void copy_file(const char *from, const char *to)
{
    char bytes[8192];
    int source = open(from, O_RDONLY);
    int target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(source >= 0 && target >= 0);
    for (ssize_t size = read(source, bytes, sizeof(bytes)); size > 0;
         size = read(source, bytes, sizeof(bytes))) {
        assert_int_equal(write(target, bytes, (size_t)size), size);
    }
    close(source);
    close(target);
}

static void keep_copy(void *context)
{
    const struct bench *bench = context;
    char from[PKI_PATH_BYTES + 8];
    char to[PKI_PATH_BYTES + 16];
    copy_file(bench->journal, (snprintf(to, sizeof(to), "%s.copy", bench->journal), to));
    snprintf(from, sizeof(from), "%s-wal", bench->journal);
    snprintf(to, sizeof(to), "%s.copy-wal", bench->journal);
    copy_file(from, to);
}

static void a_request_stands_in_the_journal_before_it_is_sent(void **state)
{
    struct bench *bench = *state;
    char path[PKI_PATH_BYTES + 8];
    sqlite3 *database = NULL;
    sqlite3_stmt *select = NULL;
    bench->server.on_request = keep_copy;
    bench->server.on_request_context = bench;
    bench_open(bench);
    assert_int_equal(bench_purchase(bench, "536365", 100), BONUS_OK);
    snprintf(path, sizeof(path), "%s.copy", bench->journal);
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(database, "select stan, number, state from request", -1, &select, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(select), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(select, 0), 1);
    assert_string_equal((const char *)sqlite3_column_text(select, 1), "536365");
    assert_int_equal(sqlite3_column_int(select, 2), BONUS_JOURNAL_PENDING);
    sqlite3_finalize(select);
    sqlite3_close(database);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, bench_set_up, bench_tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_server_of_another_authority_is_not_accepted),
        CASE(a_server_of_another_name_is_not_accepted),
        CASE(a_name_is_checked_as_well_as_an_address),
        CASE(a_till_with_a_strange_certificate_is_told_so),
        CASE(a_refused_logon_says_why_and_is_not_tried_again),
        CASE(a_server_that_is_not_there_is_unreachable_and_nothing_gets_a_stan),
        CASE(a_service_that_nobody_knows_is_unreachable),
        CASE(files_that_cannot_be_used_are_named),
        CASE(a_key_that_others_may_read_is_not_used),
        CASE(options_that_cannot_be_are_refused),
        CASE(a_till_without_a_width_gets_no_slip),
        CASE(a_restored_journal_goes_on_far_above_what_the_server_knows),
        CASE(a_server_that_knows_less_changes_nothing),
        CASE(another_tills_journal_is_refused_at_logon),
        CASE(a_displaced_session_waits_before_it_comes_back),
        CASE(a_session_that_ended_while_nobody_asked_is_replaced_without_a_trace),
        CASE(the_librarys_writing_raises_no_signal),
        CASE(a_request_stands_in_the_journal_before_it_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
