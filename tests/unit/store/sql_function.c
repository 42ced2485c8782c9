// SPDX-License-Identifier: Apache-2.0
// As much of SQL as our own functions need: `create or replace function bonus.name(`, then
// parameters, comments between them, then `)`.
#include "sql_function.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"

enum { LINE_BYTES = 256 };

// The next word of the line, without its comma; "" at the end.
static const char *take_word(const char *at, char word[SQL_WORD_BYTES])
{
    at += strspn(at, " ");
    size_t size = strcspn(at, " ,()\n");
    CHECK(size < SQL_WORD_BYTES);
    memcpy(word, at, size);
    word[size] = '\0';
    return at + size;
}

static void add_parameter(struct sql_function *function, const char *text)
{
    struct sql_parameter parameter;
    bool is_out = false;
    text = take_word(text, parameter.name);
    if (strcmp(parameter.name, "out") == 0) {
        is_out = true;
        text = take_word(text, parameter.name);
    }
    (void)take_word(text, parameter.type);
    struct sql_parameter *list = is_out ? function->out : function->in;
    size_t *count = is_out ? &function->out_count : &function->in_count;
    CHECK(*count < SQL_PARAMETERS_MAX && *parameter.type != '\0');
    list[(*count)++] = parameter;
}

// From behind the opening parenthesis up to the closing one; false: it is not in this line.
static bool take_line(struct sql_function *function, char *text)
{
    while (*text != '\0') {
        text += strspn(text, " \n");
        if (*text == '\0' || strncmp(text, "--", 2) == 0) {
            return false;
        }
        if (*text == ')') {
            return true;
        }
        size_t size = strcspn(text, ",)\n");
        char end = text[size];
        text[size] = '\0';
        add_parameter(function, text);
        text[size] = end;
        text += size + (end == ',' ? 1 : 0);
    }
    return false;
}

bool sql_function_read(const char *name, struct sql_function *function)
{
    char path[LINE_BYTES];
    char opening[LINE_BYTES];
    char line[LINE_BYTES];
    snprintf(path, sizeof(path), "%s/sql/functions/%s.sql", BONUS_SOURCE_DIR, name);
    snprintf(opening, sizeof(opening), "create or replace function bonus.%s(", name);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    memset(function, 0, sizeof(*function));
    bool is_open = false;
    while (fgets(line, sizeof(line), file) != NULL) {
        char *text = line;
        if (!is_open && strncmp(line, opening, strlen(opening)) == 0) {
            is_open = true;
            text += strlen(opening);
        }
        if (is_open && take_line(function, text)) {
            break;
        }
    }
    CHECK(fclose(file) == 0);
    return is_open;
}
