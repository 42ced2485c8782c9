// SPDX-License-Identifier: Apache-2.0
// What every command of bonusctl is handed, and how it says that something went wrong: a fact, a
// hint at the remedy, and a result that becomes the exit code.
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/check.h"
#include "base/clock.h"

enum ctl_result {
#define CTL_RESULT(name, code, text) CTL_##name,
#include "tools/ctl/result.def"
#undef CTL_RESULT
    CTL_RESULT_COUNT,
};

struct ctl {
    FILE *out;              // what was asked for
    FILE *error;            // facts, hints and progress
    bool error_is_terminal; // then progress is drawn
    bool json;              // print JSON instead of text
    const char *database;   // libpq URI or connection string, NULL: not said
    struct clock_source clock;
};

// On the standard streams and the machine's clock.
void ctl_init(struct ctl *ctl);

// The exit code of a result, and what it stands for in --help.
int ctl_result_code(enum ctl_result result);
const char *ctl_result_text(enum ctl_result result);

// Writes "bonusctl: fact" and, unless it is NULL, "HINT: hint"; returns `result`, so that a command
// ends with `return ctl_fail(...)`. The format may use %m.
BASE_PRINTF(4, 5)
enum ctl_result ctl_fail(struct ctl *ctl, enum ctl_result result, const char *hint,
                         const char *format, ...);

#endif
