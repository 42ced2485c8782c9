// SPDX-License-Identifier: Apache-2.0
// libpq, and the table that turns SQLSTATEs into results of bonusctl.
#include "tools/ctl/database.h"

#include <stdarg.h>
#include <string.h>

const char DATABASE_END[] = "";

enum { DATABASE_TEXT = 0, DATABASE_BINARY = 1 }; // formats of values in libpq

// Whatever the role's or the database's defaults are: names mean what they say, times print alike.
static const char database_settings[] =
    "select set_config('client_min_messages', 'warning', false),"
    "    set_config('search_path', '', false),"
    "    set_config('datestyle', 'ISO', false),"
    "    set_config('timezone', 'UTC', false)";

// The first row whose prefix fits wins. The database's own hint goes before the one here.
static const struct {
    const char *prefix;
    enum ctl_result result;
    const char *hint;
} database_states[] = {
    {"BN2", CTL_DATA, NULL},
    {"BN", CTL_SOFTWARE, NULL},
    {"08", CTL_UNAVAILABLE, NULL},
    {"57P", CTL_UNAVAILABLE, NULL},
    {"57014", CTL_TEMPORARY, NULL},
    {"55P03", CTL_TEMPORARY, "someone else holds a lock that this needs; try again"},
    {"40", CTL_TEMPORARY, "another transaction was in the way; try again"},
    {"53", CTL_TEMPORARY, NULL},
    {"42501", CTL_NO_PERMISSION, "connect as the owner or as a member of bonus_admin"},
    {"3F000", CTL_DATA, "the schema is not there yet: bonusctl db migrate"},
    {"42P01", CTL_DATA, "the schema is not there or old: bonusctl db migrate"},
    {"42883", CTL_DATA, "the schema is not there or old: bonusctl db migrate"},
    {"22", CTL_DATA, NULL},
    {"23", CTL_DATA, NULL},
    {"", CTL_SOFTWARE, NULL},
};

// libpq ends its messages with a newline.
static int database_message_size(const char *message)
{
    size_t size = strlen(message);
    while (size > 0 && message[size - 1] == '\n') {
        size--;
    }
    return (int)size;
}

enum ctl_result database_open(struct ctl *ctl, struct database *database)
{
    static const char *const keywords[] = {"dbname", "fallback_application_name", "connect_timeout",
                                           "client_encoding", NULL};
    const char *const values[] = {ctl->database, "bonusctl", "10", "UTF8", NULL};
    *database = (struct database){.ctl = ctl};
    database->connection = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(database->connection) != CONNECTION_OK) {
        const char *message = PQerrorMessage(database->connection);
        return ctl_fail(ctl, CTL_UNAVAILABLE, NULL, "%.*s", database_message_size(message),
                        message);
    }
    return database_run(database, database_settings, DATABASE_END);
}

void database_close(struct database *database)
{
    PQfinish(database->connection);
    database->connection = NULL;
}

enum ctl_result database_fail(struct database *database, const char *where, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL) {
        const char *message = PQerrorMessage(database->connection);
        return ctl_fail(database->ctl, CTL_UNAVAILABLE, NULL, "%s%.*s", where,
                        database_message_size(message), message);
    }
    size_t index = 0;
    while (strncmp(state, database_states[index].prefix, strlen(database_states[index].prefix))) {
        index++;
    }
    const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    return ctl_fail(database->ctl, database_states[index].result,
                    hint != NULL ? hint : database_states[index].hint, "%s%s%s%s", where,
                    PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), detail == NULL ? "" : ": ",
                    detail == NULL ? "" : detail);
}

static enum ctl_result database_query_list(struct database *database, PGresult **rows,
                                           const char *statement, int format, va_list texts)
{
    const char *parameters[DATABASE_PARAMETERS_MAX];
    int count = 0;
    for (const char *text = va_arg(texts, const char *); text != DATABASE_END;
         text = va_arg(texts, const char *)) {
        CHECK(count < DATABASE_PARAMETERS_MAX);
        parameters[count++] = text;
    }
    *rows =
        PQexecParams(database->connection, statement, count, NULL, parameters, NULL, NULL, format);
    const ExecStatusType status = PQresultStatus(*rows);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        return CTL_OK;
    }
    enum ctl_result result = database_fail(database, "", *rows);
    PQclear(*rows);
    *rows = NULL;
    return result;
}

enum ctl_result database_query(struct database *database, PGresult **rows, const char *statement,
                               ...)
{
    va_list texts;
    va_start(texts, statement);
    enum ctl_result result = database_query_list(database, rows, statement, DATABASE_TEXT, texts);
    va_end(texts);
    return result;
}

enum ctl_result database_query_binary(struct database *database, PGresult **rows,
                                      const char *statement, ...)
{
    va_list texts;
    va_start(texts, statement);
    enum ctl_result result = database_query_list(database, rows, statement, DATABASE_BINARY, texts);
    va_end(texts);
    return result;
}

enum ctl_result database_run(struct database *database, const char *statement, ...)
{
    PGresult *rows = NULL;
    va_list texts;
    va_start(texts, statement);
    enum ctl_result result = database_query_list(database, &rows, statement, DATABASE_TEXT, texts);
    va_end(texts);
    PQclear(rows);
    return result;
}
