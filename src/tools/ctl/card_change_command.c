// SPDX-License-Identifier: Apache-2.0
// `bonusctl card activate|block`: an operator's postings, made like every other change of the
// ledger: by a request to bonusd, through libbonus, with the operator's certificate and journal.
#include "tools/ctl/commands.h"

#include <bonus/bonus.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "tools/ctl/card_file.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/progress.h"

#define CARD_CHANGE_SERVER_DEFAULT "localhost:7450"

enum {
    CARD_CHANGE_SHOWN_MAX = 10, // refused cards of a file that are named one by one
    CARD_CHANGE_HOST_BYTES_MAX = 256,
};

struct card_change_values {
    const char *server;
    const char *identity;
    const char *authority;
    const char *certificate;
    const char *key;
    const char *journal;
    const char *file;
    const char *reason;
    bool lift;
};

// Where the operator's files are, once the options have been read.
struct card_change_paths {
    char host[CARD_CHANGE_HOST_BYTES_MAX];
    const char *port;
    char authority[PATH_MAX];
    char certificate[PATH_MAX];
    char key[PATH_MAX];
    char journal[PATH_MAX];
};

// A request under way: what to call it when it comes back.
struct card_change_slot {
    struct bonus_card card;
    int64_t line; // 0: from the command line
    bool used;
};

struct card_change {
    struct ctl *ctl;
    const struct card_change_values *values;
    const char *done_word; // "activated"
    // Starts one card; an outcome may be there at once or come from bonus_poll().
    enum bonus_result (*submit)(struct card_change *change, struct card_change_slot *slot);
    struct card_change_paths paths;
    struct bonus *till;
    struct card_file file;
    struct progress progress;
    struct card_change_slot slots[BONUS_WAITING_MAX];
    size_t waiting;
    int64_t done;
    int64_t already;
    int64_t refused;
    enum ctl_result result; // the worst so far
};

// What an outcome amounts to; everything that is not listed is a fault.
static const struct {
    enum bonus_result from;
    enum ctl_result to;
} card_change_results[] = {
    {BONUS_OK, CTL_OK},
    {BONUS_REFUSED, CTL_DATA},
    {BONUS_INVALID, CTL_DATA},
    {BONUS_UNKNOWN, CTL_TEMPORARY},
    {BONUS_UNREACHABLE, CTL_UNAVAILABLE},
    {BONUS_TLS_REFUSED, CTL_NO_PERMISSION},
    {BONUS_LOGON_REFUSED, CTL_NO_PERMISSION},
    {BONUS_FILES, CTL_NO_INPUT},
    {BONUS_JOURNAL_LOCKED, CTL_TEMPORARY},
    {BONUS_JOURNAL_NEWER, CTL_NO_INPUT},
    {BONUS_JOURNAL_FOREIGN, CTL_NO_INPUT},
    {BONUS_JOURNAL_FAILED, CTL_IO},
};

static enum ctl_result card_change_result(enum bonus_result result)
{
    for (size_t index = 0; index < BASE_COUNT(card_change_results); index++) {
        if (card_change_results[index].from == result) {
            return card_change_results[index].to;
        }
    }
    return CTL_SOFTWARE;
}

// Whether there is any use in sending more.
static bool card_change_is_over(const struct card_change *change)
{
    return change->result != CTL_OK && change->result != CTL_DATA;
}

// Trouble with the server outweighs refused cards; the first trouble stays.
static void card_change_note(struct card_change *change, enum ctl_result result)
{
    if (!card_change_is_over(change) && result != CTL_OK) {
        change->result = result;
    }
}

static void card_change_name(struct card_change *change, const struct card_change_slot *slot,
                             const char *what, const char *detail)
{
    char masked[BONUS_CARD_DIGITS_MAX + 1];
    bonus_card_mask(slot->card.digits, masked);
    progress_finish(&change->progress);
    if (slot->line > 0) {
        fprintf(change->ctl->error, "%s:%" PRId64 ": ", change->file.name, slot->line);
    }
    fprintf(change->ctl->error, "card%s%s: %s%s%s\n", masked[0] == '\0' ? "" : " ", masked, what,
            detail[0] == '\0' ? "" : ": ", detail);
}

