// SPDX-License-Identifier: Apache-2.0
// The table of settings as a configuration file and as a page of documentation.
#include "daemon/config_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"

static const struct config_section {
    const char *name;
    const char *help;
} config_sections[] = {
#define SECTION(section, help) {#section, help},
#define SETTING(section, name, type, preset, min, max, unit, change, help)
#include "daemon/config.def"
#undef SETTING
#undef SECTION
};

const char *config_value_text(const struct config *config, const struct config_entry *entry,
                              char room[24])
{
    const void *member = (const char *)config + entry->offset;
    switch (entry->type) {
    case CONFIG_TEXT:
        return member;
    case CONFIG_NUMBER:
        snprintf(room, 24, "%" PRIu32, *(const uint32_t *)member);
        return room;
    case CONFIG_LEVEL:
        return log_level_name(*(const enum log_level *)member);
    }
    return "";
}

// The caller gives a buffer that holds every file and page.
#define PUT(text, ...) (void)!buffer_append_format((text), __VA_ARGS__)

void config_print(const struct config *config, struct buffer *text)
{
    for (size_t s = 0; s < BASE_COUNT(config_sections); s++) {
        PUT(text, "%s[%s]\n", s == 0 ? "" : "\n", config_sections[s].name);
        for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
            const struct config_entry *entry = &config_entries[i];
            char room[24];
            if (strcmp(entry->section, config_sections[s].name) == 0) {
                PUT(text, "%s = %s\n", entry->name, config_value_text(config, entry, room));
            }
        }
    }
}

static void config_print_range(const struct config_entry *entry, struct buffer *text)
{
    switch (entry->type) {
    case CONFIG_TEXT:
        PUT(text, "up to %" PRId64 " bytes", entry->max);
        break;
    case CONFIG_NUMBER:
        PUT(text, "%" PRId64 " to %" PRId64 "%s%s", entry->min, entry->max,
            entry->unit[0] == '\0' ? "" : " ", entry->unit);
        break;
    case CONFIG_LEVEL:
        PUT(text, "a level");
        break;
    }
}

static void config_print_entry(const struct config_entry *entry, struct buffer *text)
{
    bool is_required = entry->type == CONFIG_TEXT && entry->min > 0 && entry->preset[0] == '\0';
    PUT(text, "| `%s` | ", entry->name);
    if (is_required) {
        PUT(text, "required");
    } else if (entry->preset[0] == '\0') {
        PUT(text, "empty");
    } else {
        PUT(text, "`%s`", entry->preset);
    }
    PUT(text, " | ");
    config_print_range(entry, text);
    PUT(text, " | %s | %s |\n", entry->is_reloaded ? "SIGHUP" : "restart", entry->help);
}

static const char config_docs_head[] =
    "# Configuration of bonusd\n"
    "\n"
    "This page is made from the table in `src/daemon/config.def` by `bonusd --print-config-docs`; "
    "a\n"
    "test compares the two.\n"
    "\n"
    "`bonusd --config FILE` reads one INI file: `[section]` lines, `name = value` lines, comments\n"
    "behind `;` or `#` at the start of a line. `--check-config` reports every error as\n"
    "`file:line: fact` with a `HINT:` and ends with code 78 if there is any; `--print-config` "
    "shows\n"
    "the values in effect, defaults included. SIGHUP reads the file and the certificates again, "
    "all\n"
    "or nothing: after an error the old ones stay and the log says why. Settings marked *restart*\n"
    "keep their value until then and are named in a warning.\n"
    "\n"
    "`src/daemon/bonusd.ini` is an example, `src/daemon/bonusd.service.in` a systemd unit.\n";

void config_print_docs(struct buffer *text)
{
    PUT(text, "%s", config_docs_head);
    for (size_t s = 0; s < BASE_COUNT(config_sections); s++) {
        PUT(text, "\n## [%s]\n\n%s\n\n", config_sections[s].name, config_sections[s].help);
        PUT(text, "| setting | default | values | takes effect | meaning |\n");
        PUT(text, "|---|---|---|---|---|\n");
        for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
            if (strcmp(config_entries[i].section, config_sections[s].name) == 0) {
                config_print_entry(&config_entries[i], text);
            }
        }
    }
}
