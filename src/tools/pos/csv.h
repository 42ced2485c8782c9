// SPDX-License-Identifier: Apache-2.0
// Comma-separated records as RFC 4180 has them: fields may stand in quotes and then hold commas,
// quotes (doubled) and line ends; records end with LF or CRLF.
#ifndef POS_CSV_H
#define POS_CSV_H

#include <stddef.h>
#include <stdio.h>

#include "base/check.h"

enum {
    CSV_FIELDS_MAX = 64,
    CSV_RECORD_BYTES_MAX = 65536,
};

enum csv_result {
    CSV_OK,
    CSV_END,         // no more records
    CSV_TOO_MANY,    // more than CSV_FIELDS_MAX fields
    CSV_TOO_LONG,    // more than CSV_RECORD_BYTES_MAX bytes
    CSV_STRAY_QUOTE, // a quote inside an unquoted field, or text behind a closing one
    CSV_OPEN_QUOTE,  // the file ends inside quotes
    CSV_NUL,         // a zero byte
    CSV_UNREADABLE,  // errno says why
};

struct csv_reader {
    FILE *file;
    unsigned long line;  // on which the record begins, from 1
    unsigned long lines; // read so far
    size_t field_count;
    const char *fields[CSV_FIELDS_MAX]; // of the record read last
    char bytes[CSV_RECORD_BYTES_MAX];
    size_t size;
};

// The file is kept.
void csv_init(struct csv_reader *reader, FILE *file);

// The next record: its fields, closed with zeros, live until the next call. Empty lines are
// skipped. After anything but CSV_OK the reader is finished.
BASE_MUST_USE enum csv_result csv_read(struct csv_reader *reader);

// "a quote inside an unquoted field", for people.
const char *csv_result_text(enum csv_result result);

#endif
