// SPDX-License-Identifier: Apache-2.0
// Card numbers one a line, out of a file or the standard input. Blanks around a number are no part
// of it and empty lines are nothing.
#ifndef CTL_CARD_FILE_H
#define CTL_CARD_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/ctl/ctl.h"

struct card_file {
    const char *name; // borrowed; for messages
    FILE *file;
    int64_t size;  // in bytes, 0: not known
    int64_t bytes; // read so far
    int64_t line;  // number of the line read last, from 1
    char *text;
    size_t room;
};

// "-" is the standard input.
BASE_MUST_USE enum ctl_result card_file_open(struct ctl *ctl, const char *name,
                                             struct card_file *file);
void card_file_close(struct card_file *file);

// The next line that is not empty, NULL at the end; it lives until the next call.
const char *card_file_next(struct card_file *file);

// Whether reading ended because it failed; that is reported.
BASE_MUST_USE enum ctl_result card_file_check(struct ctl *ctl, const struct card_file *file);

#endif
