// SPDX-License-Identifier: Apache-2.0
// A command of bonus-pos is a row of data: its words, the options it takes, what it does.
#ifndef POS_COMMAND_H
#define POS_COMMAND_H

#include "tools/pos/settings.h"

enum { COMMAND_WORDS_MAX = 3 };

struct command {
    const char *name;
    const char *words; // "CARD AMOUNT"; what may be missing in brackets
    size_t word_count; // that it needs
    size_t word_max;   // that it takes; those missing are NULL
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
enum pos_result claim_command(const struct pos *pos, const struct settings *settings,
                              const char *const *words);
enum pos_result hold_command(const struct pos *pos, const struct settings *settings,
                             const char *const *words);
enum pos_result commit_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words);
enum pos_result void_command(const struct pos *pos, const struct settings *settings,
                             const char *const *words);
enum pos_result refund_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words);
enum pos_result reverse_command(const struct pos *pos, const struct settings *settings,
                                const char *const *words);
enum pos_result advise_command(const struct pos *pos, const struct settings *settings,
                               const char *const *words);
enum pos_result resolve_command(const struct pos *pos, const struct settings *settings,
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
