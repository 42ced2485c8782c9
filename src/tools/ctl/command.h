// SPDX-License-Identifier: Apache-2.0
// A command of bonusctl is a row of data: its words, its options, what it does. Reading a command
// line and printing --help follow from the rows; no command reads argv itself.
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/ctl/ctl.h"

enum {
    OPTION_TEXTS_MAX = 16,      // how often an option may be repeated
    COMMAND_STORE_MAX = 999999, // the highest number of a store
};

// What an option puts at its place in the command's struct of values, which starts zeroed.
enum option_kind {
    OPTION_FLAG,   // bool
    OPTION_TEXT,   // const char *
    OPTION_NUMBER, // uint32_t within number_min and number_max
    OPTION_TEXTS,  // struct option_texts: may be given several times
};

struct option_texts {
    const char *texts[OPTION_TEXTS_MAX];
    size_t count;
};

struct option {
    const char *name; // without the dashes
    enum option_kind kind;
    size_t offset; // in the struct of values
    const char *value_name;
    const char *help;
    bool is_required;
    uint32_t number_min;
    uint32_t number_max;
};

// What was given on the command line.
struct arguments {
    const void *values;       // the command's own struct
    const char *const *words; // those that are no options, as in `words` below
    size_t word_count;
};

struct command {
    const char *path;  // "store add"
    const char *words; // "NUMBER", "CARD...", "" for none
    size_t words_min;
    size_t words_max;
    const struct option *options;
    size_t option_count;
    size_t values_size;
    bool has_json;
    bool uses_database;
    const char *summary; // one line
    const char *text;    // more for --help, or NULL
    enum ctl_result (*run)(struct ctl *ctl, const struct arguments *arguments);
};

// A word that is to be a number; anything else is reported under the name of the word.
BASE_MUST_USE enum ctl_result command_read_number(struct ctl *ctl, const char *name,
                                                  const char *text, uint32_t min, uint32_t max,
                                                  uint32_t *number);

// Finds the command in a table that NULL ends, reads its options and runs it. argv[0] is the
// program, as in main.
BASE_MUST_USE enum ctl_result command_run(struct ctl *ctl, const struct command *const *commands,
                                          int argc, char **argv);

#endif
