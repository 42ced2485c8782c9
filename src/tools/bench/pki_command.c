// SPDX-License-Identifier: Apache-2.0
// `bonus-bench pki`: certificates for tills and operators, signed by the authority in the folder.
// Prints one line for each, tab-separated, for COPY: name, role, fingerprint in hexadecimal.
#include <limits.h>

#include "base/hex.h"
#include "tools/bench/certificate.h"
#include "tools/bench/commands.h"
#include "tools/bench/crowd.h"

struct pki_values {
    const char *folder;
    uint32_t tills;
    uint32_t operators;
};

static enum bench_result pki_issue(struct bench *bench, const char *folder,
                                   const struct certificate_authority *authority,
                                   struct certificate_holder *holder)
{
    char path[PATH_MAX];
    uint8_t fingerprint[DIGEST_BYTES];
    char text[HEX_TEXT_BYTES(DIGEST_BYTES)];
    snprintf(path, sizeof(path), "%s/%s.pem", folder, holder->name);
    enum bench_result result = certificate_issue(bench, authority, holder, path, fingerprint);
    if (result == BENCH_OK) {
        hex_print(fingerprint, sizeof(fingerprint), text);
        fprintf(bench->out, "%s\t%s\t%s\n", holder->name, holder->unit, text);
    }
    return result;
}

static enum bench_result pki_run(struct bench *bench, void *command_values)
{
    const struct pki_values *values = command_values;
    const char *folder = values->folder != NULL ? values->folder : "pki";
    const struct {
        const char *role;
        const char *prefix;
        uint32_t count;
    } groups[] = {{"terminal", "till", values->tills}, {"operator", "operator", values->operators}};
    struct certificate_authority authority;
    enum bench_result result = certificate_read_authority(bench, folder, &authority);
    for (size_t group = 0; group < BASE_COUNT(groups); group++) {
        for (uint32_t index = 0; result == BENCH_OK && index < groups[group].count; index++) {
            char name[CROWD_NAME_BYTES];
            crowd_name(groups[group].prefix, index, name);
            struct certificate_holder holder = {.unit = groups[group].role, .name = name};
            result = pki_issue(bench, folder, &authority, &holder);
        }
    }
    certificate_clear_authority(&authority);
    return result;
}

static const struct option pki_options[] = {
    {.name = "dir",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct pki_values, folder),
     .value_name = "DIR",
     .help = "with ca.pem and ca.key; default pki"},
    {.name = "tills",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct pki_values, tills),
     .number_max = CROWD_CLIENTS_MAX,
     .value_name = "N",
     .help = "so many terminals"},
    {.name = "operators",
     .kind = OPTION_NUMBER,
     .offset = offsetof(struct pki_values, operators),
     .number_max = CROWD_CLIENTS_MAX,
     .value_name = "N",
     .help = "so many operators"},
};

const struct command pki_command = {
    .name = "pki",
    .options = pki_options,
    .option_count = BASE_COUNT(pki_options),
    .values_size = sizeof(struct pki_values),
    .summary = "issue certificates and print their fingerprints",
    .run = pki_run,
};
