// SPDX-License-Identifier: Apache-2.0
// --help, printed from the table of commands.
#ifndef CTL_COMMAND_HELP_H
#define CTL_COMMAND_HELP_H

#include "tools/ctl/command.h"

// One command: usage, options, exit codes.
void command_help_print(struct ctl *ctl, const struct command *command);

// All commands, one a line.
void command_help_list(struct ctl *ctl, const struct command *const *commands);

#endif
