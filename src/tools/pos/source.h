// SPDX-License-Identifier: Apache-2.0
// A file to read: as it is, from the standard input ("-"), or, if its name ends in .xz, unpacked by
// xz on the way.
#ifndef POS_SOURCE_H
#define POS_SOURCE_H

#include <stdio.h>
#include <sys/types.h>

#include "tools/pos/pos.h"

struct source {
    FILE *file;
    pid_t unpacker; // 0: none
};

BASE_MUST_USE enum pos_result source_open(const struct pos *pos, const char *path,
                                          struct source *source);

// NO_INPUT if what unpacked the file was not content with it: then what was read is not all of it.
BASE_MUST_USE enum pos_result source_close(const struct pos *pos, const char *path,
                                           struct source *source);

#endif
