// SPDX-License-Identifier: Apache-2.0
// A command of bonus-pos is a row of data: its words, the options it takes, what it does.
#ifndef POS_COMMAND_H
#define POS_COMMAND_H

#include "tools/pos/settings.h"

enum { COMMAND_WORDS_MAX = 2 };

struct command {
    const char *name;
    const char *words; // "CARD AMOUNT"
    size_t word_count; // that it takes
    unsigned groups;   // of options
    const char *summary;
    const char *text; // more for --help, or NULL
    enum pos_result (*run)(const struct pos *pos, const struct settings *settings,
                           const char *const *words);
};

// Reads the command line and runs what it names.
BASE_MUST_USE enum pos_result command_run(struct pos *pos, int argc, char **argv);

// The commands, each in its own file.
enum pos_result balance_command(const struct pos *pos, const struct settings *settings,
                                const char *const *words);
enum pos_result quote_command(const struct pos *pos, const struct settings *settings,
                              const char *const *words);
enum pos_result purchase_command(const struct pos *pos, const struct settings *settings,
                                 const char *const *words);
enum pos_result status_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words);
enum pos_result repeat_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words);
enum pos_result pending_command(const struct pos *pos, const struct settings *settings,
                                const char *const *words);
enum pos_result cards_command(const struct pos *pos, const struct settings *settings,
                              const char *const *words);
enum pos_result replay_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words);

#endif
