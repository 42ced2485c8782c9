// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/migration.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"

#define SQL(path_text, sql_text)                                                                   \
    {                                                                                              \
        .path = (path_text), .text = (sql_text), .size = sizeof(sql_text) - 1                      \
    }

static const struct embedded_sql sample[] = {
    SQL("checks/rule.sql", "select 1"),
    SQL("functions/a_v1.sql", "a"),
    SQL("functions/b_v1.sql", "b"),
    SQL("grants.sql", "grant"),
    SQL("migrations/0001_one.sql", "abc"),
    SQL("migrations/0002_two.sql", "two"),
    SQL("views/v.sql", "view"),
};

static const char *const migrations_folder[] = {"migrations/", NULL};
static const char *const definitions_folders[] = {"views/", "functions/", "grants.sql", NULL};

static size_t collect(const char *const *folders, struct migration_file files[8])
{
    struct digest_engine *engine = digest_engine_create();
    const size_t count =
        migration_collect(engine, sample, sizeof(sample) / sizeof(sample[0]), folders, files, 8);
    digest_engine_destroy(engine);
    return count;
}

// The record that running the file leaves.
static struct migration_record record_of(const struct migration_file *file)
{
    struct migration_record record;
    snprintf(record.path, sizeof(record.path), "%s", file->sql->path);
    memcpy(record.checksum, file->checksum, sizeof(record.checksum));
    return record;
}

static void files_are_collected_by_folder_with_their_sha256(void **state)
{
    (void)state;
    struct migration_file files[8];
    assert_int_equal(collect(migrations_folder, files), 2);
    assert_string_equal(files[0].sql->path, "migrations/0001_one.sql");
    // FIPS 180-2, appendix B.1: SHA-256 of "abc".
    assert_string_equal(files[0].checksum,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(collect(definitions_folders, files), 4);
    assert_string_equal(files[0].sql->path, "views/v.sql");
    assert_string_equal(files[1].sql->path, "functions/a_v1.sql");
    assert_string_equal(files[3].sql->path, "grants.sql");
}

static void what_was_not_run_yet_is_to_be_run(void **state)
{
    (void)state;
    struct migration_file files[8];
    size_t done = 99;
    assert_int_equal(collect(migrations_folder, files), 2);
    assert_int_equal(migration_compare(files, 2, NULL, 0, &done), MIGRATION_OK);
    assert_int_equal(done, 0);
    const struct migration_record records[] = {record_of(&files[0]), record_of(&files[1])};
    assert_int_equal(migration_compare(files, 2, records, 1, &done), MIGRATION_OK);
    assert_int_equal(done, 1);
    assert_int_equal(migration_compare(files, 2, records, 2, &done), MIGRATION_OK);
    assert_int_equal(done, 2);
}

static void a_migration_changed_after_its_release_is_the_culprit(void **state)
{
    (void)state;
    struct migration_file files[8];
    size_t at = 99;
    assert_int_equal(collect(migrations_folder, files), 2);
    struct migration_record records[] = {record_of(&files[0]), record_of(&files[1])};
    records[1].checksum[0] ^= 1;
    assert_int_equal(migration_compare(files, 2, records, 2, &at), MIGRATION_CHANGED);
    assert_int_equal(at, 1);
    records[1] = record_of(&files[1]);
    records[0].path[0] = 'x'; // renamed
    assert_int_equal(migration_compare(files, 2, records, 2, &at), MIGRATION_CHANGED);
    assert_int_equal(at, 0);
}

static void a_database_of_a_newer_program_is_left_alone(void **state)
{
    (void)state;
    struct migration_file files[8];
    size_t at = 99;
    assert_int_equal(collect(migrations_folder, files), 2);
    const struct migration_record records[] = {record_of(&files[0]), record_of(&files[1])};
    assert_int_equal(migration_compare(files, 1, records, 2, &at), MIGRATION_UNKNOWN);
    assert_int_equal(at, 1);
}

static void numbers_have_no_gaps(void **state)
{
    (void)state;
    struct migration_file files[8];
    size_t at = 99;
    assert_int_equal(collect(migrations_folder, files), 2);
    assert_int_equal(migration_compare(files + 1, 1, NULL, 0, &at), MIGRATION_MISNAMED);
    assert_int_equal(at, 0);
}

static void the_programs_own_migrations_are_numbered(void **state)
{
    (void)state;
    struct migration_file files[64];
    size_t done = 0;
    struct digest_engine *engine = digest_engine_create();
    const size_t count =
        migration_collect(engine, embedded_sqls, embedded_sql_count, migrations_folder, files, 64);
    digest_engine_destroy(engine);
    assert_true(count >= 2);
    assert_int_equal(migration_compare(files, count, NULL, 0, &done), MIGRATION_OK);
    for (size_t index = 0; index < embedded_sql_count; index++) {
        assert_int_equal(strlen(embedded_sqls[index].text), embedded_sqls[index].size);
    }
}

static void definitions_are_known_by_text_and_path(void **state)
{
    (void)state;
    struct migration_file files[8];
    assert_int_equal(collect(definitions_folders, files), 4);
    struct migration_record record = record_of(&files[1]);
    assert_true(migration_is_recorded(&files[1], &record, 1));
    assert_false(migration_is_recorded(&files[2], &record, 1));
    assert_true(migration_is_known(&record, files, 4));
    record.checksum[5] ^= 1;
    assert_false(migration_is_recorded(&files[1], &record, 1));
    assert_true(migration_is_known(&record, files, 4));
    snprintf(record.path, sizeof(record.path), "functions/gone_v1.sql");
    assert_false(migration_is_known(&record, files, 4));
}

static void an_error_is_found_at_its_line(void **state)
{
    (void)state;
    static const char text[] = "first\n-- Київ\nthird";
    assert_int_equal(migration_line_at(text, 1), 1);
    assert_int_equal(migration_line_at(text, 6), 1);  // the newline itself
    assert_int_equal(migration_line_at(text, 7), 2);  // behind it
    assert_int_equal(migration_line_at(text, 14), 2); // counted in characters
    assert_int_equal(migration_line_at(text, 15), 3);
    assert_int_equal(migration_line_at(text, 1000), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_collected_by_folder_with_their_sha256),
        cmocka_unit_test(what_was_not_run_yet_is_to_be_run),
        cmocka_unit_test(a_migration_changed_after_its_release_is_the_culprit),
        cmocka_unit_test(a_database_of_a_newer_program_is_left_alone),
        cmocka_unit_test(numbers_have_no_gaps),
        cmocka_unit_test(the_programs_own_migrations_are_numbered),
        cmocka_unit_test(definitions_are_known_by_text_and_path),
        cmocka_unit_test(an_error_is_found_at_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
