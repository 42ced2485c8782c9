// SPDX-License-Identifier: Apache-2.0
// Lines for people, members of one object for programs.
#include "tools/ctl/verify_report.h"

#include <inttypes.h>

#include "tools/ctl/listing.h"

enum { VERIFY_SHOWN_MAX = 20 }; // differences of one rule that are named one by one

void verify_report_init(struct verify_report *report, struct ctl *ctl, int64_t lane_wanted)
{
    *report = (struct verify_report){.ctl = ctl, .lane_wanted = lane_wanted};
    report->json = json_pack("{s:[], s:{}, s:[], s:[]}", "lanes", "rules", "differences", "notes");
}

void verify_report_clear(struct verify_report *report)
{
    json_decref(report->json);
}

void verify_report_begin_rule(struct verify_report *report, const char *rule)
{
    report->rule = rule;
    report->rule_differences = 0;
    report->rule_count++;
}

void verify_report_end_rule(struct verify_report *report)
{
    if (report->ctl->json) {
        json_object_set_new(json_object_get(report->json, "rules"), report->rule,
                            json_integer((json_int_t)report->rule_differences));
    } else if (report->rule_differences > VERIFY_SHOWN_MAX) {
        progress_finish(&report->progress);
        fprintf(report->ctl->out, "DIFFERENCE  %s: %" PRId64 " more\n", report->rule,
                report->rule_differences - VERIFY_SHOWN_MAX);
    }
    report->rule = NULL;
}

static void verify_report_show(struct verify_report *report, const char *list, const char *word,
                               const struct verify_finding *finding, int64_t last)
{
    FILE *out = report->ctl->out;
    progress_finish(&report->progress);
    if (report->ctl->json) {
        json_array_append_new(json_object_get(report->json, list),
                              json_pack("{s:s, s:i, s:I, s:I, s:s}", "rule", finding->rule, "lane",
                                        (int)finding->lane, "first", (json_int_t)finding->position,
                                        "last", (json_int_t)last, "what", finding->what));
        return;
    }
    fprintf(out, "%s  %s: lane %u", word, finding->rule, finding->lane);
    if (finding->position != 0) {
        fprintf(out, ", position %" PRId64, finding->position);
    }
    if (last != finding->position) {
        fprintf(out, " to %" PRId64, last);
    }
    fprintf(out, ": %s\n", finding->what);
}

void verify_report_differ(struct verify_report *report, const struct verify_finding *finding,
                          int64_t last)
{
    if (report->lane_wanted >= 0 && report->lane_wanted != finding->lane) {
        return;
    }
    report->differences++;
    if (report->rule_differences++ < VERIFY_SHOWN_MAX) {
        verify_report_show(report, "differences", "DIFFERENCE", finding, last);
    }
}

void verify_report_note(struct verify_report *report, const struct verify_finding *finding)
{
    verify_report_show(report, "notes", "NOTE", finding, finding->position);
}

void verify_report_finish(struct verify_report *report)
{
    if (report->ctl->json) {
        json_object_set_new(report->json, "difference_count",
                            json_integer((json_int_t)report->differences));
        listing_print_json(report->ctl, json_incref(report->json));
    }
}
