// SPDX-License-Identifier: Apache-2.0
// `bonusctl seal key|export`: heads that a third party keeps. Whoever rewrites the whole ledger,
// every seal with it, cannot rewrite those.
#include "tools/ctl/commands.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/memory.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/pki_file.h"
#include "tools/ctl/seal_file.h"

#define SEAL_KEY_DEFAULT "seal.key"

// seal key

struct seal_key_values {
    const char *path;
};

static enum ctl_result seal_key_check_free(struct ctl *ctl, const char *path)
{
    if (access(path, F_OK) == 0) {
        return ctl_fail(ctl, CTL_CANNOT_CREATE,
                        "move it away first: no other key can sign for its public one",
                        "%s is there already", path);
    }
    return CTL_OK;
}

static void seal_key_report(struct ctl *ctl, const char *path, const char *public_path,
                            const EVP_PKEY *key)
{
    uint8_t fingerprint[DIGEST_BYTES];
    char hex[HEX_TEXT_BYTES(DIGEST_BYTES)];
    seal_key_fingerprint(key, fingerprint);
    hex_print(fingerprint, DIGEST_BYTES, hex);
    if (ctl->json) {
        listing_print_json(ctl, json_pack("{s:s, s:s, s:s}", "key", path, "public_key", public_path,
                                          "fingerprint", hex));
        return;
    }
    fprintf(ctl->out, "key         %s\npublic key  %s\nSHA-256     %s\n", path, public_path, hex);
}

static enum ctl_result seal_key_write(struct ctl *ctl, const char *path, const char *public_path)
{
    enum ctl_result result = seal_key_check_free(ctl, path);
    if (result == CTL_OK) {
        result = seal_key_check_free(ctl, public_path);
    }
    if (result != CTL_OK) {
        return result;
    }
    EVP_PKEY *key = seal_key_create();
    if (key == NULL) {
        return ctl_fail(ctl, CTL_SOFTWARE, NULL, "OpenSSL could not make the key");
    }
    result = pki_file_write_key(ctl, path, key, false);
    if (result == CTL_OK) {
        result = pki_file_write_public_key(ctl, public_path, key, false);
    }
    if (result == CTL_OK) {
        seal_key_report(ctl, path, public_path, key);
    }
    EVP_PKEY_free(key);
    return result;
}

static enum ctl_result seal_key_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct seal_key_values *values = arguments->values;
    char public_path[PATH_MAX];
    if (snprintf(public_path, sizeof(public_path), "%s.pub", values->path) >=
        (int)sizeof(public_path)) {
        return ctl_fail(ctl, CTL_USAGE, NULL, "the file's name is too long");
    }
    return seal_key_write(ctl, values->path, public_path);
}

static const struct option seal_key_options[] = {
    {.name = "out",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct seal_key_values, path),
     .value_name = "FILE",
     .help = "the private key; the public one goes to FILE.pub",
     .is_required = true},
};

const struct command seal_key_command = {
    .path = "seal key",
    .words = "",
    .options = seal_key_options,
    .option_count = BASE_COUNT(seal_key_options),
    .values_size = sizeof(struct seal_key_values),
    .has_json = true,
    .summary = "make the key pair that signs exported heads",
    .text =
        "Writes an Ed25519 key, readable by its owner alone, and FILE.pub for everyone who keeps\n"
        "exports. Keep the key where the owner of the database does not reach it.",
    .run = seal_key_run,
};

// seal export

struct seal_export_values {
    const char *key;
    const char *path; // NULL: standard output
};

enum {
    HEAD_MADE_AT,
    HEAD_LANES,
    HEAD_LANE,
    HEAD_INCARNATION,
    HEAD_POSITION,
    HEAD_SEAL,
    HEAD_POSTED_AT,
};

// One row for each lane, in order. What a value that cannot be exported looks like does not matter:
// it is refused.
static const char seal_heads_statement[] =
    "select"
    "    to_char(g.made_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') as made_at,"
    "    g.lanes, n.lane, i.incarnation, coalesce(s.last, 0) as position,"
    "    encode(s.seal, 'hex') as seal,"
    "    to_char(s.posted_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') as posted_at"
    " from bonus.ledger as g"
    " cross join lateral generate_series(0, g.lanes - 1) as n (lane)"
    " left join lateral ("
    "    select max(incarnation) as incarnation from bonus.incarnation where lane = n.lane"
    " ) as i on true"
    " left join lateral ("
    "    select last, seal, posted_at from bonus.seal where lane = n.lane"
    "    order by last desc limit 1"
    " ) as s on true"
    " order by n.lane";

