// SPDX-License-Identifier: Apache-2.0
// `bonusctl verify`: are the books right? Everything is read in one snapshot, so tills may go on
// posting meanwhile: first each lane's rows against its seals, and heads that somebody kept against
// both, then the accounts against the rows, then the rules of sql/checks, then listings of
// exceptions that are nobody's fault in the ledger.
#include "tools/ctl/commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/limits.h"
#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"
#include "tools/ctl/verify_accounts.h"
#include "tools/ctl/verify_check.h"
#include "tools/ctl/verify_heads.h"
#include "tools/ctl/verify_report.h"
#include "tools/ctl/verify_rows.h"

#define VERIFY_RULE_SEALS "rows_are_as_sealed"

struct verify_values {
    const char *lane;       // NULL: all
    const char *against;    // NULL: no heads that somebody kept
    const char *public_key; // of whoever signed them
};

struct verify {
    struct ctl *ctl;
    struct database database;
    struct verify_report report;
    struct verify_heads *heads; // NULL: none are given
    const char *lane_text;      // as given, NULL: all lanes
    uint32_t lane_wanted;
    PGresult *lanes;                // each lane and its last sealed position
    int64_t head_sum;               // of these positions
    uint16_t lane;                  // under way
    struct verify_against *against; // of that lane, NULL: not exported
    struct verify_rows rows;
    int64_t rows_done;
    int64_t row_count;
    int64_t seal_count;
    int64_t account_count;
};

// The source of verify_lane(): rows of the database, with progress.

static enum verify_step verify_source_row(void *context, struct verify_row *row)
{
    struct verify *verify = context;
    progress_update(&verify->report.progress, verify->rows_done++);
    return verify_rows_next(&verify->rows, row);
}

static enum verify_step verify_source_seal(void *context, struct verify_seal *seal)
{
    struct verify *verify = context;
    return verify_rows_next_seal(&verify->rows, seal);
}

static void verify_source_sealed(void *context, const struct verify_seal *seal,
                                 const uint8_t *computed)
{
    struct verify *verify = context;
    if (verify->against != NULL) {
        verify_against_take(verify->against, seal, computed);
    }
}

static void verify_source_differ(void *context, int64_t first, int64_t last, const char *what)
{
    struct verify *verify = context;
    const struct verify_finding finding = {
        .rule = VERIFY_RULE_SEALS, .lane = verify->lane, .position = first, .what = what};
    verify_report_differ(&verify->report, &finding, last);
}

static void verify_report_lane(struct verify *verify, const struct verify_totals *totals)
{
    char seal[HEX_TEXT_BYTES(DIGEST_BYTES)];
    hex_print(totals->head_seal, DIGEST_BYTES, seal);
    verify->row_count += totals->rows;
    verify->seal_count += totals->seals;
    if (verify->ctl->json) {
        json_array_append_new(json_object_get(verify->report.json, "lanes"),
                              json_pack("{s:i, s:I, s:I, s:I, s:s}", "lane", (int)verify->lane,
                                        "rows", (json_int_t)totals->rows, "seals",
                                        (json_int_t)totals->seals, "head", (json_int_t)totals->head,
                                        "head_seal", seal));
        return;
    }
    progress_finish(&verify->report.progress);
    fprintf(verify->ctl->out,
            "lane %u: %" PRId64 " rows under %" PRId64 " seals, head %" PRId64 " sealed %s\n",
            verify->lane, totals->rows, totals->seals, totals->head, seal);
}

static enum ctl_result verify_one_lane(struct verify *verify, uint16_t lane)
{
    const struct verify_source source = {
        .next_row = verify_source_row,
        .next_seal = verify_source_seal,
        .sealed = verify_source_sealed,
        .differ = verify_source_differ,
        .context = verify,
    };
    struct verify_totals totals;
    verify->lane = lane;
    verify->against = verify->heads == NULL ? NULL : verify_heads_begin_lane(verify->heads, lane);
    verify_rows_init(&verify->rows, &verify->database, lane);
    enum ctl_result result =
        verify_lane(&source, lane, &totals) ? CTL_OK : verify_rows_result(&verify->rows);
    if (result == CTL_OK) {
        verify_report_lane(verify, &totals);
    }
    if (result == CTL_OK && verify->heads != NULL) {
        verify_heads_end_lane(verify->heads, lane, totals.head);
    }
    verify_rows_clear(&verify->rows);
    return result;
}

