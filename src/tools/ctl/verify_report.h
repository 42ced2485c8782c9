// SPDX-License-Identifier: Apache-2.0
// What `bonusctl verify` says: differences rule by rule, for people as they are found, for programs
// as one JSON object at the end.
#ifndef CTL_VERIFY_REPORT_H
#define CTL_VERIFY_REPORT_H

#include <jansson.h>

#include "tools/ctl/progress.h"
#include "tools/ctl/verify_check.h"

// A rule holds or does not. `rule` is borrowed until verify_report_end_rule().
struct verify_report {
    struct ctl *ctl;
    struct progress progress; // of the step under way; its line gives way to what is printed
    const char *rule;
    int64_t lane_wanted; // -1: all
    int64_t rule_count;
    int64_t differences;
    int64_t rule_differences; // of the rule under way
    json_t *json;
};

void verify_report_init(struct verify_report *report, struct ctl *ctl, int64_t lane_wanted);
void verify_report_clear(struct verify_report *report);

void verify_report_begin_rule(struct verify_report *report, const char *rule);
void verify_report_end_rule(struct verify_report *report);

// Positions from finding->position to `last` break a rule. The first ones of each rule are named,
// the rest are counted; those of lanes that nobody asked for are not.
void verify_report_differ(struct verify_report *report, const struct verify_finding *finding,
                          int64_t last);

// Worth knowing, and no difference.
void verify_report_note(struct verify_report *report, const struct verify_finding *finding);

// Prints the JSON object, if that is wanted.
void verify_report_finish(struct verify_report *report);

#endif
