// SPDX-License-Identifier: Apache-2.0
// `bonusctl db migrate`: brings a database to what this program expects. Migrations run once, each
// in its own transaction; functions, views and grants follow in one more; then partitions of the
// journal are made ahead. One at a time, by an advisory lock.
#include "tools/ctl/commands.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "tools/ctl/command.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/migration.h"

#define MIGRATE_LANES_DEFAULT "4"

// Everything one run knows.
struct migrate {
    struct ctl *ctl;
    struct database database;
    bool plan_only;
    uint32_t lanes; // 0: not said
    struct migration_file *migrations;
    size_t migration_count;
    size_t migrations_done;
    struct migration_file *definitions;
    size_t definition_count;
    bool definitions_moved;
    json_t *report; // what was done or would be, by the lists below
};

struct migrate_values {
    bool plan;
    uint32_t lanes;
};

// The lists of the report and how people read them.
static const struct {
    const char *name;
    const char *done;
    const char *planned;
} migrate_lists[] = {
    {"migrations", "ran", "would run"},
    {"definitions", "applied", "would apply"},
    {"removed", "removed", "would remove"},
};

static void migrate_note(struct migrate *migrate, const char *list, const char *path)
{
    json_array_append_new(json_object_get(migrate->report, list), json_string(path));
}

// Runs a whole file; an error is reported at its line.
static enum ctl_result migrate_run_file(struct migrate *migrate, const struct embedded_sql *sql)
{
    PGresult *done = PQexec(migrate->database.connection, sql->text);
    enum ctl_result result = CTL_OK;
    if (PQresultStatus(done) != PGRES_COMMAND_OK && PQresultStatus(done) != PGRES_TUPLES_OK) {
        const char *position = PQresultErrorField(done, PG_DIAG_STATEMENT_POSITION);
        char where[MIGRATION_PATH_BYTES_MAX + 32];
        if (position != NULL) {
            snprintf(where, sizeof(where), "sql/%s:%zu: ", sql->path,
                     migration_line_at(sql->text, strtoul(position, NULL, 10)));
        } else {
            snprintf(where, sizeof(where), "sql/%s: ", sql->path);
        }
        result = database_fail(&migrate->database, where, done);
    }
    PQclear(done);
    return result;
}

// Rows of (path, checksum) as records.
static void migrate_read_records(const PGresult *rows, struct migration_record *records)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        snprintf(records[row].path, sizeof(records[row].path), "%s", PQgetvalue(rows, row, 0));
        snprintf(records[row].checksum, sizeof(records[row].checksum), "%s",
                 PQgetvalue(rows, row, 1));
    }
}

