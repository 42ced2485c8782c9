// SPDX-License-Identifier: Apache-2.0
// The table of commands, and reading a command line by it. Options may stand before and between the
// words, as "--name value" or "--name=value"; "--" ends them.
#include "tools/pos/command.h"

#include <stdlib.h>
#include <string.h>

#include "tools/pos/config.h"

static const char command_sale_text[] =
    "CARD is what the scanner or the stripe reader gives: the digits of a barcode, or a track 1 or "
    "2\n"
    "string; \"-\" is no card. AMOUNT is the receipt's total, such as 1250.00.";

static const char command_end_text[] =
    "HOLD is the RRN that the hold was answered with. Giving the same command again is a repeat.";

static const char command_replay_text[] =
    "Lines of one InvoiceNo are one receipt; receipts below zero are skipped. The country chooses\n"
    "the currency, and the tills of stores with that currency share its receipts. Dates move by\n"
    "whole weeks into the past seven days. A receipt posted before, by whichever till, changes\n"
    "nothing. FILE may end in .xz; \"-\" is the standard input.\n\n"
    "Each line of a refund (C...) takes back of the latest earlier receipt of the same customer\n"
    "that has as many of the article, and as much money for them, not yet refunded. What finds "
    "none\n"
    "is refunded without an original, if --supervisor allows it. An invoice becomes one refund "
    "for\n"
    "each receipt it takes back of, numbered after both, C536379/536365, and one for the rest,\n"
    "C536379. Refunds without a CustomerID have nobody to take from and are skipped.";

enum {
    COMMAND_ASKS = SETTINGS_TILL | SETTINGS_JSON,
    COMMAND_SELLS = COMMAND_ASKS | SETTINGS_CASHIER | SETTINGS_PAPER | SETTINGS_SALE,
    COMMAND_ENDS_HOLD = COMMAND_ASKS | SETTINGS_CASHIER | SETTINGS_OFFLINE,
};

static const struct command commands[] = {
    {"balance", "CARD", 1, 1, COMMAND_ASKS, "what a cardholder has, in every currency", NULL,
     balance_command},
    {"quote", "CARD AMOUNT", 2, 2, COMMAND_SELLS,
     "what a purchase would earn, and what points may pay; changes nothing", command_sale_text,
     quote_command},
    {"purchase", "CARD AMOUNT", 2, 2, COMMAND_SELLS | SETTINGS_PURCHASE | SETTINGS_OFFLINE,
     "post a receipt and print its slip", command_sale_text, purchase_command},
    {"claim", "CARD RECEIPT", 2, 2, COMMAND_ASKS | SETTINGS_CASHIER | SETTINGS_ORIGINAL,
     "give a receipt that was posted without a card to this card",
     "RECEIPT is the receipt's number.", claim_command},
    {"hold", "CARD POINTS", 2, 2, COMMAND_ASKS | SETTINGS_CASHIER | SETTINGS_HOLD,
     "set points aside for a sale that is paid later",
     "Each hold is another one. Its RRN is what commit and void name it by.", hold_command},
    {"commit", "CARD HOLD POINTS", 3, 3, COMMAND_ENDS_HOLD, "pay with held points",
     command_end_text, commit_command},
    {"void", "CARD HOLD", 2, 2, COMMAND_ENDS_HOLD, "give all held points back", command_end_text,
     void_command},
    {"refund", "ORIGINAL [AMOUNT]", 1, 2,
     COMMAND_ASKS | SETTINGS_CASHIER | SETTINGS_PAPER | SETTINGS_ORIGINAL | SETTINGS_REFUND |
         SETTINGS_OFFLINE,
     "take goods back and say how much to pay out",
     "ORIGINAL is the RRN (1-3-48211) or the number of the receipt that sold them; \"-\" is a "
     "refund\n"
     "without one, for which --card and --supervisor are needed. Without AMOUNT the lines say how\n"
     "much; without lines either, all of a receipt that this till has sold comes back.",
     refund_command},
    {"reverse", "STAN", 1, 1, COMMAND_ASKS | SETTINGS_CASHIER | SETTINGS_REVERSE,
     "undo an earlier request of this journal, whether it was posted or not",
     "For a request that got no answer and is given up. It is not sent any more from then on.",
     reverse_command},
    {"advise", "", 0, 0, COMMAND_ASKS, "send what was kept with --offline", NULL, advise_command},
    {"status", "STAN", 1, 1, COMMAND_ASKS, "what became of an earlier request of this journal",
     NULL, status_command},
    {"repeat", "STAN", 1, 1, COMMAND_ASKS, "send an earlier request again, exactly as it was",
     "This is what an unknown outcome asks for: the server gives its first answer again, or "
     "decides\n"
     "the request now if it never came.",
     repeat_command},
    {"resolve", "", 0, 0, COMMAND_ASKS | SETTINGS_RESOLVE,
     "end what is uncertain: repeat, or reverse, what has no answer", NULL, resolve_command},
    {"pending", "", 0, 0, COMMAND_ASKS, "the requests of the journal that have no answer yet", NULL,
     pending_command},
    {"replay", "FILE", 1, 1, COMMAND_ASKS | SETTINGS_REPLAY,
     "post the receipts and refunds of an Online Retail file", command_replay_text, replay_command},
    {"cards", "FILE", 1, 1, SETTINGS_JSON, "the card numbers of an Online Retail file's customers",
     "One a line, as bonusctl card import takes them.", cards_command},
};