static void card_change_refuse(struct card_change *change, const struct card_change_slot *slot,
                               const char *what, const char *detail)
{
    if (change->refused++ < CARD_CHANGE_SHOWN_MAX) {
        card_change_name(change, slot, what, detail);
    }
    card_change_note(change, CTL_DATA);
}

static void card_change_print_done(struct card_change *change, const struct card_change_slot *slot,
                                   const struct bonus_outcome *outcome)
{
    if (change->ctl->json || slot->line > 0 || outcome->card == NULL) {
        return;
    }
    char masked[BONUS_CARD_DIGITS_MAX + 1];
    char rrn[BONUS_RRN_TEXT_BYTES_MAX];
    bonus_card_mask(slot->card.digits, masked);
    bonus_rrn_format(outcome->card->rrn, rrn);
    fprintf(change->ctl->out, "card %s: %s, RRN %s\n", masked, change->done_word, rrn);
}

static void card_change_take(struct card_change *change, struct card_change_slot *slot,
                             const struct bonus_outcome *outcome)
{
    const bool is_there_already =
        outcome->result == BONUS_REFUSED && outcome->code == BONUS_CODE_CARD_ACTIVE;
    if (outcome->result == BONUS_OK) {
        change->done++;
        card_change_print_done(change, slot, outcome);
    } else if (is_there_already) {
        change->already++;
    } else if (outcome->result == BONUS_REFUSED) {
        card_change_refuse(change, slot, bonus_code_name(outcome->code), outcome->error);
    } else {
        card_change_name(change, slot, bonus_result_text(outcome->result), outcome->error);
        card_change_note(change, card_change_result(outcome->result));
    }
    slot->used = false;
    change->waiting--;
    progress_update(&change->progress,
                    slot->line > 0 ? change->file.bytes : change->done + change->already);
}

static enum bonus_result card_change_submit_activate(struct card_change *change,
                                                     struct card_change_slot *slot)
{
    return bonus_card_activate_submit(change->till, slot->card.digits, slot, NULL);
}

// Blocking is rare and one by one.
static enum bonus_result card_change_submit_block(struct card_change *change,
                                                  struct card_change_slot *slot)
{
    const struct bonus_card_block block = {
        .card = slot->card.digits,
        .lift = change->values->lift,
        .reason = change->values->reason,
    };
    struct bonus_outcome outcome;
    (void)!bonus_card_block(change->till, &block, &outcome); // it is outcome.result
    card_change_take(change, slot, &outcome);
    return BONUS_OK;
}

static struct card_change_slot *card_change_slot_find(struct card_change *change)
{
    for (size_t index = 0; index < BASE_COUNT(change->slots); index++) {
        if (!change->slots[index].used) {
            return &change->slots[index];
        }
    }
    return NULL;
}

// Sends one card. There is a free slot.
static void card_change_send(struct card_change *change, const char *text, int64_t line)
{
    struct card_change_slot *slot = card_change_slot_find(change);
    char error[BONUS_ERROR_BYTES_MAX];
    CHECK(slot != NULL);
    *slot = (struct card_change_slot){.line = line};
    if (bonus_card_read(text, &slot->card, error) != BONUS_OK) {
        card_change_refuse(change, slot, "no card number", error);
        return;
    }
    slot->used = true;
    change->waiting++;
    enum bonus_result result = change->submit(change, slot);
    if (result != BONUS_OK) {
        slot->used = false;
        change->waiting--;
        card_change_note(change, ctl_fail(change->ctl, card_change_result(result), NULL, "%s",
                                          bonus_error(change->till)));
    }
}

// Takes outcomes until at most `waiting_max` requests are under way.
static void card_change_poll(struct card_change *change, size_t waiting_max)
{
    while (change->waiting > waiting_max) {
        struct bonus_outcome outcome;
        enum bonus_result result = bonus_poll(change->till, -1, &outcome);
        CHECK(result != BONUS_NOTHING_YET);
        card_change_take(change, outcome.tag, &outcome);
    }
}

static void card_change_run_words(struct card_change *change, const struct arguments *arguments)
{
    for (size_t index = 0; index < arguments->word_count && !card_change_is_over(change); index++) {
        card_change_send(change, arguments->words[index], 0);
        card_change_poll(change, BONUS_WAITING_MAX - 1);
    }
    card_change_poll(change, 0);
}

