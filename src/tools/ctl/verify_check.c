// SPDX-License-Identifier: Apache-2.0
// A broken rule may return a row for every posting there is, so rows are taken one at a time.
#include "tools/ctl/verify_check.h"

#include <stdlib.h>
#include <string.h>

#define VERIFY_CHECK_FOLDER "checks/"

enum { FINDING_LANE, FINDING_POSITION, FINDING_WHAT, FINDING_COLUMNS };

const struct embedded_sql *verify_check_next(const struct embedded_sql *before)
{
    const struct embedded_sql *check = before == NULL ? embedded_sqls : before + 1;
    for (; check < embedded_sqls + embedded_sql_count; check++) {
        if (strncmp(check->path, VERIFY_CHECK_FOLDER, strlen(VERIFY_CHECK_FOLDER)) == 0) {
            return check;
        }
    }
    return NULL;
}

void verify_check_name(const struct embedded_sql *check, char rule[VERIFY_RULE_BYTES_MAX])
{
    const char *name = check->path + strlen(VERIFY_CHECK_FOLDER);
    snprintf(rule, VERIFY_RULE_BYTES_MAX, "%.*s", (int)strcspn(name, "."), name);
}

static void verify_check_take(const PGresult *row, const char *rule,
                              void (*found)(void *context, const struct verify_finding *finding),
                              void *context)
{
    CHECK(PQnfields(row) == FINDING_COLUMNS);
    const struct verify_finding finding = {
        .rule = rule,
        .lane = (uint16_t)strtoul(PQgetvalue(row, 0, FINDING_LANE), NULL, 10),
        .position = strtoll(PQgetvalue(row, 0, FINDING_POSITION), NULL, 10),
        .what = PQgetvalue(row, 0, FINDING_WHAT),
    };
    found(context, &finding);
}

enum ctl_result verify_check_run(struct database *database, const struct embedded_sql *check,
                                 void (*found)(void *context, const struct verify_finding *finding),
                                 void *context)
{
    char rule[VERIFY_RULE_BYTES_MAX];
    char where[VERIFY_RULE_BYTES_MAX + 32];
    verify_check_name(check, rule);
    snprintf(where, sizeof(where), "sql/%s: ", check->path);
    if (PQsendQuery(database->connection, check->text) != 1 ||
        PQsetSingleRowMode(database->connection) != 1) {
        return database_fail(database, where, NULL);
    }
    enum ctl_result result = CTL_OK;
    PGresult *row = NULL;
    while ((row = PQgetResult(database->connection)) != NULL) {
        if (PQresultStatus(row) == PGRES_SINGLE_TUPLE) {
            verify_check_take(row, rule, found, context);
        } else if (PQresultStatus(row) != PGRES_TUPLES_OK && result == CTL_OK) {
            result = database_fail(database, where, row);
        }
        PQclear(row);
    }
    return result;
}