enum { COMMAND_HELP_COLUMN = 30 };

// A command line being read.
struct command_line {
    struct pos *pos;
    const struct command *command;
    char **arguments; // of argv, from here on
    size_t argument_count;
    struct settings settings;
    const char *words[COMMAND_WORDS_MAX];
    size_t word_count;
};

static void command_print_codes(const struct pos *pos)
{
    fputs("\nExit codes:\n", pos->out);
    for (int result = 0; result < POS_RESULT_COUNT; result++) {
        fprintf(pos->out, "  %2d  %s\n", pos_result_code((enum pos_result)result),
                pos_result_text((enum pos_result)result));
    }
}

static void command_print_row(const struct pos *pos, const char *first, const char *second,
                              const char *help)
{
    int used = fprintf(pos->out, "  %s%s%s", first, second[0] == '\0' ? "" : " ", second);
    fprintf(pos->out, "%*s%s\n", used < COMMAND_HELP_COLUMN ? COMMAND_HELP_COLUMN - used : 1, "",
            help);
}

static void command_print_help(const struct pos *pos, const struct command *command)
{
    fprintf(pos->out, "Usage: bonus-pos %s%s%s [OPTION]...\n\n%s\n", command->name,
            command->words[0] == '\0' ? "" : " ", command->words, command->summary);
    if (command->text != NULL) {
        fprintf(pos->out, "\n%s\n", command->text);
    }
    fputs("\nOptions:\n", pos->out);
    for (size_t index = 0; index < settings_option_count; index++) {
        const struct settings_option *option = &settings_options[index];
        char name[40];
        if ((option->groups & (command->groups | SETTINGS_ALL)) != 0) {
            snprintf(name, sizeof(name), "--%s", option->name);
            command_print_row(pos, name, option->value_name == NULL ? "" : option->value_name,
                              option->help);
        }
    }
    if ((command->groups & SETTINGS_TILL) != 0) {
        fputs("\nThe settings of a till may stand in the configuration file, for instance:\n"
              "  [till]\n  server = bonus.example:7450\n  ca = /etc/bonus/ca.pem\n",
              pos->out);
    }
    command_print_codes(pos);
}

static void command_print_list(const struct pos *pos)
{
    fputs("Usage: bonus-pos COMMAND [OPTION]...\n\nCommands:\n", pos->out);
    for (size_t index = 0; index < BASE_COUNT(commands); index++) {
        command_print_row(pos, commands[index].name, commands[index].words,
                          commands[index].summary);
    }
    fputs("\nbonus-pos COMMAND --help says more.\n", pos->out);
    command_print_codes(pos);
}

static enum pos_result command_set(struct command_line *line, const struct settings_option *option,
                                   const char *value)
{
    char wanted[64];
    if (settings_set(&line->settings, option, value)) {
        return POS_OK;
    }
    settings_describe(option, wanted, sizeof(wanted));
    return pos_fail(line->pos, POS_USAGE, NULL, "--%s is \"%s\", it should be %s", option->name,
                    value, wanted);
}

