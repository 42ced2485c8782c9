// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/command.h"

#include <string.h>

#include "support/cmocka.h"
#include "tools/ctl/capture.h"
#include "tools/ctl/commands.h"

// A command that keeps what it was given in the output: "flag text number [texts] words".
struct sample_values {
    bool flag;
    const char *text;
    uint32_t number;
    struct option_texts texts;
};

static enum ctl_result sample_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct sample_values *values = arguments->values;
    fprintf(ctl->out, "%d %s %u [", values->flag, values->text == NULL ? "-" : values->text,
            values->number);
    for (size_t index = 0; index < values->texts.count; index++) {
        fprintf(ctl->out, "%s;", values->texts.texts[index]);
    }
    fputc(']', ctl->out);
    for (size_t index = 0; index < arguments->word_count; index++) {
        fprintf(ctl->out, " %s", arguments->words[index]);
    }
    return CTL_OK;
}

static enum ctl_result longer_run(struct ctl *ctl, const struct arguments *arguments)
{
    (void)arguments;
    fputs("longer", ctl->out);
    return CTL_DATA;
}

static const struct option sample_options[] = {
    {.name = "flag", .kind = OPTION_FLAG, .offset = offsetof(struct sample_values, flag)},
    {.name = "text", .kind = OPTION_TEXT, .offset = offsetof(struct sample_values, text)},
    {.name = "number",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct sample_values, number),
     .value_name = "N",
     .help = "a number",
     .is_required = true,
     .number_min = 2,
     .number_max = 4000000000},
    {.name = "more", .kind = OPTION_TEXTS, .offset = offsetof(struct sample_values, texts)},
};

static const struct command sample_command = {
    .path = "thing do",
    .words = "WORD...",
    .words_min = 1,
    .words_max = 3,
    .options = sample_options,
    .option_count = BASE_COUNT(sample_options),
    .values_size = sizeof(struct sample_values),
    .has_json = true,
    .summary = "does the thing",
    .run = sample_run,
};

static const struct command longer_command = {
    .path = "thing do more",
    .words = "",
    .summary = "does more",
    .run = longer_run,
};

static const struct command database_command = {
    .path = "look",
    .words = "",
    .uses_database = true,
    .summary = "needs a database",
    .run = longer_run,
};

static const struct command *const samples[] = {&sample_command, &longer_command, &database_command,
                                                NULL};

// Runs a command line, words separated by blanks.
static enum ctl_result run(struct capture *capture, const char *line)
{
    char text[512];
    char *words[32] = {text};
    int count = 1;
    snprintf(text, sizeof(text), "bonusctl %s", line);
    for (char *blank = strchr(text, ' '); blank != NULL; blank = strchr(blank + 1, ' ')) {
        *blank = '\0';
        if (blank[1] != '\0') {
            words[count++] = blank + 1;
        }
    }
    return command_run(&capture->ctl, samples, count, words);
}

static void assert_runs(const char *line, const char *out)
{
    struct capture capture;
    capture_init(&capture);
    assert_int_equal(run(&capture, line), CTL_OK);
    assert_string_equal(capture_out(&capture), out);
    capture_clear(&capture);
}

static void assert_is_wrong(const char *line, const char *fact)
{
    struct capture capture;
    capture_init(&capture);
    assert_int_equal(run(&capture, line), CTL_USAGE);
    assert_non_null(strstr(capture_error(&capture), fact));
    capture_clear(&capture);
}

static void options_stand_anywhere_with_blank_or_equals_sign(void **state)
{
    (void)state;
    assert_runs("thing do --number 7 a", "0 - 7 [] a");
    assert_runs("thing do a --number=7 b --flag", "1 - 7 [] a b");
    assert_runs("thing do a --text=x=y --number 4000000000", "0 x=y 4000000000 [] a");
    assert_runs("thing do a --text= --number 2", "0  2 [] a");
    assert_runs("thing do a --more 1 --more=2 --number 2", "0 - 2 [1;2;] a");
    assert_runs("thing do --number 2 -- --flag a", "0 - 2 [] --flag a");
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    assert_is_wrong("thing", "there is no command \"thing\"");
    assert_is_wrong("thing undo", "there is no command \"thing undo\"");
    assert_is_wrong("thing do a", "thing do needs --number N");
    assert_is_wrong("thing do a --number 1", "number is \"1\", not a number from 2 to 4000000000");
    assert_is_wrong("thing do a --number 4000000001", "not a number from");
    assert_is_wrong("thing do a --number 7x", "not a number from");
    assert_is_wrong("thing do a --number", "--number needs a value");
    assert_is_wrong("thing do a --number 7 --flag=yes", "--flag takes no value");
    assert_is_wrong("thing do a --number 7 --flags", "\"--flags\" is no option");
    assert_is_wrong("thing do --number 7", "usage: bonusctl thing do WORD...");
    assert_is_wrong("thing do --number 7 a b c d", "usage: bonusctl thing do WORD...");
    assert_is_wrong("thing do a --number 7 --database x", "\"--database\" is no option");
}

