// SPDX-License-Identifier: Apache-2.0
// `bonusctl terminal add|list|block|blind-refund`: everything that holds a client certificate.
#include "tools/ctl/commands.h"

#include <string.h>

#include "tools/ctl/certificate.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"

struct terminal_add_values {
    const char *role;
    const char *certificate;
    uint32_t store; // 0: not said
};

static enum ctl_result terminal_check_role(struct ctl *ctl,
                                           const struct terminal_add_values *values)
{
    static const char *const roles[] = {"terminal", "operator", "subscriber"};
    for (size_t index = 0; index < BASE_COUNT(roles); index++) {
        if (strcmp(values->role, roles[index]) == 0) {
            const bool needs_store = index == 0;
            if (needs_store == (values->store != 0)) {
                return CTL_OK;
            }
            return ctl_fail(ctl, CTL_USAGE, NULL,
                            needs_store ? "a terminal needs --store"
                                        : "only terminals have --store");
        }
    }
    return ctl_fail(ctl, CTL_USAGE, "terminal, operator or subscriber", "there is no role \"%s\"",
                    values->role);
}

static enum ctl_result terminal_add(struct ctl *ctl, const struct terminal_add_values *values,
                                    const char *name, const char *fingerprint)
{
    char store[12];
    snprintf(store, sizeof(store), "%u", values->store);
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(
            &database, &rows,
            "select bonus.terminal_add_v1($1, $2, $3, decode($4, 'hex')) as terminal", name,
            values->role, values->store == 0 ? NULL : store, fingerprint, DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static enum ctl_result terminal_add_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct terminal_add_values *values = arguments->values;
    char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES];
    enum ctl_result result = terminal_check_role(ctl, values);
    if (result == CTL_OK) {
        result = certificate_read_fingerprint(ctl, values->certificate, arguments->words[0],
                                              fingerprint);
    }
    return result == CTL_OK ? terminal_add(ctl, values, arguments->words[0], fingerprint) : result;
}

static const struct option terminal_add_options[] = {
    {.name = "role",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct terminal_add_values, role),
     .value_name = "ROLE",
     .is_required = true,
     .help = "terminal, operator or subscriber"},
    {.name = "certificate",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct terminal_add_values, certificate),
     .value_name = "FILE",
     .is_required = true,
     .help = "its certificate, PEM"},
    {.name = "store",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct terminal_add_values, store),
     .value_name = "NUMBER",
     .number_min = 1,
     .number_max = COMMAND_STORE_MAX,
     .help = "where a terminal stands"},
};

const struct command terminal_add_command = {
    .path = "terminal add",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .options = terminal_add_options,
    .option_count = BASE_COUNT(terminal_add_options),
    .values_size = sizeof(struct terminal_add_values),
    .has_json = true,
    .uses_database = true,
    .summary = "register a terminal, operator or subscriber",
    .text = "NAME is the CN of its certificate. Prints the number that stands in every posting.",
    .run = terminal_add_run,
};

static enum ctl_result terminal_list_run(struct ctl *ctl, const struct arguments *arguments)
{
    (void)arguments;
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(
            &database, &rows,
            "select t.terminal, t.name, t.role, t.store, t.blocked, t.blind_refund,"
            "    c.blocked as certificate_blocked, encode(c.fingerprint, 'hex') as fingerprint"
            " from bonus.terminal as t"
            " left join bonus.terminal_certificate as c on c.terminal = t.terminal"
            " order by t.terminal, c.added_at",
            DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

const struct command terminal_list_command = {
    .path = "terminal list",
    .words = "",
    .has_json = true,
    .uses_database = true,
    .summary = "list terminals, operators, subscribers",
    .text = "One line for each certificate.",
    .run = terminal_list_run,
};

struct terminal_block_values {
    bool lift;
};

static enum ctl_result terminal_block_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct terminal_block_values *values = arguments->values;
    struct database database;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_run(&database, "select bonus.terminal_block_v1($1, $2)",
                              arguments->words[0], values->lift ? "false" : "true", DATABASE_END);
    }
    database_close(&database);
    return result;
}

static const struct option terminal_block_options[] = {
    {.name = "lift",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct terminal_block_values, lift),
     .help = "unblock"},
};

const struct command terminal_block_command = {
    .path = "terminal block",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .options = terminal_block_options,
    .option_count = BASE_COUNT(terminal_block_options),
    .values_size = sizeof(struct terminal_block_values),
    .uses_database = true,
    .summary = "block a terminal, operator or subscriber",
    .text = "Sessions that are open are refused at their next request.",
    .run = terminal_block_run,
};

struct terminal_blind_values {
    bool revoke;
};

static enum ctl_result terminal_blind_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct terminal_blind_values *values = arguments->values;
    struct database database;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_run(&database, "select bonus.terminal_blind_refund_v1($1, $2)",
                              arguments->words[0], values->revoke ? "false" : "true", DATABASE_END);
    }
    database_close(&database);
    return result;
}

static const struct option terminal_blind_options[] = {
    {.name = "revoke",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct terminal_blind_values, revoke),
     .help = "take the right away"},
};

const struct command terminal_blind_refund_command = {
    .path = "terminal blind-refund",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .options = terminal_blind_options,
    .option_count = BASE_COUNT(terminal_blind_options),
    .values_size = sizeof(struct terminal_blind_values),
    .uses_database = true,
    .summary = "let a till refund without an original",
    .text = "A supervisor's code is needed besides; see bonusctl supervisor add.",
    .run = terminal_blind_run,
};
