// SPDX-License-Identifier: Apache-2.0
// Builds a logfmt line in a fixed buffer and hands it to the sink. A line that does not fit is cut
// at the end of a field and says so; a line that nobody takes is dropped and the next one says so.
// It never fails, never waits and never allocates.
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/metrics.h"
#include "base/utf8.h"

#define LOG_CUT_MARK " cut=1"

// A line being built. Once a piece did not fit nothing more is added.
struct log_line {
    char text[LIMIT_LOG_LINE_BYTES_MAX];
    size_t size;
    bool is_cut;
};

// Room kept for the cut mark and the newline.
#define LOG_LINE_ROOM (LIMIT_LOG_LINE_BYTES_MAX - sizeof(LOG_CUT_MARK))

static const char *const log_level_names[] = {
    [LOG_DEBUG] = "debug",
    [LOG_INFO] = "info",
    [LOG_WARN] = "warn",
    [LOG_ERROR] = "error",
};

// Whether a line can be written now without waiting. O_NONBLOCK is no way to learn it: it belongs
// to the open file, which standard error shares with the shell and everybody else who holds it.
// Files are always ready. A pipe that is ready has room for PIPE_BUF, which no line exceeds; only a
// second writer could take the room in between.
static bool log_is_writable(const struct log *log)
{
    struct pollfd out = {.fd = log->fd, .events = POLLOUT};
    int ready;
    do {
        ready = poll(&out, 1, 0);
    } while (ready < 0 && errno == EINTR);
    return ready == 1 && (out.revents & POLLOUT) != 0;
}

// The default sink. A reader that has stopped, or a full disk, must not stop the daemon.
static void log_write_fd(void *context, const char *line, size_t size)
{
    struct log *log = context;
    ssize_t written = -1;
    if (log_is_writable(log)) {
        do {
            written = write(log->fd, line, size);
        } while (written < 0 && errno == EINTR);
    }
    if (written == (ssize_t)size) {
        log->dropped = 0; // this line has told of them
        return;
    }
    log->dropped++;
    if (log->dropped_counter != NULL) {
        metric_count(log->dropped_counter, 1);
    }
}

void log_init(struct log *log, int fd, enum log_level level)
{
    *log = (struct log){
        .level = level,
        .clock = clock_of_system,
        .sink = log_write_fd,
        .sink_context = log,
        .fd = fd,
    };
}

const char *log_level_name(enum log_level level)
{
    CHECK((unsigned)level < BASE_COUNT(log_level_names));
    return log_level_names[level];
}

bool log_is_enabled(const struct log *log, enum log_level level)
{
    return log != NULL && level >= log->level;
}

struct log_field log_field_text(const char *key, const char *text)
{
    return (struct log_field){
        .key = key,
        .kind = LOG_KIND_TEXT,
        .bytes = text,
        .size = text == NULL ? 0 : strlen(text),
    };
}

struct log_field log_field_card(const char *key, const char *number)
{
    struct log_field field = log_field_text(key, number);
    field.kind = LOG_KIND_CARD;
    return field;
}

static void log_add(struct log_line *line, const char *text, size_t size)
{
    if (line->is_cut || size > LOG_LINE_ROOM - line->size) {
        line->is_cut = true;
        return;
    }
    memcpy(line->text + line->size, text, size);
    line->size += size;
}

static void log_add_text(struct log_line *line, const char *text)
{
    log_add(line, text, strlen(text));
}

static bool log_needs_quotes(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] <= ' ' || bytes[i] >= 0x7f || strchr("\"=\\", bytes[i]) != NULL) {
            return true;
        }
    }
    return size == 0;
}

// Adds one character, escaped where it could end the value or the line; returns its bytes.
static size_t log_add_character(struct log_line *line, const uint8_t *at, size_t size)
{
    char escaped[8];
    if (at[0] >= 0x80) {
        size_t length = utf8_measure_character(at, size);
        if (length > 0) {
            log_add(line, (const char *)at, length);
            return length;
        }
    }
    if (at[0] == '"' || at[0] == '\\') {
        snprintf(escaped, sizeof(escaped), "\\%c", at[0]);
    } else if (at[0] == '\n') {
        snprintf(escaped, sizeof(escaped), "\\n");
    } else if (at[0] < ' ' || at[0] >= 0x7f) {
        snprintf(escaped, sizeof(escaped), "\\x%02x", at[0]);
    } else {
        snprintf(escaped, sizeof(escaped), "%c", at[0]);
    }
    log_add_text(line, escaped);
    return 1;
}

static void log_add_escaped(struct log_line *line, const uint8_t *bytes, size_t size)
{
    if (!log_needs_quotes(bytes, size)) {
        log_add(line, (const char *)bytes, size);
        return;
    }
    log_add(line, "\"", 1);
    for (size_t i = 0; i < size && !line->is_cut;) {
        i += log_add_character(line, bytes + i, size - i);
    }
    log_add(line, "\"", 1);
}

static void log_add_hex(struct log_line *line, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size && !line->is_cut; i++) {
        char pair[HEX_TEXT_BYTES(1)];
        hex_print(bytes + i, 1, pair);
        log_add(line, pair, 2);
    }
}

static void log_add_field(struct log_line *line, const struct log_field *field)
{
    char number[24];
    size_t size_before = line->size;
    log_add(line, " ", 1);
    log_add_text(line, field->key);
    log_add(line, "=", 1);
    switch (field->kind) {
    case LOG_KIND_INT:
        snprintf(number, sizeof(number), "%" PRId64, field->integer);
        log_add_text(line, number);
        break;
    case LOG_KIND_TEXT:
        log_add_escaped(line, field->bytes, field->size);
        break;
    case LOG_KIND_HEX:
        log_add_hex(line, field->bytes, field->size);
        break;
    case LOG_KIND_CARD:
        log_add(line, "*", 1);
        if (field->size >= 8) {
            log_add_escaped(line, (const uint8_t *)field->bytes + field->size - 4, 4);
        }
        break;
    }
    if (line->is_cut) {
        line->size = size_before;
    }
}

static void log_add_time(struct log_line *line, int64_t wall_us)
{
    char text[48];
    time_t seconds = (time_t)(wall_us / 1000000);
    struct tm parts;
    CHECK(gmtime_r(&seconds, &parts) != NULL);
    size_t size = strftime(text, sizeof(text), "ts=%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + size, sizeof(text) - size, ".%06dZ", (int)(wall_us % 1000000));
    log_add_text(line, text);
}

// What was lost stands behind the event, where no line is cut.
static void log_add_dropped(struct log_line *line, const struct log *log)
{
    if (log->dropped > 0) {
        const struct log_field field = LOG_INT("dropped", log->dropped);
        log_add_field(line, &field);
    }
}

void log_write(struct log *log, enum log_level level, const struct log_field *fields, size_t count)
{
    CHECK(count > 0);
    struct log_line line = {.size = 0, .is_cut = false};
    log_add_time(&line, log->clock.wall_us(log->clock.context));
    const struct log_field level_field = LOG_TEXT("level", log_level_name(level));
    log_add_field(&line, &level_field);
    log_add_field(&line, &fields[0]);
    log_add_dropped(&line, log);
    for (size_t i = 1; i < count; i++) {
        log_add_field(&line, &fields[i]);
    }
    if (line.is_cut) {
        memcpy(line.text + line.size, LOG_CUT_MARK, strlen(LOG_CUT_MARK));
        line.size += strlen(LOG_CUT_MARK);
    }
    line.text[line.size++] = '\n';
    log->sink(log->sink_context, line.text, line.size);
}
