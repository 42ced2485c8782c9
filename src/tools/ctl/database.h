// SPDX-License-Identifier: Apache-2.0
// The ledger's database as the commands see it: one connection, statements with bound parameters,
// and errors that come out as facts and hints. Statements are constants of the program; data
// travels only as parameters.
#ifndef CTL_DATABASE_H
#define CTL_DATABASE_H

#include <libpq-fe.h>
#include <stddef.h>

#include "tools/ctl/ctl.h"

enum { DATABASE_PARAMETERS_MAX = 16 };

struct database {
    struct ctl *ctl;
    PGconn *connection;
};

// Connects to ctl->database; the failure is reported. Closed by database_close() in either case.
BASE_MUST_USE enum ctl_result database_open(struct ctl *ctl, struct database *database);
void database_close(struct database *database);

// One statement with up to DATABASE_PARAMETERS_MAX texts as $1, $2 ...; NULL is null. The texts end
// with DATABASE_END. On CTL_OK *rows is the caller's to PQclear(); otherwise it is NULL and the
// failure has been reported.
extern const char DATABASE_END[];
BASE_MUST_USE enum ctl_result database_query(struct database *database, PGresult **rows,
                                             const char *statement, ...);

// As database_query(), with values in PostgreSQL's binary format.
BASE_MUST_USE enum ctl_result database_query_binary(struct database *database, PGresult **rows,
                                                    const char *statement, ...);

// As database_query() for statements whose rows nobody needs.
BASE_MUST_USE enum ctl_result database_run(struct database *database, const char *statement, ...);

// Reports a failed result and says what it amounts to. `where`, "" for nowhere in particular, goes
// before the fact: "sql/meta.sql:7: ". Both are borrowed.
enum ctl_result database_fail(struct database *database, const char *where, const PGresult *result);

#endif
