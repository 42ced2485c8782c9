// SPDX-License-Identifier: Apache-2.0
// `bonusctl verify`: are the books right? Everything is read in one snapshot, so tills may go on
// posting meanwhile: first each lane's rows against its seals, then the rules of sql/checks, then
// listings of exceptions that are nobody's fault in the ledger.
#include "tools/ctl/commands.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/limits.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/progress.h"
#include "tools/ctl/verify_check.h"
#include "tools/ctl/verify_rows.h"

enum { VERIFY_SHOWN_MAX = 20 }; // differences of one rule that are named one by one

#define VERIFY_RULE_SEALS "rows_are_as_sealed"

struct verify_values {
    const char *lane; // NULL: all
};

struct verify {
    struct ctl *ctl;
    struct database database;
    const char *lane_text; // as given, NULL: all lanes
    uint32_t lane_wanted;
    uint16_t lane; // under way
    struct verify_rows rows;
    struct progress progress;
    int64_t rows_done;
    int64_t row_count;
    int64_t seal_count;
    int64_t rule_count;
    int64_t differences;
    int64_t rule_differences; // of the rule under way
    json_t *report;
};

static void verify_show(struct verify *verify, const struct verify_finding *finding, int64_t last)
{
    struct ctl *ctl = verify->ctl;
    progress_finish(&verify->progress);
    if (ctl->json) {
        json_array_append_new(json_object_get(verify->report, "differences"),
                              json_pack("{s:s, s:i, s:I, s:I, s:s}", "rule", finding->rule, "lane",
                                        (int)finding->lane, "first", (json_int_t)finding->position,
                                        "last", (json_int_t)last, "what", finding->what));
        return;
    }
    fprintf(ctl->out, "DIFFERENCE  %s: lane %u", finding->rule, finding->lane);
    if (finding->position != 0) {
        fprintf(ctl->out, ", position %" PRId64, finding->position);
    }
    if (last != finding->position) {
        fprintf(ctl->out, " to %" PRId64, last);
    }
    fprintf(ctl->out, ": %s\n", finding->what);
}

static void verify_differ(struct verify *verify, const struct verify_finding *finding, int64_t last)
{
    if (verify->lane_text != NULL && verify->lane_wanted != finding->lane) {
        return;
    }
    verify->differences++;
    if (verify->rule_differences++ < VERIFY_SHOWN_MAX) {
        verify_show(verify, finding, last);
    }
}

static void verify_begin_rule(struct verify *verify)
{
    verify->rule_differences = 0;
    verify->rule_count++;
}

static void verify_end_rule(struct verify *verify, const char *rule)
{
    if (verify->rule_differences > VERIFY_SHOWN_MAX && !verify->ctl->json) {
        fprintf(verify->ctl->out, "DIFFERENCE  %s: %" PRId64 " more\n", rule,
                verify->rule_differences - VERIFY_SHOWN_MAX);
    }
}

// The source of verify_lane(): rows of the database, with progress.

static enum verify_step verify_source_row(void *context, struct verify_row *row)
{
    struct verify *verify = context;
    progress_update(&verify->progress, verify->rows_done++);
    return verify_rows_next(&verify->rows, row);
}

static enum verify_step verify_source_seal(void *context, struct verify_seal *seal)
{
    struct verify *verify = context;
    return verify_rows_next_seal(&verify->rows, seal);
}

static void verify_source_differ(void *context, int64_t first, int64_t last, const char *what)
{
    struct verify *verify = context;
    const struct verify_finding finding = {
        .rule = VERIFY_RULE_SEALS, .lane = verify->lane, .position = first, .what = what};
    verify_differ(verify, &finding, last);
}

