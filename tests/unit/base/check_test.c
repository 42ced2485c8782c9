// SPDX-License-Identifier: Apache-2.0
// Proves that CHECK stops the program and names the place, and that results print their names.
#include "base/check.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/result.h"
#include "support/cmocka.h"

static void a_true_check_costs_nothing_visible(void **state)
{
    (void)state;
    CHECK(1 + 1 == 2);
}

static void a_false_check_aborts_and_names_the_place(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        CHECK(1 + 1 == 3);
        _exit(0);
    }
    close(ends[1]);
    char text[512] = {0};
    assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_non_null(strstr(text, "check_test.c:"));
    assert_non_null(strstr(text, "1 + 1 == 3"));
}

static void count_is_the_number_of_elements(void **state)
{
    (void)state;
    const int numbers[7] = {0};
    assert_int_equal(BASE_COUNT(numbers), 7);
    assert_int_equal(numbers[6], 0);
}

static void results_print_their_names_and_texts(void **state)
{
    (void)state;
    assert_int_equal(BASE_OK, 0);
    assert_string_equal(base_result_name(BASE_OK), "OK");
    assert_string_equal(base_result_name(BASE_OUT_OF_RANGE), "OUT_OF_RANGE");
    assert_string_equal(base_result_text(BASE_FULL), "the maximum is reached");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_true_check_costs_nothing_visible),
        cmocka_unit_test(a_false_check_aborts_and_names_the_place),
        cmocka_unit_test(count_is_the_number_of_elements),
        cmocka_unit_test(results_print_their_names_and_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
