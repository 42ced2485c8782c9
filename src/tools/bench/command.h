// SPDX-License-Identifier: Apache-2.0
// Commands as rows of a table: their options are read, and their help is printed, from there.
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include <stddef.h>
#include <stdint.h>

#include "tools/bench/bench.h"

// Where the value of an option goes: at `offset` of the command's values, a uint32_t or a
// const char *. A flag has no value, it sets its uint32_t to 1.
enum option_kind { OPTION_NUMBER, OPTION_TEXT, OPTION_FLAG };

struct option {
    const char *name; // without its dashes
    enum option_kind kind;
    size_t offset;
    uint32_t number_min;
    uint32_t number_max;
    const char *value_name; // "" for a flag
    const char *help;
};

struct command {
    const char *name;
    const struct option *options;
    size_t option_count;
    size_t values_size; // of a struct that is zeroed, then filled from the options
    const char *summary;
    enum bench_result (*run)(struct bench *bench, void *values);
};

// Every command, ended by NULL.
extern const struct command *const commands[];

// Finds the command, reads its options and runs it. argv[0] is the program, as in main.
BASE_MUST_USE enum bench_result command_run(struct bench *bench, int argc, char **argv);

#endif
