// SPDX-License-Identifier: Apache-2.0
// Every statement the daemon ever sends: functions by prepared statement, and the frame of a
// transaction. No SQL is assembled from data.
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

enum statement {
#define STATEMENT(name, sql) STATEMENT_##name,
#include "store/statement.def"
#undef STATEMENT
    STATEMENT_COUNT
};

// The name it is prepared under, and its text.
const char *statement_name(enum statement statement);
const char *statement_sql(enum statement statement);

#endif
