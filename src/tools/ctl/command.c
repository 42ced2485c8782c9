// SPDX-License-Identifier: Apache-2.0
// Reads a command line by the table of commands. Options may stand before and between the words,
// as "--name value" or "--name=value"; "--" ends them.
#include "tools/ctl/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/memory.h"
#include "tools/ctl/command_help.h"

// A command line being read.
struct command_line {
    struct ctl *ctl;
    const struct command *command;
    char **words; // of argv, from here on
    size_t word_count;
    uint8_t *values;
    const char **arguments;
    size_t argument_count;
    bool *given; // by option of the command
    bool help;
};

// Options that every command has; `database` and `json` only where the command's row says so.
struct command_global {
    const char *name;
    bool takes_value;
    bool (*applies)(const struct command *command);
    void (*set)(struct command_line *line, const char *value);
};

static bool command_applies_always(const struct command *command)
{
    (void)command;
    return true;
}

static bool command_has_json(const struct command *command)
{
    return command->has_json;
}

static bool command_uses_database(const struct command *command)
{
    return command->uses_database;
}

static void command_set_help(struct command_line *line, const char *value)
{
    (void)value;
    line->help = true;
}

static void command_set_json(struct command_line *line, const char *value)
{
    (void)value;
    line->ctl->json = true;
}

static void command_set_database(struct command_line *line, const char *value)
{
    line->ctl->database = value;
}

static const struct command_global command_globals[] = {
    {"help", false, command_applies_always, command_set_help},
    {"json", false, command_has_json, command_set_json},
    {"database", true, command_uses_database, command_set_database},
};

// Whether `word` is "--name" or "--name=value"; then *value points behind the '=' or is NULL.
static bool command_option_is(const char *word, const char *name, const char **value)
{
    const size_t size = strlen(name);
    if (strncmp(word, "--", 2) != 0 || strncmp(word + 2, name, size) != 0) {
        return false;
    }
    *value = word[2 + size] == '=' ? word + 3 + size : NULL;
    return word[2 + size] == '=' || word[2 + size] == '\0';
}

enum ctl_result command_read_number(struct ctl *ctl, const char *name, const char *text,
                                    uint32_t min, uint32_t max, uint32_t *number)
{
    int64_t value = 0;
    if (decimal_parse(text, strlen(text), 0, &value) != BASE_OK || value < min || value > max) {
        return ctl_fail(ctl, CTL_USAGE, NULL, "%s is \"%s\", not a number from %u to %u", name,
                        text, min, max);
    }
    *number = (uint32_t)value;
    return CTL_OK;
}

// The value of an option: behind its '=', or the next word, which is then used up.
static enum ctl_result command_take_value(struct command_line *line, const char *name,
                                          const char **value)
{
    if (*value != NULL) {
        return CTL_OK;
    }
    if (line->word_count < 2) {
        return ctl_fail(line->ctl, CTL_USAGE, NULL, "--%s needs a value", name);
    }
    line->words++;
    line->word_count--;
    *value = line->words[0];
    return CTL_OK;
}

static enum ctl_result command_set_number(struct command_line *line, const struct option *option,
                                          const char *value)
{
    return command_read_number(line->ctl, option->name, value, option->number_min,
                               option->number_max,
                               (uint32_t *)(void *)(line->values + option->offset));
}

static enum ctl_result command_add_text(struct command_line *line, const struct option *option,
                                        const char *value)
{
    struct option_texts *texts = (struct option_texts *)(void *)(line->values + option->offset);
    if (texts->count == OPTION_TEXTS_MAX) {
        return ctl_fail(line->ctl, CTL_USAGE, NULL, "--%s is given more than %d times",
                        option->name, OPTION_TEXTS_MAX);
    }
    texts->texts[texts->count++] = value;
    return CTL_OK;
}

static enum ctl_result command_set_option(struct command_line *line, const struct option *option,
                                          const char *value)
{
    if (option->kind == OPTION_FLAG) {
        if (value != NULL) {
            return ctl_fail(line->ctl, CTL_USAGE, NULL, "--%s takes no value", option->name);
        }
        *(bool *)(line->values + option->offset) = true;
        return CTL_OK;
    }
    enum ctl_result result = command_take_value(line, option->name, &value);
    if (result != CTL_OK) {
        return result;
    }
    if (option->kind == OPTION_NUMBER) {
        return command_set_number(line, option, value);
    }
    if (option->kind == OPTION_TEXTS) {
        return command_add_text(line, option, value);
    }
    memcpy(line->values + option->offset, &value, sizeof(value));
    return CTL_OK;
}

static enum ctl_result command_read_option(struct command_line *line)
{
    const char *word = line->words[0];
    const char *value = NULL;
    for (size_t index = 0; index < line->command->option_count; index++) {
        const struct option *option = &line->command->options[index];
        if (command_option_is(word, option->name, &value)) {
            line->given[index] = true;
            return command_set_option(line, option, value);
        }
    }
    for (size_t index = 0; index < BASE_COUNT(command_globals); index++) {
        const struct command_global *global = &command_globals[index];
        if (global->applies(line->command) && command_option_is(word, global->name, &value)) {
            if (global->takes_value) {
                enum ctl_result result = command_take_value(line, global->name, &value);
                if (result != CTL_OK) {
                    return result;
                }
            }
            global->set(line, value);
            return CTL_OK;
        }
    }
    return ctl_fail(line->ctl, CTL_USAGE, NULL, "\"%s\" is no option of %s; see bonusctl %s --help",
                    word, line->command->path, line->command->path);
}

