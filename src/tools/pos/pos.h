// SPDX-License-Identifier: Apache-2.0
// What every command of bonus-pos is handed, and how it says that something went wrong: a fact, a
// hint at the remedy, and a result that becomes the exit code.
#ifndef POS_POS_H
#define POS_POS_H

#include <stdbool.h>
#include <stdio.h>

#include <bonus/bonus.h>

#include "base/check.h"
#include "base/clock.h"

enum pos_result {
#define POS_RESULT(name, code, text) POS_##name,
#include "tools/pos/result.def"
#undef POS_RESULT
    POS_RESULT_COUNT,
};

struct pos {
    FILE *out;              // what was asked for
    FILE *error;            // facts, hints and progress
    bool error_is_terminal; // then progress is drawn
    bool json;              // print JSON instead of text
    struct clock_source clock;
};

// On the standard streams and the machine's clock.
void pos_init(struct pos *pos);

// The exit code of a result, and what it stands for in --help.
int pos_result_code(enum pos_result result);
const char *pos_result_text(enum pos_result result);

// What a result of the library is to this program.
enum pos_result pos_result_of(enum bonus_result result);

// Writes "bonus-pos: fact" and, unless it is NULL, "HINT: hint"; returns `result`, so that a
// command ends with `return pos_fail(...)`. The format may use %m.
BASE_PRINTF(4, 5)
enum pos_result pos_fail(const struct pos *pos, enum pos_result result, const char *hint,
                         const char *format, ...);

#endif