static void verify_report_lane(struct verify *verify, const struct verify_totals *totals)
{
    char seal[HEX_TEXT_BYTES(DIGEST_BYTES)];
    hex_print(totals->head_seal, DIGEST_BYTES, seal);
    verify->row_count += totals->rows;
    verify->seal_count += totals->seals;
    if (verify->ctl->json) {
        json_array_append_new(json_object_get(verify->report, "lanes"),
                              json_pack("{s:i, s:I, s:I, s:I, s:s}", "lane", (int)verify->lane,
                                        "rows", (json_int_t)totals->rows, "seals",
                                        (json_int_t)totals->seals, "head", (json_int_t)totals->head,
                                        "head_seal", seal));
        return;
    }
    progress_finish(&verify->progress);
    fprintf(verify->ctl->out,
            "lane %u: %" PRId64 " rows under %" PRId64 " seals, head %" PRId64 " sealed %s\n",
            verify->lane, totals->rows, totals->seals, totals->head, seal);
}

static enum ctl_result verify_one_lane(struct verify *verify, uint16_t lane)
{
    const struct verify_source source = {
        .next_row = verify_source_row,
        .next_seal = verify_source_seal,
        .differ = verify_source_differ,
        .context = verify,
    };
    struct verify_totals totals;
    verify->lane = lane;
    verify_rows_init(&verify->rows, &verify->database, lane);
    enum ctl_result result = verify_lane(&source, lane, &totals) ? CTL_OK : verify->rows.result;
    if (result == CTL_OK) {
        verify_report_lane(verify, &totals);
    }
    verify_rows_clear(&verify->rows);
    return result;
}

