// SPDX-License-Identifier: Apache-2.0
// The rules of sql/checks: each is a query that returns no row, always.
#ifndef CTL_VERIFY_CHECK_H
#define CTL_VERIFY_CHECK_H

#include "tools/ctl/database.h"
#include "tools/ctl/embedded_sql.h"

// One row that should not be. `position` is 0 where the rule names none; `rule` is the file's name
// without folder and suffix.
struct verify_finding {
    const char *rule;
    uint16_t lane;
    int64_t position;
    const char *what;
};

// The embedded check after `before` (NULL: the first), NULL behind the last.
const struct embedded_sql *verify_check_next(const struct embedded_sql *before);

enum { VERIFY_RULE_BYTES_MAX = 64 };

// "checks/time_never_goes_back.sql" is the rule time_never_goes_back.
void verify_check_name(const struct embedded_sql *check, char rule[VERIFY_RULE_BYTES_MAX]);

// Runs one check and calls `found` for each row, as it comes.
BASE_MUST_USE enum ctl_result
verify_check_run(struct database *database, const struct embedded_sql *check,
                 void (*found)(void *context, const struct verify_finding *finding), void *context);

#endif
