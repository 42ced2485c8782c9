// SPDX-License-Identifier: Apache-2.0
// The table of statements.
#include "store/statement.h"

static const struct {
    const char *name;
    const char *sql;
} statements[STATEMENT_COUNT] = {
#define STATEMENT(name, sql) [STATEMENT_##name] = {#name, sql},
#include "store/statement.def"
#undef STATEMENT
};

const char *statement_name(enum statement statement)
{
    return statements[statement].name;
}

const char *statement_sql(enum statement statement)
{
    return statements[statement].sql;
}
