// SPDX-License-Identifier: Apache-2.0
// The parameters of a function as its file in sql/functions declares them, one a line.
#ifndef STORE_TEST_SQL_FUNCTION_H
#define STORE_TEST_SQL_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>

enum { SQL_PARAMETERS_MAX = 96, SQL_WORD_BYTES = 40 };

struct sql_parameter {
    char name[SQL_WORD_BYTES];
    char type[SQL_WORD_BYTES];
};

struct sql_function {
    struct sql_parameter in[SQL_PARAMETERS_MAX];
    size_t in_count;
    struct sql_parameter out[SQL_PARAMETERS_MAX];
    size_t out_count;
};

// "lane_post_v1". False: there is no such file.
bool sql_function_read(const char *name, struct sql_function *function);

#endif
