// SPDX-License-Identifier: Apache-2.0
// `bonusctl supervisor add|remove|list`: who allows refunds without an original. The code is read
// from standard input, where no list of processes shows it, and only its digest goes on.
#include "tools/ctl/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/hex.h"
#include "store/registry.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"

enum {
    SUPERVISOR_CODE_BYTES_MIN = 6,
    SUPERVISOR_CODE_BYTES_MAX = 31, // Refund.supervisor of the protocol
    SUPERVISOR_DIGEST_TEXT_BYTES = HEX_TEXT_BYTES(DIGEST_BYTES),
};

struct supervisor_values {
    uint32_t store;
};

static enum ctl_result supervisor_read_code(struct ctl *ctl,
                                            char code[SUPERVISOR_CODE_BYTES_MAX + 1])
{
    char line[SUPERVISOR_CODE_BYTES_MAX + 3]; // with its end, and room to see that it is too long
    if (fgets(line, sizeof(line), stdin) == NULL) {
        return ctl_fail(ctl, CTL_NO_INPUT, "type the code, or pipe it in", "there is no code");
    }
    line[strcspn(line, "\r\n")] = '\0';
    size_t size = strlen(line);
    if (size < SUPERVISOR_CODE_BYTES_MIN || size > SUPERVISOR_CODE_BYTES_MAX) {
        return ctl_fail(ctl, CTL_DATA, NULL, "a code has %d to %d bytes", SUPERVISOR_CODE_BYTES_MIN,
                        SUPERVISOR_CODE_BYTES_MAX);
    }
    memcpy(code, line, size + 1);
    return CTL_OK;
}

static void supervisor_digest(uint32_t store, const char *code,
                              char text[SUPERVISOR_DIGEST_TEXT_BYTES])
{
    char digested[64];
    uint8_t digest[DIGEST_BYTES];
    int size = snprintf(digested, sizeof(digested), REGISTRY_SUPERVISOR_TEXT, store, code);
    CHECK(size > 0 && (size_t)size < sizeof(digested));
    struct digest_engine *engine = digest_engine_create();
    digest_compute(engine, digested, (size_t)size, digest);
    digest_engine_destroy(engine);
    hex_print(digest, sizeof(digest), text);
}

static enum ctl_result supervisor_change(struct ctl *ctl, const char *statement, uint32_t store,
                                         const char *name, const char *digest)
{
    char number[12];
    snprintf(number, sizeof(number), "%u", store);
    struct database database;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = digest != NULL
                     ? database_run(&database, statement, number, name, digest, DATABASE_END)
                     : database_run(&database, statement, number, name, DATABASE_END);
    }
    database_close(&database);
    return result;
}

static enum ctl_result supervisor_add_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct supervisor_values *values = arguments->values;
    char code[SUPERVISOR_CODE_BYTES_MAX + 1];
    char digest[SUPERVISOR_DIGEST_TEXT_BYTES];
    enum ctl_result result = supervisor_read_code(ctl, code);
    if (result != CTL_OK) {
        return result;
    }
    supervisor_digest(values->store, code, digest);
    return supervisor_change(ctl, "select bonus.supervisor_add_v1($1, $2, decode($3, 'hex'))",
                             values->store, arguments->words[0], digest);
}

static enum ctl_result supervisor_remove_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct supervisor_values *values = arguments->values;
    return supervisor_change(ctl, "select bonus.supervisor_remove_v1($1, $2)", values->store,
                             arguments->words[0], NULL);
}

static const struct option supervisor_options[] = {
    {.name = "store",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct supervisor_values, store),
     .value_name = "NUMBER",
     .number_min = 1,
     .number_max = COMMAND_STORE_MAX,
     .is_required = true,
     .help = "the store whose tills take the code"},
};

const struct command supervisor_add_command = {
    .path = "supervisor add",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .options = supervisor_options,
    .option_count = BASE_COUNT(supervisor_options),
    .values_size = sizeof(struct supervisor_values),
    .uses_database = true,
    .summary = "register who allows blind refunds",
    .text = "Reads the code, 6 to 31 bytes, as a line of standard input; only its digest is kept.\n"
            "Tills send the code inside the refund, and the journal keeps that as it came: change\n"
            "codes when those who read journals change.",
    .run = supervisor_add_run,
};

const struct command supervisor_remove_command = {
    .path = "supervisor remove",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .options = supervisor_options,
    .option_count = BASE_COUNT(supervisor_options),
    .values_size = sizeof(struct supervisor_values),
    .uses_database = true,
    .summary = "make a supervisor's code worthless",
    .run = supervisor_remove_run,
};

static enum ctl_result supervisor_list_run(struct ctl *ctl, const struct arguments *arguments)
{
    (void)arguments;
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows,
                                "select store, name, added_at from bonus.supervisor"
                                " order by store, name",
                                DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

const struct command supervisor_list_command = {
    .path = "supervisor list",
    .words = "",
    .has_json = true,
    .uses_database = true,
    .summary = "list who allows blind refunds",
    .run = supervisor_list_run,
};