// *records is the caller's to free(). A database that was never migrated has none.
static enum ctl_result migrate_load_records(struct migrate *migrate, const char *exists_statement,
                                            const char *statement,
                                            struct migration_record **records, size_t *count)
{
    PGresult *rows = NULL;
    *records = memory_allocate(1, sizeof(**records));
    *count = 0;
    enum ctl_result result =
        database_query(&migrate->database, &rows, exists_statement, DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    const bool exists = PQgetvalue(rows, 0, 0)[0] == 't';
    PQclear(rows);
    if (!exists) {
        return CTL_OK;
    }
    result = database_query(&migrate->database, &rows, statement, DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    *count = (size_t)PQntuples(rows);
    *records = memory_resize(*records, (*count + 1) * sizeof(**records));
    migrate_read_records(rows, *records);
    PQclear(rows);
    return CTL_OK;
}

static enum ctl_result migrate_judge(struct migrate *migrate,
                                     const struct migration_record *records, size_t count)
{
    size_t at = 0;
    switch (migration_compare(migrate->migrations, migrate->migration_count, records, count, &at)) {
    case MIGRATION_OK:
        migrate->migrations_done = at;
        return CTL_OK;
    case MIGRATION_CHANGED:
        return ctl_fail(migrate->ctl, CTL_DATA,
                        "released migrations never change: use the program that ran it, or write "
                        "a new migration",
                        "sql/%s is not the file that was run on this database (%s)",
                        migrate->migrations[at].sql->path, records[at].path);
    case MIGRATION_UNKNOWN:
        return ctl_fail(migrate->ctl, CTL_DATA, "use the newer bonusctl",
                        "the database was migrated by a newer program: it has %s",
                        records[at].path);
    case MIGRATION_MISNAMED:
        break;
    }
    return ctl_fail(migrate->ctl, CTL_SOFTWARE, NULL, "sql/%s is not number %zu",
                    migrate->migrations[at].sql->path, at + 1);
}

static enum ctl_result migrate_compare_migrations(struct migrate *migrate)
{
    struct migration_record *records = NULL;
    size_t count = 0;
    enum ctl_result result = migrate_load_records(
        migrate, "select to_regclass('bonus_meta.migration') is not null",
        "select path, encode(checksum, 'hex') from bonus_meta.migration order by number", &records,
        &count);
    if (result == CTL_OK) {
        result = migrate_judge(migrate, records, count);
    }
    free(records);
    return result;
}

static enum ctl_result migrate_compare_definitions(struct migrate *migrate)
{
    struct migration_record *records = NULL;
    size_t count = 0;
    enum ctl_result result = migrate_load_records(
        migrate, "select to_regclass('bonus_meta.definition') is not null",
        "select path, encode(checksum, 'hex') from bonus_meta.definition order by path", &records,
        &count);
    for (size_t index = 0; result == CTL_OK && index < migrate->definition_count; index++) {
        if (!migration_is_recorded(&migrate->definitions[index], records, count)) {
            migrate->definitions_moved = true;
            migrate_note(migrate, "definitions", migrate->definitions[index].sql->path);
        }
    }
    for (size_t index = 0; result == CTL_OK && index < count; index++) {
        if (!migration_is_known(&records[index], migrate->definitions, migrate->definition_count)) {
            migrate->definitions_moved = true;
            migrate_note(migrate, "removed", records[index].path);
        }
    }
    free(records);
    return result;
}

// The number of lanes is chosen once, by the first migration.
static enum ctl_result migrate_choose_lanes(struct migrate *migrate)
{
    char lanes[12];
    snprintf(lanes, sizeof(lanes), "%u", migrate->lanes);
    if (migrate->migrations_done == 0) {
        return database_run(&migrate->database, "select set_config('bonus.lanes', $1, false)",
                            migrate->lanes == 0 ? MIGRATE_LANES_DEFAULT : lanes, DATABASE_END);
    }
    PGresult *rows = NULL;
    enum ctl_result result =
        database_query(&migrate->database, &rows, "select lanes from bonus.ledger", DATABASE_END);
    if (result == CTL_OK && migrate->lanes != 0 && strcmp(lanes, PQgetvalue(rows, 0, 0)) != 0) {
        result = ctl_fail(migrate->ctl, CTL_DATA,
                          "the number of lanes is chosen when the database is made and never "
                          "changes",
                          "this ledger has %s lanes, not %s", PQgetvalue(rows, 0, 0), lanes);
    }
    PQclear(rows);
    return result;
}

// Ends a transaction: commits it if all went well so far.
static enum ctl_result migrate_end(struct migrate *migrate, enum ctl_result result)
{
    if (result != CTL_OK) {
        PQclear(PQexec(migrate->database.connection, "rollback"));
        return result;
    }
    return database_run(&migrate->database, "commit", DATABASE_END);
}

static enum ctl_result migrate_run_one(struct migrate *migrate, size_t index)
{
    const struct migration_file *file = &migrate->migrations[index];
    char number[24];
    snprintf(number, sizeof(number), "%zu", index + 1);
    enum ctl_result result = database_run(&migrate->database, "begin", DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    result = migrate_run_file(migrate, file->sql);
    if (result == CTL_OK) {
        result = database_run(&migrate->database,
                              "insert into bonus_meta.migration (number, path, checksum) "
                              "values ($1, $2, decode($3, 'hex'))",
                              number, file->sql->path, file->checksum, DATABASE_END);
    }
    return migrate_end(migrate, result);
}

static enum ctl_result migrate_run_migrations(struct migrate *migrate)
{
    for (size_t index = migrate->migrations_done; index < migrate->migration_count; index++) {
        if (!migrate->plan_only) {
            enum ctl_result result = migrate_run_one(migrate, index);
            if (result != CTL_OK) {
                return result;
            }
        }
        migrate_note(migrate, "migrations", migrate->migrations[index].sql->path);
    }
    return CTL_OK;
}

// What an older program left behind: functions that were not written by this very transaction (they
// are gone, or had other parameters), and views without a file. Nothing cascades: if somebody built
// on them, the migration fails and says so.
static const char migrate_drop_stale[] =
    "do $$ declare stale text; begin"
    "    for stale in select 'drop routine ' || p.oid::regprocedure from pg_catalog.pg_proc as p"
    "        where p.pronamespace = 'bonus'::regnamespace"
    "            and p.xmin <> pg_catalog.pg_current_xact_id()::xid"
    "        union all"
    "        select 'drop view ' || c.oid::regclass from pg_catalog.pg_class as c"
    "        where c.relnamespace = 'bonus'::regnamespace and c.relkind = 'v'"
    "            and pg_catalog.format('views/%s.sql', c.relname)"
    "                not in (select path from bonus_meta.definition)"
    "    loop execute stale; end loop;"
    "end $$";

static enum ctl_result migrate_record_definitions(struct migrate *migrate)
{
    enum ctl_result result =
        database_run(&migrate->database, "delete from bonus_meta.definition", DATABASE_END);
    for (size_t index = 0; result == CTL_OK && index < migrate->definition_count; index++) {
        result = database_run(&migrate->database,
                              "insert into bonus_meta.definition (path, checksum) "
                              "values ($1, decode($2, 'hex'))",
                              migrate->definitions[index].sql->path,
                              migrate->definitions[index].checksum, DATABASE_END);
    }
    return result;
}

// Views first: a function may return rows of one. The bodies of functions are not looked at until
// they run, so these come in any order. Grants are the last file: they touch every function.
static enum ctl_result migrate_apply_definitions(struct migrate *migrate)
{
    static const char *const before[] = {"begin", "set local check_function_bodies = off"};
    const size_t grants = migrate->definition_count - 1;
    enum ctl_result result = CTL_OK;
    for (size_t index = 0; result == CTL_OK && index < BASE_COUNT(before); index++) {
        result = database_run(&migrate->database, before[index], DATABASE_END);
    }
    for (size_t index = 0; result == CTL_OK && index < grants; index++) {
        result = migrate_run_file(migrate, migrate->definitions[index].sql);
    }
    if (result == CTL_OK) {
        result = migrate_record_definitions(migrate);
    }
    if (result == CTL_OK) {
        result = database_run(&migrate->database, migrate_drop_stale, DATABASE_END);
    }
    if (result == CTL_OK) {
        result = migrate_run_file(migrate, migrate->definitions[grants].sql);
    }
    return migrate_end(migrate, result);
}

static enum ctl_result migrate_open(struct migrate *migrate)
{
    static const struct embedded_sql *const table = embedded_sqls;
    static const char *const migrations[] = {"migrations/", NULL};
    static const char *const definitions[] = {"views/", "functions/", "grants.sql", NULL};
    struct digest_engine *engine = digest_engine_create();
    migrate->migrations = memory_allocate(MIGRATIONS_MAX, sizeof(*migrate->migrations));
    migrate->definitions = memory_allocate(DEFINITIONS_MAX, sizeof(*migrate->definitions));
    migrate->migration_count = migration_collect(engine, table, embedded_sql_count, migrations,
                                                 migrate->migrations, MIGRATIONS_MAX);
    migrate->definition_count = migration_collect(engine, table, embedded_sql_count, definitions,
                                                  migrate->definitions, DEFINITIONS_MAX);
    digest_engine_destroy(engine);
    migrate->report = json_pack("{s:[], s:[], s:[]}", "migrations", "definitions", "removed");
    enum ctl_result result = database_open(migrate->ctl, &migrate->database);
    if (result == CTL_OK) {
        result = database_run(&migrate->database, "set lock_timeout = '10s'", DATABASE_END);
    }
    return result;
}

// Only whoever holds the lock may look and then change.
static enum ctl_result migrate_lock(struct migrate *migrate)
{
    const struct embedded_sql *meta = NULL;
    for (size_t index = 0; index < embedded_sql_count; index++) {
        if (strcmp(embedded_sqls[index].path, "meta.sql") == 0) {
            meta = &embedded_sqls[index];
        }
    }
    CHECK(meta != NULL);
    enum ctl_result result = database_run(
        &migrate->database, "select pg_advisory_lock(hashtext('bonus.migrate'))", DATABASE_END);
    return result == CTL_OK ? migrate_run_file(migrate, meta) : result;
}

static enum ctl_result migrate_work(struct migrate *migrate)
{
    enum ctl_result result = migrate->plan_only ? CTL_OK : migrate_lock(migrate);
    if (result == CTL_OK) {
        result = migrate_compare_migrations(migrate);
    }
    if (result == CTL_OK) {
        result = migrate_choose_lanes(migrate);
    }
    if (result == CTL_OK) {
        result = migrate_run_migrations(migrate);
    }
    if (result == CTL_OK) {
        result = migrate_compare_definitions(migrate);
    }
    if (result != CTL_OK || migrate->plan_only) {
        return result;
    }
    if (migrate->definitions_moved) {
        result = migrate_apply_definitions(migrate);
    }
    if (result == CTL_OK) {
        result = database_run(&migrate->database,
                              "select bonus.journal_partition_ahead_v1(10000000)", DATABASE_END);
    }
    return result;
}

static void migrate_print(const struct migrate *migrate)
{
    struct ctl *ctl = migrate->ctl;
    if (ctl->json) {
        listing_print_json(ctl, json_incref(migrate->report));
        return;
    }
    size_t count = 0;
    for (size_t list = 0; list < BASE_COUNT(migrate_lists); list++) {
        size_t index = 0;
        json_t *path = NULL;
        json_array_foreach(json_object_get(migrate->report, migrate_lists[list].name), index, path)
        {
            fprintf(ctl->out, "%s sql/%s\n",
                    migrate->plan_only ? migrate_lists[list].planned : migrate_lists[list].done,
                    json_string_value(path));
            count++;
        }
    }
    if (count == 0) {
        fputs("nothing to do\n", ctl->out);
    }
}

static enum ctl_result migrate_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct migrate_values *values = arguments->values;
    struct migrate migrate = {.ctl = ctl, .plan_only = values->plan, .lanes = values->lanes};
    enum ctl_result result = migrate_open(&migrate);
    if (result == CTL_OK) {
        result = migrate_work(&migrate);
    }
    if (result == CTL_OK) {
        migrate_print(&migrate);
    }
    database_close(&migrate.database);
    json_decref(migrate.report);
    free(migrate.definitions);
    free(migrate.migrations);
    return result;
}

static const struct option migrate_options[] = {
    {.name = "plan",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct migrate_values, plan),
     .help = "say what would be done and do nothing"},
    {.name = "lanes",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct migrate_values, lanes),
     .value_name = "N",
     .number_min = 1,
     .number_max = LIMIT_LANES_MAX,
     .help = "lanes of a new ledger, never changed later; default " MIGRATE_LANES_DEFAULT},
};

const struct command migrate_command = {
    .path = "db migrate",
    .words = "",
    .options = migrate_options,
    .option_count = BASE_COUNT(migrate_options),
    .values_size = sizeof(struct migrate_values),
    .has_json = true,
    .uses_database = true,
    .summary = "make the ledger's schema or bring it up to date",
    .text =
        "Migrations run once, in order, each in its own transaction, and are recorded with their\n"
        "SHA-256 in bonus_meta.migration; functions, views and grants are applied again whenever\n"
        "one of them changed. Run it as the owner of the database. Two runs at once take turns.",
    .run = migrate_run,
};
