// SPDX-License-Identifier: Apache-2.0
// The configuration file: read whole, checked whole, every error told with its line. One table,
// config.def, says what may be set.
#ifndef DAEMON_CONFIG_H
#define DAEMON_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/log.h"

struct buffer;

enum {
    CONFIG_TEXT_BYTES_MAX = 512, // of a value, with its closing zero
    CONFIG_ERRORS_BYTES_MAX = 65536,
};

enum config_setting {
#define SECTION(section, help)
#define SETTING(section, name, type, preset, min, max, unit, change, help)                         \
    CONFIG_SETTING_##section##_##name,
#include "daemon/config.def"
#undef SETTING
    CONFIG_SETTINGS,
};

// config.listen_port and so on.
struct config {
#define CONFIG_MEMBER_TEXT(member) char member[CONFIG_TEXT_BYTES_MAX];
#define CONFIG_MEMBER_NUMBER(member) uint32_t member;
#define CONFIG_MEMBER_LEVEL(member) enum log_level member;
#define SETTING(section, name, type, preset, min, max, unit, change, help)                         \
    CONFIG_MEMBER_##type(section##_##name)
#include "daemon/config.def"
#undef SETTING
#undef SECTION
    unsigned lines[CONFIG_SETTINGS]; // where each was set; 0: it was not
};

// Errors gather as text, ready to be printed:
//
//     bonusd.ini:7: [limits] requests is 0
//     HINT: give a number from 1 to 16384
struct config_errors {
    struct buffer *text; // CONFIG_ERRORS_BYTES_MAX; what does not fit is counted only
    unsigned count;
};

// Reads and checks the file. Errors are added; `*config` is good if there is none.
void config_read(struct config *config, const char *path, struct config_errors *errors);

// Adds an error that was found by using a setting.
void config_add_error(struct config_errors *errors, const struct config *config, const char *path,
                      enum config_setting setting, const char *fact, const char *hint);

// Adds the effective values as a configuration file.
void config_print(const struct config *config, struct buffer *text);

// Adds docs/configuration.md.
void config_print_docs(struct buffer *text);

// Takes over what may change while the program runs. Calls back with "[section] name" for each
// setting that differs and keeps its value until a restart.
void config_adopt(struct config *config, const struct config *next,
                  void (*keeps)(void *context, const char *setting), void *context);

#endif