static void card_change_run_file(struct card_change *change)
{
    enum ctl_result result = card_file_open(change->ctl, change->values->file, &change->file);
    if (result != CTL_OK) {
        card_change_note(change, result);
        return;
    }
    progress_start(&change->progress, change->ctl, "bytes", change->file.size);
    const char *text = NULL;
    while (!card_change_is_over(change) && (text = card_file_next(&change->file)) != NULL) {
        card_change_send(change, text, change->file.line);
        card_change_poll(change, BONUS_WAITING_MAX - 1);
    }
    card_change_poll(change, 0);
    progress_finish(&change->progress);
    card_change_note(change, card_file_check(change->ctl, &change->file));
    card_file_close(&change->file);
}

// "host:port", "[::1]:7450".
static enum ctl_result card_change_read_server(struct card_change *change)
{
    struct card_change_paths *paths = &change->paths;
    const char *server =
        change->values->server != NULL ? change->values->server : CARD_CHANGE_SERVER_DEFAULT;
    const char *colon = strrchr(server, ':');
    const bool is_bracketed = server[0] == '[' && colon != NULL && colon[-1] == ']';
    if (colon == NULL || colon == server || colon[1] == '\0' ||
        (size_t)(colon - server) >= sizeof(paths->host)) {
        return ctl_fail(change->ctl, CTL_USAGE, "HOST:PORT is meant, for instance localhost:7450",
                        "\"%s\" is no server", server);
    }
    const size_t size = (size_t)(colon - server) - (is_bracketed ? 2 : 0);
    snprintf(paths->host, sizeof(paths->host), "%.*s", (int)size, server + (is_bracketed ? 1 : 0));
    paths->port = colon + 1;
    return CTL_OK;
}

// The option if it is given, otherwise the file of this name in the operator's folder.
static enum ctl_result card_change_set_path(struct card_change *change, char path[PATH_MAX],
                                            const char *given, const char *name)
{
    if (given == NULL && change->values->identity == NULL) {
        return ctl_fail(change->ctl, CTL_USAGE, "--identity pki/NAME has them all",
                        "--ca, --cert, --key and --journal are needed, or --identity");
    }
    const int size = given != NULL
                         ? snprintf(path, PATH_MAX, "%s", given)
                         : snprintf(path, PATH_MAX, "%s/%s", change->values->identity, name);
    return size < PATH_MAX ? CTL_OK
                           : ctl_fail(change->ctl, CTL_USAGE, NULL, "a file's name is too long");
}

static enum ctl_result card_change_read_paths(struct card_change *change)
{
    const struct card_change_values *values = change->values;
    struct card_change_paths *paths = &change->paths;
    const struct {
        char *path;
        const char *given;
        const char *name;
    } files[] = {
        {paths->authority, values->authority, "../ca.pem"},
        {paths->certificate, values->certificate, "cert.pem"},
        {paths->key, values->key, "key.pem"},
        {paths->journal, values->journal, "journal.db"},
    };
    enum ctl_result result = card_change_read_server(change);
    for (size_t index = 0; result == CTL_OK && index < BASE_COUNT(files); index++) {
        result =
            card_change_set_path(change, files[index].path, files[index].given, files[index].name);
    }
    return result;
}

static enum ctl_result card_change_open(struct card_change *change)
{
    enum ctl_result result = card_change_read_paths(change);
    if (result != CTL_OK) {
        return result;
    }
    const struct bonus_options options = {
        .host = change->paths.host,
        .port = change->paths.port,
        .ca_file = change->paths.authority,
        .certificate_file = change->paths.certificate,
        .key_file = change->paths.key,
        .journal_file = change->paths.journal,
        .software = "bonusctl",
    };
    char error[BONUS_ERROR_BYTES_MAX];
    enum bonus_result opened = bonus_open(&options, &change->till, error);
    if (opened != BONUS_OK) {
        return ctl_fail(change->ctl, card_change_result(opened), NULL, "%s", error);
    }
    opened = bonus_connect(change->till);
    return opened == BONUS_OK ? CTL_OK
                              : ctl_fail(change->ctl, card_change_result(opened), NULL, "%s",
                                         bonus_error(change->till));
}

