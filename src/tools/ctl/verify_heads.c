// SPDX-License-Identifier: Apache-2.0
// A lane that is not there to be walked contains no head.
#include "tools/ctl/verify_heads.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "tools/ctl/seal_file.h"

#define VERIFY_RULE_HEADS "heads_are_as_exported"

struct verify_heads {
    const char *path;
    struct seal_export exported;
    struct verify_heads_lane {
        struct verify_against against;
        int64_t last;
        bool is_walked;
    } lanes[SEAL_HEADS_MAX];
};

enum ctl_result verify_heads_create(struct ctl *ctl, const char *path, const char *public_key_path,
                                    struct verify_heads **heads)
{
    EVP_PKEY *key = NULL;
    enum ctl_result result = seal_key_read_public(ctl, public_key_path, &key);
    if (result != CTL_OK) {
        return result;
    }
    struct verify_heads *made = memory_allocate(1, sizeof(*made));
    made->path = path;
    result = seal_file_read(ctl, path, key, &made->exported);
    EVP_PKEY_free(key);
    if (result != CTL_OK) {
        verify_heads_destroy(made);
        return result;
    }
    *heads = made;
    return CTL_OK;
}

void verify_heads_destroy(struct verify_heads *heads)
{
    free(heads);
}

enum ctl_result verify_heads_check_ledger(const struct verify_heads *heads,
                                          struct database *database)
{
    PGresult *rows = NULL;
    enum ctl_result result = database_query(
        database, &rows,
        "select lanes, to_char(made_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        " from bonus.ledger",
        DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    const struct seal_export *exported = &heads->exported;
    const char *lanes = PQntuples(rows) == 1 ? PQgetvalue(rows, 0, 0) : "no";
    const char *made_at = PQntuples(rows) == 1 ? PQgetvalue(rows, 0, 1) : "no time";
    if (strtoul(lanes, NULL, 10) != exported->lane_count ||
        strcmp(made_at, exported->made_at) != 0) {
        result = ctl_fail(database->ctl, CTL_DATA, "--database names the ledger",
                          "%s is of the ledger made on %s with %u lanes, this one was made on %s "
                          "with %s lanes",
                          heads->path, exported->made_at, exported->lane_count, made_at, lanes);
    }
    PQclear(rows);
    return result;
}

struct verify_against *verify_heads_begin_lane(struct verify_heads *heads, uint16_t lane)
{
    if (lane >= heads->exported.lane_count) {
        return NULL;
    }
    verify_against_begin(&heads->lanes[lane].against, &heads->exported, lane);
    return &heads->lanes[lane].against;
}

void verify_heads_end_lane(struct verify_heads *heads, uint16_t lane, int64_t last)
{
    if (lane < heads->exported.lane_count) {
        heads->lanes[lane].last = last;
        heads->lanes[lane].is_walked = true;
    }
}

// The rows of one lane out of those of all.
static struct verify_incarnation verify_heads_incarnation(const struct verify_heads *heads,
                                                          const PGresult *rows, uint16_t lane)
{
    struct verify_incarnation now = {0};
    for (int row = 0; row < PQntuples(rows); row++) {
        const int64_t incarnation = strtoll(PQgetvalue(rows, row, 1), NULL, 10);
        const int64_t first = strtoll(PQgetvalue(rows, row, 2), NULL, 10);
        if (strtoll(PQgetvalue(rows, row, 0), NULL, 10) != lane) {
            continue;
        }
        now.newest = incarnation > now.newest ? incarnation : now.newest;
        if (incarnation > heads->exported.heads[lane].incarnation &&
            (now.raised_at == 0 || first < now.raised_at)) {
            now.raised_at = first;
        }
    }
    return now;
}

static void verify_heads_report_lane(const struct verify_heads *heads, const PGresult *incarnations,
                                     uint16_t lane, struct verify_report *report)
{
    const struct verify_heads_lane *walked = &heads->lanes[lane];
    char what[VERIFY_AGAINST_BYTES_MAX] = "the lane was exported and is not there now";
    const struct verify_finding finding = {
        .rule = VERIFY_RULE_HEADS,
        .lane = lane,
        .position = heads->exported.heads[lane].position,
        .what = what,
    };
    if (!walked->is_walked) {
        verify_report_differ(report, &finding, finding.position);
        return;
    }
    if (!verify_against_contains(&walked->against, walked->last, what)) {
        verify_report_differ(report, &finding, finding.position);
    }
    const struct verify_incarnation now = verify_heads_incarnation(heads, incarnations, lane);
    switch (verify_against_judge_raise(&walked->against, &now, what)) {
    case VERIFY_RAISE_NONE:
        break;
    case VERIFY_RAISE_BEHIND:
        verify_report_note(report, &finding);
        break;
    case VERIFY_RAISE_WITHIN:
        verify_report_differ(report, &finding, finding.position);
        break;
    }
}

static void verify_heads_conclude(const struct verify_heads *heads, struct verify_report *report)
{
    if (report->ctl->json) {
        json_object_set_new(report->json, "against",
                            json_pack("{s:s, s:s, s:i}", "file", heads->path, "exported_at",
                                      heads->exported.exported_at, "heads",
                                      (int)heads->exported.lane_count));
    } else if (report->rule_differences == 0 && report->lane_wanted < 0) {
        fprintf(report->ctl->out, "the heads exported on %s are part of this history\n",
                heads->exported.exported_at);
    }
}

enum ctl_result verify_heads_report(struct verify_heads *heads, struct database *database,
                                    struct verify_report *report)
{
    PGresult *incarnations = NULL;
    enum ctl_result result = database_query(
        database, &incarnations, "select lane, incarnation, first_position from bonus.incarnation",
        DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    verify_report_begin_rule(report, VERIFY_RULE_HEADS);
    for (uint32_t lane = 0; lane < heads->exported.lane_count; lane++) {
        verify_heads_report_lane(heads, incarnations, (uint16_t)lane, report);
    }
    verify_heads_conclude(heads, report);
    verify_report_end_rule(report);
    PQclear(incarnations);
    return CTL_OK;
}
