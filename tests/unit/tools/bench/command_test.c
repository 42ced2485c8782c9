// SPDX-License-Identifier: Apache-2.0
// Proves how a command line is read, with the commands that need no server.
#include "tools/bench/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/cmocka.h"

struct fixture {
    struct bench bench;
    char *out;
    size_t out_size;
    char *error;
    size_t error_size;
};

static int set_up(void **state)
{
    struct fixture *fixture = memory_allocate(1, sizeof(*fixture));
    bench_init(&fixture->bench);
    fixture->bench.out = open_memstream(&fixture->out, &fixture->out_size);
    fixture->bench.error = open_memstream(&fixture->error, &fixture->error_size);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    fclose(fixture->bench.out);
    fclose(fixture->bench.error);
    free(fixture->out);
    free(fixture->error);
    free(fixture);
    return 0;
}

// Runs "bonus-bench" with these words, ended by NULL.
static enum bench_result run(struct fixture *fixture, const char *const *words)
{
    char *argv[8] = {(char *)(uintptr_t) "bonus-bench"};
    int argc = 1;
    for (; *words != NULL; words++) {
        argv[argc++] = (char *)(uintptr_t)*words;
    }
    enum bench_result result = command_run(&fixture->bench, argc, argv);
    fflush(fixture->bench.out);
    fflush(fixture->bench.error);
    return result;
}

static void options_reach_their_command(void **state)
{
    struct fixture *fixture = *state;
    const char *const words[] = {"cards", "--cards", "2", NULL};
    assert_int_equal(run(fixture, words), BENCH_OK);
    assert_string_equal(fixture->out, "2900000000001\n2900000000018\n");
}

static void help_names_every_command(void **state)
{
    struct fixture *fixture = *state;
    const char *const words[] = {"help", NULL};
    assert_int_equal(run(fixture, words), BENCH_OK);
    for (const struct command *const *command = commands; *command != NULL; command++) {
        assert_non_null(strstr(fixture->out, (*command)->name));
    }
}

static void a_wrong_line_is_explained(void **state)
{
    struct fixture *fixture = *state;
    static const char *const lines[][4] = {
        {"fly", NULL},
        {"cards", "--speed", "3", NULL},
        {"cards", "--cards", NULL},
        {"cards", "--cards", "many", NULL},
        {"cards", "--cards", "100000001", NULL},
        {"load", "--mix", "--tills", NULL},
        {"load", "--mix", "yes", NULL},
    };
    static const char *const facts[] = {
        "there is no command \"fly\"", "\"--speed\" is no option", "\"--cards\" needs a value",
        "--cards is \"many\"",         "--cards is \"100000001\"", "\"--tills\" needs a value",
        "\"yes\" is no option",
    };
    for (size_t line = 0; line < BASE_COUNT(lines); line++) {
        assert_int_equal(run(fixture, lines[line]), BENCH_USAGE);
        assert_non_null(strstr(fixture->error, facts[line]));
    }
    assert_int_equal(fixture->out_size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(options_reach_their_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(help_names_every_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_line_is_explained, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
