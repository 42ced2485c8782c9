// SPDX-License-Identifier: Apache-2.0
// Reads the file through libinih, which is told one line at a time so that every error has its
// line.
#include "daemon/config_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <ini.h>

#include "base/buffer.h"
#include "base/decimal.h"
#include "base/limits.h"

enum { CONFIG_LINE_BYTES_MAX = 1024 };

const struct config_entry config_entries[CONFIG_SETTINGS] = {
#define CHANGE_RELOAD true
#define CHANGE_RESTART false
#define SECTION(section, help)
#define SETTING(section_, name_, type_, preset_, min_, max_, unit_, change_, help_)                \
    [CONFIG_SETTING_##section_##_##name_] = {                                                      \
        .section = #section_,                                                                      \
        .name = #name_,                                                                            \
        .type = CONFIG_##type_,                                                                    \
        .preset = (preset_),                                                                       \
        .min = (min_),                                                                             \
        .max = (max_),                                                                             \
        .unit = (unit_),                                                                           \
        .is_reloaded = CHANGE_##change_,                                                           \
        .help = (help_),                                                                           \
        .offset = offsetof(struct config, section_##_##name_),                                     \
        .size = sizeof(((struct config *)0)->section_##_##name_),                                  \
    },
#include "daemon/config.def"
#undef SETTING
#undef SECTION
};

// Where reading stands: libinih asks for a line, then calls back for what it found in it.
struct config_reading {
    struct config *config;
    const char *path;
    struct config_errors *errors;
    FILE *file;
    unsigned line;
    bool is_unanswered; // the line must mean something, and libinih has not said what
};

static void config_put_error(struct config_errors *errors, const char *place, const char *fact,
                             const char *hint)
{
    errors->count++;
    (void)!buffer_append_format(errors->text, "%s: %s\nHINT: %s\n", place, fact, hint);
}

static void config_add_error_at(struct config_errors *errors, const char *path, unsigned line,
                                const char *fact, const char *hint)
{
    char place[CONFIG_TEXT_BYTES_MAX + 16];
    if (line == 0) {
        snprintf(place, sizeof(place), "%s", path);
    } else {
        snprintf(place, sizeof(place), "%s:%u", path, line);
    }
    config_put_error(errors, place, fact, hint);
}

void config_add_error(struct config_errors *errors, const struct config *config, const char *path,
                      enum config_setting setting, const char *fact, const char *hint)
{
    config_add_error_at(errors, path, config->lines[setting], fact, hint);
}

// Setting one value.

static bool config_take_number(const struct config_entry *entry, const char *text, uint32_t *number)
{
    int64_t value;
    if (decimal_parse(text, strlen(text), 0, &value) != BASE_OK || value < entry->min ||
        value > entry->max) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

static bool config_take_level(const char *text, enum log_level *level)
{
    for (enum log_level known = LOG_DEBUG; known <= LOG_ERROR; known++) {
        if (strcmp(text, log_level_name(known)) == 0) {
            *level = known;
            return true;
        }
    }
    return false;
}

static bool config_take_text(const struct config_entry *entry, const char *text, char *copy)
{
    size_t size = strlen(text);
    if (size < (size_t)entry->min || size > (size_t)entry->max) {
        return false;
    }
    memcpy(copy, text, size + 1);
    return true;
}

// Whether the text can be the setting's value; then it is.
static bool config_take(struct config *config, const struct config_entry *entry, const char *text)
{
    void *member = (char *)config + entry->offset;
    switch (entry->type) {
    case CONFIG_TEXT:
        return config_take_text(entry, text, member);
    case CONFIG_NUMBER:
        return config_take_number(entry, text, member);
    case CONFIG_LEVEL:
        return config_take_level(text, member);
    }
    return false;
}

static void config_describe_range(const struct config_entry *entry, char *hint, size_t size)
{
    switch (entry->type) {
    case CONFIG_TEXT:
        snprintf(hint, size, "give %" PRId64 " to %" PRId64 " bytes of text", entry->min,
                 entry->max);
        break;
    case CONFIG_NUMBER:
        snprintf(hint, size, "give a number from %" PRId64 " to %" PRId64 "%s%s", entry->min,
                 entry->max, entry->unit[0] == '\0' ? "" : ", in ", entry->unit);
        break;
    case CONFIG_LEVEL:
        snprintf(hint, size, "give debug, info, warn or error");
        break;
    }
}

// What the file says.

static const struct config_entry *config_find(const char *section, const char *name)
{
    for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
        if (strcmp(config_entries[i].section, section) == 0 &&
            strcmp(config_entries[i].name, name) == 0) {
            return &config_entries[i];
        }
    }
    return NULL;
}

// The names in the section, or the sections if there is none of that name.
static void config_list_names(const char *section, char *hint, size_t size)
{
    const char *last = "";
    size_t used = 0;
    for (size_t i = 0; i < CONFIG_SETTINGS && used < size; i++) {
        if (strcmp(config_entries[i].section, section) == 0) {
            used +=
                (size_t)snprintf(hint + used, size - used, "%s%s",
                                 used == 0 ? "settings there are " : ", ", config_entries[i].name);
        }
    }
    for (size_t i = 0; i < CONFIG_SETTINGS && used < size && last != NULL; i++) {
        if (used > 0 && last[0] == '\0') {
            return;
        }
        if (strcmp(config_entries[i].section, last) != 0) {
            last = config_entries[i].section;
            used += (size_t)snprintf(hint + used, size - used, "%s[%s]",
                                     used == 0 ? "sections are " : ", ", last);
        }
    }
}

static void config_refuse(const struct config_reading *reading, const char *fact, const char *hint)
{
    config_add_error_at(reading->errors, reading->path, reading->line, fact, hint);
}

static int config_on_value(void *context, const char *section, const char *name, const char *value)
{
    struct config_reading *reading = context;
    char fact[CONFIG_LINE_BYTES_MAX + 64];
    char hint[512];
    reading->is_unanswered = false;
    const struct config_entry *entry = config_find(section, name);
    if (entry == NULL) {
        snprintf(fact, sizeof(fact), "[%s] %s is no setting", section, name);
        config_list_names(section, hint, sizeof(hint));
        config_refuse(reading, fact, hint);
        return 1;
    }
    unsigned *line = &reading->config->lines[entry - config_entries];
    if (*line != 0) {
        snprintf(fact, sizeof(fact), "[%s] %s is set twice", section, name);
        snprintf(hint, sizeof(hint), "keep this one or the one in line %u", *line);
        config_refuse(reading, fact, hint);
    } else if (!config_take(reading->config, entry, value)) {
        snprintf(fact, sizeof(fact), "[%s] %s is \"%s\"", section, name, value);
        config_describe_range(entry, hint, sizeof(hint));
        config_refuse(reading, fact, hint);
    }
    *line = reading->line;
    return 1;
}

static void config_check_answered(const struct config_reading *reading)
{
    if (reading->is_unanswered) {
        config_refuse(reading, "the line says nothing",
                      "write [section], name = value, or a comment behind a semicolon");
    }
}

// Whether libinih has to call back for the line, or to complain.
static bool config_line_sets(const char *text)
{
    text += strspn(text, " \t\r\n");
    bool is_section = text[0] == '[' && strchr(text, ']') != NULL;
    return strchr(";#", text[0]) == NULL && !is_section; // strchr() finds the closing zero too
}

// As fgets(), for libinih.
static char *config_next_line(char *text, int size, void *context)
{
    struct config_reading *reading = context;
    config_check_answered(reading);
    reading->is_unanswered = false;
    if (fgets(text, size, reading->file) == NULL) {
        return NULL;
    }
    reading->line++;
    if (strchr(text, '\n') == NULL && !feof(reading->file)) {
        config_refuse(reading, "the line is too long", "shorten it to 1000 bytes");
        for (int rest = 0; rest != '\n' && rest != EOF;) {
            rest = fgetc(reading->file);
        }
        text[0] = '\0';
    }
    reading->is_unanswered = config_line_sets(text);
    return text;
}

static void config_check_required(const struct config_reading *reading)
{
    for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
        const struct config_entry *entry = &config_entries[i];
        bool is_required = entry->type == CONFIG_TEXT && entry->min > 0 && entry->preset[0] == '\0';
        if (is_required && reading->config->lines[i] == 0) {
            char fact[64];
            snprintf(fact, sizeof(fact), "[%s] %s is not set", entry->section, entry->name);
            config_add_error_at(reading->errors, reading->path, 0, fact, entry->help);
        }
    }
}

static void config_check_relations(const struct config_reading *reading)
{
    const struct config *config = reading->config;
    if (config->limits_requests_per_session > config->limits_requests) {
        config_add_error(reading->errors, config, reading->path,
                         CONFIG_SETTING_limits_requests_per_session,
                         "[limits] requests_per_session is more than requests",
                         "one session cannot have more in flight than all");
    }
    if (config->http_port != 0 && config->http_port == config->listen_port) {
        config_add_error(reading->errors, config, reading->path, CONFIG_SETTING_http_port,
                         "[http] port is [listen] port", "give each a port of its own");
    }
}

static void config_preset(struct config *config)
{
    memset(config, 0, sizeof(*config));
    for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
        const struct config_entry *entry = &config_entries[i];
        bool is_empty = entry->type == CONFIG_TEXT && entry->preset[0] == '\0';
        CHECK(is_empty || config_take(config, entry, entry->preset));
    }
}

