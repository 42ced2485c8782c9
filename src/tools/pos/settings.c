// SPDX-License-Identifier: Apache-2.0
// The table of options.
#include "tools/pos/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

#define PLACE(field) offsetof(struct settings, field)

const struct settings_option settings_options[] = {
    {"config", SETTINGS_ALL, SETTINGS_TEXT, PLACE(config), "FILE",
     "read the till's settings from FILE; default: $BONUS_POS_CONFIG", 0, 0},
    {"server", SETTINGS_TILL, SETTINGS_TEXT, PLACE(server), "HOST:PORT", "the server", 0, 0},
    {"server-name", SETTINGS_TILL, SETTINGS_TEXT, PLACE(server_name), "NAME",
     "the name its certificate bears; default: HOST", 0, 0},
    {"ca", SETTINGS_TILL, SETTINGS_TEXT, PLACE(ca), "FILE",
     "certificate authority of the server (PEM)", 0, 0},
    {"cert", SETTINGS_TILL, SETTINGS_TEXT, PLACE(certificate), "FILE",
     "the till's certificate (PEM)", 0, 0},
    {"key", SETTINGS_TILL, SETTINGS_TEXT, PLACE(key), "FILE", "the till's private key (PEM)", 0, 0},
    {"journal", SETTINGS_TILL, SETTINGS_TEXT, PLACE(journal), "FILE",
     "the till's journal; made if it is not there", 0, 0},
    {"language", SETTINGS_TILL, SETTINGS_TEXT, PLACE(language), "LL",
     "of slips: ru, en, uk or kk; default: en", 0, 0},
    {"width", SETTINGS_TILL, SETTINGS_NUMBER, PLACE(width), "COLUMNS",
     "of slips: 32, 40 or 48, 0 for none; default: 40", 0, 48},
    {"deadline-ms", SETTINGS_TILL, SETTINGS_NUMBER, PLACE(deadline_ms), "MS",
     "how long a request is tried; default: 15000", 1, 3600000},
    {"verbose", SETTINGS_TILL, SETTINGS_FLAG, PLACE(verbose), NULL,
     "tell on stderr what the library does", 0, 0},
    {"receipt", SETTINGS_PAPER, SETTINGS_TEXT, PLACE(receipt), "NUMBER",
     "the receipt's number; default: a new one", 0, 0},
    {"device", SETTINGS_PAPER, SETTINGS_TEXT, PLACE(device), "DEVICE",
     "the fiscal device; default: FD and the store's number", 0, 0},
    {"date", SETTINGS_PAPER, SETTINGS_TEXT, PLACE(date), "YYYY-MM-DD",
     "the receipt's date; default: today", 0, 0},
    {"cashier", SETTINGS_CASHIER, SETTINGS_TEXT, PLACE(cashier), "NAME", "who does it", 0, 0},
    {"shift", SETTINGS_CASHIER, SETTINGS_NUMBER, PLACE(shift), "NUMBER", "of the cashier", 0,
     UINT32_MAX},
    {"training", SETTINGS_SALE, SETTINGS_FLAG, PLACE(training), NULL,
     "the till is in training mode: nothing is posted", 0, 0},
    {"redeem", SETTINGS_PURCHASE, SETTINGS_TEXT, PLACE(redeem), "POINTS",
     "points to pay with, such as 300.00; \"max\" is as many as a quote allows", 0, 0},
    {"offline", SETTINGS_OFFLINE, SETTINGS_FLAG, PLACE(offline), NULL,
     "ask no server: keep it for bonus-pos advise", 0, 0},
    {"of-date", SETTINGS_ORIGINAL, SETTINGS_TEXT, PLACE(original_date), "YYYY-MM-DD",
     "the original receipt's date; default: today", 0, 0},
    {"of-device", SETTINGS_ORIGINAL, SETTINGS_TEXT, PLACE(original_device), "DEVICE",
     "its fiscal device; default: FD and its store's number", 0, 0},
    {"of-store", SETTINGS_ORIGINAL, SETTINGS_NUMBER, PLACE(original_store), "NUMBER",
     "its store; default: the till's own", 1, UINT32_MAX},
    {"timeout", SETTINGS_HOLD, SETTINGS_NUMBER, PLACE(timeout_s), "SECONDS",
     "until the points go back; default: as the programme says", 1, 604800},
    {"card", SETTINGS_REFUND, SETTINGS_TEXT, PLACE(card), "CARD",
     "the card of the original; not needed with an RRN", 0, 0},
    {"line", SETTINGS_REFUND, SETTINGS_LIST, PLACE(lines), "N:AMOUNT",
     "this amount of line N of the original; may be said again", 0, 0},
    {"supervisor", SETTINGS_REFUND | SETTINGS_REPLAY, SETTINGS_TEXT, PLACE(supervisor), "CODE",
     "of the supervisor who allows refunds without an original", 0, 0},
    {"reason", SETTINGS_REVERSE, SETTINGS_TEXT, PLACE(reason), "WHY",
     "no-answer, cancelled, device-failure or other; default: cancelled", 0, 0},
    {"reverse", SETTINGS_RESOLVE, SETTINGS_FLAG, PLACE(reverse), NULL,
     "reverse what can be reversed instead of repeating it", 0, 0},
    {"tills-dir", SETTINGS_REPLAY, SETTINGS_TEXT, PLACE(tills_folder), "DIR",
     "several tills: DIR/NAME/{cert.pem,key.pem,journal.db} for each", 0, 0},
    {"tills", SETTINGS_REPLAY, SETTINGS_NUMBER, PLACE(tills), "N",
     "use N of them, of every store at least one; default: all", 1, 1000},
    {"rate", SETTINGS_REPLAY, SETTINGS_NUMBER, PLACE(rate), "R",
     "at most R receipts a second; default: as fast as they go", 1, 1000000},
    {"dry-run", SETTINGS_REPLAY, SETTINGS_FLAG, PLACE(dry_run), NULL,
     "post nothing: read the file and reckon points at 11 %", 0, 0},
    {"json", SETTINGS_JSON, SETTINGS_FLAG, PLACE(json), NULL, "print JSON", 0, 0},
    {"help", SETTINGS_ALL, SETTINGS_FLAG, PLACE(help), NULL, "print this", 0, 0},
};
const size_t settings_option_count = BASE_COUNT(settings_options);

