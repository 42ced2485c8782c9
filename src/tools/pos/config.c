// SPDX-License-Identifier: Apache-2.0
// Hands each key of the file to the table of options.
#include "tools/pos/config.h"

#include <string.h>

#include <ini.h>

#include "base/memory.h"

struct config_reader {
    struct settings *settings;
    char fact[200]; // what is wrong with the line read last
};

// What inih calls for each key; 0 makes it stop and tell the line.
static int config_take(void *context, const char *section, const char *name, const char *value)
{
    struct config_reader *reader = context;
    struct settings *settings = reader->settings;
    const struct settings_option *option = settings_find(name, SETTINGS_TILL);
    char wanted[64];
    if (strcmp(section, "till") != 0) {
        snprintf(reader->fact, sizeof(reader->fact), "the only section is [till], not [%s]",
                 section);
        return 0;
    }
    if (option == NULL) {
        snprintf(reader->fact, sizeof(reader->fact), "there is no setting \"%s\"", name);
        return 0;
    }
    if (settings->text_count == SETTINGS_TEXTS_MAX) {
        snprintf(reader->fact, sizeof(reader->fact), "more than %d settings", SETTINGS_TEXTS_MAX);
        return 0;
    }
    char *kept = memory_copy_text(value);
    settings->texts[settings->text_count++] = kept;
    if (!settings_set(settings, option, kept)) {
        settings_describe(option, wanted, sizeof(wanted));
        snprintf(reader->fact, sizeof(reader->fact), "%s is \"%s\", it should be %s", name, value,
                 wanted);
        return 0;
    }
    return 1;
}

enum pos_result config_read(const struct pos *pos, const char *path, struct settings *settings)
{
    struct config_reader reader = {.settings = settings, .fact = "not \"name = value\""};
    int line = ini_parse(path, config_take, &reader);
    if (line < 0) {
        return pos_fail(pos, POS_NO_INPUT, NULL, "%s cannot be read: %m", path);
    }
    if (line > 0) {
        return pos_fail(pos, POS_CONFIG, "bonus-pos balance --help lists the settings of a till",
                        "%s:%d: %s", path, line, reader.fact);
    }
    return POS_OK;
}