void config_read(struct config *config, const char *path, struct config_errors *errors)
{
    config_preset(config);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        char fact[128];
        snprintf(fact, sizeof(fact), "%m");
        config_put_error(errors, path, fact, "name a configuration file with --config");
        return;
    }
    struct config_reading reading = {
        .config = config, .path = path, .errors = errors, .file = file};
    // How libinih reads is global to the process; nobody else here uses it.
    ini_allow_multiline = false;
    ini_use_stack = false;
    ini_max_line = CONFIG_LINE_BYTES_MAX;
    ini_initial_alloc = CONFIG_LINE_BYTES_MAX;
    (void)ini_parse_stream(config_next_line, &reading, config_on_value, &reading);
    config_check_answered(&reading);
    if (ferror(file)) {
        config_put_error(errors, path, "cannot be read", "is it a regular file?");
    }
    fclose(file);
    config_check_required(&reading);
    config_check_relations(&reading);
}

void config_adopt(struct config *config, const struct config *next,
                  void (*keeps)(void *context, const char *setting), void *context)
{
    for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
        const struct config_entry *entry = &config_entries[i];
        char *now_value = (char *)config + entry->offset;
        const char *next_value = (const char *)next + entry->offset;
        if (memcmp(now_value, next_value, entry->size) == 0) {
            continue;
        }
        if (entry->is_reloaded) {
            memcpy(now_value, next_value, entry->size);
            continue;
        }
        char setting[64];
        snprintf(setting, sizeof(setting), "[%s] %s", entry->section, entry->name);
        keeps(context, setting);
    }
}