static uint16_t verify_lane_at(const struct verify *verify, int row)
{
    return (uint16_t)strtoul(PQgetvalue(verify->lanes, row, 0), NULL, 10);
}

static int64_t verify_head_at(const struct verify *verify, int row)
{
    return strtoll(PQgetvalue(verify->lanes, row, 1), NULL, 10);
}

// Heads of all lanes: how much there is to do. Whoever spoils the tables may spoil these as well,
// so the sum is held where it cannot overflow, and a lane below 0 is left to sql/checks to name.
static enum ctl_result verify_load_lanes(struct verify *verify)
{
    enum ctl_result result =
        database_query(&verify->database, &verify->lanes,
                       "select l.lane,"
                       "    least(greatest(coalesce(max(s.last), 0), 0), 1000000000000) as head"
                       " from bonus.lane as l left join bonus.seal as s on s.lane = l.lane"
                       " where l.lane >= 0 and ($1::integer is null or l.lane = $1)"
                       " group by l.lane order by l.lane",
                       verify->lane_text, DATABASE_END);
    if (result != CTL_OK) {
        return result;
    }
    for (int row = 0; row < PQntuples(verify->lanes); row++) {
        verify->head_sum += verify_head_at(verify, row);
    }
    if (verify->lane_text != NULL && PQntuples(verify->lanes) == 0) {
        return ctl_fail(verify->ctl, CTL_DATA, NULL, "there is no lane %u", verify->lane_wanted);
    }
    return CTL_OK;
}

static enum ctl_result verify_seals(struct verify *verify)
{
    enum ctl_result result = CTL_OK;
    progress_start(&verify->report.progress, verify->ctl, "rows", verify->head_sum);
    verify_report_begin_rule(&verify->report, VERIFY_RULE_SEALS);
    for (int row = 0; result == CTL_OK && row < PQntuples(verify->lanes); row++) {
        result = verify_one_lane(verify, verify_lane_at(verify, row));
    }
    verify_report_end_rule(&verify->report);
    progress_finish(&verify->report.progress);
    return result;
}

static enum ctl_result verify_all_accounts(struct verify *verify)
{
    struct verify_accounts accounts = {.database = &verify->database, .report = &verify->report};
    enum ctl_result result = CTL_OK;
    progress_start(&verify->report.progress, verify->ctl, "accounts", verify->head_sum);
    verify_report_begin_rule(&verify->report, VERIFY_RULE_ACCOUNTS);
    for (int row = 0; result == CTL_OK && row < PQntuples(verify->lanes); row++) {
        result = verify_accounts_prove(&accounts, verify_lane_at(verify, row),
                                       verify_head_at(verify, row));
    }
    verify_report_end_rule(&verify->report);
    progress_finish(&verify->report.progress);
    verify->account_count = accounts.count;
    return result;
}

static void verify_check_found(void *context, const struct verify_finding *finding)
{
    verify_report_differ(context, finding, finding->position);
}

static enum ctl_result verify_checks(struct verify *verify)
{
    struct verify_report *report = &verify->report;
    enum ctl_result result = CTL_OK;
    int64_t done = 0;
    int64_t total = 0;
    const struct embedded_sql *check = NULL;
    while ((check = verify_check_next(check)) != NULL) {
        total++;
    }
    progress_start(&report->progress, verify->ctl, "rules", total);
    check = verify_check_next(NULL);
    for (; check != NULL && result == CTL_OK; check = verify_check_next(check)) {
        char rule[VERIFY_RULE_BYTES_MAX];
        verify_check_name(check, rule);
        verify_report_begin_rule(report, rule);
        progress_update(&report->progress, done++);
        result = verify_check_run(&verify->database, check, verify_check_found, report);
        verify_report_end_rule(report);
    }
    progress_finish(&report->progress);
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
        json_object_set_new(verify->report.json, "exceptions", listing_row_to_json(counts, 0));
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
    json_object_set_new(verify->report.json, "accounts",
                        json_integer((json_int_t)verify->account_count));
    verify_report_finish(&verify->report);
    if (!verify->ctl->json) {
        fprintf(verify->ctl->out,
                "%s: %" PRId64 " rows, %" PRId64 " seals, %" PRId64 " accounts, %" PRId64
                " rules, %" PRId64 " differences\n",
                verify->report.differences == 0 ? "the books are right" : "THE BOOKS ARE WRONG",
                verify->row_count, verify->seal_count, verify->account_count,
                verify->report.rule_count, verify->report.differences);
    }
}