static bool seal_read_integer(const char *text, int64_t min, int64_t max, int64_t *value)
{
    char *end = NULL;
    *value = strtoll(text, &end, 10);
    return end != text && *end == '\0' && *value >= min && *value <= max;
}

static bool seal_read_time(const char *text, char time[SEAL_TIME_BYTES])
{
    snprintf(time, SEAL_TIME_BYTES, "%s", text);
    return strlen(text) < SEAL_TIME_BYTES && seal_time_is_valid(time);
}

static bool seal_read_head(const PGresult *rows, int row, struct seal_head *head)
{
    const char *hex = PQgetvalue(rows, row, HEAD_SEAL);
    int64_t incarnation = 0;
    if (!seal_read_integer(PQgetvalue(rows, row, HEAD_INCARNATION), 0, UINT16_MAX, &incarnation) ||
        !seal_read_integer(PQgetvalue(rows, row, HEAD_POSITION), 0, SEAL_POSITION_MAX,
                           &head->position)) {
        return false;
    }
    head->incarnation = (uint16_t)incarnation;
    return head->position == 0 ||
           (hex_parse(hex, strlen(hex), head->seal, DIGEST_BYTES) == BASE_OK &&
            seal_read_time(PQgetvalue(rows, row, HEAD_POSTED_AT), head->posted_at));
}

static enum ctl_result seal_read_heads(struct ctl *ctl, const PGresult *rows,
                                       struct seal_export *exported)
{
    int64_t lane_count = 0;
    if (PQntuples(rows) == 0 ||
        !seal_read_integer(PQgetvalue(rows, 0, HEAD_LANES), 1, SEAL_HEADS_MAX, &lane_count) ||
        PQntuples(rows) != lane_count ||
        !seal_read_time(PQgetvalue(rows, 0, HEAD_MADE_AT), exported->made_at)) {
        return ctl_fail(ctl, CTL_DATA, "bonusctl verify says more",
                        "bonus.ledger is not one row that can be");
    }
    exported->lane_count = (uint32_t)lane_count;
    for (int lane = 0; lane < lane_count; lane++) {
        if (!seal_read_head(rows, lane, &exported->heads[lane])) {
            return ctl_fail(ctl, CTL_DATA, "bonusctl verify says more",
                            "lane %d has no head that can be", lane);
        }
    }
    return CTL_OK;
}

static enum ctl_result seal_load_heads(struct ctl *ctl, struct seal_export *exported)
{
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows, seal_heads_statement, DATABASE_END);
    }
    if (result == CTL_OK) {
        result = seal_read_heads(ctl, rows, exported);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static enum ctl_result seal_export_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct seal_export_values *values = arguments->values;
    EVP_PKEY *key = NULL;
    enum ctl_result result =
        seal_key_read(ctl, values->key == NULL ? SEAL_KEY_DEFAULT : values->key, &key);
    if (result != CTL_OK) {
        return result;
    }
    struct seal_export *exported = memory_allocate(1, sizeof(*exported));
    result = seal_load_heads(ctl, exported);
    if (result == CTL_OK) {
        seal_time_print(ctl->clock.wall_us(ctl->clock.context), exported->exported_at);
        seal_key_fingerprint(key, exported->key);
        result = seal_file_write(ctl, values->path, key, exported);
    }
    free(exported);
    EVP_PKEY_free(key);
    return result;
}

static const struct option seal_export_options[] = {
    {.name = "key",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct seal_export_values, key),
     .value_name = "FILE",
     .help = "the private key of seal key; default " SEAL_KEY_DEFAULT},
    {.name = "out",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct seal_export_values, path),
     .value_name = "FILE",
     .help = "a new file; default standard output"},
};

const struct command seal_export_command = {
    .path = "seal export",
    .words = "",
    .options = seal_export_options,
    .option_count = BASE_COUNT(seal_export_options),
    .values_size = sizeof(struct seal_export_values),
    .uses_database = true,
    .summary = "sign the heads of all lanes for a third party to keep",
    .text = "Writes the last seal of each lane with an Ed25519 signature. Give it to somebody who\n"
            "cannot write to the database; bonusctl verify --against FILE later proves that the\n"
            "history still is the one that was signed.",
    .run = seal_export_run,
};
