// SPDX-License-Identifier: Apache-2.0
// Which migrations a database still needs. Migrations are numbered from 1 without gaps, run in
// order, and are never edited once they were run anywhere: what was recorded must be what the
// program brings. Definitions (functions, views, grants) are re-applied whole when any of them
// changed. No database here, only the comparison.
#ifndef CTL_MIGRATION_H
#define CTL_MIGRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/hex.h"
#include "tools/ctl/embedded_sql.h"

enum {
    MIGRATIONS_MAX = 1000,
    DEFINITIONS_MAX = 1000,
    MIGRATION_PATH_BYTES_MAX = 128, // of a recorded path
    MIGRATION_CHECKSUM_BYTES = HEX_TEXT_BYTES(DIGEST_BYTES),
};

// A file and the SHA-256 of its text in hexadecimal digits, as the program brings it.
struct migration_file {
    const struct embedded_sql *sql;
    char checksum[MIGRATION_CHECKSUM_BYTES];
};

// The same as the database recorded it.
struct migration_record {
    char path[MIGRATION_PATH_BYTES_MAX];
    char checksum[MIGRATION_CHECKSUM_BYTES];
};

enum migration_verdict {
    MIGRATION_OK,
    MIGRATION_CHANGED,  // was run with another text
    MIGRATION_UNKNOWN,  // the database has one that the program does not have: it is newer
    MIGRATION_MISNAMED, // the program's files are not numbered 0001, 0002 ...
};

// The files of `table` whose path starts with one of the `folders` (a NULL ends them), in the order
// of the folders and of the table. Returns how many; `files` has room for files_max.
size_t migration_collect(struct digest_engine *engine, const struct embedded_sql *table,
                         size_t table_count, const char *const *folders,
                         struct migration_file *files, size_t files_max);

// Compares what the program brings with what was run, both in order. MIGRATION_OK: *done of the
// files were run, the others are to be. Otherwise *done is the index of the culprit: of the files,
// for MIGRATION_UNKNOWN of the records.
BASE_MUST_USE enum migration_verdict migration_compare(const struct migration_file *files,
                                                       size_t file_count,
                                                       const struct migration_record *records,
                                                       size_t record_count, size_t *done);

// Whether a definition is recorded with this very text.
bool migration_is_recorded(const struct migration_file *file,
                           const struct migration_record *records, size_t record_count);

// Whether a recorded definition is still among the files.
bool migration_is_known(const struct migration_record *record, const struct migration_file *files,
                        size_t file_count);

// The line of a text at a character position counted from 1, as the server reports it.
size_t migration_line_at(const char *text, size_t position);

#endif
