// SPDX-License-Identifier: Apache-2.0
// The comparison of what is embedded with what was recorded.
#include "tools/ctl/migration.h"

#include <stdio.h>
#include <string.h>

static bool migration_path_starts(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

size_t migration_collect(struct digest_engine *engine, const struct embedded_sql *table,
                         size_t table_count, const char *const *folders,
                         struct migration_file *files, size_t files_max)
{
    size_t count = 0;
    for (; *folders != NULL; folders++) {
        for (size_t index = 0; index < table_count; index++) {
            if (migration_path_starts(table[index].path, *folders)) {
                CHECK(count < files_max);
                files[count].sql = &table[index];
                uint8_t digest[DIGEST_BYTES];
                digest_compute(engine, table[index].text, table[index].size, digest);
                hex_print(digest, sizeof(digest), files[count].checksum);
                count++;
            }
        }
    }
    return count;
}

// "migrations/0007_anything.sql" is number 7.
static bool migration_is_numbered(const char *path, size_t number)
{
    char prefix[40];
    snprintf(prefix, sizeof(prefix), "migrations/%04zu_", number);
    return migration_path_starts(path, prefix);
}

enum migration_verdict migration_compare(const struct migration_file *files, size_t file_count,
                                         const struct migration_record *records,
                                         size_t record_count, size_t *done)
{
    for (size_t index = 0; index < file_count; index++) {
        if (!migration_is_numbered(files[index].sql->path, index + 1)) {
            *done = index;
            return MIGRATION_MISNAMED;
        }
    }
    for (size_t index = 0; index < record_count; index++) {
        *done = index;
        if (index == file_count) {
            return MIGRATION_UNKNOWN;
        }
        if (!migration_is_recorded(&files[index], &records[index], 1)) {
            return MIGRATION_CHANGED;
        }
    }
    *done = record_count;
    return MIGRATION_OK;
}

bool migration_is_recorded(const struct migration_file *file,
                           const struct migration_record *records, size_t record_count)
{
    for (size_t index = 0; index < record_count; index++) {
        if (strcmp(file->sql->path, records[index].path) == 0) {
            return strcmp(file->checksum, records[index].checksum) == 0;
        }
    }
    return false;
}

bool migration_is_known(const struct migration_record *record, const struct migration_file *files,
                        size_t file_count)
{
    for (size_t index = 0; index < file_count; index++) {
        if (strcmp(record->path, files[index].sql->path) == 0) {
            return true;
        }
    }
    return false;
}

size_t migration_line_at(const char *text, size_t position)
{
    size_t line = 1;
    for (; *text != '\0' && position > 1; text++, position--) {
        // The server counts characters: bytes that continue one in UTF-8 do not count.
        while (((unsigned char)text[1] & 0xC0) == 0x80) {
            text++;
        }
        line += *text == '\n';
    }
    return line;
}
