// SPDX-License-Identifier: Apache-2.0
// Reads "bonus-bench COMMAND --name value ..." by the table of commands.
#include "tools/bench/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/memory.h"

enum { COMMAND_HELP_COLUMN = 24 };

static void command_print_help(struct bench *bench)
{
    fputs("Usage: bonus-bench COMMAND [--OPTION VALUE]...\n", bench->out);
    for (const struct command *const *command = commands; *command != NULL; command++) {
        fprintf(bench->out, "\n%s: %s\n", (*command)->name, (*command)->summary);
        for (size_t index = 0; index < (*command)->option_count; index++) {
            const struct option *option = &(*command)->options[index];
            const int used = fprintf(bench->out, "  --%s %s", option->name, option->value_name);
            const int blanks = used < COMMAND_HELP_COLUMN ? COMMAND_HELP_COLUMN - used : 1;
            fprintf(bench->out, "%*s%s\n", blanks, "", option->help);
        }
    }
}

static const struct command *command_find(const char *name)
{
    const struct command *const *command = commands;
    while (*command != NULL && strcmp((*command)->name, name) != 0) {
        command++;
    }
    return *command;
}

static const struct option *command_find_option(const struct command *command, const char *word)
{
    for (size_t index = 0; index < command->option_count; index++) {
        if (strncmp(word, "--", 2) == 0 && strcmp(word + 2, command->options[index].name) == 0) {
            return &command->options[index];
        }
    }
    return NULL;
}

static enum bench_result command_set(struct bench *bench, const struct option *option,
                                     const char *text, uint8_t *values)
{
    if (option->kind == OPTION_TEXT) {
        memcpy(values + option->offset, &text, sizeof(text));
        return BENCH_OK;
    }
    int64_t number = 1; // of a flag
    if (option->kind == OPTION_NUMBER &&
        (decimal_parse(text, strlen(text), 0, &number) != BASE_OK || number < option->number_min ||
         number > option->number_max)) {
        return bench_fail(bench, BENCH_USAGE, NULL, "--%s is \"%s\", not a number from %u to %u",
                          option->name, text, option->number_min, option->number_max);
    }
    const uint32_t value = (uint32_t)number;
    memcpy(values + option->offset, &value, sizeof(value));
    return BENCH_OK;
}

static enum bench_result command_read(struct bench *bench, const struct command *command,
                                      char **words, uint8_t *values)
{
    while (*words != NULL) {
        const struct option *option = command_find_option(command, *words);
        const bool needs_value = option != NULL && option->kind != OPTION_FLAG;
        if (option == NULL || (needs_value && words[1] == NULL)) {
            return bench_fail(bench, BENCH_USAGE, "bonus-bench help", "\"%s\" %s", *words,
                              option == NULL ? "is no option of this command" : "needs a value");
        }
        enum bench_result result = command_set(bench, option, words[1], values);
        if (result != BENCH_OK) {
            return result;
        }
        words += needs_value ? 2 : 1;
    }
    return BENCH_OK;
}

enum bench_result command_run(struct bench *bench, int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) {
        command_print_help(bench);
        return argc < 2 ? BENCH_USAGE : BENCH_OK;
    }
    const struct command *command = command_find(argv[1]);
    if (command == NULL) {
        return bench_fail(bench, BENCH_USAGE, "bonus-bench help lists the commands",
                          "there is no command \"%s\"", argv[1]);
    }
    uint8_t *values = memory_allocate(1, command->values_size);
    enum bench_result result = command_read(bench, command, argv + 2, values);
    if (result == BENCH_OK) {
        result = command->run(bench, values);
    }
    free(values);
    return result;
}