static void a_repeated_option_has_a_limit(void **state)
{
    (void)state;
    char line[512] = "thing do a --number 7";
    size_t size = strlen(line);
    for (int count = 0; count <= OPTION_TEXTS_MAX; count++) {
        size += (size_t)snprintf(line + size, sizeof(line) - size, " --more=%d", count);
    }
    assert_is_wrong(line, "--more is given more than 16 times");
}

static void the_longest_path_wins_and_its_result_is_returned(void **state)
{
    (void)state;
    struct capture capture;
    capture_init(&capture);
    assert_int_equal(run(&capture, "thing do more"), CTL_DATA);
    assert_string_equal(capture_out(&capture), "longer");
    capture_clear(&capture);
}

static void a_database_is_named_before_or_behind_the_command(void **state)
{
    (void)state;
    static const char *const lines[] = {"--database uri look", "--database=uri look",
                                        "look --database uri", "look --database=uri"};
    assert_is_wrong("look", "no database is named");
    assert_is_wrong("--database", "--database needs a value");
    for (size_t index = 0; index < BASE_COUNT(lines); index++) {
        struct capture capture;
        capture_init(&capture);
        assert_int_equal(run(&capture, lines[index]), CTL_DATA);
        assert_string_equal(capture.ctl.database, "uri");
        capture_clear(&capture);
    }
}

static void json_is_asked_for_where_there_is_any(void **state)
{
    (void)state;
    struct capture capture;
    capture_init(&capture);
    assert_int_equal(run(&capture, "thing do a --number 2 --json"), CTL_OK);
    assert_true(capture.ctl.json);
    capture_clear(&capture);
    assert_is_wrong("thing do more --json", "\"--json\" is no option");
}

static void help_says_usage_options_and_exit_codes_and_runs_nothing(void **state)
{
    (void)state;
    struct capture capture;
    capture_init(&capture);
    assert_int_equal(run(&capture, "thing do --help"), CTL_OK);
    assert_non_null(strstr(capture_out(&capture), "Usage: bonusctl thing do WORD..."));
    assert_non_null(strstr(capture_out(&capture), "--number N"));
    assert_non_null(strstr(capture_out(&capture), "--json"));
    assert_non_null(strstr(capture_out(&capture), "  65  "));
    assert_null(strstr(capture_out(&capture), "[]"));
    capture_clear(&capture);
}

static void help_lists_every_command_and_nothing_is_no_command(void **state)
{
    (void)state;
    struct capture capture;
    capture_init(&capture);
    assert_int_equal(run(&capture, "--help"), CTL_OK);
    assert_non_null(strstr(capture_out(&capture), "thing do more"));
    assert_int_equal(run(&capture, ""), CTL_USAGE);
    capture_clear(&capture);
}

// The table of the program itself.
static void every_command_of_the_program_is_complete(void **state)
{
    (void)state;
    for (const struct command *const *command = commands; *command != NULL; command++) {
        assert_non_null((*command)->run);
        assert_non_null((*command)->summary);
        assert_true((*command)->words_min <= (*command)->words_max);
        for (size_t index = 0; index < (*command)->option_count; index++) {
            const struct option *option = &(*command)->options[index];
            assert_non_null(option->help);
            assert_true(option->offset < (*command)->values_size);
            assert_true((option->kind == OPTION_FLAG) == (option->value_name == NULL));
        }
        for (const struct command *const *other = commands; other != command; other++) {
            assert_string_not_equal((*command)->path, (*other)->path);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_anywhere_with_blank_or_equals_sign),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_repeated_option_has_a_limit),
        cmocka_unit_test(the_longest_path_wins_and_its_result_is_returned),
        cmocka_unit_test(a_database_is_named_before_or_behind_the_command),
        cmocka_unit_test(json_is_asked_for_where_there_is_any),
        cmocka_unit_test(help_says_usage_options_and_exit_codes_and_runs_nothing),
        cmocka_unit_test(help_lists_every_command_and_nothing_is_no_command),
        cmocka_unit_test(every_command_of_the_program_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
