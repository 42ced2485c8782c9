// SPDX-License-Identifier: Apache-2.0
// Reads records character by character; the states are those of the grammar of RFC 4180.
#include "tools/pos/csv.h"

#include <stdbool.h>

enum csv_state {
    CSV_FIELD_START,
    CSV_PLAIN,        // in a field without quotes
    CSV_QUOTED,       // in quotes
    CSV_QUOTE_CLOSED, // behind a quote that may have closed the field, or be doubled
};

void csv_init(struct csv_reader *reader, FILE *file)
{
    reader->file = file;
    reader->line = 0;
    reader->lines = 0;
    reader->field_count = 0;
    reader->size = 0;
}

const char *csv_result_text(enum csv_result result)
{
    static const char *const texts[] = {
        [CSV_OK] = "ok",
        [CSV_END] = "there are no more records",
        [CSV_TOO_MANY] = "the record has too many fields",
        [CSV_TOO_LONG] = "the record is too long",
        [CSV_STRAY_QUOTE] = "a quote stands where none may: quote the field, double its quotes",
        [CSV_OPEN_QUOTE] = "the file ends inside quotes",
        [CSV_NUL] = "a zero byte",
        [CSV_UNREADABLE] = "cannot be read",
    };
    CHECK((size_t)result < BASE_COUNT(texts));
    return texts[result];
}

static enum csv_result csv_add(struct csv_reader *reader, char character)
{
    if (reader->size == CSV_RECORD_BYTES_MAX) {
        return CSV_TOO_LONG;
    }
    reader->bytes[reader->size++] = character;
    return CSV_OK;
}

static enum csv_result csv_begin_field(struct csv_reader *reader)
{
    if (reader->field_count == CSV_FIELDS_MAX) {
        return CSV_TOO_MANY;
    }
    reader->fields[reader->field_count++] = reader->bytes + reader->size;
    return CSV_OK;
}

static enum csv_result csv_end_field(struct csv_reader *reader, enum csv_state *state)
{
    // The CR of a CRLF is not part of the field.
    if (*state == CSV_PLAIN && reader->size > 0 && reader->bytes[reader->size - 1] == '\r') {
        reader->size--;
    }
    *state = CSV_FIELD_START;
    return csv_add(reader, '\0');
}

// One character that neither ends a field nor the record.
static enum csv_result csv_take(struct csv_reader *reader, enum csv_state *state, char character)
{
    switch (*state) {
    case CSV_FIELD_START:
        *state = character == '"' ? CSV_QUOTED : CSV_PLAIN;
        return character == '"' ? CSV_OK : csv_add(reader, character);
    case CSV_PLAIN:
        return character == '"' ? CSV_STRAY_QUOTE : csv_add(reader, character);
    case CSV_QUOTED:
        if (character == '"') {
            *state = CSV_QUOTE_CLOSED;
            return CSV_OK;
        }
        return csv_add(reader, character);
    case CSV_QUOTE_CLOSED:
        if (character == '"') {
            *state = CSV_QUOTED;
            return csv_add(reader, character);
        }
        return character == '\r' ? CSV_OK : CSV_STRAY_QUOTE;
    }
    return CSV_STRAY_QUOTE;
}

static bool csv_is_blank(const struct csv_reader *reader)
{
    return reader->field_count == 1 && reader->fields[0][0] == '\0';
}

static enum csv_result csv_finish_file(struct csv_reader *reader, enum csv_state state)
{
    if (ferror(reader->file)) {
        return CSV_UNREADABLE;
    }
    if (state == CSV_QUOTED) {
        return CSV_OPEN_QUOTE;
    }
    if (reader->field_count == 1 && state == CSV_FIELD_START) {
        return CSV_END;
    }
    return csv_end_field(reader, &state);
}

static void csv_begin_record(struct csv_reader *reader)
{
    reader->line = reader->lines + 1;
    reader->field_count = 0;
    reader->size = 0;
}

enum csv_result csv_read(struct csv_reader *reader)
{
    enum csv_state state = CSV_FIELD_START;
    csv_begin_record(reader);
    enum csv_result result = csv_begin_field(reader);
    while (result == CSV_OK) {
        int character = getc_unlocked(reader->file);
        if (character == EOF) {
            return csv_finish_file(reader, state);
        }
        reader->lines += character == '\n';
        if (character == '\0') {
            result = CSV_NUL;
        } else if (state != CSV_QUOTED && character == ',') {
            result = csv_end_field(reader, &state);
            if (result == CSV_OK) {
                result = csv_begin_field(reader);
            }
        } else if (state != CSV_QUOTED && character == '\n') {
            result = csv_end_field(reader, &state);
            if (result == CSV_OK && !csv_is_blank(reader)) {
                return CSV_OK;
            }
            csv_begin_record(reader);
            result = result == CSV_OK ? csv_begin_field(reader) : result;
        } else {
            result = csv_take(reader, &state, (char)character);
        }
    }
    return result;
}