static enum ctl_result command_read_words(struct command_line *line)
{
    bool options_ended = false;
    for (; line->word_count > 0; line->words++, line->word_count--) {
        const char *word = line->words[0];
        if (!options_ended && strcmp(word, "--") == 0) {
            options_ended = true;
        } else if (!options_ended && strncmp(word, "--", 2) == 0) {
            enum ctl_result result = command_read_option(line);
            if (result != CTL_OK) {
                return result;
            }
        } else {
            line->arguments[line->argument_count++] = word;
        }
    }
    return CTL_OK;
}

// What the row of the command asks for, once everything is read.
static enum ctl_result command_check_line(struct command_line *line)
{
    const struct command *command = line->command;
    if (line->argument_count < command->words_min || line->argument_count > command->words_max) {
        return ctl_fail(line->ctl, CTL_USAGE, NULL,
                        "usage: bonusctl %s%s%s; see bonusctl %s --help", command->path,
                        command->words[0] == '\0' ? "" : " ", command->words, command->path);
    }
    for (size_t index = 0; index < command->option_count; index++) {
        if (command->options[index].is_required && !line->given[index]) {
            return ctl_fail(line->ctl, CTL_USAGE, command->options[index].help, "%s needs --%s %s",
                            command->path, command->options[index].name,
                            command->options[index].value_name);
        }
    }
    if (command->uses_database && line->ctl->database == NULL) {
        return ctl_fail(line->ctl, CTL_USAGE,
                        "bonusctl --database postgresql://HOST/NAME COMMAND, or set BONUS_DATABASE",
                        "no database is named");
    }
    return CTL_OK;
}

static enum ctl_result command_run_line(struct command_line *line)
{
    const struct command *command = line->command;
    line->values = memory_allocate(1, command->values_size + 1);
    line->given = memory_allocate(command->option_count + 1, sizeof(bool));
    line->arguments = memory_allocate(line->word_count + 1, sizeof(char *));
    enum ctl_result result = command_read_words(line);
    if (result == CTL_OK && line->help) {
        command_help_print(line->ctl, command);
    } else if (result == CTL_OK) {
        result = command_check_line(line);
        if (result == CTL_OK) {
            const struct arguments arguments = {
                .values = line->values,
                .words = line->arguments,
                .word_count = line->argument_count,
            };
            result = command->run(line->ctl, &arguments);
        }
    }
    free(line->arguments);
    free(line->given);
    free(line->values);
    return result;
}

// How many of the words are the command's path, 0 if they are not.
static size_t command_path_match(const struct command *command, char **words, size_t word_count)
{
    const char *path = command->path;
    for (size_t index = 0; index < word_count; index++) {
        const size_t size = strlen(words[index]);
        if (strncmp(path, words[index], size) != 0) {
            return 0;
        }
        path += size;
        if (*path == '\0') {
            return index + 1;
        }
        if (*path++ != ' ') {
            return 0;
        }
    }
    return 0;
}

// Of commands whose paths begin alike the longest wins.
static const struct command *command_find(const struct command *const *commands, char **words,
                                          size_t word_count, size_t *path_words)
{
    const struct command *found = NULL;
    *path_words = 0;
    for (; *commands != NULL; commands++) {
        const size_t matched = command_path_match(*commands, words, word_count);
        if (matched > *path_words) {
            found = *commands;
            *path_words = matched;
        }
    }
    return found;
}

enum ctl_result command_run(struct ctl *ctl, const struct command *const *commands, int argc,
                            char **argv)
{
    const char *value = NULL;
    char **words = argv + 1;
    size_t word_count = (size_t)argc - 1;
    if (word_count >= 1 && command_option_is(words[0], "database", &value)) {
        const size_t used = value != NULL ? 1 : 2;
        if (word_count < used) {
            return ctl_fail(ctl, CTL_USAGE, NULL, "--database needs a value");
        }
        ctl->database = value != NULL ? value : words[1];
        words += used;
        word_count -= used;
    }
    if (word_count == 0 || strcmp(words[0], "--help") == 0 || strcmp(words[0], "help") == 0) {
        command_help_list(ctl, commands);
        return word_count == 0 ? CTL_USAGE : CTL_OK;
    }
    size_t path_words = 0;
    const struct command *command = command_find(commands, words, word_count, &path_words);
    if (command == NULL) {
        return ctl_fail(ctl, CTL_USAGE, "bonusctl --help lists the commands",
                        "there is no command \"%s%s%s\"", words[0], word_count > 1 ? " " : "",
                        word_count > 1 ? words[1] : "");
    }
    struct command_line line = {
        .ctl = ctl,
        .command = command,
        .words = words + path_words,
        .word_count = word_count - path_words,
    };
    return command_run_line(&line);
}