// Heads of all lanes: how much there is to do. Whoever spoils the tables may spoil these as well,
// so the sum is held where it cannot overflow, and a lane below 0 is left to sql/checks to name.
static enum ctl_result verify_lanes(struct verify *verify)
{
    PGresult *lanes = NULL;
    enum ctl_result result =
        database_query(&verify->database, &lanes,
                       "select l.lane,"
                       "    least(greatest(coalesce(max(s.last), 0), 0), 1000000000000) as head"
                       " from bonus.lane as l left join bonus.seal as s on s.lane = l.lane"
                       " where l.lane >= 0 and ($1::integer is null or l.lane = $1)"
                       " group by l.lane order by l.lane",
                       verify->lane_text, DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    int64_t total = 0;
    for (int row = 0; row < PQntuples(lanes); row++) {
        total += strtoll(PQgetvalue(lanes, row, 1), NULL, 10);
    }
    if (PQntuples(lanes) == 0) {
        result = ctl_fail(verify->ctl, CTL_DATA, NULL, "there is no lane %u", verify->lane_wanted);
    }
    progress_start(&verify->progress, verify->ctl, "rows", total);
    verify_begin_rule(verify);
    for (int row = 0; result == CTL_OK && row < PQntuples(lanes); row++) {
        result = verify_one_lane(verify, (uint16_t)strtoul(PQgetvalue(lanes, row, 0), NULL, 10));
    }
    verify_end_rule(verify, VERIFY_RULE_SEALS);
    progress_finish(&verify->progress);
    PQclear(lanes);
    return result;
}

static void verify_check_found(void *context, const struct verify_finding *finding)
{
    verify_differ(context, finding, finding->position);
}

static enum ctl_result verify_checks(struct verify *verify)
{
    enum ctl_result result = CTL_OK;
    int64_t done = 0;
    int64_t total = 0;
    const struct embedded_sql *check = NULL;
    while ((check = verify_check_next(check)) != NULL) {
        total++;
    }
    progress_start(&verify->progress, verify->ctl, "rules", total);
    check = verify_check_next(NULL);
    for (; check != NULL && result == CTL_OK; check = verify_check_next(check)) {
        char rule[VERIFY_RULE_BYTES_MAX];
        verify_check_name(check, rule);
        verify_begin_rule(verify);
        progress_update(&verify->progress, done++);
        result = verify_check_run(&verify->database, check, verify_check_found, verify);
        verify_end_rule(verify, rule);
        if (verify->ctl->json) {
            json_object_set_new(json_object_get(verify->report, "rules"), rule,
                                json_integer((json_int_t)verify->rule_differences));
        }
    }
    progress_finish(&verify->progress);
    return result;
}

// Exceptions are for people to look at; the ledger is right all the same.
static enum ctl_result verify_exceptions(struct verify *verify)
{
    PGresult *counts = NULL;
    enum ctl_result result =
        database_query(&verify->database, &counts,
                       "select (select count(*) from bonus.receipt_conflict) as receipt_conflict,"
                       "    (select count(*) from bonus.stan_conflict) as stan_conflict",
                       DATABASE_END);
    if (result == CTL_OK && verify->ctl->json) {
        json_object_set_new(verify->report, "exceptions", listing_row_to_json(counts, 0));
    } else if (result == CTL_OK) {
        fprintf(verify->ctl->out,
                "exceptions to look at: %s receipts in more than one lane (bonus.receipt_conflict),"
                " %s STANs used twice (bonus.stan_conflict)\n",
                PQgetvalue(counts, 0, 0), PQgetvalue(counts, 0, 1));
    }
    PQclear(counts);
    return result;
}

static void verify_conclude(struct verify *verify)
{
    if (verify->ctl->json) {
        json_object_set_new(verify->report, "difference_count",
                            json_integer((json_int_t)verify->differences));
        listing_print_json(verify->ctl, json_incref(verify->report));
        return;
    }
    fprintf(verify->ctl->out,
            "%s: %" PRId64 " rows, %" PRId64 " seals, %" PRId64 " rules, %" PRId64 " differences\n",
            verify->differences == 0 ? "the books are right" : "THE BOOKS ARE WRONG",
            verify->row_count, verify->seal_count, verify->rule_count, verify->differences);
}

static enum ctl_result verify_work(struct verify *verify)
{
    enum ctl_result result = database_open(verify->ctl, &verify->database);
    if (result == CTL_OK) {
        result = database_run(&verify->database, "begin isolation level repeatable read read only",
                              DATABASE_END);
    }
    if (result == CTL_OK) {
        result = verify_lanes(verify);
    }
    if (result == CTL_OK) {
        result = verify_checks(verify);
    }
    if (result == CTL_OK) {
        result = verify_exceptions(verify);
    }
    if (result == CTL_OK) {
        verify_conclude(verify);
    }
    return result == CTL_OK && verify->differences > 0 ? CTL_DIFFERENT : result;
}

static enum ctl_result verify_run(struct ctl *ctl, const struct arguments *arguments)
{
    const struct verify_values *values = arguments->values;
    struct verify verify = {.ctl = ctl, .lane_text = values->lane};
    if (values->lane != NULL) {
        enum ctl_result result = command_read_number(ctl, "--lane", values->lane, 0,
                                                     LIMIT_LANES_MAX - 1, &verify.lane_wanted);
        if (result != CTL_OK) {
            return result;
        }
    }
    verify.report = json_pack("{s:[], s:{}, s:[]}", "lanes", "rules", "differences");
    enum ctl_result result = verify_work(&verify);
    json_decref(verify.report);
    database_close(&verify.database);
    return result;
}

static const struct option verify_options[] = {
    {.name = "lane",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, lane),
     .value_name = "N",
     .help = "only this lane"},
};

const struct command verify_command = {
    .path = "verify",
    .words = "",
    .options = verify_options,
    .option_count = BASE_COUNT(verify_options),
    .values_size = sizeof(struct verify_values),
    .has_json = true,
    .uses_database = true,
    .summary = "prove that the books are right",
    .text =
        "Computes all digests, Merkle roots and seals again from the rows and runs every rule of\n"
        "sql/checks, in one snapshot, while tills may go on posting. Compare the head seals it\n"
        "prints with those that somebody else keeps: a ledger that was rewritten whole shows "
        "there.",
    .run = verify_run,
};