static enum ctl_result verify_heads_step(struct verify *verify)
{
    return verify->heads == NULL
               ? CTL_OK
               : verify_heads_report(verify->heads, &verify->database, &verify->report);
}

static enum ctl_result verify_ledger_step(struct verify *verify)
{
    return verify->heads == NULL ? CTL_OK
                                 : verify_heads_check_ledger(verify->heads, &verify->database);
}

static enum ctl_result verify_work(struct verify *verify)
{
    static enum ctl_result (*const steps[])(struct verify * verify) = {
        verify_ledger_step,  verify_load_lanes, verify_seals,      verify_heads_step,
        verify_all_accounts, verify_checks,     verify_exceptions,
    };
    enum ctl_result result = database_open(verify->ctl, &verify->database);
    if (result == CTL_OK) {
        result = database_run(&verify->database, "begin isolation level repeatable read read only",
                              DATABASE_END);
    }
    for (size_t step = 0; result == CTL_OK && step < BASE_COUNT(steps); step++) {
        result = steps[step](verify);
    }
    if (result == CTL_OK) {
        verify_conclude(verify);
    }
    return result == CTL_OK && verify->report.differences > 0 ? CTL_DIFFERENT : result;
}

static enum ctl_result verify_read_values(struct verify *verify, const struct verify_values *values)
{
    if ((values->against == NULL) != (values->public_key == NULL)) {
        return ctl_fail(verify->ctl, CTL_USAGE, NULL, "--against and --public-key go together");
    }
    verify->lane_text = values->lane;
    enum ctl_result result = CTL_OK;
    if (values->lane != NULL) {
        result = command_read_number(verify->ctl, "--lane", values->lane, 0, LIMIT_LANES_MAX - 1,
                                     &verify->lane_wanted);
    }
    if (result == CTL_OK && values->against != NULL) {
        result =
            verify_heads_create(verify->ctl, values->against, values->public_key, &verify->heads);
    }
    return result;
}

static enum ctl_result verify_run(struct ctl *ctl, const struct arguments *arguments)
{
    struct verify verify = {.ctl = ctl};
    enum ctl_result result = verify_read_values(&verify, arguments->values);
    if (result == CTL_OK) {
        verify_report_init(&verify.report, ctl,
                           verify.lane_text == NULL ? -1 : (int64_t)verify.lane_wanted);
        result = verify_work(&verify);
        verify_report_clear(&verify.report);
        PQclear(verify.lanes);
        database_close(&verify.database);
    }
    verify_heads_destroy(verify.heads);
    return result;
}

static const struct option verify_options[] = {
    {.name = "lane",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, lane),
     .value_name = "N",
     .help = "only this lane"},
    {.name = "against",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, against),
     .value_name = "FILE",
     .help = "an export of heads that history must still contain"},
    {.name = "public-key",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct verify_values, public_key),
     .value_name = "FILE",
     .help = "the public key of whoever signed that export"},
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
        "In one snapshot, while tills may go on posting: computes all digests, Merkle roots and\n"
        "seals again from the rows; adds up balance, lots, holds and debt of every account from\n"
        "the rows alone; runs every rule of sql/checks. A ledger that was rewritten whole shows\n"
        "only against heads that somebody else keeps: compare the head seals printed here, or\n"
        "give an export of bonusctl seal export with --against.",
    .run = verify_run,
};
