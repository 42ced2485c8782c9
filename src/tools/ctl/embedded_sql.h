// SPDX-License-Identifier: Apache-2.0
// The files of sql/ as they were when the program was built: cmake/embed_sql.cmake writes the
// table, sorted by path.
#ifndef CTL_EMBEDDED_SQL_H
#define CTL_EMBEDDED_SQL_H

#include <stddef.h>

struct embedded_sql {
    const char *path; // below sql/: "migrations/0001_ledger.sql"
    const char *text; // closed with a zero
    size_t size;      // without it
};

extern const struct embedded_sql embedded_sqls[];
extern const size_t embedded_sql_count;

#endif