static void card_change_report(struct card_change *change)
{
    if (change->ctl->json) {
        listing_print_json(change->ctl,
                           json_pack("{s:I, s:I, s:I}", "done", (json_int_t)change->done, "already",
                                     (json_int_t)change->already, "refused",
                                     (json_int_t)change->refused));
        return;
    }
    fprintf(change->ctl->out,
            "%" PRId64 " cards %s, %" PRId64 " were already, %" PRId64 " refused\n", change->done,
            change->done_word, change->already, change->refused);
}

static enum ctl_result card_change_run(struct card_change *change,
                                       const struct arguments *arguments)
{
    if (arguments->word_count == 0 && change->values->file == NULL) {
        return ctl_fail(change->ctl, CTL_USAGE, NULL, "no card is named and no --file");
    }
    progress_start(&change->progress, change->ctl, "cards", (int64_t)arguments->word_count);
    change->result = card_change_open(change);
    if (change->result == CTL_OK) {
        card_change_run_words(change, arguments);
        if (change->values->file != NULL && !card_change_is_over(change)) {
            card_change_run_file(change);
        }
        card_change_report(change);
    }
    bonus_close(change->till);
    return change->result;
}

static enum ctl_result card_activate_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct card_change change = {
        .ctl = ctl,
        .values = arguments->values,
        .done_word = "activated",
        .submit = card_change_submit_activate,
    };
    return card_change_run(&change, arguments);
}

static enum ctl_result card_block_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct card_change_values *values = arguments->values;
    struct card_change change = {
        .ctl = ctl,
        .values = values,
        .done_word = values->lift ? "unblocked" : "blocked",
        .submit = card_change_submit_block,
    };
    return card_change_run(&change, arguments);
}

#define CARD_CHANGE_OPTION(option_name, field, value, text)                                        \
    {                                                                                              \
        .name = option_name, .kind = OPTION_TEXT,                                                  \
        .offset = offsetof(struct card_change_values, field), .value_name = value, .help = text    \
    }
#define CARD_CHANGE_OPTIONS                                                                        \
    CARD_CHANGE_OPTION("server", server, "HOST:PORT",                                              \
                       "the server; default " CARD_CHANGE_SERVER_DEFAULT),                         \
        CARD_CHANGE_OPTION("identity", identity, "DIR",                                            \
                           "the operator's folder: cert.pem, key.pem, journal.db, ../ca.pem"),     \
        CARD_CHANGE_OPTION("ca", authority, "FILE", "certificate authority of the server"),        \
        CARD_CHANGE_OPTION("cert", certificate, "FILE", "the operator's certificate"),             \
        CARD_CHANGE_OPTION("key", key, "FILE", "the operator's private key"),                      \
        CARD_CHANGE_OPTION("journal", journal, "FILE",                                             \
                           "the operator's journal; made if it is not there"),                     \
        CARD_CHANGE_OPTION("file", file, "FILE|-", "cards one a line")

static const struct option card_activate_options[] = {CARD_CHANGE_OPTIONS};

static const struct option card_block_options[] = {
    CARD_CHANGE_OPTIONS,
    {.name = "lift",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct card_change_values, lift),
     .help = "unblock"},
    {.name = "reason",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct card_change_values, reason),
     .value_name = "TEXT",
     .is_required = true,
     .help = "why, for the journal"},
};

const struct command card_activate_command = {
    .path = "card activate",
    .words = "[CARD]...",
    .words_max = SIZE_MAX,
    .options = card_activate_options,
    .option_count = BASE_COUNT(card_activate_options),
    .values_size = sizeof(struct card_change_values),
    .has_json = true,
    .summary = "give cards from stock to new members",
    .text =
        "A request to bonusd with an operator's certificate for each card. Cards that are active\n"
        "already are counted, so a run that was cut off is simply run again.",
    .run = card_activate_run,
};

const struct command card_block_command = {
    .path = "card block",
    .words = "[CARD]...",
    .words_max = SIZE_MAX,
    .options = card_block_options,
    .option_count = BASE_COUNT(card_block_options),
    .values_size = sizeof(struct card_change_values),
    .has_json = true,
    .summary = "block cards, or lift that",
    .text = "A request to bonusd with an operator's certificate for each card.",
    .run = card_block_run,
};