// "--name", "--name=value" or "--name value"; the last uses up two arguments.
static enum pos_result command_read_option(struct command_line *line)
{
    const char *word = line->arguments[0] + 2;
    const char *equals = strchr(word, '=');
    char name[40];
    snprintf(name, sizeof(name), "%.*s", equals == NULL ? (int)strlen(word) : (int)(equals - word),
             word);
    const struct settings_option *option =
        settings_find(name, line->command->groups | SETTINGS_ALL);
    if (option == NULL) {
        return pos_fail(line->pos, POS_USAGE, NULL,
                        "--%s is no option of %s; see bonus-pos %s --help", name,
                        line->command->name, line->command->name);
    }
    if (equals != NULL) {
        return command_set(line, option, equals + 1);
    }
    if (option->kind == SETTINGS_FLAG) {
        return command_set(line, option, "yes");
    }
    if (line->argument_count < 2) {
        return pos_fail(line->pos, POS_USAGE, NULL, "--%s needs a %s", name, option->value_name);
    }
    line->arguments++;
    line->argument_count--;
    return command_set(line, option, line->arguments[0]);
}

static enum pos_result command_read_word(struct command_line *line)
{
    if (line->word_count == line->command->word_max) {
        return pos_fail(line->pos, POS_USAGE, NULL, "\"%s\" is one word too many: bonus-pos %s %s",
                        line->arguments[0], line->command->name, line->command->words);
    }
    line->words[line->word_count++] = line->arguments[0];
    return POS_OK;
}

static enum pos_result command_read_arguments(struct command_line *line)
{
    bool options_ended = false;
    enum pos_result result = POS_OK;
    for (; line->argument_count > 0 && result == POS_OK;
         line->arguments++, line->argument_count--) {
        const char *word = line->arguments[0];
        if (!options_ended && strcmp(word, "--") == 0) {
            options_ended = true;
        } else if (!options_ended && strncmp(word, "--", 2) == 0) {
            result = command_read_option(line);
        } else {
            result = command_read_word(line);
        }
    }
    return result;
}

// The file first, then the command line over it: so the arguments are read twice.
static enum pos_result command_read_settings(struct command_line *line)
{
    struct command_line again = *line;
    enum pos_result result = command_read_arguments(line);
    const char *config = line->settings.config;
    if (config == NULL) {
        config = getenv("BONUS_POS_CONFIG");
    }
    if (result != POS_OK || config == NULL || line->settings.help ||
        (line->command->groups & SETTINGS_TILL) == 0) {
        return result;
    }
    result = config_read(line->pos, config, &again.settings);
    if (result == POS_OK) {
        result = command_read_arguments(&again);
    }
    *line = again;
    return result;
}

static enum pos_result command_run_line(struct command_line *line)
{
    const struct command *command = line->command;
    enum pos_result result = command_read_settings(line);
    if (result == POS_OK && line->settings.help) {
        command_print_help(line->pos, command);
    } else if (result == POS_OK && line->word_count < command->word_count) {
        result =
            pos_fail(line->pos, POS_USAGE, NULL, "usage: bonus-pos %s %s; see bonus-pos %s --help",
                     command->name, command->words, command->name);
    } else if (result == POS_OK) {
        line->pos->json = line->settings.json;
        result = command->run(line->pos, &line->settings, line->words);
    }
    settings_clear(&line->settings);
    return result;
}

enum pos_result command_run(struct pos *pos, int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        command_print_list(pos);
        return argc < 2 ? POS_USAGE : POS_OK;
    }
    struct command_line line = {
        .pos = pos,
        .arguments = argv + 2,
        .argument_count = (size_t)argc - 2,
    };
    settings_init(&line.settings);
    for (size_t index = 0; index < BASE_COUNT(commands); index++) {
        if (strcmp(commands[index].name, argv[1]) == 0) {
            line.command = &commands[index];
            return command_run_line(&line);
        }
    }
    return pos_fail(pos, POS_USAGE, "bonus-pos --help lists the commands",
                    "there is no command \"%s\"", argv[1]);
}
