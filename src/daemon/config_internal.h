// SPDX-License-Identifier: Apache-2.0
// The table of settings as data.
#ifndef DAEMON_CONFIG_INTERNAL_H
#define DAEMON_CONFIG_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "daemon/config.h"

enum config_type { CONFIG_TEXT, CONFIG_NUMBER, CONFIG_LEVEL };

struct config_entry {
    const char *section;
    const char *name;
    enum config_type type;
    const char *preset;
    int64_t min;
    int64_t max;
    const char *unit;
    bool is_reloaded; // else it needs a restart
    const char *help;
    size_t offset; // of the value in struct config
    size_t size;
};

// By enum config_setting.
extern const struct config_entry config_entries[CONFIG_SETTINGS];

// The value of a setting as it is written in a file; `room` is used for numbers.
const char *config_value_text(const struct config *config, const struct config_entry *entry,
                              char room[24]);

#endif
