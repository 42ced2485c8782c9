// SPDX-License-Identifier: Apache-2.0
// logfmt, one line per event, one write per line, never longer than LIMIT_LOG_LINE_BYTES_MAX:
//
//     log_event(log, LOG_INFO, "session_open", LOG_TEXT("peer", peer), LOG_INT("session", number));
//     ts=2025-11-21T09:30:00.000250Z level=info event=session_open peer=10.0.0.7:41022 session=7
//
// Values are escaped, so nothing a peer sends can start a line or a field of its own. Secrets and
// names are never logged; card numbers only through LOG_CARD.
//
// Nobody waits for the log: a line that the descriptor does not take at once is dropped, and the
// next one that gets through has dropped=N behind its event.
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/clock.h"

enum log_level {
    LOG_DEBUG, // for the one who looks for a fault
    LOG_INFO,  // what happened, including what peers did wrong
    LOG_WARN,  // a dependency is in trouble; one line per change
    LOG_ERROR, // someone has to do something
};

struct metric;

enum log_kind { LOG_KIND_INT, LOG_KIND_TEXT, LOG_KIND_HEX, LOG_KIND_CARD };

struct log_field {
    const char *key;
    enum log_kind kind;
    size_t size; // of bytes
    int64_t integer;
    const void *bytes;
};

// The fields of an event. Pointers are borrowed for the call; a NULL text is written as "".
#define LOG_INT(name, value)                                                                       \
    ((struct log_field){.key = (name), .kind = LOG_KIND_INT, .integer = (int64_t)(value)})
#define LOG_TEXT(name, value) log_field_text((name), (value))
#define LOG_BYTES(name, value, count)                                                              \
    ((struct log_field){.key = (name), .kind = LOG_KIND_TEXT, .bytes = (value), .size = (count)})
#define LOG_HEX(name, value, count)                                                                \
    ((struct log_field){.key = (name), .kind = LOG_KIND_HEX, .bytes = (value), .size = (count)})
// A card number as "*1234"; of a number shorter than 8 characters nothing is shown.
#define LOG_CARD(name, number) log_field_card((name), (number))

struct log {
    enum log_level level; // events below it are dropped
    struct clock_source clock;
    // Takes one whole line with its newline. The line is borrowed for the call.
    void (*sink)(void *context, const char *line, size_t size);
    void *sink_context;
    // Of the default sink.
    int fd;
    uint64_t dropped;               // lines since the last one that got through
    struct metric *dropped_counter; // of all of them; NULL: not counted
};

// A log that writes to `fd` (borrowed) with the machine's clock. Tests set .clock and .sink after.
// It must not be copied: the default sink knows it by its address.
void log_init(struct log *log, int fd, enum log_level level);

// "debug", "info", "warn", "error".
const char *log_level_name(enum log_level level);

// Whether an event of this level is written; a NULL log drops everything.
bool log_is_enabled(const struct log *log, enum log_level level);

// Writes one event. `event` is a word, in the past where it can be: session_open, turn_failed.
// The fields are not evaluated when the level is filtered out.
#define log_event(log, level, event, ...)                                                          \
    do {                                                                                           \
        if (log_is_enabled((log), (level))) {                                                      \
            const struct log_field log_fields_[] = {LOG_TEXT("event", (event)), ##__VA_ARGS__};    \
            log_write((log), (level), log_fields_, BASE_COUNT(log_fields_));                       \
        }                                                                                          \
    } while (0)

// The first field is the event.
void log_write(struct log *log, enum log_level level, const struct log_field *fields, size_t count);

struct log_field log_field_text(const char *key, const char *text);
struct log_field log_field_card(const char *key, const char *number);

#endif