void settings_init(struct settings *settings)
{
    *settings = (struct settings){.width = 40, .language = "en"};
}

void settings_clear(struct settings *settings)
{
    for (size_t index = 0; index < settings->text_count; index++) {
        free(settings->texts[index]);
    }
    settings_init(settings);
}

const struct settings_option *settings_find(const char *name, unsigned groups)
{
    for (size_t index = 0; index < settings_option_count; index++) {
        if ((settings_options[index].groups & groups) != 0 &&
            strcmp(settings_options[index].name, name) == 0) {
            return &settings_options[index];
        }
    }
    return NULL;
}

static bool settings_add(struct settings_list *list, const char *text)
{
    if (list->count == SETTINGS_LIST_MAX) {
        return false;
    }
    list->texts[list->count++] = text;
    return text[0] != '\0';
}

static bool settings_set_number(const struct settings_option *option, const char *text,
                                uint32_t *number)
{
    int64_t value = 0;
    if (decimal_parse(text, strlen(text), 0, &value) != BASE_OK || value < option->min ||
        value > option->max) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

bool settings_set(struct settings *settings, const struct settings_option *option, const char *text)
{
    unsigned char *place = (unsigned char *)settings + option->offset;
    switch (option->kind) {
    case SETTINGS_TEXT:
        memcpy(place, &text, sizeof(text));
        return text[0] != '\0';
    case SETTINGS_LIST:
        return settings_add((struct settings_list *)(void *)place, text);
    case SETTINGS_NUMBER:
        return settings_set_number(option, text, (uint32_t *)(void *)place);
    case SETTINGS_FLAG:
        *(bool *)place = strcmp(text, "no") != 0;
        return strcmp(text, "yes") == 0 || strcmp(text, "no") == 0;
    }
    return false;
}

void settings_describe(const struct settings_option *option, char *text, size_t size)
{
    switch (option->kind) {
    case SETTINGS_TEXT:
        snprintf(text, size, "a %s that is not empty", option->value_name);
        break;
    case SETTINGS_LIST:
        snprintf(text, size, "a %s, said at most %d times", option->value_name, SETTINGS_LIST_MAX);
        break;
    case SETTINGS_NUMBER:
        snprintf(text, size, "a number from %u to %u", option->min, option->max);
        break;
    case SETTINGS_FLAG:
        snprintf(text, size, "yes or no");
        break;
    }
}
