// SPDX-License-Identifier: Apache-2.0
// The end of a program that found itself wrong: one line on stderr, then abort() for the core.
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void check_fail(const char *file, int line, const char *condition)
{
    dprintf(STDERR_FILENO, "level=fatal event=check_failed at=%s:%d condition=\"%s\"\n", file, line,
            condition);
    abort();
}
