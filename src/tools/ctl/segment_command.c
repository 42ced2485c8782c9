// SPDX-License-Identifier: Apache-2.0
// `bonusctl segment add|list`.
#include "tools/ctl/commands.h"

#include "tools/ctl/database.h"
#include "tools/ctl/listing.h"

static enum ctl_result segment_query(struct ctl *ctl, const char *statement, const char *parameter)
{
    struct database database;
    PGresult *rows = NULL;
    enum ctl_result result = database_open(ctl, &database);
    if (result == CTL_OK) {
        result = database_query(&database, &rows, statement,
                                parameter == NULL ? DATABASE_END : parameter, DATABASE_END);
    }
    if (result == CTL_OK) {
        listing_print(ctl, rows);
    }
    PQclear(rows);
    database_close(&database);
    return result;
}

static enum ctl_result segment_add_run(struct ctl *ctl, const struct arguments *arguments)
{
    return segment_query(ctl, "select bonus.segment_add_v1($1) as segment", arguments->words[0]);
}

const struct command segment_add_command = {
    .path = "segment add",
    .words = "NAME",
    .words_min = 1,
    .words_max = 1,
    .has_json = true,
    .uses_database = true,
    .summary = "name a segment of cardholders",
    .text = "Promotions may be for one segment. NAME has up to 31 bytes of UTF-8.",
    .run = segment_add_run,
};

static enum ctl_result segment_list_run(struct ctl *ctl, const struct arguments *arguments)
{
    (void)arguments;
    return segment_query(ctl, "select segment, name from bonus.segment order by segment", NULL);
}

const struct command segment_list_command = {
    .path = "segment list",
    .words = "",
    .has_json = true,
    .uses_database = true,
    .summary = "list the segments",
    .run = segment_list_run,
};
