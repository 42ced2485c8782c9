// SPDX-License-Identifier: Apache-2.0
// `bonusctl terminal certificate add|block`: renewals and lost keys.
#include "tools/ctl/commands.h"

#include "tools/ctl/certificate.h"
#include "tools/ctl/database.h"

struct certificate_add_values {
    const char *certificate;
};

static enum ctl_result certificate_add_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct certificate_add_values *values = arguments->values;
    char fingerprint[CERTIFICATE_FINGERPRINT_TEXT_BYTES];
    enum ctl_result result =
        certificate_read_fingerprint(ctl, values->certificate, arguments->words[0], fingerprint);
    if (result != CTL_OK) {
        return result;
    }
    struct database database;
    result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_run(&database,
                              "select bonus.terminal_certificate_add_v1($1, decode($2, 'hex'))",
                              arguments->words[0], fingerprint, DATABASE_END);
    }
    database_close(&database);
    return result;
}

static const struct option certificate_add_options[] = {
    {.name = "certificate",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct certificate_add_values, certificate),
     .value_name = "FILE",
     .is_required = true,
     .help = "the new certificate, PEM"},
};

const struct command certificate_add_command = {
    .path = "terminal certificate add",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .options = certificate_add_options,
    .option_count = BASE_COUNT(certificate_add_options),
    .values_size = sizeof(struct certificate_add_values),
    .uses_database = true,
    .summary = "allow one more certificate (renewal)",
    .text = "Those it had stay good until they are blocked or expire.",
    .run = certificate_add_run,
};

struct certificate_block_values {
    bool lift;
};

static enum ctl_result certificate_block_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct certificate_block_values *values = arguments->values;
    struct database database;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_run(&database,
                              "select bonus.terminal_certificate_block_v1(decode($1, 'hex'), $2)",
                              arguments->words[0], values->lift ? "false" : "true", DATABASE_END);
    }
    database_close(&database);
    return result;
}

static const struct option certificate_block_options[] = {
    {.name = "lift",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct certificate_block_values, lift),
     .help = "unblock"},
};

const struct command certificate_block_command = {
    .path = "terminal certificate block",
    .words = "FINGERPRINT",
    .words_min = 1,
    .words_max = 1,
    .options = certificate_block_options,
    .option_count = BASE_COUNT(certificate_block_options),
    .values_size = sizeof(struct certificate_block_values),
    .uses_database = true,
    .summary = "block one certificate",
    .text = "FINGERPRINT is the SHA-256 that terminal list and pki print.",
    .run = certificate_block_run,
};
