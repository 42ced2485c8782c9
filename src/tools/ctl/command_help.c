// SPDX-License-Identifier: Apache-2.0
// Help is data too: whatever a row of the table says is what is printed here.
#include "tools/ctl/command_help.h"

#include <string.h>

enum { HELP_COLUMN = 42 };

static void command_help_option(struct ctl *ctl, const char *name, const char *value_name,
                                const char *help)
{
    const int used = fprintf(ctl->out, "  --%s%s%s", name, value_name == NULL ? "" : " ",
                             value_name == NULL ? "" : value_name);
    fprintf(ctl->out, "%*s%s\n", used < HELP_COLUMN ? HELP_COLUMN - used : 1, "", help);
}

static void command_help_codes(struct ctl *ctl)
{
    fputs("\nExit codes:\n", ctl->out);
    for (int result = 0; result < CTL_RESULT_COUNT; result++) {
        fprintf(ctl->out, "  %2d  %s\n", ctl_result_code((enum ctl_result)result),
                ctl_result_text((enum ctl_result)result));
    }
}

void command_help_print(struct ctl *ctl, const struct command *command)
{
    fprintf(ctl->out, "Usage: bonusctl %s%s%s [OPTION]...\n\n%s\n", command->path,
            command->words[0] == '\0' ? "" : " ", command->words, command->summary);
    if (command->text != NULL) {
        fprintf(ctl->out, "\n%s\n", command->text);
    }
    fputs("\nOptions:\n", ctl->out);
    for (size_t index = 0; index < command->option_count; index++) {
        const struct option *option = &command->options[index];
        command_help_option(ctl, option->name, option->value_name, option->help);
    }
    if (command->uses_database) {
        command_help_option(ctl, "database", "URI",
                            "the ledger's database; default: $BONUS_DATABASE");
    }
    if (command->has_json) {
        command_help_option(ctl, "json", NULL, "print JSON");
    }
    command_help_option(ctl, "help", NULL, "print this");
    command_help_codes(ctl);
}

void command_help_list(struct ctl *ctl, const struct command *const *commands)
{
    fputs("Usage: bonusctl [--database URI] COMMAND [OPTION]...\n\nCommands:\n", ctl->out);
    for (; *commands != NULL; commands++) {
        const struct command *command = *commands;
        const int used = fprintf(ctl->out, "  %s %s", command->path, command->words);
        fprintf(ctl->out, "%*s%s\n", used < HELP_COLUMN ? HELP_COLUMN - used : 1, "",
                command->summary);
    }
    fputs("\nbonusctl COMMAND --help says more. The database may be named by BONUS_DATABASE.\n",
          ctl->out);
    command_help_codes(ctl);
}
