// SPDX-License-Identifier: Apache-2.0
// What can be said on the command line or in the configuration file: one table of options, each
// with its place in struct settings. --help and the file's keys follow from the table.
#ifndef POS_SETTINGS_H
#define POS_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "tools/pos/pos.h"

// Which commands take an option: bits.
enum settings_group {
    SETTINGS_TILL = 1,       // every command that talks to the server; also keys of the file
    SETTINGS_JSON = 2,       // commands that print something
    SETTINGS_ALL = 4,        // every command
    SETTINGS_CASHIER = 8,    // what a cashier does
    SETTINGS_PAPER = 16,     // what has a receipt of its own
    SETTINGS_SALE = 32,      // quote and purchase
    SETTINGS_PURCHASE = 64,  // purchase
    SETTINGS_OFFLINE = 128,  // what can be told later
    SETTINGS_ORIGINAL = 256, // what names an earlier receipt
    SETTINGS_HOLD = 512,     // hold
    SETTINGS_REFUND = 1024,  // refund
    SETTINGS_REVERSE = 2048, // reverse
    SETTINGS_RESOLVE = 4096, // resolve
    SETTINGS_REPLAY = 8192,  // replay
};

enum settings_kind {
    SETTINGS_TEXT,   // const char *
    SETTINGS_LIST,   // struct settings_list, one more each time
    SETTINGS_NUMBER, // uint32_t within min and max
    SETTINGS_FLAG,   // bool
};

enum { SETTINGS_TEXTS_MAX = 32, SETTINGS_LIST_MAX = 64 };

struct settings_list {
    const char *texts[SETTINGS_LIST_MAX];
    size_t count;
};

struct settings {
    const char *config;
    const char *server; // HOST:PORT
    const char *server_name;
    const char *ca;
    const char *certificate;
    const char *key;
    const char *journal;
    const char *language;
    uint32_t width;
    uint32_t deadline_ms;
    bool verbose;

    const char *receipt;
    const char *device;
    const char *date;
    const char *cashier;
    uint32_t shift;
    bool training;
    const char *redeem; // points, or "max"
    bool offline;
    const char *original_date;
    const char *original_device;
    uint32_t original_store; // 0: the till's own
    uint32_t timeout_s;      // 0: as long as the programme says
    const char *card;
    struct settings_list lines; // "N:AMOUNT"
    const char *supervisor;
    const char *reason;
    bool reverse;

    const char *tills_folder;
    uint32_t tills; // 0: all
    uint32_t rate;  // receipts a second, 0: as fast as they go
    bool dry_run;

    bool json;
    bool help;

    char *texts[SETTINGS_TEXTS_MAX]; // owned, from the file
    size_t text_count;
};

struct settings_option {
    const char *name; // without the dashes; in the file the same
    unsigned groups;  // that have it
    enum settings_kind kind;
    size_t offset;
    const char *value_name;
    const char *help;
    uint32_t min;
    uint32_t max;
};

extern const struct settings_option settings_options[];
extern const size_t settings_option_count;

void settings_init(struct settings *settings);
void settings_clear(struct settings *settings);

// NULL if no option of these groups (bits of enum settings_group) has this name.
const struct settings_option *settings_find(const char *name, unsigned groups);

// Whether the text is a value of this option; then it is set. The text is kept.
bool settings_set(struct settings *settings, const struct settings_option *option,
                  const char *text);

// "a number from 1 to 64": what settings_set() would have taken.
void settings_describe(const struct settings_option *option, char *text, size_t size);

#endif
